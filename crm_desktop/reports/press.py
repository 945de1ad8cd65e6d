"""Sheets become a PDF by reportlab, text and charts alike; pikepdf gives it its properties.

The bytes depend on nothing but the sheets and the imprint: no clock, no random names, no hash seed.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from io import BytesIO
from typing import Any

import pikepdf
from reportlab import rl_config
from reportlab.lib.colors import toColor
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from crm_desktop.reports.document import FOOTER, FOOTER_MARGIN, HEADER_RULE, STRONG_LINE, Sheet
from crm_desktop.reports.fonts import REGULAR, SEMIBOLD, face, printable, text_width
from crm_desktop.reports.sketch import CENTRE, HALO, LEFT, RIGHT, Anchor, Box, Sketch, Stroke, Words
from crm_desktop.reports.style import A4, MARGIN, PAPER
from crm_desktop.reports.typeset import elide

_FONTS = {REGULAR: "ReportSans", SEMIBOLD: "ReportSans-SemiBold"}
_HEADER = 8.0
_TOLD_EVERY = 50
# As PDF numbers them: joints of lines, and letters drawn as outlines.
_ROUND, _OUTLINE = 1, 1


@dataclass(frozen=True)
class Imprint:
    """What stands on every page and in the file's properties; `at` dates the data, not the printing.

    Pages that are not framed have neither header nor footer: letters and labels. Paper `broader` than the sheets has
    them in its middle.
    """

    title: str
    header_left: str
    header_right: str
    footer_left: str
    language: str
    author: str = ""
    at: datetime | None = None
    is_framed: bool = True
    broader: float = 0.0


def print_sheets(sheets: Sequence[Sheet], imprint: Imprint, progress: Callable[[float], None] | None = None) -> bytes:
    """The finished PDF; `progress` is told how much of it is drawn."""
    with pikepdf.open(BytesIO(_pages(sheets, imprint, progress))) as document:
        return _saved(document, imprint)


def _pages(sheets: Sequence[Sheet], imprint: Imprint, progress: Callable[[float], None] | None) -> bytes:
    _register_fonts()
    target = BytesIO()
    # Without a font of its own every file would name one that is not in it.
    own = {"initialFontName": _FONTS[REGULAR]}
    canvas: Any = Canvas(target, pagesize=A4, invariant=1, pageCompression=1, lang=imprint.language, **own)
    firsts, section = first_pages(sheets), ""
    for number, sheet in enumerate(sheets, 1):
        if sheet.section != section:
            section = sheet.section
            canvas.bookmarkPage(_place(number))
            canvas.addOutlineEntry(printable(section), _place(number), level=0)
        canvas.setPageSize((sheet.page.width + imprint.broader, sheet.page.height))
        canvas.translate(imprint.broader / 2, 0)
        if imprint.is_framed:
            _draw_frame(canvas, imprint, sheet, f"{number} / {len(sheets)}")
        for mark in sheet.page.marks:
            _draw(canvas, mark, sheet.page.height)
        for sketch, x, y in sheet.charts:
            _draw_chart(canvas, sketch, x, sheet.page.height - y - sketch.height)
        for (left, top, width, height), to in sheet.links:
            upper = sheet.page.height - top
            canvas.linkRect("", _place(firsts[to]), (left, upper - height, left + width, upper), thickness=0)
        canvas.showPage()
        if progress is not None and number % _TOLD_EVERY == 0:
            progress(number / len(sheets))
    canvas.save()
    return target.getvalue()


def first_pages(sheets: Sequence[Sheet]) -> dict[str, int]:
    """Section → the number of its first page."""
    found: dict[str, int] = {}
    for number, sheet in enumerate(sheets, 1):
        found.setdefault(sheet.section, number)
    return found


def _place(number: int) -> str:
    return f"page-{number}"


def _draw_frame(canvas: Any, imprint: Imprint, sheet: Sheet, number: str) -> None:
    """Header and footer with their rules."""
    width, height = sheet.page.width, sheet.page.height
    right, middle, rule = width - MARGIN, width / 2, height - FOOTER_MARGIN

    def write(
        x: float, y: float, text: str, size: float, colour: str, anchor: Anchor = LEFT, room: float = 0.0
    ) -> None:
        shown = printable(text)
        if room:
            shown = elide(shown, room, lambda part: text_width(part, size))
        _draw(canvas, Words(x, y, shown, size, colour, REGULAR, anchor), height)

    write(MARGIN, HEADER_RULE - 8, imprint.header_left, _HEADER, PAPER.text, room=middle - MARGIN - 10)
    write(right, HEADER_RULE - 8, imprint.header_right, _HEADER, PAPER.text_2, RIGHT, middle - MARGIN)
    write(MARGIN, rule + 13, imprint.footer_left, FOOTER, PAPER.text_3, room=270)
    write(width - 195, rule + 13, sheet.section, FOOTER, PAPER.text_3, CENTRE, 130)
    write(right, rule + 13, number, _HEADER, PAPER.text_2, RIGHT)
    for y in (HEADER_RULE, rule):
        _draw(canvas, Stroke(((MARGIN, y), (right, y)), STRONG_LINE, 0.5), height)


def _draw_chart(canvas: Any, sketch: Sketch, left: float, bottom: float) -> None:
    """A chart whose lower left corner is at this place of the page."""
    canvas.saveState()
    canvas.translate(left, bottom)
    canvas.setLineJoin(_ROUND)
    for mark in sketch.marks:
        _draw(canvas, mark, sketch.height)
    canvas.restoreState()


def _draw(canvas: Any, mark: Box | Stroke | Words, height: float) -> None:
    """A mark on a drawing of this height, whose own origin is the lower left corner."""
    if isinstance(mark, Words):
        if mark.halo:
            canvas.setStrokeColor(_colour(mark.halo))
            canvas.setLineWidth(HALO)
            _write(canvas, mark, height, _OUTLINE)
        canvas.setFillColor(_colour(mark.colour))
        _write(canvas, mark, height)
    elif isinstance(mark, Box):
        canvas.setFillColor(_colour(mark.fill))
        canvas.rect(mark.x, height - mark.y - mark.height, mark.width, mark.height, stroke=0, fill=1)
    else:
        canvas.setStrokeColor(_colour(mark.colour))
        canvas.setLineWidth(mark.width)
        canvas.setDash(*([list(mark.dash)] if mark.dash else []))
        _trace(canvas, [(x, height - y) for x, y in mark.points])


def _write(canvas: Any, words: Words, height: float, mode: int | None = None) -> None:
    canvas.setFont(_FONTS[words.weight], words.size)
    draw = {LEFT: canvas.drawString, RIGHT: canvas.drawRightString, CENTRE: canvas.drawCentredString}
    draw[words.anchor](words.x, height - words.y, words.text, mode=mode)


def _trace(canvas: Any, points: Sequence[tuple[float, float]]) -> None:
    path = canvas.beginPath()
    path.moveTo(*points[0])
    for point in points[1:]:
        path.lineTo(*point)
    canvas.drawPath(path)


@cache
def _colour(name: str) -> Any:
    """A colour read once: reportlab reads its name again for every mark, a fifth of the time of the text pages."""
    return toColor(name)


@cache
def _register_fonts() -> None:
    """The complete fonts, parsed once per process; every document embeds only the characters it uses."""
    # Streams written as text would be a quarter larger, and are put together letter by letter in Python.
    rl_config.useA85 = 0
    for weight, name in _FONTS.items():
        pdfmetrics.registerFont(TTFont(name, str(face("paper", weight).path)))


def _saved(document: pikepdf.Pdf, imprint: Imprint) -> bytes:
    properties = document.docinfo
    for name in list(properties.keys()):
        del properties[name]
    properties["/Title"] = printable(imprint.title)
    properties["/Producer"] = "CRM Desktop"
    if imprint.author:
        properties["/Author"] = printable(imprint.author)
    if imprint.at:
        properties["/CreationDate"] = f"D:{imprint.at:%Y%m%d%H%M%S}"
    # reportlab's identity depends on SOURCE_DATE_EPOCH; without it, a new one is made of the content alone.
    if "/ID" in document.trailer:
        del document.trailer["/ID"]
    target = BytesIO()
    document.save(target, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return target.getvalue()
