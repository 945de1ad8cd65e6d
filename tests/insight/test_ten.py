"""The ten Cs and segments: formulas at their edges and against plain computation, and how groups change."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from itertools import combinations
from math import exp

import pandas
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm_desktop.core.clock import instant_of
from crm_desktop.core.errors import Invalid, NotAllowed, UserError
from crm_desktop.core.ids import unpack
from crm_desktop.core.listing import Filter, ListSpec
from crm_desktop.core.money import to_e6
from crm_desktop.core.viewer import HIDDEN
from crm_desktop.insight.account import late_days
from crm_desktop.insight.association import Chance, chance, together
from crm_desktop.insight.figure import Figure, difference, mean, median, part, wilson
from crm_desktop.insight.margins import Grade
from crm_desktop.insight.paying import Came, Due, Paid, mean_days_late, settled
from crm_desktop.insight.payments import Payment, payments
from crm_desktop.insight.ranking import abc, bands, rfm
from crm_desktop.insight.retention import cohorts, kept
from crm_desktop.insight.sales import Period
from crm_desktop.insight.segments import RFM, VIEW, Rule, members, migration, runs
from crm_desktop.insight.ten.acquisition import median_time, payback
from crm_desktop.insight.ten.development import development, suggestions
from crm_desktop.insight.ten.drivers import drivers
from crm_desktop.insight.ten.panel import Asked
from crm_desktop.insight.ten.profile import credit_grade
from crm_desktop.insight.ten.profitability import profitability
from crm_desktop.insight.ten.satisfaction import faded, fell_twice
from crm_desktop.insight.ten.segmentation import potentials
from crm_desktop.insight.tiers import quarter_ends, tier
from crm_desktop.insight.upselling import steps
from crm_desktop.models import CampaignMember, CustomerDemand, ProductCategory
from crm_desktop.models.limited_fields import AMOUNT
from crm_desktop.operations.parameter import set_parameter
from crm_desktop.operations.refusal import refuse_category
from crm_desktop.operations.segment import create_segment, keep_run
from crm_desktop.operations.suggestion import take_up
from crm_desktop.queries.customer import CUSTOMERS
from crm_desktop.queries.opportunity import OPPORTUNITIES
from crm_desktop.queries.profit_rates import INTEREST, SALES_HOUR
from tests.builders import a_campaign, a_customer, a_product, an_interaction, an_order, an_order_line
from tests.company import Company

DAY = date(2026, 11, 21)


def test_fewer_than_five_are_too_few_and_say_so() -> None:
    assert part(4, 4, DAY).value is None
    assert part(4, 5, DAY).value == Fraction(4, 5)
    assert mean([], DAY).reason is not None
    sums = Figure.total(100, 2, DAY)
    assert sums.value == 100
    assert sums.is_quiet
    assert median([1, 9, 3]) == 3
    assert median([1, 2]) == Fraction(3, 2)


@given(st.dictionaries(st.text("abcdef", min_size=1, max_size=3), st.integers(-50, 1000), max_size=30))
@settings(max_examples=60)
def test_the_classes_part_customers_in_the_order_of_what_they_bring(worth: dict[str, int]) -> None:
    found = abc(worth)
    assert found.keys() == worth.keys()
    whole = sum(each for each in worth.values() if each > 0)
    for key, value in worth.items():
        reached = sum(each for each in worth.values() if each >= value and each > 0)
        if value <= 0:
            assert found[key] == "C"
        else:
            share = Fraction(reached, whole)
            assert found[key] == ("A" if share <= Fraction(7, 10) else "B" if share <= Fraction(9, 10) else "C")


@given(st.lists(st.integers(0, 40), max_size=130))
@settings(max_examples=60)
def test_equal_values_share_a_band_and_greater_ones_stand_no_lower(values: list[int]) -> None:
    found = bands(values)
    most = 5 if len(values) >= 100 else 3
    for place, value in enumerate(values):
        less = sum(each < value for each in values)
        assert found[place] == min(most, 1 + most * less // len(values))


def test_groups_follow_from_what_lies_above_the_mean() -> None:
    found = rfm({"a": (1, 9, 900), "b": (1, 1, 900), "c": (99, 1, 10), "d": (99, 9, 10)})
    assert [found[key].group for key in "abcd"] == ["champions", "develop", "lost_small", "fading_small"]
    assert rfm({}) == {}


@given(st.lists(st.frozensets(st.sampled_from("ABCD")), max_size=40))
@settings(max_examples=60)
def test_what_goes_together_is_counted_as_by_hand(baskets: list[frozenset[str]]) -> None:
    found = {(each.first, each.second): each for each in together(baskets, len(baskets))}
    for one, other in combinations("ABCD", 2):
        for first, second in ((one, other), (other, one)):
            both = sum({first, second} <= basket for basket in baskets)
            had = sum(first in basket for basket in baskets)
            share = sum(second in basket for basket in baskets) / len(baskets) if baskets else 0
            is_sure = both >= 5 and wilson(both, had)[0] > share
            assert ((first, second) in found) == is_sure
            if is_sure:
                assert found[first, second].lift == pytest.approx(both / had / share)


def test_the_interval_of_a_share_is_that_of_wilson() -> None:
    assert wilson(5, 10) == pytest.approx((0.2366, 0.7634), abs=1e-4)
    assert wilson(0, 0) == (0, 1)


def test_scores_fade_and_later_ones_do_not_count() -> None:
    scores = [(DAY, 5), (DAY - timedelta(days=180), 1), (DAY + timedelta(days=1), 1)]
    assert faded(scores, DAY) == pytest.approx((5 + exp(-1)) / (1 + exp(-1)))
    assert faded([], DAY) is None


_AMOUNTS = st.dictionaries(st.sampled_from("abcdefgh"), st.integers(1, 900))


@given(_AMOUNTS, _AMOUNTS)
@settings(max_examples=60)
def test_what_stayed_is_what_a_join_of_both_periods_tells(before: dict[str, int], now: dict[str, int]) -> None:
    table = pandas.DataFrame({"before": pandas.Series(before, dtype=float), "now": pandas.Series(now, dtype=float)})
    earlier = table[table.before.notna()].fillna(0)
    found = kept(before, now)
    assert {*found.stayed} == {*earlier[earlier.now > 0].index}
    assert {*found.left} == {*earlier[earlier.now == 0].index}
    if before:
        assert float(found.gross or 0) == pytest.approx(earlier.min(axis=1).sum() / earlier.before.sum())
        assert float(found.net or 0) == pytest.approx(earlier.now.sum() / earlier.before.sum())
    else:
        assert found.gross is found.net is None


def test_cohorts_begin_in_the_quarter_of_the_first_purchase() -> None:
    bought = [[date(2024, 2, 29), date(2024, 7, 1)], [date(2024, 3, 31)], [date(2024, 6, 30), date(2025, 1, 1)], []]
    assert cohorts(bought, date(2024, 12, 31)) == {
        "2024-Q1": [(2, 2), (0, 2), (1, 2)],
        "2024-Q2": [(1, 1), (0, 1)],
    }


def test_who_has_not_bought_counts_as_open() -> None:
    assert median_time([(10, True), (20, True), (30, False), (5, False)]) == 20
    assert median_time([(10, True), (20, False), (30, False)]) is None
    assert median_time([]) is None


def test_the_grade_falls_with_late_payment_and_with_what_is_open() -> None:
    shares = [Fraction(each, 100) for each in (96, 90, 72, 50, 10)]
    assert [credit_grade(each, None) for each in shares] == [5, 4, 3, 2, 1]
    assert credit_grade(Fraction(1), Fraction(1, 2)) == 4
    assert credit_grade(Fraction(1), Fraction(2)) == 3
    assert credit_grade(Fraction(1), Fraction(1)) == 4
    assert credit_grade(Fraction(1, 10), Fraction(2)) == 1


_MOVES = st.lists(st.tuples(st.integers(0, 60), st.integers(-40, 60)), max_size=12)


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(1, 50)), max_size=8), _MOVES)
@settings(max_examples=80)
def test_a_payment_is_whole_on_the_day_since_which_all_due_until_then_is_there(
    dues: list[tuple[int, int]], came: list[tuple[int, int]]
) -> None:
    """Receipts and refunds in any order, against the balance at the end of every day."""
    start = date(2024, 2, 1)
    money = [Came(start + timedelta(days=day), amount) for day, amount in came]
    found = settled(
        [Due(str(place), start + timedelta(days=day), amount) for place, (day, amount) in enumerate(dues)], money
    )
    ordered, needed = sorted(enumerate(dues), key=lambda each: (each[1][0], str(each[0]))), 0
    for paid, (_, (day, amount)) in zip(found, ordered, strict=True):
        needed += amount
        held = [sum(one for when, one in came if when <= until) >= needed for until in range(61)]
        whole = next((until for until in range(61) if all(held[until:])), None)
        assert (paid.due_on, paid.amount) == (start + timedelta(days=day), amount)
        assert paid.paid_on == (None if whole is None else start + timedelta(days=whole))


def test_a_receipt_that_names_a_payment_pays_that_one_and_late_days_weigh_by_amount() -> None:
    first, second = Due("a", date(2024, 2, 28), 100), Due("b", date(2024, 3, 1), 300)
    paid = settled([first, second], [Came(date(2024, 2, 29), 350, "b"), Came(date(2024, 3, 2), 50)])
    assert [each.paid_on for each in paid] == [date(2024, 3, 2), date(2024, 2, 29)]
    assert mean_days_late([(paid[0], 100), (paid[1], 300)], DAY) == Fraction(3 * 100, 400)
    assert mean_days_late([], DAY) is None


def test_money_that_waits_costs_for_each_day_after_it_was_due() -> None:
    def late(due: date, paid: date | None) -> int:
        return late_days(Payment("", Paid(due, 1, paid), 1), Period(date(2024, 2, 1), date(2024, 2, 29)))

    assert late(date(2024, 2, 10), date(2024, 2, 13)) == 3
    assert late(date(2024, 2, 10), date(2024, 2, 10)) == 0
    assert late(date(2024, 1, 1), None) == 29
    assert late(date(2024, 2, 28), date(2024, 3, 9)) == 1


def test_each_cost_of_a_customer_stands_in_its_account(company: Company) -> None:
    with company.write() as work:
        set_parameter(work, SALES_HOUR, 60)
        set_parameter(work, INTEREST, 10)
        customer, other = a_customer(work, "Payer"), a_customer(work, "Other")
        line = an_order_line("1000", product_id=a_product(work, unit_cost_e6=to_e6(400)))
        order = {"customer_id": customer, "lines": (line,)}
        an_order(work, ordered_on=DAY - timedelta(days=90), due_on=DAY - timedelta(days=73), **order)
        an_interaction(work, customer_id=customer, minutes=30, cost_minor=700)
        an_interaction(work, kind="call", customer_id=customer, minutes=30)
        campaign = a_campaign(work, starts_on=DAY - timedelta(days=9), cost_minor=3_000)
        for each in (customer, other):
            work.session.add(CampaignMember(id=work.new_id(), campaign_id=campaign, customer_id=each))
    with company.read() as reading:
        asked = Asked(reading, Period(DAY - timedelta(days=364), DAY), None, customer)
        found = asked.accounts(asked.now)[customer]
        assert (found.sold, found.goods, found.visits, found.campaigns) == (100_000, 40_000, 3_700, 1_500)
        assert found.interest == round(100_000 * Fraction(10, 100) * 73 / 365)
        assert found.left == 100_000 - 40_000 - 3_700 - 1_500 - 2_000
        assert asked.firm.accounts(asked.now)[other].left == -1_500
        shown = {each.name: each.figure.value for each in profitability(asked).lines}
        assert shown["left"] == shown["past"] == found.left
        losing = {each.name: each for each in profitability(asked.firm).lines}["losing_count"]
        assert losing.spec is not None
        assert list(unpack(CUSTOMERS.ids(reading, losing.spec))) == [other]


def test_one_who_brings_nearly_all_is_no_a() -> None:
    assert abc({"all": 90, "few": 6, "less": 4}) == {"all": "B", "few": "C", "less": "C"}
    assert abc({"lost": -5}) == {"lost": "C"}


def test_payments_of_plans_and_orders_count_in_their_period(company: Company) -> None:
    with company.write() as work:
        customer = a_customer(work, "Payer")
        for days in range(6):
            an_order(
                work,
                customer_id=customer,
                ordered_on=DAY - timedelta(days=40),
                due_on=DAY - timedelta(days=10),
                payment_state="paid",
                paid_on=DAY - timedelta(days=9 if days else 2),
                lines=(an_order_line("100" if days else "500"),),
            )
    with company.read() as reading:
        paid = payments(reading, Period(DAY - timedelta(days=20), DAY), None, customer)
        late = mean_days_late([(each.paid, each.worth) for each in paid], DAY)
        assert late == Fraction(5 * 1 * 100 + 8 * 500, 1000)
        # Of what fell due before, only what was still open in the days.
        assert len(payments(reading, Period(DAY - timedelta(days=5), DAY), None, customer)) == 1


def test_runs_are_kept_and_tell_who_moved_from_which_group_to_which(company: Company) -> None:
    with company.write() as work:
        names = [a_customer(work, f"Clinic {number}") for number in range(3)]
        an_order(work, customer_id=names[0], ordered_on=DAY - timedelta(days=100), lines=(an_order_line("700"),))
        an_order(work, customer_id=names[1], ordered_on=DAY - timedelta(days=90), lines=(an_order_line("300"),))
        an_order(work, customer_id=names[1], ordered_on=DAY - timedelta(days=5), lines=(an_order_line("900"),))
        an_order(work, customer_id=names[2], ordered_on=DAY - timedelta(days=4), lines=(an_order_line("50"),))
        segment = create_segment(work, "By class", Rule("abc").to_json())
    for day in (DAY - timedelta(days=30), DAY):
        with company.read() as reading:
            rule = Rule.from_json('{"kind": "abc"}')
            found = members(reading, rule, day)
        with company.write() as work:
            keep_run(work, segment, day, rule.version, found)
    with company.read() as reading:
        after, before = runs(reading, segment)
        assert [before.members[each] for each in names[:2]] == ["A", "C"]
        moves = {(each.before, each.after): each for each in migration(reading, before, after)}
        assert moves["", "C"].customers == (names[2],)
        assert moves["", "C"].sales_change == 5_000
        assert moves["C", "A"].sales_change == 90_000
        kept = replace(reading, viewer=replace(reading.viewer, limits=frozenset({(AMOUNT, HIDDEN)})))
        assert {each.sales_change for each in migration(kept, before, after)} == {None}
        with pytest.raises(NotAllowed):
            members(kept, rule, DAY)


def test_what_goes_together_is_suggested_until_the_customer_refuses_it(company: Company) -> None:
    with company.write() as work:
        kinds = [ProductCategory(id=work.new_id(), name=name) for name in ("Pumps", "Filters", "Valves")]
        work.session.add_all(kinds)
        pump, filter_, valve = (a_product(work, of.name, code=of.name, category_id=of.id) for of in kinds)
        for number in range(20):
            customer = a_customer(work, f"Clinic {number}")
            bought = (pump, filter_) if number < 6 else (pump,) if number == 6 else (valve,)
            for product in bought:
                line = an_order_line("100", product_id=product)
                an_order(work, customer_id=customer, ordered_on=DAY - timedelta(days=9), lines=(line,))
            if number == 6:
                asking = customer
        filters_id = kinds[1].id

    def offered() -> list[tuple[str, int]]:
        with company.read() as reading:
            asked = Asked(reading, Period(DAY - timedelta(days=364), DAY), None, asking)
            return [(each.category_id, each.of) for each in suggestions(asked)]

    before = offered()
    with company.write() as work:
        refuse_category(work, asking, filters_id)
        assert refuse_category(work, asking, filters_id)
    assert (before, offered()) == ([(filters_id, 6)], [])
    with company.read() as reading:
        assert reading.plain("SELECT count(*) FROM refusal")[0][0] == 1


def test_the_chance_is_told_from_those_who_are_most_alike_and_enough() -> None:
    baskets = {f"x{each}": frozenset("ab") for each in range(5)} | {f"y{each}": frozenset("abc") for each in range(5)}
    baskets |= {"me": frozenset("ab")}
    alike = dict.fromkeys(baskets, "one") | dict.fromkeys((f"x{each}" for each in range(5)), "two")
    assert chance(baskets, alike, "me", "c") == Chance(Fraction(1), 5), "of the segment"
    assert chance(baskets, alike | {"me": "three"}, "me", "c") == Chance(Fraction(1, 2), 10), (
        "of all who bought the same"
    )
    few = {key: each for key, each in baskets.items() if key[0] != "y"} | {"z": frozenset("d"), "me": frozenset("ad")}
    assert chance(few, {}, "me", "b") == Chance(Fraction(1), 5), "of those who bought one of the things"
    assert chance({"me": frozenset("a"), "x": frozenset("ab")}, {}, "me", "b") is None


def test_who_buys_more_than_half_of_the_buyers_of_the_next_grade_is_ripe_for_it() -> None:
    ladder = {"pumps": [Grade("small", "pumps", 1), Grade("large", "pumps", 9)]}
    upper = {f"u{each}": {"large": each} for each in range(1, 6)}
    found = steps(ladder, upper | {"much": {"small": 4}, "usual": {"small": 3}, "grew": {"small": 2}}, {})
    assert [(each.customer_id, each.next_id, each.buyers) for each in found] == [("much", "large", 5)]
    before = {"u1": {"large": 1}, "u2": {"large": 2}, "grew": {"small": 1}}
    grown = steps(ladder, upper | {"grew": {"small": 2}}, before)
    assert [each.customer_id for each in grown] == ["grew"], "it doubled where half of them did not grow"
    assert steps(ladder, {"u1": {"large": 1}, "much": {"small": 99}}, {}) == []


def test_what_a_new_customer_cost_is_paid_back_by_what_one_leaves_a_month() -> None:
    assert payback(Fraction(600), [Fraction(100), Fraction(200)]) == 4
    assert payback(Fraction(600), [Fraction(-1)]) is None
    assert payback(Fraction(600), []) is None


def test_a_suggestion_taken_up_counts_as_a_hit_once_it_is_ordered(company: Company) -> None:
    with company.write() as work:
        category = ProductCategory(id=work.new_id(), name="Pumps")
        work.session.add(category)
        pump = a_product(work, "Pump", category_id=category.id)
        customers = [a_customer(work, f"Clinic {number}") for number in range(5)]
        deals = [take_up(work, customer, category.id) for customer in customers]
        for customer in customers[:2]:
            an_order(work, customer_id=customer, lines=(an_order_line("100", product_id=pump),))
        with pytest.raises(Invalid):
            take_up(work, customers[0], None)
    with company.read() as reading:
        asked = Asked(reading, Period(DAY - timedelta(days=364), reading.today))
        found = {each.name: each for each in development(asked).lines}["hit_rate"]
        assert (found.figure.value, found.figure.n) == (Fraction(2, 5), 5)
        assert found.spec is not None
        assert {*unpack(OPPORTUNITIES.ids(reading, found.spec))} == {*deals}


@given(st.lists(st.integers(0, 40), min_size=1, max_size=10), st.sets(st.integers(1, 40), min_size=1, max_size=3))
@settings(max_examples=80)
def test_a_tier_is_reached_at_once_and_lost_after_two_quarters_below(rolling: list[int], limits: set[int]) -> None:
    least = sorted(limits, reverse=True)
    reached = [next((at for at, limit in enumerate(least) if sales >= limit), len(least)) for sales in rolling]
    place, below = len(least), 0
    for each in reached:
        below = below + 1 if each > place else 0
        if each <= place or below == 2:
            place, below = each, 0
    found = tier(rolling, least)
    assert (found.place, found.missed) == (place if place < len(least) else None, below)
    assert found.lacking == (max(0, least[place - 1] - rolling[-1]) if place else None)


def test_quarters_end_on_their_last_days() -> None:
    assert quarter_ends(date(2024, 2, 29), 2) == [date(2023, 9, 30), date(2023, 12, 31), date(2024, 2, 29)]
    assert quarter_ends(date(2024, 12, 31), 1) == [date(2024, 9, 30), date(2024, 12, 31)]


def test_shares_differ_by_an_interval_that_has_none_of_chance() -> None:
    # Newcombe's own example: 56 of 70 against 48 of 80.
    assert difference(56, 70, 48, 80) == pytest.approx((0.2, 0.0524, 0.3339), abs=1e-4)
    assert difference(0, 0, 1, 2) == (0, -1, 1)


def test_an_index_that_fell_in_two_quarters_raises_an_alarm() -> None:
    days = [date(2026, 3, 30), date(2026, 6, 29), date(2026, 9, 29)]
    assert fell_twice(list(zip(days, (5, 3, 1), strict=True)), date(2026, 9, 30))
    assert not fell_twice(list(zip(days, (5, 3, 4), strict=True)), date(2026, 9, 30))
    assert not fell_twice([(days[2], 1)], date(2026, 9, 30))


def test_who_left_is_told_apart_by_signals_and_who_is_worth_more_by_potential(company: Company) -> None:
    with company.write() as work:
        ago, customers = DAY - timedelta(days=400), []
        for number in range(12):
            customers.append(customer := a_customer(work, f"Clinic {number}"))
            an_order(work, customer_id=customer, ordered_on=ago, lines=(an_order_line("100"),))
            if number < 6:
                an_order(work, customer_id=customer, ordered_on=DAY - timedelta(days=9), lines=(an_order_line("50"),))
            if number % 2:
                happened = instant_of(DAY - timedelta(days=380), work.zone, hour=10)
                an_interaction(work, customer_id=customer, happened_at=happened)
            amount = {"amount_minor": 100 * number, "currency": work.currency}
            demand = CustomerDemand(id=work.new_id(), customer_id=customer, year=DAY.year, **amount)
            work.session.add(demand)
    with company.read() as reading:
        asked = Asked(reading, Period(DAY - timedelta(days=364), DAY))
        rows = {head.title: cells for head, cells in drivers(asked).rows}
        quiet = rows["No contact in 60 days"]
        assert [cell.figure.value for cell in quiet[:3]] == [6, Fraction(3, 6), Fraction(3, 6)]
        found = potentials(asked)
        left = {each: max(0, 100 * at - (5_000 if at < 6 else 0)) for at, each in enumerate(customers)}
        assert found[customers[11]] == "high"
        assert {found[each] for each in customers if left[each] == 0} == {"low"}


def test_a_segment_by_a_view_holds_its_list_and_a_name_stands_once(company: Company) -> None:
    with company.write() as work:
        wanted = a_customer(work, "Northlight")
        a_customer(work, "Southgate")
        rule = Rule(VIEW, ListSpec((Filter("name", "contains", "north"),)))
        create_segment(work, "North", rule.to_json())
        with pytest.raises(Invalid):
            create_segment(work, "north", Rule(RFM).to_json())
    with company.read() as reading:
        assert members(reading, Rule.from_json(rule.to_json()), DAY) == {wanted: "member"}
        # Kept under an earlier day, today's members would be told as having moved.
        with pytest.raises(UserError, match="today only"):
            members(reading, rule, DAY - timedelta(days=1))
    assert rule.version != Rule(RFM).version
