"""Logging what happened with a customer, in ten seconds."""

from dataclasses import replace
from datetime import date

import pytest

from crm_desktop.core.clock import instant_of
from crm_desktop.core.errors import Invalid
from crm_desktop.models import Interaction
from crm_desktop.operations.interaction import (
    InteractionDraft,
    delete_interactions,
    interaction_draft,
    log_interaction,
    new_interaction,
    update_interaction,
)
from tests.builders import a_case, a_contact, a_customer, a_user, an_interaction, an_opportunity, entry, role
from tests.company import Company

VISIT = entry("interaction_kind", "visit")


def test_an_activity_happens_now_on_the_company_s_day_and_belongs_to_whoever_logs_it(company: Company) -> None:
    # Past midnight in Shanghai, still the day before in UTC.
    company.clock.instant = company.clock.instant.replace(day=20, hour=17)
    with company.write() as work:
        customer = a_customer(work)
        made = log_interaction(work, InteractionDraft(VISIT, customer, subject="Showed the new probe"))
        row = work.session.get_one(Interaction, made)
        assert (row.happened_at, row.happened_on) == (work.now_ms, date(2026, 11, 21))
        assert row.owner_id == company.viewer.user_id


def test_the_customer_follows_from_the_deal_the_case_or_the_only_customer_of_the_contact(company: Company) -> None:
    with company.write() as work:
        first, second = a_customer(work, "Haverton"), a_customer(work, "Yarrow")
        abouts = (
            {"opportunity_id": an_opportunity(work, customer_id=first)},
            {"case_id": a_case(work, customer_id=first)},
            {"contact_id": a_contact(work, "Dana", first)},
        )
        made = [an_interaction(work, **about) for about in abouts]
        both = an_interaction(work, contact_id=a_contact(work, "Lee", first, second))
        assert [interaction_draft(work, each).customer_id for each in made] == [first] * 3
        assert interaction_draft(work, both).customer_id is None


def test_without_a_subject_the_first_line_of_the_detail_is_one(company: Company) -> None:
    with company.write() as work:
        customer = a_customer(work)
        detail = "Asked for 4% off.\nWill decide on Friday."
        made = log_interaction(work, InteractionDraft(VISIT, customer, detail=detail))
        long = log_interaction(work, InteractionDraft(VISIT, customer, detail="x" * 200))
        assert interaction_draft(work, made).subject == "Asked for 4% off."
        assert len(interaction_draft(work, long).subject or "") == 80


def test_what_is_wrong_with_an_activity_is_said_field_by_field(company: Company) -> None:
    with company.write() as work:
        tomorrow = instant_of(date(2026, 11, 22), work.zone)
        draft = InteractionDraft(
            entry("level", "A"), minutes=2000, direction="up", happened_at=tomorrow, next_step_on=date(2026, 12, 1)
        )
        with pytest.raises(Invalid) as refused:
            log_interaction(work, draft)
    wrong = {"kind_id", "subject", "customer_id", "minutes", "direction", "happened_at", "next_step"}
    assert refused.value.fields.keys() == wrong


def test_a_form_starts_with_now_and_the_customer_it_was_opened_from(company: Company) -> None:
    with company.write() as work:
        customer = a_customer(work)
        draft = new_interaction(work, "call", customer_id=customer)
        assert draft.kind_id == entry("interaction_kind", "call")
        assert (draft.customer_id, draft.happened_at, draft.owner_id) == (customer, work.now_ms, work.viewer.user_id)


def test_an_activity_is_corrected_and_deleted(company: Company) -> None:
    with company.write() as work:
        made = an_interaction(work, next_step="Send the offer", next_step_on=date(2026, 12, 1))
    with company.write() as work:
        loaded = interaction_draft(work, made)
        earlier = instant_of(date(2026, 11, 18), work.zone, 9)
        update_interaction(work, made, replace(loaded, happened_at=earlier, next_step=None, next_step_on=None), loaded)
        row = work.session.get_one(Interaction, made)
        assert (row.happened_on, row.next_step, row.next_step_on) == (date(2026, 11, 18), None, None)
    with company.write() as work:
        loaded = interaction_draft(work, made)
        update_interaction(work, made, loaded, loaded, work.position)
    assert not work.changes
    with company.write() as work:
        assert delete_interactions(work, [made]) == 1


def test_nothing_is_logged_with_a_customer_one_cannot_see(company: Company) -> None:
    with company.write() as work:
        ian = a_user(work, "Ian", login="ian", role_id=role("salesperson"))
        hidden = a_customer(work, "Hidden")
        contact = a_contact(work, "Dana", hidden, owner_id=ian)
        deal = an_opportunity(work, customer_id=hidden, owner_id=ian)
    with pytest.raises(Invalid) as refused, company.seen_by("ian").write() as work:
        an_interaction(work, customer_id=hidden)
    assert set(refused.value.fields) == {"customer_id"}
    with company.seen_by("ian").write() as work:
        # One's own deal may be spoken about, wherever it is; one's own contact as well.
        about = interaction_draft(work, an_interaction(work, opportunity_id=deal))
        talked = interaction_draft(work, an_interaction(work, contact_id=contact))
    assert (about.customer_id, talked.customer_id) == (hidden, None)
