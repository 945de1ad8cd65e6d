"""The row of choices above the report: period, team, owner and language."""

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from crm_desktop.core.i18n import N_, language
from crm_desktop.core.preferences import Preferences
from crm_desktop.queries.choices import Choices
from crm_desktop.reports.scope import ReportRequest
from crm_desktop.ui.report_periods import CUSTOM, DEFAULT, PERIODS
from crm_desktop.ui.texts import Plain
from crm_desktop.ui.theme import Theme
from crm_desktop.ui.theme.tokens import Space
from crm_desktop.ui.widgets.fields import ChoiceField, DateField

_LEAST = 80
# How much of its usual width a field needs for its words.
_SHARE = 0.8


class ReportFilters(QWidget):
    """Says what to report on; emits `changed` when that is something else."""

    changed = Signal()
    period_changed = Signal()

    def __init__(
        self, theme: Theme, preferences: Preferences, today: Callable[[], date], whose: str = N_("Owner")
    ) -> None:
        super().__init__()
        self._preferences, self._today = preferences, today
        self._choices: Choices | None = None
        self._theme = theme
        self._placed = (0, 0)
        periods = [(key, title) for key, (title, _) in PERIODS.items()] + [(CUSTOM, N_("Other days"))]
        languages = [("en", Plain("English")), ("zh_CN", Plain("中文"))]
        self.period = ChoiceField(theme, N_("Period"), periods, empty=False)
        self.first = DateField(theme, N_("From"), today=today)
        self.last = DateField(theme, N_("To"), today=today)
        self.team = ChoiceField(theme, N_("Team"), [], placeholder=N_("All teams"))
        self.owner = ChoiceField(theme, whose, [], placeholder=N_("Everyone"))
        self.language = ChoiceField(theme, N_("Language"), languages, empty=False)
        self.period.set_value(preferences.get("report.period", DEFAULT))
        self.language.set_value(language())
        self._build(theme)
        self._show_days()
        self.period.changed.connect(self._on_period)
        for each in (self.first, self.last, self.team, self.owner, self.language):
            each.changed.connect(self._on_changed)

    def request(self) -> ReportRequest:
        """What is asked for."""
        first, last = self.span()
        owner = self.owner.value()
        chosen = str(self.language.value() or language())
        return ReportRequest(first, last, chosen, (owner,) if owner else (), self.team.value())

    def span(self) -> tuple[date, date]:
        """The first and the last day."""
        key = self.period.value()
        if key in PERIODS:
            return PERIODS[key][1](self._today())
        first, last = self.first.value(), self.last.value()
        first = first or last or self._today()
        last = last or first
        return (first, last) if first <= last else (last, first)

    def show_period(self, key: str) -> None:
        """Choose a period by its key."""
        self.period.set_value(key)
        self._on_period()

    def show_days(self, first: date, last: date) -> None:
        """Choose other days than those of a period."""
        for field, day in ((self.first, first), (self.last, last)):
            field.set_value(day)
        self.show_period(CUSTOM)

    def offer(self, found: Choices) -> None:
        """Offer the company's teams and users."""
        self._choices = found
        self.team.set_choices(_plain(found.options("teams", language())))
        self.owner.set_choices(_plain(found.options("users", language())))

    def speak(self) -> None:
        """Show everything in the current language, and report in it."""
        if self._choices is not None:
            self.offer(self._choices)
        self.language.set_value(language())

    def _build(self, theme: Theme) -> None:
        px = theme.px
        rows = self._rows = QVBoxLayout(self)
        rows.setContentsMargins(px(Space.XL), 0, px(Space.L), px(Space.S))
        self._first_row, self._second_row = QHBoxLayout(), QHBoxLayout()
        for row in (self._first_row, self._second_row):
            row.setSpacing(px(Space.M))
            rows.addLayout(row)
        for field, width in (*self._widths(), (self.first, 190), (self.last, 190)):
            # One that is not offered now must not stand alone as a window when it is.
            field.setParent(self)
            # Where all do not fit at their width, each gives up its share.
            field.setMinimumWidth(px(_LEAST))
            field.setMaximumWidth(px(width))
        self._arrange()

    def _widths(self) -> tuple[tuple[QWidget, int], ...]:
        """The fields that are offered, in order, with their usual widths."""
        days = () if self.period.value() in PERIODS else ((self.first, 190), (self.last, 190))
        return ((self.period, 170), *days, (self.team, 170), (self.owner, 190), (self.language, 130))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """In one row; in two where their words would be cut."""
        shown = self._widths()
        needed = self._theme.px(sum(round(width * _SHARE) for _field, width in shown) + Space.M * len(shown))
        first = len(shown) if needed <= self.width() - self._theme.px(Space.XL + Space.L) else (len(shown) + 1) // 2
        if self._placed == (first, len(shown)):
            return
        self._placed = (first, len(shown))
        self._rows.setSpacing(self._theme.px(Space.S) if first < len(shown) else 0)
        for row in (self._first_row, self._second_row):
            while row.count():
                row.takeAt(0)
        for number, (field, width) in enumerate(shown):
            row = self._first_row if number < first else self._second_row
            row.addWidget(field, width, Qt.AlignmentFlag.AlignTop)
        for row in (self._first_row, self._second_row):
            row.addStretch(1)

    def _on_changed(self, *_ignored: object) -> None:
        self.changed.emit()

    def _on_period(self, *_ignored: object) -> None:
        self._preferences.set("report.period", self.period.value())
        self._show_days()
        self.period_changed.emit()
        self.changed.emit()

    def _show_days(self) -> None:
        is_custom = self.period.value() not in PERIODS
        if not is_custom:
            first, last = self.span()
            self.first.set_value(first)
            self.last.set_value(last)
        self.first.setVisible(is_custom)
        self.last.setVisible(is_custom)
        self._arrange()


def _plain(options: Sequence[tuple[str, str]]) -> list[tuple[str, Plain]]:
    return [(key, Plain(name)) for key, name in options]
