"""The frame of papers that leave the firm: sender, recipient, number and days, what it is about, and signatures.

A paper says what it holds as blocks, each of which sets itself from where the one before ended.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from crm_desktop.core import formats
from crm_desktop.core.i18n import CHINESE, N_
from crm_desktop.core.money import from_minor, minor_digits
from crm_desktop.core.viewer import Viewer
from crm_desktop.operations import field_limits
from crm_desktop.reports.document import LEAD, NOTE, PALE_LINE, TOP, Composer
from crm_desktop.reports.fonts import SEMIBOLD
from crm_desktop.reports.press import Imprint, print_sheets
from crm_desktop.reports.sender import Sender, sender_of
from crm_desktop.reports.sketch import RIGHT
from crm_desktop.reports.speech import Speech
from crm_desktop.reports.style import A4, MARGIN, PAPER, TEXT_WIDTH
from crm_desktop.reports.tables import Table, set_table
from crm_desktop.storage.database import Database, Reading

TEXT, LINE = 9.5, 14.0
# From one line to write on to the next.
_RULED = 24.0
SECOND = MARGIN + TEXT_WIDTH * 0.56
_TITLE = 17.0
# What a signature needs above its line, at least and at best, and below it.
# Long names of those who sign take some lines.
_NAME_LINES, _NAME_LEADING = 4, 10.0
_SIGNED_ABOVE, _SIGNED_WELL_ABOVE, _SIGNED_BELOW, _SIGNED_WIDTH = 34.0, 62.0, 28.0, 0.4

Block = Callable[[Composer], None]


@dataclass(frozen=True)
class BusinessPaper:
    """A paper: `kind` is what it is (Quotation), `name` with its number, `subject` what it is about.

    `facts` are labels and values at the right of the recipient; those without a value are left out. The `mark` stands
    beside the name and at the foot of every page: why the paper must not leave the firm yet.
    """

    kind: str
    name: str
    subject: str
    sender: Sender
    recipient: Sequence[str]
    facts: Sequence[tuple[str, str]]
    made_on: date
    blocks: Sequence[Block]
    footer: str = ""
    mark: str = ""


def unheard(_fraction: float, _text: None) -> None:
    """Nobody wants to know how far it is."""


def print_from(
    path: str,
    viewer: Viewer,
    printed: Callable[[Reading, Sender], bytes],
    progress: Callable[..., None] = unheard,
    *,
    tells_amounts: bool = True,
) -> bytes:
    """Read what a paper says from a company file, as somebody who may know amounts where it tells any, and set it."""
    progress(0.1, None)
    database = Database.open(Path(path), read_only=True)
    try:
        with database.read(viewer) as reading:
            if tells_amounts:
                field_limits.require_amounts(reading)
            return printed(reading, sender_of(reading))
    finally:
        database.close()


def set_paper(paper: BusinessPaper, speak: Speech) -> bytes:
    """The pages of a paper as PDF; they depend on nothing but what it says."""
    composer = Composer(A4)
    composer.new_sheet(paper.kind)
    _head(composer, paper)
    for block in paper.blocks:
        block(composer)
    made = datetime(paper.made_on.year, paper.made_on.month, paper.made_on.day, tzinfo=UTC)
    imprint = Imprint(
        f"{paper.name} · {paper.subject}",
        paper.sender.name,
        paper.name,
        " · ".join(part for part in (paper.name, paper.mark, paper.footer) if part),
        "zh-CN" if speak.language == CHINESE else "en",
        paper.sender.name,
        made,
    )
    return print_sheets(composer.sheets, imprint)


def paragraph(heading: str, text: str | None) -> Block:
    """A heading with a text that goes on over pages; nothing when there is no text."""

    def block(composer: Composer) -> None:
        if not (text or "").strip():
            return
        composer.y += 22
        _make_room(composer, 3 * LINE)
        composer.line(MARGIN, heading, TEXT, weight=SEMIBOLD)
        composer.y += LINE + 2
        set_text(composer, text or "")

    return block


def ruled_lines(heading: str, count: int) -> Block:
    """Lines to write on by hand, under a heading, all on one page."""

    def block(composer: Composer) -> None:
        composer.y += 22
        _make_room(composer, count * _RULED + LINE)
        composer.line(MARGIN, heading, TEXT, weight=SEMIBOLD)
        for _ in range(count):
            composer.y += _RULED
            composer.page.stroke([(MARGIN, composer.y), (MARGIN + TEXT_WIDTH, composer.y)], PALE_LINE, 0.5)

    return block


def titled_table(title: str, table: Table) -> Block:
    """A table under its heading, if it has one; nothing when it has no rows."""

    def block(composer: Composer) -> None:
        if not table.rows:
            return
        if title:
            composer.y += 22
            _make_room(composer, 6 * LINE)
            composer.line(MARGIN, title, TEXT, weight=SEMIBOLD)
            composer.y += LINE / 2
        set_table(composer, table)

    return block


def signatures(parties: Sequence[str], speak: Speech) -> Block:
    """A line for each of two sides to sign on, with its name."""

    def block(composer: Composer) -> None:
        width = TEXT_WIDTH * _SIGNED_WIDTH
        names = _names(composer, parties)
        below = _below_signature(names)
        if composer.room < _SIGNED_ABOVE + below:
            composer.new_sheet()
        composer.y += min(_SIGNED_WELL_ABOVE, composer.room - below)
        for x, name, lines in zip((MARGIN, SECOND), parties, names, strict=True):
            colour = PAPER.text_3 if name else PALE_LINE
            composer.page.stroke([(x, composer.y), (x + width, composer.y)], colour, 0.5)
            composer.page.words(x, composer.y + 12, speak.t(N_("Place, date, signature")), NOTE, PAPER.text_3)
            for place, line in enumerate(lines):
                composer.page.words(x, composer.y + 24 + place * _NAME_LEADING, line, NOTE, PAPER.text_2)

    return block


def sums(rows: Sequence[tuple[str, str]], remark: str = "", *, signed_by: Sequence[str] = ()) -> Block:
    """Labels with amounts at the right edge, the last one strong, with a remark under it; they stay together.

    What parties sign stands on the sheet of their signatures, which come next.
    """

    def block(composer: Composer) -> None:
        said = composer.wrapped(remark, TEXT_WIDTH, TEXT) if remark else []
        _make_room(composer, height_of_sums(composer, rows, remark, signed_by))
        for number, (label, amount) in enumerate(rows, 1):
            weight = SEMIBOLD if number == len(rows) else 400
            composer.y += 16
            composer.line(SECOND, label, TEXT, weight=weight)
            composer.line(MARGIN + TEXT_WIDTH, amount, TEXT, weight=weight, anchor=RIGHT)
        for line in said:
            composer.y += LINE + 2
            composer.line(MARGIN + TEXT_WIDTH, line, TEXT, colour=PAPER.text_2, anchor=RIGHT)
        composer.y += 10

    return block


def height_of_sums(
    composer: Composer, rows: Sequence[tuple[str, str]], remark: str = "", signed_by: Sequence[str] = ()
) -> float:
    """What sums take, with the signatures of those who sign them."""
    said = composer.wrapped(remark, TEXT_WIDTH, TEXT) if remark else []
    signed = _SIGNED_ABOVE + _below_signature(_names(composer, signed_by)) if signed_by else 0.0
    return len(rows) * 18 + len(said) * (LINE + 2) + 16 + signed


def _names(composer: Composer, parties: Sequence[str]) -> list[list[str]]:
    return [composer.wrapped(name, TEXT_WIDTH * _SIGNED_WIDTH, NOTE, most=_NAME_LINES) for name in parties]


def _below_signature(names: Sequence[Sequence[str]]) -> float:
    return _SIGNED_BELOW + _NAME_LEADING * (max(len(lines) for lines in names) - 1)


def set_text(composer: Composer, text: str) -> None:
    """Lines that go on over pages."""
    for line in composer.wrapped(text, TEXT_WIDTH, TEXT):
        _make_room(composer, LINE)
        composer.line(MARGIN, line, TEXT)
        composer.y += LINE


def amount(minor: int | None, currency: str) -> str:
    """An amount with all its decimals, so that a column stands in line."""
    if minor is None:
        return formats.MISSING
    return formats.decimal(from_minor(minor, currency), minor_digits(currency))


def _make_room(composer: Composer, height: float) -> None:
    if composer.room < height:
        composer.new_sheet()
        composer.y += 10


def _head(composer: Composer, paper: BusinessPaper) -> None:
    """The sender small above the recipient, beside it the facts; then the name and what it is about."""
    composer.y = TOP + 14
    half = SECOND - MARGIN - 16
    sent_from = " · ".join(part for part in (paper.sender.name, paper.sender.address) if part)
    composer.line(MARGIN, sent_from, NOTE, colour=PAPER.text_3, width=half)
    composer.y += 20
    top = composer.y
    for number, said in enumerate(paper.recipient):
        weight = 400 if number else SEMIBOLD
        for line in composer.wrapped(said, half, LEAD, weight, 4):
            composer.line(MARGIN, line, LEAD, weight=weight)
            composer.y += LINE + 1
    below, composer.y = composer.y, top
    for label, value in paper.facts:
        if not value:
            continue
        composer.line(SECOND, label, 8.5, colour=PAPER.text_3)
        composer.line(MARGIN + TEXT_WIDTH, value, 8.5, anchor=RIGHT, width=TEXT_WIDTH * 0.44 - 74)
        composer.y += LINE
    composer.y = max(below, composer.y) + 26
    marked = composer.page.text_width(paper.mark, LEAD, SEMIBOLD) if paper.mark else 0.0
    composer.line(MARGIN, paper.name, _TITLE, weight=SEMIBOLD, width=TEXT_WIDTH - marked)
    if paper.mark:
        end = MARGIN + TEXT_WIDTH
        composer.line(end, paper.mark, LEAD, colour=PAPER.alarm, weight=SEMIBOLD, anchor=RIGHT)
    composer.y += 20
    for line in composer.wrapped(paper.subject, TEXT_WIDTH, LEAD, most=4):
        composer.line(MARGIN, line, LEAD, colour=PAPER.text_2)
        composer.y += 15
    composer.y += 4
