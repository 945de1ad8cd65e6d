"""Forecasts as they were kept: each month the first one made in it, for good."""

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import exists, select

from crm_desktop.core.months import month_of
from crm_desktop.models import Opportunity, PeriodSnapshot
from crm_desktop.models.dictionary import OPEN
from crm_desktop.models.history import FORECAST
from crm_desktop.storage.database import Reading

Told = tuple[int, int, int]
"""What a month was to bring in all, won before or still open: expected, and from where to where eight of ten times."""


@dataclass(frozen=True)
class KeptForecast:
    """What was forecast in a month: of that month, of all together and by owner ("" for nobody), in minor units."""

    month: str
    made_on: date
    currency: str
    of_all: Told
    by_owner: dict[str, Told]


def is_due(reading: Reading) -> bool:
    """Whether there is something to forecast, and this month has no forecast yet."""
    kept = select(PeriodSnapshot.id).where(
        PeriodSnapshot.kind == FORECAST,
        PeriodSnapshot.period == month_of(reading.today),
        PeriodSnapshot.deleted.is_(False),
    )
    deals = select(Opportunity.id).where(Opportunity.outcome == OPEN, Opportunity.deleted.is_(False))
    return bool(reading.session.scalar(select(exists(deals) & ~exists(kept))))


def kept_forecasts(reading: Reading, first: str, last: str) -> list[KeptForecast]:
    """The forecasts made in some months, as "2017-03"; of several laptops' the one made first."""
    kept = PeriodSnapshot
    statement = (
        select(kept.period, kept.payload)
        .where(kept.kind == FORECAST, kept.period.between(first, last), kept.deleted.is_(False))
        .order_by(kept.period, kept.locked_at.desc(), kept.id.desc())
    )
    found = {period: read for period, payload in reading.session.execute(statement) if (read := _read(period, payload))}
    return list(found.values())


def payload_of(made_on: date, currency: str, of_all: Told, by_owner: dict[str, Told]) -> str:
    """A forecast as it is kept."""
    rows = {owner: list(told) for owner, told in sorted(by_owner.items())}
    data = {"day": made_on.isoformat(), "currency": currency, "all": list(of_all), "owners": rows}
    return json.dumps(data, separators=(",", ":"))


def _read(month: str, payload: str) -> KeptForecast | None:
    data: dict[str, Any] = json.loads(payload)
    # Whoever is kept from amounts has an empty one.
    if "all" not in data:
        return None
    owners = {owner: _told(row) for owner, row in data["owners"].items()}
    return KeptForecast(month, date.fromisoformat(data["day"]), data["currency"], _told(data["all"]), owners)


def _told(row: list[int]) -> Told:
    expected, low, high = row
    return expected, low, high
