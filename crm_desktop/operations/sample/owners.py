"""Who had each customer of the sample and since when: claims, a hand-over, the public pool, protection and sharing."""

import json
from datetime import date, timedelta

from crm_desktop.core.ids import derived_id
from crm_desktop.models import Claim, Customer, HandOver, LevelRule, RecordShare
from crm_desktop.models.customer import CONSUMER
from crm_desktop.models.ownership import ASSIGN, CLAIM, RELEASE, RETURN
from crm_desktop.operations.pool import RETURNED
from crm_desktop.operations.sample.clients import Client
from crm_desktop.operations.sample.deals import Deal
from crm_desktop.operations.sample.firm import choice
from crm_desktop.operations.sample.rows import Row, Rows
from crm_desktop.operations.sample.scene import Scene
from crm_desktop.operations.sample.talk_sales import HANDED, HANDED_NOTE, RELEASED, SHARED
from crm_desktop.queries.protection import CONTACT, DEAL

# Level → days without contact, without a new deal; warned so many days before; spoken with every so many days.
_LEVELS: dict[str | None, tuple[int | None, int | None, int | None, int]] = {
    "A": (None, None, None, 30),
    "B": (None, None, None, 45),
    "C": (365, None, 30, 60),
    "D": (180, 400, 30, 60),
    None: (None, None, None, 90),
}
_HANDED_AGO, _HANDED_MOST = 118, 24
# Fewer than anybody may have protected by hand.
_PROTECTED_MOST = 12


def found_rules(rows: Rows) -> None:
    """How long customers of a level stay their owners'."""
    for code, (contact, deal, warn, touch) in _LEVELS.items():
        level_id = choice("level", code) if code else None
        row: Row = {"id": LevelRule.id_of(level_id), "level_id": level_id, "contact_days": contact}
        rows.add(LevelRule, row | {"deal_days": deal, "warn_days": warn, "touch_days": touch})


def begin(scene: Scene, client: Client) -> None:
    """How the customer came to its owner, or why it is in the pool: a row for each step beside its history."""
    client.owned_since = max(client.owned_since, client.created_on)
    if client.owner_id is None:
        _released(scene, client)
    elif client.came:
        before, moved_on = client.came
        _claim(scene, client, ASSIGN, moved_on, client.owner_id, before, scene.firm.chiefs[before])
    elif not _handed_over(scene, client, client.owner_id):
        _claimed(scene, client, client.owner_id)


def _released(scene: Scene, client: Client) -> None:
    luck = scene.luck
    before = luck.pick(scene.firm.sellers[client.place.region]).id
    released_on = scene.days.draw(luck, client.created_on + timedelta(days=20))
    if released_on <= client.created_on or not luck.chance(0.5):
        return
    claim = _claim(scene, client, RELEASE, released_on, None, before, before, RELEASED[client.language])
    _own(scene, client, before, client.created_on, int(client.row["created_at"]), before)
    _own(scene, client, None, released_on, int(claim["at"]), before)


def _handed_over(scene: Scene, client: Client, owner_id: str) -> bool:
    """Some of a colleague's customers came when that colleague gave everything away."""
    giver, handed_on = scene.firm.users["zhao"], handed_day(scene)
    known = client.created_on < handed_on - timedelta(days=30) and len(scene.handed) < _HANDED_MOST
    if not known or owner_id != scene.firm.users["chen"] or not scene.luck.chance(0.6):
        return False
    scene.handed.append(client.row)
    claim = _claim(scene, client, ASSIGN, handed_on, owner_id, giver, scene.firm.chiefs[giver], HANDED)
    if client.first_owner:
        client.first_owner |= {"value": giver, "by_id": giver}
    if _own(scene, client, owner_id, handed_on, int(claim["at"]), scene.firm.chiefs[giver]):
        client.owned_since = handed_on
    return True


def handed_day(scene: Scene) -> date:
    """The day of the firm's one hand-over."""
    return scene.days.working(scene.days.today - timedelta(days=_HANDED_AGO))


def _claimed(scene: Scene, client: Client, owner_id: str) -> None:
    """A few were taken from the pool some days after they had been entered."""
    claimed_on = scene.days.working(client.created_on + timedelta(days=scene.luck.between(1, 9)))
    if claimed_on <= client.created_on or not scene.luck.chance(0.06 * client.fullness):
        return
    claim = _claim(scene, client, CLAIM, claimed_on, owner_id, None, owner_id)
    if client.first_owner:
        client.first_owner |= {"from_on": claimed_on, "changed_at": claim["at"]}
        client.owned_since = claimed_on


def _claim(
    scene: Scene, client: Client, kind: str, on: date, user_id: str | None, before: str | None, by_id: str,
    note: str | None = None,
) -> Row:  # fmt: skip
    at_ms = max(scene.days.at(scene.luck, on), int(client.row["created_at"]) + 60_000)
    row: Row = {"id": scene.luck.id_at(at_ms), "customer_id": client.id, "kind": kind, "at": at_ms, "on_day": on}
    return scene.rows.add(Claim, row | {"user_id": user_id, "previous_id": before, "by_id": by_id, "note": note})


def _own(scene: Scene, client: Client, owner: str | None, on: date, at_ms: int, by_id: str) -> Row | None:
    return scene.note(Customer, client.id, "owner", owner, on, at_ms, by_id, scene.luck)


def finish(scene: Scene, client: Client, deals: list[Deal], talks: list[Row]) -> None:
    """Back to the pool when its protection ran out; else perhaps protected by hand, or shared with a colleague."""
    if client.owner_id is None or _returned(scene, client, client.owner_id, deals, talks):
        return
    luck, today = scene.luck, scene.days.today
    guarded = scene.protected.get(client.owner_id, 0)
    if client.kind != CONSUMER and luck.chance(0.03 * client.fullness) and guarded < _PROTECTED_MOST:
        scene.protected[client.owner_id] = guarded + 1
        client.row |= {"locked_until": today + timedelta(days=luck.between(8, 80)), "locked_by_id": client.owner_id}
    if client.kind != CONSUMER and luck.chance(0.05 * client.fullness):
        _share(scene, client, client.owner_id)


def _returned(scene: Scene, client: Client, owner_id: str, deals: list[Deal], talks: list[Row]) -> bool:
    """As the rule of the company does it, whose ids and values these are."""
    known = [deal for deal in deals if deal.row["customer_id"]]
    contact, new_deal, _, _ = _LEVELS.get(client.level, _LEVELS[None])
    if any(deal.closed_on is None or deal.is_won for deal in known):
        return False
    clocks = (
        (CONTACT, contact, [row["happened_on"] for row in talks]),
        (DEAL, new_deal, [deal.opened_on for deal in known]),
    )
    ends = [
        (since + timedelta(days=days), clock, since)
        for clock, days, happened in clocks
        if days
        for since in [max([client.owned_since, *happened])]
    ]
    if not ends or min(ends)[0] >= scene.days.today:
        return False
    until, clock, since = min(ends)
    on, claim_id = until + timedelta(days=1), Claim.returned(client.id, owner_id, since)
    at_ms, note = scene.days.midnight(on), RETURNED[clock]
    claim: Row = {"id": claim_id, "customer_id": client.id, "kind": RETURN, "previous_id": owner_id, "at": at_ms}
    scene.rows.add(Claim, claim | {"on_day": on, "note": note})
    entry_id = derived_id("history_entry", claim_id)
    scene.rows.note(Customer, client.id, "owner", None, on, at_ms, None, entry_id)["note"] = note
    client.row["owner_id"] = None
    if talks:
        talks[-1] |= {"next_step": None, "next_step_on": None}
    return True


def _share(scene: Scene, client: Client, owner_id: str) -> None:
    luck, days = scene.luck, scene.days
    people = [each.id for each in scene.firm.sellers[client.place.region] if each.id != owner_id]
    user_id = luck.pick((*people, scene.firm.users["xu"]))
    at_ms = days.at(luck, days.working(days.today - timedelta(days=luck.between(3, 60))))
    share: Row = {"id": RecordShare.id_of(client.id, user_id), "record_kind": "customer", "record_id": client.id}
    share |= {"user_id": user_id, "by_id": owner_id, "shared_at": max(at_ms, int(client.row["created_at"]) + 60_000)}
    share |= {"may_write": luck.chance(0.5), "note": SHARED[client.language]}
    until_on = days.today + timedelta(days=luck.between(10, 120)) if luck.chance(0.7) else None
    scene.rows.add(RecordShare, share | {"until_on": until_on})


def hand_over(scene: Scene) -> None:
    """The protocol of what one colleague handed to another; to be called when every customer has its number."""
    if not scene.handed:
        return
    users, handed_on = scene.firm.users, handed_day(scene)
    at_ms = scene.days.at(scene.luck, handed_on, 17)
    lines = [
        {"kind": "customer", "id": row["id"], "name": f"{row['number']} {row['name']}", "to": users["chen"]}
        for row in scene.handed
    ]
    row: Row = {"id": scene.luck.id_at(at_ms), "from_id": users["zhao"], "to_id": users["chen"], "made_at": at_ms}
    row |= {"handed_on": handed_on, "reason": HANDED, "note": HANDED_NOTE, "by_id": users["lin"]}
    protocol = json.dumps({"to": [users["chen"]], "lines": lines}, ensure_ascii=False)
    scene.rows.add(HandOver, row | {"protocol": protocol})
