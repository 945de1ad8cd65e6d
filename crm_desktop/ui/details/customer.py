"""What the detail side says of a customer."""

from typing import Any

from crm_desktop.core import formats
from crm_desktop.core.i18n import N_, language, tr
from crm_desktop.queries.customer_details import CustomerDetails
from crm_desktop.ui.detail_view import Chip, DetailContent, Line, Section, TabContent
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.texts import Plain
from crm_desktop.ui.theme import Tone
from crm_desktop.ui.theme.shapes import Mark
from crm_desktop.ui.widgets.blocks import Figure


def describe(details: CustomerDetails, context: PageContext) -> DetailContent:
    """What the detail side says of a customer."""
    names, code = context.choices, language()
    level = names.by_id.get(details.level_id or "")
    where = [names.name(details.industry_id, code), details.city, tr("No. {number}", number=details.number)]
    chips = [Chip(names.state("customer_kind", details.kind, code) or "", sign=Mark.DRAFT)]
    if details.lifecycle_id:
        chips.append(Chip(names.name(details.lifecycle_id, code) or "", Tone.INFO))
    return DetailContent(
        record_id=details.id,
        title=details.name,
        line=" · ".join(part for part in where if part),
        badge=(level.code if level else "")[:1],
        owner=details.owner or "",
        chips=tuple(chips),
        figures=_figures(details, context),
        tabs=_tabs(details, context),
        foot=tuple(_deal_line(deal, context) for deal in details.open_deals[:3]),
    )


def _figures(details: CustomerDetails, context: PageContext) -> tuple[Figure, ...]:
    facts, code = details.facts, language()

    def amount(value: int) -> Plain:
        return Plain(formats.compact_money(value, context.currency, code) if value else formats.MISSING)

    change = formats.change(facts.won_minor, facts.won_before_minor) if facts.won_before_minor else ""
    overdue = tr("overdue since {day}", day=formats.day_far(facts.overdue_since, code)) if facts.overdue_since else ""
    since = tr("since {day}", day=formats.day_far(facts.since, code)) if facts.since else ""
    return (
        Figure(
            N_("Won, 12 months"),
            amount(facts.won_minor),
            Plain(change),
            Tone.BAD if facts.won_minor < facts.won_before_minor else Tone.GOOD,
        ),
        Figure(N_("Balance due"), amount(facts.due_minor), Plain(overdue), Tone.WARNING),
        Figure(N_("Open deals"), amount(facts.open_minor), Plain(since)),
    )


def _tabs(details: CustomerDetails, context: PageContext) -> tuple[TabContent, ...]:
    code = language()
    people = tuple(
        Line("contact", each.id, each.name, each.job_title or "", each.phone or each.email or "")
        for each in details.contacts
    )
    orders = tuple(
        Line(
            "sales_order",
            "",
            order.number,
            " · ".join(
                (
                    formats.day_far(order.ordered_on, code),
                    context.choices.state("payment_state", order.payment_state, code) or "",
                )
            ),
            formats.money(order.net_minor, order.currency, symbol=True),
        )
        for order in details.orders
    )
    cases = tuple(
        Line(
            "service_case",
            case.id,
            case.subject,
            context.choices.state("case_status", case.status, code) or "",
            formats.day(case.due_on, code, context.today()) if case.due_on else "",
            Tone.BAD if case.is_overdue else Tone.NEUTRAL,
        )
        for case in details.open_cases
    )
    deals = tuple(_deal_line(deal, context) for deal in details.open_deals)
    counts = details.counts
    return (
        TabContent("contacts", N_("Contacts"), people, count=counts.contacts, nothing=N_("No contacts yet.")),
        TabContent(
            "business",
            N_("Business"),
            deals + orders,
            count=counts.deals + counts.orders,
            nothing=N_("No open deals and no orders yet."),
        ),
        TabContent("service", N_("Service"), cases, count=counts.cases, nothing=N_("No open cases.")),
        TabContent("details", N_("Details"), sections=_facts(details, context)),
    )


def _deal_line(deal: Any, context: PageContext) -> Line:
    stage = context.choices.name(deal.stage_id, language()) or ""
    return Line("opportunity", deal.id, deal.name, stage, formats.money(deal.amount_minor, deal.currency, symbol=True))


def _facts(details: CustomerDetails, context: PageContext) -> tuple[Section, ...]:
    names, code = context.choices, language()

    def amount(value: int | None, currency: str | None) -> str | None:
        return formats.money(value, currency, symbol=True) if value and currency else None

    def stars(value: int | None) -> str | None:
        return f"{value} / 5" if value else None

    place = [details.address, details.district, details.city, details.province, details.postcode, details.country]
    groups: list[tuple[str, list[tuple[str, Any]]]] = [
        (
            N_("Reach"),
            [
                (N_("Address"), ", ".join(part for part in place if part)),
                (N_("Phone"), details.phone),
                (N_("Fax"), details.fax),
                (N_("E-mail"), details.email),
                (N_("Website"), details.website),
            ],
        ),
        (
            N_("Sales"),
            [
                (N_("Parent company"), details.parent),
                (N_("Level"), names.name(details.level_id, code)),
                (N_("Region"), names.name(details.region_id, code)),
                (N_("Source"), names.name(details.source_id, code)),
                (N_("Size"), names.name(details.size_id, code)),
                (N_("Employees"), formats.integer(details.employees) if details.employees else None),
                (N_("Founded in"), details.founded_year),
                (N_("Satisfaction"), stars(details.satisfaction)),
                (N_("Credit grade"), stars(details.credit)),
                (N_("Note"), details.note),
            ],
        ),
        (
            N_("Finance and tax"),
            [
                (N_("Legal person"), details.legal_person),
                (N_("Business licence number"), details.licence_number),
                (
                    N_("Registered capital"),
                    amount(details.registered_capital_minor, details.registered_capital_currency),
                ),
                (N_("Annual turnover"), amount(details.annual_turnover_minor, details.annual_turnover_currency)),
                (N_("Credit limit"), amount(details.credit_limit_minor, details.credit_limit_currency)),
                (N_("Bank"), details.bank),
                (N_("Bank account"), details.bank_account),
                (N_("Tax number"), details.tax_number),
                (N_("National tax number"), details.national_tax_number),
                (N_("Invoice title"), details.invoice_title),
            ],
        ),
    ]
    return tuple(
        Section(title, tuple((label, str(value)) for label, value in values if value))
        for title, values in groups
        if any(value for _, value in values)
    )
