"""Exporting a list: what is shown is what stands in the file."""

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from crm_desktop.core.errors import NotAllowed
from crm_desktop.core.i18n import N_, Message, tr_message, trn
from crm_desktop.core.listing import Filter, Grouping, ListSpec, Sort
from crm_desktop.core.preferences import Preferences
from crm_desktop.exchange import list_export, writer
from crm_desktop.exchange.list_export import ListExport
from crm_desktop.exchange.table import open_table
from crm_desktop.queries.customer import CUSTOMERS
from crm_desktop.ui.background import Background, InlineBackground
from crm_desktop.ui.change_feed import ChangeFeed
from crm_desktop.ui.dialogs.export_list import ExportPanel, export_to
from crm_desktop.ui.list_declaration import ListDeclaration, View
from crm_desktop.ui.list_page import ListPage
from crm_desktop.ui.side_by_side import DetailSide
from crm_desktop.ui.theme import Theme
from crm_desktop.ui.widgets.record_table_cells import Column
from tests.builders import a_customer
from tests.company import Company

COLUMNS = (
    Column("city", N_("City")),
    Column("name", N_("Name")),
    Column("phone", N_("Phone"), is_hidden=True),
    Column("level", N_("Level"), format=lambda row: row.level_id or "—"),
)
# A cell that a spreadsheet would take for a formula is guarded.
ROWS = [["City", "Name", "Level"], ["Leeds", "Alpha", ""], ["Leeds", "'=Beta", ""]]


def raised(error: Exception) -> None:
    """What nobody expects fails the test."""
    raise error


class FakeNavigator:
    """Remembers what was said."""

    def __init__(self) -> None:
        self.said: list[str] = []

    def say(self, text: Message) -> None:
        self.said.append(tr_message(text))

    def refuse(self, text: Message) -> None:
        self.said.append(tr_message(text))

    def did(self, text: Message) -> None:
        """Neither exports nor imports offer to undo anything in the toast."""
        raise AssertionError(text)


class NoDetail(DetailSide):
    """Nothing beside the list."""

    def show_record(self, record_id: str | None) -> None:
        pass


@pytest.fixture
def filled(company: Company) -> Company:
    with company.write() as work:
        for name, city in (("Alpha", "Leeds"), ("=Beta", "Leeds"), ("Gamma", "York")):
            a_customer(work, name=name, city=city)
    return company


@pytest.fixture
def page(qtbot: QtBot, theme: Theme, filled: Company, tmp_path: Path) -> Iterator[ListPage]:
    background = InlineBackground(filled.database, raised, filled.viewer)
    declaration = ListDeclaration(
        name="customers",
        title=N_("Customers"),
        query=CUSTOMERS,
        columns=COLUMNS,
        filters=(),
        views=(View("leeds", N_("Customers"), ListSpec((Filter("city", "is", "Leeds"),), (Sort("name", True),))),),
        reads=frozenset({"customer"}),
        counted=lambda count: trn("{count} customer", "{count} customers", count),
        totals=lambda _sums: "",
        empty_title=N_("Customers"),
        empty_body=N_("Customers"),
    )
    preferences = Preferences(tmp_path / "preferences.json")
    feed = ChangeFeed(background)
    made = ListPage(theme, background, feed, preferences, declaration, lambda: date(2026, 11, 21), NoDetail())
    made.table.records.set_spec(declaration.views[0].spec)
    qtbot.addWidget(made)
    made.resize(1200, 700)
    made.show()
    yield made
    background.close()


def export(page: ListPage, company: Company, target: Path, background: Background) -> tuple[ExportPanel, FakeNavigator]:
    navigator = FakeNavigator()
    theme = page._theme
    # The part of the navigator the export uses.
    panel = export_to(target, page, "customer", theme, background, company.database.path, navigator)  # type: ignore[arg-type]  # a stand-in
    return panel, navigator


def test_a_list_is_written_as_it_is_shown(page: ListPage, filled: Company, tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    _, navigator = export(page, filled, target, page._background)
    with target.open(encoding="utf-8-sig", newline="") as stream:
        assert list(csv.reader(stream)) == ROWS
    assert navigator.said == ["Rows written to out.csv: 2."]


def test_an_export_of_groups_says_that_it_has_their_order(page: ListPage, filled: Company, tmp_path: Path) -> None:
    page.table.records.set_spec(page.spec.grouped_by(Grouping("city")))
    _, navigator = export(page, filled, tmp_path / "out.csv", page._background)
    assert navigator.said == ["Rows written to out.csv, in the order of their groups: 2."]


def test_a_workbook_has_the_same_rows(page: ListPage, filled: Company, tmp_path: Path) -> None:
    target = tmp_path / "out.xlsx"
    export(page, filled, target, page._background)
    with open_table(target) as table:
        assert [cells for _, cells in table.rows()] == [["Leeds", "Alpha", None], ["Leeds", "=Beta", None]]


def test_the_worker_process_writes_it_too(qtbot: QtBot, page: ListPage, filled: Company, tmp_path: Path) -> None:
    background = Background(filled.database, raised, filled.viewer)
    target = tmp_path / "out.csv"
    _, navigator = export(page, filled, target, background)
    qtbot.waitUntil(lambda: bool(navigator.said), timeout=30_000)
    background.close()
    assert target.exists()


def test_a_cancelled_export_leaves_no_file(qtbot: QtBot, page: ListPage, filled: Company, tmp_path: Path) -> None:
    background = Background(filled.database, raised, filled.viewer)
    folder = tmp_path / "out"
    folder.mkdir()
    panel, navigator = export(page, filled, folder / "out.csv", background)
    panel.cancel.click()
    background.close()
    assert list(folder.iterdir()) == []
    assert not navigator.said


def test_a_folder_that_cannot_be_written_says_so(qtbot: QtBot, page: ListPage, filled: Company, tmp_path: Path) -> None:
    reported: list[Exception] = []
    background = InlineBackground(filled.database, reported.append, filled.viewer)
    panel, _ = export(page, filled, tmp_path / "missing" / "out.csv", background)
    assert "out.csv" in panel.problem.text()
    assert panel.isVisibleTo(page)
    panel.cancel.click()
    background.close()


def test_only_the_chosen_records_are_written_in_the_order_of_the_list(filled: Company, tmp_path: Path) -> None:
    spec = ListSpec(sorts=(Sort("name", True),))
    with filled.read() as reading:
        ids = {row.name: row.id for row in CUSTOMERS.first(reading, spec, 50)}
        only = (ids["Alpha"], ids["Gamma"])
        target = tmp_path / "out.csv"
        assert (
            list_export.write_list(reading, ListExport("customer", (("name", "Name"),), spec, str(target), "en", only))
            == 2
        )
    with open_table(target) as table:
        assert [row for _, row in table.sample(9)] == [["Gamma"], ["Alpha"]]


def test_values_keep_their_kind(filled: Company, tmp_path: Path) -> None:
    columns = (("name", "Name"), ("owner", "Owner"), ("kind", "Kind"), ("won", "Won"), ("created", "Created"))
    wanted = ListExport("customer", columns, ListSpec(), str(tmp_path / "out.xlsx"), "en")
    with filled.read() as reading:
        assert list_export.write_list(reading, wanted) == 3
    with open_table(tmp_path / "out.xlsx") as table:
        assert table.columns == ("Name", "Owner", "Kind", "Won", "Created")
        first = table.sample(1)[0][1]
    assert first[2] == "Company"
    assert first[3] == 0
    assert getattr(first[4], "year", None) == 2026


def test_who_may_not_export_is_refused(filled: Company, tmp_path: Path) -> None:
    guest = filled.viewer.__class__("x", "x", "X", "guest")
    wanted = ListExport("customer", (("name", "Name"),), ListSpec(), str(tmp_path / "out.csv"), "en")
    with filled.database.read(guest) as reading, pytest.raises(NotAllowed):
        list_export.write_list(reading, wanted)


def test_every_list_can_be_exported() -> None:
    assert {"customer", "contact", "opportunity", "service_case", "lead", "sales_order"} <= list_export.LISTS.keys()


@pytest.mark.parametrize(
    ("attribute", "kind"),
    [
        ("probability_e6", writer.SHARE),
        ("tax_rate_e6", writer.SHARE),
        ("list_price_e6", writer.NUMBER),
        ("name", "text"),
    ],
)
def test_prices_are_no_percentages(attribute: str, kind: str) -> None:
    assert list_export._kind(CUSTOMERS, attribute) == kind
