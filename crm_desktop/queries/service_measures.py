"""What a report asks of a service case, as SQL: the list has it too, so that a figure opens just what it counted."""

from typing import Any

from sqlalchemy import ColumnElement, case, func, select, text, type_coerce

from crm_desktop.models import HistoryEntry, ServiceCase
from crm_desktop.models.base import Flag
from crm_desktop.models.service_case import ARCHIVED, HANDLED, KEPT, LIMIT, MISSED, OPEN

# Being open as the index `ix_service_case_not_archived` says it, which has all that is asked of these few.
IS_OPEN: Any = text(f"service_case.{OPEN}")
# Who handled it last, else whom it is assigned to.
HANDLER: ColumnElement[str | None] = func.coalesce(ServiceCase.handled_by_id, ServiceCase.owner_id)
# Something was done about it, which still stands; of some cases of other systems nobody knows when.
IS_HANDLED: ColumnElement[bool] = type_coerce(
    ServiceCase.status.in_((HANDLED, ARCHIVED)) & ServiceCase.handled_at.is_not(None), Flag
)
IS_MERGED: ColumnElement[bool] = type_coerce(ServiceCase.merged_into_id.is_not(None), Flag)
# Whether it needed more than one round of handling.
IS_REWORKED: ColumnElement[bool] = type_coerce(
    (ServiceCase.rework_count > 0) | (func.coalesce(ServiceCase.reopen_count, 0) > 0), Flag
)

_OWN_LIMIT = case((ServiceCase.handled_at <= ServiceCase.solve_by, KEPT), else_=MISSED)
# What another system said of a limit that is not known here.
_SAID: Any = (
    select(HistoryEntry.value)
    .where(HistoryEntry.record_id == ServiceCase.id, HistoryEntry.field == LIMIT, HistoryEntry.deleted.is_(False))
    .order_by(HistoryEntry.from_on.desc(), HistoryEntry.changed_at.desc())
    .limit(1)
    .correlate(ServiceCase)
    .scalar_subquery()
)
KEPT_LIMIT: ColumnElement[str | None] = case(
    (ServiceCase.solve_by.is_not(None), case((IS_HANDLED, _OWN_LIMIT))), else_=_SAID
)
