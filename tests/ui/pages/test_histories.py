"""The log of the company and the history of a record in the window: looked at, narrowed, and undone from there."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from crm_desktop.exchange.log_export import export_log
from crm_desktop.models import Customer
from crm_desktop.operations.customer import customer_draft, update_customer
from crm_desktop.queries.journal_log import LogFilter
from crm_desktop.ui.dialogs.company_log import CompanyLogDialog, export_log_to
from crm_desktop.ui.dialogs.panel import open_panel_of
from crm_desktop.ui.dialogs.record_history import THEN, RecordHistoryDialog
from crm_desktop.ui.dialogs.undo_step import UndoDialog
from crm_desktop.ui.widgets.text_table import TextTable
from tests.builders import a_customer
from tests.company import Company
from tests.ui.pages.office import Office


@pytest.fixture
def acme(company: Company) -> str:
    """A customer that moved twice."""
    with company.write("New customer") as work:
        made = a_customer(work, "Acme", city="Bonn")
    for city in ("Köln", "Mainz"):
        company.clock.instant += timedelta(days=1)
        with company.write(f"Move to {city}") as work:
            loaded = customer_draft(work, made)
            update_customer(work, made, replace(loaded, city=city), loaded)
    return made


@pytest.fixture(autouse=True)
def _shown(office: Office) -> None:
    """Dialogs stand over a window that is there."""
    office.window.show()


def texts(table: TextTable) -> list[list[str]]:
    """What a table shows."""
    model = table.model()
    return [
        [str(model.index(row, column).data()) for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def city_of(company: Company, customer: str) -> str | None:
    with company.read() as reading:
        return reading.session.get_one(Customer, customer).city


def test_the_log_shows_what_the_current_step_did(office: Office, acme: str) -> None:
    dialog = CompanyLogDialog(office.context, office.window)
    dialog.open_panel()
    assert [row.title for row in dialog.steps.rows()][:3] == ["Move to Mainz", "Move to Köln", "New customer"]
    assert dialog.steps.rows()[0].note.startswith("Ada Lin · ")
    assert texts(dialog.table) == [["Acme", "City", "Köln", "Mainz"]]
    dialog.words.set_value("köln")
    dialog.reload()
    assert [row.title for row in dialog.steps.rows()] == ["Move to Köln"]
    dialog.words.set_value("nothing of the kind")
    dialog.reload()
    assert dialog.steps.rows() == []
    assert dialog.nothing.text() == "No step matches. Take a filter away."
    dialog.submit()


def test_an_old_step_is_undone_from_the_log_after_a_look(office: Office, company: Company, acme: str) -> None:
    dialog = CompanyLogDialog(office.context, office.window)
    dialog.open_panel()
    dialog.steps.setCurrentIndex(dialog.steps.model().index(0, 0))
    dialog.undo.click()
    asking = open_panel_of(office.window)
    assert isinstance(asking, UndoDialog)
    assert texts(asking.table) == [["Acme", "City", "Mainz", "Köln"]]
    assert city_of(company, acme) == "Mainz"
    asking.submit()
    assert city_of(company, acme) == "Köln"
    assert [(row.title, row.sign) for row in dialog.steps.rows()][:2] == [
        ("Undo: Move to Mainz", ""),
        ("Move to Mainz", "undone"),
    ]
    dialog.submit()


def test_what_changed_since_is_said_before_anything_is_undone(office: Office, acme: str) -> None:
    dialog = CompanyLogDialog(office.context, office.window)
    dialog.open_panel()
    dialog.steps.setCurrentIndex(dialog.steps.model().index(1, 0))
    dialog.undo.click()
    asking = open_panel_of(office.window)
    assert isinstance(asking, UndoDialog)
    assert asking.says.text() == "Nothing would change: all of it changed since."
    assert asking.left.text().startswith("Acme: ")
    assert "City" in asking.left.text()
    assert not asking.primary.isEnabled()
    asking.reject()
    dialog.submit()


def test_a_record_is_shown_as_it_was_after_a_step_and_on_a_day(office: Office, company: Company, acme: str) -> None:
    dialog = RecordHistoryDialog(office.context, office.window, "customer", acme, "Acme")
    dialog.open_panel()
    assert texts(dialog.table) == [["City", "Köln", "Mainz"]]
    dialog.tabs.set_value(THEN)
    dialog.only.setChecked(True)
    assert texts(dialog.table) == []
    dialog.steps.setCurrentIndex(dialog.steps.model().index(2, 0))
    assert [row[1:] for row in texts(dialog.table)] == [["City", "Bonn", "Mainz"]]
    dialog.day.set_value(company.database.today() - timedelta(days=1))
    dialog.day.changed.emit()
    assert [row[1:] for row in texts(dialog.table)] == [["City", "Köln", "Mainz"]]
    dialog.day.set_value(company.database.today() - timedelta(days=9))
    dialog.day.changed.emit()
    assert dialog.is_gone.text() == "The record was not there then, or it was deleted."
    dialog.submit()


def test_the_log_becomes_a_file(office: Office, company: Company, acme: str, tmp_path: Path) -> None:
    target = tmp_path / "log.csv"
    count = export_log(str(company.database.path), company.viewer, LogFilter(text="move"), str(target), "en")
    lines = target.read_text(encoding="utf-8-sig").splitlines()
    assert (count, len(lines)) == (2, 3)
    assert "Ada Lin" in lines[1]
    assert "Move to Mainz" in lines[1]
    panel = export_log_to(office.context, office.window, tmp_path / "all.xlsx", LogFilter())
    assert (tmp_path / "all.xlsx").stat().st_size > 0
    assert not panel.isVisible()
