"""Working out the scores of customers: of all of them once a day, and of those alone who changed since.

Each function of a path opens the company file for itself, read-only, and hands back rows for `storage.scores`.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from crm_desktop.core.i18n import Message
from crm_desktop.core.viewer import SYSTEM
from crm_desktop.insight.purchases import purchases
from crm_desktop.insight.scores import Learned, Score, learn, scored
from crm_desktop.operations import parameter
from crm_desktop.storage import scores
from crm_desktop.storage.database import Database, Reading
from crm_desktop.storage.scores import ScoreState

Told = Callable[..., None]
_WHOSE = """SELECT DISTINCT customer_id FROM sales_order WHERE customer_id IS NOT NULL AND id IN (
 SELECT value FROM json_each(?1) UNION ALL
 SELECT order_id FROM order_line WHERE id IN (SELECT value FROM json_each(?2)))"""


@dataclass(frozen=True)
class Found:
    """Scores to be stored: of all customers with the state they make, or of some with the ids of these."""

    rows: list[Score]
    state: ScoreState
    customer_ids: tuple[str, ...] | None = None


def _unheard(_fraction: float, _text: Message | None = None) -> None:
    """Nobody waits for progress."""


def everyone(path: str, day: str, progress: Told = _unheard) -> Found:
    """The scores of all customers on a day."""
    database = Database.open(Path(path), read_only=True)
    try:
        with database.read(SYSTEM) as reading:
            return of_all(reading, date.fromisoformat(day), progress)
    finally:
        database.close()


def some(path: str, order_ids: Sequence[str], line_ids: Sequence[str], _progress: Told = _unheard) -> Found:
    """The scores of the customers of some orders, by what was learned from all when they were scored last."""
    database = Database.open(Path(path), read_only=True)
    try:
        with database.read(SYSTEM) as reading:
            asked = (json.dumps(sorted(order_ids)), json.dumps(sorted(line_ids)))
            return of_some(reading, [each for (each,) in reading.plain(_WHOSE, asked)])
    finally:
        database.close()


def of_all(reading: Reading, as_of: date, progress: Told = _unheard) -> Found:
    """The scores of all customers that the viewer sees, and what was learned from them."""
    progress(0.02, Message("Reading the orders…"))
    found = purchases(reading, as_of)
    progress(0.4, Message("Fitting the models…"))
    industries = _industries(reading, found.customers)
    learned = learn(found, industries)
    progress(0.85, Message("Scoring the customers…"))
    rows = scored(found, industries, learned, _months(reading))
    return Found(rows, ScoreState(as_of, reading.position, learned.as_data()))


def of_some(reading: Reading, customer_ids: Sequence[str]) -> Found:
    """The scores of some customers, by what is known of all; nothing as long as that is unknown."""
    state = scores.state(reading.connection)
    if state.as_of is None or state.learned is None:
        return Found([], state, ())
    found = purchases(reading, state.as_of, only=customer_ids)
    industries = _industries(reading, found.customers)
    rows = scored(found, industries, Learned.from_data(state.learned), _months(reading))
    return Found(rows, state, tuple(customer_ids))


def _months(reading: Reading) -> int:
    return parameter.integer(reading, parameter.CHURN_MONTHS)


def _industries(reading: Reading, customers: Sequence[str]) -> list[str | None]:
    of = dict(reading.plain("SELECT id, industry_id FROM customer WHERE industry_id IS NOT NULL"))
    return [of.get(each) for each in customers]
