"""What a panel of the ten Cs holds, and what it is asked about."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Any

from sqlalchemy import select

from crm_desktop.core.i18n import ENGLISH, N_, Message, Translator
from crm_desktop.core.listing import Filter, ListSpec
from crm_desktop.core.members import members
from crm_desktop.insight.account import Account, accounts
from crm_desktop.insight.figure import ENOUGH, Figure, median
from crm_desktop.insight.payments import Payment, payments
from crm_desktop.insight.sales import Period
from crm_desktop.insight.ten.bought import Bought, bought
from crm_desktop.models import Customer
from crm_desktop.models.limited_fields import AMOUNT
from crm_desktop.queries import rights
from crm_desktop.queries.customer_facts import year_before
from crm_desktop.queries.customer_profit import COST, MINUTES, Profit, profits_by_customer
from crm_desktop.storage.database import Reading

COUNT, MONEY, SHARE, NUMBER, DAYS, NAME = "count", "money", "share", "number", "days", "name"
"""What a figure is measured in; a name says itself what it is."""
NO_AMOUNTS = Message("Your role does not show amounts")
NO_RECORDS = Message("Nothing is recorded")


@dataclass(frozen=True)
class Line:
    """A figure of a panel: what it is called and means, and the list (kind and what narrows it) of its records.

    `label` stands behind the title, `label_id` names a choice instead of it; `words` say something instead of a number.
    """

    name: str
    title: str
    unit: str
    figure: Figure
    meaning: str = ""
    kind: str = ""
    spec: ListSpec | None = None
    label: str = ""
    label_id: str | None = None
    words: Message | None = None


@dataclass(frozen=True)
class Head:
    """What stands before a row of a grid or above its column: a title, the name of a choice, or that of a record.

    A column holds figures of one unit.
    """

    title: str = ""
    label_id: str | None = None
    label: str = ""
    unit: str = COUNT


@dataclass(frozen=True)
class Grid:
    """Figures that cross two things: a head for each row, one for each column, and a line for each cell."""

    name: str
    title: str
    columns: tuple[Head, ...]
    rows: tuple[tuple[Head, tuple[Line, ...]], ...]
    first: str = N_("Name")


@dataclass(frozen=True)
class Panel:
    """One of the ten: its lines, the first of which stands for it; `drawn` are the lines of its chart."""

    name: str
    title: str
    lines: tuple[Line, ...]
    drawn: tuple[Line, ...] = ()
    notes: tuple[Message, ...] = ()
    grids: tuple[Grid, ...] = ()


class Asked:
    """The period, whose records, and the customer or none; what several panels need is read once."""

    def __init__(
        self,
        reading: Reading,
        period: Period,
        owners: frozenset[str] | None = None,
        customer_id: str | None = None,
        language: str = ENGLISH,
    ) -> None:
        self.reading, self.period, self.owners, self.customer_id = reading, period, owners, customer_id
        self.language = language
        self.as_of = min(period.last, reading.today)
        self.shows_money = not reading.viewer.hides(AMOUNT)
        self.shows_profit = self.shows_money and not any(map(reading.viewer.hides, (COST, MINUTES)))
        self._profits: dict[Period, Mapping[str, Profit]] = {}
        self._accounts: dict[Period, Mapping[str, Account]] = {}

    @cached_property
    def firm(self) -> "Asked":
        """The same of all customers in sight, beside whom one is seen."""
        return self if self.customer_id is None else Asked(self.reading, self.period, self.owners, None, self.language)

    @cached_property
    def year(self) -> Period:
        """The twelve months up to the last day, whatever the period: what classes and groups are told from."""
        return Period(year_before(self.as_of) + timedelta(days=1), self.as_of)

    @cached_property
    def year_ago(self) -> Period:
        """The twelve months before those."""
        last = self.year.first - timedelta(days=1)
        return Period(year_before(last) + timedelta(days=1), last)

    @cached_property
    def now(self) -> Period:
        """The period up to the last day that has come."""
        return Period(self.period.first, self.as_of)

    def rows(self, statement: Any, entity: Any, customer: Any) -> Iterable[Any]:
        """Rows of an entity the viewer sees: of the customer, and of the people asked for, where there are any."""
        if self.customer_id is not None:
            statement = statement.where(customer == self.customer_id)
        if self.owners is not None:
            statement = statement.where(entity.owner_id.in_(sorted(self.owners)))
        found: Iterable[Any] = self.reading.session.execute(rights.seen(entity, self.reading.viewer, statement))
        return found

    def profits(self, period: Period) -> Mapping[str, Profit]:
        """What was sold in some days and what it cost; each period is read once."""
        if period not in self._profits:
            of = (self.owners, self.customer_id)
            self._profits[period] = profits_by_customer(self.reading, period.first, period.last, *of)
        return self._profits[period]

    def accounts(self, period: Period) -> Mapping[str, Account]:
        """What the customer, or every one in sight, brought and cost in some days; each period is read once."""
        if period not in self._accounts:
            of = (self.owners, self.customer_id)
            profits = self.profits(period)
            due = self.payments if period == self.now else payments(self.reading, period, *of)
            self._accounts[period] = accounts(self.reading, period, profits, due, *of)
        return self._accounts[period]

    def listed(self, name: str, title: str, ids: Iterable[str], meaning: str = "", kind: str = "customer") -> Line:
        """How many records there are, and just these as a list."""
        found = list(ids)
        figure = Figure.total(len(found), len(found), self.as_of)
        return Line(name, title, COUNT, figure, meaning, kind, members(self.say(title), found))

    def say(self, text: str) -> str:
        """A text in the language of whoever asks, for what is called by it later."""
        return Translator(self.language).t(text)

    @cached_property
    def payments(self) -> Sequence[Payment]:
        """What fell due in the period or was open in it."""
        return payments(self.reading, self.now, self.owners, self.customer_id)

    @cached_property
    def bought(self) -> Bought:
        """What was bought up to the last day, by customer."""
        return bought(self.reading, self.as_of, self.owners, self.customer_id)

    @cached_property
    def segments(self) -> Mapping[str, str | None]:
        """The industry of every customer in sight: who is like whom."""
        statement: Any = select(Customer.id, Customer.industry_id).where(Customer.deleted.is_(False))
        found = self.firm.rows(statement, Customer, Customer.id)
        return dict(map(tuple, found))

    @cached_property
    def _gaps(self) -> Mapping[str | None, int]:
        """The median of the days between purchases of each segment with enough of them."""
        gaps: dict[str | None, list[int]] = {}
        for customer, own in self.firm.bought.gaps.items():
            gaps.setdefault(self.segments.get(customer), []).extend(own)
        return {key: round(median(each) or 0) for key, each in gaps.items() if key and len(each) >= ENOUGH}

    def gap_of_segment(self, customer_id: str) -> float | None:
        """The median of the days between purchases of customers like one; of all where too few are like it."""
        return self._gaps.get(self.segments.get(customer_id), self._gap_of_all)

    @cached_property
    def _gap_of_all(self) -> int | None:
        return self.firm.bought.median_gap()

    def days(self, field: str) -> Filter:
        """The days of the period, for a list."""
        return Filter(field, "between", (self.period.first.isoformat(), self.period.last.isoformat()))

    def of_customer(self, *filters: Filter) -> ListSpec:
        """A list narrowed to the customer, where there is one."""
        mine = (Filter("customer", "is", self.customer_id),) if self.customer_id else ()
        return ListSpec((*mine, *filters))

    def no_amounts(self) -> Figure:
        """Nothing, for a role that is kept from amounts."""
        return Figure.missing(NO_AMOUNTS, self.as_of)
