"""How the records of a list stand together: the value a group is made of, its order, and what is told of a group."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import BigInteger, Text, cast, func, type_coerce

from crm_desktop.core.listing import DAY, MONTH, QUARTER, WEEK, Grouping
from crm_desktop.queries.list_field import DATE, TEXT, UTC_OFFSET, Field


@dataclass(frozen=True, slots=True)
class ListGroup:
    """Records of one value: how many, and their totals. `order` is what its field is sorted by: a place or a name."""

    value: Any
    order: Any
    count: int
    sums: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ListValue:
    """A value that occurs in a list, and how often; `order` as of a group."""

    value: Any
    order: Any
    count: int


def group_value(of: Field, grouping: Grouping) -> Any:
    """What records of one group share: a value, or the key of a day, month ("2026-11"), quarter ("2026-Q4") or year."""
    if of.type != DATE:
        return value_of(of)
    day = func.date((of.value + UTC_OFFSET) / 1000, "unixepoch") if of.is_instant else type_coerce(of.value, Text)
    if grouping.step == DAY:
        return day
    if grouping.step == WEEK:
        return func.date(day, "weekday 0", "-6 days")
    if grouping.step == MONTH:
        return func.substr(day, 1, 7)
    year = func.substr(day, 1, 4, type_=Text)
    if grouping.step != QUARTER:
        return year
    return year.concat("-Q").concat(cast((cast(func.substr(day, 6, 2), BigInteger) + 2) // 3, Text))


def value_of(of: Field) -> Any:
    """The value of a field; an empty text is none."""
    return func.nullif(of.value, "") if of.type == TEXT else of.value


def order_of(of: Field) -> Any:
    """What groups and values are sorted by before their value: the place of a stage, the name of a person."""
    return None if of.type in (DATE, TEXT) else of.order


def group_order(of: Field, grouping: Grouping) -> Iterator[Any]:
    """The order of groups; records without a value come last."""
    for each in (order_of(of), group_value(of, grouping)):
        if each is not None:
            yield turned(each, grouping)


def turned(column: Any, grouping: Grouping) -> Any:
    """A column in the direction of the grouping. SQLite works it out once; asked whether it is missing, twice."""
    return (column.desc() if grouping.descending else column.asc()).nulls_last()
