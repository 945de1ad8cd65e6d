"""The window with a fake list, as pictures to look at: `python -m tests.ui.show_shell FOLDER [WIDTH HEIGHT]`."""

import sys
from datetime import date
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout

from crm_desktop.core.formats import integer
from crm_desktop.core.i18n import LANGUAGES, N_, Message, set_language, tr, trn
from crm_desktop.core.listing import Filter, ListSpec, Sort
from crm_desktop.core.preferences import Preferences
from crm_desktop.ui.actions import Action
from crm_desktop.ui.background import InlineBackground
from crm_desktop.ui.change_feed import ChangeFeed
from crm_desktop.ui.list_declaration import ListDeclaration, View
from crm_desktop.ui.list_page import ListPage
from crm_desktop.ui.main_window import MainWindow, PageSpec
from crm_desktop.ui.side_by_side import DetailSide
from crm_desktop.ui.texts import Plain
from crm_desktop.ui.theme import Role, Theme, Tone
from crm_desktop.ui.theme.shapes import Mark
from crm_desktop.ui.widgets.buttons import Button
from crm_desktop.ui.widgets.filter_field import FilterField
from crm_desktop.ui.widgets.labels import Label
from crm_desktop.ui.widgets.marks import StatusChip
from tests.ui.fake_list import COLUMNS, FakeDatabase, FakeSource, fake_rows

TODAY = date(2026, 11, 21)
TICKED: dict[str, Any] = {"has_values": True, "is_groupable": True}
OWNERS = ("Grace Lin", "Maya Hart", "Ian Zhao", "Owen Chen")


class FakeDetail(DetailSide):
    """Just enough of a detail side to see the frame around it."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.shown: list[str | None] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 12, 20, 12)
        self.name = Label(theme, Plain(""), Role.TITLE, elide=True)
        column.addWidget(self.name)
        chip = StatusChip(theme, Plain("High 82"), Tone.BAD, Mark.HIGH)
        row = QHBoxLayout()
        row.addWidget(chip)
        row.addStretch()
        column.addLayout(row)
        column.addWidget(Button(theme, Plain("Log activity"), kind="primary", icon="plus", key="L"))
        column.addStretch()

    def show_record(self, record_id: str | None) -> None:
        self.shown.append(record_id)
        self.name.set_text(Plain(record_id or ""))


def nothing() -> None:
    """Do nothing: the commands here are only looked at."""


def declaration(source: FakeSource, actions: tuple[Action, ...] = ()) -> ListDeclaration:
    """A list of customers as a page declares it."""
    own = (
        Action("customer.new", N_("New customer"), nothing, N_("Add a customer"), "N", "plus"),
        Action("customer.import", N_("Import"), nothing, N_("Bring in a spreadsheet"), "Ctrl+I", "upload"),
        Action("customer.assign", N_("Reassign"), nothing, N_("Give to somebody else"), "", "user-plus"),
        Action("customer.tag", N_("Tag"), nothing, N_("Add a tag"), "T", "tag"),
    )
    return ListDeclaration(
        name="customers",
        title=N_("Customers"),
        query=source,
        columns=COLUMNS,
        filters=(
            FilterField(
                "owner",
                N_("Owner"),
                "choice",
                lambda: [(name, name) for name in OWNERS],
                has_values=True,
                is_groupable=True,
            ),
            FilterField(
                "level",
                N_("Level"),
                "choice",
                lambda: [(each, each) for each in "ABCD"],
                has_values=True,
                is_groupable=True,
            ),
            FilterField("risk", N_("Churn risk"), "number", is_offered=False),
            FilterField("name", N_("Customer"), "text", **TICKED),
            FilterField("days_ago", N_("Last contact"), "date"),
            FilterField("value", N_("Value / yr ($)"), "money", currency="USD"),
        ),
        views=(
            View("all", N_("All customers"), ListSpec(sorts=(Sort("risk", True),))),
            View("risk", N_("High churn risk"), ListSpec((Filter("risk", "at_least", 70),), (Sort("risk", True),))),
        ),
        reads=frozenset({"customer"}),
        counted=lambda count: trn("{count} customer", "{count} customers", count),
        totals=lambda sums: tr("Total {amount}", amount="$" + integer(sums["value"])),
        empty_title=N_("No customers yet"),
        empty_body=N_("Add one by hand, or bring in a spreadsheet."),
        actions=actions or own,
        primary="customer.new",
        secondary="customer.import",
        selection_actions=("customer.assign", "customer.tag"),
        menu=("customer.assign", "customer.tag"),
    )


def shell(theme: Theme, folder: Path, rows: int, chinese: bool) -> tuple[MainWindow, ListPage]:
    """The window with one page of fake customers."""

    def report(error: Exception) -> None:
        raise error

    background = InlineBackground(FakeDatabase(), report)
    preferences = Preferences(folder / "preferences.json")
    feed = ChangeFeed(background)
    source = FakeSource(fake_rows(rows, chinese))
    page = ListPage(theme, background, feed, preferences, declaration(source), lambda: TODAY, FakeDetail(theme))
    pages = (
        PageSpec("customers", N_("Customers"), "building-2", lambda: page),
        PageSpec("contacts", N_("Contacts"), "users", lambda: page),
        PageSpec("opportunities", N_("Opportunities"), "square-kanban", lambda: page),
        PageSpec("service", N_("Service"), "life-buoy", lambda: page),
        PageSpec("reports", N_("Reports"), "chart-column", lambda: page),
    )
    window = MainWindow(theme, background, preferences, pages, ())
    window.side_bar.set_company("华东销售一部" if chinese else "East Sales", Plain("Grace Lin · Manager"))
    window.side_bar.set_file_state(Plain("Encrypted, local"), Plain("Backed up today 09:12"))
    window.side_bar.tabs.set_counts({"opportunities": 86, "service": 24})
    window.show_page("customers")
    page.filter_bar.set_filters((Filter("owner", "in", OWNERS[:3]), Filter("level", "in", ("A", "B", "C"))))
    return window, page


def main(folder: Path, size: tuple[int, int]) -> None:
    """Save a picture for each theme and language."""
    app = QApplication([])
    for mode in ("light", "dark"):
        for language in LANGUAGES:
            set_language(language)
            theme = Theme(app, mode)
            theme.apply()
            window, page = shell(theme, Path(mkdtemp()), 1284, language != "en")
            window.resize(*size)
            window.show()
            app.processEvents()
            page.table.records.select(1, 1, True)
            page.table.records.select(3, 4, True)
            page.table.set_current(page.table.records.id_at(1))
            page.table._hover(7)
            if mode == "dark":
                window.say(Message("Tagged {count} customers", count=3), nothing)
            app.processEvents()
            window.grab().save(str(folder / f"shell_{size[0]}_{mode}_{language}.png"))
            window.close()
            window.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)


if __name__ == "__main__":
    main(Path(sys.argv[1]), (int(sys.argv[2]), int(sys.argv[3])) if len(sys.argv) > 3 else (1440, 900))
