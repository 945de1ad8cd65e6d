"""What the detail side says of a contact."""

from crm_desktop.core import formats
from crm_desktop.core.clock import day_of
from crm_desktop.core.i18n import N_, language, listed, tr
from crm_desktop.models.contact import EMAIL, PHONE, WEB
from crm_desktop.queries.contact import ContactDetails, CustomerOfContact, PointView
from crm_desktop.ui.detail_content import Chip, DetailContent, Edit, Fact, Group, Kind, Line, Section, TabContent
from crm_desktop.ui.details.data_age import data_age_chips, data_age_facts
from crm_desktop.ui.details.opt_out import opt_out_chips, opt_out_section, refusals
from crm_desktop.ui.links import mailto, tel, web
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.theme import Tone


def describe(details: ContactDetails, context: PageContext) -> DetailContent:
    """The content of the detail side."""
    present = [each for each in details.customers if each.to_on is None]
    title = present[0].job_title if present and present[0].job_title else details.job_title
    return DetailContent(
        record_id=details.id,
        title=_called(details),
        line=_joined(title, details.department, ", ".join(each.name for each in present)),
        owner=details.owner or "",
        chips=_chips(details, present, context),
        tabs=_tabs(details, context),
        foot=tuple(_point_line(point, details, context) for point in _reachable(details)),
        foot_title=tr("Ways to reach"),
        foot_sum=_last_spoken(details, context),
        phone=_first(details, PHONE),
        email=_first(details, EMAIL),
        refusals=refusals(details.opt_outs),
        owner_edit="owner_id",
    )


_LINKS = {PHONE: tel, EMAIL: mailto, WEB: web}


def _called(details: ContactDetails) -> str:
    return _joined(details.name, details.salutation)


def _chips(details: ContactDetails, present: list[CustomerOfContact], context: PageContext) -> tuple[Chip, ...]:
    names, code = context.choices, language()
    roles = dict.fromkeys(names.name(each.buying_role_id, code) for each in present if each.buying_role_id)
    chips = [Chip(tr("Main contact"), Tone.INFO, "star")] if any(each.is_main for each in present) else []
    chips += [Chip(role) for role in roles if role]
    chips += opt_out_chips(details.opt_outs)
    chips += data_age_chips(details.data_age, context)
    return (*chips, *(Chip(tag, sign="tag", edit="tags") for tag in details.tags))


def _last_spoken(details: ContactDetails, context: PageContext) -> str:
    if details.last_contact_at is None:
        return tr("no contact yet")
    day = day_of(details.last_contact_at, context.zone)
    return tr("Last contact {when}", when=formats.relative(day, language(), context.today()))


def _reachable(details: ContactDetails) -> list[PointView]:
    return [point for point in details.points if not point.is_opted_out]


def _first(details: ContactDetails, kind: str) -> str:
    return next((point.value for point in _reachable(details) if point.kind == kind), "")


def _tabs(details: ContactDetails, context: PageContext) -> tuple[TabContent, ...]:
    companies = tuple(_company_line(each, context) for each in details.customers)
    open_ones = len(details.open_deals) + len(details.open_cases)
    return (
        TabContent(
            "reach",
            N_("Reach"),
            tuple(_point_line(point, details, context) for point in details.points),
            nothing=N_("No phone and no e-mail yet."),
        ),
        TabContent(
            "companies",
            N_("Companies"),
            companies,
            count=len(companies),
            nothing=N_("Belongs to no customer yet."),
        ),
        TabContent(
            "open",
            N_("Business"),
            count=open_ones,
            groups=_open(details, context),
            nothing=N_("No open deals and no open cases."),
        ),
        TabContent("details", N_("Details"), sections=_facts(details, context), groups=_people(details)),
    )


def _company_line(each: CustomerOfContact, context: PageContext) -> Line:
    role = context.choices.name(each.buying_role_id, language())
    left = tr("until {day}", day=formats.day_far(each.to_on, language())) if each.to_on else ""
    main = tr("main contact") if each.is_main and not each.to_on else ""
    return Line("customer", each.customer_id, each.name, _joined(each.job_title, role, main, left))


def _point_line(point: PointView, details: ContactDetails, context: PageContext) -> Line:
    kind = context.choices.state("point_kind", point.kind, language())
    link = _LINKS.get(point.kind)
    no_calls, no_mail = refusals(details.opt_outs)
    refused = {PHONE: no_calls, EMAIL: no_mail}.get(point.kind, "")
    if point.is_opted_out:
        refused = tr("They do not want this to be used.")
    note = _joined(point.label or kind, tr("not to be used") if refused else "")
    url = link(point.value) if link else ""
    return Line("", "", point.value, note, url=url, copies=point.value, refused=refused)


def _open(details: ContactDetails, context: PageContext) -> tuple[Group, ...]:
    names, code = context.choices, language()
    deals = tuple(
        Line(
            "opportunity",
            deal.id,
            deal.name,
            names.name(deal.stage_id, code) or "",
            formats.money(deal.amount_minor, deal.currency, symbol=True),
        )
        for deal in details.open_deals
    )
    cases = tuple(
        Line("service_case", case.id, case.subject, names.state("case_status", case.status, code) or "")
        for case in details.open_cases
    )
    groups = ((N_("Open deals"), deals), (N_("Open cases"), cases))
    return tuple(Group(title, lines) for title, lines in groups if lines)


def _people(details: ContactDetails) -> tuple[Group, ...]:
    above = (Line("contact", details.reports_to_id, details.reports_to or ""),) if details.reports_to_id else ()
    source = (Line("contact", details.referred_by_id, details.referred_by or ""),) if details.referred_by_id else ()
    below = tuple(Line("contact", each.id, each.name, each.job_title or "") for each in details.reports)
    groups = ((N_("Reports to"), above), (N_("Referred by"), source), (N_("Reporting here"), below))
    return tuple(Group(title, lines) for title, lines in groups if lines)


def _facts(details: ContactDetails, context: PageContext) -> tuple[Section, ...]:
    code = language()
    sex = context.choices.state("sex", details.sex, code) if details.sex else ""
    born = formats.day_far(details.born_on, code) if details.born_on else ""
    person = (
        Fact(N_("Name"), details.name, Edit("name", required=True)),
        Fact(N_("Salutation"), details.salutation or "", Edit("salutation")),
        Fact(N_("Job title"), details.job_title or "", Edit("job_title")),
        Fact(N_("Department"), details.department or "", Edit("department")),
        Fact(N_("Owner"), details.owner or "", Edit("owner_id", Kind.CHOICE, "users")),
        Fact(N_("Sex"), sex or "", Edit("sex", Kind.CHOICE, "sex")),
        Fact(N_("Birthday"), born, Edit("born_on", Kind.DATE)),
        Fact(N_("Decision style"), details.decision_style or "", Edit("decision_style")),
        Fact(N_("Tags"), listed(details.tags), Edit("tags", Kind.TAGS)),
        Fact(N_("Key in the other system"), details.external_key or "", Edit("external_key")),
        *data_age_facts(details.data_age, context),
    )
    return (
        Section(N_("Person"), person),
        *((opt_out_section(details.opt_outs, context),) if details.opt_outs else ()),
        Section(N_("Notes"), (Fact(N_("Note"), details.note or "", Edit("note", Kind.NOTE)),)),
    )


def _joined(*parts: str | None) -> str:
    return " · ".join(part for part in parts if part)
