"""Fields a company adds hold values of their type, one for each record."""

from dataclasses import replace
from datetime import date

import pytest

from crm_desktop.core.errors import Invalid, NotAllowed, NotFound
from crm_desktop.operations.custom_field import (
    CustomFieldDraft,
    create_custom_field,
    custom_field_draft,
    delete_custom_fields,
    set_custom_value,
    update_custom_field,
)
from crm_desktop.queries.custom_field import Value, custom_fields, custom_values
from tests.builders import a_customer, a_user, role
from tests.company import Company


@pytest.mark.parametrize(
    ("kind", "value", "other"),
    [
        ("text", "red door", 5),
        ("integer", 12, "12"),
        ("money", 1_250_00, 12.5),
        ("date", date(2026, 5, 1), "2026-05-01"),
        ("choice", "weekly", "hourly"),
        ("flag", True, 1),
    ],
)
def test_a_value_is_kept_in_its_type(company: Company, kind: str, value: Value, other: Value) -> None:
    options = "daily\n weekly \n\nweekly" if kind == "choice" else None
    with company.write() as work:
        field = create_custom_field(work, CustomFieldDraft("customer", "Extra", type=kind, options=options))
        customer = a_customer(work)
        set_custom_value(work, "customer", customer, field, value)
    with company.read() as reading:
        (seen,) = custom_values(reading, "customer", customer)
    assert seen.value == value
    assert type(seen.value) is type(value)
    with pytest.raises(Invalid), company.write() as work:
        set_custom_value(work, "customer", customer, field, other)


def test_a_value_is_changed_cleared_and_given_again(company: Company) -> None:
    with company.write() as work:
        field = create_custom_field(work, CustomFieldDraft("customer", "Door"))
        customer = a_customer(work)
    for value, kept in (("red", "red"), ("blue", "blue"), (" ", None), ("green", "green")):
        with company.write() as work:
            set_custom_value(work, "customer", customer, field, value)
        with company.read() as reading:
            assert [each.value for each in custom_values(reading, "customer", customer)] == [kept]


def test_a_field_without_a_value_is_listed_all_the_same(company: Company) -> None:
    with company.write() as work:
        create_custom_field(work, CustomFieldDraft("customer", "Second", position=2))
        create_custom_field(work, CustomFieldDraft("customer", name_zh="第一", position=1))
        create_custom_field(work, CustomFieldDraft("contact", "Elsewhere"))
        customer = a_customer(work)
    with company.read() as reading:
        values = custom_values(reading, "customer", customer)
        assert len(custom_fields(reading)) == 3
    assert [(each.field.name_en, each.field.name_zh, each.value) for each in values] == [
        ("第一", "第一", None),
        ("Second", "Second", None),
    ]


def test_what_makes_no_field_is_refused(company: Company) -> None:
    with pytest.raises(Invalid) as refused, company.write() as work:
        create_custom_field(work, CustomFieldDraft("planet", " ", type="choice", options="\n"))
    assert set(refused.value.fields) == {"record_kind", "name_en", "options"}


def test_a_field_is_renamed_but_keeps_its_type_and_code(company: Company) -> None:
    with company.write() as work:
        field = create_custom_field(work, CustomFieldDraft("customer", "Door", code="door"))
        update_custom_field(work, field, replace(custom_field_draft(work, field), name_zh="门"))
    with pytest.raises(Invalid) as refused, company.write() as work:
        update_custom_field(work, field, replace(custom_field_draft(work, field), type="integer"))
    assert set(refused.value.fields) == {"type"}
    with pytest.raises(Invalid) as refused, company.write() as work:
        create_custom_field(work, CustomFieldDraft("customer", "Door colour", code="door"))
    assert set(refused.value.fields) == {"code"}


def test_a_deleted_field_is_gone_and_a_foreign_one_refused(company: Company) -> None:
    with company.write() as work:
        field = create_custom_field(work, CustomFieldDraft("contact", "Door"))
        customer = a_customer(work)
    with pytest.raises(NotFound), company.write() as work:
        set_custom_value(work, "customer", customer, field, "red")
    with company.write() as work:
        assert delete_custom_fields(work, [field]) == 1
    with company.read() as reading:
        assert custom_fields(reading) == []


def test_fields_are_declared_by_who_looks_after_the_file(company: Company) -> None:
    with company.write() as work:
        a_user(work, "Mei", login="mei", role_id=role("salesperson"))
    with pytest.raises(NotAllowed), company.seen_by("mei").write() as work:
        create_custom_field(work, CustomFieldDraft("customer", "Door"))


def test_an_option_that_is_offered_no_more_stays_with_a_record_that_has_it(company: Company) -> None:
    with company.write() as work:
        draft = CustomFieldDraft("customer", "Fits", type="choices", options="bench\nwall\nfloor")
        field = create_custom_field(work, draft)
        has_it, has_not = a_customer(work), a_customer(work)
        set_custom_value(work, "customer", has_it, field, ("bench", "wall"))
    with company.write() as work:
        update_custom_field(work, field, replace(draft, options="bench\nfloor"))
        set_custom_value(work, "customer", has_it, field, ("bench", "floor", "wall"))
        work.session.flush()
        assert custom_values(work, "customer", has_it)[0].value == ("bench", "floor", "wall")
        with pytest.raises(Invalid):
            set_custom_value(work, "customer", has_not, field, ("wall",))


@pytest.mark.parametrize(
    ("kind", "good", "bad", "said"),
    [
        ("email", "dana@holt.example; d@holt.example", "dana at holt", "This is not an e-mail address"),
        ("phone", "+49 30 12345", "call her", "This is not a phone number"),
        ("user", "grace", "Grace, perhaps", "no longer exists"),
    ],
)
def test_addresses_numbers_and_people_are_what_they_say(
    company: Company, kind: str, good: str, bad: str, said: str
) -> None:
    with company.write() as work:
        field = create_custom_field(work, CustomFieldDraft("customer", "Extra", type=kind))
        customer = a_customer(work)
        good = a_user(work, "Grace Lin", login="grace") if kind == "user" else good
    with pytest.raises(Invalid) as refused, company.write() as work:
        set_custom_value(work, "customer", customer, field, bad)
    assert said in str(refused.value.fields[field])
    with company.write() as work:
        set_custom_value(work, "customer", customer, field, good)
    with company.read() as reading:
        assert [each.value for each in custom_values(reading, "customer", customer)] == [good]
