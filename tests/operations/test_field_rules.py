"""Rules of fields are kept by everything that writes: operations, own values, many at once, imports."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from crm_desktop.core.errors import Invalid, NotAllowed
from crm_desktop.core.i18n import Message
from crm_desktop.core.listing import Filter
from crm_desktop.core.money import E6
from crm_desktop.exchange import import_run
from crm_desktop.exchange.import_request import ImportRequest
from crm_desktop.operations.bulk_edit import CUSTOM, Change, change_records, preview_changes
from crm_desktop.operations.contract import contract_draft, update_contract
from crm_desktop.operations.custom_field import CustomFieldDraft, create_custom_field, set_custom_value
from crm_desktop.operations.customer import CustomerDraft, create_customer, customer_draft, update_customer
from crm_desktop.operations.field_rules import (
    FieldRuleDraft,
    create_field_rule,
    delete_field_rules,
    field_rule_draft,
    update_field_rule,
    with_own,
)
from crm_desktop.operations.product_lines import TaxedLineDraft
from tests.builders import (
    a_campaign,
    a_case,
    a_contact,
    a_contract,
    a_customer,
    a_lead,
    a_quotation,
    a_receipt,
    a_task,
    a_user,
    an_article,
    an_interaction,
    an_invoice,
    an_opportunity,
    an_order,
)
from tests.company import Company

LEEDS = (Filter("city", "is", "Leeds"),)


def a_rule(company: Company, *fields: str, effect: str = "required", **values: Any) -> str:
    with company.write() as work:
        return create_field_rule(work, FieldRuleDraft(values.pop("of", "customer"), fields, effect, **values))


def refused(company: Company, operation: Any) -> dict[str, str]:
    with pytest.raises(Invalid) as problem, company.write() as work:
        operation(work)
    return {name: str(said) for name, said in problem.value.fields.items()}


def test_a_field_must_be_filled_while_a_condition_holds(company: Company) -> None:
    a_rule(company, "phone", condition=LEEDS)
    assert refused(company, lambda work: a_customer(work, city="leeds")) == {"phone": "Fill this in."}
    with company.write() as work:
        a_customer(work, city="York")
        customer = a_customer(work, city="Leeds", phone="0113 496 0000")
    with company.read() as reading:
        known = customer_draft(reading, customer)
    assert "phone" in refused(company, lambda work: update_customer(work, customer, replace(known, phone=None), known))


def test_what_was_there_before_a_rule_is_judged_when_it_is_touched(company: Company) -> None:
    with company.write() as work:
        customer = a_customer(work, city="Leeds")
    a_rule(company, "phone", condition=LEEDS)
    with company.read() as reading:
        known = customer_draft(reading, customer)
    with company.write() as work:
        update_customer(work, customer, replace(known, note="called"), known)
        update_customer(work, customer, replace(known, city="York"), known)
    with company.read() as reading:
        moved = customer_draft(reading, customer)
    assert "phone" in refused(
        company, lambda work: update_customer(work, customer, replace(moved, city="Leeds"), moved)
    )


def test_a_field_that_is_not_used_or_cannot_be_changed_stays_as_it_is(company: Company) -> None:
    a_rule(company, "website", effect="hidden", condition=LEEDS)
    a_rule(company, "short_name", effect="read_only", condition=LEEDS)
    assert "website" in refused(company, lambda work: a_customer(work, city="Leeds", website="a.example"))
    with company.write() as work:
        customer = a_customer(work, city="Leeds", short_name="L")
    with company.read() as reading:
        known = customer_draft(reading, customer)
    change = replace(known, short_name="M")
    assert "short_name" in refused(company, lambda work: update_customer(work, customer, change, known))
    with company.write() as work:
        update_customer(work, customer, replace(known, city="York", short_name="M"), known)


def test_several_fields_are_unique_together(company: Company) -> None:
    with company.write() as work:
        field = create_custom_field(work, CustomFieldDraft("customer", "Branch", type="integer"))
    a_rule(company, "tax_number", "custom." + field, effect="unique")

    def make(work: Any, branch: int) -> str:
        with with_own(work, {field: branch}):
            customer = a_customer(work, tax_number="DE1")
        work.session.flush()
        set_custom_value(work, "customer", customer, field, branch)
        return customer

    with company.write() as work:
        make(work, 1)
    with company.write() as work:
        second = make(work, 2)
    assert "tax_number" in refused(company, lambda work: make(work, 1))
    assert "tax_number" in refused(company, lambda work: set_custom_value(work, "customer", second, field, 1))
    with company.write() as work:
        a_customer(work, tax_number="DE1")


def test_rules_ask_about_own_fields_and_of_them(company: Company) -> None:
    with company.write() as work:
        grade = create_custom_field(work, CustomFieldDraft("customer", "Grade", type="choice", options="gold\nred"))
        fee = create_custom_field(work, CustomFieldDraft("customer", "Fee", type="money"))
        customer = a_customer(work)
    a_rule(company, "custom." + fee, condition=(Filter("custom." + grade, "is", "gold"),))
    gold = {"custom." + fee: "Fill this in."}
    assert refused(company, lambda work: set_custom_value(work, "customer", customer, grade, "gold")) == gold
    with company.write() as work:
        set_custom_value(work, "customer", customer, fee, 100)
        set_custom_value(work, "customer", customer, grade, "gold")
    assert refused(company, lambda work: set_custom_value(work, "customer", customer, fee, None)) == gold


def test_many_at_once_leave_out_what_a_rule_refuses(company: Company) -> None:
    a_rule(company, "phone", condition=LEEDS)
    with company.write() as work:
        ids = [a_customer(work, "A", phone="0113 496 0000"), a_customer(work, "B")]
        field = create_custom_field(work, CustomFieldDraft("customer", "Extra"))
    changes = [Change(each, {"city": "Leeds", CUSTOM + field: "x"}) for each in ids]
    with company.read() as reading:
        assert preview_changes(reading, "customer", changes).changed == 1
    with company.write() as work:
        outcome = change_records(work, "customer", changes)
    assert (outcome.changed, [each.name for each in outcome.left]) == (1, ["B"])


def test_an_import_tells_the_line_that_a_rule_refuses(company: Company, tmp_path: Path) -> None:
    a_rule(company, "phone", condition=LEEDS)
    a_rule(company, "licence_number", effect="unique")
    with company.write() as work:
        a_customer(work, "Known", number="K-1", licence_number="T1")
    rows = "Name,Number,City,Licence number\nA,,Leeds,\nB,,York,T1\nC,,York,T2\nKnown,K-1,Leeds,\nD,,York,T2\n"
    path = tmp_path / "in.csv"
    path.write_text(rows, encoding="utf-8")
    with company.database.write(Message("Import"), company.viewer) as work:
        result = import_run.run(work, ImportRequest(path, "customers", key="number"))
    told = [(row.line, str(row.problems[0].reason)[:15]) for row in result.rejected_rows]
    assert told == [(2, "Fill this in."), (3, "Another record "), (5, "Fill this in."), (6, "An earlier row ")]


@pytest.mark.parametrize(
    ("kind", "field", "make"),
    [
        ("contact", "job_title", a_contact),
        ("opportunity", "competitor", an_opportunity),
        ("lead", "phone", a_lead),
        ("service_case", "result", a_case),
        ("task", "place", a_task),
        ("sales_order", "note", an_order),
        ("quotation", "note", a_quotation),
        ("contract", "ends_on", a_contract),
        ("receipt", "method", a_receipt),
        ("invoice", "note", an_invoice),
        ("campaign", "goal", a_campaign),
        ("article", "keywords", an_article),
        ("interaction", "place", an_interaction),
    ],
)
def test_every_kind_keeps_its_rules(company: Company, kind: str, field: str, make: Any) -> None:
    a_rule(company, field, of=kind)
    assert refused(company, make) == {field: "Fill this in."}


def test_a_rule_of_a_contract_asks_about_the_amount_of_its_lines(company: Company) -> None:
    with company.write() as work:
        dock = create_custom_field(work, CustomFieldDraft("contract", "Dock"))
    a_rule(company, CUSTOM + dock, of="contract", condition=(Filter("amount_minor", "at_least", 10_000_00),))
    small, large = (
        (TaxedLineDraft(description="Probe", quantity_e6=count * E6, unit_price_e6=5_000 * E6),) for count in (1, 2)
    )
    with company.write() as work:
        contract = a_contract(work, lines=small)
    assert refused(company, lambda work: a_contract(work, lines=large)) == {CUSTOM + dock: "Fill this in."}
    with company.read() as reading:
        known = contract_draft(reading, contract)
    grown = replace(known, lines=large)
    assert CUSTOM + dock in refused(company, lambda work: update_contract(work, contract, grown, known))
    with company.write() as work, with_own(work, {dock: "North"}):
        update_contract(work, contract, grown, known)


def test_rules_are_made_and_taken_back_by_administrators(company: Company) -> None:
    rule = a_rule(company, "phone", condition=LEEDS)
    with company.read() as reading:
        draft = field_rule_draft(reading, rule)
    assert (draft.fields, draft.condition) == (("phone",), LEEDS)
    with company.write() as work:
        update_field_rule(work, rule, replace(draft, condition=()))
    assert refused(company, lambda work: create_customer(work, CustomerDraft(name="A"))) == {"phone": "Fill this in."}
    with company.write() as work:
        delete_field_rules(work, [rule])
        a_customer(work)
    with company.write() as work:
        a_user(work, "Grace Lin", login="grace")
    with pytest.raises(NotAllowed), company.database.write(Message("x"), company.seen_by("grace").viewer) as work:
        create_field_rule(work, FieldRuleDraft("customer", ("phone",)))


@pytest.mark.parametrize(
    ("draft", "name"),
    [
        (FieldRuleDraft("customer"), "fields"),
        (FieldRuleDraft("customer", ("phone",), "hidden"), "condition"),
        (FieldRuleDraft("customer", ("city",), "required", LEEDS), "condition"),
        (FieldRuleDraft("customer", ("city",), "painted"), "effect"),
    ],
)
def test_a_rule_that_helps_nobody_is_refused(company: Company, draft: FieldRuleDraft, name: str) -> None:
    assert name in refused(company, lambda work: create_field_rule(work, draft))
