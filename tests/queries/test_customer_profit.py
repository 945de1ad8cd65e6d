"""What a customer brings and costs, beside a computation of its own that reads the tables and knows fractions alone."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

import pytest

from crm_desktop.core.listing import Filter, ListSpec
from crm_desktop.core.money import to_e6
from crm_desktop.core.viewer import HIDDEN
from crm_desktop.models import Contract
from crm_desktop.models.limited_fields import AMOUNT
from crm_desktop.operations import parameter
from crm_desktop.operations.exchange_rate import set_exchange_rate
from crm_desktop.operations.order import delete_orders, set_order_status
from crm_desktop.operations.service_case import delete_service_cases
from crm_desktop.operations.service_steps import assign_case, handle_case
from crm_desktop.operations.service_work import WorkDraft, delete_work, note_work
from crm_desktop.operations.undo_step import undo
from crm_desktop.queries.contract import CONTRACTS
from crm_desktop.queries.customer_profit import COST, MINUTES, CustomerProfit, Profit, customer_profit
from crm_desktop.queries.order import ORDERS
from crm_desktop.queries.service_case import SERVICE_CASES
from crm_desktop.storage.database import UnitOfWork
from tests.builders import a_case, a_customer, a_product, an_order, an_order_line
from tests.commission import a_contract
from tests.company import Company
from tests.entities.test_field_limits import seen_by

TODAY, YEAR_FIRST = date(2026, 11, 21), date(2025, 11, 22)
DIGITS = {"CNY": 2, "USD": 2, "JPY": 0, "KWD": 3, "CHF": 2}
RATES = {"USD": ((date(2024, 1, 1), "7.123457"), (date(2026, 3, 1), "6.98")), "JPY": ((date(2024, 1, 1), "0.0487"),)}
RATES["KWD"] = ((date(2024, 1, 1), "23.456789"),)
HOUR = 187


@pytest.fixture
def customer(company: Company) -> str:
    with company.write() as work:
        for currency, rates in RATES.items():
            for day, rate in rates:
                set_exchange_rate(work, currency, day, to_e6(rate))
        parameter.set_parameter(work, parameter.HOUR_COST, HOUR)
        return a_customer(work, "Wexham Clinic")


def told(company: Company, customer_id: str) -> CustomerProfit:
    with company.read() as reading:
        found = customer_profit(reading, customer_id)
        assert found is not None
        return found


# --- the same by itself


def rounded(exact: Fraction) -> int:
    """Half away from zero, as people round money."""
    return int((Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(Decimal(1), ROUND_HALF_UP))


def in_yuan(minor: int, currency: str, on: str) -> int | None:
    if currency == "CNY" or not minor:
        return minor
    known = [rate for day, rate in RATES.get(currency, ()) if day.isoformat() <= on]
    return rounded(Fraction(minor, 10 ** DIGITS[currency]) * Fraction(known[-1]) * 100) if known else None


def rows(company: Company, statement: str, *values: Any) -> Iterator[Any]:
    with company.read() as reading:
        yield from reading.plain(statement, values)


_COSTS = "SELECT id, unit_cost_e6, currency FROM product"
_IN_FORCE = "SELECT id FROM contract WHERE deleted = 0 AND stage IN ('signed', 'completed')"
_ORDERS = "SELECT id, ordered_on, currency, contract_id, status FROM sales_order WHERE customer_id = ? AND deleted = 0"
_CONTRACTS = "SELECT id, signed_on, currency, NULL, stage FROM contract WHERE customer_id = ? AND deleted = 0"
_LINES = "SELECT net_minor, quantity_e6, unit_cost_e6, product_id FROM {} WHERE {} = ? AND deleted = 0"
_CASES = "SELECT id FROM service_case WHERE customer_id = ? AND deleted = 0"
_WORK = "SELECT worked_on, minutes, cost_minor, cost_currency FROM service_work WHERE case_id = ? AND deleted = 0"


def expected(company: Company, customer_id: str, first: date | None) -> dict[str, int]:
    """What is left since a day, line by line and entry by entry."""
    since = first.isoformat() if first else ""
    sums = dict.fromkeys(("orders", "goods", "contracts", "agreed", "minutes", "costs", "unknown", "without"), 0)
    add_sold(company, customer_id, since, sums, "orders", "goods", _ORDERS, _LINES.format("order_line", "order_id"))
    of_contract = _LINES.format("contract_line", "contract_id")
    add_sold(company, customer_id, since, sums, "contracts", "agreed", _CONTRACTS, of_contract)
    for (case_id,) in rows(company, _CASES, customer_id):
        for on, minutes, cost, currency in rows(company, _WORK, case_id):
            if on >= since:
                own = in_yuan(cost or 0, currency or "CNY", on)
                sums["minutes"] += minutes
                sums["without"] += own is None
                sums["costs"] += own or 0
    sums["time"] = rounded(Fraction(sums["minutes"] * HOUR * 100, 60))
    sums["left"] = sums["orders"] - sums["goods"] + sums["contracts"] - sums["agreed"] - sums["time"] - sums["costs"]
    return sums


def add_sold(
    company: Company, customer_id: str, since: str, sums: dict[str, int], net_of: str, cost_of: str, *asked: str
) -> None:
    products = {key: (cost, currency) for key, cost, currency in rows(company, _COSTS)}
    in_force, (documents, lines) = {key for (key,) in rows(company, _IN_FORCE)}, asked
    for key, on, currency, under, state in rows(company, documents, customer_id):
        if on < since or under in in_force or state in ("cancelled", "draft", "terminated"):
            continue
        net = cost = unknown = 0
        for line_net, quantity, own, product in rows(company, lines, key):
            net += line_net
            of_product, sold_in = products.get(product, (None, None))
            unit = own if own is not None else of_product if sold_in in (None, currency) else None
            unknown += unit is None
            cost += rounded(Fraction(quantity, 10**6) * Fraction(unit or 0, 10**6) * 10 ** DIGITS[currency])
        own_net, own_cost = in_yuan(net, currency, on), in_yuan(cost, currency, on)
        if own_net is None or own_cost is None:
            sums["without"] += 1
        else:
            sums[net_of] += own_net
            sums[cost_of] += own_cost
            sums["unknown"] += unknown


def flat(profit: Profit) -> dict[str, int]:
    return {
        "orders": profit.orders.net_minor,
        "goods": profit.orders.cost_minor,
        "contracts": profit.contracts.net_minor,
        "agreed": profit.contracts.cost_minor,
        "minutes": profit.minutes,
        "costs": profit.service_minor,
        "unknown": profit.without_cost,
        "without": profit.without_rate,
        "time": profit.time_minor,
        "left": profit.left_minor,
    }


def agrees(company: Company, customer_id: str) -> CustomerProfit:
    profit = told(company, customer_id)
    assert flat(profit.whole) == expected(company, customer_id, None)
    assert flat(profit.year) == expected(company, customer_id, YEAR_FIRST)
    return profit


def some_business(work: UnitOfWork, customer_id: str, chance: random.Random) -> list[str]:
    """Orders, contracts and service in five currencies over two years; returns the entries of service."""
    products = [
        a_product(work, f"P{n}", currency=c, unit_cost_e6=n * 1_234_567) for n, c in enumerate((*DIGITS, None), 1)
    ]
    work.session.flush()
    noted = []
    for _ in range(12):
        day, currency = TODAY - timedelta(days=chance.randrange(700)), chance.choice(list(DIGITS))
        lines = tuple(
            an_order_line(
                str(chance.randrange(1, 99_999) / 8),
                str(chance.randrange(1, 9)),
                product_id=chance.choice((None, *products)),
                unit_cost_e6=chance.choice((None, chance.randrange(1, 10**9))),
            )
            for _ in range(3)
        )
        under = chance.choice((None, None, "signed", "draft", "terminated"))
        nets = (chance.randrange(10**6), chance.randrange(10**6))
        contract = under and a_contract(
            work,
            work.viewer.user_id,
            *nets,
            products=(chance.choice(products),),
            customer_id=customer_id,
            currency=currency,
            signed_on=day,
        )
        work.session.flush()
        order = an_order(
            work, customer_id=customer_id, ordered_on=day, currency=currency, lines=lines, contract_id=contract
        )
        if contract:
            # Agreed no more, or not again yet: what was ordered under it counts by itself.
            work.session.get_one(Contract, contract).stage = str(under)
        if chance.random() < 0.2:
            set_order_status(work, order, "cancelled")
        case = a_case(work, customer_id=customer_id)
        for _ in range(2):
            cost = chance.choice((None, chance.randrange(1, 10**5)))
            draft = WorkDraft(
                case,
                worked_on=TODAY - timedelta(days=chance.randrange(700)),
                minutes=chance.randrange(600) + (cost is None),
                cost_minor=cost,
                cost_currency=chance.choice(list(DIGITS)),
            )
            noted.append(note_work(work, draft))
    return noted


@pytest.mark.parametrize("seed", range(3))
def test_the_account_equals_a_computation_of_its_own_to_the_minor_unit(
    company: Company, customer: str, seed: int
) -> None:
    with company.write() as work:
        other = a_customer(work, "Somebody else")
        some_business(work, other, random.Random(seed + 100))
    with company.write() as work:
        noted = some_business(work, customer, random.Random(seed))
    whole = agrees(company, customer).whole
    assert min(whole.minutes, whole.service_minor, whole.orders.cost_minor, whole.without_rate, whole.without_cost) > 0
    with company.write() as work:
        delete_work(work, noted[:5])
    fewer = agrees(company, customer).whole
    assert (fewer.minutes < whole.minutes, fewer.left_minor > whole.left_minor) == (True, True)
    with company.write() as work:
        undo(work)
    assert agrees(company, customer).whole == whole


def test_time_of_deleted_cases_and_deleted_orders_count_no_more(company: Company, customer: str) -> None:
    with company.write() as work:
        order = an_order(work, customer_id=customer, lines=(an_order_line("100", unit_cost_e6=to_e6("60")),))
        case = a_case(work, customer_id=customer)
        note_work(work, WorkDraft(case, minutes=30, cost_minor=550))
        kept = a_case(work, customer_id=customer)
        assign_case(work, kept, work.viewer.user_id)
        handle_case(work, kept, "Changed the lamp", 20)
    # 100 less 60, 50 minutes at 187 an hour, and 5.50.
    assert agrees(company, customer).whole.left_minor == 4000 - 15583 - 550
    with company.write() as work:
        delete_service_cases(work, [case])
        delete_orders(work, [order])
    assert agrees(company, customer).whole.left_minor == -6233


def test_each_line_opens_just_what_it_counts(company: Company, customer: str) -> None:
    with company.write() as work:
        alone = an_order(work, customer_id=customer, ordered_on=date(2026, 5, 1))
        old = an_order(work, customer_id=customer, ordered_on=YEAR_FIRST - timedelta(days=1))
        signed = a_contract(work, work.viewer.user_id, 5000, customer_id=customer, signed_on=date(2026, 6, 1))
        a_contract(work, work.viewer.user_id, 700, customer_id=customer, stage="draft")
        work.session.flush()
        an_order(work, customer_id=customer, contract_id=signed)
        set_order_status(work, an_order(work, customer_id=customer), "cancelled")
        case, _untouched = a_case(work, customer_id=customer), a_case(work, customer_id=customer)
        note_work(work, WorkDraft(case, minutes=5, worked_on=date(2025, 1, 5)))
    profit = told(company, customer)
    assert (profit.whole.orders.net_minor, profit.whole.contracts.net_minor, profit.whole.minutes) == (20000, 5000, 5)
    assert (profit.year.orders.net_minor, profit.year.minutes) == (10000, 0)
    assert (profit.first, profit.last) == (YEAR_FIRST, TODAY)
    mine, sold = Filter("customer", "is", customer), Filter("is_sold", "is", True)
    with company.read() as reading:
        found = [
            {row.id for row in query.first(reading, ListSpec((mine, *more)), 50)}
            for query, more in (
                (ORDERS, (sold,)),
                (ORDERS, (sold, Filter("ordered_on", "between", (str(profit.first), str(profit.last))))),
                (CONTRACTS, (Filter("stage", "in", ("signed", "completed")),)),
                (SERVICE_CASES, (Filter("worked_on", "not_empty"),)),
                (SERVICE_CASES, (Filter("worked_on", "between", (str(profit.first), str(profit.last))),)),
            )
        ]
    assert found == [{alone, old}, {alone}, {signed}, {case}, set()]


def test_whoever_may_not_know_what_it_is_made_of_is_told_nothing(company: Company, customer: str) -> None:
    with company.write() as work:
        an_order(work, customer_id=customer)
    told(company, customer)
    for field in (AMOUNT, COST, MINUTES):
        with seen_by(company, company.viewer, (field, HIDDEN)).read() as reading:
            assert customer_profit(reading, customer) is None


def test_a_customer_without_business_has_no_account(company: Company, customer: str) -> None:
    with company.write() as work:
        a_case(work, customer_id=customer)
    with company.read() as reading:
        assert customer_profit(reading, customer) is None
