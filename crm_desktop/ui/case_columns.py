"""The columns of the list of service cases."""

from crm_desktop.core import formats
from crm_desktop.core.clock import moment_of
from crm_desktop.core.i18n import N_, language, tr
from crm_desktop.models.service_case import ARCHIVED, URGENT
from crm_desktop.queries.service_case import ServiceCaseRow
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.service_countdown import Countdown
from crm_desktop.ui.service_words import worked
from crm_desktop.ui.state_signs import case_sign, priority_sign
from crm_desktop.ui.theme import Tone
from crm_desktop.ui.widgets.record_table_cells import Cell, Column, Kind


def case_columns(context: PageContext, countdown: Countdown) -> tuple[Column, ...]:
    """Those of a list whose limits count down."""

    def kind(row: ServiceCaseRow) -> str:
        return context.choices.name(row.kind_id, language()) or formats.MISSING

    def opened(row: ServiceCaseRow) -> str:
        return formats.day(row.opened_on, language(), context.today())

    def stars(row: ServiceCaseRow) -> str:
        return str(row.satisfaction or "")

    def spent(row: ServiceCaseRow) -> str:
        return worked(row.spent_minutes) if row.spent_minutes else ""

    return (
        Column("subject", N_("Subject"), 160, format=_subject, weight=500, stretches=True, min_width=160),
        Column("customer", N_("Customer"), 120, is_quiet=True, min_width=96, gives_way=3),
        Column("kind", N_("Kind"), 82, format=kind, is_quiet=True, min_width=82, gives_way=5),
        Column("priority", N_("Priority"), 82, Kind.STATUS, lambda row: _priority(row, context)),
        Column("status", N_("Status"), 96, Kind.STATUS, lambda row: _status(row, context)),
        Column("owner", N_("Assigned to"), 120, is_quiet=True, min_width=116, gives_way=1),
        Column("respond_by", N_("First answer due in"), 116, Kind.STATUS, countdown.answer, gives_way=2),
        Column("solve_by", N_("Solution due in"), 116, Kind.STATUS, countdown.solution, min_width=108),
        Column("due_on", N_("Due"), 112, Kind.DATE, lambda row: _due(row, context), gives_way=6),
        Column("number", N_("Number"), 84, is_quiet=True, is_hidden=True),
        Column("opened_on", N_("Opened"), 96, Kind.DATE, opened, is_hidden=True),
        Column("satisfaction", N_("Satisfaction"), 96, Kind.STARS, stars, is_hidden=True),
        Column(
            "spent",
            N_("Time spent"),
            110,
            Kind.NUMBER,
            spent,
            is_hidden=True,
            filter_by="spent",
            reads=("spent_minutes",),
            comes_late=True,
        ),
    )


def _subject(row: ServiceCaseRow) -> Cell:
    return Cell(row.subject, is_strong=True)


def _priority(row: ServiceCaseRow, context: PageContext) -> Cell:
    tone, sign = priority_sign(row.priority)
    name = context.choices.state("priority", row.priority, language()) or row.priority
    return Cell(name, tone, sign, is_strong=row.priority == URGENT)


def _status(row: ServiceCaseRow, context: PageContext) -> Cell:
    tone, sign = case_sign(row.status)
    name = context.choices.state("case_status", row.status, language()) or row.status
    whom = context.choices.state("waits_for", row.waits_for or "", language())
    return Cell(name, tone, sign, tooltip=tr("Waits for: {whom}", whom=whom) if whom else "")


def _due(row: ServiceCaseRow, context: PageContext) -> Cell:
    """The day; the time where it is today, and past it, how late an unfinished case is."""
    if row.due_on is None:
        return Cell(formats.MISSING)
    code, today = language(), context.today()
    if row.solve_by is not None and row.due_on == today and row.status != ARCHIVED:
        by = moment_of(row.solve_by, context.zone)
        return Cell(tr("today {time}", time=f"{by:%H:%M}"), Tone.WARNING, "clock", tooltip=formats.moment(by, code))
    if row.is_overdue and row.due_on < today:
        late = tr("{count} d late", count=(today - row.due_on).days)
        return Cell(late, Tone.BAD, "circle-alert", tooltip=formats.day_far(row.due_on, code))
    return Cell(formats.day(row.due_on, code, today), tooltip=formats.day_far(row.due_on, code))
