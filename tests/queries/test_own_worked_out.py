"""Formulas and roll-ups: worked out when they are read, usable like any column, refused with a sentence when wrong."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from crm_desktop.core.errors import Invalid
from crm_desktop.core.ids import unpack
from crm_desktop.core.listing import Filter, Grouping, ListSpec, Sort
from crm_desktop.models.customising import own_kind
from crm_desktop.operations.custom_field import (
    CustomFieldDraft,
    create_custom_field,
    custom_field_draft,
    set_custom_value,
    update_custom_field,
)
from crm_desktop.operations.own_kind import OwnKindDraft, create_own_kind
from crm_desktop.operations.own_record import OwnRecordDraft, create_own_record, delete_own_records
from crm_desktop.queries.custom_field import OWN, custom_values
from crm_desktop.queries.customer import CUSTOMERS
from crm_desktop.queries.own_list import with_own
from crm_desktop.queries.roll_up import RollUp
from crm_desktop.storage.database import UnitOfWork
from tests.builders import (
    a_campaign,
    a_case,
    a_contract,
    a_customer,
    a_quotation,
    a_receipt,
    an_invoice,
    an_opportunity,
    an_order,
)
from tests.company import Company


def a_formula(work: UnitOfWork, formula: str, kind: str = "decimal", name: str = "Score", **values: Any) -> str:
    return create_custom_field(work, CustomFieldDraft("customer", name, type=kind, formula=formula, **values))


def value_of(company: Company, customer: str, field: str) -> Any:
    with company.read() as reading:
        shown = {each.field.id: each.value for each in custom_values(reading, "customer", customer)}
        (row,) = (each for each in with_own(reading, CUSTOMERS).rows(reading, [customer]))
        assert getattr(row, OWN + field) == shown[field]
        return shown[field]


@pytest.mark.parametrize(
    ("formula", "kind", "expected"),
    [
        ("[Machines] * 2 + 1", "integer", 9),
        ("machines / 3", "decimal", 1_333_333),
        ("machines / 0", "decimal", None),
        ("[机器数] / 8", "percent", 500_000),
        ("[Fee] * 2", "money", 25_00),
        ('= if([Machines] > 3, "large", \'small\') & " · " & [City]', "text", "large · Leeds"),
        ("upper(left([Name], 3)) & text([Machines])", "text", "HAV4"),
        ("ifempty([Satisfaction], 0) + round(2.6)", "integer", 3),
        ("days([Since] + 10, [Since])", "integer", 10),
        ("adddays([Since], -1)", "date", "2026-02-28"),
        ("year([Since]) * 100 + month([Since])", "integer", 202603),
        ("and([Machines] >= 4, not(isempty([City]))) ", "flag", True),
        ('or([Machines] <> 4, contains([Name], "MED"))', "flag", True),
        ("min([Machines], 2) + max(1, 5) + abs(-1)", "integer", 8),
        ('[Machines] = 4 and [City] = "Leeds"', "flag", True),
        ('[Machines] = 4 AND ([City] = "York" or ([City] = "Leeds"))', "flag", True),
        ("not ([Machines] > 9) and (2 > 1)", "flag", True),
        ("[Sub] + 1", "integer", 9),
    ],
)
def test_a_formula_gives_a_value_of_its_type(company: Company, formula: str, kind: str, expected: Any) -> None:
    with company.write() as work:
        draft = CustomFieldDraft("customer", "Machines", "机器数", "integer", code="machines")
        machines = create_custom_field(work, draft)
        fee = create_custom_field(work, CustomFieldDraft("customer", "Fee", type="money"))
        since = create_custom_field(work, CustomFieldDraft("customer", "Since", type="date"))
        a_formula(work, "[Machines] * 2", "integer", "Sub")
        field = a_formula(work, formula, kind)
        customer = a_customer(work, "Haverton Medical", city="Leeds")
        for each, value in ((machines, 4), (fee, 12_50), (since, date(2026, 3, 1))):
            set_custom_value(work, "customer", customer, each, value)
    found = value_of(company, customer, field)
    assert (found.isoformat() if isinstance(found, date) else found) == expected


@pytest.mark.parametrize(
    ("formula", "kind", "said"),
    [
        ("", "text", "Write a formula"),
        ("[Name", "text", "This is no formula"),
        ("[Nobody]", "text", "There is no field “Nobody” here."),
        ("__import__('os')", "text", "There is no function"),
        ("name.upper()", "text", "cannot be used"),
        ("(lambda: 1)()", "text", "cannot be used"),
        ("2 ** 9", "integer", "cannot be used"),
        ("[x for x in name]", "text", "There is no field|no formula"),
        ("[Name] * 2", "integer", "a number is needed where a text stands"),
        ("[Name]", "integer", "The formula gives a text"),
        ("[Name] > 3", "flag", "cannot be compared"),
        ("round()", "integer", "needs 1 values"),
        ("[Score] + 1", "integer", "leads back to itself"),
        ("1" + " + 1" * 60, "integer", "nested too deeply"),
        ("1" * 1001, "integer", "too long"),
        ("1" * 400, "integer", "too large"),
    ],
)
def test_a_wrong_formula_is_refused_where_it_is_typed(company: Company, formula: str, kind: str, said: str) -> None:
    with pytest.raises(Invalid) as refused, company.write() as work:
        a_formula(work, formula, kind, source="computed")
    assert any(part in str(refused.value.fields["formula"]) for part in said.split("|"))


def test_formulas_that_ask_for_each_other_are_refused(company: Company) -> None:
    with company.write() as work:
        first = a_formula(work, "1", "integer", "First")
        a_formula(work, "[First] + 1", "integer", "Second")
    with company.read() as reading:
        draft = custom_field_draft(reading, first)
    with pytest.raises(Invalid, match="back to itself"), company.write() as work:
        update_custom_field(work, first, replace(draft, formula="[Second] + 1"), draft)


def test_nobody_types_what_is_worked_out(company: Company) -> None:
    with company.write() as work:
        field, customer = a_formula(work, "1", "integer"), a_customer(work)
    with pytest.raises(Invalid, match="worked out"), company.write() as work:
        set_custom_value(work, "customer", customer, field, 2)


def test_what_is_worked_out_sorts_filters_and_groups(company: Company) -> None:
    with company.write() as work:
        machines = create_custom_field(work, CustomFieldDraft("customer", "Machines", type="integer"))
        field = a_formula(work, "[Machines] * 10", "integer")
        for name, count in (("A", 3), ("B", 1), ("C", 3)):
            set_custom_value(work, "customer", a_customer(work, name), machines, count)
    key = OWN + field
    with company.read() as reading:
        query = with_own(reading, CUSTOMERS)
        ids = list(unpack(query.ids(reading, ListSpec(sorts=(Sort(key), Sort("name"))))))
        assert [row.name for row in query.rows(reading, ids)] == ["B", "A", "C"]
        assert query.count(reading, ListSpec((Filter(key, "at_least", 30),))) == 2
        assert [(g.value, g.count) for g in query.groups(reading, ListSpec(grouping=Grouping(key)))] == [
            (10, 1),
            (30, 2),
        ]


def test_records_are_rolled_up_under_conditions(company: Company) -> None:
    with company.write() as work:
        customer, other = a_customer(work, "Haverton"), a_customer(work, "Other")
        for amount, days in ((100_00, 30), (250_00, 10)):
            opened = work.today - timedelta(days=days)
            an_opportunity(work, customer_id=customer, amount_minor=amount, opened_on=opened)
        an_order(work, customer_id=customer)
        a_case(work, customer_id=customer)
        big = (Filter("opened_on", "during", "last_30_days"),)
        asked = {
            "deals": RollUp("opportunity"),
            "young": RollUp("opportunity", where=(Filter("age_days", "at_most", 15), Filter("outcome", "is", "open"))),
            "sum": RollUp("opportunity", "sum", "amount"),
            "most": RollUp("opportunity", "max", "amount"),
            "last": RollUp("opportunity", "last", "opened_on"),
            "recent": RollUp("opportunity", "count", where=big),
            "orders": RollUp("sales_order", "sum", "net"),
            "cases": RollUp("service_case", "count", where=(Filter("status", "is_not", "archived"),)),
        }
        fields = {
            name: create_custom_field(work, CustomFieldDraft("customer", name, rollup=each.to_json()))
            for name, each in asked.items()
        }
        today = work.today
    found = {name: value_of(company, customer, field) for name, field in fields.items()}
    assert found == {
        "deals": 2,
        "young": 1,
        "sum": 350_00,
        "most": 250_00,
        "last": today - timedelta(days=10),
        "recent": 1,
        "orders": 100_00,
        "cases": 1,
    }
    assert value_of(company, other, fields["deals"]) == 0
    with company.read() as reading:
        query = with_own(reading, CUSTOMERS)
        first = query.first(reading, ListSpec(sorts=(Sort(OWN + fields["sum"], descending=True),)), 1)
        assert [row.name for row in first] == ["Haverton"]


def test_contracts_orders_and_money_are_rolled_up_and_roll_up(company: Company) -> None:
    with company.write() as work:
        customer, campaign = a_customer(work), a_campaign(work)
        deal = an_opportunity(work, customer_id=customer, campaign_id=campaign, amount_minor=70_00)
        contract = a_contract(work, "Frame", customer_id=customer, opportunity_id=deal, amount_minor=900_00)
        a_quotation(work, "Offer", customer_id=customer, opportunity_id=deal)
        order = an_order(work, customer_id=customer)
        for amount in (30_00, 20_00):
            a_receipt(work, amount, order_id=order, customer_id=customer)
        an_invoice(work, 100_00, order_id=order, customer_id=customer)
        asked = (
            ("customer", customer, RollUp("contract", "sum", "amount"), 900_00),
            ("customer", customer, RollUp("contract", "last", "name"), "Frame"),
            ("customer", customer, RollUp("receipt", "max", "amount"), 30_00),
            ("customer", customer, RollUp("invoice", where=(Filter("status", "is", "issued"),)), 1),
            ("opportunity", deal, RollUp("quotation", "last", "title"), "Offer"),
            ("opportunity", deal, RollUp("contract"), 1),
            ("contract", contract, RollUp("receipt"), 0),
            ("sales_order", order, RollUp("receipt", "sum", "amount"), 50_00),
            ("sales_order", order, RollUp("invoice", "sum", "amount"), 100_00),
            ("campaign", campaign, RollUp("opportunity", "sum", "amount"), 70_00),
        )
        fields = [
            create_custom_field(work, CustomFieldDraft(kind, f"R{at}", rollup=said.to_json()))
            for at, (kind, _id, said, _value) in enumerate(asked)
        ]
    with company.read() as reading:
        for field, (kind, record, _said, value) in zip(fields, asked, strict=True):
            told = {each.field.id: each.value for each in custom_values(reading, kind, record)}
            assert told[field] == value, (kind, _said)


def test_records_of_an_own_kind_are_rolled_up_at_their_customer(company: Company) -> None:
    with company.write() as work:
        customer, other = a_customer(work), a_customer(work, "Yarrow")
        machines = create_own_kind(work, OwnKindDraft("Machine"))
        licences = create_own_kind(work, OwnKindDraft("Licence"))
        create_own_record(work, OwnRecordDraft(licences, "Office", customer_id=customer))
        press = create_own_record(work, OwnRecordDraft(machines, "Press", customer_id=customer))
    company.clock.instant += timedelta(days=2)
    with company.write() as work:
        create_own_record(work, OwnRecordDraft(machines, "Lathe", customer_id=customer))
        of = own_kind(machines)
        said = {
            "how many": RollUp(of),
            "last": RollUp(of, "last", "name"),
            "named so": RollUp(of, where=(Filter("name", "contains", "Pre"),)),
        }
        fields = {
            name: create_custom_field(work, CustomFieldDraft("customer", name, rollup=each.to_json()))
            for name, each in said.items()
        }
    found = {name: value_of(company, customer, field) for name, field in fields.items()}
    assert found == {"how many": 2, "last": "Lathe", "named so": 1}
    assert value_of(company, other, fields["how many"]) == 0
    with company.write() as work:
        delete_own_records(work, [press])
    assert value_of(company, customer, fields["how many"]) == 1


def test_a_roll_up_that_is_not_possible_is_refused(company: Company) -> None:
    for said in (
        "",
        "{}",
        '{"of": "product", "way": "count", "where": []}',
        RollUp("opportunity", "sum", "name").to_json(),
    ):
        with pytest.raises(Invalid), company.write() as work:
            create_custom_field(work, CustomFieldDraft("customer", "X", rollup=said, source="rolled_up"))


def test_formulas_upon_formulas_have_an_end(company: Company) -> None:
    with company.write() as work:
        bottom = a_formula(work, "1", "integer", "F0")
        for level in range(1, 5):
            a_formula(work, f"[F{level - 1}] + [F{level - 1}]", "integer", f"F{level}")
    with pytest.raises(Invalid, match="over more than 5 levels"), company.write() as work:
        a_formula(work, "[F4] + 1", "integer", "F5")
    with company.read() as reading:
        draft = custom_field_draft(reading, bottom)
    with company.write() as work:
        a_formula(work, "len([Name])", "integer", "Base")
    # What stands on a field counts as well when that field is changed.
    with pytest.raises(Invalid, match="“F4” asks for formulas"), company.write() as work:
        update_custom_field(work, bottom, replace(draft, formula="[Base]"), draft)
    many = " + ".join(["len([Name])"] * 20)
    with pytest.raises(Invalid, match="more than 300 values"), company.write() as work:
        update_custom_field(work, bottom, replace(draft, formula=many), draft)
