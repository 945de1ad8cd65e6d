"""What a report counts: its days, the days it is compared with, whose deals, and the lists that hold just these."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from crm_desktop.core.errors import UserError
from crm_desktop.core.i18n import ENGLISH, Message
from crm_desktop.core.listing import Filter, ListSpec, Sort
from crm_desktop.insight import periods
from crm_desktop.insight.sales import Period
from crm_desktop.models import Team, User
from crm_desktop.models.dictionary import LOST, WON
from crm_desktop.reports import figures as names
from crm_desktop.storage.database import Reading

# Six hundred months still fit on paper; a slip of the hand (0001 for 2001) would ask for a hundred thousand.
MOST_YEARS = 50
_LARGEST_FIRST = (Sort("amount", True),)


@dataclass(frozen=True)
class ReportRequest:
    """What to report on: days (inclusive), perhaps one team or some owners only, and the language to write in."""

    period_from: date
    period_to: date
    language: str = ENGLISH
    owner_ids: tuple[str, ...] = ()
    team_id: str | None = None


@dataclass(frozen=True)
class Scope:
    """Which deals count.

    `data_on` is the day of the newest data, `open_on` the day open deals are counted on: the period's last, or the day
    of the data where the period is not over by then. `before` is as long as what has passed of the period.
    """

    period: Period
    before: Period | None
    data_on: date
    owners: frozenset[str] | None
    filters: tuple[Filter, ...]
    words: tuple[Message, ...]
    unit: str

    @property
    def open_on(self) -> date:
        """The day open deals are counted on."""
        return min(self.period.last, self.data_on)

    def closed(self, outcome: str | None, *more: Filter, within: Period | None = None) -> ListSpec:
        """The list of deals won, lost or both in the period, or in a part of it."""
        days = within or self.period
        outcomes = Filter("outcome", "is", outcome) if outcome else Filter("outcome", "in", (WON, LOST))
        closed_on = Filter("closed_on", "between", (days.first.isoformat(), days.last.isoformat()))
        return ListSpec((outcomes, closed_on, *self.filters, *more), _LARGEST_FIRST)

    def open(self, *more: Filter) -> ListSpec:
        """The list of deals open at the end of the period."""
        day = Filter("open_on", "is", self.open_on.isoformat())
        return ListSpec((day, *self.filters, *more), _LARGEST_FIRST)

    def is_partial(self, part: Period) -> bool:
        """Whether a month or quarter of the period is not over in the data yet."""
        return part.last > self.data_on


def scope_of(reading: Reading, request: ReportRequest, data_on: date | None) -> Scope:
    """The scope of a request; without any data, everything counts as over."""
    period = period_of(request)
    data_on = data_on or period.last
    owners, filters, words = people_of(reading, request)
    unit = names.money_unit(reading.currency)
    return Scope(period, periods.previous(period, data_on), data_on, owners, filters, words, unit)


def period_of(request: ReportRequest) -> Period:
    """The days of a request; too many are refused."""
    period = Period(request.period_from, request.period_to)
    if period.last.year - period.first.year > MOST_YEARS:
        raise UserError(Message("A report covers at most {years} years. Choose a shorter period.", years=MOST_YEARS))
    return period


def people_of(
    reading: Reading, request: ReportRequest
) -> tuple[frozenset[str] | None, tuple[Filter, ...], tuple[Message, ...]]:
    """The owners counted, as filters of a list, and in words."""
    if not request.owner_ids and request.team_id is None:
        return None, (), ()
    people = select(User.id, User.name).order_by(User.name, User.id)
    words: list[Message] = []
    filters: list[Filter] = []
    if request.team_id is not None:
        people = people.where(User.team_id == request.team_id)
        team = reading.session.scalar(select(Team.name).where(Team.id == request.team_id)) or ""
        words.append(Message("Team: {name}", name=team))
        filters.append(Filter("team", "is", request.team_id))
    if request.owner_ids:
        people = people.where(User.id.in_(request.owner_ids))
        named = reading.session.execute(select(User.name).where(User.id.in_(request.owner_ids)).order_by(User.name))
        words.append(Message("Owner: {names}", names=", ".join(named.scalars())))
        filters.append(Filter("owner", "in", request.owner_ids))
    owners = frozenset(user_id for user_id, _ in reading.session.execute(people))
    return owners, tuple(filters), tuple(words)
