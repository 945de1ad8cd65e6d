"""The records of one own kind: a page like any other, made for each kind that the company added."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from crm_desktop.core import formats
from crm_desktop.core.i18n import N_, Message, language, trn
from crm_desktop.models.customising import OWN_RECORD
from crm_desktop.operations.own_record import (
    assign_own_records,
    delete_own_records,
    own_record_draft,
    update_own_record,
)
from crm_desktop.queries.own_kind import OwnKind
from crm_desktop.queries.own_record import OwnRecordRow, own_record_details, own_records
from crm_desktop.queries.timeline import timeline
from crm_desktop.queries.timeline_items import Timeline
from crm_desktop.ui.detail_content import edit_button, log_button
from crm_desktop.ui.detail_source import DetailSource, Editable, Forms
from crm_desktop.ui.detail_view import DetailView
from crm_desktop.ui.details.own_record import describe
from crm_desktop.ui.list_declaration import ListDeclaration
from crm_desktop.ui.offered_views import offered_views
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.record_actions import hand_over_action
from crm_desktop.ui.record_commands import common_actions
from crm_desktop.ui.record_page import DROP_HINT, RecordPage, filter_fields
from crm_desktop.ui.widgets.record_table_cells import Cell, Column, Kind

READS = frozenset({OWN_RECORD, "customer"})


class OwnRecordsPage(RecordPage):
    """The machines, licences or whatever else the company keeps account of."""

    def __init__(self, kind: OwnKind, context: PageContext) -> None:
        # Asked for while the page is built.
        self.kind = self.imported_as = kind.kind
        self.of = kind
        detail = DetailView(
            context,
            own_source(kind),
            (edit_button(lambda: self.edit()), log_button(lambda: self.log_activity())),
        )
        super().__init__(context, _declaration(self, context), detail)

    def about_current(self) -> Mapping[str, Any]:
        """An activity begun here is with the customer of the current record."""
        row: OwnRecordRow | None = self.table.records.row_of(self.current_id) if self.current_id else None
        return {"customer_id": row.customer_id} if row is not None and row.customer_id else {}


def own_source(of: OwnKind) -> DetailSource:
    """What the detail side of an own kind is made from."""
    kind = of.kind
    return DetailSource(
        kind=kind,
        about="customer_id",
        read=own_record_details,
        describe=describe,
        reads=READS | {"interaction", "history_entry"},
        timeline=_read_timeline,
        editable=Editable(own_record_draft, update_own_record, Message("Edit: {kind}", kind=Message(of.one))),
        forms=partial(_forms, kind),
        others=_about,
    )


def _forms(kind: str) -> Forms:
    from crm_desktop.ui.forms.own_record import load_known, load_new, of_kind, open_own_record_form

    return Forms(lambda reading, values: load_new(reading, of_kind(kind, values)), load_known, open_own_record_form)


def _about(reading: Any, record_id: str) -> Mapping[str, Any]:
    customer = own_record_details(reading, record_id).customer_id
    return {"customer_id": customer} if customer else {}


def _read_timeline(reading: Any, record_id: str, before: Any, only: str | None) -> Timeline:
    """What happened with its customer, and the files kept with it."""
    about = _about(reading, record_id) or {"custom_record_id": record_id}
    return timeline(reading, **about, before=before, only=only)


def _declaration(page: OwnRecordsPage, context: PageContext) -> ListDeclaration:
    kind, of = page.kind, page.of

    def delete() -> None:
        page.delete_chosen(delete_own_records, Message("Delete: {kind}", kind=Message(of.title)))

    query = own_records(kind)
    return ListDeclaration(
        name=kind,
        title=of.title,
        query=query,
        columns=_columns(context),
        filters=filter_fields(context, query),
        views=offered_views(context, kind),
        reads=READS,
        counted=lambda count: trn("{count} record", "{count} records", count),
        totals=lambda _sums: "",
        empty_title=N_("No records of this kind yet"),
        empty_body=N_("Add one by hand, or bring a spreadsheet: columns are recognised by their names."),
        actions=[
            *common_actions(page, N_("New record"), delete),
            hand_over_action(page, assign_own_records),
        ],
        primary=f"{kind}.new",
        secondary=f"{kind}.import",
        drop_hint=DROP_HINT,
        tools=(f"{kind}.export", f"{kind}.print"),
        selection_actions=tuple(f"{kind}.{each}" for each in ("assign", "bulk", "export_chosen", "delete")),
        menu=tuple(
            each and f"{kind}.{each}"
            for each in (
                *("edit", "edit_cell", "log", None, "assign", None, "copy", "copy_cell", "paste", None),
                *("bulk", "delete", "delete_why"),
            )
        ),
    )


def _columns(context: PageContext) -> tuple[Column, ...]:
    def text(name: str) -> Callable[[OwnRecordRow], str]:
        return lambda row: getattr(row, name) or formats.MISSING

    def created(row: OwnRecordRow) -> str:
        return formats.day(row.created_on, language(), context.today())

    return (
        Column("name", N_("Name"), 210, format=_name, weight=500, stretches=True, min_width=150),
        Column("number", N_("Number"), 110, format=text("number"), min_width=90),
        Column("customer", N_("Customer"), 180, format=text("customer"), is_quiet=True, min_width=120),
        Column("owner", N_("Owner"), 120, is_quiet=True, min_width=116, gives_way=2),
        Column("created_on", N_("Created"), 100, Kind.DATE, created, gives_way=1),
        Column("note", N_("Note"), 180, is_quiet=True, is_hidden=True),
    )


def _name(row: OwnRecordRow) -> Cell:
    return Cell(row.name, is_strong=True)
