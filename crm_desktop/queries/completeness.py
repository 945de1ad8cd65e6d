"""How much of what one should know of a customer is known: the weight of what is filled, of what is expected.

What is expected depends on its kind – a private person has no tax number – and its level: of the best, more is asked.
The weights are parameters; one of 0 is not expected of anybody.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from operator import add
from typing import Any

from sqlalchemy import BigInteger, Float, Select, Text, and_, case, cast, func, literal, select, type_coerce

from crm_desktop.core.i18n import N_
from crm_desktop.models import ContactRole, Customer, DictionaryEntry, Parameter
from crm_desktop.models.customer import CONSUMER
from crm_desktop.queries.asked import RECORD
from crm_desktop.storage.database import Reading

PREFIX = "profile."
_BEST = tuple(DictionaryEntry.id_of("level", code) for code in ("A", "B"))
_ASKED_NEXT = 3


@dataclass(frozen=True)
class Expected:
    """Something one should know: how its weight is called and what that is at first, and of whom it is expected."""

    name: str
    title: str
    weight: int
    value: Callable[[], Any]
    of_firms: bool = False
    of_the_best: bool = False


def _column(column: Any) -> Callable[[], Any]:
    return lambda: func.coalesce(type_coerce(column, Text) != "", False)


def _has_contact() -> Any:
    role = select(ContactRole.id).where(ContactRole.customer_id == Customer.id, ContactRole.deleted.is_(False))
    return role.correlate(Customer).exists()


EXPECTED = (
    Expected("contact", N_("Contact"), 4, _has_contact),
    Expected("phone", N_("Phone"), 3, _column(Customer.phone)),
    Expected("industry", N_("Industry"), 3, _column(Customer.industry_id), of_firms=True),
    Expected("email", N_("E-mail"), 2, _column(Customer.email)),
    Expected("address", N_("Address"), 2, _column(Customer.address)),
    Expected("level", N_("Level"), 2, _column(Customer.level_id)),
    Expected("source", N_("Source"), 1, _column(Customer.source_id)),
    Expected("region", N_("Region"), 1, _column(Customer.region_id)),
    Expected("size", N_("Size"), 1, _column(Customer.size_id), of_firms=True),
    Expected("website", N_("Website"), 1, _column(Customer.website), of_firms=True),
    Expected("channel", N_("Preferred channel"), 1, _column(Customer.preferred_channel)),
    Expected("tax_number", N_("Tax number"), 2, _column(Customer.tax_number), of_firms=True, of_the_best=True),
    Expected("turnover", N_("Annual turnover"), 2, _column(Customer.annual_turnover_minor), True, True),
    Expected("employees", N_("Employees"), 1, _column(Customer.employees), True, True),
)


def _stored(of: Expected) -> Any:
    """The weight as it is set; asked once for all customers."""
    stored = select(cast(Parameter.value, BigInteger)).where(
        Parameter.id == Parameter.id_of(PREFIX + of.name), Parameter.deleted.is_(False)
    )
    return func.coalesce(stored.correlate_except(Parameter).scalar_subquery(), of.weight)


def _of_whom(of_firms: bool, of_the_best: bool) -> list[Any]:
    return [Customer.kind != CONSUMER] * of_firms + [Customer.level_id.in_(_BEST)] * of_the_best


def _weight(of: Expected) -> Any:
    """The weight as it is set, 0 for whom it is not expected of."""
    conditions = _of_whom(of.of_firms, of.of_the_best)
    return case((and_(*conditions), _stored(of)), else_=0) if conditions else _stored(of)


def _sum(part: Callable[[Expected], Any], whole_of: Callable[[Any], Any] = lambda whole: whole) -> Any:
    """The sum of a part of everything expected. Whom it is expected of is asked once for all that is."""
    whole: Any = literal(0)
    for whom in dict.fromkeys((each.of_firms, each.of_the_best) for each in EXPECTED):
        parts = [part(each) for each in EXPECTED if (each.of_firms, each.of_the_best) == whom]
        some, conditions = whole_of(reduce(add, parts)), _of_whom(*whom)
        whole = whole + (case((and_(*conditions), some), else_=0) if conditions else some)
    return whole


# In percent; missing where nothing at all is expected.
COMPLETENESS = cast(
    func.round(
        cast(100 * _sum(lambda each: case((each.value(), _stored(each)), else_=0)), Float).op("/", return_type=Float())(
            # A question of its own about no customer, so that SQLite sums up once.
            func.nullif(_sum(_stored, lambda whole: select(whole).scalar_subquery()), 0)
        )
    ),
    BigInteger,
)
_OF_ONE: Select[Any] = select(
    COMPLETENESS, *(case((~each.value(), _weight(each)), else_=0) for each in EXPECTED)
).where(Customer.id == RECORD)


@dataclass(frozen=True)
class Completeness:
    """The share of one customer in percent, and the titles of the heaviest gaps, to be asked for next."""

    percent: int | None
    ask_next: tuple[str, ...] = ()


def completeness(reading: Reading, customer_id: str) -> Completeness:
    """How much is known of one customer, and what to ask for next."""
    found = reading.fetch(_OF_ONE, {"record": customer_id})
    if not found:
        return Completeness(None)
    percent, *gaps = found[0]
    heaviest = sorted(zip(gaps, EXPECTED, strict=True), key=lambda each: -each[0])
    return Completeness(percent, tuple(each.title for gap, each in heaviest[:_ASKED_NEXT] if gap))
