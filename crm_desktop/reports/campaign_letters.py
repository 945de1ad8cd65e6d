"""Letters and labels: where the address stands, and how a text with fields becomes the pages of one person."""

from collections.abc import Sequence
from dataclasses import dataclass

from crm_desktop.core.i18n import CHINESE
from crm_desktop.operations.letter import filled, values_for
from crm_desktop.queries.campaign_recipient import Recipient
from crm_desktop.reports.document import Composer
from crm_desktop.reports.sender import Sender
from crm_desktop.reports.sketch import RIGHT
from crm_desktop.reports.style import A4, PAPER

# Points of a millimetre.
_MM = 72 / 25.4
# The window of an envelope (DIN 5008 B): its field begins 45 mm from the top, 20 mm from the left, 85 mm by 45 mm.
_FIELD_LEFT, _FIELD_TOP, _FIELD_WIDTH = 25 * _MM, 47 * _MM, 75 * _MM
_SENDER, _ADDRESS, _ADDRESS_LINE = 6.5, 10.5, 14.0
_LEFT, _RIGHT = 25 * _MM, A4[0] - 20 * _MM
_DAY_AT, _BODY_AT, _NEXT_AT = 97 * _MM, 110 * _MM, 25 * _MM
_BOTTOM = A4[1] - 25 * _MM
_TEXT, _LINE = 10.5, 15.0
# 24 labels of 70 by 37 mm on a sheet.
_ACROSS, _DOWN, _INSET = 3, 8, 5 * _MM
_LABEL, _LABEL_LINE, _MOST_LINES = 9.5, 12.5, 6


@dataclass(frozen=True)
class Letter:
    """What all letters of a printing share."""

    text: str
    sender: Sender
    day: str
    language: str


def set_letter(composer: Composer, letter: Letter, to: Recipient) -> None:
    """The pages of one letter: sender and address in the window, the day, the text."""
    composer.new_sheet(to.company or to.contact)
    composer.y = _FIELD_TOP
    sent_from = " · ".join(part for part in (letter.sender.name, letter.sender.address) if part)
    composer.line(_FIELD_LEFT, sent_from, _SENDER, colour=PAPER.text_2, width=_FIELD_WIDTH)
    composer.y += 16
    for line in _fitting(composer, address_lines(to, letter.language), _FIELD_WIDTH, _ADDRESS):
        composer.line(_FIELD_LEFT, line, _ADDRESS, width=_FIELD_WIDTH)
        composer.y += _ADDRESS_LINE
    composer.y = _DAY_AT
    composer.line(_RIGHT, letter.day, _TEXT, anchor=RIGHT)
    composer.y = _BODY_AT
    for line in _lines(composer, filled(letter.text, values_for(to, letter.sender.name, letter.day))):
        if composer.y > _BOTTOM:
            composer.new_sheet()
            composer.y = _NEXT_AT
        composer.line(_LEFT, line, _TEXT)
        composer.y += _LINE


def set_labels(composer: Composer, people: Sequence[Recipient], language: str) -> None:
    """Addresses on sheets of labels, row by row."""
    width, height = A4[0] / _ACROSS, A4[1] / _DOWN
    for number, each in enumerate(people):
        place = number % (_ACROSS * _DOWN)
        if place == 0:
            composer.new_sheet("Labels")
        row, column = divmod(place, _ACROSS)
        lines = _fitting(composer, address_lines(each, language), width - 2 * _INSET, _LABEL)
        composer.y = row * height + (height - len(lines) * _LABEL_LINE) / 2 + _LABEL
        for line in lines:
            composer.line(column * width + _INSET, line, _LABEL, width=width - 2 * _INSET)
            composer.y += _LABEL_LINE


def address_lines(to: Recipient, language: str) -> list[str]:
    """An address as its country writes it: in Chinese from the large to the small, else from the person to the land."""
    if language == CHINESE:
        where = "".join(part for part in (to.province, to.city, to.district) if part)
        # A municipality is its own province.
        where = where if to.province != to.city else where[len(to.province) :]
        to_whom = f"{to.contact}{to.salutation} 收" if to.contact else ""
        lines = [to.postcode, f"{where}{to.address}", to.company, to_whom]
    else:
        person = " ".join(part for part in (to.salutation, to.contact) if part)
        city = " ".join(part for part in (to.postcode, to.city) if part)
        lines = [to.company, person, to.address, to.district, city, _province(to), to.country]
    return [line for line in dict.fromkeys(lines) if line]


def _province(to: Recipient) -> str:
    """The province, unless the city is one of its own."""
    return to.province if to.province != to.city else ""


def _fitting(composer: Composer, lines: list[str], width: float, size: float) -> list[str]:
    """An address as it fits: long lines go on in a second one while there is room for all."""
    while (wide := next((each for each in lines if len(composer.wrapped(each, width, size)) > 1), None)) is not None:
        if len(lines) >= _MOST_LINES:
            break
        at = lines.index(wide)
        first = composer.wrapped(wide, width, size)[0]
        lines = [*lines[:at], first, wide[len(first) :].strip(), *lines[at + 1 :]]
    return lines[:_MOST_LINES]


def _lines(composer: Composer, text: str) -> list[str]:
    """The lines of a text; an empty one parts its paragraphs."""
    lines: list[str] = []
    for paragraph in text.splitlines():
        lines += composer.wrapped(paragraph, _RIGHT - _LEFT, _TEXT) if paragraph.strip() else [""]
    return lines
