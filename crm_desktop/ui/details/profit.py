"""What the detail side says of what a customer brings and costs: each line leads to what it counts."""

from datetime import date

from crm_desktop.core import formats
from crm_desktop.core.i18n import N_, tr, trn
from crm_desktop.queries.customer_profit import CustomerProfit, Profit, Sold
from crm_desktop.ui.detail_content import Group, Line
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.profit_figures import CONTRACTS, ORDERS, PROFIT_FIGURE, SERVICE, profit_figure
from crm_desktop.ui.service_words import worked
from crm_desktop.ui.theme import Tone

Days = tuple[date, date] | None


def profit_groups(customer_id: str, profit: CustomerProfit | None, context: PageContext) -> tuple[Group, ...]:
    """The last twelve months, and all there ever was where that is more."""
    if profit is None:
        return ()
    year = _Lines(customer_id, profit.year, (profit.first, profit.last), profit.hour_minor, context)
    whole = _Lines(customer_id, profit.whole, None, profit.hour_minor, context)
    groups = [Group(N_("Profit account, 12 months"), year.all())] if profit.year else []
    if profit.whole != profit.year or not groups:
        groups.append(Group(N_("Profit account, in all"), whole.all()))
    return tuple(groups)


class _Lines:
    """The lines of one account, those of nothing left out."""

    def __init__(self, customer_id: str, of: Profit, days: Days, hour_minor: int, context: PageContext) -> None:
        self._customer_id, self._of, self._days, self._hour, self._context = customer_id, of, days, hour_minor, context

    def all(self) -> tuple[Line, ...]:
        """What came, what it cost, and what is left."""
        of = self._of
        service = self._line(SERVICE, tr("Service time"), self._time_note(), -of.time_minor) if of.minutes else None
        costs = self._line(SERVICE, tr("Service costs"), "", -of.service_minor) if of.service_minor else None
        lines = (
            *self._sold(ORDERS, tr("Orders"), tr("Cost of orders"), of.orders),
            *self._sold(CONTRACTS, tr("Contracts"), tr("Cost of contracts"), of.contracts),
            service,
            costs,
            self._left(),
        )
        return tuple(line for line in lines if line is not None)

    def _sold(self, counts: str, title: str, cost_title: str, sold: Sold) -> tuple[Line, ...]:
        if sold == Sold():
            return ()
        unknown = trn("cost of 1 line unknown", "cost of {count} lines unknown", sold.without_cost)
        return (
            self._line(counts, title, tr("net"), sold.net_minor),
            self._line(counts, cost_title, unknown if sold.without_cost else "", -sold.cost_minor),
        )

    def _time_note(self) -> str:
        if not self._hour:
            return tr("{time}, no price set", time=worked(self._of.minutes))
        hour = formats.money(self._hour, self._context.currency, symbol=True, cents=False)
        return tr("{time} × {amount}", time=worked(self._of.minutes), amount=hour)

    def _left(self) -> Line:
        of = self._of
        unknown = trn("1 left out: no rate", "{count} left out: no rate", of.without_rate)
        tone = Tone.BAD if of.left_minor < 0 else Tone.NEUTRAL
        return Line("", "", tr("What is left"), unknown if of.without_rate else "", self._money(of.left_minor), tone)

    def _line(self, counts: str, title: str, note: str, minor: int) -> Line:
        leads_to = profit_figure(self._customer_id, counts, self._days)
        return Line(PROFIT_FIGURE, leads_to, title, note, self._money(minor))

    def _money(self, minor: int) -> str:
        return formats.money(minor, self._context.currency, symbol=True)
