"""The contacts of the sample's customers, with their roles and the ways to reach them."""

from datetime import timedelta

from crm_desktop.models import Contact, ContactPoint, ContactRole
from crm_desktop.models.contact import EMAIL, MESSENGER, PHONE
from crm_desktop.models.customer import CONSUMER
from crm_desktop.operations.sample import names
from crm_desktop.operations.sample.clients import Client
from crm_desktop.operations.sample.dice import Weighted
from crm_desktop.operations.sample.firm import choice
from crm_desktop.operations.sample.places import landline, mobile
from crm_desktop.operations.sample.rows import Row
from crm_desktop.operations.sample.scene import Scene

# Chinese title, English title, Chinese department, English department, buying role.
_POSTS = Weighted(
    (("采购经理", "Purchasing Manager", "采购部", "Purchasing", "purchases"), 26.0),
    (("设备科长", "Head of Equipment", "设备科", "Equipment", "decides"), 16.0),
    (("总经理", "Managing Director", "总经办", "Management", "decides"), 12.0),
    (("质量主管", "Quality Manager", "质量部", "Quality", "influences"), 14.0),
    (("实验室主任", "Laboratory Manager", "实验室", "Laboratory", "uses"), 12.0),
    (("工程师", "Engineer", "工程部", "Engineering", "uses"), 16.0),
    (("财务经理", "Accounts Manager", "财务部", "Accounts", "finance"), 8.0),
    (("行政助理", "Assistant", "行政部", "Administration", "gatekeeper"), 5.0),
)
_STYLES = (("果断型", "分析型", "关系型", "谨慎型"), ("decisive", "analytical", "personal", "cautious"))


def make_contacts(scene: Scene, client: Client, others: list[Client]) -> None:
    """The people at a customer; one in twenty works for another one, too."""
    if client.kind == CONSUMER:
        return
    dice = scene.dice
    more = 0.37 + 0.3 * min(client.weight, 12) * client.density(thinned=0.3) ** 0.5
    count = min(9, 1 + dice.count(more))
    for position in range(count):
        person = _make_contact(scene, client)
        client.people.append(person)
        _join(scene, client, person, position, is_main=position == 0)
        if others and dice.chance(0.05):
            second = others[-1 - int(dice.random() * min(40, len(others)))]
            if second.kind != CONSUMER and second.english == client.english:
                second.people.append(person)
                _join(scene, second, person, len(second.people), is_main=False)


def _make_contact(scene: Scene, client: Client) -> Row:
    dice, at = scene.dice, client.language
    who = names.person(dice, english=client.english)
    post = _POSTS.draw(dice)
    met_on = client.created_on if not client.people else scene.days.draw(dice, client.created_on)
    at_ms = max(scene.days.at(dice, met_on), int(client.row["created_at"]) + 60_000)
    person: Row = {
        "id": dice.id_at(at_ms),
        "name": who.name,
        "sex": who.sex,
        "job_title": post[at],
        "department": post[2 + at],
        "owner_id": client.owner_id,
        "created_at": at_ms,
    }
    if dice.chance(0.3):
        person["decision_style"] = dice.pick(_STYLES[at])
    if dice.chance(0.25):
        person["born_on"] = scene.days.today - timedelta(days=dice.between(26 * 365, 60 * 365))
    if client.people and dice.chance(0.4):
        person["reports_to_id"] = client.people[0]["id"]
    scene.rows.add(Contact, person)
    if client.owner_id:
        scene.note(Contact, str(person["id"]), "owner", client.owner_id, met_on, at_ms, client.owner_id)
    _reach(scene, client, person, who.mailbox)
    person["_role"] = post[4]
    return person


def _reach(scene: Scene, client: Client, person: Row, mailbox: str) -> None:
    dice, place = scene.dice, client.place
    work, private = (("工作", "手机"), ("Work", "Mobile"))[client.language]
    points = [(PHONE, private, mobile(dice, place))]
    if client.is_told(dice):
        points.append((EMAIL, work, f"{mailbox}@{client.domain}"))
    if dice.chance(0.35 * client.fullness):
        points.append((PHONE, work, landline(dice, place)))
    if not client.english and dice.chance(0.2 * client.fullness):
        points.append((MESSENGER, "微信", f"{mailbox.replace('.', '')}{dice.digits(3)}"))
    for position, (kind, label, value) in enumerate(points):
        point = {"id": dice.id_at(int(person["created_at"])), "contact_id": person["id"], "kind": kind}
        point |= {"label": label, "value": value, "position": position}
        scene.rows.add(ContactPoint, point | {"is_opted_out": kind == EMAIL and dice.chance(0.03)})


def _join(scene: Scene, client: Client, person: Row, position: int, *, is_main: bool) -> None:
    role = {"id": scene.dice.id_at(int(person["created_at"])), "contact_id": person["id"], "customer_id": client.id}
    role |= {"job_title": person["job_title"], "position": position, "is_main": is_main}
    buying = choice("buying_role", person.pop("_role", "influences"))
    scene.rows.add(ContactRole, role | {"buying_role_id": buying, "from_on": client.created_on})
