"""Contacts as a user sees them: the list, and one contact with customers, ways to be reached and open business."""

from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ScalarSelect, Text, func, select, type_coerce
from sqlalchemy.orm import aliased

from crm_desktop.core.i18n import N_
from crm_desktop.core.listing import Filter, ListSpec, Sort
from crm_desktop.core.viewer import Viewer
from crm_desktop.models import Contact, ContactPoint, ContactRole, Customer, Interaction, Tag, TagLink, User
from crm_desktop.models.contact import EMAIL, PHONE
from crm_desktop.models.dictionary import OPEN
from crm_desktop.models.service_case import ARCHIVED
from crm_desktop.queries import rights
from crm_desktop.queries.cells import cells, one
from crm_desktop.queries.data_age import DataAge, data_age, data_fields, known_at
from crm_desktop.queries.list_query import CHOICE, DATE, FLAG, PERSON, TEXT, Field, ListQuery
from crm_desktop.queries.names import contact_name, name_of, user_name
from crm_desktop.queries.opportunity import OPPORTUNITIES, OpportunityRow
from crm_desktop.queries.opt_out import OptOut, opt_outs, refusal_cells, refusal_fields
from crm_desktop.queries.service_case import SERVICE_CASES, ServiceCaseRow
from crm_desktop.queries.star import STARRED
from crm_desktop.queries.tag import tags_of
from crm_desktop.storage.database import Reading

LISTED = 50
OPEN_DEALS = Filter("outcome", "is", OPEN)
OPEN_CASES = Filter("status", "is_not", ARCHIVED)
# Characters of an id.
_ID = 32


class ContactRow(NamedTuple):
    """One line of the list of contacts; `customers` are names, the one where the contact is the main one first.

    `place` is what the file says of the most important one, looked up once: the customer, main or not, the position.
    """

    id: str
    name: str
    own_job_title: str | None
    department: str | None
    place: str | None
    customers: str | None
    phone: str | None
    email: str | None
    owner_id: str | None
    owner: str | None
    last_contact_at: int | None
    tags: str | None
    born_on: date | None
    data_at: int
    created_at: int
    is_opted_out: bool
    no_phone: bool
    no_mail: bool
    no_post: bool
    no_message: bool

    @property
    def customer_id(self) -> str | None:
        """The customer of the most important place."""
        return self.place and self.place[:_ID]

    @property
    def is_main(self) -> bool:
        """Whether the contact is the main one there."""
        return self.place is not None and self.place[_ID] == "1"

    @property
    def job_title(self) -> str | None:
        """The position there, which tells more than the one of the person."""
        return (self.place and self.place[_ID + 1 :]) or self.own_job_title


@dataclass(frozen=True)
class CustomerOfContact:
    """A contact's place at a customer."""

    id: str
    customer_id: str
    name: str
    number: str
    job_title: str | None
    buying_role_id: str | None
    is_main: bool
    from_on: date | None
    to_on: date | None


@dataclass(frozen=True)
class PointView:
    """A way to reach a contact; `kind` is phone, email, messenger or web."""

    id: str
    kind: str
    value: str
    label: str | None
    is_opted_out: bool


@dataclass(frozen=True)
class Colleague:
    """Someone who reports to a contact."""

    id: str
    name: str
    job_title: str | None


@dataclass(frozen=True)
class ContactDetails:
    """Everything about one contact."""

    id: str
    name: str
    external_key: str | None
    salutation: str | None
    sex: str | None
    born_on: date | None
    job_title: str | None
    department: str | None
    decision_style: str | None
    reports_to_id: str | None
    reports_to: str | None
    referred_by_id: str | None
    referred_by: str | None
    owner_id: str | None
    owner: str | None
    note: str | None
    created_at: int
    last_contact_at: int | None
    customers: tuple[CustomerOfContact, ...]
    points: tuple[PointView, ...]
    reports: tuple[Colleague, ...]
    open_deals: tuple[OpportunityRow, ...]
    open_cases: tuple[ServiceCaseRow, ...]
    tags: tuple[str, ...]
    opt_outs: tuple[OptOut, ...] = ()
    data_age: DataAge | None = None


_role, _point = aliased(ContactRole), aliased(ContactPoint)
_visit, _customer = aliased(Interaction), aliased(Customer)
_PRESENT = (_role.contact_id == Contact.id, _role.deleted.is_(False), _role.to_on.is_(None))


def _first_place(column: Any, *of: Any) -> ScalarSelect[Any]:
    """A column of the contact's most important place."""
    return (
        select(column)
        .where(*_PRESENT, *of)
        .order_by(_role.is_main.desc(), _role.position, _role.id)
        .limit(1)
        .correlate(Contact)
        .scalar_subquery()
    )


def _first_point(kind: str) -> ScalarSelect[Any]:
    """The first way of a kind that the contact may be reached by."""
    usable = (_point.deleted.is_(False), _point.kind == kind, _point.is_opted_out.is_(False))
    return (
        select(_point.value)
        .where(_point.contact_id == Contact.id, *usable)
        .order_by(_point.position, _point.id)
        .limit(1)
        .correlate(Contact)
        .scalar_subquery()
    )


FIRST_PHONE, FIRST_EMAIL = _first_point(PHONE), _first_point(EMAIL)
OWNER_NAME = user_name(Contact.owner_id)
_NAMES = (
    select(func.aggregate_strings(_customer.name, ", ").aggregate_order_by(_role.is_main.desc(), _role.position))
    .select_from(_role)
    .join(_customer, _customer.id == _role.customer_id)
    .where(*_PRESENT, _customer.deleted.is_(False))
    .correlate(Contact)
)
CUSTOMER_NAMES = _NAMES.scalar_subquery()


# Sorting needs no more than the first of these names, which is five times as quick to find.
def _of_first_customer(column: Any) -> ScalarSelect[Any]:
    return (
        select(column)
        .select_from(_role)
        # As a range it is found in the narrow index, see `names.customer_name`.
        .join(_customer, _customer.id.between(_role.customer_id, _role.customer_id))
        .where(*_PRESENT, _customer.deleted.is_(False))
        .order_by(_role.is_main.desc(), _role.position, _role.id)
        .limit(1)
        .correlate(Contact)
        .scalar_subquery()
    )


_SPOKEN: Any = select(_visit.contact_id.label("record"), _visit.happened_at.label("value")).where(
    _visit.deleted.is_(False)
)
LAST_CONTACT = (
    select(func.max(_visit.happened_at))
    .where(_visit.contact_id == Contact.id, _visit.deleted.is_(False))
    .correlate(Contact)
    .scalar_subquery()
)
TAG_NAMES = (
    select(func.aggregate_strings(Tag.name, ", ").aggregate_order_by(Tag.name))
    .join(TagLink, TagLink.tag_id == Tag.id)
    .where(TagLink.record_id == Contact.id, TagLink.deleted.is_(False))
    .correlate(Contact)
    .scalar_subquery()
)
_TITLE_THERE = func.coalesce(_role.job_title, "")
# The position at the customer tells more than the one of the person.
JOB_TITLE = func.coalesce(_first_place(_role.job_title), Contact.job_title)
_PLACE = _role.customer_id.concat(type_coerce(_role.is_main, Text)).concat(_TITLE_THERE)

_OWN = {
    "own_job_title": Contact.job_title,
    "place": _first_place(_PLACE),
    "customers": CUSTOMER_NAMES,
    "phone": FIRST_PHONE,
    "email": FIRST_EMAIL,
    "owner": OWNER_NAME,
    "last_contact_at": LAST_CONTACT,
    "data_at": known_at(Contact),
    "tags": TAG_NAMES,
    **refusal_cells(Contact),
}


def _in_sight(viewer: Viewer) -> dict[str, Any]:
    """A contact can work for a customer that the viewer does not see: neither its name nor the place there is told."""
    its = select(Customer.id).where(Customer.id == _role.customer_id)
    seen = rights.seen(Customer, viewer, its, few=True).correlate(_role).exists()
    return {"customers": _NAMES.where(seen).scalar_subquery(), "place": _first_place(_PLACE, seen)}


CONTACTS = ListQuery(
    kind="contact",
    entity=Contact,
    row=ContactRow,
    cells=cells(ContactRow, Contact, _OWN),
    fields=(
        Field("name", N_("Full name"), TEXT, Contact.name),
        Field(
            "customer",
            N_("Customer"),
            CHOICE,
            ContactRole.customer_id,
            choices="customers",
            order=_of_first_customer(_customer.name),
            along=Customer.name,
            first=_of_first_customer(_role.id),
            through=ContactRole.contact_id,
        ),
        Field("job_title", N_("Job title"), TEXT, JOB_TITLE),
        Field("department", N_("Department"), TEXT, Contact.department),
        Field(
            "buying_role",
            N_("Buying role"),
            CHOICE,
            ContactRole.buying_role_id,
            choices="buying_role",
            is_sortable=False,
            through=ContactRole.contact_id,
        ),
        Field(
            "is_main",
            N_("Main contact"),
            FLAG,
            ContactRole.is_main,
            is_sortable=False,
            through=ContactRole.contact_id,
        ),
        Field("phone", N_("Phone"), TEXT, ContactPoint.value, order=FIRST_PHONE, through=ContactPoint.contact_id),
        Field("email", N_("E-mail"), TEXT, FIRST_EMAIL),
        Field("owner", N_("Owner"), PERSON, Contact.owner_id, choices="users", order=OWNER_NAME, along=User.name),
        Field(
            "team", N_("Team"), CHOICE, name_of(User, Contact.owner_id, "team_id"), choices="teams", is_sortable=False
        ),
        Field("last_contact", N_("Last contact"), DATE, LAST_CONTACT, is_instant=True, told=_SPOKEN),
        Field("born_on", N_("Birthday"), DATE, Contact.born_on),
        Field("tags", N_("Tags"), CHOICE, TagLink.tag_id, choices="tags", order=TAG_NAMES, through=TagLink.record_id),
        Field("created", N_("Created"), DATE, Contact.created_at, is_instant=True),
        *data_fields(Contact),
        *refusal_fields(Contact),
        STARRED,
    ),
    default_sorts=(Sort("name"),),
    cells_in_sight=_in_sight,
)

_DETAIL = {
    "reports_to": contact_name(Contact.reports_to_id),
    "referred_by": contact_name(Contact.referred_by_id),
    "owner": OWNER_NAME,
    "last_contact_at": LAST_CONTACT,
}
_ROWS = ("customers", "points", "reports", "open_deals", "open_cases", "tags", "opt_outs", "data_age")
_SHOWN = cells(ContactDetails, Contact, _DETAIL, without=_ROWS)


def contact_details(reading: Reading, contact_id: str) -> ContactDetails:
    """One contact, if the viewer may see it."""
    row = one(reading, Contact, contact_id, _SHOWN)
    mine = Filter("contact", "is", contact_id)
    return ContactDetails(
        **row,
        customers=_customers(reading, contact_id),
        points=_points(reading, contact_id),
        reports=_reports(reading, contact_id),
        open_deals=tuple(OPPORTUNITIES.first(reading, ListSpec((mine, OPEN_DEALS)), LISTED)),
        open_cases=tuple(SERVICE_CASES.first(reading, ListSpec((mine, OPEN_CASES)), LISTED)),
        tags=tags_of(reading, contact_id),
        opt_outs=opt_outs(reading, "contact", contact_id),
        data_age=data_age(reading, Contact, contact_id),
    )


def _customers(reading: Reading, contact_id: str) -> tuple[CustomerOfContact, ...]:
    """Present places first, then those the contact has left."""
    own = {"name": Customer.name, "number": Customer.number}
    statement: Any = (
        select(*cells(CustomerOfContact, ContactRole, own).values())
        .join(Customer, Customer.id == ContactRole.customer_id)
        .where(ContactRole.contact_id == contact_id, ContactRole.deleted.is_(False), Customer.deleted.is_(False))
        .order_by(ContactRole.to_on.is_not(None), ContactRole.position, ContactRole.id)
    )
    shown = rights.seen(Customer, reading.viewer, statement)
    return tuple(CustomerOfContact(*row) for row in reading.session.execute(shown))


def _points(reading: Reading, contact_id: str) -> tuple[PointView, ...]:
    statement: Any = (
        select(*cells(PointView, ContactPoint).values())
        .where(ContactPoint.contact_id == contact_id, ContactPoint.deleted.is_(False))
        .order_by(ContactPoint.position, ContactPoint.id)
    )
    return tuple(PointView(*row) for row in reading.session.execute(statement))


def _reports(reading: Reading, contact_id: str) -> tuple[Colleague, ...]:
    statement: Any = select(*cells(Colleague, Contact).values())
    below = statement.where(Contact.reports_to_id == contact_id, Contact.deleted.is_(False))
    below = rights.seen(Contact, reading.viewer, below)
    return tuple(Colleague(*row) for row in reading.session.execute(below.order_by(Contact.name)))
