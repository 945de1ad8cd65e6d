"""The page of what is due: by age, narrowed and sorted, money taken in where it is looked at, and gone from."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from crm_desktop.core.ids import unpack
from crm_desktop.core.listing import Filter, Grouping, ListSpec, Sort
from crm_desktop.core.viewer import HIDDEN
from crm_desktop.exchange.list_export import ListExport, write_list
from crm_desktop.models.limited_fields import AMOUNT
from crm_desktop.operations import parameter
from crm_desktop.operations.contract import create_contract
from crm_desktop.operations.contract_making import new_contract
from crm_desktop.operations.contract_steps import SigningDraft, sign_contract
from crm_desktop.operations.payment_plan import PlanRow
from crm_desktop.queries.overview import view_counts
from crm_desktop.queries.receivable import RECEIVABLES
from crm_desktop.ui.actions import faults
from crm_desktop.ui.pages.receivables import ReceivablesPage
from crm_desktop.ui.widgets.filter_chip import FilterChip
from crm_desktop.ui.widgets.filter_field import FilterField
from tests.builders import a_customer, an_order
from tests.ui.pages.office import Key, Office


@pytest.fixture
def contract(office: Office) -> str:
    """A contract with payments 40 days ago and in 20 days; an order that is due in 40."""
    with office.company.write() as work:
        customer, today = a_customer(work, "Haverton"), work.today
        days = ((-40, "On signing"), (20, "On delivery"))
        plan = tuple(PlanRow(None, today + timedelta(days=each), said, 500_00) for each, said in days)
        made = create_contract(
            work, replace(new_contract(work, customer), name="Frame", amount_minor=1000_00, plan=plan)
        )
        sign_contract(work, made, SigningDraft(signed_on=today))
        an_order(work, customer_id=customer, due_on=today + timedelta(days=40))
    return made


def opened(office: Office, view: str = "all") -> ReceivablesPage:
    page = office.open_page(ReceivablesPage)
    page.show_view(view)
    page.table.setFocus()
    return page


def still_open(office: Office) -> list[int]:
    with office.company.read() as reading:
        return [row.open_minor for row in RECEIVABLES.first(reading, ListSpec(), 9)]


def test_every_command_has_its_own_key_and_help(office: Office) -> None:
    assert faults([office.open_page(ReceivablesPage).actions_set.actions]) == []


def test_what_is_due_stands_by_its_day_with_its_age(office: Office, contract: str) -> None:
    page = opened(office)
    assert office.cells(page, "open") == ["500", "500", "100"]
    assert office.cells(page, "age") == ["31–60 days", "Not due yet", "Not due yet"]
    assert office.cells(page, "overdue_days") == ["40", "—", "—"]
    with office.company.write() as work:
        parameter.set_parameter(work, "receivable.band_1", 45)
    assert office.cells(opened(office), "age")[0] == "1–45 days"
    with office.company.read() as reading:
        counts = view_counts(reading, "receivable")
    assert counts == {"overdue": 1, "soon": 1, "mine": 3, "all": 3}


def test_a_filter_by_yes_or_no_says_so_once(office: Office) -> None:
    chip = FilterChip(
        office.context.theme,
        FilterField("is_overdue", "Overdue", "flag"),
        Filter("is_overdue", "is", True),
        lambda: date(2026, 11, 21),
    )
    assert chip.words() == ("Overdue", "", "yes")
    chip.deleteLater()


def test_money_for_a_payment_is_taken_in_by_a_key(office: Office, contract: str) -> None:
    page = opened(office)
    page.table.set_current(office.rows(page)[1].id)
    office.press(Key.Key_M)
    assert office.field("amount_minor").value() == 500_00
    office.field("amount_minor").set_value(200_00)
    office.save()
    assert still_open(office) == [500_00, 300_00, 100_00], "what is taken in for one pays that, not the oldest"
    page.table.set_current(office.rows(page)[2].id)
    office.press(Key.Key_M)
    office.save()
    assert still_open(office) == [500_00, 300_00]


def test_one_goes_to_the_contract_and_prints_the_account_of_the_customer(
    office: Office, contract: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = opened(office, "overdue")
    office.press(Key.Key_O)
    assert office.notebook.opened == [("contract", contract)]
    page.detail.show_tab("others")
    assert "Also open with this customer" in office.words(page)
    printed: list[Any] = []
    monkeypatch.setattr("crm_desktop.ui.paper_prints.print_paper", lambda *given: printed.append(given[4]))
    page.actions_set.trigger("receivable.account")
    assert [name for _of, name in printed] == ["Haverton"]


def test_every_field_sorts_filters_and_groups(office: Office, contract: str) -> None:
    tried = {
        "text": "Frame",
        "number": 1,
        "money": 1,
        "date": "2026-11-21",
        "choice": "a",
        "person": "@me",
        "flag": True,
    }
    with office.company.read() as reading:
        everything = set(unpack(RECEIVABLES.ids(reading, ListSpec())))
        assert len(everything) == 3
        for field in RECEIVABLES.fields:
            operator = "at_least" if field.type in ("money", "number") else "is"
            narrowed = ListSpec((Filter(field.key, operator, tried[field.type]),))
            assert len(RECEIVABLES.first(reading, narrowed, 9)) == RECEIVABLES.count(reading, narrowed)
            if field.is_sortable:
                for down in (True, False):
                    spec = ListSpec(sorts=(Sort(field.key, down),))
                    assert set(unpack(RECEIVABLES.ids(reading, spec))) == everything
                    assert {row.id for row in RECEIVABLES.first(reading, spec, 9)} == everything
        groups = RECEIVABLES.groups(reading, ListSpec(grouping=Grouping("age")))
        told = [(each.value, each.count, each.sums["open_minor"]) for each in groups]
        assert told == [("31–60", 1, 500_00), (None, 2, 600_00)]
        assert RECEIVABLES.count(reading, ListSpec(search="Haverton")) == 3


def test_the_list_is_written_to_a_file_and_hidden_with_the_amounts(
    office: Office, contract: str, tmp_path: Path
) -> None:
    target = tmp_path / "due.csv"
    columns = (("customer", "Customer"), ("open", "Outstanding"))
    with office.company.read() as reading:
        assert write_list(reading, ListExport("receivable", columns, ListSpec(), str(target), "en")) == 3
    assert "Haverton,500" in target.read_text("utf-8-sig")
    office.background.viewer = replace(office.company.viewer, limits=frozenset({(AMOUNT, HIDDEN)}))
    assert office.rows(opened(office)) == []
