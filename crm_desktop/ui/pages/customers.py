"""The customers: their list, what the detail side says of one, and what can be done with them."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from crm_desktop.core import formats
from crm_desktop.core.i18n import N_, Message, language, trn
from crm_desktop.operations.customer import assign_customers, customer_draft, delete_customers, update_customer
from crm_desktop.queries.customer import CUSTOMERS, CustomerRow
from crm_desktop.ui.account_action import account_action
from crm_desktop.ui.actions import Action
from crm_desktop.ui.campaign_actions import campaign_actions
from crm_desktop.ui.channel_actions import channel_actions
from crm_desktop.ui.choice_menu import Option, choose_for_row
from crm_desktop.ui.churn_actions import churn_actions
from crm_desktop.ui.data_age import confirm_action, data_columns
from crm_desktop.ui.detail_content import DetailContent, edit_button, log_button
from crm_desktop.ui.detail_source import DetailSource, Editable, Forms, Later
from crm_desktop.ui.detail_view import DetailView
from crm_desktop.ui.erasing import erase_action
from crm_desktop.ui.list_declaration import ListDeclaration
from crm_desktop.ui.offered_views import offered_views
from crm_desktop.ui.ownership_actions import ownership_actions
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.price_actions import price_action
from crm_desktop.ui.record_actions import hand_over_action, tag_action
from crm_desktop.ui.record_commands import common_actions
from crm_desktop.ui.record_page import DROP_HINT, RecordPage, filter_fields, relative_moment, total_text
from crm_desktop.ui.refusal_columns import refusal_columns
from crm_desktop.ui.ten_c_action import offer_action, refuse_action, ten_c_action
from crm_desktop.ui.theme import Tone
from crm_desktop.ui.widgets.record_table_cells import Cell, Column, Kind

READS = frozenset(
    {
        "customer",
        "person_profile",
        "interaction",
        "opportunity",
        "sales_order",
        "service_case",
        "contract",
        "receipt",
        "contact_role",
        "tag",
        "tag_link",
        "record_share",
        "level_rule",
        "history_entry",
        "parameter",
    }
)


class CustomersPage(RecordPage):
    """Everyone who buys or may buy."""

    kind = "customer"
    imported_as = "customers"

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

    def make_for_current(self, kind: str) -> None:
        """Open the form of a new record of the current customer: a contact, a deal, a case."""
        if (record_id := self.table.current_id) is not None:
            self.context.navigator.new(kind, {"customer_id": record_id})

    def make_own_for_current(self) -> None:
        """Ask which kind of own record the current customer gets, unless there is one kind alone."""
        kinds = self.context.choices.own_kinds
        if len(kinds) == 1:
            self.make_for_current(kinds[0].kind)
        elif kinds:
            options: list[Option] = [(each.kind, each.one) for each in kinds]
            choose_for_row(
                self.context.theme,
                self.table,
                N_("New record"),
                options,
                None,
                lambda kind: self.make_for_current(kind or ""),
                numbered=True,
            )

    def has_own_kinds(self) -> bool:
        """Whether the company added kinds of records, and there is a customer to give one to."""
        return self.has_current() and bool(self.context.choices.own_kinds)


def _read_details(reading: Any, customer_id: str) -> Any:
    # Needs the lists of all other kinds, which the list of customers does not.
    from crm_desktop.queries.customer_details import customer_details

    return customer_details(reading, customer_id)


def _read_rest(reading: Any, customer_id: str) -> Any:
    from crm_desktop.queries.customer_rest import customer_rest

    return customer_rest(reading, customer_id)


def _with_rest(details: Any, rest: Any) -> Any:
    from crm_desktop.queries.customer_rest import with_rest

    return with_rest(details, rest)


def _read_timeline(reading: Any, customer_id: str, before: Any, only: str | None) -> Any:
    from crm_desktop.queries.timeline import timeline

    return timeline(reading, customer_id=customer_id, before=before, only=only)


def _describe(details: Any, context: PageContext) -> DetailContent:
    from crm_desktop.ui.details.customer import describe

    return describe(details, context)


def _forms() -> Forms:
    from crm_desktop.ui.forms.customer import load_known, load_new, open_customer_form

    return Forms(load_new, load_known, open_customer_form)


SOURCE = DetailSource(
    kind="customer",
    about="customer_id",
    read=_read_details,
    describe=_describe,
    reads=READS
    | {"custom_record", "contact", "contact_point", "receipt", "receivable", "history_entry", "attachment"}
    | {"parameter", "exchange_rate", "supply_link", "channel_report", "order_line", "product", "product_price"}
    | {"contract_line", "service_work", "churn_case", "churn_measure"},
    timeline=_read_timeline,
    editable=Editable(customer_draft, update_customer, Message("Edit customer")),
    forms=_forms,
    later=Later(_read_rest, _with_rest),
)


def _declaration(page: CustomersPage, context: PageContext) -> ListDeclaration:
    def delete() -> None:
        page.delete_chosen(delete_customers, Message("Delete customers"))

    return ListDeclaration(
        name="customers",
        title=N_("Customers"),
        query=CUSTOMERS,
        columns=_columns(context),
        filters=filter_fields(context, CUSTOMERS),
        views=offered_views(context, "customer"),
        reads=READS,
        counted=lambda count: trn("{count} customer", "{count} customers", count),
        totals=lambda sums: total_text(context, N_("Open deals {amount}"), sums.get("open_minor")),
        empty_title=N_("No customers yet"),
        empty_body=N_("Add one by hand, or bring a spreadsheet: columns are recognised by their names."),
        actions=[*common_actions(page, N_("New customer"), delete), *_own_actions(page)],
        primary="customer.new",
        secondary="customer.import",
        drop_hint=DROP_HINT,
        tools=("customer.export", "customer.print"),
        selection_actions=("customer.assign", "customer.bulk", "customer.export_chosen", "customer.delete"),
        of_window=("work.folder",),
        menu=(
            "customer.edit",
            "customer.edit_cell",
            "customer.log",
            None,
            "customer.contact",
            "customer.deal",
            "customer.case",
            "customer.own_record",
            None,
            "customer.supplier",
            "customer.buyer",
            "customer.channel_report",
            "customer.price",
            "customer.account",
            None,
            "customer.assign",
            "customer.claim",
            "customer.release",
            "customer.protect",
            "customer.share",
            "customer.hand_everything",
            "customer.tag",
            "customer.campaign",
            "customer.opt_out",
            "customer.confirm",
            None,
            "customer.postpone_loss",
            "customer.confirm_loss",
            "customer.take_back_loss",
            None,
            "customer.copy",
            "customer.copy_cell",
            "customer.paste",
            None,
            "customer.bulk",
            "customer.delete",
            "customer.delete_why",
        ),
    )


def _own_actions(page: CustomersPage) -> list[Action]:
    def make(name: str, kind: str, text: str, help_text: str, key: str, icon: str) -> Action:
        return Action(
            f"customer.{name}",
            text,
            lambda: page.make_for_current(kind),
            help_text,
            key,
            icon,
            page.has_current,
            writes=True,
        )

    return [
        make("contact", "contact", N_("New contact"), N_("Add a person at the current customer"), "P", "user-plus"),
        make("deal", "opportunity", N_("New deal"), N_("Open a deal with the current customer"), "D", "target"),
        make("case", "service_case", N_("New case"), N_("Open a service case of the current customer"), "S", "headset"),
        make(
            "contract",
            "contract",
            N_("New contract"),
            N_("Draw up a contract with the current customer"),
            "Shift+C",
            "handshake",
        ),
        make(
            "order",
            "sales_order",
            N_("New order"),
            N_("Take down what the current customer orders"),
            "B",
            "shopping-cart",
        ),
        Action(
            "customer.own_record",
            N_("New own record…"),
            page.make_own_for_current,
            N_("Add a machine, licence or what else the company keeps account of to the current customer"),
            "Shift+N",
            "package",
            page.has_own_kinds,
            writes=True,
        ),
        hand_over_action(page, assign_customers, N_("The public pool")),
        *ownership_actions(page),
        tag_action(page),
        *campaign_actions(page),
        *channel_actions(page),
        price_action(page),
        account_action(page),
        ten_c_action(page),
        offer_action(page),
        refuse_action(page),
        *churn_actions(page),
        confirm_action(page),
        erase_action(page),
    ]


def _columns(context: PageContext) -> Sequence[Column]:
    unit = formats.currency_symbol(context.currency).strip()

    def money(key: str, title: str, attribute: str, gives_way: int) -> Column:
        def shown(row: CustomerRow) -> str:
            return _whole(getattr(row, attribute), context)

        return Column(key, title, 96, Kind.MONEY, shown, unit=unit, gives_way=gives_way, reads=(attribute,))

    return (
        Column("name", N_("Customer"), 210, format=_name(context), weight=500, min_width=190),
        Column("owner", N_("Owner"), 120, is_quiet=True, min_width=116, gives_way=2),
        Column(
            "last_contact",
            N_("Last contact"),
            96,
            Kind.DATE,
            lambda row: relative_moment(context, row.last_contact_at),
            reads=("last_contact_at",),
        ),
        Column(
            "next_step",
            N_("Next step"),
            130,
            format=_step(context),
            stretches=True,
            min_width=120,
            gives_way=1,
            filter_by="next_step_on",
            reads=("step",),
        ),
        Column("region", N_("Region"), 84, format=_named(context, "region_id"), is_quiet=True, is_hidden=True),
        Column("industry", N_("Industry"), 96, format=_named(context, "industry_id"), is_quiet=True, is_hidden=True),
        money("open_amount", N_("Open deals"), "open_minor", 0),
        money("won_amount", N_("Won"), "won_minor", 3),
        Column("number", N_("Number"), 84, is_quiet=True, is_hidden=True),
        Column("city", N_("City"), 96, is_quiet=True, is_hidden=True),
        Column("phone", N_("Phone"), 120, is_quiet=True, is_hidden=True),
        Column("lifecycle", N_("Lifecycle"), 90, format=_named(context, "lifecycle_id"), is_quiet=True, is_hidden=True),
        Column("source", N_("Source"), 90, format=_named(context, "source_id"), is_quiet=True, is_hidden=True),
        Column("satisfaction", N_("Satisfaction"), 96, Kind.STARS, _stars("satisfaction"), is_hidden=True),
        Column("credit", N_("Credit grade"), 96, Kind.STARS, _stars("credit"), is_hidden=True),
        Column("tags", N_("Tags"), 120, is_quiet=True, is_hidden=True, reads=("tags",)),
        Column(
            "completeness",
            N_("Profile complete, %"),
            90,
            Kind.NUMBER,
            is_quiet=True,
            is_hidden=True,
            reads=("completeness",),
        ),
        Column(
            "service_reasons",
            N_("Complaints and low scores"),
            104,
            Kind.NUMBER,
            _reasons,
            is_hidden=True,
            filter_by="service_risk",
            reads=("service_reasons",),
        ),
        *data_columns(context),
        Column(
            "protected_until",
            N_("Protected until"),
            110,
            Kind.DATE,
            _protected(context),
            is_hidden=True,
            reads=("protected_until",),
        ),
        *refusal_columns(CUSTOMERS),
    )


def _name(context: PageContext) -> Callable[[CustomerRow], Cell]:
    def cell(row: CustomerRow) -> Cell:
        level = context.choices.by_id.get(row.level_id or "")
        code = (level.code if level else "")[:1]
        return Cell(row.name, badge=code, badge_filled=code == "A", is_strong=True)

    return cell


def _whole(amount: int, context: PageContext) -> str:
    """A sum of many deals without its cents, which would only make the column harder to read."""
    return formats.money(amount, context.currency, cents=False)


def _step(context: PageContext) -> Callable[[CustomerRow], Cell]:
    def cell(row: CustomerRow) -> Cell:
        today, day = context.today(), row.next_step_on
        when = formats.day(day, language(), today) if day else ""
        text = " · ".join(part for part in (when, row.next_step or "") if part)
        is_overdue = day is not None and day < today
        return Cell(text or formats.MISSING, Tone.BAD if is_overdue else Tone.NEUTRAL)

    return cell


def _reasons(row: CustomerRow) -> Cell:
    """How many reasons service gives to worry."""
    return Cell(formats.integer(row.service_reasons), Tone.BAD) if row.service_reasons else Cell("")


def _protected(context: PageContext) -> Callable[[CustomerRow], str]:
    """The last day of its protection, and how many days that is from now."""

    def shown(row: CustomerRow) -> str:
        if row.protected_until is None:
            return formats.MISSING
        return formats.day(date.fromisoformat(row.protected_until), language(), context.today())

    return shown


def _stars(attribute: str) -> Callable[[CustomerRow], str]:
    return lambda row: str(getattr(row, attribute) or "")


def _named(context: PageContext, attribute: str) -> Callable[[CustomerRow], str]:
    return lambda row: context.choices.name(getattr(row, attribute), language()) or ""
