"""Random contracts, part payments, refunds, rates, shares, hand-overs, locks: commission stays exact throughout."""

from collections import defaultdict
from fractions import Fraction
from operator import attrgetter
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from crm_desktop.core.commission import Deal, Earned, Earnings, Line, Paid, Share
from crm_desktop.core.commission_period import Entry, compare, corrections, total
from crm_desktop.core.commission_rule import IN_A_MONTH, MARGIN, RECEIPTS, SALES, Chooser, Groups, Rule
from crm_desktop.core.commission_told import Told, unsettled
from crm_desktop.core.money import E6
from crm_desktop.core.months import month_after

PEOPLE, PRODUCTS = ("ann", "bob", "eve"), ("p", "q", None)
DAYS = [f"2026-{month:02}-{day:02}" for month in range(1, 7) for day in (1, 15, 28)]
day = st.sampled_from(DAYS)
share = st.builds(Share, st.sampled_from(PEOPLE), st.integers(1, E6 // 2), st.none() | day, st.none() | day)


@st.composite
def deals(draw: st.DrawFn) -> Deal:
    """A contract with up to three lines, an owner that may change, and shares."""
    name = f"d{draw(st.integers(0, 5))}"
    nets = draw(st.lists(st.integers(1, 900_000), min_size=1, max_size=3))
    lines = [
        Line(f"{name}-{place}", draw(st.sampled_from(PRODUCTS)), net, draw(st.none() | st.integers(0, net)))
        for place, net in enumerate(nets)
    ]
    tax, freight = draw(st.integers(0, 99_999)), draw(st.sampled_from((0, 0, 1_500)))
    since = sorted(draw(st.sets(day, min_size=1, max_size=3)))
    owners = tuple((each, draw(st.sampled_from((*PEOPLE, None)))) for each in since)
    return Deal(name, sum(nets) + tax + freight, tax, lines, owners, draw(st.lists(share, max_size=2)))


@st.composite
def rules(draw: st.DrawFn) -> list[Rule]:
    """Up to four rules, some with tiers, some for one person or product only."""
    found = []
    for number in range(draw(st.integers(1, 4))):
        limits = sorted(draw(st.sets(st.integers(1, 500_000), max_size=2)))
        found.append(
            Rule(
                f"r{number}",
                f"s{number % 3}",
                draw(day),
                draw(st.none() | day),
                draw(st.sampled_from((RECEIPTS, SALES, MARGIN))),
                draw(st.integers(0, E6)),
                tuple((limit, draw(st.integers(0, E6))) for limit in limits),
                draw(st.sampled_from(("contract", IN_A_MONTH))),
                product_id=draw(st.sampled_from((None, "p"))),
                user_id=draw(st.sampled_from((None, "ann"))),
                priority=draw(st.integers(0, 1)),
            )
        )
    return found


@st.composite
def receipts(draw: st.DrawFn, of: dict[str, Deal]) -> list[Paid]:
    """Part payments that never pass the contract, and refunds that never pass their receipt."""
    found: list[Paid] = []
    left = {name: deal.gross for name, deal in of.items()}
    for number in range(draw(st.integers(0, 8))):
        name = draw(st.sampled_from(sorted(of)))
        if left[name]:
            amount = draw(st.integers(1, left[name]))
            left[name] -= amount
            paid = Paid(f"x{number}", name, draw(day), amount)
            found.append(paid)
            if draw(st.booleans()):
                back = draw(st.integers(1, amount))
                later = [each for each in DAYS if each >= paid.on]
                found.append(Paid(f"y{number}", name, draw(st.sampled_from(later)), -back, paid.id, paid.on))
    return found


def earned(of: dict[str, Deal], made: list[Rule], paid: list[Paid], by: dict[str, str] | None = None) -> list[Earned]:
    """What these receipts earn."""
    return list(Earnings(of, Chooser(made, Groups()), by).of(paid))


@settings(max_examples=30)
@given(st.data())
def test_no_line_says_more_than_was_received_and_every_amount_is_what_its_line_says(data: Any) -> None:
    of = {each.id: each for each in data.draw(st.lists(deals(), min_size=1, max_size=3))}
    paid = data.draw(receipts(of))
    lines = earned(of, data.draw(rules()), paid)
    for each in lines:
        exact = Fraction(each.base) * each.rate_e6 / E6 * each.share_e6 / E6
        # Largest remainders move a part by less than a minor unit; refunds differ by those of two amounts.
        assert abs(each.amount - exact) <= (4 if each.receipt.refunds_id else 2)
        assert abs(each.part) <= abs(each.receipt.amount)
    parts: dict[str, dict[str, int]] = defaultdict(dict)
    for each in lines:
        parts[each.receipt.id][each.line.id] = each.part
    amounts = {each.id: each.amount for each in paid}
    for receipt_id, of_lines in parts.items():
        assert abs(sum(of_lines.values())) <= abs(amounts[receipt_id])


@settings(max_examples=30)
@given(st.data())
def test_a_receipt_given_back_in_full_leaves_nothing_without_tiers(data: Any) -> None:
    deal = data.draw(deals())
    made = [each._replace(tiers=()) for each in data.draw(rules())]
    amount = data.draw(st.integers(1, deal.gross))
    first = data.draw(st.integers(0, amount))
    paid = Paid("x", deal.id, "2026-02-01", amount)
    back = [
        Paid(f"y{place}", deal.id, "2026-05-01", -part, "x", paid.on)
        for place, part in enumerate((first, amount - first))
    ]
    sums: dict[str, int] = defaultdict(int)
    for each in earned({deal.id: deal}, made, [paid, *back]):
        sums[each.user_id] += each.amount
    assert not any(sums.values())


@settings(max_examples=30)
@given(st.data())
def test_locked_months_and_the_open_ones_together_always_say_what_was_earned(data: Any) -> None:
    """Lock some months, then change anything, lock on: all locks stay, and their sum with what is open is exact."""
    of = {each.id: each for each in data.draw(st.lists(deals(), min_size=1, max_size=3))}
    made, told = data.draw(rules()), {}
    first_open = None
    entries: dict[str, Entry] = {}
    for _ in range(3):
        paid = data.draw(receipts(of))
        locked = {key: entry.amount for key, entry in entries.items()}
        by = {key.rsplit("|", 2)[0]: key.rsplit("|", 2)[1] for key, amount in locked.items() if amount}
        now = earned(of, made, paid, by)
        found = compare(now, (), locked, first_open)
        opened = [*found.fresh, *corrections(found, entries, first_open)]
        assert total(opened) + sum(locked.values()) == sum(each.amount for each in now)
        assert all(first_open is None or each.period >= first_open for each in opened)
        period = min((each.period for each in opened), default=first_open or "2026-01")
        for each in opened:
            if each.period == period:
                before = entries.get(each.key)
                told[period, each.key] = each.amount
                entries[each.key] = _summed(before, each) if before else each
        first_open = month_after(period)
        if data.draw(st.booleans()):
            made = [*made[:-1], made[-1]._replace(rate_e6=data.draw(st.integers(0, E6)))]
        name = data.draw(st.sampled_from(sorted(of)))
        of[name] = of[name]._replace(owners=((data.draw(day), "eve"),))
    assert sum(told.values()) == sum(each.amount for each in entries.values())


@settings(max_examples=60)
@given(st.data())
def test_the_short_way_of_plain_contracts_says_what_the_general_one_says(data: Any) -> None:
    """A share that never holds takes a contract of one person and one line the long way, and changes nothing."""
    of = {each.id: each for each in data.draw(st.lists(deals(), min_size=1, max_size=3))}
    for name in data.draw(st.sets(st.sampled_from(sorted(of)))):
        owner = data.draw(st.sampled_from((*PEOPLE, None)))
        kept = of[name].lines[:1]
        gross = kept[0].net + of[name].tax
        of[name] = of[name]._replace(lines=kept, gross=gross, owners=(("", owner),), shares=())
    never = Share("eve", E6, "9999-01-01")
    general = {name: each._replace(shares=[*each.shares, never]) for name, each in of.items()}
    made, paid = data.draw(rules()), data.draw(receipts(of))
    by = {f"{each.id}|{line.id}|ann": made[0].id for each in paid for line in of[each.deal_id].lines}
    # The general way goes by the day of the receipts, the short one as they are given.
    short, long = (sorted(earned(each, made, paid, by), key=attrgetter("key")) for each in (of, general))
    assert short == long
    assert all(bool(each.amount) for each in earned(of, made, paid))


@settings(max_examples=120)
@given(st.data())
def test_receipts_left_out_because_locked_months_said_the_same_change_nothing(data: Any) -> None:
    """Lock some of what was earned, change anything, and compare with and without leaving out what is settled."""
    of = {each.id: each for each in data.draw(st.lists(deals(), min_size=1, max_size=3))}
    for name in data.draw(st.sets(st.sampled_from(sorted(of)))):
        kept, owner = of[name].lines[:1], data.draw(st.sampled_from((*PEOPLE, None)))
        of[name] = of[name]._replace(lines=kept, gross=kept[0].net + of[name].tax, owners=(("", owner),), shares=())
    made, paid = data.draw(rules()), data.draw(receipts(of))
    if data.draw(st.booleans()):
        made = [each._replace(tiers=()) for each in made]
    before = earned(of, made, paid)
    rows = [(each.receipt.id, each.key, each.amount) for each in before if data.draw(st.integers(0, 4))]
    # A later lock corrected some of them, and said something else of the same receipt.
    rows += [(each[0], each[1], data.draw(st.integers(-9, 9))) for each in rows if not data.draw(st.integers(0, 4))]
    rows += [(each[0], f"{each[1][:-2]}|9", 5) for each in rows if not data.draw(st.integers(0, 5))]
    if data.draw(st.booleans()):
        made = [*made[:-1], made[-1]._replace(rate_e6=data.draw(st.integers(0, E6)))]
    if data.draw(st.booleans()):
        made = [*made, made[0]._replace(id="r9", priority=2, from_on=data.draw(day))]
    if data.draw(st.booleans()):
        changed = data.draw(st.sampled_from(sorted(of)))
        of[changed] = of[changed]._replace(owners=(("", "eve"),))
    paid = paid[: data.draw(st.integers(0, len(paid)))]
    told = Told.of(rows)
    locked = told.amounts()
    assert locked == _by_key(rows)
    general = _compared(of, made, paid, locked)
    left = unsettled(paid, of, Chooser(made, Groups()), told)
    assert _compared(of, made, left, told.amounts()) == general


def test_an_unchanged_receipt_is_left_out_and_one_of_another_amount_is_not() -> None:
    deal = Deal("d", 113_000, 13_000, [Line("l", None, 100_000)], (("", "ann"),))
    rule = Rule("r", "s", "2026-01-01", None, RECEIPTS, 50_000)
    paid = [Paid("x", "d", "2026-02-01", 11_300), Paid("y", "d", "2026-02-02", 11_300)]
    told = Told.of([("x", "x|l|ann|r|0", 500), ("y", "y|l|ann|r|0", 499)])
    assert unsettled(paid, {"d": deal}, Chooser([rule], Groups()), told) == paid[1:]
    assert told.amounts() == {"y|l|ann|r|0": 499}


@settings(max_examples=30)
@given(rules())
def test_what_a_chooser_remembers_is_what_it_would_say_asked_for_the_first_time(made: list[Rule]) -> None:
    made = [*made, made[0]._replace(id="gone", deleted=True, to_on="2026-03-15")]
    known = Chooser(made, Groups())
    for on in DAYS:
        for person in PEOPLE:
            assert known.choose("p", person, None, on) == Chooser(made, Groups()).choose("p", person, None, on)
        for each in made:
            assert known.stays(each.id, on) == Chooser(made, Groups()).stays(each.id, on)


def _summed(one: Entry, other: Entry) -> Entry:
    amounts = {name: getattr(one, name) + getattr(other, name) for name in ("amount", "part", "base")}
    return other._replace(**amounts)


def _by_key(rows: list[tuple[str, str, int]]) -> dict[str, int]:
    found: dict[str, int] = defaultdict(int)
    for _, key, amount in rows:
        found[key] += amount
    return found


def _compared(of: dict[str, Deal], made: list[Rule], paid: list[Paid], locked: dict[str, int]) -> tuple[Any, ...]:
    """What is new, changed and gone beside what was locked, in no order."""
    by: dict[str, str] = {}
    for key in locked:
        head, rule, _ = key.rsplit("|", 2)
        by[head] = max(rule, by.get(head, ""))
    found = compare(earned(of, made, paid, by), (), locked, "2026-04")
    return sorted(found.fresh), sorted(found.changed), sorted(found.gone)
