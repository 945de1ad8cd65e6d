"""C8, retention: who bought before and buys still, how much of the sales stayed, and the own rhythm of a customer."""

from fractions import Fraction

from crm_desktop.core.i18n import N_, Message
from crm_desktop.core.members import members
from crm_desktop.insight.figure import Figure, median, part
from crm_desktop.insight.periods import previous
from crm_desktop.insight.retention import cohorts, kept
from crm_desktop.insight.rhythm import CRITICAL, NORMAL, WARNING, WATCH, band, rhythm
from crm_desktop.insight.sales import Period
from crm_desktop.insight.ten.panel import DAYS, MONEY, NO_RECORDS, NUMBER, SHARE, Asked, Line, Panel
from crm_desktop.insight.ten.titles import TITLES

_MOST_COHORTS = 8
_BANDS = {
    NORMAL: N_("In its rhythm"),
    WATCH: N_("To be watched"),
    WARNING: N_("Warning"),
    CRITICAL: N_("Critical"),
}


def keeping(asked: Asked) -> Panel:
    """How many customers and how much of their sales were kept, or how late a customer is."""
    title = TITLES["retention"]
    return Panel("retention", title, _of_one(asked) if asked.customer_id else _of_all(asked))


def _of_all(asked: Asked) -> tuple[Line, ...]:
    now = Period(asked.period.first, asked.as_of)
    before = previous(now)
    found = kept(asked.bought.sales(before) if before else {}, asked.bought.sales(now))
    n = len(found.before)

    def of_sales(some: Fraction | None) -> Figure:
        return Figure.of(some, n, asked.as_of) if asked.shows_money else asked.no_amounts()

    behind = members(asked.say(N_("Customers of the period before")), found.before)
    stayed = part(len(found.stayed), n, asked.as_of)
    return (
        Line("retention", N_("Customers kept"), SHARE, stayed, _KEPT, "customer", behind),
        asked.listed("left", N_("Bought before and no more"), found.left, _LEFT),
        Line("gross", N_("Sales kept, gross"), SHARE, of_sales(found.gross), _GROSS, "customer", behind),
        Line("net", N_("Sales kept, net"), SHARE, of_sales(found.net), _NET, "customer", behind),
        Line("gap", N_("Days between purchases"), DAYS, _gap(asked, asked), _GAP),
        *_cohorts(asked),
    )


def _cohorts(asked: Asked) -> list[Line]:
    """Of those who began in a quarter, how many bought in the last one that is over."""
    found = cohorts(asked.bought.days.values(), asked.as_of)
    return [
        Line(f"cohort_{quarter}", N_("Began in"), SHARE, part(*each[-1], asked.as_of), _COHORT, label=quarter)
        for quarter, each in list(found.items())[-_MOST_COHORTS - 1 :]
        if len(each) > 1
    ]


def _gap(asked: Asked, of: Asked) -> Figure:
    gaps = [gap for each in of.bought.gaps.values() for gap in each]
    return Figure.of(median(gaps), len(gaps), asked.as_of)


def _of_one(asked: Asked) -> tuple[Line, ...]:
    of = str(asked.customer_id)
    days = asked.bought.days.get(of, {})
    if not days:
        return (Line("overdue", N_("Overdue ratio"), NUMBER, Figure.missing(NO_RECORDS, asked.as_of), _OVERDUE),)
    own = asked.bought.gaps.get(of, [])
    found = rhythm(list(days), asked.gap_of_segment(of), asked.as_of)
    since = (asked.as_of - max(days)).days
    lines = [Line("since", N_("Days since the last purchase"), DAYS, Figure.total(since, len(days), asked.as_of))]
    if found is not None:
        figure = Figure.total(Fraction(found.overdue).limit_denominator(1000), len(days), asked.as_of)
        words = Message(_BANDS[band(found.overdue)])
        expected = Figure.total(round(found.expected_gap), len(own), asked.as_of)
        lines = [
            Line("overdue", N_("Overdue ratio"), NUMBER, figure, _OVERDUE),
            Line("band", N_("Rhythm"), NUMBER, figure, _BAND, words=words),
            *lines,
            Line("expected", N_("Expected gap, days"), DAYS, expected, _OWN),
        ]
    for name, title, period in (
        ("year", N_("Sales of twelve months"), asked.year),
        ("before", _BEFORE, asked.year_ago),
    ):
        orders = sum(period.first <= day <= period.last for day in days)
        sold = Figure.total(asked.bought.sales(period).get(of, 0), orders, asked.as_of)
        lines.append(Line(name, title, MONEY, sold if asked.shows_money else asked.no_amounts()))
    return tuple(lines)


_COHORT = N_("Of the customers who first bought in that quarter, those who bought in the last quarter that is over.")
_BEFORE = N_("Sales of the twelve months before")
_LEFT = N_("Customers who bought in the period before and nothing in this one.")
_KEPT = N_("Who bought in the period before and in this one ÷ who bought in the period before.")
_GROSS = N_("Of the sales of the period before, the part that the same customers bought again, at most what it was.")
_NET = N_("What the customers of the period before buy now ÷ what they bought then.")
_GAP = N_("The median of the days between two purchases of one customer.")
_OVERDUE = N_("Days since the last purchase ÷ the expected gap.")
_BAND = N_("Below 1.2 normal, below 1.8 to be watched, below 2.5 a warning, else critical.")
_OWN = N_("The own median gap, pulled towards that of its industry, which counts as three gaps.")
