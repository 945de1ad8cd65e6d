"""Kinds of records that a company adds: made, numbered, ordered, deleted with their records, and their rules."""

from dataclasses import replace

import pytest

from crm_desktop.core.errors import Invalid, NotAllowed, NotFound
from crm_desktop.core.listing import Filter, ListSpec
from crm_desktop.exchange.export_kinds import NAMES
from crm_desktop.models import ENTITY_OF, CustomKind, CustomRecord
from crm_desktop.models.customising import UNIQUE, kind_of, own_kind
from crm_desktop.operations.bulk_edit import Change, change_records
from crm_desktop.operations.custom_field import CustomFieldDraft, create_custom_field, set_custom_value
from crm_desktop.operations.field_rules import FieldRuleDraft, create_field_rule
from crm_desktop.operations.merging_records import merge_records
from crm_desktop.operations.own_kind import (
    TAKEN,
    OwnKindDraft,
    create_own_kind,
    delete_own_kinds,
    order_own_kinds,
    own_kind_draft,
    update_own_kind,
)
from crm_desktop.operations.own_record import (
    OwnRecordDraft,
    assign_own_records,
    create_own_record,
    delete_own_records,
    new_own_record,
    own_record_draft,
    update_own_record,
)
from crm_desktop.operations.restore import restore_records
from crm_desktop.operations.star import toggle_stars
from crm_desktop.queries.choices import choices
from crm_desktop.queries.own_kind import own_kinds
from crm_desktop.queries.own_list import with_own
from crm_desktop.queries.own_record import own_record_details, own_records, records_of_customer
from crm_desktop.queries.recycle import recycled
from crm_desktop.queries.search import search
from crm_desktop.storage.database import UnitOfWork
from tests.builders import a_customer, a_user, role
from tests.company import Company

MACHINES = OwnKindDraft("Machine", "设备", "Machines", "machines", pattern="M-####")
OTHERS = OwnKindDraft("Other", "别的", "Others", "others", pattern="O-####")


def a_kind(work: UnitOfWork, draft: OwnKindDraft = MACHINES) -> str:
    """A kind, known at once."""
    kind_id = create_own_kind(work, draft)
    work.session.flush()
    return kind_id


def a_machine(work: UnitOfWork, kind_id: str, name: str = "Press 7", **values: object) -> str:
    """A record of a kind."""
    record_id = create_own_record(work, new_own_record(work, kind_id, name=name, **values))
    work.session.flush()
    return record_id


def test_a_kind_is_named_ordered_and_changed(company: Company) -> None:
    with company.write() as work:
        machines = a_kind(work)
        licences = a_kind(work, OwnKindDraft(name_zh="许可证"))
        assert [each.code for each in own_kinds(work)] == ["machines", "own"]
    with company.write() as work:
        order_own_kinds(work, [licences, machines])
        update_own_kind(work, machines, replace(own_kind_draft(work, machines), plural_en="Plant", icon="factory"))
    with company.read() as reading:
        first, second = own_kinds(reading)
        assert (first.name_en, first.title.chinese) == ("许可证", "许可证")
        assert (str(second.title), str(second.one), second.icon) == ("Plant", "Machine", "factory")
        assert choices(reading).own_kind(own_kind(machines)) == second
        assert own_kind_draft(reading, machines).pattern == "M-####"


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"name_en": " ", "name_zh": ""}, "name_en"),
        ({"code": "my machines"}, "code"),
        ({"code": "Customers"}, "code"),
        ({"code": "machines"}, "code"),
        ({"code": "contracts"}, "code"),
        ({"name_en": " MACHINE "}, "name_en"),
        ({"name_zh": "设备"}, "name_zh"),
        ({"name_zh": "machine"}, "name_zh"),
        ({"plural_en": "machines"}, "plural_en"),
        ({"icon": "x-rated"}, "icon"),
        ({"pattern": "M-"}, "pattern"),
        ({"pattern": "M-{MM}-##"}, "pattern"),
        ({"pattern": "#" * 41}, "pattern"),
        ({"code": "a" * 61}, "code"),
        ({"name_en": "m" * 61}, "name_en"),
    ],
)
def test_an_impossible_kind_is_refused_at_its_field(company: Company, changed: dict[str, str], field: str) -> None:
    with company.write() as work:
        a_kind(work)
    with pytest.raises(Invalid) as refused, company.write() as work:
        create_own_kind(work, replace(OTHERS, **changed))
    assert list(refused.value.fields) == [field]


def test_a_kind_keeps_its_name_and_takes_none_of_another(company: Company) -> None:
    with company.write() as work:
        machines, others = a_kind(work), a_kind(work, OTHERS)
        # As another laptop called it.
        work.session.get_one(CustomKind, others).name_zh = "设备"
    with company.write() as work:
        update_own_kind(work, others, replace(own_kind_draft(work, others), icon="factory"))
    with pytest.raises(Invalid) as refused, company.write() as work:
        update_own_kind(work, machines, replace(own_kind_draft(work, machines), name_en="other"))
    assert list(refused.value.fields) == ["name_en"]


def test_no_code_hides_behind_what_files_call_the_lists_of_the_program() -> None:
    assert set(NAMES) == TAKEN


def test_only_who_looks_after_the_company_makes_kinds(company: Company) -> None:
    with company.write() as work:
        a_user(work, "Grace", login="grace", role_id=role("salesperson"))
    with pytest.raises(NotAllowed), company.seen_by("grace").write() as work:
        create_own_kind(work, MACHINES)


def test_records_are_numbered_by_their_kind_and_no_number_is_given_twice(company: Company) -> None:
    with company.write() as work:
        machines = a_kind(work)
        licences = a_kind(work, OwnKindDraft("Licence", code="licences"))
        typed = a_machine(work, machines, number="M-0001")
        counted, free = a_machine(work, machines), a_machine(work, licences, number="M-0001")
        by_hand = a_machine(work, licences)
    with company.read() as reading:
        numbers = [own_record_details(reading, each).number for each in (typed, counted, free, by_hand)]
    assert numbers == ["M-0001", "M-0002", "M-0001", None]
    with pytest.raises(Invalid) as refused, company.write() as work:
        a_machine(work, machines, number="M-0002")
    assert list(refused.value.fields) == ["number"]


def test_a_record_is_changed_by_what_differs_and_handed_over(company: Company) -> None:
    with company.write() as work:
        machines, grace = a_kind(work), a_user(work, "Grace")
        customer, record = a_customer(work, "Haverton"), a_machine(work, machines)
    with company.write() as work:
        loaded = own_record_draft(work, record)
        update_own_record(work, record, replace(loaded, name="Press 8", customer_id=customer), loaded)
        assign_own_records(work, [record], grace)
    with company.read() as reading:
        found = own_record_details(reading, record)
    assert (found.name, found.customer, found.owner) == ("Press 8", "Haverton", "Grace")
    with pytest.raises(Invalid) as refused, company.write() as work:
        update_own_record(work, record, replace(own_record_draft(work, record), name=" ", customer_id="gone"))
    assert set(refused.value.fields) == {"name", "customer_id"}


def test_each_kind_has_a_list_of_its_own_with_its_own_fields(company: Company) -> None:
    with company.write() as work:
        machines, licences = a_kind(work), a_kind(work, OwnKindDraft("Licence", code="licences"))
        kind = own_kind(machines)
        serial = create_custom_field(work, CustomFieldDraft(kind, "Serial number"))
        press, _other = a_machine(work, machines), a_machine(work, licences, "Photo suite")
        lathe = a_machine(work, machines, "Lathe 2")
        set_custom_value(work, kind, press, serial, "SN 4711")
    with company.read() as reading:
        query = with_own(reading, own_records(kind))
        rows = query.rows(reading, [row.id for row in query.first(reading, ListSpec(), 10)])
        assert [row.name for row in rows] == ["Lathe 2", "Press 7"]
        assert getattr(rows[1], f"own_{serial}") == "SN 4711"
        assert query.count(reading, ListSpec((Filter(f"own_{serial}", "is", "SN 4711"),))) == 1
        assert query.count(reading, ListSpec(search="4711")) == 1
        assert query.count(reading, ListSpec(search="photo")) == 0
        assert [each.key for each in with_own(reading, own_records(own_kind(licences))).own] == []
        assert ENTITY_OF[kind] is CustomRecord
        assert kind_of(reading.session.get_one(CustomRecord, lathe)) == kind
    with pytest.raises(NotFound), company.write() as work:
        set_custom_value(work, own_kind(licences), _other, serial, "of another kind")


def test_search_finds_records_by_name_number_and_own_text(company: Company) -> None:
    with company.write() as work:
        machines = a_kind(work)
        serial = create_custom_field(work, CustomFieldDraft(own_kind(machines), "Serial number"))
        record = a_machine(work, machines, "绕线机")
        set_custom_value(work, own_kind(machines), record, serial, "QX900")
    with company.read() as reading:
        for typed in ("绕线", "rxj", "M-0001", "QX900"):
            assert [hit.id for hit in search(reading, typed).hits] == [record], typed


def test_rules_of_fields_hold_within_one_kind(company: Company) -> None:
    with company.write() as work:
        machines, licences = a_kind(work), a_kind(work, OwnKindDraft("Licence", code="licences"))
        create_field_rule(work, FieldRuleDraft(own_kind(machines), ("name",), UNIQUE))
        a_machine(work, machines)
        a_machine(work, licences)
    with pytest.raises(Invalid), company.write() as work:
        a_machine(work, machines)


def test_many_records_are_changed_at_once(company: Company) -> None:
    with company.write() as work:
        machines, customer = a_kind(work), a_customer(work)
        size = create_custom_field(work, CustomFieldDraft(own_kind(machines), "Size", type="integer"))
        ids = [a_machine(work, machines, f"Press {number}") for number in range(3)]
    with company.write() as work:
        wanted = [Change(each, {"customer_id": customer, f"custom.{size}": 5}) for each in ids]
        assert change_records(work, own_kind(machines), wanted).changed == 3
    with company.read() as reading:
        assert {each.id for each in records_of_customer(reading, customer)} == set(ids)


def test_a_deleted_kind_takes_its_records_along_and_brings_them_back(company: Company) -> None:
    with company.write() as work:
        machines = a_kind(work)
        first, second = a_machine(work, machines), a_machine(work, machines, "Lathe 2")
    with company.write() as work:
        delete_own_records(work, [second])
    with company.write() as work:
        assert delete_own_kinds(work, [machines]) == 1
    with company.read() as reading:
        assert own_kinds(reading) == ()
        assert {(each.kind, each.title) for each in recycled(reading)} == {
            ("custom_kind", "Machine"),
            ("custom_record", "Press 7"),
            ("custom_record", "Lathe 2"),
        }
    with company.write() as work:
        restore_records(work, "custom_kind", [machines])
    with company.read() as reading:
        assert [each.id for each in own_kinds(reading)] == [machines]
        assert [row.id for row in own_records(own_kind(machines)).first(reading, ListSpec(), 10)] == [first]


def test_what_a_customer_has_goes_along_when_two_customers_become_one(company: Company) -> None:
    with company.write() as work:
        machines, kept, other = a_kind(work), a_customer(work, "Haverton"), a_customer(work, "Haverton Ltd")
        record = a_machine(work, machines, customer_id=other)
    with company.write() as work:
        merge_records(work, "customer", kept, other)
    with company.read() as reading:
        assert [each.id for each in records_of_customer(reading, kept)] == [record]


def test_who_sees_only_own_customers_sees_only_their_records(company: Company) -> None:
    with company.write() as work:
        salesperson = role("salesperson")
        grace, tom = (a_user(work, each, login=each, role_id=salesperson) for each in ("grace", "tom"))
        machines, hers = a_kind(work), a_customer(work, "Haverton", owner_id=grace)
        of_hers, of_tom = (
            a_machine(work, machines, customer_id=hers, owner_id=tom),
            a_machine(work, machines, "Lathe 2", owner_id=tom),
        )
    with company.seen_by("grace").read() as reading:
        listed = own_records(own_kind(machines)).first(reading, ListSpec(), 10)
        assert [row.id for row in listed] == [of_hers]
    with pytest.raises(NotFound), company.seen_by("grace").write() as work:
        toggle_stars(work, own_kind(machines), [of_tom])


def test_a_record_needs_a_kind_that_is_there(company: Company) -> None:
    with pytest.raises(Invalid) as refused, company.write() as work:
        create_own_record(work, OwnRecordDraft("gone", "Press 7"))
    assert list(refused.value.fields) == ["kind_id"]
