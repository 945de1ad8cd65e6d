"""The contacts: their list, what the detail side says of one, and the form of one."""

from crm_desktop.core.i18n import N_, Message, trn
from crm_desktop.operations.contact import assign_contacts, contact_draft, delete_contacts, update_contact
from crm_desktop.queries.contact import CONTACTS, ContactRow, contact_details
from crm_desktop.queries.timeline import timeline
from crm_desktop.ui.campaign_actions import campaign_actions
from crm_desktop.ui.data_age import confirm_action, data_columns
from crm_desktop.ui.detail_content import edit_button, log_button
from crm_desktop.ui.detail_source import DetailSource, Editable, Forms
from crm_desktop.ui.detail_view import DetailView
from crm_desktop.ui.details.contact import describe
from crm_desktop.ui.erasing import erase_action
from crm_desktop.ui.list_declaration import ListDeclaration
from crm_desktop.ui.offered_views import offered_views
from crm_desktop.ui.ownership_actions import share_action
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.record_actions import hand_over_action, tag_action
from crm_desktop.ui.record_commands import common_actions
from crm_desktop.ui.record_page import DROP_HINT, RecordPage, filter_fields, relative_moment
from crm_desktop.ui.refusal_columns import refusal_columns
from crm_desktop.ui.widgets.record_table_cells import Cell, Column, Kind

READS = frozenset(
    {
        *("contact", "contact_point", "contact_role", "interaction", "customer", "tag", "tag_link"),
        *("history_entry", "parameter"),
    }
)


class ContactsPage(RecordPage):
    """The people one speaks with."""

    kind = "contact"
    imported_as = "contacts"

    def __init__(self, context: PageContext) -> None:
        detail = DetailView(
            context,
            SOURCE,
            (
                log_button(lambda: self.log_activity()),
                edit_button(lambda: self.edit()),
            ),
        )
        super().__init__(context, _declaration(self, context), detail)


def _forms() -> Forms:
    from crm_desktop.ui.forms.contact import load_known, load_new, open_contact_form

    return Forms(load_new, load_known, open_contact_form)


SOURCE = DetailSource(
    kind="contact",
    about="contact_id",
    read=contact_details,
    describe=describe,
    reads=READS | {"opportunity", "service_case", "attachment"},
    timeline=lambda reading, key, before, only: timeline(reading, contact_id=key, before=before, only=only),
    editable=Editable(contact_draft, update_contact, Message("Edit contact")),
    forms=_forms,
)


def _declaration(page: ContactsPage, context: PageContext) -> ListDeclaration:
    def delete() -> None:
        page.delete_chosen(delete_contacts, Message("Delete contacts"))

    return ListDeclaration(
        name="contacts",
        title=N_("Contacts"),
        query=CONTACTS,
        columns=(
            Column("name", N_("Contact"), 130, format=_name, weight=500, min_width=120),
            Column("customer", N_("Company"), 170, format=_place, stretches=True, min_width=140),
            Column("phone", N_("Phone"), 146, min_width=146),
            Column("email", N_("E-mail"), 160, is_quiet=True, min_width=120, gives_way=2),
            Column(
                "last_contact",
                N_("Last contact"),
                96,
                Kind.DATE,
                lambda row: relative_moment(context, row.last_contact_at),
                gives_way=1,
                reads=("last_contact_at",),
            ),
            Column("owner", N_("Owner"), 120, is_quiet=True, min_width=116, gives_way=3),
            Column("job_title", N_("Job title"), 130, is_quiet=True, is_hidden=True),
            Column("department", N_("Department"), 120, is_quiet=True, is_hidden=True),
            Column("tags", N_("Tags"), 120, is_quiet=True, is_hidden=True, reads=("tags",)),
            *data_columns(context),
            *refusal_columns(CONTACTS),
        ),
        filters=filter_fields(context, CONTACTS),
        views=offered_views(context, "contact"),
        reads=READS,
        counted=lambda count: trn("{count} contact", "{count} contacts", count),
        totals=lambda _sums: "",
        empty_title=N_("No contacts yet"),
        empty_body=N_("Contacts belong to customers. Add one by hand, or bring a spreadsheet."),
        actions=[
            *common_actions(page, N_("New contact"), delete),
            hand_over_action(page, assign_contacts),
            share_action(page),
            tag_action(page),
            *campaign_actions(page),
            confirm_action(page),
            erase_action(page),
        ],
        primary="contact.new",
        secondary="contact.import",
        drop_hint=DROP_HINT,
        tools=("contact.export", "contact.print"),
        selection_actions=("contact.assign", "contact.bulk", "contact.export_chosen", "contact.delete"),
        menu=(
            "contact.edit",
            "contact.edit_cell",
            "contact.log",
            None,
            "contact.assign",
            "contact.share",
            "contact.tag",
            "contact.campaign",
            "contact.opt_out",
            "contact.confirm",
            None,
            "contact.copy",
            "contact.copy_cell",
            "contact.paste",
            None,
            "contact.bulk",
            "contact.delete",
            "contact.delete_why",
        ),
    )


def _name(row: ContactRow) -> Cell:
    return Cell(row.name, is_strong=True)


def _place(row: ContactRow) -> str:
    """Where someone works, and as what."""
    return " · ".join(part for part in (row.customers, row.job_title) if part)
