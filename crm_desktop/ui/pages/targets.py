"""The page of targets: what each person is to sell and to bring in during a month, and what was reached of it."""

from collections.abc import Callable, Iterable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from crm_desktop.core import formats
from crm_desktop.core.clock import moment_of
from crm_desktop.core.i18n import N_, Message, language, tr, trn
from crm_desktop.core.money import E6, from_e6
from crm_desktop.core.months import month_after, month_of
from crm_desktop.core.viewer import COMMISSION
from crm_desktop.models.commission import RECEIPTS, SALES
from crm_desktop.queries.target import Attainment, MonthOfTargets, month_of_targets
from crm_desktop.ui.actions import Action, ActionSet
from crm_desktop.ui.background import Latest
from crm_desktop.ui.forms.target import open_target_form
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.reading_page import PageTitle, ReadingPage, command_button
from crm_desktop.ui.rights import against
from crm_desktop.ui.texts import Plain
from crm_desktop.ui.theme import Role
from crm_desktop.ui.theme.tokens import Space
from crm_desktop.ui.widgets.empty_state import EmptyState
from crm_desktop.ui.widgets.labels import Label, Rule
from crm_desktop.ui.widgets.text_table import TextColumn, TextTable

_SHARES = frozenset({"contract_share", "opportunity_share"})
READS = _SHARES | {"target", "period_snapshot", "sales_order", "order_line", "contract", "contract_line", "receipt"}
_BUTTONS = ("previous", "next", "this", "set")
_WIDTH, _NARROW = 150, 90
# Side by side, and below each other where there is no room for that.
_WIDE = (
    TextColumn(N_("Owner")),
    TextColumn(N_("Sales"), _WIDTH, at_right=True),
    TextColumn(N_("Target"), _WIDTH, "text2", at_right=True),
    TextColumn(N_("Attained"), _NARROW, at_right=True),
    TextColumn(N_("Receipts"), _WIDTH, at_right=True),
    TextColumn(N_("Target"), _WIDTH, "text2", at_right=True),
    TextColumn(N_("Attained"), _NARROW, at_right=True),
)
_HIGH = (
    TextColumn(N_("Owner")),
    TextColumn(N_("Of what"), _NARROW),
    TextColumn(N_("Achieved"), _WIDTH, at_right=True),
    TextColumn(N_("Target"), _WIDTH, "text2", at_right=True),
    TextColumn(N_("Attained"), _NARROW, at_right=True),
)
_METRICS = ((SALES, N_("Sales")), (RECEIPTS, N_("Receipts")))


class TargetsPage(ReadingPage):
    """A month at a time: persons with both targets, and all of them together in the last row."""

    hints = (("P", N_("Month before")), ("X", N_("Month after")), ("T", N_("Set targets")))

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        self._reads = Latest(context.background, self)
        self._month, self._wanted = month_of(context.today()), 0
        self._found: MonthOfTargets | None = None
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.table = TextTable(context.theme, _WIDE, edge=Space.XL)
        self.actions_set = ActionSet(self, self._actions(), lambda: context.background.against_writing)
        self.actions_set.refused.connect(lambda reason: context.navigator.refuse(Message(reason)))
        self._build()
        context.feed.subscribe(self, READS, self.read_soon)

    def status_text(self) -> str:
        """How many people the month tells of."""
        return trn("1 person", "{count} people", len(self._people())) if self._found else ""

    def keys_now(self) -> tuple[tuple[str, str], ...]:
        """The keys that do something now."""
        return self.hints

    def show_month(self, month: str) -> None:
        """Show another month."""
        self._month = month
        self.read_again()

    def set_targets(self) -> None:
        """Ask for the targets of the month shown."""
        open_target_form(self._context, self.window(), self._month)

    def read_again(self) -> None:
        """Read what is shown now."""
        super().read_again()
        month = self._month
        self._reads.read(lambda reading: month_of_targets(reading, month), self._on_found)

    def _on_found(self, found: MonthOfTargets) -> None:
        self._found = found
        year, number = int(found.month[:4]), int(found.month[5:])
        self._title.count.set_text(Plain(formats.month_of_year(year, number, language())))
        self._told.set_text(Plain(self._state(found)))
        self._show_rows()
        self.actions_set.refresh()
        self.status_changed.emit()

    def _state(self, found: MonthOfTargets) -> str:
        if found.frozen_at is None:
            return tr("As of now: orders, contracts signed and money received, for each's owner and sharers that day.")
        day = moment_of(found.frozen_at, self._context.zone).date()
        return tr("Frozen on {day}: nothing entered later changes it.", day=formats.day_far(day, language()))

    def _people(self) -> list[tuple[str, dict[str, Attainment]]]:
        people: dict[str, tuple[str, dict[str, Attainment]]] = {}
        for row in self._found.rows if self._found else ():
            people.setdefault(row.user_id, (row.person, {}))[1][row.metric] = row
        return list(people.values())

    def _show_rows(self) -> None:
        """A row a person, or one for each of both figures where they find no room side by side."""
        lines = self._figures(self._found) if self._found else []
        self._places.setCurrentIndex(1 if lines else 0)
        side_by_side = [[name, *sales, *receipts] for name, (sales, receipts) in lines]
        self.table.set_rows(side_by_side, _WIDE, totals=1 if lines else 0)
        self._wanted = self.table.wanted_width()
        if self._wanted > self._room():
            titles = [tr(title) for _metric, title in _METRICS]
            below = [
                [name if place == 0 else "", title, *cells]
                for name, figures in lines
                for place, (title, cells) in enumerate(zip(titles, figures, strict=True))
            ]
            self.table.set_rows(below, _HIGH, totals=2)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_wide = self._wanted <= self._room()
        if self._found is not None and is_wide != (self.table.model().columnCount() == len(_WIDE)):
            self._show_rows()

    def _room(self) -> int:
        """What the table has across; it is given its size only when it is shown."""
        return self.width() - self.table.verticalScrollBar().sizeHint().width()

    def _figures(self, found: MonthOfTargets) -> list[tuple[str, list[list[str]]]]:
        """Everybody, and the sums below: what is attained of them is of those who have a target."""
        people = self._people()
        shown = self._money(row.actual_minor for row in found.rows)
        aimed_at = self._money(row.target_minor for row in found.rows)
        lines: list[tuple[str, list[list[str]]]] = []
        for name, told in people:
            both = [told.get(metric) for metric, _title in _METRICS]
            reached = [(row.actual_minor, row.target_minor) if row else (0, None) for row in both]
            lines.append((name, [_cells(actual, target, shown, aimed_at) for actual, target in reached]))
        sums = []
        for metric, _title in _METRICS:
            rows = [each[metric] for _name, each in people if metric in each]
            target, reached_by_all = found.total(metric)
            aimed = sum(row.actual_minor for row in rows if row.target_minor)
            sums.append([*_cells(reached_by_all, target or None, shown, aimed_at)[:2], _share(aimed, target)])
        return [*lines, (tr("All together"), sums)] if lines else []

    def _money(self, amounts: Iterable[int | None]) -> Callable[[int], str]:
        """How amounts are written, so that those of a column stand in line."""
        currency = self._context.currency
        cents = formats.has_cents(amounts, currency)
        return lambda minor: formats.money(minor, currency, cents=cents)

    def _actions(self) -> list[Action]:
        def turn(months: int) -> Callable[[], None]:
            return lambda: self.show_month(month_after(self._month, months))

        def this() -> None:
            self.show_month(month_of(self._context.today()))

        def lacks() -> str:
            return against(self._context.background, COMMISSION) or self._against_frozen()

        def action(name: str, text: str, do: Any, told: str, key: str, icon: str, **more: Any) -> Action:
            return Action(f"targets.{name}", text, do, told, key, icon, **more)

        told = N_("Say what each person is to sell and to bring in")
        return [
            action("previous", N_("Month before"), turn(-1), N_("Show the month before"), "P", "chevron-left"),
            action("next", N_("Month after"), turn(1), N_("Show the month after"), "X", "chevron-right"),
            action("this", N_("This month"), this, N_("Show the current month"), "M", "calendar-check"),
            action(
                "set",
                N_("Set targets…"),
                self.set_targets,
                told,
                "T",
                "target",
                enabled=lambda: not lacks(),
                reason=lacks,
                writes=True,
            ),
        ]

    def _against_frozen(self) -> str:
        is_frozen = self._found is not None and self._found.frozen_at is not None
        return N_("The figures of this month are frozen; its targets stay.") if is_frozen else ""

    def _build(self) -> None:
        theme, px = self._theme, self._theme.px
        buttons = [
            command_button(theme, self.actions_set, f"targets.{name}", "primary" if name == "set" else "quiet")
            for name in _BUTTONS
        ]
        self._title = PageTitle(theme, N_("Targets"), buttons)
        self._told = Label(theme, Plain(""), Role.SMALL, colour="text3", wrap=True)
        above = QHBoxLayout()
        above.setContentsMargins(px(Space.XL), px(Space.M), px(Space.XL), px(Space.M))
        above.addWidget(self._told)
        listed = QWidget()
        column = QVBoxLayout(listed)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(above)
        column.addWidget(self.table, 1)
        nothing = EmptyState(
            theme,
            N_("Nothing in this month"),
            N_("No targets, no orders or contracts, no money received. T sets what each person is to reach."),
        )
        self._places = QStackedWidget()
        self._places.addWidget(nothing)
        self._places.addWidget(listed)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self._title)
        whole.addWidget(Rule(theme))
        whole.addWidget(self._places, 1)
        self.name_parts()

    def name_parts(self) -> None:
        """Name the table for assistive technology."""
        self.table.setAccessibleName(tr("Targets"))


def _cells(reached: int, target: int | None, shown: Callable[[int], str], aimed_at: Callable[[int], str]) -> list[str]:
    return [shown(reached), formats.MISSING if target is None else aimed_at(target), _share(reached, target)]


def _share(reached: int, target: int | None) -> str:
    return formats.percent(from_e6(reached * E6 // target), 0) if target else ""
