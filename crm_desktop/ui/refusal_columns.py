"""The columns that tell what people do not want, a column for each way."""

from functools import partial
from typing import Any

from crm_desktop.core.i18n import tr
from crm_desktop.queries.list_query import ListQuery
from crm_desktop.queries.opt_out import REFUSALS
from crm_desktop.ui.widgets.record_table_cells import Column


def refusal_columns(query: ListQuery[Any]) -> tuple[Column, ...]:
    """Those of a list of customers, contacts or leads."""
    return tuple(
        Column(
            field.key,
            field.title,
            110,
            format=partial(_said, field.key),
            is_quiet=True,
            is_sortable=False,
            is_hidden=True,
            reads=(field.key,),
        )
        for field in query.fields
        if field.key in REFUSALS
    )


def _said(name: str, row: Any) -> str:
    return tr("Yes") if getattr(row, name) else ""
