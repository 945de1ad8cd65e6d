"""Keeping the scores of customers that the models found: no change of any record, and nothing to undo."""

from collections.abc import Iterable, Sequence
from typing import Any

from crm_desktop.storage import scores
from crm_desktop.storage.database import UnitOfWork
from crm_desktop.storage.scores import ScoreState


def keep_scores(
    work: UnitOfWork, rows: Iterable[Sequence[Any]], state: ScoreState, customer_ids: Iterable[str] | None = None
) -> None:
    """Keep the scores of all customers, or of some that were scored by what is known of all."""
    if customer_ids is None:
        scores.store(work.connection, rows, state)
    elif scores.state(work.connection).as_of == state.as_of:
        # Where all were scored anew meanwhile, theirs are newer.
        scores.renew(work.connection, customer_ids, rows)
