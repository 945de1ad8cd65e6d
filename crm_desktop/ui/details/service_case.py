"""What the detail side says of a service case: what is asked, who takes care of it, and what the customer thinks."""

from crm_desktop.core import formats
from crm_desktop.core.clock import moment_of
from crm_desktop.core.i18n import N_, language, tr
from crm_desktop.models.service_case import ARCHIVED, HANDLED, HIGH, NEW, URGENT
from crm_desktop.queries.service_case import ServiceCaseDetails
from crm_desktop.ui.detail_view import Chip, DetailContent, Line, Section, TabContent
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.state_signs import case_sign, priority_sign
from crm_desktop.ui.texts import Plain
from crm_desktop.ui.theme import Tone
from crm_desktop.ui.widgets.blocks import Figure

Told = tuple[Tone, str, str]


def describe(details: ServiceCaseDetails, context: PageContext) -> DetailContent:
    """The content of the detail side."""
    kind = context.choices.name(details.kind_id, language())
    parts = (tr("No. {number}", number=details.number), kind, details.customer)
    return DetailContent(
        record_id=details.id,
        title=details.subject,
        line=" · ".join(part for part in parts if part),
        owner=details.owner or "",
        chips=_chips(details, context),
        figures=_figures(details, context),
        notice=_notice(details, context),
        tabs=(
            TabContent("request", N_("Request"), sections=_request(details, context)),
            TabContent("steps", N_("Steps"), _steps(details, context), count=len(details.statuses)),
            TabContent("details", N_("Details"), sections=_facts(details, context)),
        ),
        foot=_foot(details),
    )


def _chips(details: ServiceCaseDetails, context: PageContext) -> tuple[Chip, ...]:
    names, code = context.choices, language()
    chips = [Chip(names.state("case_status", details.status, code) or "", *case_sign(details.status))]
    if details.priority in (HIGH, URGENT):
        chips.append(Chip(names.state("priority", details.priority, code) or "", *priority_sign(details.priority)))
    if details.rework_count:
        chips.append(Chip(tr("Sent back {count} ×", count=details.rework_count), Tone.WARNING, "rotate-ccw"))
    return tuple(chips)


def _figures(details: ServiceCaseDetails, context: PageContext) -> tuple[Figure, ...]:
    code, today = language(), context.today()
    took = N_("Took") if details.status == ARCHIVED else N_("Open for")
    since = tr("since {day}", day=formats.day(details.opened_on, code, today))
    near = formats.relative(details.due_on, code, today) if details.due_on and details.status != ARCHIVED else ""
    stars = tr("{count} of 5", count=details.satisfaction) if details.satisfaction else formats.MISSING
    return (
        Figure(
            N_("Due"),
            Plain(formats.day(details.due_on, code, today)),
            Plain(near),
            Tone.BAD if details.is_overdue else Tone.NEUTRAL,
        ),
        Figure(took, Plain(formats.days(details.age_days, code)), Plain(since)),
        Figure(N_("Satisfaction"), Plain(stars), Plain("★" * details.satisfaction if details.satisfaction else "")),
    )


def _notice(details: ServiceCaseDetails, context: PageContext) -> Told:
    """Why the case stands where it stands, and what comes next."""
    code, today = language(), context.today()
    late = ""
    if details.is_overdue and details.due_on:
        late = tr("Overdue for {days}", days=formats.days((today - details.due_on).days, code))
    if details.status == NEW:
        return Tone.BAD if late else Tone.WARNING, late or tr("Nobody takes care of it yet"), tr("Next: assign it")
    if details.status == HANDLED:
        return (
            Tone.INFO,
            tr("Waiting for feedback"),
            late or tr("Next: ask the customer and note how satisfied they are"),
        )
    if details.status == ARCHIVED:
        closed = tr("Archived on {day}", day=formats.day(details.closed_on, code, today))
        return Tone.GOOD, closed, details.result or ""
    who = details.owner or formats.MISSING
    if details.rework_count and details.result:
        return Tone.BAD, tr("Sent back to {name}", name=who), details.result
    doing = tr("{name} takes care of it", name=who)
    return Tone.BAD if late else Tone.NEUTRAL, late or doing, doing if late else tr("Next: write down what was done")


def _request(details: ServiceCaseDetails, context: PageContext) -> tuple[Section, ...]:
    channel = context.choices.name(details.channel_id, language())
    minutes = formats.duration(details.minutes, language()) if details.minutes else None
    parts = (
        (N_("Request"), ((N_("Asked by"), details.contact), (N_("Channel"), channel), (N_("Wish"), details.request))),
        (
            N_("Handling"),
            (
                (N_("Handled by"), details.handled_by),
                (N_("When"), _when(details.handled_at, context)),
                (N_("Time spent"), minutes),
                (N_("What was done"), details.handling),
            ),
        ),
        (N_("Result"), ((N_("The customer said"), details.result),)),
    )
    return _given(parts)


def _steps(details: ServiceCaseDetails, context: PageContext) -> tuple[Line, ...]:
    code = language()
    return tuple(
        Line(
            "step",
            "",
            context.choices.state("case_status", stay.value, code) or "",
            " · ".join(part for part in (stay.by, stay.note) if part),
            formats.day(stay.from_on, code, context.today()),
        )
        for stay in reversed(details.statuses)
    )


def _facts(details: ServiceCaseDetails, context: PageContext) -> tuple[Section, ...]:
    names, code = context.choices, language()
    about = (
        (N_("Priority"), names.state("priority", details.priority, code)),
        (N_("Product"), details.product),
        (N_("Order"), details.order_number),
        (N_("Key in the other system"), details.external_key),
    )
    done = (
        (N_("Opened"), _when(details.opened_at, context)),
        (N_("Created by"), details.created_by),
        (N_("Assigned to"), details.owner),
        (N_("Assigned by"), details.assigned_by),
        (N_("Assigned at"), _when(details.assigned_at, context)),
        (N_("Closed"), formats.day_far(details.closed_on, code) if details.closed_on else None),
    )
    return _given(((N_("Case"), about), (N_("People and times"), done)))


def _foot(details: ServiceCaseDetails) -> tuple[Line, ...]:
    found = []
    if details.customer_id:
        found.append(Line("customer", details.customer_id, details.customer or "", tr("Customer")))
    if details.contact_id:
        found.append(Line("contact", details.contact_id, details.contact or "", tr("Contact")))
    return tuple(found)


def _given(parts: tuple[tuple[str, tuple[tuple[str, str | None], ...]], ...]) -> tuple[Section, ...]:
    """Sections with the values that are known."""
    known = ((title, tuple((label, value) for label, value in values if value)) for title, values in parts)
    return tuple(Section(title, values) for title, values in known if values)


def _when(instant_ms: int | None, context: PageContext) -> str | None:
    return formats.moment(moment_of(instant_ms, context.zone), language()) if instant_ms else None
