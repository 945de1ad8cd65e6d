"""The customers: their list, what the detail side says of one, and the form of one."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from crm_desktop.core import formats
from crm_desktop.core.i18n import N_, Message, language, trn
from crm_desktop.operations.customer import (
    CustomerDraft,
    create_customer,
    customer_draft,
    delete_customers,
    new_customer,
    update_customer,
)
from crm_desktop.queries.customer import CUSTOMERS, CustomerRow
from crm_desktop.queries.customer_details import customer_details
from crm_desktop.queries.timeline import timeline
from crm_desktop.ui.detail_view import DetailAction, DetailView
from crm_desktop.ui.details.customer import describe
from crm_desktop.ui.forms.customer import customer_sections
from crm_desktop.ui.list_page import ListDeclaration
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.record_form import FormTexts, RecordForm, preset
from crm_desktop.ui.record_page import (
    RecordPage,
    common_actions,
    filter_fields,
    money,
    ready_views,
    relative_moment,
    total_text,
)
from crm_desktop.ui.texts import Plain
from crm_desktop.ui.widgets.record_table_cells import Cell, Column, Kind

READS = frozenset(
    {
        "customer",
        "person_profile",
        "interaction",
        "opportunity",
        "sales_order",
        "service_case",
        "contact_role",
        "tag_link",
    }
)


class CustomersPage(RecordPage):
    """Everyone who buys or may buy."""

    kind = "customer"

    def __init__(self, context: PageContext) -> None:
        detail = DetailView(
            context,
            customer_details,
            lambda details: describe(details, context),
            READS | {"contact", "contact_point", "receipt", "receivable", "history_entry"},
            lambda reading, key, before: timeline(reading, customer_id=key, before=before),
            (
                DetailAction(N_("Log activity"), "plus", "L", lambda: self.log_activity()),
                DetailAction(N_("Edit"), "pencil", "E", lambda: self.edit()),
            ),
        )
        super().__init__(context, _declaration(self, context), detail)

    def new(self, values: Mapping[str, Any] | None = None) -> None:
        """Open the form of a new customer."""
        self.context.background.read(
            self, new_customer, lambda draft: self._open_form(None, preset(draft, values), {}, 0)
        )

    def edit(self) -> None:
        """Open the form of the current customer."""
        record_id = self.table.current_id
        if record_id is None:
            return

        def read(reading: Any) -> tuple[CustomerDraft, dict[str, str], int]:
            details = customer_details(reading, record_id)
            names = {details.parent_id: details.parent or ""} if details.parent_id else {}
            return customer_draft(reading, record_id), names, reading.position

        self.context.background.read(self, read, lambda found: self._open_form(record_id, *found))

    def _open_form(self, record_id: str | None, draft: CustomerDraft, names: dict[str, str], position: int) -> None:
        if record_id is None:
            texts = FormTexts(N_("New customer"), N_("Only the name is needed"), Message("New customer"), _created)
        else:
            texts = FormTexts(N_("Edit customer"), Plain(draft.number or ""), Message("Edit customer"), _changed)

        def save(work: Any, new: CustomerDraft) -> str:
            new = _priced(new, self.context.currency)
            if record_id is None:
                return create_customer(work, new)
            update_customer(work, record_id, new, draft, position)
            return record_id

        sections = customer_sections(self.context, names, draft.kind)
        RecordForm(self.context, self.window(), texts, sections, draft, save, self.show_record).open()


def _priced(draft: CustomerDraft, currency: str) -> CustomerDraft:
    """Amounts typed in the form are in the company's currency unless they had another one before."""
    amounts = ("registered_capital", "annual_turnover", "credit_limit")
    missing: dict[str, Any] = {
        f"{name}_currency": currency
        for name in amounts
        if getattr(draft, f"{name}_minor") is not None and getattr(draft, f"{name}_currency") is None
    }
    return replace(draft, **missing) if missing else draft


def _created(name: str) -> Message:
    return Message("“{name}” created", name=name)


def _changed(name: str) -> Message:
    return Message("“{name}” saved", name=name)


def _declaration(page: CustomersPage, context: PageContext) -> ListDeclaration:
    def delete() -> None:
        page.delete_chosen(delete_customers, Message("Delete customers"))

    return ListDeclaration(
        name="customers",
        title=N_("Customers"),
        query=CUSTOMERS,
        columns=_columns(context),
        filters=filter_fields(context, CUSTOMERS),
        views=ready_views(context, "customer"),
        reads=READS,
        counted=lambda count: trn("{count} customer", "{count} customers", count),
        totals=lambda sums: total_text(context, N_("Open deals {amount}"), sums.get("open_minor")),
        empty_title=N_("No customers yet"),
        empty_body=N_("Add one by hand, or bring a spreadsheet: columns are recognised by their names."),
        actions=common_actions(page, N_("New customer"), delete, "customers"),
        primary="customer.new",
        secondary="customer.import",
        selection_actions=("customer.delete",),
        menu=("customer.edit", "customer.log", None, "customer.delete"),
    )


def _columns(context: PageContext) -> Sequence[Column]:
    def named(attribute: str) -> Any:
        return lambda row: context.choices.name(getattr(row, attribute), language()) or ""

    def name(row: CustomerRow) -> Cell:
        level = context.choices.by_id.get(row.level_id or "")
        code = (level.code if level else "")[:1]
        return Cell(row.name, badge=code, badge_filled=code == "A", is_strong=True)

    def step(row: CustomerRow) -> str:
        when = formats.day(row.next_step_on, language(), context.today()) if row.next_step_on else ""
        return " · ".join(part for part in (when, row.next_step or "") if part)

    return (
        Column("name", N_("Customer"), 190, format=name, weight=500, min_width=120),
        Column("owner", N_("Owner"), 96, is_quiet=True),
        Column(
            "last_contact", N_("Last contact"), 96, Kind.DATE, lambda row: relative_moment(context, row.last_contact_at)
        ),
        Column("next_step", N_("Next step"), 150, format=step, stretches=True),
        Column("region", N_("Region"), 84, format=named("region_id"), is_quiet=True, is_hidden=True),
        Column("industry", N_("Industry"), 96, format=named("industry_id"), is_quiet=True, is_hidden=True),
        Column("open_amount", N_("Open deals"), 104, Kind.MONEY, lambda row: money(row.open_minor, context.currency)),
        Column("won_amount", N_("Won"), 110, Kind.MONEY, lambda row: money(row.won_minor, context.currency)),
        Column("number", N_("Number"), 84, is_quiet=True, is_hidden=True),
        Column("city", N_("City"), 96, is_quiet=True, is_hidden=True),
        Column("phone", N_("Phone"), 120, is_quiet=True, is_hidden=True),
        Column("lifecycle", N_("Lifecycle"), 90, format=named("lifecycle_id"), is_quiet=True, is_hidden=True),
        Column("source", N_("Source"), 90, format=named("source_id"), is_quiet=True, is_hidden=True),
        Column("tags", N_("Tags"), 120, is_quiet=True, is_hidden=True),
    )
