"""The visit folder on paper: the day's round, then a sheet for each customer to read before and write on after a visit.

What is written follows the order of the form of an activity, so that it is entered from top to bottom; the code beside
the name opens that form.
"""

from collections.abc import Callable
from pathlib import Path

from reportlab.graphics.barcode.code128 import Code128

from crm_desktop.core import formats
from crm_desktop.core.clock import moment_of
from crm_desktop.core.i18n import CHINESE, N_
from crm_desktop.core.viewer import Viewer
from crm_desktop.queries.choices import Choices, choices
from crm_desktop.queries.company import company_name
from crm_desktop.queries.visit_folder import FolderRequest, Visit, VisitFolder, VisitSheet, visit_folder
from crm_desktop.reports.build import data_state
from crm_desktop.reports.document import TOP, Composer
from crm_desktop.reports.fonts import SEMIBOLD
from crm_desktop.reports.press import Imprint, print_sheets
from crm_desktop.reports.sketch import CENTRE
from crm_desktop.reports.speech import Speech
from crm_desktop.reports.style import COLUMN_WIDTH, GUTTER, MARGIN, PAPER, TEXT_WIDTH
from crm_desktop.reports.tables import Table, TableColumn, set_table
from crm_desktop.reports.visit_column import VisitColumn
from crm_desktop.reports.visit_request import PrintedFolder
from crm_desktop.reports.visit_writing import WRITING, set_writing
from crm_desktop.storage.database import Database, Reading

_NAME, _TEXT, _LINE = 16.0, 9.0, 12.5
# 0.3 mm, which any scanner reads.
_BAR, _BAR_HEIGHT = 0.86, 24.0
_CODE_WIDTH = 150.0
_MOST_CONTACTS = 5
_RIGHT_COLUMN = MARGIN + COLUMN_WIDTH + GUTTER


def _unheard(_fraction: float, _text: None) -> None:
    """Nobody wants to know how far it is."""


def print_folder(
    path: str, viewer: Viewer, wanted: FolderRequest, language: str, progress: Callable[..., None] = _unheard
) -> PrintedFolder:
    """Set the folder as PDF; run by the worker process."""
    progress(0.1, None)
    database = Database.open(Path(path), read_only=True)
    try:
        with database.read(viewer) as reading:
            return set_folder(reading, visit_folder(reading, wanted), language)
    finally:
        database.close()


def set_folder(reading: Reading, folder: VisitFolder, language: str) -> PrintedFolder:
    """The pages of a folder."""
    speak, composer, known = Speech(language), Composer(), choices(reading)
    day = formats.day_near(folder.day, language)
    if len(folder.sheets) > 1:
        _round(composer, folder, reading, speak)
    for sheet in folder.sheets:
        composer.new_sheet(sheet.name)
        _Sheet(composer, sheet, reading, known, speak).draw(folder)
    state, company, title = data_state(reading), company_name(reading), speak.t(N_("Visit folder"))
    as_of = speak.t(N_("Data as of {moment}"), moment=formats.moment(state.at, language)) if state.at else ""
    imprint = Imprint(
        f"{title} · {day} · {folder.person}",
        company,
        " · ".join(part for part in (title, day, folder.person) if part),
        " · ".join(part for part in (as_of, speak.t(N_("internal"))) if part),
        "zh-CN" if language == CHINESE else "en",
        reading.viewer.name,
        state.at,
    )
    codes = tuple((each.name, each.code) for each in folder.sheets)
    return PrintedFolder(print_sheets(composer.sheets, imprint), codes)


def _round(composer: Composer, folder: VisitFolder, reading: Reading, speak: Speech) -> None:
    """The first page: the day at a glance."""
    count = speak.tn("{count} sheet", "{count} sheets", len(folder.sheets))
    lead = " · ".join(part for part in (formats.day_far(folder.day, speak.language), folder.person, count) if part)
    composer.open_section(speak.t(N_("Visit folder")), lead)
    rows = tuple(
        (
            speak.listed(dict.fromkeys(_times(each, reading) for each in sheet.visits)) or formats.MISSING,
            " ".join(sheet.name.split()),
            " ".join("; ".join(each.subject for each in sheet.visits).split()),
            _place_of(sheet),
            sheet.code,
        )
        for sheet in folder.sheets
    )
    columns = (
        TableColumn(speak.t(N_("Time"))),
        TableColumn(speak.t(N_("Customer")), flexible=True, strong=True),
        TableColumn(speak.t(N_("Visit")), flexible=True),
        TableColumn(speak.t(N_("Place")), flexible=True),
        TableColumn(speak.t(N_("Code"))),
    )
    continued = speak.t(N_("{title}, continued"), title=speak.t(N_("Visit folder")))
    set_table(composer, Table("", columns, rows, continued=continued))


def _times(visit: Visit, reading: Reading) -> str:
    if visit.at is None:
        return formats.MISSING
    begin, end = (moment_of(visit.at + (minutes or 0) * 60_000, reading.zone) for minutes in (0, visit.minutes))
    return f"{begin:%H:%M}–{end:%H:%M}" if visit.minutes else f"{begin:%H:%M}"


def _place_of(sheet: VisitSheet) -> str:
    place = next((each.place for each in sheet.visits if each.place), None)
    city = sheet.details.city if sheet.details else None
    return " ".join((place or city or "").split())


class _Sheet:
    """One sheet while it is drawn: the head, two columns of what is known, and room to write."""

    def __init__(self, composer: Composer, sheet: VisitSheet, reading: Reading, known: Choices, speak: Speech) -> None:
        self._composer, self._sheet, self._reading, self._known, self._speak = composer, sheet, reading, known, speak

    def draw(self, folder: VisitFolder) -> None:
        """Draw all of it on the page just begun."""
        composer, sheet = self._composer, self._sheet
        self._code()
        self._head()
        composer.rule(PAPER.text, 0.8)
        top, bottom = composer.y, composer.bottom - WRITING
        left = VisitColumn(composer, MARGIN, top, bottom, self._speak)
        right = VisitColumn(composer, _RIGHT_COLUMN, top, bottom, self._speak)
        left.last_contacts(sheet.last, self._known)
        right.open_items(sheet, self._known, self._reading.today)
        right.deals(sheet.details, self._known)
        right.debt(sheet.details, self._reading)
        right.offers(sheet.offers)
        composer.y = max(left.y, right.y) + 6
        people = [each.name for each in sheet.details.contacts] if sheet.details else []
        set_writing(composer, self._known, people, folder.day, self._speak)

    def _code(self) -> None:
        """The bars and the code that people type, at the upper right."""
        composer, page = self._composer, self._composer.page
        right, top = MARGIN + TEXT_WIDTH, TOP - 6
        bars = _bars(self._sheet.code.replace("-", ""))
        x = right - sum(width for width, _ in bars) * _BAR
        middle = (x + right) / 2
        for width, is_dark in bars:
            if is_dark:
                page.box(x, top, width * _BAR, _BAR_HEIGHT, PAPER.text)
            x += width * _BAR
        page.words(middle, top + _BAR_HEIGHT + 11, self._sheet.code, 10, PAPER.text, weight=SEMIBOLD, anchor=CENTRE)
        composer.y = TOP + 9

    def _head(self) -> None:
        composer, sheet, speak = self._composer, self._sheet, self._speak
        width = TEXT_WIDTH - _CODE_WIDTH
        for line in composer.wrapped(sheet.name, width, _NAME, SEMIBOLD, 2):
            composer.line(MARGIN, line, _NAME, weight=SEMIBOLD)
            composer.y += 19
        composer.y -= 4
        self._line(self._what_it_is(), PAPER.text_2, width=width)
        composer.y = max(composer.y, TOP + 42)
        for visit in sheet.visits:
            at = _times(visit, self._reading) if visit.at is not None else ""
            said = " · ".join(part for part in (at, visit.subject, visit.place) if part)
            self._line(said, PAPER.text, SEMIBOLD)
        if sheet.details is None:
            self._line(sheet.reached, PAPER.text)
            return
        details = sheet.details
        parts = (details.address, details.district, details.city, details.province, details.postcode, details.country)
        address = ", ".join(part for part in parts if part)
        self._labelled(speak.t(N_("Address")), address)
        self._labelled(speak.t(N_("Phone")), " · ".join(part for part in (details.phone, details.email) if part))
        for person in details.contacts[:_MOST_CONTACTS]:
            role = self._known.name(person.buying_role_id, speak.language)
            parts_of = (person.name, person.job_title, role, person.phone, person.email)
            self._labelled(speak.t(N_("Contact")), " · ".join(part for part in parts_of if part))
        more = len(details.contacts) - _MOST_CONTACTS
        if more > 0:
            self._labelled("", speak.tn("and {count} more contact", "and {count} more contacts", more))

    def _what_it_is(self) -> str:
        details = self._sheet.details
        if details is None:
            return self._speak.t(N_("No customer yet"))
        names = (self._known.name(each, self._speak.language) for each in (details.level_id, details.industry_id))
        return " · ".join(part for part in (details.number, *names, details.owner) if part)

    def _line(self, text: str, colour: str, weight: int = 400, width: float = TEXT_WIDTH) -> None:
        if text:
            self._composer.line(MARGIN, " ".join(text.split()), _TEXT, colour=colour, weight=weight, width=width)
            self._composer.y += _LINE

    def _labelled(self, label: str, text: str) -> None:
        if text:
            self._composer.line(MARGIN, label, 8, colour=PAPER.text_3, width=54)
            self._composer.line(MARGIN + 58, " ".join(text.split()), _TEXT, width=TEXT_WIDTH - 58)
            self._composer.y += _LINE


def _bars(text: str) -> list[tuple[int, bool]]:
    """The bars of a code and the gaps between them, in their widths."""
    code = Code128(text)
    code.validate()
    code.encode()
    code.decompose()
    return [(ord(each.lower()) - ord("a") + 1, each.isupper()) for each in code.decomposed]
