"""Fields that the acting user is kept from: left out of forms and lists, or shown without being editable.

It is for the eye: what may not be seen is not in the data that is read, and what may not be changed is refused.
"""

from collections.abc import Sequence
from dataclasses import replace

from crm_desktop.core.viewer import HIDDEN, READ_ONLY, Viewer
from crm_desktop.models.limited_fields import AMOUNT, OWN_FIELD, TELLS_AMOUNT
from crm_desktop.ui.list_declaration import ListDeclaration
from crm_desktop.ui.widgets.form import EXTRA, Form


def limit_form(form: Form, kind: str, viewer: Viewer) -> None:
    """Leave out of the form of a kind of record what is hidden, and close what may only be read."""
    if not viewer.limits:
        return
    for name in form.names():
        own = f"{OWN_FIELD}{name.removeprefix(EXTRA)}" if name.startswith(EXTRA) else name
        key = AMOUNT if name in TELLS_AMOUNT.get(kind, ()) else f"{kind}.{own}"
        if key in viewer.fields(HIDDEN):
            form.field(name).hide()
        elif key in viewer.fields(READ_ONLY):
            form.field(name).setEnabled(False)


def without_hidden(declaration: ListDeclaration, viewer: Viewer | None) -> ListDeclaration:
    """The list without columns and filters of what is hidden."""
    hidden = viewer.fields(HIDDEN) if viewer is not None else frozenset()
    if not hidden:
        return declaration
    kind = getattr(declaration.query, "kind", "")

    def shown(key: str) -> bool:
        tells = AMOUNT in hidden and key in TELLS_AMOUNT.get(kind, ())
        return not tells and not hidden & _names(kind, key)

    columns = [each for each in declaration.columns if shown(each.key)]
    filters = [each for each in declaration.filters if shown(each.key)]
    totals = (lambda _sums: "") if AMOUNT in hidden and kind in TELLS_AMOUNT else declaration.totals
    return replace(declaration, columns=columns, filters=filters, totals=totals)


def _names(kind: str, key: str) -> frozenset[str]:
    """What a column of a list may be called as a field."""
    names: Sequence[str] = (key, f"{key}_id", f"{key}_minor", f"{OWN_FIELD}{key.rpartition(':')[2]}")
    return frozenset(f"{kind}.{name}" for name in names)
