"""The board of cases: a column for each status, how much time is left, and which steps lead from one to another."""

from datetime import date

from crm_desktop.core import formats
from crm_desktop.core.i18n import N_, language, tr, trn
from crm_desktop.core.listing import ME, Filter, ListSpec
from crm_desktop.core.viewer import ASSIGN
from crm_desktop.models.service_case import (
    ARCHIVED,
    ASSIGNED,
    HANDLED,
    HIGH,
    IN_PROGRESS,
    NEW,
    URGENT,
    WAITING,
)
from crm_desktop.queries.case_board import CaseBoard, CaseColumn, CaseStatus, case_board, case_cards
from crm_desktop.queries.service_case import SERVICE_CASES, ServiceCaseRow
from crm_desktop.ui.board.card import Card, Note
from crm_desktop.ui.board.kind import BoardKind, Head, QuickFilter, Zone
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.service_countdown import Countdown
from crm_desktop.ui.theme import Tone

_ORDERS = (
    ("solve_by", N_("Solution due")),
    ("respond_by", N_("First answer due")),
    ("priority", N_("Priority")),
    ("opened_on", N_("Opened")),
    ("subject", N_("Subject")),
    ("number", N_("Number")),
)
_QUICK = (
    QuickFilter(N_("Mine"), Filter("owner", "is", ME)),
    QuickFilter(N_("My team"), Filter("team_of", "is", ME)),
    QuickFilter(N_("Overdue"), Filter("is_overdue", "is", True)),
    QuickFilter(N_("About to be late"), Filter("is_nearly_late", "is", True)),
)
_HINTS = (
    ("←→", N_("Column")),
    ("↑↓", N_("Card")),
    ("Ctrl+←→", N_("Next or former step")),
    ("Enter", N_("Open")),
    ("Space", N_("Select")),
)
# From each status to those that a step leads to; the first one is what comes next.
STEPS: dict[str, tuple[str, ...]] = {
    NEW: (ASSIGNED,),
    ASSIGNED: (IN_PROGRESS, HANDLED, NEW),
    IN_PROGRESS: (HANDLED, WAITING, ASSIGNED, NEW),
    WAITING: (IN_PROGRESS, ASSIGNED, NEW),
    HANDLED: (ARCHIVED, ASSIGNED),
    ARCHIVED: (ASSIGNED,),
}
# Only whom a case is assigned to takes these steps.
OF_OWNER = frozenset({(ASSIGNED, IN_PROGRESS), (ASSIGNED, HANDLED), (IN_PROGRESS, HANDLED), (IN_PROGRESS, WAITING)}) | {
    (WAITING, IN_PROGRESS)
}


def may_step(context: PageContext, was: str, row: ServiceCaseRow | None, status: str) -> bool:
    """Whether a step leads a case from one status to another, and the viewer may take it."""
    if status not in STEPS.get(was, ()):
        return False
    viewer = context.background.viewer
    if row is None:
        # Of a card that is not read yet, the operation says it.
        return True
    if (was, status) in OF_OWNER:
        return bool(row.owner_id == viewer.user_id)
    # What is given away belongs to the viewer, or to nobody, unless they assign.
    is_given = status in (NEW, ASSIGNED) and was not in (HANDLED, ARCHIVED)
    return not is_given or row.owner_id in (None, viewer.user_id) or viewer.may(ASSIGN)


def cases_board(context: PageContext, countdown: Countdown) -> BoardKind:
    """The board of the cases of a company."""

    def name_of(status: CaseStatus) -> str:
        return context.choices.state("case_status", status.id, language()) or status.id

    return BoardKind(
        read=lambda reading, spec, _part: case_board(reading, spec),
        cards=case_cards,
        card_of=lambda row: _card(row, context, countdown),
        place_of=lambda row: str(row.status),
        name_of=name_of,
        head_of=_head,
        told_drop=lambda _status, name: tr("Step to “{status}”", status=name),
        told_moving=lambda count: trn("Moving {count} case", "Moving {count} cases", count),
        told_columns=lambda count: trn("{count} status", "{count} statuses", count),
        empty=N_("No cases here"),
        add=N_("Add case"),
        told_adding=lambda _name: tr("Add case"),
        may_add=lambda status: bool(status.id == NEW),
        preset=lambda _status: {},
        orders=_ORDERS,
        quick=_QUICK,
        default_sort=SERVICE_CASES.default_sorts[0],
        hints=_HINTS,
        zones=lambda found: _zones(found, name_of(CaseStatus(ARCHIVED))),
        may_drop=lambda was, row, status: may_step(context, was, row, status.id),
        first_part=_first_part,
    )


def _first_part(spec: ListSpec) -> ListSpec | None:
    """What is not archived first, unless the list says which statuses it holds."""
    if any(isinstance(one, Filter) and one.field == "status" for one in spec.filters):
        return None
    return spec.where(Filter("status", "is_not", ARCHIVED))


def _zones(_found: CaseBoard, archived: str) -> list[Zone]:
    return [Zone(CaseStatus(ARCHIVED), archived, Tone.GOOD, "circle-check")]


def _head(column: CaseColumn, name: str) -> Head:
    """How many are late, and how many are about to be."""
    late = trn("{count} late", "{count} late", column.late) if column.late else ""
    nearly = trn("{count} about to be", "{count} about to be", column.nearly_late) if column.nearly_late else ""
    cases = trn("{count} case", "{count} cases", column.count)
    spoken = " · ".join(each for each in (name, cases, late, nearly) if each)
    return Head(spoken, first=late, first_short=late, second=nearly, second_short=nearly)


def _card(row: ServiceCaseRow, context: PageContext, countdown: Countdown) -> Card:
    customer, step = row.customer or tr("No customer yet"), _step(row, context, countdown)
    left = _left(row, context, countdown)
    standing, owner = _priority(row, context), row.owner or ""
    parts = (row.subject, customer, left, standing.words, step.words, owner)
    due = formats.day_far(row.due_on, language()) if row.due_on else ""
    told = (row.subject, row.number, customer, left, step.words, tr("Due {day}", day=due) if due else "", owner)
    spoken, tip = ", ".join(part for part in parts if part), "\n".join(part for part in told if part)
    return Card(row, row.subject, customer, left, standing, step, owner, spoken, tip)


def _left(row: ServiceCaseRow, context: PageContext, countdown: Countdown) -> str:
    """The time until its next limit passes, or since; by days where it has none."""
    text = countdown.next(row).text
    if text != formats.MISSING or row.due_on is None or row.status in (HANDLED, ARCHIVED):
        return "" if text == formats.MISSING else text
    today: date = context.today()
    if row.due_on < today:
        return tr("{count} d late", count=(today - row.due_on).days)
    return formats.relative(row.due_on, language(), today)


def _priority(row: ServiceCaseRow, context: PageContext) -> Note:
    name = context.choices.state("priority", row.priority, language()) or row.priority
    if row.priority == URGENT:
        return Note(name, "octagon-alert", Tone.BAD)
    return Note(name, "triangle-alert", Tone.WARNING) if row.priority == HIGH else Note(name)


def _step(row: ServiceCaseRow, context: PageContext, countdown: Countdown) -> Note:
    """What it stands and falls with now."""
    code = language()
    if row.status == ARCHIVED:
        return Note(tr("Archived"), "circle-check", Tone.GOOD)
    if row.status == HANDLED:
        return Note(tr("Waiting for feedback"), "message-square")
    if row.status == WAITING:
        whom = context.choices.state("waits_for", row.waits_for, code) or ""
        return Note(tr("Waits for: {whom}", whom=whom), "hourglass")
    cell = countdown.next(row)
    if cell.tone is not Tone.NEUTRAL:
        is_answer = row.responded_at is None and row.respond_by is not None
        late, soon = (
            (N_("First answer overdue"), N_("First answer due soon"))
            if is_answer
            else (N_("Solution overdue"), N_("Solution due soon"))
        )
        return Note(tr(late if cell.tone is Tone.BAD else soon), "circle-alert", cell.tone)
    if row.rework_count:
        return Note(tr("Sent back {count} ×", count=row.rework_count), "rotate-ccw", Tone.WARNING)
    return Note(context.choices.name(row.kind_id, code) or tr("Without a kind"), "tag")
