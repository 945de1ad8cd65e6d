"""A list on paper: its visible columns in their order, with its filters, search and order, and its totals.

Run by the worker process. The rows come from the same query as the list on screen, the page from the report's own
document.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any

from crm_desktop.core import formats
from crm_desktop.core.i18n import CHINESE, N_
from crm_desktop.core.listing import ListSpec
from crm_desktop.core.viewer import EXPORT, Viewer
from crm_desktop.exchange.list_export import attribute_of, cell_of, leaving, list_of
from crm_desktop.exchange.own_cells import FIGURES, own_of, own_text
from crm_desktop.queries import rights
from crm_desktop.queries.choices import Choices, choices
from crm_desktop.queries.company import company_name
from crm_desktop.queries.list_query import ListQuery
from crm_desktop.queries.own_list import with_own
from crm_desktop.reports.build import data_state
from crm_desktop.reports.document import Composer
from crm_desktop.reports.fonts import text_width
from crm_desktop.reports.list_groups import parts, total_of
from crm_desktop.reports.list_request import ListPrint, PrintedList
from crm_desktop.reports.press import Imprint, print_sheets
from crm_desktop.reports.speech import Speech
from crm_desktop.reports.style import A4, A4_ACROSS, MARGIN
from crm_desktop.reports.tables import GAP, SIZE, Table, TableColumn, set_table
from crm_desktop.storage.database import Database, Reading

MOST_ROWS = 5_000
ROW_HEIGHT = 19.0
_AT_ONCE = 400
_READABLE = 110.0
_NUMBERS = ("_minor", "_e6")
_FIXED = (*_NUMBERS, "_on", "_at")
_READ_PART = 0.4


def print_list(
    path: str, viewer: Viewer, wanted: ListPrint, progress: Callable[..., None] | None = None
) -> PrintedList:
    """Set the list as PDF."""
    database = Database.open(Path(path), read_only=True)
    try:
        with database.read(viewer) as reading:
            return set_list(reading, wanted, progress)
    finally:
        database.close()


def set_list(reading: Reading, wanted: ListPrint, progress: Callable[..., None] | None = None) -> PrintedList:
    """The same within a reading."""
    rights.require(reading.viewer, EXPORT)
    wanted, on_screen = replace(wanted, spec=leaving(wanted.kind, wanted.spec)), wanted.spec
    report = progress or _unheard
    summed = frozenset(key for key, _heading in wanted.columns)
    query, speak = with_own(reading, list_of(wanted.kind), summed=summed), Speech(wanted.language)
    columns = [_Shown(key, heading, found) for key, heading in wanted.columns if (found := attribute_of(query, key))]
    sections = list(parts(reading, query, wanted, [each.attribute for each in columns], speak))
    ids = [each for part in sections for each in part.ids]
    printed = ids[:MOST_ROWS]
    rows: list[tuple[str, ...]] = []
    headed: set[int] = set()
    texts = _rows(reading, query, printed, columns, wanted.language)
    for part in sections:
        done = len(rows) - len(headed)
        if part.ids and done == len(printed):
            break
        report(_READ_PART * done / max(1, len(printed)), None)
        if part.heading:
            headed.add(len(rows))
            rows.append(part.heading)
        rows.extend(islice(texts, len(part.ids)))
    table = Table(
        "",
        tuple(_column(query, each, is_first=number == 0) for number, each in enumerate(columns)),
        tuple(rows),
        _totals(reading, query, wanted.spec, columns, speak) if len(printed) == len(ids) else (),
        continued=speak.t(N_("{title}, continued"), title=wanted.title),
        row_height=ROW_HEIGHT,
        headings=frozenset(headed),
    )
    composer = Composer(_paper(table))
    count = query.count(reading, wanted.spec)
    lead = [_lead(wanted, count, len(printed) if len(printed) < len(ids) else count, speak)]
    if wanted.spec != on_screen and (unwilling := query.count(reading, on_screen) - count):
        lead.append(speak.tn("without {count} who does not want it", "without {count} who do not want it", unwilling))
    composer.open_section(wanted.title, " · ".join(lead))
    set_table(composer, table, lambda part: report(_READ_PART + (1 - _READ_PART) * part, None))
    return PrintedList(print_sheets(composer.sheets, _imprint(reading, wanted, speak)), len(ids), len(printed))


@dataclass(frozen=True)
class _Shown:
    """A column of the screen and the attribute of the row it shows."""

    key: str
    heading: str
    attribute: str


def _column(query: ListQuery[Any], shown: _Shown, *, is_first: bool) -> TableColumn:
    if (own := own_of(query, shown.key)) is not None:
        is_figure = own.type in FIGURES
        return TableColumn(shown.heading, numeric=is_figure, flexible=not is_figure, strong=is_first)
    is_fixed = shown.attribute.endswith(_FIXED)
    return TableColumn(
        shown.heading,
        numeric=shown.attribute.endswith(_NUMBERS),
        flexible=not is_fixed,
        strong=is_first,
    )


def _rows(
    reading: Reading, query: ListQuery[Any], ids: list[str], columns: list[_Shown], language: str
) -> Iterator[tuple[str, ...]]:
    known = choices(reading)
    lists = {field.key: field.choices for field in query.fields}
    for start in range(0, len(ids), _AT_ONCE):
        for row in query.rows(reading, ids[start : start + _AT_ONCE]):
            yield tuple(
                _text(reading, known, row, each, lists.get(each.key), language)
                if (own := own_of(query, each.key)) is None
                else own_text(reading, known, own, getattr(row, each.key), language)
                for each in columns
            )


def _text(reading: Reading, known: Choices, row: Any, shown: _Shown, listed: str | None, language: str) -> str:
    if shown.attribute.endswith("_minor"):
        return _amount(getattr(row, shown.attribute), getattr(row, "currency", None) or reading.currency, reading)
    value = cell_of(reading, known, row, shown.attribute, listed, language)
    if value is None or value == "":
        return formats.MISSING
    if isinstance(value, datetime):
        return formats.day_far(value.date(), language)
    if isinstance(value, date):
        return formats.day_far(value, language)
    if shown.attribute.endswith("_e6"):
        return formats.percent(value if isinstance(value, Decimal) else Decimal(str(value)))
    if isinstance(value, int) and not isinstance(value, bool):
        return formats.integer(value)
    # A line break in a name would tear the row apart.
    return " ".join(str(value).split())


def _amount(minor: int | None, currency: str, reading: Reading) -> str:
    """In full; only an amount in another currency than the company's carries its sign."""
    if minor is None:
        return formats.MISSING
    return formats.money(minor, currency, symbol=currency != reading.currency)


def _totals(
    reading: Reading, query: ListQuery[Any], spec: ListSpec, columns: list[_Shown], speak: Speech
) -> tuple[str, ...]:
    sums = query.sums(reading, spec)
    if not any(each.attribute in sums for each in columns[1:]):
        return ()
    amounts = [total_of(reading, query, each.attribute, sums, speak.language) for each in columns[1:]]
    return (speak.t(N_("Total")), *amounts)


def _lead(wanted: ListPrint, total: int, printed: int, speak: Speech) -> str:
    count = speak.tn("{count} record", "{count} records", total)
    if printed < total:
        left_out = N_("only the first {number} are printed; the export writes all")
        count += (": " if wanted.language != CHINESE else "：") + speak.t(left_out, number=formats.integer(printed))
    return " · ".join(part for part in (count, wanted.words) if part)


def _paper(table: Table) -> tuple[float, float]:
    """Upright when every column gets a readable width there, else across."""
    needed = -GAP
    for index, column in enumerate(table.columns):
        widest = max((text_width(row[index], SIZE) for row in table.rows), default=0.0)
        widest = max(widest, text_width(column.heading, SIZE))
        needed += GAP + (min(widest, _READABLE) if column.flexible else widest)
    return A4 if needed <= A4[0] - 2 * MARGIN else A4_ACROSS


def _imprint(reading: Reading, wanted: ListPrint, speak: Speech) -> Imprint:
    state, company = data_state(reading), company_name(reading)
    as_of = speak.t(N_("Data as of {moment}"), moment=formats.moment(state.at, wanted.language)) if state.at else ""
    currency = formats.currency_name(reading.currency, wanted.language)
    footer = speak.t(
        N_("{data_state} · amounts in {currency}, without tax · internal"), data_state=as_of, currency=currency
    )
    language = "zh-CN" if wanted.language == CHINESE else "en"
    title = " · ".join(filter(None, (company, wanted.title)))
    return Imprint(title, company, wanted.title, footer, language, reading.viewer.name, state.at)


def _unheard(_fraction: float, _text: None) -> None:
    """Nobody wants to know how far it is."""
