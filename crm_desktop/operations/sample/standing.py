"""How a customer stands in the end: lifecycle, satisfaction; warned about or lost when it stopped ordering."""

from datetime import timedelta

from crm_desktop.models import CampaignMember, ChurnCase, ChurnMeasure, Customer
from crm_desktop.models.customer import LOST, NORMAL
from crm_desktop.operations.sample.clients import Client
from crm_desktop.operations.sample.dice import Weighted
from crm_desktop.operations.sample.firm import choice
from crm_desktop.operations.sample.rows import Row
from crm_desktop.operations.sample.scene import Scene
from crm_desktop.operations.sample.talk import COMPETITORS, SAVING

QUITTING_SHARE = 0.16
WARNED, HELD, CONFIRMED = "warned", "held", "lost"
_REASON = Weighted(("price", 30), ("competitor", 26), ("service", 18), ("quality", 12), ("closed", 8), ("moved", 6))
_ANSWER = Weighted(("none", 62), ("interested", 24), ("declined", 9), ("ordered", 5))
DORMANT_DAYS, LOST_DAYS = 180, 330


def choose_quitting(scene: Scene, client: Client) -> None:
    """Some customers stop doing anything from a day on."""
    dice, days = scene.dice, scene.days
    quits_on = days.working(days.today - timedelta(days=dice.between(80, 520)))
    if dice.chance(QUITTING_SHARE) and quits_on > client.created_on + timedelta(days=120):
        client.quits_on = quits_on


def settle(scene: Scene, client: Client, cases: list[Row]) -> None:
    """Lifecycle, satisfaction, churn and the campaigns that addressed the customer."""
    dice, row = scene.dice, client.row
    row["status"] = NORMAL
    if client.quits_on and client.ordered_on:
        _churn(scene, client)
    row["lifecycle_id"] = choice("lifecycle", _lifecycle(scene, client))
    felt = [int(case["satisfaction"]) for case in cases if case.get("satisfaction")]
    if felt:
        row["satisfaction"] = round(sum(felt) / len(felt))
    elif client.ordered_on and dice.chance(0.5):
        row["satisfaction"] = dice.between(3, 5)
    _campaigns(scene, client)


def _lifecycle(scene: Scene, client: Client) -> str:
    if client.row["status"] == LOST:
        return "former"
    if not client.ordered_on:
        return "prospect"
    if (scene.days.today - max(client.ordered_on)).days > DORMANT_DAYS:
        return "dormant"
    return "first_order" if len(client.ordered_on) == 1 else "active"


def _churn(scene: Scene, client: Client) -> None:
    """Warned some weeks after the last order; held for now, or confirmed lost."""
    dice, days = scene.dice, scene.days
    last_order_on = max(client.ordered_on)
    warned_on = days.working(last_order_on + timedelta(days=dice.between(75, 110)))
    quiet = (days.today - last_order_on).days
    # The rest are candidates nobody has noticed yet.
    if quiet < 80 or warned_on <= last_order_on or dice.chance(0.3):
        return
    lost = quiet > LOST_DAYS and dice.chance(0.6)
    status = CONFIRMED if lost else dice.pick((WARNED, WARNED, HELD))
    at_ms = days.at(dice, warned_on)
    case: Row = {"id": dice.id_at(at_ms), "customer_id": client.id, "owner_id": client.owner_id, "status": status}
    case |= {"warned_on": warned_on, "last_order_on": last_order_on}
    if lost:
        reason = _REASON.draw(dice)
        confirmed_on = days.working(warned_on + timedelta(days=dice.between(40, 120)))
        case |= {"confirmed_on": confirmed_on, "reason_id": choice("churn_reason", reason)}
        case["competitor"] = dice.pick(COMPETITORS[client.language]) if reason == "competitor" else None
        client.row["status"] = LOST
        later = days.at(dice, confirmed_on)
        scene.note(Customer, client.id, "status", LOST, confirmed_on, later, client.owner_id)
    scene.rows.add(ChurnCase, case)
    for measure in dice.some(SAVING[client.language], dice.between(0, 2)):
        taken_on = days.working(warned_on + timedelta(days=dice.between(2, 30)))
        row: Row = {"id": dice.id_at(days.at(dice, taken_on)), "churn_case_id": case["id"], "owner_id": client.owner_id}
        row |= {"taken_on": taken_on, "measure": measure, "next_check_on": taken_on + timedelta(days=14)}
        scene.rows.add(ChurnMeasure, row)


def _campaigns(scene: Scene, client: Client) -> None:
    dice, days = scene.dice, scene.days
    for campaign_id, starts_on, ends_on in scene.firm.campaigns:
        if client.created_on >= starts_on or not dice.chance(0.12 * client.fullness):
            continue
        answer = _ANSWER.draw(dice)
        answered_on = min(days.working(starts_on + timedelta(days=dice.between(1, 25))), days.last)
        at_ms = days.at(dice, min(ends_on, days.last))
        member: Row = {"id": dice.id_at(at_ms), "campaign_id": campaign_id, "customer_id": client.id}
        member |= {"contact_id": client.people[0]["id"] if client.people else None}
        member |= {"answer_id": choice("campaign_answer", answer), "owner_id": client.owner_id}
        member |= {"added_at": days.opening(starts_on), "reached_on": answered_on}
        scene.rows.add(CampaignMember, member | {"answered_on": None if answer == "none" else answered_on})
