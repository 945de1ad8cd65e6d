"""Having the scores of customers worked out by the worker, and storing them by a step that is nobody's."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from crm_desktop.core.changes import ChangeSet
from crm_desktop.core.i18n import N_, Message
from crm_desktop.core.viewer import SYSTEM
from crm_desktop.ui.page_context import PageContext

if TYPE_CHECKING:  # the models are never loaded in the window's process
    from crm_desktop.insight.score_jobs import Found

_JOBS = "crm_desktop.insight.score_jobs"
_STORING = Message(N_("Scores of customers"))
TABLE = "customer_score"


def score_everyone(context: PageContext, owner: QObject, then: Callable[[], None] = lambda: None) -> None:
    """Score all customers as of today; told in the status bar, where it can be given up."""
    arguments = (str(context.path), context.today().isoformat())
    title = Message("Scoring the customers…")
    context.background.run(
        owner, f"{_JOBS}.everyone", arguments, lambda found: _store(context, owner, found, then), title=title
    )


def score_some(context: PageContext, owner: QObject, orders: Iterable[str], lines: Iterable[str]) -> None:
    """Score the customers of some orders and lines of orders anew, by what is known of all."""
    arguments = (str(context.path), sorted(orders), sorted(lines))
    context.background.run(owner, f"{_JOBS}.some", arguments, lambda found: _store(context, owner, found, lambda: None))


def _store(context: PageContext, owner: QObject, found: "Found", then: Callable[[], None]) -> None:
    def write(work: Any) -> None:
        from crm_desktop.operations.scores import keep_scores

        keep_scores(work, found.rows, found.state, found.customer_ids)

    def done(_nothing: None) -> None:
        context.feed.announce(ChangeSet(bulk=frozenset({TABLE})))
        then()

    context.background.write(_STORING, write, done, owner=owner, viewer=SYSTEM)
