"""Rows of a list as Excel and its kin take them from the clipboard: text with tabs, and an HTML table beside it.

Numbers are written as numbers in the decimals of this computer, days as ISO dates, and what only looks like a number
(a telephone number, a postcode) is marked as text. What a spreadsheet would run as a formula is guarded.
"""

import csv
import html
import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from crm_desktop.core.i18n import Translator
from crm_desktop.core.viewer import EXPORT, Viewer
from crm_desktop.exchange.cell import Cell
from crm_desktop.exchange.guarding import guarded, unguarded
from crm_desktop.exchange.list_export import ListExport, allowed, attribute_of, list_of, rows_of
from crm_desktop.exchange.own_cells import own_of
from crm_desktop.queries import rights
from crm_desktop.queries.custom_field import PERCENT
from crm_desktop.queries.list_query import ListQuery
from crm_desktop.queries.own_list import with_own
from crm_desktop.storage.database import Database, Reading

_HEAD = (
    '<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><meta charset="utf-8">'
    "<style>td{mso-number-format:General} .t{mso-number-format:'\\@'} .d{mso-number-format:'yyyy-mm-dd'}</style>"
    "</head><body><table>"
)
_FOOT = "</table></body></html>"


@dataclass(frozen=True)
class Copied:
    """What goes to the clipboard, and how many rows that is."""

    text: str
    html: str
    count: int


def copy_list(
    path: str, viewer: Viewer, wanted: ListExport, decimal_mark: str, progress: Callable[..., None] | None = None
) -> Copied:
    """The rows of a list in a process of its own, for very many."""
    database = Database.open(Path(path), read_only=True)
    try:
        with database.read(viewer) as reading:
            return copied(reading, wanted, decimal_mark, progress)
    finally:
        database.close()


def copied(
    reading: Reading, wanted: ListExport, decimal_mark: str = ".", progress: Callable[..., None] | None = None
) -> Copied:
    """The rows of `wanted.only` in the order given, under the titles of their columns."""
    rights.require(reading.viewer, EXPORT)
    query, translator = with_own(reading, list_of(wanted.kind)), Translator(wanted.language)
    places = [(key, title, attribute) for key, title in wanted.columns if (attribute := attribute_of(query, key))]
    titles = [translator.t(title) for _, title, _ in places]
    columns = [(key, attribute) for key, _, attribute in places]
    plain, table, count = io.StringIO(), io.StringIO(), 0
    lines = csv.writer(plain, dialect="excel-tab", lineterminator="\r\n")
    lines.writerow(titles)
    table.write(_HEAD + _row(f"<th>{html.escape(title)}</th>" for title in titles))
    for row in rows_of(reading, query, allowed(reading, query, wanted.only), columns, wanted.language):
        share = [_is_share(query, attribute) for _, attribute in columns]
        lines.writerow([_plain(cell, decimal_mark, is_share) for cell, is_share in zip(row, share, strict=True)])
        table.write(_row(_cell(cell, decimal_mark, is_share) for cell, is_share in zip(row, share, strict=True)))
        count += 1
        if progress is not None and count % 500 == 0:
            progress(count / max(1, len(wanted.only)), None)
    return Copied(plain.getvalue(), table.getvalue() + _FOOT, count)


def _is_share(query: ListQuery[Any], attribute: str) -> bool:
    own = own_of(query, attribute)
    return attribute.endswith("_e6") if own is None else own.type == PERCENT


def parsed(text: str) -> list[list[str]]:
    """The rows of a text with tabs, as spreadsheets put it on the clipboard."""
    rows = [[unguarded(cell) for cell in row] for row in csv.reader(io.StringIO(text, newline=""), delimiter="\t")]
    while rows and not any(cell.strip() for cell in rows[-1]):
        rows.pop()
    return rows


def _plain(cell: Cell, mark: str, is_share: bool) -> str:
    if isinstance(cell, str):
        return guarded(cell)
    return _written(cell, mark, is_share)


def _cell(cell: Cell, mark: str, is_share: bool) -> str:
    if cell is None:
        return "<td></td>"
    if isinstance(cell, bool | str):
        return f'<td class="t">{html.escape(_written(cell, mark, is_share))}</td>'
    if isinstance(cell, int | Decimal):
        return f'<td x:num="{cell:f}">{_written(cell, mark, is_share)}</td>'
    return f'<td class="d">{_written(cell, mark, is_share)}</td>'


def _written(cell: Any, mark: str, is_share: bool) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.strftime("%Y-%m-%d %H:%M")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, int | Decimal):
        number = f"{(Decimal(cell) * 100).normalize():f}%" if is_share else f"{cell:f}"
        return number.replace(".", mark)
    return str(cell)


def _row(cells: Iterable[str]) -> str:
    return f"<tr>{''.join(cells)}</tr>"


def looks_like_header(first: Sequence[str], titles: Iterable[str]) -> bool:
    """Whether most of a first row are titles of columns."""
    known = {title.casefold().strip() for title in titles}
    told = [cell for cell in first if cell.strip()]
    return bool(told) and sum(cell.casefold().strip() in known for cell in told) * 2 > len(told)
