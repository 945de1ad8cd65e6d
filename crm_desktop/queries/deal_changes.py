"""What became of deals within some days: new, moved up, moved down, slipped, won, lost.

Stages and closing days are those of business (`deals_on`). When a deal was expected to close has no such history: what
it said at the end of the first day is what the journal had recorded by then. List and report share these conditions.
"""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Text,
    and_,
    case,
    cast,
    column,
    func,
    literal,
    or_,
    select,
    table,
    type_coerce,
)
from sqlalchemy.orm import aliased

from crm_desktop.models import Opportunity, Stage
from crm_desktop.models.dictionary import LOST, WON
from crm_desktop.queries.deals_on import Expression, stage_on, was_open_on
from crm_desktop.queries.list_field import UTC_OFFSET

NEW, UP, DOWN, SLIPPED, IS_WON, IS_LOST = "new", "up", "down", "slipped", "won", "lost"
CHANGES = (NEW, UP, DOWN, SLIPPED, IS_WON, IS_LOST)
Within = tuple[str, ...]
"""A change, and the first and last ISO day it happened on; one day alone is both."""

_DAY_S = 86_400
_EXPECTED = "$.expected_close_on"


def became(within: Within) -> ColumnElement[bool]:
    """Whether a deal made one of `CHANGES` within some days."""
    change, first, until = within[0], within[1], within[-1]
    since = (date.fromisoformat(first) - timedelta(days=1)).isoformat()
    match change:
        case "new":
            opened = type_coerce(Opportunity.opened_on, Text)
            return and_(opened > since, opened <= until)
        case "won":
            return and_(Opportunity.outcome == WON, _closed_within(since, until))
        case "lost":
            return and_(Opportunity.outcome == LOST, _closed_within(since, until))
        case "up":
            return and_(_stayed_open(since, until), _is_further(stage_on(until), stage_on(since)))
        case "down":
            return and_(_stayed_open(since, until), _is_further(stage_on(since), stage_on(until)))
        case "slipped":
            return and_(_stayed_open(since, until), _slipped(since, until))
        case _:
            # A view of a newer program may ask for more.
            return literal(False)


def _closed_within(since: str, until: str) -> ColumnElement[bool]:
    closed = type_coerce(Opportunity.closed_on, Text)
    return and_(closed > since, closed <= until)


def _stayed_open(since: str, until: str) -> ColumnElement[bool]:
    return and_(was_open_on(since), was_open_on(until))


def _is_further(one: Expression, other: Expression) -> ColumnElement[bool]:
    """Whether a stage comes after another; of two pipelines the more probable one does."""
    further, nearer = aliased(Stage), aliased(Stage)
    order = case(
        (further.pipeline_id == nearer.pipeline_id, further.position > nearer.position),
        else_=further.probability_e6 > nearer.probability_e6,
    )
    found = select(order).where(further.id == one, nearer.id == other).correlate(Opportunity).scalar_subquery()
    return func.coalesce(found, 0) == 1


def _slipped(since: str, until: str) -> ColumnElement[bool]:
    """Expected later than it was, or expected by now and open all the same."""
    now = type_coerce(Opportunity.expected_close_on, Text)
    return func.coalesce(or_(now > _expected_on(since), and_(now > since, now <= until)), 0) == 1


def _expected_on(day: str) -> Expression:
    """The expected closing day as it was recorded by the end of a day; NULL when none was."""
    txn = table("sync_txn", column("origin"), column("seq"), column("hlc"), column("wall_ms"), schema="main")
    change = table("sync_change", *(column(each) for each in ("origin", "seq", "tbl", "row_id", "data")), schema="main")
    end = (cast(func.strftime("%s", day), BigInteger) + _DAY_S) * 1000 - UTC_OFFSET
    recorded: Any = (
        select(func.json_extract(change.c.data, _EXPECTED))
        .join(txn, (txn.c.origin == change.c.origin) & (txn.c.seq == change.c.seq))
        .where(
            change.c.row_id == Opportunity.id,
            change.c.tbl == Opportunity.__tablename__,
            func.json_type(change.c.data, _EXPECTED).is_not(None),
            txn.c.wall_ms < end,
        )
        .order_by(txn.c.hlc.desc())
        .limit(1)
        .correlate(Opportunity)
        .scalar_subquery()
    )
    return type_coerce(recorded, Text)
