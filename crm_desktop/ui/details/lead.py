"""What the detail side says of a lead: who it may become, how it is developed step by step, and what came of it."""

from datetime import date

from crm_desktop.core import formats
from crm_desktop.core.i18n import N_, language, tr
from crm_desktop.core.money import E6, from_e6
from crm_desktop.models.lead import ASSIGNED, FAILED, UNASSIGNED, WON
from crm_desktop.queries.lead import LeadDetails, PlanItemView
from crm_desktop.ui.detail_content import Chip, DetailContent, Edit, Fact, Kind, Line, Section, TabContent
from crm_desktop.ui.details.facts import when
from crm_desktop.ui.details.opt_out import opt_out_chips, opt_out_section, refusals
from crm_desktop.ui.links import mailto, tel
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.state_signs import lead_sign
from crm_desktop.ui.texts import Plain
from crm_desktop.ui.theme import Tone
from crm_desktop.ui.widgets.blocks import Figure

STEP = "lead_plan_item"
Told = tuple[Tone, str, str]


def describe(details: LeadDetails, context: PageContext) -> DetailContent:
    """The content of the detail side."""
    source = context.choices.name(details.source_id, language())
    parts = (tr("No. {number}", number=details.number), source, details.outline)
    state = context.choices.state("lead_status", details.status, language()) or details.status
    return DetailContent(
        record_id=details.id,
        title=details.customer_name,
        line=" · ".join(part for part in parts if part),
        owner=details.owner or "",
        chips=(Chip(state, *lead_sign(details.status)), *opt_out_chips(details.opt_outs)),
        figures=_figures(details, context),
        notice=_notice(details, context),
        tabs=(
            TabContent("plan", N_("Plan"), _plan(details, context), count=_waiting(details), nothing=_no_plan(details)),
            TabContent("details", N_("Details"), sections=_facts(details, context)),
        ),
        foot=_became(details),
        phone=details.phone or "",
        email=details.email or "",
        refusals=refusals(details.opt_outs),
    )


def _figures(details: LeadDetails, context: PageContext) -> tuple[Figure, ...]:
    code, today = language(), context.today()
    chance = formats.MISSING
    if details.probability_e6 is not None:
        chance = formats.percent(from_e6(details.probability_e6), 0 if details.probability_e6 * 100 % E6 == 0 else 1)
    next_on = details.next_on if details.status == ASSIGNED else None
    near = formats.relative(next_on, code, today) if next_on else ""
    done = sum(1 for step in details.plan if step.result)
    return (
        Figure(N_("Success"), Plain(chance), Plain(details.contact_name or "")),
        Figure(
            N_("Next step on"),
            Plain(formats.day_far(next_on, code)),
            Plain(near),
            Tone.BAD if details.is_overdue else Tone.NEUTRAL,
        ),
        Figure(N_("Steps done"), Plain(tr("{done} of {count}", done=done, count=len(details.plan))), Plain("")),
    )


def _notice(details: LeadDetails, context: PageContext) -> Told:
    """Where the lead stands, and what comes next."""
    code, today = language(), context.today()
    if details.status == UNASSIGNED:
        return Tone.WARNING, tr("Nobody develops this lead yet"), tr("Next: assign it")
    closed = formats.day(details.closed_on, code, today) if details.closed_on else ""
    if details.status == WON:
        return Tone.GOOD, tr("Became a customer on {day}", day=closed), details.customer or ""
    if details.status == FAILED:
        why = context.choices.name(details.reason_id, code)
        told = " · ".join(part for part in (why, details.reason_note) if part)
        return Tone.BAD, tr("Given up on {day}", day=closed), told
    who = details.owner or formats.MISSING
    step = next((each for each in details.plan if not each.result), None)
    if step is None:
        return Tone.WARNING, tr("{name} develops it", name=who), tr("Next: plan a step, or close the lead")
    if step.is_overdue:
        late = formats.days((today - step.due_on).days, code)
        return Tone.BAD, tr("A step is overdue for {days}", days=late), step.item
    return Tone.NEUTRAL, tr("{name} develops it", name=who), tr("Next: {step}", step=step.item)


def _no_plan(details: LeadDetails) -> str:
    if details.status == UNASSIGNED:
        return N_("A plan is made by whom the lead is assigned to.")
    return N_("No steps were planned.") if details.status in (WON, FAILED) else N_("No steps yet. S plans the first.")


def _waiting(details: LeadDetails) -> int:
    return sum(1 for step in details.plan if not step.result)


def _plan(details: LeadDetails, context: PageContext) -> tuple[Line, ...]:
    """The steps in their order; those of a closed lead can only be looked at."""
    leads_on = details.status == ASSIGNED
    return tuple(_step(step, context, leads_on=leads_on) for step in details.plan)


def _step(step: PlanItemView, context: PageContext, *, leads_on: bool) -> Line:
    day = formats.day(step.due_on, language(), context.today())
    late, mark = step.is_overdue and leads_on, "✓ " if step.result else ""
    return Line(
        STEP, step.id if leads_on else "", mark + step.item, step.result or "", day, Tone.BAD if late else Tone.NEUTRAL
    )


def _became(details: LeadDetails) -> tuple[Line, ...]:
    found = []
    if details.customer_id:
        found.append(Line("customer", details.customer_id, details.customer or "", tr("Customer")))
    if details.opportunity_id:
        found.append(Line("opportunity", details.opportunity_id, details.opportunity or "", tr("Deal")))
    return tuple(found)


def _facts(details: LeadDetails, context: PageContext) -> tuple[Section, ...]:
    names, code = context.choices, language()
    chance = ""
    if details.probability_e6 is not None:
        chance = formats.percent(from_e6(details.probability_e6), 0)
    phone, email = details.phone or "", details.email or ""
    no_calls, no_mail = refusals(details.opt_outs)
    chance_of = (
        Fact(N_("Customer name"), details.customer_name, _edit(details, "customer_name", required=True)),
        Fact(N_("Outline"), details.outline, _edit(details, "outline", required=True)),
        Fact(N_("Description"), details.description or "", _edit(details, "description", Kind.NOTE)),
        Fact(N_("Success"), chance),
        Fact(
            N_("Source"), names.name(details.source_id, code) or "", _edit(details, "source_id", Kind.CHOICE, "source")
        ),
        Fact(
            N_("Campaign"),
            names.name(details.campaign_id, code) or "",
            _edit(details, "campaign_id", Kind.CHOICE, "campaigns"),
        ),
        Fact(N_("Contact"), details.contact_name or "", _edit(details, "contact_name")),
        Fact(
            N_("Phone"),
            phone,
            _edit(details, "phone", Kind.PHONE),
            tel(phone) if phone else "",
            "phone",
            phone,
            refused=no_calls,
        ),
        Fact(
            N_("E-mail"),
            email,
            _edit(details, "email", Kind.EMAIL),
            mailto(email) if email else "",
            "mail",
            email,
            refused=no_mail,
        ),
        Fact(N_("Number"), details.number, _edit(details, "number", most=40)),
    )
    people = (
        Fact(N_("Created"), when(details.created_at, context)),
        Fact(N_("Created by"), details.created_by or ""),
        Fact(N_("Assigned to"), details.owner or ""),
        Fact(N_("Assigned by"), details.assigned_by or ""),
        Fact(N_("Assigned at"), when(details.assigned_at, context)),
        Fact(N_("Closed"), _day(details.closed_on)),
        Fact(N_("Reason"), names.name(details.reason_id, code) or ""),
        Fact(N_("Reason in words"), details.reason_note or ""),
    )
    refused = (opt_out_section(details.opt_outs, context),) if details.opt_outs else ()
    return (Section(N_("Lead"), chance_of), *refused, Section(N_("People and times"), people))


def _edit(
    details: LeadDetails, name: str, kind: Kind = Kind.LINE, of: str = "", *, required: bool = False, most: int = 200
) -> Edit | None:
    """How a value is edited until somebody develops the lead."""
    return Edit(name, kind, of, required, most) if details.status == UNASSIGNED else None


def _day(day: date | None) -> str:
    return formats.day_far(day, language()) if day else ""
