"""The key figures of the management report, each with its definition and the list of the records behind it."""

from collections.abc import Iterable, Iterator, Mapping

from crm_desktop.core.i18n import Message
from crm_desktop.core.listing import Filter
from crm_desktop.insight.sales import Closed, ClosedDeals, Open
from crm_desktop.models.dictionary import LOST, WON
from crm_desktop.reports import figures as names
from crm_desktop.reports.figures import Figure, Ratio
from crm_desktop.reports.scope import Scope

OpenDeals = Mapping[str, Open]


def closed_figures(scope: Scope, deals: ClosedDeals) -> Iterator[Figure]:
    """Revenue, win rate, deals won and deals lost."""
    now, before = deals.now, deals.before
    closed, compared = now.won + now.lost, scope.before is not None
    yield Figure(
        names.WON_REVENUE,
        Message("Won revenue"),
        scope.unit,
        now.revenue,
        Message("Net amounts of deals won, by closing day within the period, in the company's currency."),
        now.won,
        before.revenue if compared else None,
        filter=scope.closed(WON),
    )
    yield Figure(
        names.WIN_RATE,
        Message("Win rate"),
        names.RATIO,
        Ratio(now.won, closed),
        Message("Deals won ÷ (deals won + deals lost), by closing day within the period."),
        closed,
        Ratio(before.won, before.won + before.lost),
        filter=scope.closed(None),
    )
    yield Figure(
        names.DEALS_WON,
        Message("Deals won"),
        names.COUNT,
        now.won,
        Message("Number of deals won, by closing day within the period."),
        now.won,
        before.won if compared else None,
        filter=scope.closed(WON),
    )
    yield Figure(
        names.DEALS_LOST,
        Message("Deals lost"),
        names.COUNT,
        now.lost,
        Message("Number of deals lost, by closing day within the period."),
        now.lost,
        before.lost if compared else None,
        better="down",
        filter=scope.closed(LOST),
    )


def pipeline_figures(scope: Scope, now: OpenDeals, before: OpenDeals) -> Iterator[Figure]:
    """The open pipeline, plain and weighted."""
    deals, earlier, compared = _all(now.values()), _all(before.values()), scope.before is not None
    yield Figure(
        names.OPEN_PIPELINE,
        Message("Open pipeline"),
        scope.unit,
        deals.amount,
        Message(
            "Net amounts of deals open at the end of the period, or on the day of the newest data where that comes"
            " first: opened by then (or without an opening day) and not yet closed. A deal without an amount of its own"
            " counts with its products at list price."
        ),
        deals.deals,
        earlier.amount if compared else None,
        filter=scope.open(),
    )
    yield Figure(
        names.WEIGHTED_PIPELINE,
        Message("Weighted pipeline"),
        scope.unit,
        deals.weighted,
        Message("Open pipeline × win probability of each deal in the stage it had on that day."),
        deals.deals,
        earlier.weighted if compared else None,
        filter=scope.open(),
    )


def average_figures(scope: Scope, deals: ClosedDeals) -> Iterator[Figure]:
    """The average deal and the sales cycle."""
    now, before = deals.now, deals.before
    known = () if now.priced == now.won else (Filter("has_known_amount", "is", True),)
    yield Figure(
        names.AVERAGE_DEAL,
        Message("Average deal"),
        scope.unit,
        _average(now),
        Message("Won revenue ÷ deals won whose amount is known in the company's currency."),
        now.priced,
        _average(before),
        filter=scope.closed(WON, *known),
    )
    yield Figure(
        names.SALES_CYCLE,
        Message("Sales cycle"),
        names.DAYS,
        Ratio(now.days, now.timed),
        Message("Mean number of days from opening to winning a deal, of deals won within the period."),
        now.timed,
        Ratio(before.days, before.timed),
        better="down",
        filter=scope.closed(WON, Filter("opened_on", "not_empty")),
    )


def _average(deals: Closed) -> Ratio:
    return Ratio(deals.revenue, deals.priced)


def _all(stages: Iterable[Open]) -> Open:
    return Open(*(sum(each) for each in zip(*stages, strict=True)))
