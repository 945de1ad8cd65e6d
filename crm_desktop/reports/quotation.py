"""A quotation on paper: who offers what to whom, at which prices, until when; run by the worker process."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from crm_desktop.core import formats
from crm_desktop.core.i18n import CHINESE, N_
from crm_desktop.core.money import from_e6, from_minor, minor_digits
from crm_desktop.core.viewer import Viewer
from crm_desktop.operations import field_limits
from crm_desktop.queries.quotation import QuotationDetails, QuotationLineView, quotation_details
from crm_desktop.reports.document import LEAD, NOTE, PALE_LINE, TOP, Composer
from crm_desktop.reports.fonts import SEMIBOLD
from crm_desktop.reports.press import Imprint, print_sheets
from crm_desktop.reports.sender import Sender, sender_of
from crm_desktop.reports.sketch import RIGHT
from crm_desktop.reports.speech import Speech
from crm_desktop.reports.style import A4, MARGIN, PAPER, TEXT_WIDTH
from crm_desktop.reports.tables import Table, TableColumn, set_table
from crm_desktop.reports.typeset import elide
from crm_desktop.storage.database import Database

_TITLE, _TEXT, _LINE = 17.0, 9.5, 14.0
_SECOND = MARGIN + TEXT_WIDTH * 0.56
_SIGNATURE_ROOM = 90.0
# What is offered is shortened for nobody who signs it.
_OFFERED_LINES = 20


def _unheard(_fraction: float, _text: None) -> None:
    """Nobody wants to know how far it is."""


def print_quotation(
    path: str, viewer: Viewer, quotation_id: str, language: str, progress: Callable[..., None] = _unheard
) -> bytes:
    """Set a quotation as PDF."""
    progress(0.1, None)
    database = Database.open(Path(path), read_only=True)
    try:
        with database.read(viewer) as reading:
            field_limits.require_amounts(reading)
            details, sender = quotation_details(reading, quotation_id), sender_of(reading)
            return set_quotation(details, sender, language)
    finally:
        database.close()


def set_quotation(details: QuotationDetails, sender: Sender, language: str) -> bytes:
    """The pages of a quotation."""
    speak, row = Speech(language), details.row
    composer = Composer(A4)
    title = speak.t(N_("Quotation"))
    composer.new_sheet(title)
    _head(composer, details, sender, speak)
    table = _table(details, speak)
    set_table(composer, table)
    _totals(composer, details, speak)
    _paragraph(composer, speak.t(N_("Terms")), details.terms)
    _signatures(composer, sender, details, speak)
    until = speak.t(N_("Valid until {day}"), day=formats.day_far(row.valid_until, language)) if row.valid_until else ""
    name = speak.t(N_("Quotation {number}"), number=row.name)
    made = datetime(row.quoted_on.year, row.quoted_on.month, row.quoted_on.day, tzinfo=UTC)
    imprint = Imprint(
        f"{name} · {row.title}",
        sender.name,
        name,
        " · ".join(part for part in (name, until) if part),
        "zh-CN" if language == CHINESE else "en",
        sender.name,
        made,
    )
    return print_sheets(composer.sheets, imprint)


def _head(composer: Composer, details: QuotationDetails, sender: Sender, speak: Speech) -> None:
    """The sender small above the recipient, beside it number and days; then the title and what introduces it."""
    row = details.row
    composer.y = TOP + 14
    sent_from = " · ".join(part for part in (sender.name, sender.address) if part)
    composer.line(MARGIN, sent_from, NOTE, colour=PAPER.text_3, width=_SECOND - MARGIN - 16)
    composer.y += 20
    top = composer.y
    for number, said in enumerate(_recipient(details)):
        for line in composer.wrapped(said, _SECOND - MARGIN - 16, LEAD, SEMIBOLD if not number else 400, 4):
            composer.line(MARGIN, line, LEAD, weight=SEMIBOLD if not number else 400)
            composer.y += _LINE + 1
    below, composer.y = composer.y, top
    for label, value in _facts(details, sender, speak):
        composer.line(_SECOND, label, 8.5, colour=PAPER.text_3)
        composer.line(MARGIN + TEXT_WIDTH, value, 8.5, anchor=RIGHT, width=TEXT_WIDTH * 0.44 - 74)
        composer.y += _LINE
    composer.y = max(below, composer.y) + 26
    composer.line(MARGIN, speak.t(N_("Quotation {number}"), number=row.name), _TITLE, weight=SEMIBOLD)
    composer.y += 20
    for line in composer.wrapped(row.title, TEXT_WIDTH, LEAD, most=4):
        composer.line(MARGIN, line, LEAD, colour=PAPER.text_2)
        composer.y += 15
    composer.y += 4
    if details.introduction:
        _text(composer, details.introduction)
    composer.y += 2
    composer.rule(PAPER.text, 0.8)


def _recipient(details: QuotationDetails) -> list[str]:
    return [part for part in (details.customer, details.contact, details.customer_address) if part]


def _facts(details: QuotationDetails, sender: Sender, speak: Speech) -> list[tuple[str, str]]:
    row, code = details.row, speak.language
    found = [
        (speak.t(N_("Date")), formats.day_far(row.quoted_on, code)),
        (speak.t(N_("Valid until")), formats.day_far(row.valid_until, code) if row.valid_until else ""),
        (speak.t(N_("Your contact")), details.owner or ""),
        *(("", each) for each in (*details.owner_reached.split(" · "), *sender.reached.split(" · "))),
    ]
    return [(label, value) for label, value in found if value]


def _table(details: QuotationDetails, speak: Speech) -> Table:
    currency = details.row.currency
    columns = (
        TableColumn(speak.t(N_("No."))),
        TableColumn(speak.t(N_("What is offered")), flexible=True, strong=True, most_lines=_OFFERED_LINES),
        TableColumn(speak.t(N_("Quantity")), numeric=True),
        TableColumn(speak.t(N_("Unit price")), numeric=True),
        TableColumn(speak.t(N_("Discount")), numeric=True),
        TableColumn(speak.t(N_("Net, {currency}"), currency=currency), numeric=True),
    )
    rows = tuple(_row(number, line, currency) for number, line in enumerate(details.lines, 1))
    net = _amount(details.net_minor, currency)
    total = ("", speak.t(N_("Sum without tax")), "", "", "", net)
    return Table("", columns, rows, total, continued=speak.t(N_("{title}, continued"), title=details.row.title))


def _row(number: int, line: QuotationLineView, currency: str) -> tuple[str, ...]:
    name = " · ".join(part for part in dict.fromkeys((line.product, line.description)) if part)
    quantity = f"{from_e6(line.quantity_e6).normalize():,f}"
    price = from_e6(line.unit_price_e6)
    places = 2 if price == round(price, 2) else 4
    return (
        str(number),
        " ".join(name.split()),
        f"{quantity} {line.unit}" if line.unit else quantity,
        formats.decimal(price, places),
        formats.percent(from_e6(line.discount_e6), 1) if line.discount_e6 else "",
        _amount(line.net_minor, currency),
    )


def _totals(composer: Composer, details: QuotationDetails, speak: Speech) -> None:
    """Tax by rate, and what is to be paid."""
    currency = details.row.currency
    rows: list[tuple[str, int | None, bool]] = [
        (speak.t(N_("Tax {rate}"), rate=formats.percent(from_e6(rate), 1)), tax, False) for rate, tax in details.taxes
    ]
    rows.append((speak.t(N_("Total to pay")), details.row.total_minor, True))
    if composer.room < len(rows) * 18 + 10:
        composer.new_sheet()
        composer.y += 10
    for label, amount, is_last in rows:
        weight = SEMIBOLD if is_last else 400
        composer.y += 16
        composer.line(_SECOND, label, _TEXT, weight=weight)
        shown = _amount(amount, currency)
        shown = f"{formats.currency_symbol(currency)}{shown}" if is_last else shown
        composer.line(MARGIN + TEXT_WIDTH, shown, _TEXT, weight=weight, anchor=RIGHT)
    composer.y += 10


def _paragraph(composer: Composer, heading: str, text: str | None) -> None:
    if not (text or "").strip():
        return
    composer.y += 22
    if composer.room < 3 * _LINE:
        composer.new_sheet()
        composer.y += 10
    composer.line(MARGIN, heading, _TEXT, weight=SEMIBOLD)
    composer.y += _LINE + 2
    _text(composer, text or "")


def _text(composer: Composer, text: str) -> None:
    """Lines that go on over pages."""
    for line in composer.wrapped(text, TEXT_WIDTH, _TEXT):
        if composer.room < _LINE:
            composer.new_sheet()
            composer.y += 10
        composer.line(MARGIN, line, _TEXT)
        composer.y += _LINE


def _signatures(composer: Composer, sender: Sender, details: QuotationDetails, speak: Speech) -> None:
    """A line for each side to sign on."""
    if composer.room < _SIGNATURE_ROOM:
        composer.new_sheet()
    composer.y += 62
    width = TEXT_WIDTH * 0.4
    for x, name in ((MARGIN, sender.name), (_SECOND, details.customer or "")):
        composer.page.stroke([(x, composer.y), (x + width, composer.y)], PALE_LINE if not name else PAPER.text_3, 0.5)
        said = speak.t(N_("Place, date, signature"))
        composer.page.words(x, composer.y + 12, said, NOTE, PAPER.text_3)
        shown = elide(name, width, lambda part: composer.page.text_width(part, NOTE))
        composer.page.words(x, composer.y + 24, shown, NOTE, PAPER.text_2)


def _amount(minor: int | None, currency: str) -> str:
    """With all its decimals, so that the column stands in line."""
    if minor is None:
        return formats.MISSING
    return formats.decimal(from_minor(minor, currency), minor_digits(currency))
