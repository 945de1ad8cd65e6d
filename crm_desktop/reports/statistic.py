"""A statistic as plain data: figures, charts and tables of a period, each cell with the list of the records behind it.

Whoever computes one fills these records by a `Making`; page, paper, export and JSON show them and compute nothing, so
that a figure is the same wherever it stands.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from crm_desktop.core import formats
from crm_desktop.core.i18n import N_, Message
from crm_desktop.core.listing import ListSpec
from crm_desktop.core.money import minor_digits
from crm_desktop.core.viewer import REPORT
from crm_desktop.models.limited_fields import AMOUNT
from crm_desktop.queries import rights
from crm_desktop.queries.choices import Choices, choices
from crm_desktop.queries.company import company_name
from crm_desktop.reports.build import data_state
from crm_desktop.reports.figures import DataState
from crm_desktop.reports.scope import ReportRequest, people_of, period_of
from crm_desktop.reports.speech import Speech
from crm_desktop.storage.database import Reading

TEXT, COUNT, MONEY, SHARE, NUMBER = "text", "count", "money", "share", "number"
# How a chart draws its marks: bars beside each other, each from where the one before ended, or around a centre.
BARS, STEPS, RADAR = "bars", "steps", "radar"


@dataclass(frozen=True)
class Cell:
    """A figure in words, as a number where it is one (money in major units), and the records it is made of.

    A quiet one says too little to be read as a figure. `kind` is the list it opens where that is another one than the
    statistic's.
    """

    text: str
    number: Fraction | None = None
    spec: ListSpec | None = None
    is_quiet: bool = False
    kind: str = ""


@dataclass(frozen=True)
class Tile:
    """A key figure: its title, the figure, a line below it, and what it means."""

    name: str
    title: str
    cell: Cell
    note: str
    meaning: str


@dataclass(frozen=True)
class Mark:
    """A bar of a chart: what stands before it, its cell, further cells at the right, and what it says when pointed at.

    A `whole` one of steps starts anew from zero: a sum, not a change of it. A `rival` is drawn beside it on a radar.
    `ends` are those of a range around the figure.
    """

    label: str
    cell: Cell
    beside: tuple[str, ...] = ()
    said: str = ""
    is_whole: bool = False
    rival: Fraction | None = None
    ends: tuple[Fraction, Fraction] | None = None


@dataclass(frozen=True)
class Picture:
    """A chart: a sentence that says what it shows, the unit below, and its marks with the headings of their cells."""

    name: str
    title: str
    subtitle: str
    form: str
    marks: tuple[Mark, ...]
    headings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Column:
    """A column of a table: its title and what it holds; where there is no room, what `yields` most is left out."""

    title: str
    unit: str = TEXT
    yields: int = 0

    @property
    def is_text(self) -> bool:
        """Whether it holds names instead of figures."""
        return self.unit == TEXT


@dataclass(frozen=True)
class Table:
    """Rows of cells; the last `totals` ones are sums of those above. The note says how to read it."""

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    totals: int = 0
    note: str = ""


@dataclass(frozen=True)
class Statistic:
    """Figures of a period; dates are inclusive. `kind` is the list that its cells open.

    `finding` is what the manager should read first: one sentence made of the figures, without its full stop.
    """

    name: str
    title: str
    lead: str
    company: str
    first: date
    last: date
    language: str
    kind: str
    tiles: tuple[Tile, ...]
    pictures: tuple[Picture, ...]
    tables: tuple[Table, ...]
    notes: tuple[str, ...] = ()
    filters: tuple[Message, ...] = ()
    prepared_by: str = ""
    data_state: DataState = field(default_factory=DataState)
    is_empty: bool = False
    finding: str = ""


class Making:
    """What every statistic is made with: the period, whose records count, and figures in words of its language."""

    def __init__(self, reading: Reading, request: ReportRequest, right: str | None = REPORT) -> None:
        if right is not None:
            rights.require(reading.viewer, right)
        self.reading, self.speak = reading, Speech(request.language)
        self.period = period_of(request)
        self.owners, self.conditions, self.filters = people_of(reading, request)
        self.choices: Choices = choices(reading)
        self.language, self._currency = request.language, reading.currency
        self._shows_money = not reading.viewer.hides(AMOUNT)

    def count(self, number: int, spec: ListSpec | None = None) -> Cell:
        """A number of records."""
        return Cell(formats.integer(number), Fraction(number), self._of(spec))

    def money(self, minor: int | None, spec: ListSpec | None = None, *, signed: bool = False) -> Cell:
        """An amount in the company's currency; nothing for a role that is kept from amounts."""
        if minor is None or not self._shows_money:
            return Cell(formats.MISSING, None, self._of(spec))
        text = formats.money(minor, self._currency, cents=False)
        major = Fraction(minor, 10 ** minor_digits(self._currency))
        return Cell(f"+{text}" if signed and minor > 0 else text, major, self._of(spec))

    def short(self, minor: int | None, spec: ListSpec | None = None) -> Cell:
        """An amount for a key figure: 1,027.0 万元."""
        cell = self.money(minor, spec)
        if cell.number is None or minor is None:
            return cell
        return Cell(formats.compact_money(minor, self._currency, self.language), cell.number, cell.spec)

    def share(self, value: Fraction | None, spec: ListSpec | None = None) -> Cell:
        """A part of a whole."""
        return Cell(formats.percent(value), value, self._of(spec))

    def text(self, text: str, spec: ListSpec | None = None) -> Cell:
        """A name."""
        return Cell(" ".join(text.split()) or formats.MISSING, None, self._of(spec))

    def user(self, user_id: str | None, nobody: str = N_("Nobody")) -> str:
        """The name of a user."""
        found = self.choices.name(user_id, self.language) if user_id else ""
        return found or self.speak.t(nobody)

    @property
    def currency(self) -> str:
        """The unit of amounts, for a subtitle."""
        return formats.currency_name(self._currency, self.language)

    def _of(self, spec: ListSpec | None) -> ListSpec | None:
        """The records of the people the report is about only."""
        return spec and spec.where(*self.conditions)

    def made(self, name: str, title: str, lead: str, kind: str, **parts: Any) -> Statistic:
        """The statistic, with what says where it comes from."""
        return Statistic(
            name,
            self.speak.t(title),
            lead,
            company_name(self.reading),
            self.period.first,
            self.period.last,
            self.language,
            kind,
            filters=self.filters,
            prepared_by=self.reading.viewer.name,
            data_state=data_state(self.reading),
            **parts,
        )


Builder = Callable[[Reading, ReportRequest], Statistic]


def as_data(statistic: Statistic) -> dict[str, Any]:
    """The statistic as JSON-able data; numbers as they are, where a cell has any."""
    return {
        "name": statistic.name,
        "title": statistic.title,
        "first": statistic.first.isoformat(),
        "last": statistic.last.isoformat(),
        "data_as_of": statistic.data_state.at.isoformat() if statistic.data_state.at else None,
        "figures": {
            tile.name: {"title": tile.title, "value": _value(tile.cell), "note": tile.note, "meaning": tile.meaning}
            for tile in statistic.tiles
        },
        "tables": {table.name: _rows(table) for table in statistic.tables},
        "notes": list(statistic.notes),
    }


def _rows(table: Table) -> list[Mapping[str, Any]]:
    titles = [column.title for column in table.columns]
    return [dict(zip(titles, map(_value, row), strict=True)) for row in table.rows]


def _value(cell: Cell) -> Any:
    if cell.number is None:
        return None if cell.text == formats.MISSING else cell.text
    return int(cell.number) if cell.number.denominator == 1 else float(cell.number)
