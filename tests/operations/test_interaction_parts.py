"""Who took part in a visit and how it was felt: written with it, corrected, refused when impossible."""

from dataclasses import replace

import pytest

from crm_desktop.core.errors import Invalid
from crm_desktop.operations.interaction import InteractionDraft, interaction_draft, log_interaction, update_interaction
from crm_desktop.operations.interaction_parts import RatingDraft
from crm_desktop.queries.timeline import timeline
from tests.builders import a_contact, a_customer, a_user, entry
from tests.company import Company

PRODUCT, SERVICE = entry("rating_item", "product"), entry("rating_item", "service")
VISIT, CALL = entry("interaction_kind", "visit"), entry("interaction_kind", "call")


def test_ratings_and_participants_are_written_with_the_visit_and_corrected(company: Company) -> None:
    with company.write() as work:
        customer, grace = a_customer(work), a_user(work, "Grace Lin")
        dana = a_contact(work, "Dana Holt", customer)
        rated = (RatingDraft(PRODUCT, 5, 3), RatingDraft(SERVICE))
        draft = InteractionDraft(
            VISIT, customer, subject="Showed it", contacts=(dana,), colleagues=(grace,), ratings=rated
        )
        visit = log_interaction(work, draft)
    with company.write() as work:
        loaded = interaction_draft(work, visit)
        assert (loaded.contacts, loaded.colleagues, loaded.ratings) == ((dana,), (grace,), rated[:1])
        changed = replace(loaded, contacts=(), ratings=(RatingDraft(PRODUCT, 5, 4), RatingDraft(SERVICE, 4, None)))
        update_interaction(work, visit, changed, loaded, work.position)
    with company.write() as work:
        loaded = interaction_draft(work, visit)
        assert (loaded.contacts, loaded.colleagues, loaded.ratings) == ((), (grace,), changed.ratings)
        update_interaction(work, visit, replace(loaded, contacts=(dana,), ratings=()), loaded, work.position)
    with company.read() as reading:
        (told,) = timeline(reading, customer_id=customer).items
        assert (told.people, told.ratings) == (("Dana Holt", "Grace Lin"), ())


def test_what_is_no_visit_keeps_no_ratings(company: Company) -> None:
    with company.write() as work:
        customer = a_customer(work)
        call = log_interaction(
            work, InteractionDraft(CALL, customer, subject="Called", ratings=(RatingDraft(PRODUCT, 5, 3),))
        )
        work.session.flush()
        assert interaction_draft(work, call).ratings == ()


def test_what_cannot_be_is_refused_at_its_field(company: Company) -> None:
    with company.write() as work:
        customer = a_customer(work)
        dana = a_contact(work, "Dana Holt", customer)
        usual = InteractionDraft(VISIT, customer, dana, subject="Showed it")
        for bad, name in (
            (replace(usual, contacts=(dana,)), "contacts"),
            (replace(usual, colleagues=("nobody",)), "colleagues"),
            (replace(usual, ratings=(RatingDraft(PRODUCT, 6, 1),)), "ratings"),
            (replace(usual, ratings=(RatingDraft(VISIT, 1, 1),)), "ratings"),
        ):
            with pytest.raises(Invalid) as refused:
                log_interaction(work, bad)
            assert list(refused.value.fields) == [name]
        alone = InteractionDraft(VISIT, contact_id=a_contact(work, "Cai Wen"), ratings=(RatingDraft(PRODUCT, 4, 4),))
        with pytest.raises(Invalid) as refused:
            log_interaction(work, replace(alone, subject="Showed it"))
        assert list(refused.value.fields) == ["customer_id"]
