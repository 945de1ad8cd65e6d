"""Making the forecast that is kept of a month; the company file is opened for that alone, read-only."""

from datetime import date
from pathlib import Path

from crm_desktop.core.months import days_of, month_of
from crm_desktop.core.viewer import SYSTEM
from crm_desktop.insight.deal_forecast import deal_forecast
from crm_desktop.insight.forecast import Band
from crm_desktop.insight.forecast_kept import in_all
from crm_desktop.insight.sales import Period, closed_by_month_and_owner, summed
from crm_desktop.queries.forecast import payload_of
from crm_desktop.storage.database import Database, Reading


def of_month(path: str) -> str:
    """What this month is to bring, as it is kept."""
    database = Database.open(Path(path), read_only=True)
    try:
        with database.read(SYSTEM) as reading:
            return payload(reading)
    finally:
        database.close()


def payload(reading: Reading) -> str:
    """The same for a file that is open."""
    today: date = reading.today
    found = deal_forecast(reading, today)
    first, last = days_of(month_of(today))
    closed = closed_by_month_and_owner(reading, Period(first, last))
    won: dict[str, int] = {}
    for (_, owner), deals in closed.items():
        won[owner or ""] = won.get(owner or "", 0) + deals.revenue
    owners = {
        owner: in_all(found.band([0], owner) if owner in found.parts else Band(0, 0, 0), won.get(owner, 0))
        for owner in sorted({*found.parts, *won})
    }
    of_all = in_all(found.band([0]), summed(closed.values()).revenue)
    return payload_of(today, reading.currency, of_all, owners)
