"""A document while it is set: sheets of A4, upright or across, with words, rules and charts, filled from the top."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from crm_desktop.reports.charts import Chart
from crm_desktop.reports.fonts import REGULAR, SEMIBOLD
from crm_desktop.reports.sketch import LEFT, RIGHT, Anchor, Sketch
from crm_desktop.reports.style import A4, COLUMN_WIDTH, GUTTER, MARGIN, PAPER, TEXT_WIDTH
from crm_desktop.reports.typeset import elide, wrap

TOP = 62.0
BOTTOM_MARGIN = 56.0
BOTTOM = A4[1] - BOTTOM_MARGIN
HEADER_RULE = 41.0
FOOTER_MARGIN = 36.0
BLOCK_GAP = 13.0

TITLE = 17.0
LEAD = 10.5
CHART_TITLE = 10.5
NOTE = 7.5
FOOTER = 7.0

ACCENT = "#1F57C3"
STRONG_LINE = "#D8D5CD"
PALE_LINE = "#ECEAE5"
GOOD = "#1B7343"
BAD = "#B3261E"

_NUMBER_WIDTH = 14.0
_TITLE_LEAD = 14.0
_SUBTITLE_LEAD = 12.5


@dataclass
class Sheet:
    """One page: its section for the footer, its own marks, and charts with the places of their top left corners.

    A link is a rectangle (left, top, width, height) that leads to the first page of a section.
    """

    section: str
    page: Sketch
    charts: list[tuple[Sketch, float, float]] = field(default_factory=list)
    links: list[tuple[tuple[float, float, float, float], str]] = field(default_factory=list)


class Composer:
    """Fills sheets from the top; `y` is where the next block begins."""

    def __init__(self, size: tuple[float, float] = A4) -> None:
        self._size = size
        self.text_width = size[0] - 2 * MARGIN
        self.bottom = size[1] - BOTTOM_MARGIN
        self.sheets: list[Sheet] = []
        self.y = TOP
        self._figures = 0
        self._section_top = 0.0

    @property
    def page(self) -> Sketch:
        """The sheet being filled."""
        return self.sheets[-1].page

    @property
    def room(self) -> float:
        """What is left above the bottom of the text."""
        return self.bottom - self.y

    @property
    def at_top(self) -> bool:
        """Whether nothing stands on the page under its title yet, so that a block needs no rule above it."""
        return self.y in (TOP, self._section_top)

    def next_number(self) -> int:
        """The number of the next chart or table."""
        self._figures += 1
        return self._figures

    def new_sheet(self, section: str = "") -> None:
        """Go on at the top of a new page, of the same section unless another is named."""
        self.sheets.append(Sheet(section or self.sheets[-1].section, Sketch(*self._size, PAPER)))
        self.y = TOP

    def open_section(self, title: str, lead: str, most: int = 2) -> None:
        """A new page that begins with a title and a sentence, closed by an ink rule."""
        self.new_sheet(title)
        self.y = TOP + 11
        self.line(MARGIN, title, TITLE, weight=SEMIBOLD, width=self.text_width)
        self.y += 19
        for line in self.wrapped(lead, self.text_width, LEAD, most=most):
            self.line(MARGIN, line, LEAD, colour=PAPER.text_2)
            self.y += 15
        self.y += 1
        self.rule(PAPER.text, 0.8)
        self._section_top = self.y

    def line(
        self,
        x: float,
        text: str,
        size: float,
        *,
        colour: str = PAPER.text,
        weight: int = REGULAR,
        anchor: Anchor = LEFT,
        width: float = 0.0,
    ) -> None:
        """One line with its baseline at `y`, shortened to `width` when given."""
        if width:
            text = elide(text, width, lambda part: self.page.text_width(part, size, weight))
        self.page.words(x, self.y, text, size, colour, weight=weight, anchor=anchor)

    def wrapped(self, text: str, width: float, size: float, weight: int = REGULAR, most: int = 0) -> list[str]:
        """The lines of a paragraph."""
        return wrap(text, width, lambda part: self.page.text_width(part, size, weight), most)

    def rule(self, colour: str, width: float) -> None:
        """A horizontal line at `y`, across the text."""
        self.page.stroke([(MARGIN, self.y), (MARGIN + self.text_width, self.y)], colour, width)

    def note(self, text: str) -> None:
        """A paragraph of small print; it may go on over pages."""
        for line in self.wrapped(text, self.text_width, NOTE):
            if self.room < NOTE:
                self.new_sheet()
            self.line(MARGIN, line, NOTE, colour=PAPER.text_3)
            self.y += 12

    def chart(self, chart: Chart, x: float, width: float, title_lines: int = 1) -> None:
        """A chart under its number, title and unit, with its top at `y`; `y` does not move."""
        top = self.y
        self.y = self._heading(chart.title, chart.subtitle, x, width, title_lines)
        self.sheets[-1].charts.append((chart.sketch, x, self.y))
        self.y = top

    def pair(self, left: Chart, right: Chart, *, ruled: bool = True) -> None:
        """Two charts side by side, their plots on one line, after a rule; on a new page where they would not fit."""
        lines = max(self.title_lines(left.title, COLUMN_WIDTH), self.title_lines(right.title, COLUMN_WIDTH))
        height = heading_height(lines) + max(left.sketch.height, right.sketch.height)
        self._begin_block(height, ruled)
        self.chart(left, MARGIN, COLUMN_WIDTH, lines)
        self.chart(right, MARGIN + COLUMN_WIDTH + GUTTER, COLUMN_WIDTH, lines)
        middle = MARGIN + COLUMN_WIDTH + GUTTER / 2
        self.page.stroke([(middle, self.y + 10), (middle, self.y + height)], PALE_LINE, 0.5)
        self.y += height

    def wide(self, chart: Chart, *, ruled: bool = True) -> None:
        """One chart over the whole width, after a rule."""
        lines = self.title_lines(chart.title, TEXT_WIDTH)
        height = heading_height(lines) + chart.sketch.height
        self._begin_block(height, ruled)
        self.chart(chart, MARGIN, TEXT_WIDTH, lines)
        self.y += height

    def title_lines(self, title: str, width: float) -> int:
        """How many lines a chart title needs, two at most."""
        return len(self.wrapped(title, width - _NUMBER_WIDTH, CHART_TITLE, SEMIBOLD, 2))

    def numbered_title(self, title: str, remark: str, most: int = 1) -> None:
        """The title of a table with its number, over `most` lines, and a remark at the right edge of the last."""
        taken = self.page.text_width(remark, NOTE) + GUTTER if remark else 0.0
        self.line(MARGIN, str(self.next_number()), NOTE, colour=ACCENT)
        room = self.text_width - _NUMBER_WIDTH - taken
        for place, line in enumerate(self.wrapped(title, room, CHART_TITLE, SEMIBOLD, most)):
            self.y += _TITLE_LEAD if place else 0
            self.line(MARGIN + _NUMBER_WIDTH, line, CHART_TITLE, weight=SEMIBOLD)
        self.line(MARGIN + self.text_width, remark, NOTE, colour=PAPER.text_3, anchor=RIGHT)

    def _begin_block(self, height: float, ruled: bool) -> None:
        """Separate a block from the one before by a rule, or by a new page when it does not fit under that."""
        if self.room < height + (BLOCK_GAP if ruled else 0.0):
            self.new_sheet()
        elif ruled:
            self.y += BLOCK_GAP
            self.rule(STRONG_LINE, 0.5)

    def _heading(self, title: str, subtitle: str, x: float, width: float, title_lines: int) -> float:
        """Draw number, title and subtitle; returns where the plot begins."""
        self.y += 22
        self.line(x, str(self.next_number()), NOTE, colour=ACCENT)
        inner, lines = x + _NUMBER_WIDTH, self.wrapped(title, width - _NUMBER_WIDTH, CHART_TITLE, SEMIBOLD, 2)
        for line in lines:
            self.line(inner, line, CHART_TITLE, weight=SEMIBOLD)
            self.y += _TITLE_LEAD
        self.y += _SUBTITLE_LEAD - _TITLE_LEAD
        self.line(inner, subtitle, NOTE, colour=PAPER.text_3, width=width - _NUMBER_WIDTH)
        return self.y + _TITLE_LEAD * (title_lines - len(lines)) + 14


def heading_height(title_lines: int) -> float:
    """What number, title and unit take above a plot."""
    return 22 + _TITLE_LEAD * (title_lines - 1) + _SUBTITLE_LEAD + 14


def longest(texts: Sequence[str], page: Sketch, size: float, weight: int = REGULAR) -> float:
    """The width of the widest of some texts."""
    return max((page.text_width(text, size, weight) for text in texts), default=0.0)
