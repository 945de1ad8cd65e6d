"""Customers to be worked for lest they leave: those with a warning, and those whom a detector scores high.

One row a customer, with the newest warning and how far the work on it is, and the scores of the derived table.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple, cast

from sqlalchemy import BigInteger, Column, Integer, Text, text, type_coerce
from sqlalchemy.orm import registry

from crm_desktop.core.errors import NotFound
from crm_desktop.core.i18n import N_, Message
from crm_desktop.core.listing import Sort
from crm_desktop.models import Synced, User
from crm_desktop.models.base import Day, Flag
from crm_desktop.models.insight import CHURN_POSTPONED, CHURN_WARNED
from crm_desktop.queries.cells import cells
from crm_desktop.queries.churn import COUNTS, SCORED, WON_BACK, Warned, newest
from crm_desktop.queries.list_query import CHOICE, DATE, FLAG, MONEY, NUMBER, PERSON, TEXT, TODAY, Field, ListQuery
from crm_desktop.queries.names import name_of, user_name
from crm_desktop.storage import scores
from crm_desktop.storage.database import Reading

HIGH = 70
"""From so many points a score is high: the customer is shown though nobody warned of it yet."""
_TOLD_FROM = 40
_MEASURES = """SELECT m.measure, m.taken_on, m.next_check_on, u.name FROM churn_measure m
LEFT JOIN app_user u ON u.id = m.owner_id WHERE m.deleted = 0 AND m.churn_case_id = ?
ORDER BY m.taken_on DESC, m.id DESC"""
_CHECK = """(SELECT m.next_check_on FROM churn_measure m WHERE m.churn_case_id = k.id AND m.deleted = 0
 ORDER BY m.taken_on DESC, m.id DESC LIMIT 1)"""
_SQL = f"""
SELECT c.id AS id, c.deleted AS deleted, c.id AS customer_id, c.owner_id AS owner_id, c.number AS number,
 c.name AS name, k.id AS case_id, CASE WHEN k.id IS NULL THEN '{SCORED}' WHEN EXISTS (SELECT 1 FROM sales_order o
 WHERE o.customer_id = c.id AND {COUNTS} AND o.ordered_on > coalesce(k.last_order_on, k.warned_on))
 THEN '{WON_BACK}' ELSE k.status END AS state, k.warned_on AS warned_on,
 CASE k.status WHEN '{CHURN_POSTPONED}' THEN {_CHECK} END AS next_check_on,
 coalesce(s.last_on, k.last_order_on) AS last_on, s.last_paid_on AS last_paid_on, s.orders AS orders,
 s.gap_days AS gap_days, s.overdue_e6 AS overdue_e6, s.alive_e6 AS alive_e6, s.silent_e6 AS silent_e6,
 s.classic AS classic, s.rhythm AS rhythm, s.alive AS alive, s.stake_minor AS stake_minor,
 s.sales_minor AS sales_minor, s.lifetime_minor AS lifetime_minor
FROM (SELECT customer_id FROM churn_case WHERE deleted = 0
 UNION SELECT customer_id FROM {scores.TABLE} WHERE rhythm >= {HIGH} OR alive >= {HIGH}) AS found
CROSS JOIN customer c ON c.id = found.customer_id
LEFT JOIN churn_case k ON k.id = (SELECT n.id FROM churn_case n WHERE n.customer_id = c.id AND n.deleted = 0
 ORDER BY n.warned_on DESC, n.id LIMIT 1)
LEFT JOIN {scores.TABLE} s ON s.customer_id = c.id
"""


class Watched:
    """A customer in danger."""

    __tablename__ = "churn"
    id: Any
    deleted: Any
    customer_id: Any
    owner_id: Any
    number: Any
    name: Any
    case_id: Any
    state: Any
    warned_on: Any
    next_check_on: Any
    last_on: Any
    last_paid_on: Any
    orders: Any
    gap_days: Any
    overdue_e6: Any
    alive_e6: Any
    silent_e6: Any
    classic: Any
    rhythm: Any
    alive: Any
    stake_minor: Any
    sales_minor: Any
    lifetime_minor: Any


_TYPES: dict[str, Any] = {
    **dict.fromkeys(("id", "customer_id", "owner_id", "number", "name", "case_id", "state"), Text),
    "deleted": Flag,
    **dict.fromkeys(("warned_on", "next_check_on", "last_on", "last_paid_on"), Day),
    **dict.fromkeys(("orders", "gap_days", "classic", "rhythm", "alive"), Integer),
    **dict.fromkeys(
        ("overdue_e6", "alive_e6", "silent_e6", "stake_minor", "sales_minor", "lifetime_minor"), BigInteger
    ),
}
_FOUND = text(_SQL).columns(*(Column(name, kind) for name, kind in _TYPES.items())).subquery("churn")
registry().map_imperatively(Watched, _FOUND, primary_key=[_FOUND.c.id])


class WatchedRow(NamedTuple):
    """One line of the list; without scores yet, those are None."""

    id: str
    name: str
    number: str | None
    state: str
    warned_on: date | None
    next_check_on: date | None
    last_on: date | None
    last_paid_on: date | None
    orders: int | None
    gap_days: int | None
    overdue_e6: int | None
    alive_e6: int | None
    silent_e6: int | None
    classic: int | None
    rhythm: int | None
    alive: int | None
    stake_minor: int | None
    sales_minor: int | None
    lifetime_minor: int | None
    owner_id: str | None
    owner: str | None
    check_due: bool | None


class Measure(NamedTuple):
    """What was done to keep a customer, by whom, and when somebody looks again."""

    measure: str
    taken_on: date
    next_check_on: date | None
    by: str | None


@dataclass(frozen=True)
class WatchedDetails:
    """A customer in danger, with its warning, every measure, the day the scores are of, and why a model is missing."""

    row: WatchedRow
    warning: Warned | None
    measures: tuple[Measure, ...]
    as_of: date | None
    without_model: Message | None = None

    @property
    def id(self) -> str:
        """The id of the customer."""
        return self.row.id

    @property
    def state(self) -> str:
        """How far the work is."""
        return self.row.state


_IS_OPEN = type_coerce(Watched.state.in_((CHURN_WARNED, CHURN_POSTPONED)), Flag)
_CHECK_DUE: Any = type_coerce(
    (Watched.state == CHURN_POSTPONED) & (type_coerce(Watched.next_check_on, Text) <= TODAY), Flag
)
_OWN = {"owner": user_name(Watched.owner_id), "check_due": _CHECK_DUE}
_ENTITY = cast("type[Synced]", Watched)

CHURN_WATCH = ListQuery(
    kind="churn",
    entity=_ENTITY,
    row=WatchedRow,
    cells=cells(WatchedRow, _ENTITY, _OWN),
    fields=(
        Field("name", N_("Customer"), TEXT, Watched.name),
        Field("number", N_("Number"), TEXT, Watched.number),
        Field("stake", N_("Money at stake"), MONEY, Watched.stake_minor),
        Field("state", N_("State"), CHOICE, Watched.state, choices="churn_state"),
        Field("is_open", N_("Being worked on"), FLAG, _IS_OPEN),
        Field("check_due", N_("Check is due"), FLAG, _CHECK_DUE),
        Field("next_check_on", N_("Next check"), DATE, Watched.next_check_on, is_due=True),
        Field("warned_on", N_("Warned"), DATE, Watched.warned_on),
        Field("last_on", N_("Last order"), DATE, Watched.last_on),
        Field("last_paid_on", N_("Last paid order"), DATE, Watched.last_paid_on),
        Field("orders", N_("Purchases"), NUMBER, Watched.orders),
        Field("overdue", N_("Overdue ratio"), NUMBER, Watched.overdue_e6, millionths=True),
        Field("classic", N_("Score by months"), NUMBER, Watched.classic),
        Field("rhythm", N_("Score by own rhythm"), NUMBER, Watched.rhythm),
        Field("alive", N_("Score by chance to have left"), NUMBER, Watched.alive),
        Field("sales", N_("Sales of twelve months"), MONEY, Watched.sales_minor),
        Field("lifetime", N_("Lifetime value"), MONEY, Watched.lifetime_minor),
        Field("owner", N_("Owner"), PERSON, Watched.owner_id, choices="users", order=_OWN["owner"]),
        Field(
            "team", N_("Team"), CHOICE, name_of(User, Watched.owner_id, "team_id"), choices="teams", is_sortable=False
        ),
    ),
    default_sorts=(Sort("stake", True),),
    totals={"stake_minor": Watched.stake_minor},
    found_by=((Watched.customer_id, "customer"),),
)


def watched_details(reading: Reading, customer_id: str) -> WatchedDetails:
    """One customer in danger, if the viewer may see it."""
    rows = CHURN_WATCH.rows(reading, [customer_id])
    if not rows:
        raise NotFound(Message("Nothing warns of this customer any more, or it is not yours to see."))
    warning = newest(reading, customer_id)
    found = () if warning is None else reading.plain(_MEASURES, (warning.id,))
    measures = tuple(
        Measure(said, date.fromisoformat(on), check and date.fromisoformat(check), by) for said, on, check, by in found
    )
    known = scores.state(reading.connection)
    why = (known.learned or {}).get("why_none")
    return WatchedDetails(rows[0], warning, measures, known.as_of, why and Message(why[0], **why[1]))


def scored_as_of(reading: Reading) -> date | None:
    """The day the scores are of; None while there are none."""
    return scores.state(reading.connection).as_of


def reasons(row: WatchedRow, today: date) -> tuple[Message, ...]:
    """Why the customer may be leaving, in words: the strongest detector first."""
    told: list[tuple[int, Message]] = []
    if row.rhythm is not None and row.gap_days and row.last_on and row.rhythm >= _TOLD_FROM:
        silent = (today - row.last_on).days
        words = Message("Silent for {days} days, usually {gap}", days=silent, gap=row.gap_days)
        told.append((row.rhythm, words))
    if row.alive is not None and row.alive_e6 is not None and row.alive >= _TOLD_FROM:
        told.append((row.alive, Message("Still buys with a chance of {share} %", share=round(row.alive_e6 / 10_000))))
    if row.classic is not None and row.last_paid_on is not None and row.classic >= HIGH:
        paid = (today - row.last_paid_on).days
        told.append((row.classic, Message("No paid order for {days} days", days=paid)))
    told.sort(key=lambda each: -each[0])
    if not told and row.warned_on is not None:
        return (Message("No paid order for long"),)
    return tuple(message for _, message in told)
