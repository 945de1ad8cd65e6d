"""The leads of the sample: not yet customers, with the plan to win them."""

from datetime import date, timedelta

from crm_desktop.models import Lead, LeadPlanItem
from crm_desktop.models.customer import COMPANY
from crm_desktop.models.lead import ASSIGNED, FAILED, UNASSIGNED, WON
from crm_desktop.operations.sample import names
from crm_desktop.operations.sample.clients import ABROAD_SHARE, Client
from crm_desktop.operations.sample.dice import Weighted
from crm_desktop.operations.sample.firm import choice
from crm_desktop.operations.sample.places import ABROAD, IN_CHINA, mobile
from crm_desktop.operations.sample.rows import Row
from crm_desktop.operations.sample.scene import Scene
from crm_desktop.operations.sample.talk import GIVEN_UP, LEADS, PLAN, TOPICS

_SOURCE = Weighted(("exhibition", 34), ("website", 30), ("referral", 18), ("campaign", 12), ("cold_call", 6))
_STATUS = Weighted((UNASSIGNED, 22), (ASSIGNED, 46), (FAILED, 32))
LEADS_A_CUSTOMER, WON_SHARE = 0.1, 0.04


def make_leads(scene: Scene, clients: list[Client]) -> None:
    """Some of the customers were leads before; others wait, are developed, or were given up."""
    dice, days = scene.dice, scene.days
    for client in clients:
        if client.kind == COMPANY and client.created_on > days.first and dice.chance(WON_SHARE):
            _won(scene, client)
    for _ in range(dice.count(len(clients) * LEADS_A_CUSTOMER * scene.fullness)):
        abroad = dice.chance(ABROAD_SHARE)
        place = (ABROAD if abroad else IN_CHINA).draw(dice)
        industry = names.INDUSTRY.draw(dice)
        brand, trade = names.brand(dice, english=abroad).written, dice.pick(names.TRADES[industry][int(abroad)])
        name = f"{brand} {trade} {place.forms[0]}" if abroad else f"{place.city}{brand}{trade}"
        status = _STATUS.draw(dice)
        low, high = (60, 400) if status == FAILED else (1, 20) if status == UNASSIGNED else (5, 70)
        made_on = days.working(days.today - timedelta(days=dice.between(low, high)))
        owner = None if status == UNASSIGNED else dice.pick(scene.firm.sellers[place.region]).id
        lead = _lead(scene, made_on, name, int(abroad), owner)
        lead |= {"phone": mobile(dice, place), "contact_name": names.person(dice, english=abroad).name}
        if status != UNASSIGNED:
            _develop(scene, lead, made_on, int(abroad), status)


def _won(scene: Scene, client: Client) -> None:
    made_on = client.created_on - timedelta(days=scene.dice.between(20, 60))
    while made_on.weekday() > 4:
        made_on -= timedelta(days=1)
    lead = _lead(scene, made_on, str(client.row["name"]), client.language, client.owner_id or scene.firm.admin_id)
    lead |= {"customer_id": client.id, "phone": client.row["phone"], "email": client.row["email"]}
    if client.people:
        lead["contact_name"] = client.people[0]["name"]
    _develop(scene, lead, made_on, client.language, WON, client.created_on)


def _lead(scene: Scene, made_on: date, name: str, at: int, owner: str | None) -> Row:
    dice = scene.dice
    at_ms = scene.days.at(dice, made_on, 9)
    outline, description = dice.pick(LEADS[at])
    topic = dice.pick(TOPICS[dice.pick(("medical", "laboratory", "process"))][at])
    lead: Row = {
        "id": dice.id_at(at_ms),
        "customer_name": name,
        "outline": outline.format(topic=topic),
        "description": description,
        "source_id": choice("source", _SOURCE.draw(dice)),
        "probability_e6": dice.between(1, 8) * 100_000,
        "status": UNASSIGNED,
        "created_by_id": dice.pick((scene.firm.admin_id, *scene.firm.service_people)),
        "created_at": at_ms,
        "owner_id": owner,
    }
    scene.note(Lead, str(lead["id"]), "status", UNASSIGNED, made_on, at_ms, str(lead["created_by_id"]))
    return scene.rows.add(Lead, lead)


def _develop(scene: Scene, lead: Row, made_on: date, at: int, status: str, closed_on: date | None = None) -> None:
    dice, days = scene.dice, scene.days
    admin_id, lead_id = scene.firm.admin_id, str(lead["id"])
    assigned_ms = int(lead["created_at"]) + dice.between(30, 240) * 60_000
    lead |= {"assigned_at": assigned_ms, "assigned_by_id": admin_id, "status": status}
    scene.note(Lead, lead_id, "owner", str(lead["owner_id"]), made_on, assigned_ms, admin_id)
    scene.note(Lead, lead_id, "status", ASSIGNED, made_on, assigned_ms, admin_id)
    due_on = made_on
    for item, result in PLAN[at][: dice.between(1, 3)]:
        due_on = days.coming(due_on + timedelta(days=dice.between(3, 16)))
        if closed_on and due_on >= closed_on:
            break
        done = due_on <= days.last and (status != ASSIGNED or dice.chance(0.75))
        step = {"id": dice.id_at(assigned_ms), "lead_id": lead_id, "due_on": due_on, "item": item}
        scene.rows.add(LeadPlanItem, step | {"result": result if done else None, "done_on": due_on if done else None})
    if status == ASSIGNED:
        return
    closed_on = closed_on or days.working(due_on + timedelta(days=dice.between(1, 10)))
    lead |= {"closed_on": closed_on, "reason_note": GIVEN_UP[at] if status == FAILED else None}
    scene.note(Lead, lead_id, "status", status, closed_on, days.at(dice, closed_on, 18), str(lead["owner_id"]))
