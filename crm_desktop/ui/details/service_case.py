"""What the detail side says of a service case."""

from crm_desktop.core import formats
from crm_desktop.core.i18n import N_, language, tr
from crm_desktop.models.service_case import ARCHIVED, ASSIGNED, HANDLED, NEW
from crm_desktop.queries.service_case import ServiceCaseDetails
from crm_desktop.ui.detail_view import Chip, DetailContent, Line, Section, TabContent
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.texts import Plain
from crm_desktop.ui.theme import Tone
from crm_desktop.ui.theme.shapes import Mark
from crm_desktop.ui.widgets.blocks import Figure

_TONES = {NEW: Tone.WARNING, ASSIGNED: Tone.INFO, HANDLED: Tone.INFO, ARCHIVED: Tone.GOOD}


def describe(details: ServiceCaseDetails, context: PageContext) -> DetailContent:
    """The content of the detail side."""
    names, code = context.choices, language()
    chips = [Chip(names.state("case_status", details.status, code) or "", _TONES[details.status])]
    if details.is_overdue:
        chips.append(Chip(tr("Overdue"), Tone.BAD, Mark.HIGH))
    if details.rework_count:
        chips.append(Chip(tr("Sent back {count} ×", count=details.rework_count), Tone.WARNING))
    parts = [tr("No. {number}", number=details.number), names.name(details.kind_id, code), details.customer]
    customer = Line("customer", details.customer_id or "", details.customer or "", tr("Customer"))
    return DetailContent(
        record_id=details.id,
        title=details.subject,
        line=" · ".join(part for part in parts if part),
        owner=details.owner or "",
        chips=tuple(chips),
        figures=_figures(details, context),
        tabs=(
            TabContent("request", N_("Request"), sections=_request(details)),
            TabContent("steps", N_("Steps"), _steps(details, context), count=len(details.statuses)),
            TabContent("details", N_("Details"), sections=_facts(details, context)),
        ),
        foot=(customer,) if details.customer_id else (),
    )


def _figures(details: ServiceCaseDetails, context: PageContext) -> tuple[Figure, ...]:
    code = language()
    due = formats.day(details.due_on, code, context.today()) if details.due_on else formats.MISSING
    stars = f"{details.satisfaction} / 5" if details.satisfaction else formats.MISSING
    return (
        Figure(N_("Open for"), Plain(formats.days(details.age_days, code))),
        Figure(N_("Due"), Plain(due), N_("overdue") if details.is_overdue else "", Tone.BAD),
        Figure(N_("Satisfaction"), Plain(stars)),
    )


def _request(details: ServiceCaseDetails) -> tuple[Section, ...]:
    parts = ((N_("Request"), details.request), (N_("Handling"), details.handling), (N_("Result"), details.result))
    values = tuple((label, value) for label, value in parts if value)
    return (Section(N_("From request to result"), values),) if values else ()


def _steps(details: ServiceCaseDetails, context: PageContext) -> tuple[Line, ...]:
    code = language()
    return tuple(
        Line(
            "step",
            "",
            context.choices.state("case_status", stay.value, code) or "",
            " · ".join(part for part in (stay.by or "", stay.note or "") if part),
            formats.day_far(stay.from_on, code),
        )
        for stay in reversed(details.statuses)
    )


def _facts(details: ServiceCaseDetails, context: PageContext) -> tuple[Section, ...]:
    names, code = context.choices, language()
    values = (
        (N_("Priority"), names.state("priority", details.priority, code)),
        (N_("Channel"), names.name(details.channel_id, code)),
        (N_("Contact"), details.contact),
        (N_("Product"), details.product),
        (N_("Order"), details.order_number),
        (N_("Opened"), formats.day_far(details.opened_on, code)),
        (N_("Created by"), details.created_by),
        (N_("Assigned by"), details.assigned_by),
        (N_("Handled by"), details.handled_by),
        (N_("Minutes"), formats.duration(details.minutes, code) if details.minutes else None),
        (N_("Closed"), formats.day_far(details.closed_on, code) if details.closed_on else None),
    )
    return (Section(N_("Case"), tuple((label, value) for label, value in values if value)),)
