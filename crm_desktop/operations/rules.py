"""What the company does by itself: settle claims, give idle customers back to the pool. Run at start and on a timer.

Every part may run on every laptop and as often as one likes: what it writes follows from the data alone.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass

from crm_desktop.core.i18n import N_, Message
from crm_desktop.operations import choices, churn, claims, pool, service_warning, sharing, target, task_series
from crm_desktop.queries.protection import is_any_overdue
from crm_desktop.storage.database import Reading, UnitOfWork

STEP = Message(N_("Rules of the company"))
_DAY_MS = 24 * 3600 * 1000


@dataclass(frozen=True)
class RulesRun:
    """How often each rule did something, by its name in `RULES`."""

    done: dict[str, int]

    @property
    def changed(self) -> int:
        """How much changed altogether."""
        return sum(self.done.values())

    @property
    def is_partial(self) -> bool:
        """Whether there was more to do than one step takes: the rules are to be run again at once."""
        return self.done.get("pool", 0) >= pool.AT_ONCE or self.done.get("churn", 0) >= churn.AT_ONCE


def _return_idle(work: UnitOfWork) -> int:
    return pool.return_idle(work) if knows_enough(work) else 0


def _freeze(work: UnitOfWork) -> int:
    return target.freeze_months(work) if knows_enough(work) else 0


def _warn(work: UnitOfWork) -> int:
    return service_warning.warn_and_escalate(work) if knows_enough(work) else 0


def _warn_of_churn(work: UnitOfWork) -> int:
    return churn.warn(work) if knows_enough(work) else 0


# Name → (title, what it does); returns how many records it changed.
RULES: dict[str, tuple[str, Callable[[UnitOfWork], int]]] = {
    "tasks": (N_("Repeating tasks, made ahead"), task_series.make_ahead),
    "choices": (N_("Choices the program has by now"), choices.add_missing),
    "claims": (N_("Customers claimed twice, settled"), claims.settle),
    "shares": (N_("Shares that are over"), sharing.end_expired),
    "service": (N_("Cases near or past their time limits, told to people"), _warn),
    "churn": (N_("Customers who may be leaving, warned of"), _warn_of_churn),
    "targets": (N_("Months whose targets and figures are frozen"), _freeze),
    "pool": (N_("Customers given back to the public pool"), _return_idle),
}


def run_rules(work: UnitOfWork) -> RulesRun:
    """Carry out every rule; whoever calls writes as the system, so that it is nobody's last step."""
    return RulesRun({name: rule(work) for name, (_title, rule) in RULES.items()})


def knows_enough(reading: Reading) -> bool:
    """Whether this file may judge that nobody did something.

    One that belongs to a team and was not in step for a day does not know what others did meanwhile.
    """
    kept = dict(reading.plain("SELECT key, value FROM sync_meta WHERE key IN ('hub', 'hub.last')"))
    if "hub" not in kept:
        return True
    met = json.loads(kept["hub.last"])["at_ms"] if kept.get("hub.last") else 0
    return reading.now_ms - int(met or 0) < _DAY_MS


def has_work(reading: Reading) -> bool:
    """Whether a run would change anything, found out without writing."""
    if choices.missing(reading) or task_series.has_missing(reading):
        return True
    expired = reading.plain(
        "SELECT 1 FROM record_share WHERE deleted = 0 AND until_on < ? LIMIT 1", (reading.today.isoformat(),)
    )
    if expired or claims.is_contested(reading):
        return True
    return knows_enough(reading) and bool(
        target.due_months(reading)
        or is_any_overdue(reading)
        or service_warning.has_to_warn(reading)
        or churn.has_to_warn(reading)
    )
