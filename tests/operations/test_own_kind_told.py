"""What is told of records of own kinds besides their pages: what a step changed, and what laptops wrote both."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from crm_desktop.core.errors import NotAllowed
from crm_desktop.core.i18n import tr_message
from crm_desktop.core.viewer import HIDDEN
from crm_desktop.models.customising import OWN_RECORD, own_kind
from crm_desktop.models.limited_fields import OWN_FIELD
from crm_desktop.operations import review
from crm_desktop.operations.custom_field import CustomFieldDraft, create_custom_field, set_custom_value
from crm_desktop.operations.own_kind import OwnKindDraft, create_own_kind, own_kind_draft, update_own_kind
from crm_desktop.operations.own_record import assign_own_records, create_own_record, new_own_record
from crm_desktop.operations.role import FieldLimit, role_draft, update_role
from crm_desktop.queries.custom_field import custom_values
from crm_desktop.queries.review import review_count, review_list, review_of
from crm_desktop.queries.role import limitable
from crm_desktop.queries.search import search
from crm_desktop.queries.step_changes import step_changes
from crm_desktop.storage.journal import TransactionId
from tests.builders import a_user, role
from tests.company import Company
from tests.meeting import meet

Laptop = Callable[[str], Company]


@pytest.fixture
def machines(company: Company) -> tuple[str, str, str]:
    """A kind, its own field and a record of Ada's; Grace sees her own records alone."""
    with company.write() as work:
        a_user(work, "Grace", login="grace", role_id=role("salesperson"))
        kind = own_kind(create_own_kind(work, OwnKindDraft("Machine", plural_en="Machines")))
        work.session.flush()
        field = create_custom_field(work, CustomFieldDraft(kind, "Place"))
        record = create_own_record(work, new_own_record(work, kind.partition(":")[2], name="Press 7"))
    return kind, field, record


def place(company: Company, machines: tuple[str, str, str], text: str) -> None:
    """Somebody says where it stands."""
    kind, field, record = machines
    company.clock.instant += timedelta(minutes=1)
    with company.write("Say where it stands") as work:
        set_custom_value(work, kind, record, field, text)


def test_what_a_step_changed_of_it_is_told_by_its_name_to_who_sees_it(
    company: Company, machines: tuple[str, str, str]
) -> None:
    place(company, machines, "Hall 3")
    with company.read() as reading:
        ((origin, seq),) = reading.plain("SELECT origin, max(seq) FROM sync_change WHERE tbl = 'custom_value'")
        step = str(TransactionId(origin, seq))
        (told,) = step_changes(reading, step).records
        assert (told.kind, told.record_id, told.name) == (OWN_RECORD, machines[2], "Press 7")
    with company.seen_by("grace").read() as reading:
        assert step_changes(reading, step).records == ()


def test_what_two_laptops_wrote_into_an_own_field_is_decided_at_the_record(
    company: Company, machines: tuple[str, str, str], laptop: Laptop
) -> None:
    kind, _, record = machines
    place(company, machines, "Hall 3")
    anna = laptop("anna")
    place(company, machines, "Hall 4")
    place(anna, machines, "Hall 5")
    meet(company, anna)
    with company.read() as reading:
        assert [(each.kind, each.title, each.count) for each in review_list(reading, "en")] == [
            (OWN_RECORD, "Press 7", 1)
        ]
        (found,) = review_of(reading, OWN_RECORD, record, "en").conflicts
    assert found.mine is not None
    with company.write("Review") as work:
        review.take(work, found, found.mine)
    with company.read() as reading:
        assert review_count(reading) == 0
        assert [each.value for each in custom_values(reading, kind, record)] == ["Hall 4"]
    with company.seen_by("grace").read() as reading:
        assert review_list(reading, "en") == []


def test_what_a_kind_is_called_is_decided_by_who_looks_after_the_company(
    company: Company, machines: tuple[str, str, str], laptop: Laptop
) -> None:
    kind_id = machines[0].partition(":")[2]
    anna = laptop("anna")
    for each, name in ((company, "Plant"), (anna, "Device")):
        each.clock.instant += timedelta(minutes=1)
        with each.write("Rename") as work:
            loaded = own_kind_draft(work, kind_id)
            update_own_kind(work, kind_id, OwnKindDraft(**{**vars(loaded), "name_en": name}), loaded)
    meet(company, anna)
    with company.read() as reading:
        (record,) = review_list(reading, "en")
        assert (record.kind, record.may_decide) == ("custom_kind", True)
        (found,) = review_of(reading, "custom_kind", kind_id, "en").conflicts
    grace = company.seen_by("grace")
    with grace.read() as reading:
        assert review_list(reading, "en") == []
    with pytest.raises(NotAllowed) as refused, grace.write("Review") as work:
        review.keep(work, found)
    assert "role" in tr_message(refused.value.message)


def test_an_own_field_of_a_kind_is_hidden_from_a_role_and_not_found_by(
    company: Company, machines: tuple[str, str, str]
) -> None:
    kind, field, record = machines
    place(company, machines, "Basement")
    with company.write("Give it to Grace") as work:
        grace = work.plain("SELECT id FROM app_user WHERE login = 'grace'")[0][0]
        assign_own_records(work, [record], grace)
    with company.seen_by("grace").read() as reading:
        assert [each.id for each in search(reading, "Basement").hits] == [record]
    key = f"{kind}.{OWN_FIELD}{field}"
    with company.read() as reading:
        assert key in [each.key for each in limitable(reading)]
    with company.write("Hide it") as work:
        draft = role_draft(work, role("salesperson"))
        update_role(work, role("salesperson"), replace(draft, limits=(FieldLimit(key, HIDDEN),)))
    with company.seen_by("grace").read() as reading:
        assert search(reading, "Basement").hits == ()
        assert [each.id for each in search(reading, "Press").hits] == [record]
        assert custom_values(reading, kind, record) == []
