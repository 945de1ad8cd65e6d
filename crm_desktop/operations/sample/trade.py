"""What the sample wants to sell, what it agreed about prices, and what it hears from its distributors."""

from datetime import date, timedelta

from crm_desktop.core.money import E6, line_net
from crm_desktop.core.months import days_of, month_after
from crm_desktop.models import ChannelReport, ProductPrice, Target
from crm_desktop.models.commission import METRICS, SALES
from crm_desktop.models.customer import COMPANY, CONSUMER, DISTRIBUTOR
from crm_desktop.operations.sample.catalogue import Article
from crm_desktop.operations.sample.clients import Client
from crm_desktop.operations.sample.dice import Dice
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
    """Prices agreed with a customer, and the reports of a distributor and of whom it supplies."""
    if client.kind == CONSUMER or not client.is_told(scene.money):
        return
    if client.kind == COMPANY and client.level in "AB" and scene.money.chance(0.4):
        _agree(scene, client)
    if client.kind == DISTRIBUTOR and client.quits_on is None:
        _report(scene, client)
    if client.supplier_id and client.quits_on is None:
        _report_of_shop(scene, client)


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
    money = scene.money
    articles = money.some(scene.firm.articles[money.pick(client.topics)], 2)
    for days in _reported_months(scene, client):
        at_ms = _told_at(scene, money, days)
        for article in articles:
            sold = money.between(1, max(2, 60_000 // article.price))
            row = _sold(client, article, sold, days)
            row |= {"id": money.id_at(at_ms), "reporter_id": client.id, "created_at": at_ms}
            scene.rows.add(ChannelReport, row | {"stock_e6": money.between(0, sold * 2) * E6})


def _report_of_shop(scene: Scene, client: Client) -> None:
    """What its supplier passed on to a retailer in the last months, and what that sold of it."""
    dice = Dice(f"{client.id} channel")
    article, left = dice.pick(scene.firm.articles[dice.pick(client.topics)]), 0
    for days in _reported_months(scene, client):
        at_ms = _told_at(scene, dice, days)
        passed = dice.between(1, max(2, 20_000 // article.price))
        sold = dice.between(0, left + passed)
        left += passed - sold
        ends = ((client.supplier_id, client.id, passed, None), (client.id, None, sold, left * E6))
        for reporter_id, buyer_id, count, stock_e6 in ends:
            row = _sold(client, article, count, days) | {"id": dice.id_at(at_ms), "created_at": at_ms}
            named = {"reporter_id": reporter_id, "buyer_id": buyer_id, "stock_e6": stock_e6}
            scene.rows.add(ChannelReport, row | named)


def _reported_months(scene: Scene, client: Client) -> list[tuple[date, date]]:
    """The last months in which somebody was there already."""
    month = scene.days.today.isoformat()[:7]
    months = [days_of(month_after(month, -back)) for back in range(_REPORTED_MONTHS, 0, -1)]
    return [days for days in months if days[0] >= client.created_on]


def _told_at(scene: Scene, dice: Dice, days: tuple[date, date]) -> int:
    return scene.days.at(dice, scene.days.working(days[1] + timedelta(days=4)))


def _sold(client: Client, article: Article, count: int, days: tuple[date, date]) -> Row:
    currency = client.place.currency
    amount = line_net(count * E6, article.price_e6(rate_e6(currency)), 0, currency)
    row: Row = {"product_id": article.id, "from_on": days[0], "to_on": days[1], "quantity_e6": count * E6}
    return row | {"amount_minor": amount, "currency": currency}
