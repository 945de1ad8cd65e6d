"""What the sample's months were forecast to bring when they began: somewhat more or less than they brought."""

from datetime import date
from random import Random

from crm_desktop.core.clock import instant_of
from crm_desktop.core.months import month_after
from crm_desktop.models import PeriodSnapshot
from crm_desktop.models.history import FORECAST
from crm_desktop.operations.sample.scene import Scene
from crm_desktop.queries.forecast import Told, payload_of
from crm_desktop.queries.money import RatesByDay
from crm_desktop.storage.database import UnitOfWork

MONTHS = 6
_SEED = 6
# Forecasts tend to promise too much; one in five months lies outside of its range.
_LEAST, _MOST, _LOW, _HIGH = 0.8, 1.35, 0.72, 1.24
_WON = "SELECT owner_id, amount_minor, currency, closed_on FROM opportunity WHERE deleted = 0 AND outcome = 'won'"


def keep_forecasts(work: UnitOfWork, scene: Scene) -> None:
    """The forecasts of the months before this one."""
    rates, dice, month = RatesByDay(work), Random(_SEED), month_after(scene.days.today.isoformat()[:7], -MONTHS)
    for _ in range(MONTHS):
        came: dict[str, int] = {}
        for owner, amount, currency, on in work.plain(f"{_WON} AND substr(closed_on, 1, 7) = ?1", (month,)):
            came[owner or ""] = came.get(owner or "", 0) + (rates.convert(amount, currency, on) or 0)
        owners = {owner: _told(round(sum_of * dice.uniform(_LEAST, _MOST))) for owner, sum_of in sorted(came.items())}
        first = date.fromisoformat(f"{month}-01")
        at_ms = instant_of(first, work.zone, 9)
        of_all = _told(sum(expected for expected, _, _ in owners.values()))
        row = {"id": scene.luck.id_at(at_ms), "kind": FORECAST, "period": month, "locked_at": at_ms}
        work.insert_rows(PeriodSnapshot, [row | {"payload": payload_of(first, work.currency, of_all, owners)}])
        month = month_after(month)


def _told(expected: int) -> Told:
    return expected, round(expected * _LOW), round(expected * _HIGH)
