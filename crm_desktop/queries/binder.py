"""Frozen binders: which periods are, since when and by whom, and what they hold."""

import json
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from crm_desktop.core.clock import moment_of
from crm_desktop.core.errors import NotAllowed
from crm_desktop.core.i18n import Message
from crm_desktop.core.viewer import REPORT, Viewer
from crm_desktop.models import PeriodSnapshot, User
from crm_desktop.models.history import BINDER
from crm_desktop.models.limited_fields import AMOUNT
from crm_desktop.storage.database import Reading


@dataclass(frozen=True)
class FrozenBinder:
    """A frozen period; days are inclusive. Its texts are kept by language."""

    first: date
    last: date
    at: datetime
    by: str | None


def sees_whole(viewer: Viewer) -> bool:
    """Whether somebody sees all that a frozen binder tells."""
    return viewer.reads_all and viewer.may(REPORT) and not viewer.hides(AMOUNT)


def require_whole(viewer: Viewer) -> None:
    """Refuse whoever does not."""
    if not sees_whole(viewer):
        raise NotAllowed(Message("A frozen binder tells of everybody's records. Ask somebody who sees them all."))


def frozen_binders(reading: Reading) -> list[FrozenBinder]:
    """All frozen periods, the latest first."""
    require_whole(reading.viewer)
    kept = PeriodSnapshot
    rows = reading.session.execute(
        select(kept.period, kept.locked_at, User.name)
        .outerjoin(User, User.id == kept.locked_by_id)
        .where(kept.kind == BINDER, kept.deleted.is_(False))
        .order_by(kept.period.desc(), kept.locked_at, kept.id)
    )
    found: dict[str, FrozenBinder] = {}
    for period, at, by in rows:
        first, last = map(date.fromisoformat, period.split("/"))
        found.setdefault(period, FrozenBinder(first, last, moment_of(at or 0, reading.zone), by))
    return list(found.values())


def frozen_text(reading: Reading, first: date, last: date, language: str) -> str | None:
    """What was frozen of a period, as `reports.kept` keeps it; of several laptops' the one frozen first."""
    kept = PeriodSnapshot
    payload = reading.session.scalar(
        select(kept.payload)
        .where(kept.kind == BINDER, kept.period == period_name(first, last), kept.deleted.is_(False))
        .order_by(kept.locked_at, kept.id)
        .limit(1)
    )
    if payload is None:
        return None
    require_whole(reading.viewer)
    text: str = json.loads(payload)[language]
    return text


def period_name(first: date, last: date) -> str:
    """A period as it is named in a snapshot."""
    return f"{first.isoformat()}/{last.isoformat()}"
