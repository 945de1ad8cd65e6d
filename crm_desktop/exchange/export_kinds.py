"""Every list by the name that the command line gives it.

What can be imported is written with the titles that imports know; the other lists with all that they can show.
"""

from pathlib import Path
from typing import Any

from crm_desktop.core.i18n import LANGUAGES
from crm_desktop.core.listing import ListSpec
from crm_desktop.exchange.export_run import EXPORTS, export, export_of
from crm_desktop.exchange.list_export import SHOWN, ListExport, attribute_of, write_list
from crm_desktop.models.customising import own_kind_id
from crm_desktop.queries.list_query import ListQuery
from crm_desktop.queries.own_list import with_own
from crm_desktop.storage.database import Reading

NAMES = (*EXPORTS, *SHOWN)


def query_of(kind: str) -> ListQuery[Any]:
    """The list of this name, those of own kinds among them."""
    return SHOWN.get(kind) or export_of(kind).query


def export_kind(reading: Reading, kind: str, path: Path, spec: ListSpec, language: str = LANGUAGES[0]) -> int:
    """Write the list of this name as CSV or XLSX; the number of rows."""
    if kind in EXPORTS or own_kind_id(kind):
        return export(reading, kind, path, spec, language)
    query = with_own(reading, SHOWN[kind])
    columns = tuple((field.key, field.title) for field in query.fields if attribute_of(query, field.key))
    return write_list(reading, ListExport(query.kind, columns, spec, str(path), language))
