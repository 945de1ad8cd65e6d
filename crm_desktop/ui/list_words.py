"""What a list says of itself in words: on paper and in the status bar."""

from collections.abc import Callable

from crm_desktop.core.formats import integer
from crm_desktop.core.i18n import N_, listed, tr
from crm_desktop.core.listing import ListSpec
from crm_desktop.ui.list_declaration import ListDeclaration, View
from crm_desktop.ui.texts import shown
from crm_desktop.ui.widgets.record_table import RecordTable

_EVERYWHERE = (("Ctrl+K", N_("Find anything")), ("?", N_("All keys")))
# The keys of a list whose filters leave no record.
NARROWED_HINTS = (("Ctrl+Shift+F", N_("Clear filters")), *_EVERYWHERE)


def empty_hints(declaration: ListDeclaration) -> tuple[tuple[str, str], ...]:
    """The keys of a list without any record: how to begin, as far as it offers that."""
    new = (("N", N_("New record")),) if declaration.primary else ()
    bring = (("Ctrl+Shift+I", N_("Import")),) if declaration.secondary else ()
    return (*new, *bring, *_EVERYWHERE)


def in_words(declaration: ListDeclaration, view: View, spec: ListSpec, filters: str) -> str:
    """What the list shows as a sentence: its view, filters, search and order."""
    search = tr("search “{text}”", text=spec.search) if spec.search else ""
    titles = {column.key: tr(column.title) for column in declaration.columns}
    sorts = listed(titles[sort.field] for sort in spec.sorts if sort.field in titles)
    order = tr("sorted by {columns}", columns=sorts) if sorts else ""
    field = next((each for each in declaration.filters if spec.grouping and each.key == spec.grouping.field), None)
    groups = tr("in groups by {field}", field=tr(field.title)) if field else ""
    return " · ".join(part for part in (shown(view.title), filters, search, order, groups) if part)


def status(counted: Callable[[int], str], total: int | None, table: RecordTable) -> str:
    """What the view holds, what of it matches, and the rows in sight."""
    if total is None:
        return ""
    found = table.records.record_count
    parts = [counted(total)]
    if found != total and table.records.count_is_final:
        parts.append(tr("{number} match", number=integer(found)))
    first, last = table.rows_in_sight()
    if last >= first and table.records.spec.grouping is None:
        parts.append(tr("rows {first}–{last}", first=integer(first + 1), last=integer(last + 1)))
    return " · ".join(parts)
