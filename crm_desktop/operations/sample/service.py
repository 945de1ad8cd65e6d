"""The service cases of the sample: asked, assigned, handled and archived, with how the customer felt about it."""

from datetime import date, timedelta

from crm_desktop.models import Rating, ServiceCase
from crm_desktop.models.customer import CONSUMER
from crm_desktop.models.service_case import ARCHIVED, ASSIGNED, HANDLED, HIGH, LOW, NEW, NORMAL, URGENT
from crm_desktop.operations.sample.clients import Client
from crm_desktop.operations.sample.desk import tell_rounds
from crm_desktop.operations.sample.dice import Weighted
from crm_desktop.operations.sample.firm import choice
from crm_desktop.operations.sample.rows import Row
from crm_desktop.operations.sample.scene import Scene
from crm_desktop.operations.sample.talk import CASES

_KIND = Weighted(("repair", 42), ("question", 30), ("complaint", 13), ("return", 8), ("suggestion", 7))
_CHANNEL = Weighted(("phone", 45), ("email", 20), ("message", 22), ("on_site", 8), ("web", 5))
_PRIORITY = Weighted((NORMAL, 60), (HIGH, 20), (LOW, 12), (URGENT, 8))
_SATISFACTION = Weighted((5, 44), (4, 34), (3, 22))
_DAYS_TO_SOLVE = {LOW: 7, NORMAL: 5, HIGH: 3, URGENT: 1}
# What is urgent is begun at once and done soon, though not always within its limit.
_DAYS_TO_BEGIN = {LOW: 1, NORMAL: 1, HIGH: 1, URGENT: 0}
_DAYS_OF_WORK = {LOW: 6, NORMAL: 6, HIGH: 3, URGENT: 1}


def make_cases(scene: Scene, client: Client) -> list[Row]:
    """What a customer who bought asked for afterwards."""
    dice, days = scene.dice, scene.days
    if not client.ordered_on:
        return []
    mean = (
        0.42
        * min(client.weight, 12.0) ** 0.5
        * client.density(thinned=0.4)
        * client.share_of_time(scene)
        * (1.5 if client.quits_on else 1.0)
    )
    cases = []
    for _ in range(dice.count(mean)):
        recent = dice.chance(0.2) and client.quits_on is None
        after = days.today - timedelta(days=9) if recent else min(client.ordered_on)
        opened_on = days.draw(dice, max(after, min(client.ordered_on)), client.upto(scene))
        if opened_on >= client.created_on:
            cases.append(_make_case(scene, client, opened_on))
    return cases


def _make_case(scene: Scene, client: Client, opened_on: date) -> Row:
    dice, days = scene.dice, scene.days
    at_ms = days.at(dice, opened_on)
    kind = "question" if client.kind == CONSUMER and dice.chance(0.5) else _KIND.draw(dice)
    topic = "handheld" if client.kind == CONSUMER else dice.pick(client.topics)
    article = dice.pick(scene.firm.articles[topic])
    subject, request, handling, result = dice.pick(CASES[kind][client.language])
    product = article.spoken(english=client.english)
    head, helper = scene.firm.service_people
    priority = _PRIORITY.draw(dice)
    case: Row = {
        "id": dice.id_at(at_ms),
        "subject": subject.format(product=product),
        "request": request.format(product=product),
        "customer_id": client.id,
        "contact_id": dice.pick(client.people)["id"] if client.people else None,
        "product_id": article.id,
        "kind_id": choice("case_kind", kind),
        "channel_id": choice("case_channel", _CHANNEL.draw(dice)),
        "status": NEW,
        "priority": priority,
        "opened_at": at_ms,
        "opened_on": opened_on,
        "created_by_id": dice.pick((head, helper, client.owner_id or head)),
        "due_on": days.coming(opened_on + timedelta(days=_DAYS_TO_SOLVE[priority])),
        "rework_count": 0,
    }
    scene.rows.add(ServiceCase, case)
    _note(scene, case, NEW, opened_on, at_ms)
    handlings: list[Row] = []
    _work_through(scene, client, case, handling, result, handlings)
    tell_rounds(scene, case, handlings)
    return case


def _work_through(scene: Scene, client: Client, case: Row, handling: str, result: str, handlings: list[Row]) -> None:
    """As far as it got until yesterday; what was done goes to the handlings."""
    dice, days = scene.dice, scene.days
    head, helper = scene.firm.service_people
    assigned_on = days.coming(case["opened_on"] + timedelta(days=dice.between(0, _DAYS_TO_BEGIN[case["priority"]])))
    if assigned_on > days.last or (assigned_on > days.today - timedelta(days=4) and dice.chance(0.3)):
        return
    at_ms = max(days.at(dice, assigned_on), int(case["opened_at"]) + 600_000)
    owner = helper if dice.chance(0.65) else head
    case |= {"status": ASSIGNED, "owner_id": owner, "assigned_by_id": head, "assigned_at": at_ms}
    _note(scene, case, ASSIGNED, assigned_on, at_ms)
    scene.note(ServiceCase, str(case["id"]), "owner", owner, assigned_on, at_ms, head)
    took = dice.between(0, _DAYS_OF_WORK[case["priority"]]) + (12 if dice.chance(0.06) else 0)
    handled_on = days.coming(assigned_on + timedelta(days=took))
    if handled_on > days.last:
        return
    at_ms = max(days.at(dice, handled_on), at_ms + 600_000)
    minutes = dice.between(2, 40) * 5
    case |= {"status": HANDLED, "handling": handling, "handled_by_id": owner, "handled_at": at_ms, "minutes": minutes}
    _note(scene, case, HANDLED, handled_on, at_ms)
    handlings.append(_handling(case))
    if dice.chance(0.05):
        handled_on, at_ms = _rework(scene, case, handled_on, at_ms, handlings)
    closed_on = days.coming(handled_on + timedelta(days=dice.between(0, 5)))
    if closed_on > days.last or case["status"] != HANDLED:
        return
    satisfaction = 3 if client.quits_on else _SATISFACTION.draw(dice)
    case |= {"status": ARCHIVED, "result": result, "satisfaction": satisfaction, "closed_on": closed_on}
    told_at = max(days.at(dice, closed_on), at_ms + 600_000)
    _note(scene, case, ARCHIVED, closed_on, told_at)
    handlings[-1] |= {"result": result, "satisfaction": satisfaction, "told_at": told_at}
    if dice.chance(0.3 * client.fullness):
        for item in ("service", "staff", "time"):
            rating = {"id": dice.id_at(at_ms), "customer_id": client.id, "case_id": case["id"], "rated_on": closed_on}
            perceived = min(5, max(1, satisfaction + dice.between(-1, 1)))
            rating |= {"item_id": choice("rating_item", item), "expected": dice.between(4, 5), "perceived": perceived}
            scene.rows.add(Rating, rating)


def _handling(case: Row) -> Row:
    return {name: case[name] for name in ("handling", "handled_by_id", "handled_at", "minutes")}


def _rework(scene: Scene, case: Row, day: date, at_ms: int, handlings: list[Row]) -> tuple[date, int]:
    """The customer was not content: it went back and was handled again."""
    dice, days = scene.dice, scene.days
    back_on = days.coming(day + timedelta(days=dice.between(1, 3)))
    if back_on > days.last:
        return day, at_ms
    back_ms = max(days.at(dice, back_on), at_ms + 600_000)
    case |= {"status": ASSIGNED, "rework_count": 1, "satisfaction": 2}
    _note(scene, case, ASSIGNED, back_on, back_ms)
    handlings[-1] |= {"satisfaction": 2, "told_at": back_ms}
    again_on = days.coming(back_on + timedelta(days=dice.between(1, 4)))
    if again_on > days.last:
        return back_on, back_ms
    again_ms = max(days.at(dice, again_on), back_ms + 600_000)
    case |= {"status": HANDLED, "handled_at": again_ms}
    _note(scene, case, HANDLED, again_on, again_ms)
    handlings.append(_handling(case))
    return again_on, again_ms


def _note(scene: Scene, case: Row, status: str, day: date, at_ms: int) -> None:
    by_id = case.get("owner_id") or case["created_by_id"]
    scene.note(ServiceCase, str(case["id"]), "status", status, day, at_ms, str(by_id))
