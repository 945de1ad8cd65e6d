"""The campaign that is running: quiet customers are called, some of them were reached by now."""

from datetime import timedelta

from crm_desktop.core.ids import derived_id
from crm_desktop.models import Campaign, CampaignMember
from crm_desktop.models.customer import CONSUMER
from crm_desktop.operations.sample.clients import Client
from crm_desktop.operations.sample.dice import Weighted
from crm_desktop.operations.sample.firm import CURRENCY, choice
from crm_desktop.operations.sample.rows import Row
from crm_desktop.operations.sample.scene import Scene
from crm_desktop.operations.sample.talk_sales import CALLS, CALLS_NOTE, SAID

_BEGAN_AGO, _LASTS = 12, 35
_QUIET_DAYS = 45
_ANSWER = Weighted(("interested", 46), ("none", 30), ("declined", 24))


def found_calls(scene: Scene) -> None:
    """The campaign with what it may cost and what is said."""
    days, luck = scene.days, scene.luck
    starts_on = days.working(days.today - timedelta(days=_BEGAN_AGO))
    at_ms = days.opening(starts_on)
    row: Row = {"id": luck.id_at(at_ms), "name": CALLS, "kind_id": choice("campaign_kind", "event"), "note": CALLS_NOTE}
    row |= {"starts_on": starts_on, "ends_on": starts_on + timedelta(days=_LASTS), "channel": "phone"}
    row |= {"cost_minor": 420_000, "planned_cost_minor": 1_500_000, "currency": CURRENCY, "status": "running"}
    scene.rows.add(Campaign, row | {"owner_id": scene.firm.users["lin"], "created_at": at_ms})
    scene.calls = str(row["id"]), starts_on


def make_call(scene: Scene, client: Client, talks: list[Row]) -> None:
    """A customer nobody spoke with for a while is on the list of calls."""
    luck, days, owner = scene.luck, scene.days, client.row["owner_id"]
    campaign_id, starts_on = scene.calls
    if owner is None or client.kind == CONSUMER or not talks:
        return
    if talks[-1]["happened_on"] > starts_on - timedelta(days=_QUIET_DAYS) or not luck.chance(0.4 * client.fullness**2):
        return
    member: Row = {"id": derived_id("campaign_member", campaign_id, client.id), "campaign_id": campaign_id}
    member |= {"customer_id": client.id, "contact_id": client.people[0]["id"] if client.people else None}
    member |= {"owner_id": owner, "added_at": days.opening(starts_on)}
    reached_on = days.working(starts_on + timedelta(days=luck.between(0, 2 * _BEGAN_AGO)))
    if reached_on < days.last:
        answer = _ANSWER.draw(luck)
        member |= {"reached_on": reached_on, "answer_id": choice("campaign_answer", answer)}
        if answer != "none":
            member |= {"answered_on": reached_on, "note": SAID[answer][client.language]}
    scene.rows.add(CampaignMember, member)
