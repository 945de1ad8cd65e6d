"""The periods a report is offered for, by the names people use."""

from collections.abc import Callable
from datetime import date, timedelta

from crm_desktop.core.i18n import N_

Span = tuple[date, date]


def _month_start(day: date, back: int = 0) -> date:
    index = day.year * 12 + day.month - 1 - back
    return date(index // 12, index % 12 + 1, 1)


def _quarter_start(day: date, back: int = 0) -> date:
    return _month_start(day, (day.month - 1) % 3 + 3 * back)


def _before(day: date) -> date:
    return day - timedelta(days=1)


def _end_of_month(day: date) -> date:
    return _before(_month_start(day, -1))


PERIODS: dict[str, tuple[str, Callable[[date], Span]]] = {
    "month": (N_("This month"), lambda today: (_month_start(today), _end_of_month(today))),
    "last_month": (N_("Last month"), lambda today: (_month_start(today, 1), _before(_month_start(today)))),
    "quarter": (N_("This quarter"), lambda today: (_quarter_start(today), _before(_quarter_start(today, -1)))),
    "last_quarter": (N_("Last quarter"), lambda today: (_quarter_start(today, 1), _before(_quarter_start(today)))),
    "year": (N_("This year"), lambda today: (date(today.year, 1, 1), date(today.year, 12, 31))),
    "last_year": (N_("Last year"), lambda today: (date(today.year - 1, 1, 1), date(today.year - 1, 12, 31))),
    "twelve": (N_("Last 12 months"), lambda today: (_month_start(today, 12), _before(_month_start(today)))),
}
CUSTOM = "custom"
DEFAULT = "year"
