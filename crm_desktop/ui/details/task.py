"""What the detail side says of a task: what is to be done, with whom, until when, and what came of it."""

from datetime import date

from crm_desktop.core import formats
from crm_desktop.core.clock import moment_of
from crm_desktop.core.i18n import N_, language, tr
from crm_desktop.models.task import DONE, HIGH, OPEN, URGENT
from crm_desktop.queries.task import TaskDetails
from crm_desktop.ui.detail_content import Chip, DetailContent, Edit, Fact, Kind, Line, Section, TabContent
from crm_desktop.ui.details.facts import parties, party_facts, when
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.state_signs import priority_sign, task_sign
from crm_desktop.ui.texts import Plain
from crm_desktop.ui.theme import Tone
from crm_desktop.ui.widgets.blocks import Figure


def describe(details: TaskDetails, context: PageContext) -> DetailContent:
    """The content of the detail side."""
    kind = context.choices.name(details.kind_id, language())
    return DetailContent(
        record_id=details.id,
        title=details.subject,
        line=" · ".join(part for part in (kind, details.customer, details.contact) if part),
        owner=details.owner or "",
        chips=_chips(details, context),
        figures=_figures(details, context),
        notice=_notice(details, context),
        tabs=(TabContent("details", N_("Details"), sections=_sections(details, context)),),
        foot=_foot(details),
        figure_edits=("due_on",),
    )


def time_words(due_at: int | None, minutes: int | None, context: PageContext) -> str:
    """The time of day, and until when where that is known."""
    if due_at is None:
        return ""
    begin = moment_of(due_at, context.zone)
    end = moment_of(due_at + (minutes or 0) * 60_000, context.zone)
    return f"{begin:%H:%M}–{end:%H:%M}" if minutes else f"{begin:%H:%M}"


def _chips(details: TaskDetails, context: PageContext) -> tuple[Chip, ...]:
    names, code = context.choices, language()
    chips = [Chip(names.state("task_status", details.status, code) or "", *task_sign(details.status))]
    if details.priority in (HIGH, URGENT):
        sign = priority_sign(details.priority)
        chips.append(Chip(names.state("priority", details.priority, code) or "", *sign, edit="priority"))
    if details.series_id:
        chips.append(Chip(tr("Repeats"), sign="refresh-cw"))
    return tuple(chips)


def _figures(details: TaskDetails, context: PageContext) -> tuple[Figure, ...]:
    code, today = language(), context.today()
    near = formats.relative(details.due_on, code, today) if details.status == OPEN else ""
    tone = Tone.BAD if details.is_overdue else Tone.NEUTRAL
    time = time_words(details.due_at, None, context) or tr("all day")
    lasts = Plain(formats.duration(details.minutes, code)) if details.minutes else Plain("")
    by = tr("by {name}", name=details.assigned_by) if details.assigned_by else ""
    return (
        Figure(N_("Due"), Plain(formats.day(details.due_on, code, today)), Plain(near), tone),
        Figure(N_("Time"), Plain(time), lasts),
        Figure(N_("Assigned to"), Plain(details.owner or formats.MISSING), Plain(by)),
    )


def _notice(details: TaskDetails, context: PageContext) -> tuple[Tone, str, str]:
    code, today = language(), context.today()
    if details.status == OPEN:
        late = (today - details.due_on).days
        if details.is_overdue:
            return Tone.BAD, tr("Overdue for {days}", days=formats.days(late, code)), tr("Next: do it or put it off")
        return Tone.NEUTRAL, tr("To be done"), tr("Next: write down what came of it")
    closed = when(details.done_at, context)
    said = details.interaction or details.result or ""
    if details.status == DONE:
        return Tone.GOOD, tr("Done by {name}, {when}", name=details.done_by or formats.MISSING, when=closed), said
    return Tone.NEUTRAL, tr("Given up by {name}, {when}", name=details.done_by or formats.MISSING, when=closed), said


def _foot(details: TaskDetails) -> tuple[Line, ...]:
    lines = list(parties(details))
    if details.opportunity_id:
        lines.append(Line("opportunity", details.opportunity_id, details.opportunity or "", tr("Opportunity")))
    if details.case_id:
        lines.append(Line("service_case", details.case_id, details.case or "", tr("Service case")))
    if details.interaction_id:
        lines.append(Line("interaction", details.interaction_id, details.interaction or "", tr("What came of it")))
    return tuple(lines)


def _sections(details: TaskDetails, context: PageContext) -> tuple[Section, ...]:
    names, code = context.choices, language()
    kind = names.name(details.kind_id, code) or ""
    priority = names.state("priority", details.priority, code) or ""
    minutes = formats.duration(details.minutes, code) if details.minutes else ""
    task = (
        Fact(N_("Subject"), details.subject, Edit("subject", required=True)),
        Fact(N_("Detail"), details.detail or "", Edit("detail", Kind.NOTE)),
        Fact(N_("Due"), _day(details.due_on), Edit("due_on", Kind.DATE, required=True)),
        Fact(N_("Duration"), minutes, Edit("minutes", Kind.INTEGER)),
        Fact(N_("Reminder"), when(details.remind_at, context)),
        Fact(N_("Priority"), priority, Edit("priority", Kind.CHOICE, "priority", required=True)),
        Fact(N_("Kind"), kind, Edit("kind_id", Kind.CHOICE, "interaction_kind")),
        Fact(N_("Place"), details.place or "", Edit("place")),
    )
    about = (
        *party_facts(details),
        Fact(N_("Opportunity"), details.opportunity or "", Edit("opportunity_id", Kind.LOOKUP, "opportunity")),
        Fact(N_("Lead"), details.lead or ""),
        Fact(N_("Campaign"), details.campaign or ""),
    )
    people = (
        Fact(N_("Assigned to"), details.owner or "", Edit("owner_id", Kind.CHOICE, "users", required=True)),
        Fact(N_("Assigned by"), details.assigned_by or ""),
        Fact(N_("Assigned at"), when(details.assigned_at, context)),
        Fact(N_("Created by"), details.created_by or ""),
        Fact(N_("Created"), when(details.created_at, context)),
        Fact(N_("Done by"), details.done_by or ""),
        Fact(N_("Done at"), when(details.done_at, context)),
        Fact(N_("Result"), details.result or ""),
    )
    return Section(N_("Task"), task), Section(N_("About"), about), Section(N_("People and times"), people)


def _day(day: date | None) -> str:
    return formats.day_far(day, language()) if day else ""
