"""The contacts: their list, what the detail side says of one, and the form of one."""

from collections.abc import Mapping, Sequence
from typing import Any

from crm_desktop.core.i18n import N_, Message, trn
from crm_desktop.operations.contact import (
    ContactDraft,
    RoleDraft,
    contact_draft,
    create_contact,
    delete_contacts,
    new_contact,
    update_contact,
)
from crm_desktop.queries.contact import CONTACTS, contact_details
from crm_desktop.queries.people import customer_names
from crm_desktop.queries.timeline import timeline
from crm_desktop.ui.detail_view import DetailAction, DetailView
from crm_desktop.ui.details.contact import describe
from crm_desktop.ui.forms.contact import contact_sections
from crm_desktop.ui.list_page import ListDeclaration
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.record_form import FormTexts, RecordForm, preset
from crm_desktop.ui.record_page import RecordPage, common_actions, filter_fields, ready_views, relative_moment
from crm_desktop.ui.widgets.record_table_cells import Cell, Column, Kind

READS = frozenset({"contact", "contact_point", "contact_role", "interaction", "customer", "tag_link"})


class ContactsPage(RecordPage):
    """The people one speaks with."""

    kind = "contact"

    def __init__(self, context: PageContext) -> None:
        detail = DetailView(
            context,
            contact_details,
            lambda details: describe(details, context),
            READS | {"opportunity", "service_case"},
            lambda reading, key, before: timeline(reading, contact_id=key, before=before),
            (
                DetailAction(N_("Log activity"), "plus", "L", lambda: self.log_activity()),
                DetailAction(N_("Edit"), "pencil", "E", lambda: self.edit()),
            ),
        )
        super().__init__(context, _declaration(self, context), detail)

    def new(self, values: Mapping[str, Any] | None = None) -> None:
        """Open the form of a new contact, perhaps at a customer."""
        given = dict(values or {})
        customer_id = given.pop("customer_id", None)

        def read(reading: Any) -> tuple[ContactDraft, dict[str, str], int]:
            draft = preset(new_contact(reading, customer_id), given)
            return draft, _customer_names(reading, draft.customers), 0

        self.context.background.read(self, read, lambda found: self._open_form(None, *found))

    def edit(self) -> None:
        """Open the form of the current contact."""
        record_id = self.table.current_id
        if record_id is None:
            return

        def read(reading: Any) -> tuple[ContactDraft, dict[str, str], int]:
            draft = contact_draft(reading, record_id)
            return draft, _customer_names(reading, draft.customers), reading.position

        self.context.background.read(self, read, lambda found: self._open_form(record_id, *found))

    def _open_form(self, record_id: str | None, draft: ContactDraft, names: dict[str, str], position: int) -> None:
        if record_id is None:
            texts = FormTexts(N_("New contact"), N_("Only the name is needed"), Message("New contact"), _created)
        else:
            texts = FormTexts(N_("Edit contact"), "", Message("Edit contact"), _changed)

        def save(work: Any, new: ContactDraft) -> str:
            if record_id is None:
                return create_contact(work, new)
            update_contact(work, record_id, new, draft, position)
            return record_id

        sections = contact_sections(self.context, names)
        RecordForm(self.context, self.window(), texts, sections, draft, save, self.show_record).open()


def _customer_names(reading: Any, roles: Sequence[RoleDraft]) -> dict[str, str]:
    return customer_names(reading, [role.customer_id for role in roles if role.customer_id])


def _created(name: str) -> Message:
    return Message("“{name}” created", name=name)


def _changed(name: str) -> Message:
    return Message("“{name}” saved", name=name)


def _declaration(page: ContactsPage, context: PageContext) -> ListDeclaration:
    def delete() -> None:
        page.delete_chosen(delete_contacts, Message("Delete contacts"))

    return ListDeclaration(
        name="contacts",
        title=N_("Contacts"),
        query=CONTACTS,
        columns=(
            Column("name", N_("Contact"), 150, format=lambda row: Cell(row.name, is_strong=True), weight=500),
            Column("customer", N_("Company"), 210, format=lambda row: row.customers or "", stretches=True),
            Column("job_title", N_("Job title"), 130, is_quiet=True),
            Column("phone", N_("Phone"), 140),
            Column("email", N_("E-mail"), 190, is_quiet=True),
            Column(
                "last_contact",
                N_("Last contact"),
                96,
                Kind.DATE,
                lambda row: relative_moment(context, row.last_contact_at),
            ),
            Column("owner", N_("Owner"), 100, is_quiet=True),
            Column("department", N_("Department"), 120, is_quiet=True, is_hidden=True),
            Column("tags", N_("Tags"), 120, is_quiet=True, is_hidden=True),
        ),
        filters=filter_fields(context, CONTACTS),
        views=ready_views(context, "contact"),
        reads=READS,
        counted=lambda count: trn("{count} contact", "{count} contacts", count),
        totals=lambda _sums: "",
        empty_title=N_("No contacts yet"),
        empty_body=N_("Contacts belong to customers. Add one by hand, or bring a spreadsheet."),
        actions=common_actions(page, N_("New contact"), delete, "contacts"),
        primary="contact.new",
        secondary="contact.import",
        selection_actions=("contact.delete",),
        menu=("contact.edit", "contact.log", None, "contact.delete"),
    )
