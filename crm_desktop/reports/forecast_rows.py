"""What the tables and figures of the forecast are made with: a period, what was won in it, and its open deals."""

from collections.abc import Iterable, Sequence
from datetime import date

from crm_desktop.core import formats
from crm_desktop.core.i18n import N_
from crm_desktop.core.listing import Filter, ListSpec
from crm_desktop.core.members import members
from crm_desktop.core.months import days_of
from crm_desktop.insight import periods
from crm_desktop.insight.deal_forecast import DealForecast, OpenDeal, deal_forecast
from crm_desktop.insight.figure import ENOUGH
from crm_desktop.insight.forecast import Band
from crm_desktop.insight.sales import Closed, closed_by_month_and_owner, summed
from crm_desktop.models.dictionary import WON
from crm_desktop.reports.statistic import Cell, Making

NOTHING = Cell("")


class Figures:
    """The forecast of a period; `found` is None where the period is over, and `places` are the months that are left."""

    def __init__(self, make: Making) -> None:
        self.make, self.period = make, make.period
        self.closed = closed_by_month_and_owner(make.reading, make.period, make.owners)
        self.found: DealForecast | None = None
        self.places: list[int] = []
        if self.period.last >= make.reading.today:
            self.found = deal_forecast(make.reading, self.period.last, make.owners)
            self.places = self.found.places(month for month, _ in periods.months(self.period))

    # --- what was won

    def won(self, *, month: str | None = None, owner: str | None = None) -> Closed:
        """What was won in the period so far: in a month, by an owner ("" for nobody)."""
        return summed(
            deals
            for (of_month, of), deals in self.closed.items()
            if (month is None or of_month == month) and (owner is None or (of or "") == owner)
        )

    def won_list(self, *, month: str | None = None, owner: str | None = None) -> ListSpec:
        """The deals won."""
        first, last = self.period.first, self.period.last
        if month is not None:
            of_month: tuple[date, date] = days_of(month)
            first, last = max(first, of_month[0]), min(last, of_month[1])
        filters = [Filter("outcome", "is", WON), Filter("closed_on", "between", (first.isoformat(), last.isoformat()))]
        if owner is not None:
            filters.append(Filter("owner", "is", owner) if owner else Filter("owner", "is_empty"))
        return ListSpec(tuple(filters))

    # --- what is open

    def behind(self, places: Sequence[int], owner: str | None = None) -> list[OpenDeal]:
        """The open deals that may be decided in some months."""
        return self.found.behind(places, owner) if self.found else []

    def band(self, places: Sequence[int], owner: str | None = None) -> Band:
        """What they bring."""
        return self.found.band(places, owner) if self.found else Band(0, 0, 0)

    def open_list(self, title: str, deals: Iterable[OpenDeal]) -> ListSpec | None:
        """The list of some open deals; none of none."""
        ids = [each.id for each in deals]
        return members(title, ids) if ids else None

    def deals(self, count: int) -> str:
        """So many deals."""
        return self.make.speak.tn("{count} deal", "{count} deals", count)

    def month(self, month: str) -> str:
        """A month, for a row."""
        return formats.month_far(int(month[:4]), int(month[5:]), self.make.language)

    def too_few(self) -> Cell:
        """What stands where fewer deals than five say nothing."""
        return Cell(self.make.speak.t(N_("too few")), is_quiet=True)


def is_thin(deals: Sequence[OpenDeal]) -> bool:
    """Whether these are too few to tell a tendency."""
    return len(deals) < ENOUGH
