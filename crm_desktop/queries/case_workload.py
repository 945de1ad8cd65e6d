"""How much everybody has to do: open cases by whom they are assigned to, how urgent they are, how long they may take.

How long a case may take is what handled cases of its kind took on average, less what was spent on it already.
"""

from datetime import timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, func, select, text, type_coerce

from crm_desktop.core.viewer import Viewer
from crm_desktop.models import ServiceCase, ServiceWork, User
from crm_desktop.models.service_case import ASSIGNED, HANDLED, NEW, WAITING
from crm_desktop.queries import rights
from crm_desktop.queries.service_case import IS_NEARLY_LATE, IS_OVERDUE
from crm_desktop.queries.service_measures import IS_OPEN
from crm_desktop.queries.service_warning import UNDER_WAY
from crm_desktop.storage.database import Reading

ALL, OVERDUE, NOT_BEGUN = "all", "overdue", "not_begun"
WHICH = (ALL, OVERDUE, NOT_BEGUN)
# So many handled cases of a kind say how long one takes; fewer say it together with all others.
_ENOUGH = 5
# The latest cases tell it well enough: to look at all of a year would take seconds where there are very many.
_LOOKED_AT = 5_000
_YEAR_DAYS, _QUARTER_MS = 365, 90 * 86_400_000
_TOOK = (
    "SELECT kind_id, sum(minutes), count(*) FROM (SELECT kind_id, minutes FROM service_case"
    " WHERE deleted = 0 AND minutes IS NOT NULL AND opened_on >= ? ORDER BY opened_on DESC LIMIT ?) GROUP BY kind_id"
)
_BUSY_LATELY = (
    "SELECT id, name FROM app_user u WHERE deleted = 0 AND is_active AND EXISTS ("
    "SELECT 1 FROM service_round r WHERE r.handled_by_id = u.id AND r.deleted = 0 AND r.handled_at >= ?)"
)


class Load(NamedTuple):
    """The cases of one person, or of nobody (no id): how many, and the minutes that they may still take."""

    user_id: str | None
    name: str | None
    open: int
    overdue: int
    nearly_late: int
    waiting: int
    minutes: int


def workload(reading: Reading) -> list[Load]:
    """Of everybody who has cases, or handled one lately: who has most to do first; before them what nobody has."""
    took = _minutes_by_kind(reading)
    found: dict[str | None, list[int]] = {}
    for owner_id, kind_id, spent, count, *figures in reading.fetch(_asked(reading.viewer), reading.moment):
        load = found.setdefault(owner_id, [0] * 5)
        expected = took.get(kind_id, took[None])
        for at, value in enumerate((count, *figures, count * max(0, expected - spent))):
            load[at] += value
    names: dict[Any, str | None] = dict(reading.plain(_BUSY_LATELY, (reading.now_ms - _QUARTER_MS,)))
    missing = [each for each in found if each is not None and each not in names]
    names.update(reading.session.execute(select(User.id, User.name).where(User.id.in_(missing))).all())
    loads = [Load(key, names[key], *found.get(key, [0] * 5)) for key in names]
    loads.sort(key=lambda each: (-each.minutes, -each.open, each.name or ""))
    return [Load(None, None, *found[None]), *loads] if None in found else loads


def cases_to_move(reading: Reading, owner_id: str | None, which: str) -> list[str]:
    """The open cases of a person, or of nobody, that are given to somebody else: all, those late, those not begun."""
    case = ServiceCase
    asked = select(case.id).where(text(UNDER_WAY), case.owner_id == owner_id)
    if which == OVERDUE:
        asked = asked.where(IS_OVERDUE == 1)
    elif which == NOT_BEGUN:
        asked = asked.where(case.status.in_((NEW, ASSIGNED)))
    asked = rights.seen(case, reading.viewer, asked.order_by(case.solve_by, case.id))
    return list(reading.session.scalars(asked, reading.moment))


@lru_cache(maxsize=64)
def _asked(viewer: Viewer) -> Any:
    """The cases under way, those together that count alike."""
    case = ServiceCase
    spent = select(func.coalesce(func.sum(ServiceWork.minutes), 0)).where(
        ServiceWork.case_id == case.id, ServiceWork.deleted.is_(False)
    )
    told: Any = spent.correlate(case).scalar_subquery().label("spent")
    figures = (IS_OVERDUE, IS_NEARLY_LATE, case.status == WAITING)
    asked = select(
        case.owner_id, case.kind_id, told, func.count(), *(func.sum(type_coerce(each, BigInteger)) for each in figures)
    ).where(case.deleted.is_(False), IS_OPEN, case.status != HANDLED)
    return rights.seen(case, viewer, asked).group_by(case.owner_id, case.kind_id, told)


def _minutes_by_kind(reading: Reading) -> dict[str | None, int]:
    """What a case of each kind takes on average; under no kind what any case takes."""
    first = reading.today - timedelta(days=_YEAR_DAYS)
    rows = reading.plain(_TOOK, (first.isoformat(), _LOOKED_AT))
    count = sum(row[2] for row in rows)
    took: dict[str | None, int] = {None: round(sum(row[1] for row in rows) / count) if count else 0}
    took.update((kind, round(total / number)) for kind, total, number in rows if kind and number >= _ENOUGH)
    return took
