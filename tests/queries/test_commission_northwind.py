"""Commission of real orders and contracts, beside an independent computation with pandas: equal to the cent."""

from datetime import timedelta
from fractions import Fraction
from math import floor
from pathlib import Path
from typing import Any

import pytest

from crm_desktop.core.money import line_net, to_e6, to_minor
from crm_desktop.models import Contract, ContractLine, Order, OrderLine, Product, ProductCategory, Receipt, Receivable
from crm_desktop.queries.balance import firm_balance
from crm_desktop.queries.commission import work_out
from tests.builders import a_customer, a_product, a_user
from tests.commission import a_rule
from tests.company import Company

pandas: Any = pytest.importorskip("pandas")
# Two part payments of every order: days after it, and the part of the first in per cent.
FIRST_AFTER, REST_AFTER, FIRST = 10, 45, 37
ALL, BEVERAGES, NANCY = 3, 5, 4


def half_up(value: Fraction) -> int:
    """Rounded to the nearest, halves up; nothing here is negative."""
    return floor(value + Fraction(1, 2))


def test_every_salesperson_of_northwind_gets_what_pandas_works_out(company: Company, test_data: Path) -> None:
    folder = test_data / "northwind"
    orders = pandas.read_csv(folder / "orders.csv", dtype=str)
    details = pandas.read_csv(folder / "order_details.csv", dtype=str)
    products = pandas.read_csv(folder / "products.csv", dtype=str)
    people = pandas.read_csv(folder / "employees.csv", dtype=str)
    details["net"] = [
        line_net(to_e6(quantity), to_e6(f"{float(price):.2f}"), to_e6(f"{float(discount):.4f}"), "CNY")
        for quantity, price, discount in zip(details.quantity, details.unit_price, details.discount, strict=True)
    ]
    orders["freight_minor"] = [to_minor(str(round(float(each), 2)), "CNY") for each in orders.freight]
    # Every third became a contract with the same lines: what it costs has no freight.
    orders["is_contract"] = orders.index % 3 == 0
    orders.loc[orders.is_contract, "freight_minor"] = 0
    users = write(company, orders, details, products, people)
    expected = by_pandas(orders, details, products)
    with company.read() as reading:
        found = work_out(reading).entries
    told = pandas.DataFrame([each._asdict() for each in found]).groupby("user_id").amount.sum()
    assert {person: int(told[user_id]) for person, user_id in users.items()} == expected
    months = pandas.DataFrame([each._asdict() for each in found]).groupby("period").amount.sum()
    assert int(months.sum()) == sum(expected.values())
    assert len(expected) == 9


def write(company: Company, orders: Any, details: Any, products: Any, people: Any) -> dict[str, str]:
    """Orders, contracts, their lines, plans and part payments as rows, and three rules; returns the users by number."""
    with company.write() as work:
        customer = a_customer(work)
        users = {
            each.employee_id: a_user(work, each.last_name, login=f"e{each.employee_id}") for each in people.itertuples()
        }
        beverages = ProductCategory(id=work.new_id(), name="Beverages")
        work.session.add(beverages)
        work.session.flush()
        made = {each.product_id: a_product(work, each.product_name) for each in products.itertuples()}
        for each in products[products.category_id == "1"].itertuples():
            work.session.get_one(Product, made[each.product_id]).category_id = beverages.id
        a_rule(work, ALL, "1996-01-01", basis="sales", name="All")
        a_rule(work, BEVERAGES, "1996-01-01", basis="sales", name="Beverages", category_id=beverages.id)
        a_rule(work, NANCY, "1997-01-01", name="Nancy", user_id=users["1"])
    with company.write() as work:
        ids = {each: work.new_id() for each in orders.order_id}
        kind_of = {each.order_id: "contract" if each.is_contract else "order" for each in orders.itertuples()}
        rows: dict[str, list[dict[str, Any]]] = {"order": [], "contract": []}
        for each in orders.itertuples():
            row = {"id": ids[each.order_id], "number": each.order_id, "customer_id": customer, "currency": "CNY"}
            of = {"owner_id": users[each.employee_id], "created_at": work.now_ms}
            day = pandas.Timestamp(each.order_date).date()
            if each.is_contract:
                amount = int(details.net[details.order_id == each.order_id].sum())
                signed = {"name": each.order_id, "stage": "signed", "signed_on": day, "amount_minor": amount}
                rows["contract"].append(row | of | signed)
            else:
                placed = {"ordered_on": day, "freight_minor": each.freight_minor}
                rows["order"].append(row | of | placed | {"status": "shipped", "payment_state": "paid"})
        work.insert_rows(Order, rows["order"])
        work.insert_rows(Contract, rows["contract"])
        for kind, part in (("order", OrderLine), ("contract", ContractLine)):
            lines = [
                {
                    "id": work.new_id(),
                    f"{kind}_id": ids[each.order_id],
                    "product_id": made[each.product_id],
                    "position": each.Index,
                    "quantity_e6": to_e6(each.quantity),
                    "unit_price_e6": 0,
                    "net_minor": each.net,
                }
                for each in details.itertuples()
                if kind_of[each.order_id] == kind
            ]
            work.insert_rows(part, lines)
        paid = [(each, kind_of[each.order_id]) for each in payments(orders, details).itertuples()]
        money = {"customer_id": customer, "currency": "CNY"}
        for kind in rows:
            receipts = [
                {"id": work.new_id(), f"{kind}_id": ids[each.order_id], "paid_on": each.paid_on.date()}
                | {"amount_minor": each.amount}
                | money
                for each, its in paid
                if its == kind
            ]
            work.insert_rows(Receipt, receipts)
        # What was planned is what came in, a week before.
        plan = [
            {"id": work.new_id(), "contract_id": ids[each.order_id], "amount_minor": each.amount}
            | {"due_on": each.paid_on.date() - timedelta(days=7)}
            | money
            for each, its in paid
            if its == "contract"
        ]
        work.insert_rows(Receivable, plan)
    with company.read() as reading:
        whole = firm_balance(reading).total
        # What pandas counts beside: nothing of the contracts is open, and their plans are all they cost.
        assert whole is not None
        assert whole.owed_minor == sum(each.amount for each, _ in paid)
        assert whole.balance_minor == 0
    return users


def payments(orders: Any, details: Any) -> Any:
    """Every order is paid in two parts: its lines and its freight."""
    totals = orders.merge(details.groupby("order_id").net.sum().rename("net").reset_index(), on="order_id")
    totals["total"] = totals.net + totals.freight_minor
    day = pandas.to_datetime(totals.order_date)
    first = totals.assign(amount=totals.total * FIRST // 100, paid_on=day + timedelta(days=FIRST_AFTER))
    rest = totals.assign(amount=totals.total - first.amount, paid_on=day + timedelta(days=REST_AFTER))
    return pandas.concat([first, rest])


def by_pandas(orders: Any, details: Any, products: Any) -> dict[str, int]:
    """What everybody gets, by another way: a table of part payment × line, its largest remainders by ranks."""
    lines = details.reset_index(names="place").merge(products[["product_id", "category_id"]], on="product_id")
    table = payments(orders, details).reset_index(names="payment").merge(lines, on="order_id", suffixes=("_all", ""))
    is_nancy = (table.employee_id == "1") & (table.paid_on >= pandas.Timestamp("1997-01-01"))
    # Nancy's own rule is of all that came in, freight included; the others are of the goods.
    goods = [
        half_up(Fraction(int(a) * int(n), int(t)))
        for a, n, t in zip(table.amount, table.net_all, table.total, strict=True)
    ]
    table["whole"] = pandas.Series(goods, index=table.index).where(~is_nancy, table.amount)
    table["part"] = table.whole * table.net // table.net_all
    table["over"] = table.whole * table.net % table.net_all
    by_payment = table.groupby(["order_id", "paid_on"])
    left = table.whole - by_payment.part.transform("sum")
    ordered = table.sort_values(["over", "place"], ascending=[False, True])
    table["rank"] = ordered.groupby(["order_id", "paid_on"]).cumcount()
    table["base"] = table.part + (table["rank"] < left).astype(int)
    table["rate"] = ALL
    table.loc[table.category_id == "1", "rate"] = BEVERAGES
    table.loc[is_nancy, "rate"] = NANCY
    table["commission"] = [half_up(Fraction(int(b) * int(r), 100)) for b, r in zip(table.base, table.rate, strict=True)]
    return {str(person): int(amount) for person, amount in table.groupby("employee_id").commission.sum().items()}
