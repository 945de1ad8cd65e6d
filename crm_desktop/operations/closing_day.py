"""Days on which the office is closed or open otherwise than on its usual days; time limits of cases follow."""

from datetime import date

from crm_desktop.core.i18n import Message
from crm_desktop.core.viewer import ADMINISTER
from crm_desktop.models import ClosingDay
from crm_desktop.operations import records
from crm_desktop.operations.service_limit import follow_limits
from crm_desktop.operations.validation import Problems
from crm_desktop.queries import rights
from crm_desktop.storage.database import UnitOfWork

_TITLE_AT_MOST = 120
# No calendar of a firm reaches farther.
_YEARS = 30


def set_closing_day(work: UnitOfWork, day: date, title: str | None = None, *, is_worked: bool = False) -> str:
    """Close the office on a day, or have it open on one that is not worked otherwise; returns its id."""
    rights.require(work.viewer, ADMINISTER)
    problems = Problems()
    problems.at_most("title", title, _TITLE_AT_MOST)
    if abs(day.year - work.today.year) > _YEARS:
        problems.add("day", Message("This day lies too far away. Check the year."))
    problems.refuse()
    key = ClosingDay.id_of(day)
    values = {"title": (title or "").strip() or None, "is_worked": is_worked, "deleted": False}
    known = work.session.get(ClosingDay, key)
    if known is None:
        work.session.add(ClosingDay(id=key, day=day, **values))
    else:
        records.apply(work, known, values)
    follow_limits(work)
    return key


def remove_closing_day(work: UnitOfWork, key: str) -> None:
    """Have a day be worked as its day of the week says."""
    rights.require(work.viewer, ADMINISTER)
    records.find(work, ClosingDay, key).deleted = True
    follow_limits(work)
