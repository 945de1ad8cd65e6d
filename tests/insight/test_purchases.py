"""Purchases: which orders count, on which day and for how much."""

from datetime import date

from crm_desktop.insight.purchases import Purchases, purchases
from crm_desktop.insight.ten.bought import bought
from crm_desktop.models.order import CANCELLED, PAID
from crm_desktop.operations.order import delete_orders
from tests.builders import a_customer, a_user, an_order, an_order_line
from tests.company import Company

DAY = date(2026, 11, 21)


def listed(found: Purchases) -> list[tuple[str, date, int, bool]]:
    rows = zip(found.whose, found.day, found.amount, found.paid, strict=True)
    return [(found.customers[who], date.fromordinal(day), amount, paid) for who, day, amount, paid in rows]


def test_a_purchase_is_what_was_ordered_on_a_day_and_is_worth_something(company: Company) -> None:
    def order(on: date, price: str, **values: object) -> str:
        return an_order(work, ordered_on=on, lines=(an_order_line(price),), **values)

    with company.write() as work:
        one, other = sorted((a_customer(work, "Haverton"), a_customer(work, "Anders")))
        order(date(2026, 1, 5), "40", customer_id=one)
        order(date(2026, 1, 5), "10", customer_id=one, payment_state=PAID)
        order(date(2024, 2, 29), "3", customer_id=one)
        order(date(2026, 3, 2), "0", customer_id=one)
        order(date(2026, 3, 3), "7", customer_id=one, status=CANCELLED)
        order(date(2026, 11, 22), "7", customer_id=one)
        order(date(2026, 3, 4), "7", customer_id=one, currency="GBP")
        gone = order(date(2026, 3, 5), "7", customer_id=one)
        order(date(2026, 3, 5), "7", customer_id=None)
        order(DAY, "0.5", customer_id=other)
    with company.write() as work:
        delete_orders(work, [gone])
    with company.read() as reading:
        found = purchases(reading, DAY)
        by_day = bought(reading, DAY).days
        alone = purchases(reading, DAY, only=(other,))
    assert listed(found) == [
        (one, date(2024, 2, 29), 300, False),
        (one, date(2026, 1, 5), 5_000, True),
        (other, DAY, 50, False),
    ]
    assert {(who, on): each for who, on, each, _ in listed(found)} == {
        (who, on): each for who, days in by_day.items() for on, each in days.items()
    }
    assert found.without_rate == 1
    assert (list(found.counts), list(found.last_paid)) == ([2, 1], [date(2026, 1, 5).toordinal(), 0])
    assert (list(found.repeat_means()), list(found.histories().repeats)) == ([5_000.0, 0.0], [1.0, 0.0])
    assert (alone.customers, list(alone.amount)) == ((other,), [50])
    with company.write() as work:
        a_user(work, "Grace Lin", login="grace")
    with company.seen_by("grace").read() as reading:
        assert len(purchases(reading, DAY).customers) == 0
