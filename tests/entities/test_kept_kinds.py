"""A role can be kept from own fields of own kinds, and from a whole kind: it then is nowhere, and nobody writes it."""

from dataclasses import replace

import pytest

from crm_desktop.core.errors import NotAllowed, NotFound
from crm_desktop.core.i18n import tr_message
from crm_desktop.core.listing import ListSpec
from crm_desktop.core.viewer import HIDDEN, READ_ONLY
from crm_desktop.models.customising import own_kind
from crm_desktop.models.limited_fields import own_limit
from crm_desktop.operations.attachment import add_content
from crm_desktop.operations.custom_field import CustomFieldDraft, create_custom_field, set_custom_value
from crm_desktop.operations.own_kind import OwnKindDraft, create_own_kind
from crm_desktop.operations.own_record import (
    OwnRecordDraft,
    create_own_record,
    delete_own_records,
    own_record_draft,
    update_own_record,
)
from crm_desktop.operations.role import FieldLimit, role_draft, update_role
from crm_desktop.operations.star import toggle_stars
from crm_desktop.queries.choices import choices
from crm_desktop.queries.custom_field import custom_fields
from crm_desktop.queries.document import DOCUMENTS
from crm_desktop.queries.journal_log import LogFilter, log_page
from crm_desktop.queries.own_record import own_record_details, own_records, records_of_customer
from crm_desktop.queries.recycle import recycled
from crm_desktop.queries.role import limitable
from crm_desktop.queries.search import search, search_counts
from crm_desktop.queries.step_changes import step_changes
from tests.builders import a_customer, a_user, role
from tests.company import Company


class Machines:
    """A customer's machine with a serial number, beside a licence."""

    def __init__(self, company: Company) -> None:
        self.company = company
        with company.write() as work:
            a_user(work, "Grace Lin", login="grace")
            self.customer = a_customer(work, "Haverton")
            self.id = create_own_kind(work, OwnKindDraft("Machine", "设备", "Machines"))
            self.other = create_own_kind(work, OwnKindDraft("Licence", "许可证", "Licences"))
            work.session.flush()
            self.kind = own_kind(self.id)
            self.serial = create_custom_field(work, CustomFieldDraft(self.kind, "Serial number", "序列号"))
            given = {"customer_id": self.customer}
            self.press = create_own_record(work, OwnRecordDraft(self.id, "Presswerk", **given))
            create_own_record(work, OwnRecordDraft(self.other, "Licence A", **given))
            work.session.flush()
            set_custom_value(work, self.kind, self.press, self.serial, "hushhush")
            toggle_stars(work, "custom_record", [self.press])
            add_content(work, "custom_record", self.press, "manual.txt", b"Handle with care")

    def kept_from(self, key: str, mode: str) -> Company:
        """The company as a salesperson sees it who is kept from something."""
        with self.company.write() as work:
            draft = role_draft(work, role("salesperson"))
            limits = (FieldLimit(key, mode),)
            update_role(work, role("salesperson"), replace(draft, read_scope="all", write_scope="all", limits=limits))
        return self.company.seen_by("grace")


@pytest.fixture
def machines(company: Company) -> Machines:
    """The machine."""
    return Machines(company)


def test_fields_of_own_kinds_and_whole_kinds_are_offered_to_be_limited(company: Company, machines: Machines) -> None:
    with company.read() as reading:
        offered = {each.key: (each.kind, each.title) for each in limitable(reading)}
    assert offered[own_limit(machines.kind, machines.serial)] == ("Machine", "Serial number")
    assert offered[machines.kind] == ("Machines", "")


def test_a_hidden_field_of_an_own_kind_is_met_nowhere(machines: Machines) -> None:
    limited = machines.kept_from(own_limit(machines.kind, machines.serial), HIDDEN)
    with limited.read() as reading:
        assert custom_fields(reading, machines.kind) == []
        assert reading.plain("SELECT 1 FROM custom_value") == []
        assert not search(reading, "hushhush").hits
        assert [each.id for each in search(reading, "Presswerk").hits] == [machines.press]
    with pytest.raises(NotAllowed), limited.write() as work:
        set_custom_value(work, machines.kind, machines.press, machines.serial, "other")


def test_a_field_of_an_own_kind_may_only_be_read(machines: Machines) -> None:
    limited = machines.kept_from(own_limit(machines.kind, machines.serial), READ_ONLY)
    with limited.read() as reading:
        assert search(reading, "hushhush").hits
    with pytest.raises(NotAllowed), limited.write() as work:
        set_custom_value(work, machines.kind, machines.press, machines.serial, "other")


def test_a_kind_that_is_hidden_is_nowhere(company: Company, machines: Machines) -> None:
    with company.read() as reading:
        step = log_page(reading, LogFilter()).steps[0].transaction
    limited = machines.kept_from(machines.kind, HIDDEN)
    with limited.read() as reading:
        known = choices(reading)
        assert [each.id for each in known.own_kinds] == [machines.other]
        assert machines.kind not in known.custom
        assert own_records(machines.kind).count(reading, ListSpec()) == 0
        assert own_records(own_kind(machines.other)).count(reading, ListSpec()) == 1
        assert [each.name for each in records_of_customer(reading, machines.customer)] == ["Licence A"]
        for typed in ("Presswerk", "hushhush"):
            assert not search(reading, typed).hits
            assert not any(search_counts(reading, typed).values())
        assert [each.title for each in search(reading, "Licence").hits] == ["Licence A"]
        told = {each.record_id for each in step_changes(reading, step).records}
        assert machines.press not in told
        assert machines.id not in told
        assert DOCUMENTS.count(reading, ListSpec()) == 0
        with pytest.raises(NotFound):
            own_record_details(reading, machines.press)
    with company.write() as work:
        delete_own_records(work, [machines.press])
    with limited.read() as reading:
        assert recycled(reading) == []


@pytest.mark.parametrize("mode", [HIDDEN, READ_ONLY])
def test_a_kind_one_is_kept_from_is_not_written(machines: Machines, mode: str) -> None:
    limited = machines.kept_from(machines.kind, mode)
    with pytest.raises(NotAllowed) as refused, limited.write() as work:
        create_own_record(work, OwnRecordDraft(machines.id, "Another"))
    assert "Machine" in tr_message(refused.value.message)
    with pytest.raises((NotAllowed, NotFound)), limited.write() as work:
        update_own_record(work, machines.press, replace(own_record_draft(work, machines.press), name="Renamed"))
    with pytest.raises((NotAllowed, NotFound)), limited.write() as work:
        set_custom_value(work, machines.kind, machines.press, machines.serial, "other")
    with limited.write() as work:
        create_own_record(work, OwnRecordDraft(machines.other, "Licence B"))


def test_the_limit_is_taken_away_again(machines: Machines) -> None:
    machines.kept_from(machines.kind, HIDDEN)
    with machines.company.write() as work:
        update_role(work, role("salesperson"), replace(role_draft(work, role("salesperson")), limits=()))
    assert machines.company.seen_by("grace").viewer.limits == frozenset()
