"""What a management report consists of, as plain data: whoever computes it fills these records, who draws reads them.

Values are exact. Money is an integer of minor units, or a `Ratio` of minor units over a count where it is an average; a
rate is a `Ratio`, which keeps the two numbers it was made of (4238 of 6711), because readers check them; days are a
`Ratio` of a sum over a count. `None` means "cannot be said", which is not zero.

The names below are fixed: they are the keys of the `--data` output and what the drawing functions look for.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction
from typing import TYPE_CHECKING

from crm_desktop.core.i18n import ENGLISH, Message
from crm_desktop.core.listing import ListSpec

if TYPE_CHECKING:
    from crm_desktop.reports.service import ServiceReport

COUNT = "count"
RATIO = "ratio"
DAYS = "days"

WON_REVENUE = "won_revenue"
WIN_RATE = "win_rate"
DEALS_WON = "deals_won"
DEALS_LOST = "deals_lost"
OPEN_PIPELINE = "open_pipeline"
WEIGHTED_PIPELINE = "weighted_pipeline"
AVERAGE_DEAL = "average_deal"
SALES_CYCLE = "sales_cycle"
FIGURES = (
    WON_REVENUE,
    WIN_RATE,
    DEALS_WON,
    DEALS_LOST,
    OPEN_PIPELINE,
    WEIGHTED_PIPELINE,
    AVERAGE_DEAL,
    SALES_CYCLE,
)

BY_MONTH = "revenue_by_month"
BY_QUARTER = "revenue_by_quarter"
BY_OWNER = "revenue_by_owner"
BY_REGION = "revenue_by_region"
BY_PRODUCT = "revenue_by_product"
BY_SECTOR = "revenue_by_sector"
BY_CUSTOMER = "revenue_by_customer"
BY_STAGE = "pipeline_by_stage"
WON_REASONS = "won_reasons"
LOST_REASONS = "lost_reasons"
BREAKDOWNS = (
    BY_MONTH,
    BY_QUARTER,
    BY_OWNER,
    BY_REGION,
    BY_PRODUCT,
    BY_SECTOR,
    BY_CUSTOMER,
    BY_STAGE,
    WON_REASONS,
    LOST_REASONS,
)


# The key of a row that stands for many names at once.
OTHERS = "*"


def money_unit(currency: str) -> str:
    """The unit of an amount of this currency."""
    return f"money:{currency}"


@dataclass(frozen=True)
class Ratio:
    """Two numbers and their quotient; a denominator of zero means the quotient does not exist."""

    numerator: int
    denominator: int

    @property
    def exact(self) -> Fraction | None:
        """The quotient, or None."""
        return Fraction(self.numerator, self.denominator) if self.denominator else None


Value = int | Ratio | None


def exact(value: Value) -> Fraction | None:
    """Any value as one exact number, or None where there is none."""
    if isinstance(value, Ratio):
        return value.exact
    return None if value is None else Fraction(value)


@dataclass(frozen=True)
class Figure:
    """One number of the report with its meaning, its past and the way to its records.

    `unit` is "money:USD", "count", "ratio" or "days"; `better` says whether "up" or "down" is good news ("" when
    neither); `kind` names the list that `filter` narrows to the `records` records the number was made of.
    """

    name: str
    title: Message
    unit: str
    value: Value
    definition: Message
    records: int
    previous: Value = None
    better: str = "up"
    kind: str = "opportunities"
    filter: ListSpec | None = None


@dataclass(frozen=True)
class Row:
    """One line of a breakdown. What a breakdown does not know stays None.

    `key` is stable and language-free: "2017-03" for a month, "2017-Q1" for a quarter, the stage's code, the record's
    id, and "" for what has no owner, region, product or customer (its label is then a `Message`). `count` is the number
    of records behind `value`; `won` and `lost` are deals closed in the period, `weighted` is value × probability,
    `partial` marks a month or quarter that the period or the data cover only in part. A row of the key `OTHERS` stands
    for all smaller ones, `stands_for` says for how many.
    """

    key: str
    label: str | Message
    value: Value
    count: int
    share: Ratio | None = None
    filter: ListSpec | None = None
    previous: Value = None
    won: int | None = None
    lost: int | None = None
    weighted: Value = None
    probability: Ratio | None = None
    partial: bool = False
    stands_for: int = 1


@dataclass(frozen=True)
class Breakdown:
    """One number split by something: by month, by owner, by stage. Rows come in the order they are to be shown in.

    Time breakdowns hold every month or quarter of the period, empty ones included; stages come in pipeline order; all
    others come with the largest value first, hundreds of rows if need be: how many fit is for the drawing to decide.
    """

    name: str
    title: Message
    unit: str
    definition: Message
    rows: tuple[Row, ...] = ()
    kind: str = "opportunities"


@dataclass(frozen=True)
class DataState:
    """The newest transaction the report has read: its wall time in the company's zone and its identity."""

    at: datetime | None = None
    transaction: str = ""


@dataclass(frozen=True)
class LeftOut:
    """Deals that count in numbers but not in amounts, as their currency has no rate; `amount` is in its minor units."""

    currency: str
    deals: int
    amount: int


@dataclass(frozen=True)
class Report:
    """A management report, complete and independent of any database. Dates are inclusive.

    `open_on` is the day open deals were counted on, where that is not the last of the period; `service` is there on
    paper, where any case was opened.
    """

    company: str
    period_from: date
    period_to: date
    currency: str
    figures: tuple[Figure, ...]
    breakdowns: tuple[Breakdown, ...]
    language: str = ENGLISH
    previous_from: date | None = None
    previous_to: date | None = None
    open_on: date | None = None
    filters: tuple[str | Message, ...] = ()
    prepared_by: str = ""
    data_state: DataState = field(default_factory=DataState)
    left_out: tuple[LeftOut, ...] = ()
    service: "ServiceReport | None" = None

    @property
    def is_under_way(self) -> bool:
        """Whether the data end before the period does."""
        return self.open_on is not None and self.period_from <= self.open_on < self.period_to

    @property
    def lies_ahead(self) -> bool:
        """Whether the data end before the period begins."""
        return self.open_on is not None and self.open_on < self.period_from

    def figure(self, name: str) -> Figure | None:
        """The figure of this name, if the report has it."""
        return next((figure for figure in self.figures if figure.name == name), None)

    def breakdown(self, name: str) -> Breakdown | None:
        """The breakdown of this name, if the report has it."""
        return next((breakdown for breakdown in self.breakdowns if breakdown.name == name), None)

    def rows(self, name: str) -> tuple[Row, ...]:
        """The rows of a breakdown, none when the report lacks it."""
        breakdown = self.breakdown(name)
        return breakdown.rows if breakdown else ()

    def number(self, name: str) -> Fraction | None:
        """The exact value of a figure, None when it is missing or cannot be said."""
        figure = self.figure(name)
        return exact(figure.value) if figure else None
