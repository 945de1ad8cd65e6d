"""What people did in some days, counted from the records: contacts, customers, deals, tasks; and what is planned next.

Each figure that a list can show is that list's own count, so that it opens exactly what was counted.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from crm_desktop.core.errors import NotAllowed, UserError
from crm_desktop.core.i18n import N_, Message
from crm_desktop.core.listing import Filter, ListSpec, Sort
from crm_desktop.core.viewer import REPORT
from crm_desktop.models import User
from crm_desktop.models.dictionary import LOST, WON
from crm_desktop.models.limited_fields import AMOUNT
from crm_desktop.models.task import DONE, OPEN
from crm_desktop.queries import rights
from crm_desktop.queries.customer import CUSTOMERS
from crm_desktop.queries.interaction import INTERACTIONS, InteractionRow
from crm_desktop.queries.list_query import ListQuery
from crm_desktop.queries.opportunity import OPPORTUNITIES
from crm_desktop.queries.task import TASKS, TaskRow
from crm_desktop.storage.database import Reading

CONTACTS, REACHED, CUSTOMERS_NEW, DEALS_NEW = "contacts", "customers_reached", "new_customers", "new_deals"
MOVES, WON_DEALS, LOST_DEALS = "stage_moves", "won_deals", "lost_deals"
TASKS_DONE, TASKS_OVERDUE, PLANNED = "tasks_done", "tasks_overdue", "planned"
FIGURES = (
    *(CONTACTS, REACHED, CUSTOMERS_NEW, DEALS_NEW, MOVES),
    *(WON_DEALS, LOST_DEALS, TASKS_DONE, TASKS_OVERDUE, PLANNED),
)
TITLES = {
    CONTACTS: N_("Contacts made"),
    REACHED: N_("Customers reached"),
    CUSTOMERS_NEW: N_("New customers"),
    DEALS_NEW: N_("New deals"),
    MOVES: N_("Stage moves"),
    WON_DEALS: N_("Deals won"),
    LOST_DEALS: N_("Deals lost"),
    TASKS_DONE: N_("Tasks done"),
    TASKS_OVERDUE: N_("Tasks overdue"),
    PLANNED: N_("Planned for the next 7 days"),
}
AHEAD_DAYS = 7
MOST_DAYS, MOST_PEOPLE = 366, 60
_LISTED = 60


@dataclass(frozen=True)
class WorkRequest:
    """The days, both included, and whose work; of nobody in particular means of everybody in sight."""

    first: date
    last: date
    user_ids: tuple[str, ...] = ()


@dataclass(frozen=True)
class WorkFigure:
    """A count; the list that shows it, where there is one, and the amount that belongs to it."""

    count: int
    kind: str | None = None
    spec: ListSpec | None = None
    amount_minor: int | None = None


@dataclass(frozen=True)
class PersonWork:
    """The work of one person: figures by name, contacts by kind, and the newest contacts and plans themselves."""

    user_id: str
    name: str
    figures: dict[str, WorkFigure]
    by_kind: dict[str, int] = field(default_factory=dict)
    contacts: tuple[InteractionRow, ...] = ()
    planned: tuple[TaskRow, ...] = ()

    def count(self, name: str) -> int:
        """A figure by its name."""
        return self.figures[name].count


@dataclass(frozen=True)
class WorkReport:
    """The work of some people in some days."""

    first: date
    last: date
    currency: str
    people: tuple[PersonWork, ...]


def work_report(reading: Reading, wanted: WorkRequest) -> WorkReport:
    """Count what people did; each of them must be in the viewer's sight."""
    if wanted.last < wanted.first:
        raise UserError(Message("The first day lies behind the last. Exchange them."))
    if (wanted.last - wanted.first).days >= MOST_DAYS:
        raise UserError(Message("A work report covers a year at most. Choose fewer days."))
    people = _people(reading, wanted.user_ids)
    return WorkReport(
        wanted.first, wanted.last, reading.currency, tuple(_work(reading, wanted, *each) for each in people)
    )


def _people(reading: Reading, user_ids: Sequence[str]) -> list[tuple[str, str]]:
    """(id, name) of those whose work is told; who looks at others needs the right to reports."""
    viewer = reading.viewer
    if set(user_ids) != {viewer.user_id}:
        rights.require(viewer, REPORT)
    if any(not viewer.reads(each) for each in user_ids):
        raise NotAllowed(Message("You do not see the work of this person."))
    found = reading.session.execute(
        select(User.id, User.name, User.is_active).where(User.deleted.is_(False)).order_by(User.name, User.id)
    )
    chosen = [
        (user_id, name)
        for user_id, name, is_active in found
        if (user_id in user_ids if user_ids else is_active and viewer.reads(user_id))
    ]
    return chosen[:MOST_PEOPLE]


def _work(reading: Reading, wanted: WorkRequest, user_id: str, name: str) -> PersonWork:
    days = (wanted.first.isoformat(), wanted.last.isoformat())
    mine = Filter("owner", "in", (user_id,))
    talks = ListSpec((mine, Filter("happened_on", "between", days)), (Sort("happened_on", True),))
    asked = (user_id, *days)
    by_kind = dict(reading.plain(_BY_KIND, asked))
    figures = {
        CONTACTS: WorkFigure(sum(by_kind.values())),
        REACHED: WorkFigure(reading.plain(_REACHED, asked)[0][0]),
        MOVES: WorkFigure(_moves(reading, asked)),
        **dict(_listed(reading, wanted, mine, days)),
    }
    plan = figures[PLANNED].spec
    return PersonWork(
        user_id,
        name,
        {each: figures[each] for each in FIGURES},
        by_kind,
        tuple(INTERACTIONS.first(reading, talks, _LISTED)) if by_kind else (),
        tuple(TASKS.first(reading, plan, _LISTED)) if plan is not None and figures[PLANNED].count else (),
    )


_OF_DAYS = "FROM interaction WHERE deleted = 0 AND owner_id = ? AND happened_on BETWEEN ? AND ?"
_BY_KIND = f"SELECT kind_id, count(*) {_OF_DAYS} GROUP BY kind_id"
_REACHED = f"SELECT count(DISTINCT customer_id) {_OF_DAYS}"
# What was recorded when a deal was made is no move.
_MOVES = """
SELECT count(*) FROM history_entry h JOIN opportunity o ON o.id = h.record_id AND o.deleted = 0
WHERE h.deleted = 0 AND h.record_kind = 'opportunity' AND h.field = 'stage' AND o.owner_id = ?
    AND h.from_on BETWEEN ? AND ?
    AND EXISTS (SELECT 1 FROM history_entry e WHERE e.record_id = h.record_id AND e.field = h.field AND e.deleted = 0
        AND (e.from_on, e.changed_at) < (h.from_on, h.changed_at))
"""


def _moves(reading: Reading, asked: tuple[str, str, str]) -> int:
    return int(reading.plain(_MOVES, asked)[0][0])


def _listed(
    reading: Reading, wanted: WorkRequest, mine: Filter, days: tuple[str, str]
) -> Iterator[tuple[str, WorkFigure]]:
    """The figures that are lists."""
    tomorrow = wanted.last + timedelta(days=1)
    ahead = (tomorrow.isoformat(), (wanted.last + timedelta(days=AHEAD_DAYS)).isoformat())
    before = (date(2000, 1, 1).isoformat(), min(wanted.last, reading.today - timedelta(days=1)).isoformat())
    is_open, largest = Filter("status", "is", OPEN), (Sort("amount", True),)
    yield CUSTOMERS_NEW, _figure(reading, CUSTOMERS, mine, Filter("created", "between", days))
    yield DEALS_NEW, _figure(reading, OPPORTUNITIES, mine, Filter("opened_on", "between", days), sorts=largest)
    for name, outcome in ((WON_DEALS, WON), (LOST_DEALS, LOST)):
        closed = (Filter("outcome", "is", outcome), Filter("closed_on", "between", days))
        yield name, _figure(reading, OPPORTUNITIES, mine, *closed, sorts=largest)
    done = (Filter("status", "is", DONE), Filter("done_on", "between", days))
    yield TASKS_DONE, _figure(reading, TASKS, mine, *done)
    yield TASKS_OVERDUE, _figure(reading, TASKS, mine, is_open, Filter("due_on", "between", before))
    due = (Sort("due_on"),)
    yield PLANNED, _figure(reading, TASKS, mine, is_open, Filter("due_on", "between", ahead), sorts=due)


def _figure(reading: Reading, query: ListQuery[Any], *filters: Filter, sorts: tuple[Sort, ...] = ()) -> WorkFigure:
    spec = ListSpec(filters, sorts)
    count = query.count(reading, spec)
    is_told = query is OPPORTUNITIES and not reading.viewer.hides(AMOUNT)
    amount = query.sums(reading, spec).get("amount_minor") if count and is_told else None
    return WorkFigure(count, query.kind, spec, amount)


def work_data(report: WorkReport, kinds: dict[str, str]) -> dict[str, object]:
    """The report as plain data; `kinds` are names of kinds of contacts by their ids."""
    return {
        "from": report.first.isoformat(),
        "to": report.last.isoformat(),
        "currency": report.currency,
        "people": [
            {
                "name": each.name,
                **{name: each.count(name) for name in FIGURES},
                "won_amount_minor": each.figures[WON_DEALS].amount_minor or 0,
                "lost_amount_minor": each.figures[LOST_DEALS].amount_minor or 0,
                "contacts_by_kind": {kinds.get(kind, kind): count for kind, count in sorted(each.by_kind.items())},
                "plan": [{"due_on": task.due_on.isoformat(), "subject": task.subject} for task in each.planned],
            }
            for each in report.people
        ],
    }
