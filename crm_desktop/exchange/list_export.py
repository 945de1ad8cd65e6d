"""What a list shows as a file: its visible columns in their order, its filters, search and order, with real values.

Run by the worker process: a column is named by its key, and the attribute of the row tells by its ending what it holds
(`amount_minor`, `level_id`, `closed_on`, `created_at`, `probability_e6`).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from crm_desktop.core.i18n import Translator
from crm_desktop.core.ids import unpack
from crm_desktop.core.listing import ListSpec
from crm_desktop.core.money import E6, from_minor
from crm_desktop.core.viewer import EXPORT, Viewer
from crm_desktop.exchange import writer
from crm_desktop.exchange.cell import Cell
from crm_desktop.exchange.export_run import EXPORTS
from crm_desktop.exchange.own_cells import own_cell, own_of, written_as
from crm_desktop.exchange.writer import OutputColumn, flags_in, write_table
from crm_desktop.models.customising import own_kind_id
from crm_desktop.models.limited_fields import AMOUNT, TELLS_AMOUNT
from crm_desktop.queries import rights
from crm_desktop.queries.campaign import CAMPAIGNS
from crm_desktop.queries.channel_list import SUPPLY_LINKS
from crm_desktop.queries.choices import Choices, choices
from crm_desktop.queries.churn_watch import CHURN_WATCH
from crm_desktop.queries.contract import CONTRACTS
from crm_desktop.queries.document import DOCUMENTS
from crm_desktop.queries.invoice import INVOICES
from crm_desktop.queries.list_query import ListQuery
from crm_desktop.queries.own_list import with_own
from crm_desktop.queries.own_record import own_records
from crm_desktop.queries.quotation_list import QUOTATIONS
from crm_desktop.queries.receipt import RECEIPTS
from crm_desktop.queries.receivable import RECEIVABLES
from crm_desktop.queries.survey import SURVEYS
from crm_desktop.storage.database import Database, Reading

_AT_ONCE = 400
_ENDINGS = ("", "_minor", "_id", "_on", "_at", "_e6")
_KINDS = {"_minor": writer.MONEY, "_on": writer.DATE, "_at": writer.MOMENT, "_e6": writer.SHARE}
# Millionths that are no share: they would stand as percentages.
_NUMBERS = ("price_e6", "cost_e6", "quantity_e6", "rate_e6", "weight_e6", "stock_e6", "overdue_e6")
# The lists that no import knows, by the names that the command line gives them.
SHOWN: Mapping[str, ListQuery[Any]] = {
    "quotations": QUOTATIONS,
    "contracts": CONTRACTS,
    "receivables": RECEIVABLES,
    "churn": CHURN_WATCH,
    "receipts": RECEIPTS,
    "invoices": INVOICES,
    "campaigns": CAMPAIGNS,
    "surveys": SURVEYS,
    "documents": DOCUMENTS,
    "supply_links": SUPPLY_LINKS,
}
LISTS: Mapping[str, ListQuery[Any]] = {
    query.kind: query for query in (*(of.query for of in EXPORTS.values()), *SHOWN.values())
}
# What leaves in no file leaves on no paper and no clipboard either: members who do not want to be reached.
_ALWAYS = {of.query.kind: of.always for of in EXPORTS.values() if of.always}


@dataclass(frozen=True)
class ListExport:
    """A list to be written: its kind (the name of its table), key and title of each column, and what it shows.

    With `only` no more than these of its records are written, in the order of the list.
    """

    kind: str
    columns: tuple[tuple[str, str], ...]
    spec: ListSpec
    target: str
    language: str
    only: tuple[str, ...] = ()


def list_of(kind: str) -> ListQuery[Any]:
    """The list of a kind of record, those of own kinds among them."""
    return own_records(kind) if own_kind_id(kind) else LISTS[kind]


def export_list(path: str, viewer: Viewer, wanted: ListExport, progress: Callable[..., None] | None = None) -> int:
    """Write the list as CSV or XLSX, by the ending of the file; returns the number of rows."""
    database = Database.open(Path(path), read_only=True)
    try:
        with database.read(viewer) as reading:
            return write_list(reading, wanted, progress)
    finally:
        database.close()


def write_list(reading: Reading, wanted: ListExport, progress: Callable[..., None] | None = None) -> int:
    """The same within a reading."""
    rights.require(reading.viewer, EXPORT)
    query, translator = with_own(reading, list_of(wanted.kind)), Translator(wanted.language)
    places = [(key, title, attribute) for key, title in wanted.columns if (attribute := attribute_of(query, key))]
    columns = [OutputColumn(translator.t(title), _kind(query, attribute)) for _, title, attribute in places]
    ids = list(unpack(query.ids(reading, leaving(wanted.kind, wanted.spec))))
    if wanted.only:
        chosen = set(wanted.only)
        ids = [each for each in ids if each in chosen]
    total = max(1, len(ids))
    return write_table(
        wanted.target,
        columns,
        rows_of(reading, query, ids, [(key, attribute) for key, _, attribute in places], wanted.language),
        progress=(lambda done: progress(min(1.0, done / total), None)) if progress else None,
        flags=flags_in(translator),
    )


def leaving(kind: str, spec: ListSpec) -> ListSpec:
    """Of what a list shows, what may leave the program."""
    return spec.where(*_ALWAYS.get(kind, ()))


def allowed(reading: Reading, query: ListQuery[Any], ids: Sequence[str]) -> list[str]:
    """Of these records, in their order, those that may leave the program."""
    if query.kind not in _ALWAYS:
        return list(ids)
    found = set(unpack(query.ids(reading, leaving(query.kind, ListSpec()))))
    return [each for each in ids if each in found]


def rows_of(
    reading: Reading, query: ListQuery[Any], ids: list[str], places: list[tuple[str, str]], language: str
) -> Iterator[list[Cell]]:
    """The cells of these records; a place is the key of a column and the attribute it shows."""
    known = choices(reading)
    kept = TELLS_AMOUNT.get(query.kind, frozenset()) if reading.viewer.hides(AMOUNT) else frozenset()
    lists = {field.key: field.choices for field in query.fields}
    for start in range(0, len(ids), _AT_ONCE):
        for row in query.rows(reading, ids[start : start + _AT_ONCE]):
            yield [
                None
                if key in kept
                else cell_of(reading, known, row, attribute, lists.get(key), language)
                if (own := own_of(query, key)) is None
                else own_cell(reading, known, own, getattr(row, key), language)
                for key, attribute in places
            ]


def attribute_of(query: ListQuery[Any], key: str) -> str | None:
    """The attribute of a row that a column shows."""
    # A field may be called after what it counts in words: `open_amount` shows `open_minor`, `customer` all `customers`.
    stem = key.removesuffix("_amount")
    spellings = (key, f"{key}s", *(stem + ending for ending in _ENDINGS[1:]))
    return next((each for each in spellings if hasattr(query.row, each)), None)


def _kind(query: ListQuery[Any], attribute: str) -> str:
    if (own := own_of(query, attribute)) is not None:
        return written_as(own)
    if attribute.endswith(_NUMBERS) and attribute != "tax_rate_e6":
        return writer.NUMBER
    return next((kind for ending, kind in _KINDS.items() if attribute.endswith(ending)), writer.TEXT)


def cell_of(reading: Reading, known: Choices, row: Any, attribute: str, listed: str | None, language: str) -> Cell:
    """What a row says by one of its attributes; `listed` names the choices the attribute is one of."""
    value = getattr(row, attribute)
    if value is None:
        return None
    if attribute.endswith("_minor"):
        return from_minor(value, getattr(row, "currency", None) or reading.currency)
    if attribute.endswith("_id"):
        return known.name(value, language) or value
    if attribute.endswith("_at"):
        return datetime.fromtimestamp(value / 1000, UTC).astimezone(reading.zone).replace(tzinfo=None)
    if attribute.endswith("_e6"):
        return Decimal(value) / E6
    if isinstance(value, bool | int | Decimal | date):
        return value
    if isinstance(value, tuple):
        return ", ".join(str(each) for each in value)
    return known.state(listed, value, language) if listed else str(value)
