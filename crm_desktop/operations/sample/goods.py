"""What a customer takes in one go: product lines that come to about an amount."""

from collections.abc import Sequence

from crm_desktop.core.money import E6, line_net
from crm_desktop.operations.sample.catalogue import CHEAP, EXTRAS, Article
from crm_desktop.operations.sample.firm import rate_e6
from crm_desktop.operations.sample.rows import Row
from crm_desktop.operations.sample.scene import Scene


def pick_lines(scene: Scene, topics: Sequence[str], about_yuan: float, currency: str, extras: int) -> list[Row]:
    """Lines without ids: a main article that fits the amount, and perhaps extras."""
    dice = scene.dice
    main = _fitting(scene, dice.pick(topics), about_yuan)
    articles = {main.id: (main, max(1, round(about_yuan / main.price)))}
    for _ in range(extras):
        extra = dice.pick(scene.firm.articles[dice.pick(EXTRAS)])
        most = max(1, min(20, int(about_yuan * 0.2 / extra.price)))
        if extra.price < about_yuan * 0.4:
            articles.setdefault(extra.id, (extra, dice.between(1, most)))
    lines = [_line(scene, article, quantity, currency) for article, quantity in articles.values()]
    for position, line in enumerate(lines):
        line["position"] = position
    return lines


def total(lines: Sequence[Row]) -> int:
    """The net amount of lines in minor units."""
    return sum(int(line["net_minor"]) for line in lines)


def _fitting(scene: Scene, topic: str, about_yuan: float) -> Article:
    """An article of a category that is not dearer than what is spent, nor far too cheap."""
    articles = scene.firm.articles[topic]
    fitting = [each for each in articles if about_yuan / 40 < each.price < about_yuan * 1.3]
    return scene.dice.pick(fitting) if fitting else min(articles, key=lambda each: abs(each.price - about_yuan))


def _line(scene: Scene, article: Article, quantity: int, currency: str) -> Row:
    dice = scene.dice
    rate = rate_e6(currency)
    discount = 0
    if quantity > 2 or article.price > CHEAP * 10:
        discount = dice.pick((0, 0, 20_000, 30_000, 50_000, 80_000, 100_000, 120_000))
    price = article.price_e6(rate)
    return {
        "product_id": article.id,
        "description": article.name,
        "quantity_e6": quantity * E6,
        "unit": article.unit,
        "unit_price_e6": price,
        "discount_e6": discount,
        "net_minor": line_net(quantity * E6, price, discount, currency),
        "unit_cost_e6": article.cost_e6(rate),
    }
