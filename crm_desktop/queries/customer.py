"""The list of customers: who they are, when one last spoke with them, what comes next, what they may buy and bought."""

from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    ScalarSelect,
    Text,
    case,
    cast,
    func,
    or_,
    select,
    type_coerce,
    union_all,
)
from sqlalchemy.orm import aliased

from crm_desktop.core.i18n import N_
from crm_desktop.core.listing import Sort
from crm_desktop.models import Customer, DictionaryEntry, Interaction, Opportunity, RecordShare, Tag, TagLink, User
from crm_desktop.models.dictionary import OPEN, WON
from crm_desktop.queries.cells import cells
from crm_desktop.queries.churn_signal import REASONS, TOLD, is_at_risk
from crm_desktop.queries.completeness import COMPLETENESS
from crm_desktop.queries.customer_protection import PROTECTED_UNTIL
from crm_desktop.queries.data_age import data_fields, known_at
from crm_desktop.queries.list_field import these
from crm_desktop.queries.list_query import (
    CHOICE,
    DATE,
    FLAG,
    MONEY,
    NUMBER,
    PERSON,
    TEXT,
    TODAY,
    UTC_OFFSET,
    Field,
    ListQuery,
)
from crm_desktop.queries.money import in_base
from crm_desktop.queries.names import customer_name, name_of, user_name
from crm_desktop.queries.opt_out import refusal_cells, refusal_fields
from crm_desktop.queries.star import STARRED


class CustomerRow(NamedTuple):
    """One line of the list of customers. Money is minor units of the company's currency; `step` begins with its day."""

    id: str
    number: str
    name: str
    kind: str
    status: str
    level_id: str | None
    owner_id: str | None
    owner: str | None
    region_id: str | None
    industry_id: str | None
    lifecycle_id: str | None
    source_id: str | None
    city: str | None
    phone: str | None
    last_contact_at: int | None
    step: str | None
    open_deals: int
    open_minor: int
    won_minor: int
    tags: str | None
    protected_until: str | None
    completeness: int | None
    service_reasons: int | None
    data_at: int
    created_at: int
    is_opted_out: bool
    no_phone: bool
    no_mail: bool
    no_post: bool
    no_message: bool
    satisfaction: int | None
    credit: int | None

    @property
    def next_step(self) -> str | None:
        """What is to be done next."""
        return self.step and self.step[len(_SOME_DAY) :]

    @property
    def next_step_on(self) -> date | None:
        """The day of the next step, if it has one."""
        day = (self.step or _SOME_DAY)[: len(_SOME_DAY)]
        return None if day == _SOME_DAY else date.fromisoformat(day)


# A step without a day comes after all that have one.
_SOME_DAY = "9999-12-31"
_NONE = "~"
_deal, _visit, _step = aliased(Opportunity), aliased(Interaction), aliased(Interaction)


def _of_deals(value: Any, outcome: str, *conditions: Any) -> ScalarSelect[Any]:
    return (
        select(value)
        .select_from(_deal)
        .where(_deal.customer_id == Customer.id, _deal.deleted.is_(False), _deal.outcome == outcome, *conditions)
        .correlate(Customer)
        .scalar_subquery()
    )


def _last(column: Any) -> ScalarSelect[Any]:
    """A column of the latest interaction."""
    return (
        select(column)
        .where(_visit.customer_id == Customer.id, _visit.deleted.is_(False))
        .order_by(_visit.happened_at.desc())
        .limit(1)
        .correlate(Customer)
        .scalar_subquery()
    )


def _dated(on: Any, step: Any) -> Any:
    """A step behind its day in one text, so that the smallest is the next."""
    return func.coalesce(type_coerce(on, Text), _SOME_DAY).concat(step)


OWNER_NAME = user_name(Customer.owner_id)
OPEN_DEALS = _of_deals(func.count(), OPEN)
OPEN_MINOR = func.coalesce(_of_deals(func.sum(in_base(_deal.amount_minor, _deal.currency, TODAY)), OPEN), 0)
WON_MINOR = func.coalesce(_of_deals(func.sum(in_base(_deal.amount_minor, _deal.currency, _deal.closed_on)), WON), 0)
LAST_CONTACT = _last(_visit.happened_at)
_LAST_DAY = func.coalesce(
    type_coerce(_last(_visit.happened_on), Text), func.date((Customer.created_at + UTC_OFFSET) / 1000, "unixepoch")
)
QUIET_DAYS = cast(func.julianday(TODAY) - func.julianday(_LAST_DAY), BigInteger)

_DEAL_STEP = _of_deals(func.min(_dated(_deal.next_step_on, _deal.next_step)), OPEN, _deal.next_step.is_not(None))
# The newest step an interaction announced is open until another one happens on its day or later.
_NOTED_STEP = (
    select(
        case(
            (
                or_(
                    type_coerce(_step.next_step_on, Text) > _last(_visit.happened_on), _step.happened_at == LAST_CONTACT
                ),
                _dated(_step.next_step_on, _step.next_step),
            )
        )
    )
    .where(_step.customer_id == Customer.id, _step.deleted.is_(False), _step.next_step.is_not(None))
    .order_by(_step.happened_at.desc())
    .limit(1)
    .correlate(Customer)
    .scalar_subquery()
)
# Each part is worked out once, also for a row, which takes day and words from the one text. SQL's own min knows
# nothing beside nothing.
NEXT_STEP = func.nullif(func.min(func.coalesce(_DEAL_STEP, _NONE), func.coalesce(_NOTED_STEP, _NONE)), _NONE)
_SPOKEN: Any = select(_visit.customer_id.label("record"), _visit.happened_at.label("value")).where(
    _visit.deleted.is_(False)
)
# The newest steps that interactions announced, of all customers at once: a third of the time that asking each takes.
_newest = (
    select(
        _step.customer_id.label("record"),
        func.max(_step.happened_at).label("at"),
        _step.next_step_on.label("day"),
        _step.next_step.label("step"),
    )
    .where(_step.deleted.is_(False), _step.next_step.is_not(None))
    .group_by(_step.customer_id)
    .subquery()
)
_later = aliased(Interaction)
_is_done = (
    select(_later.happened_at)
    .where(
        _later.customer_id == _newest.c.record,
        _later.deleted.is_(False),
        _later.happened_at > _newest.c.at,
        type_coerce(_later.happened_on, Text) >= func.coalesce(type_coerce(_newest.c.day, Text), ""),
    )
    .exists()
)
_STEPS = union_all(
    select(_deal.customer_id.label("record"), _dated(_deal.next_step_on, _deal.next_step).label("value")).where(
        _deal.deleted.is_(False), _deal.outcome == OPEN, _deal.next_step.is_not(None)
    ),
    select(_newest.c.record, _dated(_newest.c.day, _newest.c.step)).where(~_is_done),
)
_STEP_DAY = func.nullif(func.substr(NEXT_STEP, 1, 10), _SOME_DAY)
TAG_NAMES = (
    select(func.aggregate_strings(Tag.name, ", ").aggregate_order_by(Tag.name))
    .join(TagLink, TagLink.tag_id == Tag.id)
    .where(TagLink.record_id == Customer.id, TagLink.deleted.is_(False))
    .correlate(Customer)
    .scalar_subquery()
)

_OWN = {
    "owner": OWNER_NAME,
    "last_contact_at": LAST_CONTACT,
    "step": NEXT_STEP,
    "open_deals": OPEN_DEALS,
    "open_minor": OPEN_MINOR,
    "won_minor": WON_MINOR,
    "tags": TAG_NAMES,
    "protected_until": PROTECTED_UNTIL,
    "data_at": known_at(Customer),
    "completeness": COMPLETENESS,
    "service_reasons": REASONS,
    **refusal_cells(Customer),
}


def _chosen(key: str, title: str, column: Any) -> Field:
    """A field chosen from a dictionary list, sorted in the order of that list."""
    return Field(
        key,
        title,
        CHOICE,
        column,
        choices=key,
        order=name_of(DictionaryEntry, column, "position"),
        along=DictionaryEntry.position,
    )


def _quiet_for(days: int) -> Any:
    """Known for so many days and not spoken with in them."""
    return func.date(TODAY, f"-{int(days)} days") >= _LAST_DAY


def _has_open_deals(wanted: bool) -> Any:
    buying = select(_deal.customer_id).where(
        _deal.deleted.is_(False), _deal.outcome == OPEN, _deal.customer_id.is_not(None)
    )
    return Customer.id.in_(buying) if wanted else Customer.id.not_in(buying)


CUSTOMERS = ListQuery(
    kind="customer",
    entity=Customer,
    row=CustomerRow,
    cells=cells(CustomerRow, Customer, _OWN),
    fields=(
        Field("name", N_("Name"), TEXT, Customer.name),
        Field("number", N_("Number"), TEXT, Customer.number),
        Field("kind", N_("Kind"), CHOICE, Customer.kind, choices="customer_kind"),
        Field("status", N_("Status"), CHOICE, Customer.status, choices="customer_status"),
        _chosen("level", N_("Level"), Customer.level_id),
        Field("owner", N_("Owner"), PERSON, Customer.owner_id, choices="users", order=OWNER_NAME, along=User.name),
        _chosen("region", N_("Region"), Customer.region_id),
        _chosen("industry", N_("Industry"), Customer.industry_id),
        _chosen("lifecycle", N_("Lifecycle"), Customer.lifecycle_id),
        _chosen("source", N_("Source"), Customer.source_id),
        _chosen("size", N_("Size"), Customer.size_id),
        Field(
            "parent",
            N_("Parent company"),
            CHOICE,
            Customer.parent_id,
            choices="customers",
            order=customer_name(Customer.parent_id),
            along=Customer.name,
        ),
        Field("province", N_("Province or state"), TEXT, Customer.province),
        Field("city", N_("City"), TEXT, Customer.city),
        Field("phone", N_("Phone"), TEXT, Customer.phone),
        Field("satisfaction", N_("Satisfaction"), NUMBER, Customer.satisfaction),
        Field("credit", N_("Credit grade"), NUMBER, Customer.credit),
        Field("last_contact", N_("Last contact"), DATE, LAST_CONTACT, is_instant=True, told=_SPOKEN),
        Field("quiet_days", N_("Days without contact"), NUMBER, QUIET_DAYS, is_filterable=False),
        Field("quiet_for", N_("Without contact for days"), NUMBER, QUIET_DAYS, is_sortable=False, condition=_quiet_for),
        Field("next_step", N_("Next step"), TEXT, func.substr(NEXT_STEP, 11), order=NEXT_STEP, told=_STEPS),
        Field("next_step_on", N_("Next step on"), DATE, _STEP_DAY, order=NEXT_STEP, is_due=True, told=_STEPS),
        Field("open_deals", N_("Open deals"), NUMBER, OPEN_DEALS),
        Field("has_open_deals", N_("Has open deals"), FLAG, OPEN_DEALS, is_sortable=False, condition=_has_open_deals),
        Field("open_amount", N_("Open deals, amount"), MONEY, OPEN_MINOR),
        Field("won_amount", N_("Won"), MONEY, WON_MINOR),
        Field("tags", N_("Tags"), CHOICE, TagLink.tag_id, choices="tags", order=TAG_NAMES, through=TagLink.record_id),
        Field(
            "team", N_("Team"), CHOICE, name_of(User, Customer.owner_id, "team_id"), choices="teams", is_sortable=False
        ),
        Field("protected_until", N_("Protected until"), DATE, PROTECTED_UNTIL),
        Field("completeness", N_("Profile complete, %"), NUMBER, COMPLETENESS),
        Field("service_reasons", N_("Complaints and low scores"), NUMBER, REASONS, told=TOLD, is_filterable=False),
        Field(
            "service_risk",
            N_("Churn warning by service"),
            FLAG,
            REASONS,
            is_sortable=False,
            condition=is_at_risk,
        ),
        Field(
            "shared_with",
            N_("Shared with"),
            PERSON,
            RecordShare.user_id,
            choices="users",
            through=RecordShare.record_id,
            is_sortable=False,
        ),
        Field(
            "shared_by",
            N_("Shared by"),
            PERSON,
            RecordShare.by_id,
            choices="users",
            through=RecordShare.record_id,
            is_sortable=False,
        ),
        Field("created", N_("Created"), DATE, Customer.created_at, is_instant=True),
        these(Customer),
        *data_fields(Customer),
        *refusal_fields(Customer),
        STARRED,
    ),
    default_sorts=(Sort("name"),),
    totals={"open_minor": OPEN_MINOR, "won_minor": WON_MINOR},
)
