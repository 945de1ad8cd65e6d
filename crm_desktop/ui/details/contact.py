"""What the detail side says of a contact."""

from crm_desktop.core import formats
from crm_desktop.core.i18n import N_, language
from crm_desktop.queries.contact import ContactDetails
from crm_desktop.ui.detail_view import Chip, DetailContent, Line, Section, TabContent
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.theme import Tone

_KINDS = {"phone": N_("Phone"), "email": N_("E-mail"), "messenger": N_("Messenger"), "web": N_("Web")}


def describe(details: ContactDetails, context: PageContext) -> DetailContent:
    """The content of the detail side."""
    names, code = context.choices, language()
    places = [f"{each.name}" for each in details.customers]
    roles = [names.name(each.buying_role_id, code) for each in details.customers if each.buying_role_id]
    companies = tuple(
        Line("customer", each.customer_id, each.name, each.job_title or "", names.name(each.buying_role_id, code) or "")
        for each in details.customers
    )
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
    return DetailContent(
        record_id=details.id,
        title=details.name,
        line=" · ".join(part for part in (details.job_title, ", ".join(places)) if part),
        owner=details.owner or "",
        chips=tuple(Chip(role, Tone.INFO) for role in roles[:2] if role),
        tabs=(
            TabContent("reach", N_("Reach"), sections=_reach(details)),
            TabContent("companies", N_("Companies"), companies, count=len(companies)),
            TabContent("deals", N_("Deals"), deals, count=len(deals), nothing=N_("No open deals.")),
            TabContent("service", N_("Service"), cases, count=len(cases), nothing=N_("No open cases.")),
            TabContent("details", N_("Details"), sections=_facts(details)),
        ),
        foot=companies[:2],
    )


def _reach(details: ContactDetails) -> tuple[Section, ...]:
    values = tuple(
        (_KINDS.get(point.kind, N_("Phone")), " · ".join(part for part in (point.value, point.label) if part))
        for point in details.points
    )
    return (Section(N_("Phones and e-mails"), values),) if values else ()


def _facts(details: ContactDetails) -> tuple[Section, ...]:
    code = language()
    values = (
        (N_("Salutation"), details.salutation),
        (N_("Department"), details.department),
        (N_("Birthday"), formats.day_far(details.born_on, code) if details.born_on else None),
        (N_("Reports to"), details.reports_to),
        (N_("Referred by"), details.referred_by),
        (N_("Decision style"), details.decision_style),
        (N_("Tags"), ", ".join(details.tags)),
        (N_("Note"), details.note),
    )
    given = tuple((label, value) for label, value in values if value)
    return (Section(N_("Person"), given),) if given else ()
