"""What the detail side says of a customer."""

from collections.abc import Iterable
from typing import Any

from crm_desktop.core import formats
from crm_desktop.core.i18n import N_, language, listed, tr, trn
from crm_desktop.models.customer import COMPANY, CONSUMER, LOST
from crm_desktop.models.limited_fields import AMOUNT
from crm_desktop.queries.customer_details import CustomerDetails
from crm_desktop.queries.opportunity import OpportunityRow
from crm_desktop.queries.order import OrderRow
from crm_desktop.queries.service_case import ServiceCaseRow
from crm_desktop.ui.detail_content import (
    Chip,
    DetailContent,
    Edit,
    Fact,
    Group,
    Kind,
    Line,
    Person,
    Section,
    TabContent,
)
from crm_desktop.ui.details.account import account_groups, account_sections
from crm_desktop.ui.details.channel import channel_groups, channel_sections
from crm_desktop.ui.details.churn import churn_chips, churn_groups
from crm_desktop.ui.details.contract_state import contract_group
from crm_desktop.ui.details.data_age import data_age_chips, data_age_facts
from crm_desktop.ui.details.facts import email_fact, phone_fact, quotation_group, web_fact
from crm_desktop.ui.details.opt_out import opt_out_chips, opt_out_section, refusals
from crm_desktop.ui.details.own_record import own_groups
from crm_desktop.ui.details.ownership import ownership_section, protection_chip
from crm_desktop.ui.details.product_prices import agreement_groups
from crm_desktop.ui.details.profit import profit_groups
from crm_desktop.ui.details.survey import answers_group
from crm_desktop.ui.links import place
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
        owner=details.owner or "",
        chips=_chips(details, context),
        figures=_figures(details, context),
        tabs=_tabs(details, context),
        foot=tuple(_deal_line(deal, context) for deal in deals),
        foot_title=trn("1 open deal", "{count} open deals", facts.open_deals) if deals else "",
        foot_sum=_foot_sum(facts.open_minor, context),
        person=_person(main),
        phone=details.phone or (main.phone if main else None) or "",
        email=details.email or (main.email if main else None) or "",
        badge_edit="level_id",
        owner_edit="owner_id",
        refusals=refusals(details.opt_outs),
    )


def _chips(details: CustomerDetails, context: PageContext) -> tuple[Chip, ...]:
    names, code = context.choices, language()
    # First, so that it is never among those for which there is no room.
    chips = [*churn_chips(details, context)]
    if not details.owner:
        chips.append(Chip(tr("In the public pool"), sign="circle-dashed", edit="owner_id"))
    chips.extend(protection_chip(details, context))
    chips.extend(opt_out_chips(details.opt_outs))
    if details.status == LOST:
        chips.append(Chip(names.state("customer_status", LOST, code) or "", Tone.BAD, "circle-x", edit="status"))
    if details.lifecycle_id:
        chips.append(Chip(names.name(details.lifecycle_id, code) or "", Tone.INFO, edit="lifecycle_id"))
    if details.kind != COMPANY:
        chips.append(Chip(names.state("customer_kind", details.kind, code) or ""))
    known = details.completeness
    if known is not None and known.ask_next:
        fields = listed(tr(each) for each in known.ask_next)
        chips.append(
            Chip(tr("Profile {percent} % · ask {fields}", percent=known.percent, fields=fields), sign="list-checks")
        )
    chips.extend(data_age_chips(details.data_age, context))
    return (*chips, *(Chip(tag, sign="tag", edit="tags") for tag in details.tags))


def _person(main: Any) -> Person | None:
    if main is None:
        return None
    return Person(main.id, main.name, _joined(main.phone or main.email, main.job_title))


def _figures(details: CustomerDetails, context: PageContext) -> tuple[Figure, ...]:
    return (_won(details, context), _due(details, context), _since(details, context))


def _foot_sum(open_minor: int, context: PageContext) -> str:
    if context.background.viewer.hides(AMOUNT):
        return ""
    return tr("Total {amount}", amount=formats.money(open_minor, context.currency, symbol=True))


def _won(details: CustomerDetails, context: PageContext) -> Figure:
    facts = details.facts
    if context.background.viewer.hides(AMOUNT):
        return Figure(N_("Won, 12 months"), Plain(formats.MISSING))
    amount = Plain(formats.money(facts.won_minor, context.currency, symbol=True, cents=False))
    if not facts.won_before_minor:
        return Figure(N_("Won, 12 months"), amount)
    change = formats.change(facts.won_minor, facts.won_before_minor)
    tone = Tone.BAD if facts.won_minor < facts.won_before_minor else Tone.GOOD
    return Figure(N_("Won, 12 months"), amount, Plain(tr("{change} in a year", change=change)), tone)


def _due(details: CustomerDetails, context: PageContext) -> Figure:
    facts = details.facts
    if context.background.viewer.hides(AMOUNT):
        return Figure(N_("Balance due"), Plain(formats.MISSING))
    amount = Plain(formats.money(facts.due_minor, context.currency, symbol=True, cents=False))
    if facts.overdue_since is None:
        return Figure(N_("Balance due"), amount, N_("nothing overdue"))
    days = (context.today() - facts.overdue_since).days
    return Figure(N_("Balance due"), amount, Plain(trn("1 day overdue", "{count} days overdue", days)), Tone.WARNING)


def _since(details: CustomerDetails, context: PageContext) -> Figure:
    """How long it has been buying, else since when it is known."""
    code, since = language(), details.facts.since
    if since is None:
        return Figure(N_("Customer for"), Plain(formats.MISSING), N_("no orders yet"))
    today = context.today()
    months = (today.year - since.year) * 12 + today.month - since.month - (today.day < since.day)
    month = formats.month_far(since.year, since.month, code)
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
            groups=(
                *business,
                *account_groups(details.account, context),
                *profit_groups(details.id, details.profit, context),
                *contract_group(details.contracts, context),
                *quotation_group(details.quotations, context),
                *answers_group(details.answered, context),
            ),
            count=counts.deals + counts.orders,
            nothing=N_("No deals and no orders yet."),
        ),
        TabContent(
            "service",
            N_("Service"),
            groups=(
                *churn_groups(details, context),
                *_groups(((N_("Open cases"), cases), (N_("Archived cases"), archived))),
                *own_groups(details.id, details.own_records, context),
            ),
            count=counts.cases,
            nothing=N_("No service cases yet."),
        ),
        TabContent("details", N_("Details"), sections=_sections(details, context), groups=_family(details, context)),
    )


def _groups(groups: Iterable[tuple[str, tuple[Line, ...]]]) -> tuple[Group, ...]:
    return tuple(Group(title, lines) for title, lines in groups if lines)


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
    is_kept = context.background.viewer.hides(AMOUNT)
    amount = "" if is_kept else formats.money(order.net_minor, order.currency, symbol=True)
    return Line("sales_order", order.id, order.number, _joined(when, paid), amount)


def _case_line(case: ServiceCaseRow, context: PageContext) -> Line:
    due = formats.day(case.due_on, language(), context.today()) if case.due_on else ""
    status = context.choices.state("case_status", case.status, language()) or ""
    tone = Tone.BAD if case.is_overdue else Tone.NEUTRAL
    return Line("service_case", case.id, case.subject, status, due, tone)


def _family(details: CustomerDetails, context: PageContext) -> tuple[Group, ...]:
    above = (Line("customer", details.parent_id, details.parent or ""),) if details.parent_id else ()
    below = tuple(Line("customer", each.id, each.name, each.number) for each in details.subsidiaries)
    family = _groups(((N_("Parent company"), above), (N_("Subsidiaries"), below)))
    return (*family, *channel_groups(details.channel, context), *agreement_groups(details.prices, context))


def _sections(details: CustomerDetails, context: PageContext) -> tuple[Section, ...]:
    person = (Section(N_("Person"), _profile(details, context)),) if details.profile else ()
    return (
        Section(N_("Customer") if details.kind == CONSUMER else N_("Company"), _company(details, context)),
        Section(N_("Reach"), _reach(details)),
        *((opt_out_section(details.opt_outs, context),) if details.opt_outs else ()),
        Section(N_("Sales"), _sales(details, context)),
        *account_sections(details.account, context),
        ownership_section(details, context),
        *channel_sections(details.channel, context),
        *person,
        *(() if details.kind == CONSUMER else (Section(N_("Finance and tax"), _finance(details)),)),
        Section(N_("Notes"), (Fact(N_("Note"), details.note or "", Edit("note", Kind.NOTE)),)),
    )


def _company(details: CustomerDetails, context: PageContext) -> tuple[Fact, ...]:
    kind = context.choices.state("customer_kind", details.kind, language())
    return (
        Fact(N_("Name"), details.name, Edit("name", required=True)),
        Fact(N_("Short name"), details.short_name or "", Edit("short_name")),
        Fact(N_("Kind"), kind or "", Edit("kind", Kind.CHOICE, "customer_kind", required=True)),
        Fact(N_("Parent company"), details.parent or "", Edit("parent_id", Kind.LOOKUP, "customer")),
        Fact(N_("Number"), details.number, Edit("number", most=40)),
        Fact(N_("Key in the other system"), details.external_key or "", Edit("external_key")),
        *data_age_facts(details.data_age, context),
    )


def _reach(details: CustomerDetails) -> tuple[Fact, ...]:
    parts = [details.address, details.district, details.city, details.province, details.postcode, details.country]
    whole = ", ".join(part for part in parts if part)
    where = place(whole, language())
    no_calls, no_mail = refusals(details.opt_outs)
    return (
        phone_fact(N_("Phone"), details.phone, "phone", refused=no_calls),
        phone_fact(N_("Fax"), details.fax, "fax", calls=False),
        email_fact(N_("E-mail"), details.email, "email", refused=no_mail),
        web_fact(N_("Website"), details.website, "website"),
        Fact(N_("Address"), details.address or "", Edit("address", most=300), where, "map-pin", whole),
        Fact(N_("District"), details.district or "", Edit("district")),
        Fact(N_("City"), details.city or "", Edit("city")),
        Fact(N_("Province or state"), details.province or "", Edit("province")),
        Fact(N_("Postcode"), details.postcode or "", Edit("postcode", most=20)),
        Fact(N_("Country"), details.country or "", Edit("country")),
        Fact(N_("Preferred channel"), details.preferred_channel or "", Edit("preferred_channel")),
    )


def _sales(details: CustomerDetails, context: PageContext) -> tuple[Fact, ...]:
    names, code = context.choices, language()

    def choice(label: str, name: str, of: str) -> Fact:
        return Fact(label, names.name(getattr(details, name), code) or "", Edit(name, Kind.CHOICE, of))

    status = names.state("customer_status", details.status, code) or ""
    return (
        Fact(N_("Owner"), details.owner or "", Edit("owner_id", Kind.CHOICE, "users")),
        choice(N_("Level"), "level_id", "level"),
        choice(N_("Lifecycle"), "lifecycle_id", "lifecycle"),
        Fact(N_("Status"), status, Edit("status", Kind.CHOICE, "customer_status", required=True)),
        choice(N_("Industry"), "industry_id", "industry"),
        choice(N_("Region"), "region_id", "region"),
        choice(N_("Source"), "source_id", "source"),
        choice(N_("Size"), "size_id", "size"),
        Fact(N_("Satisfaction"), _stars(details.satisfaction), Edit("satisfaction", Kind.STARS)),
        Fact(N_("Credit grade"), _stars(details.credit), Edit("credit", Kind.STARS)),
        Fact(N_("Tags"), listed(details.tags), Edit("tags", Kind.TAGS)),
    )


def _finance(details: CustomerDetails) -> tuple[Fact, ...]:
    def line(label: str, name: str) -> Fact:
        return Fact(label, getattr(details, name) or "", Edit(name))

    def money(label: str, name: str) -> Fact:
        amount, currency = getattr(details, f"{name}_minor"), getattr(details, f"{name}_currency")
        shown = formats.money(amount, currency, symbol=True) if amount is not None and currency else ""
        return Fact(label, shown, Edit(f"{name}_minor", Kind.MONEY, f"{name}_currency"))

    employees = formats.integer(details.employees) if details.employees else ""
    founded = str(details.founded_year) if details.founded_year else ""
    return (
        line(N_("Legal person"), "legal_person"),
        line(N_("Business licence number"), "licence_number"),
        money(N_("Registered capital"), "registered_capital"),
        money(N_("Annual turnover"), "annual_turnover"),
        money(N_("Credit limit"), "credit_limit"),
        Fact(N_("Employees"), employees, Edit("employees", Kind.INTEGER)),
        Fact(N_("Founded in"), founded, Edit("founded_year", Kind.INTEGER)),
        line(N_("Bank"), "bank"),
        line(N_("Bank account"), "bank_account"),
        line(N_("Tax number"), "tax_number"),
        line(N_("National tax number"), "national_tax_number"),
        line(N_("Invoice title"), "invoice_title"),
    )


def _profile(details: CustomerDetails, context: PageContext) -> tuple[Fact, ...]:
    person = details.profile
    assert person is not None
    sex = context.choices.state("sex", person.sex, language()) if person.sex else ""
    born = formats.day_far(person.born_on, language()) if person.born_on else ""
    lines = (
        (N_("Education"), "education"),
        (N_("Occupation"), "occupation"),
        (N_("Income band"), "income_band"),
        (N_("Family"), "family"),
        (N_("Interests"), "interests"),
        (N_("Decision style"), "decision_style"),
    )
    return (
        Fact(N_("Sex"), sex or "", Edit("sex", Kind.CHOICE, "sex")),
        Fact(N_("Birthday"), born, Edit("born_on", Kind.DATE)),
        *(Fact(label, getattr(person, name) or "", Edit(name)) for label, name in lines),
    )


def _joined(*parts: str | None) -> str:
    return " · ".join(part for part in parts if part)


def _stars(value: int | None) -> str:
    return "★" * value + "☆" * (5 - value) if value else ""
