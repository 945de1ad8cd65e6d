"""Keeping the first forecast of each month for good, so that its error can be told later."""

from crm_desktop.core.months import month_of
from crm_desktop.models import PeriodSnapshot
from crm_desktop.models.history import FORECAST
from crm_desktop.queries.forecast import is_due
from crm_desktop.storage.database import UnitOfWork


def keep_forecast(work: UnitOfWork, payload: str) -> bool:
    """Keep what this month was forecast to bring, unless that is done; returns whether it was not."""
    if not is_due(work):
        return False
    month = month_of(work.today)
    work.session.add(
        PeriodSnapshot(id=work.new_id(), kind=FORECAST, period=month, payload=payload, locked_at=work.now_ms)
    )
    return True
