"""Freezing the manager's binder of a period: what it says then, it says ever after."""

import json
from collections.abc import Mapping
from datetime import date

from crm_desktop.core import formats
from crm_desktop.core.errors import UserError
from crm_desktop.core.i18n import ENGLISH, Message
from crm_desktop.models import PeriodSnapshot
from crm_desktop.models.history import BINDER
from crm_desktop.queries.binder import frozen_text, period_name, require_whole
from crm_desktop.storage.database import Reading, UnitOfWork


def check_freezing(reading: Reading, first: date, last: date) -> None:
    """Refuse to freeze what is not over, or is frozen."""
    require_whole(reading.viewer)
    if last >= reading.today:
        raise UserError(Message("Only a period that is over can be frozen. This one ends on {day}.", day=last))
    if frozen_text(reading, first, last, ENGLISH) is not None:
        said = formats.period(first, last, ENGLISH)
        raise UserError(Message("{period} is frozen already, and stays as it is.", period=said))


def freeze_binder(work: UnitOfWork, first: date, last: date, texts: Mapping[str, str]) -> str:
    """Keep the binder of a period for good, in each language; returns the id of what is kept."""
    check_freezing(work, first, last)
    snapshot_id = work.new_id()
    by = {"locked_by_id": work.viewer.user_id or None, "locked_at": work.now_ms}
    payload = json.dumps(dict(texts), sort_keys=True)
    period = period_name(first, last)
    work.session.add(PeriodSnapshot(id=snapshot_id, kind=BINDER, period=period, payload=payload, **by))
    return snapshot_id
