"""What a column of a record table is, and what one of its cells shows."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from crm_desktop.core.i18n import N_, tr
from crm_desktop.ui.theme import Tone
from crm_desktop.ui.theme.shapes import Mark

MISSING = "—"


class Kind(StrEnum):
    """How the delegate sets a cell."""

    TEXT = "text"
    NUMBER = "number"
    MONEY = "money"
    DATE = "date"
    STATUS = "status"
    STARS = "stars"
    TAGS = "tags"


@dataclass(frozen=True, slots=True)
class Cell:
    """One formatted cell: a text, and what stands before and after it.

    `mark` is a status shape or the name of an icon; `badge` a letter in a box (filled when `badge_filled`); `trail` a
    second, quieter text at the right edge. Tags are separated by a line feed; stars are a figure from 0 to 5.
    """

    text: str
    tone: Tone = Tone.NEUTRAL
    mark: Mark | str = ""
    badge: str = ""
    badge_filled: bool = False
    trail: str = ""
    is_strong: bool = False
    tooltip: str = ""


Formatter = Callable[[Any], str | Cell]


@dataclass(frozen=True)
class Column:
    """One column; `key` is the attribute of the row and the field of its sort, `title` is marked with `N_`.

    `format` gets the whole row; without it the attribute's text is shown, a dash when it is missing. `unit` stands
    in the heading, once for all rows. `gives_way` says how early a narrow list leaves the column out: the highest
    first, 0 never. `filter_by` is the field that filters and groups by it, where that is not the field of its sort.
    `reads` names attributes that cost and that no other column needs unless it names them too: while none is shown that
    does, they are not read. Of a column that `comes_late` they are read when the first rows are shown; until then it is
    empty.
    """

    key: str
    title: str
    width: int = 120
    kind: Kind = Kind.TEXT
    format: Formatter | None = None
    weight: int = 400
    is_quiet: bool = False
    is_right: bool = False
    is_sortable: bool = True
    is_hidden: bool = False
    stretches: bool = False
    min_width: int = 56
    unit: str = ""
    gives_way: int = 0
    filter_by: str = ""
    reads: tuple[str, ...] = ()
    comes_late: bool = False

    def heading(self) -> str:
        """The title in the current language with its unit: in the header, in menus and on paper."""
        title = tr(self.title)
        return tr(N_("{title} ({unit})"), title=title, unit=self.unit) if self.unit else title

    @property
    def filter_key(self) -> str:
        """The field that filters by this column."""
        return self.filter_by or self.key

    @property
    def is_numeric(self) -> bool:
        """Whether the column holds figures: right-aligned, with figures of equal width."""
        return self.kind in (Kind.NUMBER, Kind.MONEY)

    @property
    def at_right(self) -> bool:
        """Whether texts end at the right edge."""
        return self.is_right or self.is_numeric

    def cell(self, row: Any) -> Cell:
        """Format this column of a row."""
        value = self.format(row) if self.format is not None else getattr(row, self.key)
        if isinstance(value, Cell):
            return value
        return Cell(MISSING if value is None or value == "" else str(value))
