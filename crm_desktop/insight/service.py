"""Service: what each figure about cases means, said once, and the figures of the cases opened in a period.

A case counts with the month it was opened in, however long it took; what was merged into another counts with that one.
Only what the viewer may see is counted.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, Text, case, func, select, type_coerce

from crm_desktop.core.i18n import N_
from crm_desktop.core.listing import Filter
from crm_desktop.insight.sales import Period
from crm_desktop.models import ServiceCase
from crm_desktop.models.service_case import ARCHIVED, KEPT
from crm_desktop.queries import rights
from crm_desktop.queries.service_measures import HANDLER, IS_HANDLED, IS_MERGED, IS_REWORKED, KEPT_LIMIT
from crm_desktop.queries.survey import TOO_FEW
from crm_desktop.storage.database import Reading

COUNT, HOURS, RATIO, STARS = "count", "hours", "ratio", "stars"

CASES, HANDLED_CASES = "cases", "handled"
WORKED_MEDIAN, WORKED_P90 = "handling_median", "handling_p90"
ELAPSED_MEAN, ELAPSED_MEDIAN, ELAPSED_P90 = "elapsed_mean", "elapsed_median", "elapsed_p90"
REWORK, FIRST_TIME_RIGHT, LIMITS_KEPT = "rework_rate", "first_time_right", "limits_kept"
SATISFACTION = "satisfaction"

# What cases are grouped by, by the name of the list's field; the month is that of the day they were opened.
KIND, MONTH, PRIORITY, CHANNEL = "kind", "month", "priority", "channel"
HANDLED_BY, PRODUCT, CUSTOMER = "handler", "product", "customer"
GROUPS = (KIND, MONTH, PRIORITY, CHANNEL, HANDLED_BY, PRODUCT, CUSTOMER)
# Customers and products named one by one; a big company has tens of thousands.
MOST_NAMED = 300

_HOUR_MS = 3_600_000
_HOUR_MINUTES = 60


class Counted(NamedTuple):
    """What is read of a case: what it is grouped by, then what its figures are made of, nothing where it has no part.

    `right` and `kept` are 1 or 0; so is `reworked`.
    """

    kind: str | None
    month: str | None
    priority: str | None
    channel: str | None
    handler: str | None
    product: str | None
    customer: str | None
    elapsed_ms: int | None
    worked_minutes: int | None
    reworked: int | None
    right: int | None
    kept: int | None
    stars: int | None


@dataclass(frozen=True)
class Measure:
    """A figure and the number of cases it was made of; None where there is none to make it of."""

    value: Fraction | None
    count: int
    is_count: bool = False

    @property
    def is_too_few(self) -> bool:
        """Whether it says too little: a figure of fewer cases than that tells of chance."""
        return not self.is_count and 0 < self.count < TOO_FEW


Figures = Mapping[str, Measure]


@dataclass(frozen=True)
class Metric:
    """A figure: what it is called, measured in and means, and what the cases it is made of meet.

    `better` says whether "up" or "down" is good news.
    """

    name: str
    title: str
    unit: str
    definition: str
    of: Callable[["Values"], Measure]
    behind: tuple[Filter, ...] = ()
    better: str = ""


class Values:
    """What some cases say, column by column; ten thousands of them are looked at once for each figure."""

    def __init__(self, cases: Sequence[Counted]) -> None:
        self.count, self._cases = len(cases), cases

    def known(self, name: str) -> list[int]:
        """The values of a column, of those cases that have any."""
        column: Iterable[int | None] = map(itemgetter(Counted._fields.index(name)), self._cases)
        return [each for each in column if each is not None]

    @cached_property
    def worked(self) -> list[int]:
        """Working minutes to the last handling, in their order."""
        return sorted(self.known("worked_minutes"))

    @cached_property
    def elapsed(self) -> list[int]:
        """Milliseconds to the last handling, in their order."""
        return sorted(self.known("elapsed_ms"))


@dataclass(frozen=True)
class Grouped:
    """The cases of one kind, month, person and so on, by the key of the list's field; "" where they have none."""

    key: str
    figures: Figures

    @property
    def cases(self) -> int:
        """How many there are."""
        return self.figures[CASES].count


@dataclass(frozen=True)
class ServiceFigures:
    """All figures of a period: of everything, by each of `GROUPS`, and cases by kind and month.

    Of customers and products those with most cases are named; `further` says how many others there are.
    """

    total: Figures
    groups: Mapping[str, tuple[Grouped, ...]]
    by_kind_and_month: Mapping[tuple[str, str], int]
    further: Mapping[str, int]


def service_figures(reading: Reading, period: Period, handlers: frozenset[str] | None = None) -> ServiceFigures:
    """The figures of the cases opened in a period; of those that some people handle only when given."""
    cases = [Counted._make(row) for row in reading.fetch(_cases(reading, period, handlers))]
    groups, further = {}, {}
    for name in GROUPS:
        groups[name], further[name] = _grouped(cases, name)
    kinds = Counter((each.kind or "", each.month or "") for each in cases)
    return ServiceFigures(figures_of(cases), groups, kinds, further)


def figures_of(cases: Sequence[Counted]) -> Figures:
    """Every figure of some cases."""
    values = Values(cases)
    return {metric.name: metric.of(values) for metric in METRICS}


def percentile(ordered: Sequence[int], share: Fraction) -> Fraction | None:
    """The value below which a share of values lies that come in their order.

    Between two of them, it is as far above the lower one as the share lies between them.
    """
    if not ordered:
        return None
    place = share * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (place - low) * (ordered[high] - ordered[low])


def _cases(reading: Reading, period: Period, handlers: frozenset[str] | None) -> Any:
    of = ServiceCase
    reworked = case((IS_REWORKED, 1), else_=0)
    statement = select(
        of.kind_id,
        func.substr(type_coerce(of.opened_on, Text), 1, 7),
        of.priority,
        of.channel_id,
        HANDLER,
        of.product_id,
        of.customer_id,
        case((IS_HANDLED, of.handled_at - of.opened_at)),
        case((IS_HANDLED, of.solution_minutes)),
        case((IS_HANDLED, reworked)),
        case((IS_HANDLED, case((of.status == ARCHIVED, 1 - reworked)))),
        type_coerce(KEPT_LIMIT == KEPT, BigInteger),
        of.satisfaction,
    ).where(of.deleted.is_(False), of.opened_on.between(period.first, period.last), IS_MERGED.is_(False))
    if handlers is not None:
        statement = statement.where(HANDLER.in_(sorted(handlers)))
    return rights.seen(ServiceCase, reading.viewer, statement)


def _grouped(cases: Sequence[Counted], name: str) -> tuple[tuple[Grouped, ...], int]:
    """The groups with most cases first, months in their order; and how many further ones there are."""
    place = Counted._fields.index(name)
    found: dict[str, list[Counted]] = defaultdict(list)
    for each in cases:
        found[str(each[place] or "")].append(each)
    ordered = sorted(found, key=lambda key: key if name == MONTH else (-len(found[key]), key))
    named = ordered if name == MONTH else ordered[:MOST_NAMED]
    return tuple(Grouped(key, figures_of(found[key])) for key in named), len(ordered) - len(named)


# --- what the figures are made of


def _count(number: int) -> Measure:
    return Measure(Fraction(number), number, is_count=True)


def _hours(ordered: Sequence[int], share: Fraction, of_an_hour: int) -> Measure:
    found = percentile(ordered, share)
    return Measure(None if found is None else found / of_an_hour, len(ordered))


def _mean(values: Sequence[int], of_one: int = 1) -> Measure:
    return Measure(Fraction(sum(values), len(values) * of_one) if values else None, len(values))


_HALF, _NINE_TENTHS = Fraction(1, 2), Fraction(9, 10)
_IS_HANDLED = Filter("is_handled", "is", True)
_WORKED = (_IS_HANDLED, Filter("solution_minutes", "not_empty"))

METRICS = (
    Metric(
        CASES,
        N_("Cases"),
        COUNT,
        N_("Cases opened in the period, without those merged into another."),
        lambda of: _count(of.count),
    ),
    Metric(
        HANDLED_CASES,
        N_("Handled"),
        COUNT,
        N_("Of these, cases whose handling is written down and still stands."),
        lambda of: _count(len(of.elapsed)),
        (_IS_HANDLED,),
    ),
    Metric(
        WORKED_MEDIAN,
        N_("Handling time, median"),
        HOURS,
        N_(
            "Working time from opening to the last handling, without waiting: half of the handled cases took no longer."
        ),
        lambda of: _hours(of.worked, _HALF, _HOUR_MINUTES),
        _WORKED,
        "down",
    ),
    Metric(
        WORKED_P90,
        N_("Handling time, 90%"),
        HOURS,
        N_(
            "Working time from opening to the last handling, without waiting: nine of ten handled cases took no longer."
        ),
        lambda of: _hours(of.worked, _NINE_TENTHS, _HOUR_MINUTES),
        _WORKED,
        "down",
    ),
    Metric(
        ELAPSED_MEAN,
        N_("Open to handled, mean"),
        HOURS,
        N_(
            "Hours from opening to the last handling as the clock counts them, nights and waiting included, on average."
        ),
        lambda of: _mean(of.elapsed, _HOUR_MS),
        (_IS_HANDLED,),
        "down",
    ),
    Metric(
        ELAPSED_MEDIAN,
        N_("Open to handled, median"),
        HOURS,
        N_("The same hours: half of the handled cases took no longer."),
        lambda of: _hours(of.elapsed, _HALF, _HOUR_MS),
        (_IS_HANDLED,),
        "down",
    ),
    Metric(
        ELAPSED_P90,
        N_("Open to handled, 90%"),
        HOURS,
        N_("The same hours: nine of ten handled cases took no longer."),
        lambda of: _hours(of.elapsed, _NINE_TENTHS, _HOUR_MS),
        (_IS_HANDLED,),
        "down",
    ),
    Metric(
        REWORK,
        N_("Rework rate"),
        RATIO,
        N_("Handled cases that were sent back or opened again ÷ handled cases."),
        lambda of: _mean(of.known("reworked")),
        (_IS_HANDLED,),
        "down",
    ),
    Metric(
        FIRST_TIME_RIGHT,
        N_("First time right"),
        RATIO,
        N_("Archived cases that one round of handling was enough for ÷ archived cases that were handled."),
        lambda of: _mean(of.known("right")),
        (_IS_HANDLED, Filter("status", "is", ARCHIVED)),
        "up",
    ),
    Metric(
        LIMITS_KEPT,
        N_("Limits kept"),
        RATIO,
        N_(
            "Handled cases solved before their time limit passed ÷ handled cases that had one; of cases of another"
            " system, as that system said."
        ),
        lambda of: _mean(of.known("kept")),
        (Filter("kept_limit", "not_empty"),),
        "up",
    ),
    Metric(
        SATISFACTION,
        N_("Satisfaction"),
        STARS,
        N_("Stars customers gave last, 1 to 5, on average of the cases that have any."),
        lambda of: _mean(of.known("stars")),
        (Filter("satisfaction", "not_empty"),),
        "up",
    ),
)
METRIC = {metric.name: metric for metric in METRICS}
