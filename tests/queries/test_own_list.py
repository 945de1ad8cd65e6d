"""Fields that a company added are columns, filters, sorts, groups and totals of its lists."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from crm_desktop.core.ids import unpack
from crm_desktop.core.listing import AnyOf, Filter, Grouping, ListSpec, Sort
from crm_desktop.exchange.export_run import export
from crm_desktop.operations.custom_field import (
    CustomFieldDraft,
    create_custom_field,
    delete_custom_fields,
    set_custom_value,
)
from crm_desktop.queries.custom_field import KINDS, OWN, TYPES
from crm_desktop.queries.customer import CUSTOMERS
from crm_desktop.queries.own_list import with_own
from crm_desktop.queries.own_worked_out import list_of
from crm_desktop.storage.database import Reading, UnitOfWork
from tests.builders import a_contact, a_customer, a_user, role
from tests.company import Company
from tests.entities.samples import a_row
from tests.entities.test_lists import SENSIBLE

MIDDAY = 1_767_787_200_000


def a_field(work: UnitOfWork, kind: str = "text", name: str = "Extra", **values: Any) -> str:
    return create_custom_field(work, CustomFieldDraft(values.pop("of", "customer"), name, type=kind, **values))


def test_a_company_without_own_fields_has_the_lists_themselves(company: Company) -> None:
    with company.read() as reading:
        assert all(with_own(reading, list_of(kind)) is list_of(kind) for kind in KINDS)


def test_a_list_is_made_once_for_the_same_fields(company: Company) -> None:
    with company.write() as work:
        field = a_field(work)
    with company.read() as reading:
        made = with_own(reading, CUSTOMERS)
        assert with_own(reading, CUSTOMERS) is made
        assert OWN + field in [each.key for each in made.fields]
    with company.write() as work:
        delete_custom_fields(work, [field])
    with company.read() as reading:
        assert with_own(reading, CUSTOMERS) is CUSTOMERS


GIVEN: dict[str, tuple[Any, Any]] = {
    "text": ("apple", "pear"),
    "long_text": ("one", "two"),
    "integer": (2, 30),
    "decimal": (1_500_000, 20_000_000),
    "percent": (50_000, 100_000),
    "money": (500, 90_000),
    "date": (date(2026, 1, 5), date(2026, 11, 20)),
    "moment": (MIDDAY, MIDDAY + 1),
    "choice": ("low", "high"),
    "choices": (("low",), ("low", "high")),
    "flag": (False, True),
    "phone": ("010 1", "010 2"),
    "email": ("a@b.cn", "c@d.cn"),
    "web": ("a.cn", "b.cn"),
}


@pytest.mark.parametrize("kind", sorted(GIVEN))
def test_a_column_sorts_with_what_is_missing_last(company: Company, kind: str) -> None:
    low, high = GIVEN[kind]
    with company.write() as work:
        field = a_field(work, kind, options="low\nhigh" if kind.startswith("choice") else None)
        names = {a_customer(work, name): name for name in ("Without", "Low", "High")}
        for value, name in ((low, "Low"), (high, "High")):
            record = next(each for each in names if names[each] == name)
            set_custom_value(work, "customer", record, field, value)
    with company.read() as reading:
        query, key = with_own(reading, CUSTOMERS), OWN + field
        rows = {row.name: getattr(row, key) for row in query.first(reading, ListSpec(), 9)}
        expected = ["\n".join(each) if isinstance(each, tuple) else each for each in (low, high)]
        assert rows == {"Without": None, "Low": expected[0], "High": expected[1]}
        up, down = (
            [names[each] for each in unpack(query.ids(reading, ListSpec(sorts=(Sort(key, turned),))))]
            for turned in (False, True)
        )
        assert (up, down) == (["Low", "High", "Without"], ["High", "Low", "Without"])
        first = query.first(reading, ListSpec(sorts=(Sort(key),)), 2)
        assert [row.name for row in first] == ["Low", "High"]


def _found(reading: Reading, *filters: Any) -> list[str]:
    query = with_own(reading, CUSTOMERS)
    spec = ListSpec(filters)
    rows = query.first(reading, spec, 20)
    assert query.count(reading, spec) == len(rows)
    return [row.name for row in rows]


def test_a_list_is_narrowed_by_own_fields(company: Company) -> None:
    with company.write() as work:
        grade, size, since = (
            a_field(work, name="Grade"),
            a_field(work, "integer", "Size"),
            a_field(work, "date", "Since"),
        )
        for name, value, number, day in (("A", "gold", 5, date(2025, 2, 1)), ("B", "silver", 50, date(2026, 1, 1))):
            customer = a_customer(work, name)
            for field, given in ((grade, value), (size, number), (since, day)):
                set_custom_value(work, "customer", customer, field, given)
        a_customer(work, "C")
    g, s, d = OWN + grade, OWN + size, OWN + since
    with company.read() as reading:
        assert _found(reading, Filter(g, "is", "gold")) == ["A"]
        assert _found(reading, Filter(g, "is_not", "gold")) == ["B", "C"]
        assert _found(reading, Filter(g, "contains", "l")) == ["A", "B"]
        assert _found(reading, Filter(g, "in", ("silver", None))) == ["B", "C"]
        assert _found(reading, Filter(g, "is_empty")) == ["C"]
        assert _found(reading, Filter(g, "not_empty")) == ["A", "B"]
        assert _found(reading, Filter(s, "between", (6, None))) == ["B"]
        assert _found(reading, Filter(s, "at_most", 5)) == ["A"]
        assert _found(reading, Filter(d, "during", "last_year")) == ["A"]
        assert _found(reading, Filter(d, "between", ("2026-01-01", None))) == ["B"]
        assert _found(reading, AnyOf((Filter(g, "is", "gold"), Filter("name", "is", "C")))) == ["A", "C"]


def test_several_choices_are_found_and_counted_each(company: Company) -> None:
    with company.write() as work:
        field = a_field(work, "choices", options='red\nblue\nsay "no"')
        for name, given in (("A", ("red", "blue")), ("B", ("blue",)), ("C", ('say "no"',)), ("D", ())):
            set_custom_value(work, "customer", a_customer(work, name), field, given)
    key = OWN + field
    with company.read() as reading:
        assert _found(reading, Filter(key, "in", ("red", 'say "no"'))) == ["A", "C"]
        assert _found(reading, Filter(key, "is_not", "blue")) == ["C", "D"]
        assert _found(reading, Filter(key, "is_empty")) == ["D"]
        values = with_own(reading, CUSTOMERS).values(reading, ListSpec(), key, 10)
        assert [(each.value, each.count) for each in values] == [("blue", 2), ("red", 1), ('say "no"', 1), (None, 1)]


def test_groups_have_subtotals_of_own_amounts(company: Company) -> None:
    with company.write() as work:
        grade, fee = a_field(work, "choice", "Grade", options="gold\nsilver"), a_field(work, "money", "Fee")
        for name, value, amount in (("A", "gold", 100), ("B", "gold", 250), ("C", "silver", 7)):
            customer = a_customer(work, name)
            set_custom_value(work, "customer", customer, grade, value)
            set_custom_value(work, "customer", customer, fee, amount)
    key, total = OWN + grade, OWN + fee
    with company.read() as reading:
        query = with_own(reading, CUSTOMERS, summed=frozenset({total}))
        groups = query.groups(reading, ListSpec(grouping=Grouping(key)))
        assert [(each.value, each.count, each.sums[total]) for each in groups] == [("gold", 2, 350), ("silver", 1, 7)]
        assert query.sums(reading, ListSpec())[total] == 357
        assert total not in with_own(reading, CUSTOMERS).sums(reading, ListSpec())


def test_a_reference_is_told_by_the_name_of_the_other_record(company: Company) -> None:
    with company.write() as work:
        person = a_field(work, "reference", "Introduced by", refers_to="contact")
        agent = a_field(work, "user", "Agent")
        customer = a_customer(work, "A")
        a_customer(work, "B")
        set_custom_value(work, "customer", customer, person, a_contact(work, "Dana Holt"))
        set_custom_value(work, "customer", customer, agent, a_user(work, "Grace Lin", login="grace"))
    with company.read() as reading:
        (row, other) = with_own(reading, CUSTOMERS).first(reading, ListSpec(), 5)
        assert (getattr(row, OWN + person), getattr(other, OWN + person)) == ("Dana Holt", None)
        assert _found(reading, Filter(OWN + person, "contains", "holt")) == ["A"]
        assert _found(reading, Filter(OWN + agent, "is_empty")) == ["B"]


def test_what_a_value_refers_to_is_named_only_to_who_sees_it(company: Company, tmp_path: Path) -> None:
    with company.write() as work:
        mei = a_user(work, "Mei", login="mei", role_id=role("salesperson"))
        other = a_customer(work, "Kept apart", owner_id=company.viewer.user_id)
        mother = a_field(work, "reference", "Mother", refers_to="customer")
        formula = a_field(work, "text", "Said", formula='"of " & ifempty([Mother], "nobody")', source="computed")
        for name, of in (("A", other), ("B", a_customer(work, "Hers", owner_id=mei))):
            set_custom_value(work, "customer", a_customer(work, name, owner_id=mei), mother, of)
    hers = company.seen_by("mei")
    with hers.read() as reading:
        rows = {row.name: row for row in with_own(reading, CUSTOMERS).first(reading, ListSpec(), 9)}
        assert {name: getattr(row, OWN + mother) for name, row in rows.items()} == {
            "A": None,
            "B": "Hers",
            "Hers": None,
        }
        assert [getattr(rows[each], OWN + formula) for each in "AB"] == ["of nobody", "of Hers"]
        assert _found(reading, Filter(OWN + mother, "contains", "apart")) == []
        assert _found(reading, Filter(OWN + mother, "contains", "her")) == ["B"]
        export(reading, "customers", tmp_path / "hers.csv", language="en")
    assert "Kept apart" not in (tmp_path / "hers.csv").read_text(encoding="utf-8")
    with company.read() as reading:
        assert _found(reading, Filter(OWN + mother, "contains", "apart")) == ["A"]


@pytest.mark.parametrize("kind", KINDS)
def test_every_type_can_be_asked_in_every_way_of_every_kind(company: Company, kind: str) -> None:
    query = list_of(kind)
    with company.write() as work:
        for each in TYPES:
            options = "a\nb" if each.startswith("choice") else None
            a_field(work, each, each, of=kind, options=options, refers_to="customer" if each == "reference" else None)
        a_row(work, query.entity)
    with company.read() as reading:
        own = with_own(reading, query)
        for field in own.fields[len(query.fields) :]:
            for operator, value in SENSIBLE[field.type].items():
                spec = ListSpec((Filter(field.key, operator, value),), (Sort(field.key),))
                assert own.count(reading, spec) == len(own.first(reading, spec, 5)), (field.key, operator)
            if field.is_groupable:
                assert own.groups(
                    reading, ListSpec(grouping=Grouping(field.key, "month" if field.type == "date" else ""))
                )
            if field.has_values:
                own.values(reading, ListSpec(), field.key, 5)
