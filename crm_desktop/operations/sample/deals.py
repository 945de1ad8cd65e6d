"""The opportunities of the sample: won, lost, moving and stalled ones, each with its way through the stages."""

from dataclasses import dataclass
from datetime import date, timedelta

from crm_desktop.core.money import to_e6
from crm_desktop.models import CustomValue, Opportunity, OpportunityLine, Pipeline
from crm_desktop.models.customer import CONSUMER, DISTRIBUTOR, RETAILER
from crm_desktop.models.dictionary import LOST, OPEN, WON
from crm_desktop.operations import shipped
from crm_desktop.operations.sample import goods
from crm_desktop.operations.sample.clients import Client
from crm_desktop.operations.sample.dice import Weighted
from crm_desktop.operations.sample.firm import choice, stage
from crm_desktop.operations.sample.rows import Row
from crm_desktop.operations.sample.scene import Scene
from crm_desktop.operations.sample.talk import COMPETITORS, LOST_NOTES, NEXT_STEPS, RESALE, TOPICS

OPEN_SHARE, STALLED_SHARE, WIN_RATE = 0.12, 0.22, 0.41
PROBABILITY = {code: to_e6(probability) for code, _, _, probability, _, _ in shipped.STAGES}
OPEN_STAGES = [code for code, _, _, _, outcome, _ in shipped.STAGES if outcome == OPEN]
_WON_REASON = Weighted(
    ("product", 28), ("relationship", 22), ("service", 18), ("price", 18), ("delivery", 10), ("other", 4)
)
_LOST_REASON = Weighted(
    ("price", 30), ("competitor", 22), ("no_budget", 14), ("no_decision", 12), ("timing", 9), ("product", 7),
    ("contact_lost", 4), ("other", 2),
)  # fmt: skip
# In which stage a deal is lost.
_LOST_IN = Weighted((0, 12), (1, 24), (2, 28), (3, 26), (4, 10))
_REACHED = Weighted((0, 20), (1, 24), (2, 24), (3, 20), (4, 12))


@dataclass
class Deal:
    """An opportunity while its story is told."""

    row: Row
    client: Client
    lines: list[Row]
    opened_on: date
    closed_on: date | None
    topic: str

    @property
    def is_won(self) -> bool:
        """Whether it became an order."""
        return bool(self.row["outcome"] == WON)


def make_deals(scene: Scene, client: Client) -> list[Deal]:
    """The deals with a customer, more and larger ones with those that carry weight."""
    mean = (
        0.95
        * client.weight**0.75
        * (1.0 if client.owner_id else 0.3)
        * client.density(thinned=1.35)
        * client.share_of_time(scene)
        * (0.25 if client.kind == CONSUMER else 1.0)
    )
    return [deal for _ in range(scene.dice.count(mean)) if (deal := _make_deal(scene, client))]


def _make_deal(scene: Scene, client: Client) -> Deal | None:
    dice, days = scene.dice, scene.days
    is_open = dice.chance(OPEN_SHARE) and client.quits_on is None
    median = 65_000 * client.weight**0.6 if client.kind != CONSUMER else 1_500
    about = min(1_400_000.0, max(900.0, dice.spread(median, 0.9)))
    topic = dice.pick(client.topics)
    cycle = min(170, max(6, round(dice.spread(42 if about < 100_000 else 56, 0.45))))
    if is_open:
        stalled = dice.chance(STALLED_SHARE)
        opened_on = days.working(days.today - timedelta(days=dice.between(70, 190) if stalled else dice.between(2, 75)))
        closed_on = None
    else:
        stalled = False
        closed_on = days.draw(dice, client.created_on + timedelta(days=8), client.upto(scene))
        opened_on = days.working(closed_on - timedelta(days=cycle))
    if opened_on < client.created_on:
        opened_on = client.created_on
    if closed_on and closed_on <= opened_on:
        return None
    at_ms = max(days.at(dice, opened_on), int(client.row["created_at"]) + 3_600_000)
    row = _row(scene, client, opened_on, at_ms)
    row["name"] = _name(scene, client, topic)
    lines = goods.pick_lines(scene, (topic,), about, client.place.currency, dice.count(0.8 * client.fullness))
    deal = Deal(row, client, lines, opened_on, closed_on, topic)
    row["amount_minor"] = goods.total(lines)
    for line in lines:
        part = {name: value for name, value in line.items() if name != "unit"}
        scene.rows.add(OpportunityLine, {"id": dice.id_at(at_ms), "opportunity_id": row["id"], **part})
    if closed_on:
        _close(scene, deal, closed_on)
    else:
        _keep_open(scene, deal, cycle, stalled=stalled)
    scene.rows.add(Opportunity, row)
    if client.owner_id:
        scene.note(Opportunity, str(row["id"]), "owner", client.owner_id, opened_on, at_ms, client.owner_id)
    _extras(scene, deal)
    return deal


def _row(scene: Scene, client: Client, opened_on: date, at_ms: int) -> Row:
    dice = scene.dice
    contact = dice.pick(client.people) if client.people else None
    known = not dice.chance(0.012)
    row: Row = {
        "id": dice.id_at(at_ms),
        "customer_id": client.id if known else None,
        "contact_id": contact["id"] if contact and known else None,
        "owner_id": client.owner_id,
        "pipeline_id": Pipeline.id_of(shipped.PIPELINE),
        "currency": client.place.currency,
        "opened_on": opened_on,
        "source_id": client.row["source_id"] if dice.chance(0.5) else choice("source", "existing"),
        "created_at": at_ms,
    }
    for campaign_id, starts_on, ends_on in scene.firm.campaigns:
        if starts_on <= opened_on <= ends_on + timedelta(days=45) and dice.chance(0.2):
            row |= {"campaign_id": campaign_id, "source_id": choice("source", "campaign")}
    return row


def _name(scene: Scene, client: Client, topic: str) -> str:
    resold = client.kind in (DISTRIBUTOR, RETAILER)
    what = scene.dice.pick((RESALE if resold else TOPICS[topic])[client.language])
    if client.kind == CONSUMER:
        return (f"{client.short} 家用仪器", f"{client.short}, home instruments")[client.language]
    return f"{client.short}, {what}" if client.english else f"{client.short}{what}"


def _close(scene: Scene, deal: Deal, closed_on: date) -> None:
    """Won or lost; the stages before are spread over the time it took."""
    dice, client, row = scene.dice, deal.client, deal.row
    rate = WIN_RATE * (client.seller.skill if client.seller else 0.7) * (1.12 if client.weight > 2 else 0.97)
    won = dice.chance(rate)
    last = len(OPEN_STAGES) - 1 if won else _LOST_IN.draw(dice)
    entered = _walk(scene, deal, last, closed_on)
    outcome = WON if won else LOST
    reason = (_WON_REASON if won else _LOST_REASON).draw(dice)
    _enter(scene, deal, outcome, closed_on, entered)
    row |= {
        "stage_id": stage(outcome),
        "outcome": outcome,
        "probability_e6": PROBABILITY[outcome],
    }
    row |= {"closed_on": closed_on, "reason_id": choice(f"{outcome}_reason", reason)}
    row["expected_close_on"] = max(deal.opened_on, closed_on + timedelta(days=round(dice.normal() * 9)))
    if not won:
        row["reason_note"] = LOST_NOTES[reason][client.language] if dice.chance(0.7) else None
        if reason in ("price", "competitor"):
            row["competitor"] = dice.pick(COMPETITORS[client.language])


def _keep_open(scene: Scene, deal: Deal, cycle: int, *, stalled: bool) -> None:
    """Somewhere on its way, with a next step; a stalled one has not moved for long."""
    dice, days, row = scene.dice, scene.days, deal.row
    last = _REACHED.draw(dice)
    age = (days.today - deal.opened_on).days
    moved_on = deal.opened_on + timedelta(days=age // 3 if stalled else max(0, age - dice.between(1, 18)))
    moved_on = days.working(moved_on)
    _walk(scene, deal, last, moved_on, reaches_last=True)
    code = OPEN_STAGES[last]
    row |= {"stage_id": stage(code), "outcome": OPEN, "probability_e6": PROBABILITY[code]}
    ahead = dice.between(-45, -3) if stalled else dice.between(3, 12 + cycle)
    row["expected_close_on"] = max(deal.opened_on + timedelta(days=5), days.coming(days.today + timedelta(days=ahead)))
    if dice.chance(0.35 if stalled else 0.88):
        row["next_step"] = dice.pick(NEXT_STEPS[deal.client.language])
        row["next_step_on"] = next_step_day(scene, overdue=0.7 if stalled else 0.13)


def next_step_day(scene: Scene, overdue: float) -> date:
    """When a next step is due: some are late, some are due today, the most lie ahead."""
    dice, days = scene.dice, scene.days
    if dice.chance(overdue):
        return days.working(days.today - timedelta(days=dice.between(1, 14)))
    if dice.chance(0.15):
        return days.today
    return days.coming(days.today + timedelta(days=dice.between(1, 24)))


def _walk(scene: Scene, deal: Deal, last: int, until: date, *, reaches_last: bool = False) -> int:
    """Enter the open stages up to `last` between the opening and a day; gives the instant of the last entry."""
    dice = scene.dice
    first = 1 if last >= 1 and dice.chance(0.2) else 0
    span = (until - deal.opened_on).days
    steps = last - first
    cuts = sorted(dice.random() for _ in range(steps))
    if reaches_last and cuts:
        cuts[-1] = 1.0
    at_ms = int(deal.row["created_at"])
    _note(scene, deal, OPEN_STAGES[first], deal.opened_on, at_ms)
    for step, cut in enumerate(cuts, start=1):
        day = deal.opened_on + timedelta(days=int(span * cut))
        while day.weekday() > 4:
            day -= timedelta(days=1)
        at_ms = _enter(scene, deal, OPEN_STAGES[first + step], max(day, deal.opened_on), at_ms)
    return at_ms


def _enter(scene: Scene, deal: Deal, code: str, day: date, after_ms: int) -> int:
    at_ms = max(scene.days.at(scene.dice, day), after_ms + 60_000)
    _note(scene, deal, code, day, at_ms)
    return at_ms


def _note(scene: Scene, deal: Deal, code: str, day: date, at_ms: int) -> None:
    scene.note(Opportunity, str(deal.row["id"]), "stage", stage(code), day, at_ms, deal.client.owner_id)


def _extras(scene: Scene, deal: Deal) -> None:
    dice, record_id = scene.dice, str(deal.row["id"])
    if deal.row["amount_minor"] > 20_000_000 and not deal.client.english and dice.chance(0.5):
        field_id = scene.firm.fields["tender_number"]
        value = {"id": CustomValue.id_of(record_id, field_id), "record_kind": "opportunity", "record_id": record_id}
        number = f"ZB{deal.opened_on:%Y%m}-{dice.digits(3)}"
        scene.rows.add(CustomValue, value | {"field_id": field_id, "text_value": number})
