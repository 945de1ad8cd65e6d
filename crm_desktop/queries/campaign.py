"""Campaigns as a user sees them: the list with what each cost and brought, and one campaign with all its figures."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Text, and_, case, func, or_, select, type_coerce
from sqlalchemy.orm import aliased

from crm_desktop.core.i18n import N_
from crm_desktop.core.listing import Filter, ListSpec, Sort
from crm_desktop.core.viewer import Viewer
from crm_desktop.models import Campaign, CampaignMember, DictionaryEntry, Lead, Opportunity, Order, SavedView, User
from crm_desktop.models.dictionary import OPEN, WON
from crm_desktop.models.insight import DECLINED, DROPPED, ENDED, NO_ANSWER, PLANNED, RUNNING
from crm_desktop.models.lead import WON as LEAD_WON
from crm_desktop.models.order import CANCELLED
from crm_desktop.queries import rights
from crm_desktop.queries.campaign_member import MEMBERS
from crm_desktop.queries.campaign_target import LISTS, matching, remembered
from crm_desktop.queries.cells import cells, one
from crm_desktop.queries.lead import LEADS
from crm_desktop.queries.list_query import CHOICE, DATE, MONEY, NUMBER, PERSON, TEXT, TODAY, Field, ListQuery
from crm_desktop.queries.money import in_base
from crm_desktop.queries.names import user_name
from crm_desktop.queries.opportunity import OPPORTUNITIES
from crm_desktop.queries.order import NET_IN_BASE, ORDERS, OrderRow
from crm_desktop.storage.database import Reading

REFUSAL = DictionaryEntry.id_of("campaign_answer", DECLINED)
SILENCE = DictionaryEntry.id_of("campaign_answer", NO_ANSWER)
_ORDERS_LISTED = 50


class CampaignRow(NamedTuple):
    """One line of the list of campaigns. Money is in the company's currency, None where no rate is known."""

    id: str
    name: str
    kind_id: str | None
    channel: str | None
    status: str
    starts_on: date | None
    ends_on: date | None
    owner_id: str | None
    owner: str | None
    members: int
    reached: int
    answered: int
    refused: int
    leads: int
    won: int
    planned_minor: int | None
    spent_minor: int | None
    revenue_minor: int
    created_at: int | None


@dataclass(frozen=True)
class Led:
    """What a campaign led to, as the viewer sees it. Money is minor units of the company's currency.

    `opted_out` is None where it was not asked: of each member the customer, the contact and its numbers are looked at.
    """

    members: int = 0
    reached: int = 0
    answered: int = 0
    refused: int = 0
    opted_out: int | None = 0
    leads: int = 0
    leads_won: int = 0
    deals_open: int = 0
    open_minor: int = 0
    deals_won: int = 0
    won_minor: int = 0
    orders: int = 0
    revenue_minor: int = 0
    answers: tuple[tuple[str | None, int], ...] = ()


# Of fewer a share or a cost for each says nothing.
FEW = 5


@dataclass(frozen=True)
class CampaignDetails:
    """Everything about one campaign. `spent_minor` and `planned_minor` are its costs in the company's currency.

    `waiting` is how many match the view it remembers by now and are no members yet: asked for by itself, as it takes
    longer than all the rest.
    """

    id: str
    name: str
    kind_id: str | None
    channel: str | None
    status: str
    starts_on: date | None
    ends_on: date | None
    owner_id: str | None
    owner: str | None
    planned_cost_minor: int | None
    cost_minor: int | None
    currency: str | None
    planned_minor: int | None
    spent_minor: int | None
    goal: str | None
    note: str | None
    letter: str | None
    view_id: str | None
    created_at: int | None
    led: Led
    orders: tuple[OrderRow, ...]
    view: str = ""
    view_kind: str = ""
    waiting: int = 0

    @property
    def paid_minor(self) -> int | None:
        """What it cost in the company's currency: what was spent, as long as that is not known what was planned."""
        return self.planned_minor if self.spent_minor is None else self.spent_minor

    def cost_of_each(self, count: int) -> int | None:
        """The cost for each of so many; None when they are too few to say, or the cost is not known."""
        return None if count < FEW or not self.paid_minor else (self.paid_minor + count // 2) // count

    @property
    def return_e6(self) -> int | None:
        """What the orders brought beyond the cost, as a share of the cost; None when they are too few to say."""
        if self.led.orders < FEW or not self.paid_minor:
            return None
        return (self.led.revenue_minor - self.paid_minor) * 1_000_000 // self.paid_minor


_TODAY_TEXT = type_coerce(TODAY, Text)
STATUS = func.coalesce(
    Campaign.status,
    case(
        (type_coerce(Campaign.ends_on, Text) < _TODAY_TEXT, ENDED),
        (type_coerce(Campaign.starts_on, Text) <= _TODAY_TEXT, RUNNING),
        else_=PLANNED,
    ),
)


def _in_company_money(column: Any) -> Any:
    on = func.coalesce(type_coerce(Campaign.starts_on, Text), _TODAY_TEXT)
    return in_base(column, func.coalesce(Campaign.currency, ""), on)


_PLANNED, _SPENT = _in_company_money(Campaign.planned_cost_minor), _in_company_money(Campaign.cost_minor)


def _members(viewer: Viewer | None, *of: Any) -> Any:
    """How many members that the viewer sees meet something."""
    of_it = (CampaignMember.campaign_id == Campaign.id, CampaignMember.deleted.is_(False), *of)
    return _counted(CampaignMember, viewer, of_it)


def _counted(entity: Any, viewer: Viewer | None, of: Any) -> Any:
    statement: Any = select(func.count()).select_from(entity).where(*of)
    if viewer is not None:
        statement = rights.seen(entity, viewer, statement)
    return statement.correlate(Campaign).scalar_subquery()


def _answered() -> Any:
    return and_(CampaignMember.answer_id.is_not(None), CampaignMember.answer_id != SILENCE)


def _led_orders(campaign_id: Any, *columns: Any) -> Any:
    """Of the orders a campaign led to: the condition says what `order.CAMPAIGN` does, in a way that has indexes."""
    deal = aliased(Opportunity)
    its_deals = select(deal.id).where(deal.campaign_id == campaign_id).correlate(Campaign)
    led = or_(Order.campaign_id == campaign_id, and_(Order.campaign_id.is_(None), Order.opportunity_id.in_(its_deals)))
    return select(*columns).select_from(Order).where(led, Order.deleted.is_(False), Order.status != CANCELLED)


def _revenue(viewer: Viewer | None) -> Any:
    statement = _led_orders(Campaign.id, func.coalesce(func.sum(NET_IN_BASE), 0))
    if viewer is not None:
        statement = rights.seen(Order, viewer, statement)
    return statement.correlate(Campaign).scalar_subquery()


def _figures(viewer: Viewer | None) -> dict[str, Any]:
    of_lead = (Lead.campaign_id == Campaign.id, Lead.deleted.is_(False))
    won = (Opportunity.campaign_id == Campaign.id, Opportunity.deleted.is_(False), Opportunity.outcome == WON)
    return {
        "members": _members(viewer),
        "reached": _members(viewer, or_(CampaignMember.reached_on.is_not(None), _answered())),
        "answered": _members(viewer, _answered()),
        "refused": _members(viewer, CampaignMember.answer_id == REFUSAL),
        "leads": _counted(Lead, viewer, of_lead),
        "won": _counted(Opportunity, viewer, won),
        "revenue_minor": _revenue(viewer),
    }


_OWN = {
    **_figures(None),
    "status": STATUS,
    "owner": user_name(Campaign.owner_id),
    "planned_minor": _PLANNED,
    "spent_minor": _SPENT,
}

CAMPAIGNS = ListQuery(
    kind="campaign",
    entity=Campaign,
    row=CampaignRow,
    cells=cells(CampaignRow, Campaign, _OWN),
    cells_in_sight=_figures,
    fields=(
        Field("name", N_("Name"), TEXT, Campaign.name),
        Field("kind", N_("Kind"), CHOICE, Campaign.kind_id, choices="campaign_kind"),
        Field("channel", N_("Channel"), CHOICE, Campaign.channel, choices="campaign_channel"),
        Field("status", N_("Status"), CHOICE, STATUS, choices="campaign_status"),
        Field("starts_on", N_("Starts"), DATE, Campaign.starts_on),
        Field("ends_on", N_("Ends"), DATE, Campaign.ends_on),
        Field("owner", N_("Owner"), PERSON, Campaign.owner_id, choices="users", order=_OWN["owner"], along=User.name),
        Field("members", N_("Members"), NUMBER, _OWN["members"]),
        Field("reached", N_("Number reached"), NUMBER, _OWN["reached"]),
        Field("answered", N_("Answers"), NUMBER, _OWN["answered"]),
        Field("refused", N_("Refusals"), NUMBER, _OWN["refused"]),
        Field("leads", N_("Leads"), NUMBER, _OWN["leads"]),
        Field("won", N_("Won deals"), NUMBER, _OWN["won"]),
        Field("planned", N_("Planned cost"), MONEY, _PLANNED),
        Field("spent", N_("Cost"), MONEY, _SPENT),
        Field("revenue", N_("Revenue"), MONEY, _OWN["revenue_minor"]),
        Field("created", N_("Created"), DATE, Campaign.created_at, is_instant=True),
    ),
    default_sorts=(Sort("starts_on", descending=True),),
    totals={"spent_minor": _SPENT, "revenue_minor": _OWN["revenue_minor"]},
)

_SHOWN = cells(CampaignDetails, Campaign, _OWN, without=("led", "orders", "view", "view_kind", "waiting"))


def campaign_details(reading: Reading, campaign_id: str, *, at_once: bool = False) -> CampaignDetails:
    """One campaign with what it led to; at once without what `campaign_rest` tells."""
    row = one(reading, Campaign, campaign_id, _SHOWN)
    orders = _orders(reading, campaign_id)
    found = remembered(reading, reading.session.get_one(Campaign, campaign_id)) if row["view_id"] else None
    shown: dict[str, Any] = {
        **row,
        "led": _led(reading, campaign_id, orders, at_once=at_once),
        "orders": tuple(ORDERS.rows(reading, [each for each, _ in orders[:_ORDERS_LISTED]])),
    }
    if found is not None:
        shown |= {"view": found[0].name, "view_kind": found[0].kind}
    return CampaignDetails(**shown)


def campaign_rest(reading: Reading, campaign_id: str) -> tuple[int, int]:
    """How many wait, and how many members opted out: what takes longer than all the rest."""
    return waiting(reading, campaign_id), _opted_out(reading, campaign_id)


def with_rest(details: CampaignDetails, rest: tuple[int, int]) -> CampaignDetails:
    """A campaign with what `campaign_rest` told of it."""
    return replace(details, waiting=rest[0], led=replace(details.led, opted_out=rest[1]))


def waiting(reading: Reading, campaign_id: str) -> int:
    """How many match the view a campaign remembers by now and are no members yet; of one that is over nobody."""
    campaign = rights.find(reading, Campaign, campaign_id)
    found = matching(reading, campaign) if campaign.view_id and campaign.status not in (ENDED, DROPPED) else None
    return len(found.new) if found is not None else 0


def _opted_out(reading: Reading, campaign_id: str) -> int:
    return MEMBERS.count(reading, ListSpec((of_campaign(campaign_id), Filter("is_refused", "is", True))))


def _orders(reading: Reading, campaign_id: str) -> list[tuple[str, int | None]]:
    """The orders it led to, the newest first, each with its net amount in the company's currency."""
    newest = _led_orders(campaign_id, Order.id, NET_IN_BASE).order_by(Order.ordered_on.desc(), Order.id)
    seen = rights.seen(Order, reading.viewer, newest)
    return [(each, amount) for each, amount in reading.session.execute(seen)]


def of_campaign(campaign_id: str) -> Filter:
    """The condition of everything that belongs to a campaign, in any list."""
    return Filter("campaign", "is", campaign_id)


def _led(reading: Reading, campaign_id: str, orders: Sequence[tuple[str, int | None]], *, at_once: bool) -> Led:
    """What a campaign led to: each figure is the count or sum of the list it opens."""
    mine = ListSpec((of_campaign(campaign_id),))
    members = {name: MEMBERS.count(reading, mine.where(*more)) for name, more in _OF_MEMBERS.items()}
    deals_open, deals_won = (mine.where(Filter("outcome", "is", outcome)) for outcome in (OPEN, WON))
    return Led(
        **members,
        opted_out=None if at_once else _opted_out(reading, campaign_id),
        leads=LEADS.count(reading, mine),
        leads_won=LEADS.count(reading, mine.where(Filter("status", "is", LEAD_WON))),
        deals_open=OPPORTUNITIES.count(reading, deals_open),
        open_minor=_sum(reading, OPPORTUNITIES, deals_open),
        deals_won=OPPORTUNITIES.count(reading, deals_won),
        won_minor=_sum(reading, OPPORTUNITIES, deals_won),
        orders=len(orders),
        revenue_minor=sum(amount or 0 for _, amount in orders),
        answers=_answers(reading, campaign_id),
    )


_OF_MEMBERS: dict[str, tuple[Filter, ...]] = {
    "members": (),
    "reached": (Filter("is_reached", "is", True),),
    "answered": (Filter("is_answered", "is", True),),
    "refused": (Filter("answer", "is", REFUSAL),),
}


def _sum(reading: Reading, query: ListQuery[Any], spec: ListSpec) -> int:
    return next(iter(query.sums(reading, spec).values()))


def _answers(reading: Reading, campaign_id: str) -> tuple[tuple[str | None, int], ...]:
    """How many gave each answer, the most frequent first."""
    statement: Any = (
        select(CampaignMember.answer_id, func.count())
        .where(CampaignMember.campaign_id == campaign_id, CampaignMember.deleted.is_(False))
        .group_by(CampaignMember.answer_id)
        .order_by(func.count().desc(), CampaignMember.answer_id)
    )
    return tuple(
        (row[0], row[1]) for row in reading.session.execute(rights.seen(CampaignMember, reading.viewer, statement))
    )


def campaign_views(reading: Reading, user_id: str) -> list[tuple[str, str, str]]:
    """(id, name, kind) of the saved views that members can come from."""
    own = SavedView.owner_id == user_id
    statement = (
        select(SavedView.id, SavedView.name, SavedView.kind)
        .where(SavedView.kind.in_(LISTS), SavedView.deleted.is_(False), or_(own, SavedView.is_shared.is_(True)))
        .order_by(SavedView.name, SavedView.id)
    )
    return [(row[0], row[1], row[2]) for row in reading.session.execute(statement)]
