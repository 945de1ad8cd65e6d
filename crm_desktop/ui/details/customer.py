"""What the detail side says of a customer."""

from collections.abc import Iterable
from typing import Any

from crm_desktop.core import formats
from crm_desktop.core.i18n import N_, language, tr, trn
from crm_desktop.models.customer import COMPANY, LOST
from crm_desktop.queries.customer_details import CustomerDetails
from crm_desktop.queries.opportunity import OpportunityRow
from crm_desktop.queries.order import OrderRow
from crm_desktop.queries.service_case import ServiceCaseRow
from crm_desktop.ui.detail_content import Chip, DetailContent, Group, Line, Person, Section, TabContent
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.texts import Plain
from crm_desktop.ui.theme import Tone
from crm_desktop.ui.widgets.blocks import Figure


def describe(details: CustomerDetails, context: PageContext) -> DetailContent:
    """What the detail side says of a customer."""
    names, code = context.choices, language()
    level = names.by_id.get(details.level_id or "")
    industry = names.name(details.industry_id, code)
    where = [industry, details.city, tr("No. {number}", number=details.number)]
    deals, facts = details.open_deals, details.facts
    main = details.contacts[0] if details.contacts else None
    return DetailContent(
        record_id=details.id,
        title=details.name,
        line=" · ".join(part for part in where if part),
        badge=(level.code if level else "")[:1],
        owner=details.owner or tr("In the public pool"),
        chips=_chips(details, context),
        figures=_figures(details, context),
        tabs=_tabs(details, context),
        foot=tuple(_deal_line(deal, context) for deal in deals),
        foot_title=trn("1 open deal", "{count} open deals", facts.open_deals) if deals else "",
        foot_sum=tr("Total {amount}", amount=formats.money(facts.open_minor, context.currency, symbol=True)),
        person=_person(main),
        phone=details.phone or (main.phone if main else None) or "",
        email=details.email or (main.email if main else None) or "",
    )


def _chips(details: CustomerDetails, context: PageContext) -> tuple[Chip, ...]:
    names, code = context.choices, language()
    chips = []
    if details.status == LOST:
        chips.append(Chip(names.state("customer_status", LOST, code) or "", Tone.BAD, "circle-x"))
    if details.lifecycle_id:
        chips.append(Chip(names.name(details.lifecycle_id, code) or "", Tone.INFO))
    if details.kind != COMPANY:
        chips.append(Chip(names.state("customer_kind", details.kind, code) or ""))
    return (*chips, *(Chip(tag, sign="tag") for tag in details.tags))


def _person(main: Any) -> Person | None:
    if main is None:
        return None
    return Person(main.id, main.name, _joined(main.phone or main.email, main.job_title))


def _figures(details: CustomerDetails, context: PageContext) -> tuple[Figure, ...]:
    return (_won(details, context), _due(details, context), _since(details, context))


def _won(details: CustomerDetails, context: PageContext) -> Figure:
    facts = details.facts
    amount = Plain(formats.money(facts.won_minor, context.currency, symbol=True, cents=False))
    if not facts.won_before_minor:
        return Figure(N_("Won, 12 months"), amount)
    change = formats.change(facts.won_minor, facts.won_before_minor)
    tone = Tone.BAD if facts.won_minor < facts.won_before_minor else Tone.GOOD
    return Figure(N_("Won, 12 months"), amount, Plain(tr("{change} on last year", change=change)), tone)


def _due(details: CustomerDetails, context: PageContext) -> Figure:
    facts = details.facts
    amount = Plain(formats.money(facts.due_minor, context.currency, symbol=True, cents=False))
    if facts.overdue_since is None:
        return Figure(N_("Balance due"), amount, N_("nothing overdue"))
    days = (context.today() - facts.overdue_since).days
    return Figure(N_("Balance due"), amount, Plain(trn("1 day overdue", "{count} days overdue", days)), Tone.WARNING)


def _since(details: CustomerDetails, context: PageContext) -> Figure:
    """How long it has been buying, else since when it is known."""
    code, since = language(), details.facts.since
    if since is None:
        return Figure(N_("Customer for"), Plain(formats.MISSING), N_("nothing bought yet"))
    today = context.today()
    months = (today.year - since.year) * 12 + today.month - since.month - (today.day < since.day)
    month = formats.month_of_year(since.year, since.month, code)
    return Figure(N_("Customer for"), Plain(_how_long(max(0, months))), Plain(tr("since {month}", month=month)))


def _how_long(months: int) -> str:
    years, rest = divmod(months, 12)
    if not years:
        return tr("{months} m", months=rest)
    return tr("{years} y {months} m", years=years, months=rest) if rest else tr("{years} y", years=years)


def _tabs(details: CustomerDetails, context: PageContext) -> tuple[TabContent, ...]:
    counts = details.counts
    people = tuple(
        Line("contact", each.id, each.name, _joined(each.job_title, each.phone or each.email))
        for each in details.contacts
    )
    deals = tuple(_deal_line(deal, context) for deal in details.open_deals)
    orders = tuple(_order_line(order, context) for order in details.orders)
    closed = tuple(_deal_line(deal, context) for deal in details.closed_deals)
    business = _groups(((N_("Open deals"), deals), (N_("Orders"), orders), (N_("Closed deals"), closed)))
    cases = tuple(_case_line(case, context) for case in details.open_cases)
    archived = tuple(_case_line(case, context) for case in details.closed_cases)
    return (
        TabContent("contacts", N_("Contacts"), people, count=counts.contacts, nothing=N_("No contacts yet.")),
        TabContent(
            "business",
            N_("Business"),
            groups=business,
            count=counts.deals + counts.orders,
            nothing=N_("No deals and no orders yet."),
        ),
        TabContent(
            "service",
            N_("Service"),
            groups=_groups(((N_("Open cases"), cases), (N_("Archived cases"), archived))),
            count=counts.cases,
            nothing=N_("No service cases yet."),
        ),
        TabContent("details", N_("Details"), sections=_sections(details, context), groups=_family(details)),
    )


def _groups(listed: Iterable[tuple[str, tuple[Line, ...]]]) -> tuple[Group, ...]:
    return tuple(Group(title, lines) for title, lines in listed if lines)


def _deal_line(deal: OpportunityRow, context: PageContext) -> Line:
    stage = context.choices.name(deal.stage_id, language())
    closed = formats.day(deal.closed_on, language(), context.today()) if deal.closed_on else None
    return Line(
        "opportunity",
        deal.id,
        deal.name,
        _joined(stage, closed),
        formats.money(deal.amount_minor, deal.currency, symbol=True),
    )


def _order_line(order: OrderRow, context: PageContext) -> Line:
    paid = context.choices.state("payment_state", order.payment_state, language())
    when = formats.day(order.ordered_on, language(), context.today())
    amount = formats.money(order.net_minor, order.currency, symbol=True)
    return Line("sales_order", "", order.number, _joined(when, paid), amount)


def _case_line(case: ServiceCaseRow, context: PageContext) -> Line:
    due = formats.day(case.due_on, language(), context.today()) if case.due_on else ""
    status = context.choices.state("case_status", case.status, language()) or ""
    tone = Tone.BAD if case.is_overdue else Tone.NEUTRAL
    return Line("service_case", case.id, case.subject, status, due, tone)


def _family(details: CustomerDetails) -> tuple[Group, ...]:
    above = (Line("customer", details.parent_id, details.parent or ""),) if details.parent_id else ()
    below = tuple(Line("customer", each.id, each.name, each.number) for each in details.subsidiaries)
    return _groups(((N_("Parent company"), above), (N_("Subsidiaries"), below)))


_Values = tuple[tuple[str, Any], ...]


def _sections(details: CustomerDetails, context: PageContext) -> tuple[Section, ...]:
    groups = (
        (N_("Reach"), _reach(details)),
        (N_("Sales"), _sales(details, context)),
        (N_("Finance and tax"), _finance(details)),
        (N_("Person"), _profile(details, context)),
        (N_("Notes"), ((N_("Note"), details.note),)),
    )
    given = ((title, tuple((label, str(value)) for label, value in values if value)) for title, values in groups)
    return tuple(Section(title, values) for title, values in given if values)


def _reach(details: CustomerDetails) -> _Values:
    place = [details.address, details.district, details.city, details.province, details.postcode, details.country]
    return (
        (N_("Address"), ", ".join(part for part in place if part)),
        (N_("Phone"), details.phone),
        (N_("Fax"), details.fax),
        (N_("E-mail"), details.email),
        (N_("Website"), details.website),
        (N_("Preferred channel"), details.preferred_channel),
    )


def _sales(details: CustomerDetails, context: PageContext) -> _Values:
    names, code = context.choices, language()
    return (
        (N_("Short name"), details.short_name),
        (N_("Kind"), names.state("customer_kind", details.kind, code)),
        (N_("Level"), names.name(details.level_id, code)),
        (N_("Region"), names.name(details.region_id, code)),
        (N_("Source"), names.name(details.source_id, code)),
        (N_("Size"), names.name(details.size_id, code)),
        (N_("Employees"), formats.integer(details.employees) if details.employees else None),
        (N_("Founded in"), details.founded_year),
        (N_("Satisfaction"), _stars(details.satisfaction)),
        (N_("Credit grade"), _stars(details.credit)),
        (N_("Key in the other system"), details.external_key),
    )


def _finance(details: CustomerDetails) -> _Values:
    return (
        (N_("Legal person"), details.legal_person),
        (N_("Business licence number"), details.licence_number),
        (N_("Registered capital"), _money(details.registered_capital_minor, details.registered_capital_currency)),
        (N_("Annual turnover"), _money(details.annual_turnover_minor, details.annual_turnover_currency)),
        (N_("Credit limit"), _money(details.credit_limit_minor, details.credit_limit_currency)),
        (N_("Bank"), details.bank),
        (N_("Bank account"), details.bank_account),
        (N_("Tax number"), details.tax_number),
        (N_("National tax number"), details.national_tax_number),
        (N_("Invoice title"), details.invoice_title),
    )


def _profile(details: CustomerDetails, context: PageContext) -> _Values:
    person = details.profile
    if person is None:
        return ()
    born = formats.day_far(person.born_on, language()) if person.born_on else None
    return (
        (N_("Sex"), context.choices.state("sex", person.sex, language())),
        (N_("Birthday"), born),
        (N_("Education"), person.education),
        (N_("Occupation"), person.occupation),
        (N_("Income band"), person.income_band),
        (N_("Family"), person.family),
        (N_("Interests"), person.interests),
        (N_("Decision style"), person.decision_style),
    )


def _joined(*parts: str | None) -> str:
    return " · ".join(part for part in parts if part)


def _money(value: int | None, currency: str | None) -> str | None:
    return formats.money(value, currency, symbol=True) if value is not None and currency else None


def _stars(value: int | None) -> str | None:
    return f"{value} / 5" if value else None
