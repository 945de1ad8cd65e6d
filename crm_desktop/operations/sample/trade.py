"""What the sample wants to sell, what it agreed about prices, and what it hears from its distributors."""

from datetime import date, timedelta

from crm_desktop.core.money import E6, line_net
from crm_desktop.core.months import days_of, month_after
from crm_desktop.models import ChannelReport, ProductPrice, Target
from crm_desktop.models.commission import METRICS, SALES
from crm_desktop.models.customer import COMPANY, CONSUMER, DISTRIBUTOR
from crm_desktop.operations.sample.clients import Client
from crm_desktop.operations.sample.firm import CURRENCY, rate_e6
from crm_desktop.operations.sample.rows import Row
from crm_desktop.operations.sample.scene import Scene
from crm_desktop.operations.sample.talk_money import AGREED

_REPORTED_MONTHS = 3


def found_targets(scene: Scene) -> None:
    """What everybody who sells is to reach this month and the next."""
    month = scene.days.today.isoformat()[:7]
    sellers = dict.fromkeys(each.id for found in scene.firm.sellers.values() for each in found)
    for user_id in sellers:
        amount = scene.money.between(8, 16) * 2_500_000
        for each in (month, month_after(month)):
            for metric in METRICS:
                worth = amount if metric == SALES else amount * 9 // 10
                row: Row = {"id": Target.id_of(user_id, each, metric), "user_id": user_id, "month": each}
                scene.rows.add(Target, row | {"metric": metric, "amount_minor": worth, "currency": CURRENCY})


def make_trade(scene: Scene, client: Client) -> None:
    """Prices agreed with a customer, and the reports of a distributor."""
    if client.kind == CONSUMER or not client.is_told(scene.money):
        return
    if client.kind == COMPANY and client.level in "AB" and scene.money.chance(0.4):
        _agree(scene, client)
    if client.kind == DISTRIBUTOR and client.quits_on is None:
        _report(scene, client)


def _price(scene: Scene, product_id: str, price_e6: int, from_on: date, **values: object) -> None:
    row: Row = {"id": scene.money.id_at(scene.days.opening(from_on)), "product_id": product_id, "from_on": from_on}
    scene.rows.add(ProductPrice, row | {"price_e6": price_e6, "currency": CURRENCY, **values})


def _agree(scene: Scene, client: Client) -> None:
    """For the rest of this year, and for some only until the end of the last."""
    money, days = scene.money, scene.days
    topic = money.pick(client.topics)
    year = days.today.year - (1 if money.chance(0.2) else 0)
    from_on, to_on = max(client.created_on, date(year, 1, 1)), date(year, 12, 31)
    if to_on < from_on:
        return
    rate = rate_e6(client.place.currency)
    for article in money.some(scene.firm.articles[topic], money.between(1, 3)):
        price = article.price_e6(rate) * money.between(84, 92) // 100 // 10_000 * 10_000
        named = {"customer_id": client.id, "currency": client.place.currency, "to_on": to_on}
        _price(scene, article.id, price, from_on, note=AGREED[client.language], **named)


def _report(scene: Scene, client: Client) -> None:
    """What a distributor sold on in each of the last months, and what it has left."""
    money, currency = scene.money, client.place.currency
    rate, month = rate_e6(currency), scene.days.today.isoformat()[:7]
    articles = money.some(scene.firm.articles[money.pick(client.topics)], 2)
    for back in range(_REPORTED_MONTHS, 0, -1):
        first, last = days_of(month_after(month, -back))
        if first < client.created_on:
            continue
        at_ms = scene.days.at(money, scene.days.working(last + timedelta(days=4)))
        for article in articles:
            sold = money.between(1, max(2, 60_000 // article.price))
            amount = line_net(sold * E6, article.price_e6(rate), 0, currency)
            row: Row = {"id": money.id_at(at_ms), "reporter_id": client.id, "product_id": article.id}
            row |= {"from_on": first, "to_on": last, "quantity_e6": sold * E6, "amount_minor": amount}
            row |= {"currency": currency, "stock_e6": money.between(0, sold * 2) * E6, "created_at": at_ms}
            scene.rows.add(ChannelReport, row)
