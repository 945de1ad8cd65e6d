"""The sentences of a report: three findings for its first page and a title for each chart that says what it shows.

Every sentence is a rule over the report's own figures. Where the figures do not carry a statement (no data, a single
month, no earlier period, a tie, amounts below zero), a plainer one is made; nothing is guessed or explained.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from crm_desktop.core import formats
from crm_desktop.core.i18n import N_
from crm_desktop.reports import figures as names
from crm_desktop.reports.figures import OTHERS, Breakdown, Report, Row, exact
from crm_desktop.reports.wording import Wording, month_of

STREAK = 3
TOP_CUSTOMERS = 5


@dataclass(frozen=True)
class Finding:
    """One finding of the first page: a few words that carry it, and the sentence that backs them."""

    head: str
    body: str


def findings(report: Report) -> tuple[Finding, ...]:
    """The three findings of the first page: what was won, how often, and what is still open."""
    wording = Wording(report)
    return (_revenue(report, wording), _win_rate(report, wording), _pipeline(report, wording))


def chart_title(report: Report, name: str) -> str:
    """What the chart of this breakdown shows, in one short sentence."""
    wording = Wording(report)
    breakdown = report.breakdown(name)
    if breakdown is None or not any(exact(row.value) for row in breakdown.rows):
        return _empty_title(name, wording)
    rules = {
        names.BY_MONTH: _month_title,
        names.BY_QUARTER: _quarter_title,
        names.BY_CUSTOMER: _customer_title,
        names.BY_STAGE: _stage_title,
        names.WON_REASONS: _reason_title,
        names.LOST_REASONS: _reason_title,
    }
    title = rules.get(name, _leader_title)(breakdown, wording)
    return title or wording.text(breakdown.title)


# --- the three findings


def _revenue(report: Report, wording: Wording) -> Finding:
    speak = wording.speak
    figure, won = report.figure(names.WON_REVENUE), report.number(names.DEALS_WON)
    if figure is None or not won:
        lost = report.number(names.DEALS_LOST) or 0
        body = (
            speak.tn(
                "{number} deal was lost in the period.",
                "{number} deals were lost in the period.",
                int(lost),
                number=formats.decimal(lost, 0),
            )
            if lost
            else speak.t(N_("No deal was closed in the period."))
        )
        if report.lies_ahead:
            body = speak.t(N_("The period begins after the newest data."))
        return Finding(speak.t(N_("Nothing won.")), body)
    amount = wording.short(figure.value, figure.unit)
    deals = speak.tn("{number} deal won", "{number} deals won", int(won), number=formats.decimal(won, 0))
    change, before = wording.change(figure), exact(figure.previous)
    if before is None:
        head = speak.t(N_("Won revenue {amount}."), amount=amount)
        body = speak.t(N_("{deals}; there is no earlier period to compare with."), deals=deals)
        return Finding(head, _with_leaders(body, report, wording))
    earlier = wording.short(figure.previous, figure.unit)
    body = speak.t(
        N_("{amount} from {deals}, against {earlier} in the period before."),
        amount=amount,
        deals=deals,
        earlier=earlier,
    )
    if change is None:
        head = speak.t(N_("Won revenue {amount}."), amount=amount)
    elif change.up:
        head = speak.t(N_("Won revenue up {change}."), change=change.size)
    else:
        head = speak.t(N_("Won revenue down {change}."), change=change.size)
    return Finding(head, _with_leaders(body, report, wording))


def _with_leaders(body: str, report: Report, wording: Wording) -> str:
    """Append who brought the most, where one person of several clearly did."""
    breakdown = report.breakdown(names.BY_OWNER)
    leader, part = _leading_share(breakdown.rows) if breakdown else (None, None)
    if breakdown is None or leader is None or not leader.key or part == 1:
        return body
    share = formats.percent(part)
    return wording.speak.t(
        N_("{sentence} {name} brought {share} of it."),
        sentence=body,
        name=wording.label(breakdown, leader),
        share=share,
    )


def _win_rate(report: Report, wording: Wording) -> Finding:
    speak = wording.speak
    figure = report.figure(names.WIN_RATE)
    won, lost = int(report.number(names.DEALS_WON) or 0), int(report.number(names.DEALS_LOST) or 0)
    if figure is None or exact(figure.value) is None:
        return Finding(
            speak.t(N_("No win rate.")), speak.t(N_("It needs at least one deal won or lost in the period."))
        )
    rate, change = wording.short(figure.value, figure.unit), wording.change(figure)
    if change is None:
        head = speak.t(N_("Win rate {rate}."), rate=rate)
    elif change.up:
        head = speak.t(N_("Win rate {rate}, up {change}."), rate=rate, change=change.size)
    else:
        head = speak.t(N_("Win rate {rate}, down {change}."), rate=rate, change=change.size)
    body = speak.tn(
        "{won} won and {lost} lost of {closed} closed deal.",
        "{won} won and {lost} lost of {closed} closed deals.",
        won + lost,
        won=formats.integer(won),
        lost=formats.integer(lost),
        closed=formats.integer(won + lost),
    )
    return Finding(head, _with_reason(body, report, wording))


def _with_reason(body: str, report: Report, wording: Wording) -> str:
    """Append the most frequent reason for losing, where one was recorded more often than any other."""
    breakdown = report.breakdown(names.LOST_REASONS)
    named = [row for row in breakdown.rows if row.key] if breakdown else []
    leader = _leader(named)
    if breakdown is None or leader is None:
        return body
    return wording.speak.t(
        N_("{sentence} The reason named most often for losing: {reason} ({count})."),
        sentence=body,
        reason=wording.label(breakdown, leader),
        count=formats.integer(leader.count),
    )


def _pipeline(report: Report, wording: Wording) -> Finding:
    speak = wording.speak
    figure, weighted = report.figure(names.OPEN_PIPELINE), report.figure(names.WEIGHTED_PIPELINE)
    if figure is None or not figure.records:
        return Finding(
            speak.t(N_("The pipeline is empty.")), speak.t(N_("No deal was open on {day}."), day=wording.open_day())
        )
    head = speak.t(N_("Open pipeline {amount}."), amount=wording.short(figure.value, figure.unit))
    deals = speak.tn(
        "{number} open deal",
        "{number} open deals",
        figure.records,
        number=formats.integer(figure.records),
    )
    if weighted is None or exact(weighted.value) is None:
        body = speak.t(N_("{deals} on {day}."), deals=deals, day=wording.open_day())
    else:
        amount = wording.short(weighted.value, weighted.unit)
        body = speak.t(N_("{deals}, worth {amount} weighted by probability."), deals=deals, amount=amount)
    breakdown = report.breakdown(names.BY_STAGE)
    leader = _leader(breakdown.rows) if breakdown else None
    if breakdown is None or leader is None:
        return Finding(head, body)
    part, stage = _share(leader, breakdown.rows), wording.label(breakdown, leader)
    if part == 1:
        return Finding(
            head, speak.t(N_("{sentence} All of it stands in the stage {stage}."), sentence=body, stage=stage)
        )
    share = formats.percent(part)
    return Finding(
        head, speak.t(N_("{sentence} {share} stands in the stage {stage}."), sentence=body, share=share, stage=stage)
    )


# --- chart titles


def _empty_title(name: str, wording: Wording) -> str:
    if name == names.BY_STAGE:
        return wording.speak.t(N_("No open deal on {day}"), day=wording.open_day())
    if name == names.LOST_REASONS:
        return wording.speak.t(N_("No deal lost in the period"))
    if name == names.WON_REASONS:
        return wording.speak.t(N_("No deal won in the period"))
    return wording.speak.t(N_("No revenue in the period"))


def _month_title(breakdown: Breakdown, wording: Wording) -> str:
    speak = wording.speak
    full = [row for row in breakdown.rows if not row.partial]
    if not full:
        return _whole_title(breakdown, wording)
    # A month that is not over may well be the best already.
    last, best = full[-1], _leader(breakdown.rows)
    amount, month = wording.short(last.value, breakdown.unit), wording.label(breakdown, last)
    if len(full) == 1 and exact(last.value):
        return speak.t(N_("{month}: revenue {amount}"), month=month, amount=amount)
    rising, falling = _streak(full, 1), _streak(full, -1)
    if best is last:
        return speak.t(N_("{month} was the best month with {amount}"), month=month, amount=amount)
    if rising >= STREAK:
        return speak.t(N_("Revenue rose {count} months in a row, to {amount}"), count=rising, amount=amount)
    if falling >= STREAK:
        return speak.t(N_("Revenue fell {count} months in a row, to {amount}"), count=falling, amount=amount)
    if not exact(last.value):
        return _best_title(breakdown, best, wording)
    if best is None:
        return speak.t(N_("{month}: revenue {amount}"), month=month, amount=amount)
    return speak.t(
        N_("{month} brought {amount}; the best month was {best} with {most}"),
        month=month,
        amount=amount,
        best=wording.label(breakdown, best),
        most=wording.short(best.value, breakdown.unit),
    )


def _best_title(breakdown: Breakdown, best: Row | None, wording: Wording) -> str:
    """That nothing was won in the latest month is no news beside what the best one brought."""
    if best is None:
        return _whole_title(breakdown, wording)
    amount, month = wording.short(best.value, breakdown.unit), wording.label(breakdown, best)
    return wording.speak.t(N_("{month} was the best month with {amount}"), month=month, amount=amount)


def _whole_title(breakdown: Breakdown, wording: Wording) -> str:
    """Of a period without a complete month or quarter, only its sum can be told."""
    total = sum((exact(row.value) or Fraction(0) for row in breakdown.rows), Fraction(0))
    amount = wording.short(int(total), breakdown.unit)
    return wording.speak.t(N_("{period}: revenue {amount}"), period=wording.period(), amount=amount)


def _quarter_title(breakdown: Breakdown, wording: Wording) -> str:
    full = [row for row in breakdown.rows if not row.partial]
    if not full:
        return _whole_title(breakdown, wording)
    last = full[-1]
    amount, quarter = wording.short(last.value, breakdown.unit), wording.label(breakdown, last)
    growth = formats.growth_of(exact(last.value), exact(full[-2].value)) if len(full) > 1 else None
    if not growth and not exact(last.value):
        return _whole_title(breakdown, wording)
    if not growth:
        return wording.speak.t(N_("{quarter}: revenue {amount}"), quarter=quarter, amount=amount)
    change = formats.percent(abs(growth))
    if growth > 0:
        return wording.speak.t(N_("{quarter} up {change} on the quarter before"), quarter=quarter, change=change)
    return wording.speak.t(N_("{quarter} down {change} on the quarter before"), quarter=quarter, change=change)


def _leader_title(breakdown: Breakdown, wording: Wording) -> str:
    leader, share = _leading_share(breakdown.rows)
    if leader is None or share is None:
        return ""
    name, part = wording.label(breakdown, leader), formats.percent(share)
    if share == 1 and breakdown.name == names.BY_OWNER and leader.key and leader.won and leader.lost is not None:
        return _own_title(name, leader.won, leader.won + leader.lost, wording)
    if share == 1:
        return wording.speak.t(N_("All revenue: {name}"), name=name)
    return (
        wording.speak.t(N_("{name} leads with {share} of revenue"), name=name, share=part)
        if leader.key
        else (wording.speak.t(N_("{name}: {share} of revenue"), name=name, share=part))
    )


def _own_title(name: str, won: int, closed: int, wording: Wording) -> str:
    """Whoever brought all the revenue leads nobody; how often that one won is worth a title."""
    return wording.speak.tn(
        "{name} won {won} of {closed} closed deal",
        "{name} won {won} of {closed} closed deals",
        closed,
        name=name,
        won=formats.integer(won),
        closed=formats.integer(closed),
    )


def _customer_title(breakdown: Breakdown, wording: Wording) -> str:
    named = sorted(
        (row for row in breakdown.rows if row.key not in ("", OTHERS)),
        key=lambda row: exact(row.value) or 0,
        reverse=True,
    )
    total = _total(breakdown.rows)
    if total is None or len(named) <= TOP_CUSTOMERS:
        return _leader_title(breakdown, wording)
    top = sum((exact(row.value) or Fraction(0) for row in named[:TOP_CUSTOMERS]), Fraction(0))
    return wording.speak.t(
        N_("The {count} largest customers bring {share} of revenue"),
        count=TOP_CUSTOMERS,
        share=formats.percent(top / total),
    )


def _stage_title(breakdown: Breakdown, wording: Wording) -> str:
    leader, share = _leading_share(breakdown.rows)
    if leader is None or share is None:
        return ""
    if share == 1:
        return wording.speak.t(N_("All of the open pipeline: {stage}"), stage=wording.label(breakdown, leader))
    return wording.speak.t(
        N_("{stage} holds {share} of the open pipeline"),
        stage=wording.label(breakdown, leader),
        share=formats.percent(share),
    )


def _reason_title(breakdown: Breakdown, wording: Wording) -> str:
    speak = wording.speak
    leader, share = _leading_share(breakdown.rows)
    if leader is None or share is None:
        return ""
    reason, part = wording.label(breakdown, leader), formats.percent(share)
    lost = breakdown.name == names.LOST_REASONS
    if share == 1 and not leader.key:
        every = N_("No reason recorded for any lost deal") if lost else N_("No reason recorded for any won deal")
        return speak.t(every)
    if share == 1:
        return speak.t(N_("Every deal lost: {reason}") if lost else N_("Every deal won: {reason}"), reason=reason)
    if not leader.key and lost:
        return speak.t(N_("No reason recorded for {share} of the lost deals"), share=part)
    if not leader.key:
        return speak.t(N_("No reason recorded for {share} of the won deals"), share=part)
    if lost:
        return speak.t(N_("Most often lost: {reason}, {share}"), reason=reason, share=part)
    return speak.t(N_("Most often won: {reason}, {share}"), reason=reason, share=part)


# --- what rows carry


def _leader(rows: Sequence[Row]) -> Row | None:
    """The row with the largest value, unless it is not above zero or shares its place."""
    named = [row for row in rows if row.key != OTHERS]
    ranked = sorted(named, key=lambda row: exact(row.value) or Fraction(0), reverse=True)
    if not ranked or (exact(ranked[0].value) or 0) <= 0:
        return None
    tied = len(ranked) > 1 and exact(ranked[0].value) == exact(ranked[1].value)
    return None if tied else ranked[0]


def _leading_share(rows: Sequence[Row]) -> tuple[Row | None, Fraction | None]:
    leader = _leader(rows)
    return leader, (_share(leader, rows) if leader else None)


def _share(row: Row, rows: Sequence[Row]) -> Fraction | None:
    total, value = _total(rows), exact(row.value)
    return value / total if total and value is not None else None


def _total(rows: Sequence[Row]) -> Fraction | None:
    """The sum, or None where shares of it would mislead: an amount below zero, or nothing at all."""
    values = [exact(row.value) or Fraction(0) for row in rows]
    total = sum(values, Fraction(0))
    return total if total > 0 and min(values) >= 0 else None


def _streak(rows: Sequence[Row], direction: int) -> int:
    """How many months in a row, up to the last, differ from the one before in this direction."""
    values = [exact(row.value) or Fraction(0) for row in rows if month_of(row.key)]
    count = 0
    for earlier, later in zip(values[-2::-1], values[:0:-1], strict=False):
        if (later - earlier) * direction <= 0:
            break
        count += 1
    return count
