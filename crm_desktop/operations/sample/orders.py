"""The orders of the sample: from won deals and again and again from those who buy; what fell due and what was paid."""

from datetime import date, timedelta

from crm_desktop.core.money import share_of
from crm_desktop.models import Order, OrderLine, Receipt, Receivable
from crm_desktop.models.customer import COMPANY, CONSUMER
from crm_desktop.models.order import CANCELLED, PAID, PARTLY_PAID, PLACED, SHIPPED, UNPAID
from crm_desktop.operations.sample import goods
from crm_desktop.operations.sample.clients import Client
from crm_desktop.operations.sample.deals import Deal
from crm_desktop.operations.sample.rows import Row
from crm_desktop.operations.sample.scene import Scene

TAX_E6 = 130_000
_REPEATS = {COMPANY: 0.62, CONSUMER: 0.9}
_METHODS = (("银行转账", "承兑汇票"), ("Bank transfer", "Letter of credit"))
_SMALL_METHODS = (("微信支付", "支付宝"), ("Card",))


def make_orders(scene: Scene, client: Client, deals: list[Deal]) -> None:
    """Every won deal becomes an order; customers who know us order small things without one."""
    dice, days = scene.dice, scene.days
    for deal in deals:
        if deal.is_won and deal.closed_on and deal.row["customer_id"]:
            day = days.working(deal.closed_on + timedelta(days=dice.between(0, 7)))
            _make_order(scene, client, max(day, deal.closed_on), deal.lines, deal)
    buys = bool(client.ordered_on) or dice.chance(0.5 if client.kind == COMPANY else 0.75)
    if not buys:
        return
    mean = (
        1.9
        * client.weight**0.6
        * client.share_of_time(scene)
        * _REPEATS.get(client.kind, 1.4)
        * client.density(thinned=0.95)
    )
    first = min([*client.ordered_on, client.created_on + timedelta(days=20)])
    for _ in range(dice.count(mean)):
        day = days.draw(dice, first, client.upto(scene))
        if day >= client.created_on:
            _make_order(scene, client, day, _repeat_lines(scene, client), None)


def _repeat_lines(scene: Scene, client: Client) -> list[Row]:
    dice = scene.dice
    if client.kind == CONSUMER:
        return goods.pick_lines(scene, ("handheld", "consumable"), dice.spread(380, 0.5), client.place.currency, 0)
    about = max(300.0, dice.spread(3_600 * client.weight**0.5, 0.8))
    topics = (
        ("consumable", "consumable", "service", "handheld") if client.kind == COMPANY else ("handheld", "consumable")
    )
    return goods.pick_lines(scene, topics, about, client.place.currency, dice.count(0.9 * client.fullness))


def _make_order(scene: Scene, client: Client, day: date, lines: list[Row], deal: Deal | None) -> None:
    dice, days = scene.dice, scene.days
    at_ms = days.at(dice, day)
    tax_rate = 0 if client.english else TAX_E6
    net = goods.total(lines)
    order: Row = {
        "id": dice.id_at(at_ms),
        "customer_id": client.id,
        "opportunity_id": deal.row["id"] if deal else None,
        "owner_id": client.owner_id,
        "ordered_on": day,
        "required_on": days.coming(day + timedelta(days=dice.between(7, 28))),
        "currency": client.place.currency,
        "freight_minor": dice.pick((1_500, 3_000, 6_000)) if net < 500_000 and client.kind != CONSUMER else 0,
        "tax_minor": share_of(net, tax_rate),
        "created_at": at_ms,
        "delivery_name": client.people[0]["name"] if client.people else client.short,
        **{f"delivery_{name}": client.row[name] for name in ("country", "province", "city", "postcode")},
        "delivery_address": f"{client.row['district'] or ''}{client.row['address']}",
    }
    scene.rows.add(Order, order)
    for line in lines:
        row = {"id": dice.id_at(at_ms), "order_id": order["id"], **line, "tax_rate_e6": tax_rate}
        scene.rows.add(OrderLine, row)
    scene.note(Order, str(order["id"]), "status", PLACED, day, at_ms, client.owner_id)
    if client.owner_id:
        scene.note(Order, str(order["id"]), "owner", client.owner_id, day, at_ms, client.owner_id)
    _ship(scene, client, order, at_ms)
    if order["status"] != CANCELLED:
        _collect(scene, client, order, net + int(order["freight_minor"]) + int(order["tax_minor"]))
        client.ordered_on.append(day)


def _ship(scene: Scene, client: Client, order: Row, at_ms: int) -> None:
    dice, days = scene.dice, scene.days
    shipped_on = days.coming(
        order["ordered_on"] + timedelta(days=dice.between(1, 3 if client.kind == CONSUMER else 18))
    )
    order["status"] = PLACED
    if dice.chance(0.018):
        order |= {"status": CANCELLED, "payment_state": UNPAID}
        shipped_on = days.working(order["ordered_on"] + timedelta(days=2))
    elif shipped_on <= days.last:
        order |= {"status": SHIPPED, "shipped_on": shipped_on}
    if order["status"] != PLACED:
        later = max(days.at(dice, shipped_on), at_ms + 60_000)
        scene.note(Order, str(order["id"]), "status", str(order["status"]), shipped_on, later, client.owner_id)


def _collect(scene: Scene, client: Client, order: Row, total: int) -> None:
    """In one or two parts, mostly near the due day, sometimes late or not yet."""
    dice, days = scene.dice, scene.days
    first_on = order["ordered_on"]
    terms = 0 if client.kind == CONSUMER else (60 if client.weight > 6 else 30)
    parts = [(total, first_on + timedelta(days=terms))]
    if total > 20_000_000:
        advance = share_of(total, 300_000)
        parts = [(advance, first_on + timedelta(days=7)), (total - advance, first_on + timedelta(days=terms + 15))]
    received, latest = 0, None
    slow = dice.chance(0.07)
    for amount, due_on in parts:
        common = {"customer_id": client.id, "order_id": order["id"], "currency": order["currency"]}
        receivable = {"id": dice.id_at(int(order["created_at"])), "due_on": due_on, "amount_minor": amount, **common}
        scene.rows.add(Receivable, receivable)
        delay = dice.between(20, 150) if slow else round(dice.normal() * 6 - 1)
        paid_on = days.coming(max(first_on, due_on + timedelta(days=0 if client.kind == CONSUMER else delay)))
        if paid_on > days.last:
            continue
        methods = _SMALL_METHODS if client.kind == CONSUMER else _METHODS
        receipt = {"id": dice.id_at(days.at(dice, paid_on)), "receivable_id": receivable["id"], "paid_on": paid_on}
        receipt |= {"method": dice.pick(methods[client.language]), "amount_minor": amount, **common}
        scene.rows.add(Receipt, receipt)
        received, latest = received + amount, max(latest or paid_on, paid_on)
    state = PAID if received == total else PARTLY_PAID if received else UNPAID
    order |= {"due_on": parts[-1][1], "payment_state": state, "paid_on": latest if state == PAID else None}
