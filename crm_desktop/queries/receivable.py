"""What falls due: payments of contracts in force and orders without one, with what of each is still open.

It says the same as `balance.open_debts`, row by row and by the same SQL, so that a list can narrow and sort it.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple, cast

from sqlalchemy import BigInteger, Column, Integer, Text, func, literal_column, text, type_coerce
from sqlalchemy import cast as sql_cast
from sqlalchemy.orm import registry

from crm_desktop.core.errors import NotFound
from crm_desktop.core.i18n import N_, Message
from crm_desktop.core.listing import Filter, ListSpec, Sort
from crm_desktop.models import Customer, Synced, User
from crm_desktop.models.base import Day, Flag
from crm_desktop.queries import debts
from crm_desktop.queries.balance import BAND_DAYS, BAND_PARAMETERS
from crm_desktop.queries.cells import cells
from crm_desktop.queries.list_query import CHOICE, DATE, FLAG, MONEY, NUMBER, PERSON, TEXT, TODAY, Field, ListQuery
from crm_desktop.queries.money import in_base
from crm_desktop.queries.names import customer_name, name_of, user_name
from crm_desktop.storage.database import Reading

_OTHERS_LISTED = 20
# Each part tells the same types, by CAST where it must: only then SQLite takes them apart and reads each along an index
# of days. Orders that are paid, most of all, are known to be without looking at their lines.
_NOTHING = "CAST(NULL AS TEXT)"
_SQL = f"""
SELECT r.id AS id, r.deleted AS deleted, CAST(coalesce(k.customer_id, r.customer_id) AS TEXT) AS customer_id,
 k.id AS contract_id, {_NOTHING} AS order_id, k.owner_id AS owner_id, k.number AS number,
 CAST(coalesce(r.title, k.name) AS TEXT) AS title, r.due_on AS due_on, r.amount_minor AS amount_minor,
 CAST({debts.OPEN_OF_CONTRACT} AS INTEGER) AS open_minor, r.currency AS currency
FROM receivable r CROSS JOIN contract k
WHERE k.id = r.contract_id AND +k.deleted = 0 AND +k.stage IN ('signed', 'completed') AND {debts.IS_UNPAID}
UNION ALL
SELECT s.id, s.deleted, s.customer_id, {_NOTHING}, s.id, s.owner_id, s.number, {_NOTHING},
 CAST(coalesce(s.due_on, s.ordered_on) AS TEXT), CAST({debts.TOTAL_OF_ORDER} AS INTEGER),
 CAST({debts.OPEN_OF_ORDER} AS INTEGER), s.currency
FROM sales_order s
WHERE s.payment_state IN ('unpaid', 'partly_paid') AND +s.contract_id IS NULL AND +s.status IN ('placed', 'shipped')
UNION ALL
SELECT r.id, r.deleted, r.customer_id, {_NOTHING}, {_NOTHING}, c.owner_id, {_NOTHING},
 CAST(coalesce(r.title, r.note) AS TEXT), r.due_on, r.amount_minor, CAST({debts.OPEN_BESIDE} AS INTEGER), r.currency
FROM receivable r CROSS JOIN customer c
WHERE c.id = r.customer_id AND coalesce(r.contract_id, r.order_id) IS NULL
"""


class Due:
    """An amount that falls due, of whatever it is: `contract_id` and `order_id` say of what."""

    __tablename__ = "due"
    id: Any
    deleted: Any
    customer_id: Any
    contract_id: Any
    order_id: Any
    owner_id: Any
    number: Any
    title: Any
    due_on: Any
    amount_minor: Any
    open_minor: Any
    currency: Any


_TYPES: dict[str, Any] = {
    **dict.fromkeys(("id", "customer_id", "contract_id", "order_id", "owner_id", "number", "title", "currency"), Text),
    **dict.fromkeys(("amount_minor", "open_minor"), BigInteger),
    "deleted": Flag,
    "due_on": Day,
}
# A day is never missing; sorted by what may be, no index is read along.
_COLUMNS = (Column(name, kind, nullable=name != "due_on") for name, kind in _TYPES.items())
_FOUND = text(_SQL).columns(*_COLUMNS).subquery("due")
registry().map_imperatively(Due, _FOUND, primary_key=[_FOUND.c.id])


class ReceivableRow(NamedTuple):
    """One line of the list; `age` is the band of days it is overdue by, such as 31–60, empty while it is not."""

    id: str
    customer_id: str | None
    customer: str | None
    contract_id: str | None
    order_id: str | None
    number: str | None
    title: str | None
    due_on: date
    amount_minor: int
    open_minor: int
    currency: str
    overdue_days: int
    age: str
    owner_id: str | None
    owner: str | None


@dataclass(frozen=True)
class ReceivableDetails:
    """One of them, with what its customer owes besides: the others that are open, the oldest due first."""

    row: ReceivableRow
    others: tuple[ReceivableRow, ...]

    @property
    def id(self) -> str:
        """The id of the payment, or of the order."""
        return self.row.id


def _band(place: int) -> str:
    """The last day of a band of ages, as the company has it."""
    given = f"SELECT CAST(value AS INTEGER) FROM parameter WHERE name = '{BAND_PARAMETERS[place]}' AND deleted = 0"
    return f"coalesce(({given} AND value GLOB '[0-9]*'), {BAND_DAYS[place]})"


_DAYS: Any = sql_cast(func.max(0, func.julianday(TODAY) - func.julianday(Due.due_on)), Integer)
_FIRST, _SECOND, _THIRD = (literal_column(_band(place), Integer) for place in range(3))
_AGE: Any = type_coerce(
    func.iif(
        _DAYS <= 0,
        "",
        func.iif(
            _DAYS <= _FIRST,
            func.format("1–%d", _FIRST),
            func.iif(
                _DAYS <= _SECOND,
                func.format("%d–%d", _FIRST + 1, _SECOND),
                func.iif(_DAYS <= _THIRD, func.format("%d–%d", _SECOND + 1, _THIRD), func.format("> %d", _THIRD)),
            ),
        ),
    ),
    Text,
)
_IS_OVERDUE: Any = type_coerce(type_coerce(Due.due_on, Text) < TODAY, Flag)
_OWN = {
    "customer": customer_name(Due.customer_id),
    "owner": user_name(Due.owner_id),
    "overdue_days": _DAYS,
    "age": _AGE,
}
_ENTITY = cast("type[Synced]", Due)

RECEIVABLES = ListQuery(
    kind="receivable",
    entity=_ENTITY,
    row=ReceivableRow,
    cells=cells(ReceivableRow, _ENTITY, _OWN),
    fields=(
        Field("due_on", N_("Due date"), DATE, Due.due_on, is_due=True),
        Field("customer", N_("Customer"), CHOICE, Due.customer_id, choices="customers", order=_OWN["customer"]),
        Field("number", N_("Number"), TEXT, Due.number),
        Field("title", N_("What for"), TEXT, Due.title),
        Field("open", N_("Outstanding"), MONEY, Due.open_minor),
        Field("amount", N_("Amount"), MONEY, Due.amount_minor),
        Field("overdue_days", N_("Days overdue"), NUMBER, _DAYS),
        Field("age", N_("Age"), TEXT, _AGE, order=_DAYS),
        Field("is_overdue", N_("Overdue"), FLAG, _IS_OVERDUE),
        Field("is_contract", N_("By a contract"), FLAG, type_coerce(Due.contract_id.is_not(None), Flag)),
        Field("currency", N_("Currency"), CHOICE, Due.currency, choices="currencies"),
        Field("owner", N_("Owner"), PERSON, Due.owner_id, choices="users", order=_OWN["owner"]),
        Field("team", N_("Team"), CHOICE, name_of(User, Due.owner_id, "team_id"), choices="teams", is_sortable=False),
        Field(
            "region",
            N_("Region of the customer"),
            CHOICE,
            name_of(Customer, Due.customer_id, "region_id"),
            choices="region",
            is_sortable=False,
        ),
    ),
    default_sorts=(Sort("due_on"),),
    totals={"open_minor": in_base(Due.open_minor, Due.currency, TODAY)},
    found_by=((Due.customer_id, "customer"), (Due.contract_id, "contract"), (Due.order_id, "sales_order")),
    within=Due.open_minor > 0,
    in_parts=True,
)


def receivable_details(reading: Reading, receivable_id: str) -> ReceivableDetails:
    """One open amount, if the viewer may see it; what is paid by now is not there any more."""
    rows = RECEIVABLES.rows(reading, [receivable_id])
    if not rows:
        raise NotFound(Message("This is paid by now, or it is not yours to see."))
    return ReceivableDetails(rows[0], _others(reading, rows[0]))


def _others(reading: Reading, row: ReceivableRow) -> tuple[ReceivableRow, ...]:
    if row.customer_id is None:
        return ()
    spec = ListSpec((Filter("customer", "is", row.customer_id),))
    listed = RECEIVABLES.first(reading, spec, _OTHERS_LISTED + 1)
    return tuple(each for each in listed if each.id != row.id)[:_OTHERS_LISTED]
