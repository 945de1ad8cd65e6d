"""Visits, calls, meetings, messages: what happened between the sample company and its customers, and what is next."""

from datetime import date, timedelta
from itertools import pairwise

from crm_desktop.models import Interaction, Rating
from crm_desktop.models.customer import CONSUMER
from crm_desktop.operations.sample.clients import Client
from crm_desktop.operations.sample.deals import Deal, next_step_day
from crm_desktop.operations.sample.dice import Weighted
from crm_desktop.operations.sample.firm import CURRENCY, choice
from crm_desktop.operations.sample.rows import Row
from crm_desktop.operations.sample.scene import Scene
from crm_desktop.operations.sample.talk import GENERAL, NEXT_STEPS

_KIND = Weighted(("call", 38.0), ("visit", 22.0), ("email", 14.0), ("message", 12.0), ("meeting", 8.0), ("note", 6.0))
_RESULT = Weighted(
    ("reached", 46.0), ("follow_up", 26.0), ("interested", 20.0), ("not_reached", 4.0), ("declined", 4.0)
)
_MINUTES = {"visit": (40, 180), "call": (3, 30), "meeting": (30, 120)}


def make_interactions(scene: Scene, client: Client, deals: list[Deal], cases: list[Row]) -> list[Row]:
    """Some within each deal, some about cases, some just to stay in touch; the last one may name a next step."""
    dice, days = scene.dice, scene.days
    made: list[Row] = []
    for deal in deals:
        upto = min(deal.closed_on or days.last, days.last)
        for _ in range(dice.between(2, 4)):
            day = _between(scene, deal.opened_on, upto)
            made.append(_make(scene, client, day, deal.topic, opportunity_id=str(deal.row["id"])))
    for case in cases:
        if dice.chance(0.4):
            day = _between(scene, case["opened_on"], min(case.get("closed_on") or days.last, days.last))
            made.append(_make(scene, client, day, None, case_id=str(case["id"])))
    mean = (
        4.6
        * min(client.weight, 10.0) ** 0.4
        * client.density(thinned=0.85)
        * client.share_of_time(scene)
        * (0.35 if client.kind == CONSUMER else 1.0)
    )
    for _ in range(dice.count(mean)):
        day = days.draw(dice, client.created_on, client.upto(scene))
        if day >= client.created_on:
            made.append(_make(scene, client, day, None))
    made.sort(key=lambda row: int(row["happened_at"]))
    _plan(scene, client, made, has_open=any(deal.closed_on is None for deal in deals))
    return made


def _between(scene: Scene, first: date, last: date) -> date:
    day = first + timedelta(days=int(scene.dice.random() * ((last - first).days + 1)))
    while day.weekday() > 4 and day > first:
        day -= timedelta(days=1)
    return min(day, scene.days.last)


def _make(scene: Scene, client: Client, day: date, topic: str | None, **about: str) -> Row:
    dice = scene.dice
    kind = _KIND.draw(dice)
    subject, detail = dice.pick(GENERAL[kind][client.language])
    person = dice.pick(client.people) if client.people else None
    article = dice.pick(scene.firm.articles[topic or dice.pick(client.topics)])
    filled = {"product": article.spoken(english=client.english), "person": person["name"] if person else client.short}
    at_ms = scene.days.at(dice, day)
    unanswered = subject in ("未接通", "No answer")
    row: Row = {
        "id": dice.id_at(at_ms),
        "customer_id": client.id,
        "contact_id": person["id"] if person else None,
        "owner_id": client.owner_id or scene.firm.admin_id,
        "kind_id": choice("interaction_kind", kind),
        "happened_at": at_ms,
        "happened_on": day,
        "subject": subject.format(**filled),
        "detail": detail.format(**filled),
        **about,
    }
    if kind != "note":
        row["direction"] = "in" if dice.chance(0.22) and not unanswered and kind != "visit" else "out"
        row["result_id"] = choice("interaction_result", "not_reached" if unanswered else _RESULT.draw(dice))
    if kind in _MINUTES:
        row["minutes"] = 1 if unanswered else dice.between(*_MINUTES[kind])
    if kind == "visit":
        row |= {"place": _place(client), "cost_minor": dice.between(4, 90) * 1_000, "cost_currency": CURRENCY}
        if dice.chance(0.08 * client.fullness):
            _rate(scene, client, row)
    scene.rows.add(Interaction, row)
    return row


def _place(client: Client) -> str:
    return f"{client.place.city}{client.row['district'] or ''}" if not client.english else client.place.city


def _rate(scene: Scene, client: Client, visit: Row) -> None:
    dice = scene.dice
    for item in dice.some(("product", "price", "brand", "service", "risk"), 3):
        perceived = dice.between(2, 5)
        rating = {"id": dice.id_at(int(visit["happened_at"])), "customer_id": client.id, "interaction_id": visit["id"]}
        rating |= {"item_id": choice("rating_item", item), "expected": dice.between(3, 5), "perceived": perceived}
        rating |= {"competitor": dice.between(2, 4), "weight_e6": dice.between(1, 5) * 100_000}
        scene.rows.add(Rating, rating | {"rated_on": visit["happened_on"]})


def _plan(scene: Scene, client: Client, made: list[Row], *, has_open: bool) -> None:
    """Next steps: of earlier interactions about when the next one happened; of the last one still to come."""
    dice = scene.dice
    steps = NEXT_STEPS[client.language]
    for row, following in pairwise(made):
        if following["happened_on"] > row["happened_on"] and dice.chance(0.3):
            row |= {"next_step": dice.pick(steps), "next_step_on": following["happened_on"]}
    if made and client.quits_on is None and dice.chance(0.85 if has_open else 0.3):
        due_on = next_step_day(scene, overdue=0.16)
        if due_on > made[-1]["happened_on"]:
            made[-1] |= {"next_step": dice.pick(steps), "next_step_on": due_on}
