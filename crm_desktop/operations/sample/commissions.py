"""The commission of the sample: two rules since three months ago, and the first two of these months locked."""

from datetime import date
from functools import partial

from crm_desktop.core.clock import instant_of
from crm_desktop.core.months import last_day, month_after
from crm_desktop.models import CommissionAdjustment, CommissionRule
from crm_desktop.models.commission import IN_A_MONTH, OF_RECEIPTS, OF_SALES
from crm_desktop.operations.commission import write_lock
from crm_desktop.operations.sample.rows import Row
from crm_desktop.operations.sample.scene import Scene
from crm_desktop.queries.commission import work_out
from crm_desktop.storage.database import UnitOfWork

# How many months of the rules are locked, and how many the rules have held.
MONTHS, _BACK = 2, 3


def found_commission(scene: Scene) -> None:
    """The rules, and an amount taken by hand with its reason."""
    days, luck = scene.days, scene.luck
    first = _first_month(scene)
    from_on = date.fromisoformat(f"{first}-01")
    made_at = days.at(luck, from_on, 9)
    common: Row = {"version": 1, "from_on": from_on, "made_at": made_at, "made_by_id": scene.firm.admin_id}
    for name, terms in (
        (
            "回款提成 On receipts",
            {
                "basis": OF_RECEIPTS,
                "rate_e6": 20_000,
                "tiers": "[[20000000, 30000], [50000000, 40000]]",
                "tier_scope": IN_A_MONTH,
            },
        ),
        ("新人扶持 For newcomers", {"basis": OF_SALES, "rate_e6": 35_000, "user_id": scene.firm.users["wang"]}),
    ):
        rule_id = luck.id_at(made_at)
        scene.rows.add(CommissionRule, {"id": rule_id, "series_id": rule_id, "name": name, **common, **terms})
    on = last_day(first)
    given: Row = {"user_id": scene.firm.users["wang"], "on_day": on, "amount_minor": 50_000, "currency": "CNY"}
    given |= {"reason": "季度之星 Star of the quarter", "by_id": scene.firm.admin_id}
    scene.rows.add(CommissionAdjustment, {"id": luck.id_at(days.at(luck, on, 15)), "made_at": made_at, **given})


def lock_months(work: UnitOfWork, scene: Scene) -> int:
    """Lock the first two months of the rules; tells how many lines that are."""
    period, lines = _first_month(scene), 0
    for _ in range(MONTHS):
        on = date.fromisoformat(f"{month_after(period)}-05")
        at_ms = instant_of(min(on, scene.days.today), work.zone, 10)
        found = work_out(work, last_day(period)).entries_of(period)
        write_lock(work, period, found, partial(scene.luck.id_at, at_ms), at_ms, scene.firm.admin_id)
        period, lines = month_after(period), lines + len(found)
    return lines


def _first_month(scene: Scene) -> str:
    month = scene.days.today.isoformat()[:7]
    for _ in range(_BACK):
        month = month_after(month, -1)
    return month
