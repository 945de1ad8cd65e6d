"""C8, retention: who bought before and buys still, how much of the sales stayed, and the own rhythm of a customer."""

from datetime import timedelta
from fractions import Fraction

from crm_desktop.core.i18n import N_, Message
from crm_desktop.insight.figure import Figure, median, part
from crm_desktop.insight.periods import previous
from crm_desktop.insight.sales import Period
from crm_desktop.insight.ten.panel import DAYS, MONEY, NO_RECORDS, NUMBER, SHARE, Asked, Line, Panel
from crm_desktop.insight.ten.titles import TITLES
from crm_desktop.queries.customer_facts import year_before

PULL = 3
"""How many gaps the rhythm of all counts as, beside the own gaps of a customer."""
_BANDS = (
    (Fraction(12, 10), N_("In its rhythm")),
    (Fraction(18, 10), N_("To be watched")),
    (Fraction(25, 10), N_("Warning")),
)
_WORST = N_("Critical")


def expected_gap(own: list[int], of_all: int | None) -> Fraction | None:
    """The own median gap, pulled towards that of all the more the fewer own gaps there are."""
    mine = median(own)
    if of_all is None:
        return mine
    return Fraction(len(own) * (mine or 0) + PULL * of_all) / (len(own) + PULL)


def band(ratio: Fraction) -> str:
    """What an overdue ratio is called."""
    return next((name for limit, name in _BANDS if ratio < limit), _WORST)


def keeping(asked: Asked) -> Panel:
    """How many customers and how much of their sales were kept, or how late a customer is."""
    title = TITLES["retention"]
    return Panel("retention", title, _of_one(asked) if asked.customer_id else _of_all(asked))


def _of_all(asked: Asked) -> tuple[Line, ...]:
    now = Period(asked.period.first, asked.as_of)
    before = previous(now)
    earlier = asked.bought.sales(before) if before else {}
    kept = asked.bought.sales(now)
    stayed, n = sum(each in kept for each in earlier), len(earlier)
    whole = sum(earlier.values())
    gross = sum(min(kept.get(each, 0), was) for each, was in earlier.items())
    net = sum(kept.get(each, 0) for each in earlier)
    missing = None if asked.shows_money else asked.no_amounts()

    def of_sales(some: int) -> Figure:
        return missing or Figure.of(Fraction(some, whole) if whole else None, n, asked.as_of)

    return (
        Line("retention", N_("Customers kept"), SHARE, part(stayed, n, asked.as_of), _KEPT),
        Line("gross", N_("Sales kept, gross"), SHARE, of_sales(gross), _GROSS),
        Line("net", N_("Sales kept, net"), SHARE, of_sales(net), _NET),
        Line("gap", N_("Days between purchases"), DAYS, _gap(asked, asked), _GAP),
    )


def _gap(asked: Asked, of: Asked) -> Figure:
    gaps = [gap for each in of.bought.gaps.values() for gap in each]
    return Figure.of(median(gaps), len(gaps), asked.as_of)


def _of_one(asked: Asked) -> tuple[Line, ...]:
    of = str(asked.customer_id)
    days = asked.bought.days.get(of, {})
    if not days:
        return (Line("overdue", N_("Overdue ratio"), NUMBER, Figure.missing(NO_RECORDS, asked.as_of), _OVERDUE),)
    own = asked.bought.gaps.get(of, [])
    everyone = Asked(asked.reading, asked.period, asked.owners).bought.median_gap()
    expected = expected_gap(own, everyone)
    since = (asked.as_of - max(days)).days
    lines = [Line("since", N_("Days since the last purchase"), DAYS, Figure.total(since, len(days), asked.as_of))]
    if expected:
        ratio = since / expected
        figure = Figure.total(ratio.limit_denominator(1000), len(days), asked.as_of)
        words = Message(band(ratio))
        lines = [
            Line("overdue", N_("Overdue ratio"), NUMBER, figure, _OVERDUE),
            Line("band", N_("Rhythm"), NUMBER, figure, _BAND, words=words),
            *lines,
            Line(
                "expected", N_("Expected gap, days"), DAYS, Figure.total(round(expected), len(own), asked.as_of), _OWN
            ),
        ]
    year = Period(year_before(asked.as_of) + timedelta(days=1), asked.as_of)
    before = Period(year_before(year.first - timedelta(days=1)) + timedelta(days=1), year.first - timedelta(days=1))
    for name, title, period in (("year", N_("Sales of twelve months"), year), ("before", _BEFORE, before)):
        orders = sum(period.first <= day <= period.last for day in days)
        sold = Figure.total(asked.bought.sales(period).get(of, 0), orders, asked.as_of)
        lines.append(Line(name, title, MONEY, sold if asked.shows_money else asked.no_amounts()))
    return tuple(lines)


_BEFORE = N_("Sales of the twelve months before")
_KEPT = N_("Who bought in the period before and in this one ÷ who bought in the period before.")
_GROSS = N_("Of the sales of the period before, the part that the same customers bought again, at most what it was.")
_NET = N_("What the customers of the period before buy now ÷ what they bought then.")
_GAP = N_("The median of the days between two purchases of one customer.")
_OVERDUE = N_("Days since the last purchase ÷ the expected gap.")
_BAND = N_("Below 1.2 normal, below 1.8 to be watched, below 2.5 a warning, else critical.")
_OWN = N_("The own median gap, pulled towards that of all customers, which counts as three gaps.")
