"""What a list can be sorted and filtered by: a field with its type and how SQL tells its value."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    CompoundSelect,
    Select,
    SQLColumnExpression,
    Text,
    bindparam,
    func,
    select,
)

from crm_desktop.core.i18n import N_
from crm_desktop.core.members import MEMBERS, ids_as_json

TEXT, NUMBER, MONEY, DATE, CHOICE, PERSON, FLAG = "text", "number", "money", "date", "choice", "person", "flag"
# A choice as it was on a day; a filter's value is (choice, ISO day).
CHOICE_ON = "choice_on"
# The very records behind a figure; a filter's value is (what they are called, their packed ids).
THESE = "these"

# The reading's day as ISO text: cells, fields and totals may count days from it.
TODAY: ColumnElement[str] = bindparam("today", type_=Text)
# The reading's instant in milliseconds.
NOW: ColumnElement[int] = bindparam("now", type_=BigInteger)
# Milliseconds by which the company's clocks are ahead of UTC now, so that instants can be told by their day.
UTC_OFFSET: ColumnElement[int] = bindparam("utc_offset", type_=BigInteger)
# What a filter by a condition may be, and one by a condition of a number.
_CONDITIONS_SAY = (("is", "is_not"), ("is", "is_not", "at_least", "at_most", "between"))


@dataclass(frozen=True)
class Kept:
    """Rows of another table that hold one value of a record: of those that meet `where`, the record and the value."""

    record: Any
    value: Any
    where: ColumnElement[bool]


@dataclass(frozen=True)
class Field:
    """Something a list can be sorted or filtered by. `choices` names a dictionary list, or a source such as "users".

    `order` is what it is sorted by when that is not its value, such as the place of a stage; `along` is the column that
    `order` reads of the record that the value names, so that a whole list can be walked along it. With `through`, the
    column of a child table that names the record, `value` is a column of that table and a record matches by any of its
    rows; `first` is the id of the one that `order` reads. A value worked out from rows of other tables is one of those
    that `told` has, as columns `record` and `value`, quick to be had in order. With `condition` a filter means what it
    says of its value, such as "open on that day", or its opposite; of a number it says "at least so much". A date that
    `is_instant` is kept in milliseconds; its filters give days all the same. One that `is_due` names a day by which
    something is to be done, so that it can be overdue. A value that is `kept` in rows of its own is looked for among
    those. One of `several` holds a choice on each line. A number in `millionths` is a decimal, or a `share`. Of values
    that lie in one another, such as categories, `within` is the column that names what each lies in: a filter by one
    means all that lies in it too, and its values count so. What a filter by an operator and a value says in the very
    words of a partial index stands in `known`.
    """

    key: str
    title: str
    type: str
    value: SQLColumnExpression[Any]
    choices: str | None = None
    is_sortable: bool = True
    is_filterable: bool = True
    order: SQLColumnExpression[Any] | None = None
    along: Any = None
    first: SQLColumnExpression[Any] | None = None
    told: Select[Any] | CompoundSelect[Any] | None = None
    through: Any = None
    condition: Callable[[Any], ColumnElement[bool]] | None = None
    is_instant: bool = False
    is_due: bool = False
    kept: Kept | None = None
    several: bool = False
    millionths: bool = False
    share: bool = False
    currency: str = ""
    within: Any = None
    known: Mapping[tuple[str, Any], ColumnElement[bool]] = field(default_factory=dict)

    @property
    def is_groupable(self) -> bool:
        """Whether records can stand together by it: each has one value, and many share it."""
        is_one = self.condition is None and self.through is None and not self.several
        return is_one and self.is_filterable and self.type not in (MONEY, CHOICE_ON, THESE)

    @property
    def has_values(self) -> bool:
        """Whether its values can be listed, to be ticked: of amounts and days spans are asked for."""
        return self.condition is None and self.is_filterable and self.type not in (MONEY, DATE, CHOICE_ON, THESE)

    def understands(self, operator: str) -> bool:
        """Whether a filter by this field may use an operator."""
        return self.condition is None or operator in _CONDITIONS_SAY[self.type == NUMBER]


def among(ids: Iterable[str]) -> Any:
    """Any number of ids as a question that gives just these."""
    return _listed(json.dumps(list(ids)))


def _listed(ids: str) -> Any:
    return select(func.json_each(ids).table_valued("value").c.value)


def these(entity: Any) -> Field:
    """Narrows a list of records to the very ones behind a figure."""

    def behind(value: Any) -> ColumnElement[bool]:
        found: ColumnElement[bool] = entity.id.in_(_listed(ids_as_json(value)))
        return found

    return Field(
        MEMBERS, N_("Behind a figure"), THESE, entity.id, is_sortable=False, is_filterable=False, condition=behind
    )
