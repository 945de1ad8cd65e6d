"""The part of a visit sheet that is written on by hand: lines, boxes and blanks in the order of the activity's form."""

from collections.abc import Sequence
from datetime import date

from crm_desktop.core import formats
from crm_desktop.core.i18n import N_
from crm_desktop.queries.choices import Choices
from crm_desktop.reports.document import PALE_LINE, STRONG_LINE, Composer
from crm_desktop.reports.fonts import SEMIBOLD
from crm_desktop.reports.speech import Speech
from crm_desktop.reports.style import MARGIN, PAPER, TEXT_WIDTH

# The least room it needs: a heading, five lines and the rows below them.
WRITING = 250.0
# The fields in the order they stand on paper, as the form of an activity has them.
FIELDS = (
    *("subject", "detail", "kind_id", "day", "minutes", "contact_id", "result_id", "place", "next_step"),
    "next_step_on",
)
_LINE, _ROW, _LABEL, _BOX = 20.0, 21.0, 8.0, 7.0
_ROWS_BELOW = 5
_MOST_PEOPLE = 4


def set_writing(composer: Composer, known: Choices, people: Sequence[str], day: date, speak: Speech) -> None:
    """Fill the rest of the page: blank lines take what the rows at its foot leave."""
    writing = _Writing(composer, speak)
    writing.heading(speak.t(N_("After the visit")))
    writing.blank(speak.t(N_("Subject")), MARGIN, TEXT_WIDTH)
    writing.next_row()
    writing.lines(speak.t(N_("Detail")), composer.bottom - _ROWS_BELOW * _ROW)
    kinds = [each.name(speak.language) for each in known.lists.get("interaction_kind", ()) if each.is_offered]
    writing.boxes(speak.t(N_("Kind")), kinds[:5], TEXT_WIDTH * 0.58)
    shown = formats.day_near(day, speak.language)
    writing.blank(speak.t(N_("Day")), MARGIN + TEXT_WIDTH * 0.6, TEXT_WIDTH * 0.22, shown)
    writing.blank(speak.t(N_("Minutes")), MARGIN + TEXT_WIDTH * 0.84, TEXT_WIDTH * 0.16)
    writing.next_row()
    writing.boxes(speak.t(N_("Contact")), people[:_MOST_PEOPLE], TEXT_WIDTH, ends_blank=True)
    writing.next_row()
    results = [each.name(speak.language) for each in known.lists.get("interaction_result", ()) if each.is_offered]
    writing.boxes(speak.t(N_("Result")), results[:6], TEXT_WIDTH, ends_blank=True)
    writing.next_row()
    writing.blank(speak.t(N_("Place")), MARGIN, TEXT_WIDTH)
    writing.next_row()
    writing.blank(speak.t(N_("Next step")), MARGIN, TEXT_WIDTH * 0.72)
    writing.blank(speak.t(N_("On")), MARGIN + TEXT_WIDTH * 0.74, TEXT_WIDTH * 0.26)


class _Writing:
    def __init__(self, composer: Composer, speak: Speech) -> None:
        self._composer, self._speak = composer, speak

    def heading(self, text: str) -> None:
        """What the lines are for, under a rule."""
        composer = self._composer
        composer.rule(PAPER.text, 0.8)
        composer.y += 15
        composer.line(MARGIN, text, 9.5, weight=SEMIBOLD)
        composer.y += _ROW

    def next_row(self) -> None:
        """Go on below."""
        self._composer.y += _ROW

    def blank(self, label: str, x: float, width: float, written: str = "") -> None:
        """A label and a line to write on; what is known already stands there in grey."""
        composer = self._composer
        composer.line(x, label, _LABEL, colour=PAPER.text_3)
        begin = x + composer.page.text_width(label, _LABEL) + 6
        composer.page.stroke([(begin, composer.y + 2), (x + width, composer.y + 2)], STRONG_LINE, 0.6)
        if written:
            composer.line(begin + 4, written, 8.5, colour=PAPER.text_2, width=x + width - begin - 4)

    def lines(self, label: str, bottom: float) -> None:
        """Ruled lines down to a height; the first one has the label."""
        composer = self._composer
        composer.line(MARGIN, label, _LABEL, colour=PAPER.text_3)
        while composer.y + 2 < bottom - 6:
            composer.page.stroke([(MARGIN, composer.y + 2), (MARGIN + TEXT_WIDTH, composer.y + 2)], PALE_LINE, 0.6)
            composer.y += _LINE
        composer.y = bottom + 8

    def boxes(self, label: str, names: Sequence[str], width: float, *, ends_blank: bool = False) -> None:
        """A label and boxes to tick; `ends_blank` leaves a line for another answer."""
        composer, page = self._composer, self._composer.page
        composer.line(MARGIN, label, _LABEL, colour=PAPER.text_3)
        x, right = MARGIN + max(44.0, page.text_width(label, _LABEL) + 8), MARGIN + width
        for name in names:
            needed = _BOX + 4 + page.text_width(name, 8.5) + 14
            if x + needed > right - (60 if ends_blank else 0):
                break
            top = composer.y - _BOX + 1
            corners = [(x, top), (x + _BOX, top), (x + _BOX, top + _BOX), (x, top + _BOX), (x, top)]
            page.stroke(corners, PAPER.text_2, 0.7)
            composer.line(x + _BOX + 4, name, 8.5)
            x += needed
        if ends_blank:
            page.stroke([(x, composer.y + 2), (right, composer.y + 2)], STRONG_LINE, 0.6)
