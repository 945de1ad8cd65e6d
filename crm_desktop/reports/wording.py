"""How the values of one report are written in its language: full in tables, short in sentences and charts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from crm_desktop.core import formats
from crm_desktop.core.i18n import N_, Message
from crm_desktop.reports.figures import COUNT, DAYS, RATIO, Breakdown, Figure, Report, Row, Value, exact
from crm_desktop.reports.speech import Speech

MONTH_KEY = 7
QUARTER_KEY = 7


@dataclass(frozen=True)
class Change:
    """A figure against the previous period: its direction, its size without sign, and whether it is good news."""

    up: bool
    size: str
    good: bool | None


class Wording:
    """Writes values, labels, changes and periods of one report."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.language = report.language
        self.speak = Speech(report.language)

    def text(self, text: str | Message) -> str:
        """Data as it is, a message in the report's language."""
        return self.speak.message(text) if isinstance(text, Message) else text

    def label(self, breakdown: Breakdown, row: Row) -> str:
        """The name of a row; months and quarters are named from their keys."""
        when = month_of(row.key) or quarter_of(row.key)
        if breakdown.name.endswith("_by_month") and when:
            return formats.month_of_year(*when, self.language)
        if breakdown.name.endswith("_by_quarter") and when:
            return formats.quarter_of_year(*when, self.language)
        # Line breaks and tabs in a name would tear a chart or a row apart; a blank name still needs a mark.
        return " ".join(self.text(row.label).split()) or formats.MISSING

    def full(self, value: Value, unit: str, *, cents: bool | None = None) -> str:
        """A value as a table shows it, without its currency."""
        number = exact(value)
        if unit == RATIO:
            return formats.percent(number)
        if unit == DAYS:
            return formats.days(number, self.language, 1)
        if unit == COUNT:
            return formats.decimal(number, 0)
        return formats.money(number, unit.removeprefix("money:"), cents=cents)

    def short(self, value: Value, unit: str) -> str:
        """A value as a sentence or a heading shows it, with its unit."""
        if not unit.startswith("money:"):
            return self.full(value, unit)
        return formats.compact_money(exact(value), unit.removeprefix("money:"), self.language)

    def scale(self, breakdown: Breakdown, values: Iterable[Value]) -> formats.MoneyScale:
        """One scale for all amounts of a chart."""
        return formats.money_scale(
            [exact(value) for value in values], breakdown.unit.removeprefix("money:"), self.language
        )

    def change(self, figure: Figure) -> Change | None:
        """A figure against its previous value: rates in points, days in days, all else in per cent; None if unsaid."""
        now, before = exact(figure.value), exact(figure.previous)
        if now is None or before is None or now == before:
            return None
        if figure.unit == RATIO:
            size = formats.points(now - before, self.language, signed=False)
        elif figure.unit == DAYS:
            size = formats.days(abs(now - before), self.language, 1)
        else:
            size = formats.change(now, before, signed=False)
        if size == formats.MISSING:
            return None
        up = now > before
        good = None if figure.better not in ("up", "down") else up == (figure.better == "up")
        return Change(up, size, good)

    def period(self) -> str:
        """The period by its name."""
        return formats.period(self.report.period_from, self.report.period_to, self.language)

    def previous_period(self) -> str:
        """The period before by its name, empty when there is none."""
        first, last = self.report.previous_from, self.report.previous_to
        return formats.period(first, last, self.language) if first and last else ""

    def open_day(self) -> str:
        """The day open deals were counted on."""
        return self.day(self.report.open_on or self.report.period_to)

    def day(self, on: date) -> str:
        """A date with its year, as paper needs it."""
        return formats.day_far(on, self.language)

    def data_state(self) -> str:
        """When the newest record the report has read was written."""
        state = self.report.data_state
        if state.at is None:
            return self.speak.t(N_("No data yet"))
        return self.speak.t(N_("Data as of {moment}"), moment=formats.moment(state.at, self.language))

    def currency(self) -> str:
        """The base currency as a heading names it."""
        return formats.currency_name(self.report.currency, self.language)


def month_of(key: str) -> tuple[int, int] | None:
    """Year and month of a key like 2017-03."""
    year, _, month = key.partition("-")
    return (int(year), int(month)) if len(key) == MONTH_KEY and year.isdigit() and month.isdigit() else None


def quarter_of(key: str) -> tuple[int, int] | None:
    """Year and quarter of a key like 2017-Q1."""
    year, _, quarter = key.partition("-Q")
    return (int(year), int(quarter)) if len(key) == QUARTER_KEY and year.isdigit() and quarter.isdigit() else None


@dataclass(frozen=True)
class FigureWords:
    """A figure as the screen shows it: its value with unit, and its change with an arrow; `good` may be unknown."""

    value: str
    change: str
    good: bool | None


def figure_words(figure: Figure, language: str) -> FigureWords:
    """The words of one figure outside of a printed report."""
    day = date(2000, 1, 1)
    wording = Wording(Report("", day, day, figure.unit.removeprefix("money:"), (figure,), (), language))
    change = wording.change(figure)
    arrow = "" if change is None else f"{'▲' if change.up else '▼'} {change.size}"
    return FigureWords(wording.short(figure.value, figure.unit), arrow, change.good if change else None)
