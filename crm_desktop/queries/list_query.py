"""Lists: one description of a kind's fields serves table, search, export, print and the report behind it.

Ids first: the first window comes by LIMIT over an index, the whole vector of ids packed, and any window by its ids.
Rights and `deleted = 0` are in every statement; sorting always ends with the id, so that an order is total.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date, timedelta
from typing import Any, Generic, Protocol, TypeVar

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Result,
    Select,
    SQLColumnExpression,
    Text,
    and_,
    bindparam,
    func,
    literal,
    or_,
    select,
    true,
    type_coerce,
)

from crm_desktop.core.clock import instant_of, moment_of
from crm_desktop.core.listing import ME, Filter, ListSpec, Sort
from crm_desktop.models import Synced
from crm_desktop.queries import rights, search
from crm_desktop.storage.database import Reading

TEXT, NUMBER, MONEY, DATE, CHOICE, PERSON, FLAG = "text", "number", "money", "date", "choice", "person", "flag"
# A choice as it was on a day; a filter's value is (choice, ISO day).
CHOICE_ON = "choice_on"


class Identified(Protocol):
    """A row of any list."""

    @property
    def id(self) -> str:
        """The record's id."""
        ...


Row = TypeVar("Row", bound=Identified)
_KEPT = 200

# The reading's day as ISO text: cells, fields and totals may count days from it.
TODAY: ColumnElement[str] = bindparam("today", type_=Text)
# Milliseconds by which the company's clocks are ahead of UTC now, so that instants can be told by their day.
UTC_OFFSET: ColumnElement[int] = bindparam("utc_offset", type_=BigInteger)
# What a filter by a condition may be, and one by a condition of a number.
_CONDITIONS_SAY = (("is", "is_not"), ("is", "is_not", "at_least", "at_most", "between"))
_OPPOSITE = {"is_not": "is", "is_empty": "not_empty"}


@dataclass(frozen=True)
class Field:
    """Something a list can be sorted or filtered by. `choices` names a dictionary list, or a source such as "users".

    `order` is what it is sorted by when that is not its value, such as the place of a stage. With `through`, the column
    of a child table that names the record, `value` is a column of that table and a record matches by any of its rows.
    With `condition` a filter means what that says of its value, such as "open on that day", or its opposite; of a
    number it says "at least so much". A date that `is_instant` is kept in milliseconds; its filters give days all the
    same.
    """

    key: str
    title: str
    type: str
    value: SQLColumnExpression[Any]
    choices: str | None = None
    is_sortable: bool = True
    is_filterable: bool = True
    order: SQLColumnExpression[Any] | None = None
    through: Any = None
    condition: Callable[[Any], ColumnElement[bool]] | None = None
    is_instant: bool = False

    def understands(self, operator: str) -> bool:
        """Whether a filter by this field may use an operator."""
        return self.condition is None or operator in _CONDITIONS_SAY[self.type == NUMBER]


@dataclass(frozen=True)
class ListQuery(Generic[Row]):
    """The list of one kind. `cells` maps each attribute of the row class to what is selected for it.

    `totals` are summed; a filter by a field of `totals_where` has them made of its value, such as the day it names.
    """

    kind: str
    entity: type[Synced]
    row: type[Row]
    cells: Mapping[str, SQLColumnExpression[Any]]
    fields: tuple[Field, ...]
    default_sorts: tuple[Sort, ...]
    totals: Mapping[str, SQLColumnExpression[Any]] = field(default_factory=dict)
    totals_where: Mapping[str, Callable[[Any], Mapping[str, SQLColumnExpression[Any]]]] = field(default_factory=dict)
    _kept: dict[Any, Select[Any]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def field(self, key: str) -> Field:
        """The field of a key."""
        return next(each for each in self.fields if each.key == key)

    def first(self, reading: Reading, spec: ListSpec, limit: int) -> list[Row]:
        """The first rows of the list. Ids come first, so that a sort without an index need not work out every cell."""
        ordered = select(self._id).limit(bindparam("limit"))
        statement = self._statement(reading, "first", spec, lambda: self._narrowed(reading, spec, ordered))
        return self.rows(reading, _run(reading, statement, limit=limit).scalars().all())

    def ids(self, reading: Reading, spec: ListSpec) -> bytes:
        """All ids of the list in order, packed: put together by SQLite, ten times as quick as fetching each."""
        return _run(reading, self._statement(reading, "ids", spec, lambda: self._packed(reading, spec))).scalar() or b""

    def rows(self, reading: Reading, ids: Sequence[str]) -> list[Row]:
        """The rows of these ids, in their order; ids that are gone or out of scope are left out."""
        if not ids:
            return []
        statement = self._statement(reading, "rows", None, lambda: self._fetching(reading))
        by_id = {row.id: row for row in map(self._row, _run(reading, statement, ids=json.dumps(ids)))}
        return [by_id[each] for each in ids if each in by_id]

    def count(self, reading: Reading, spec: ListSpec) -> int:
        """How many records the list holds."""
        counted = select(func.count()).select_from(self.entity)
        statement = self._statement(reading, "count", spec, lambda: self._filtered(reading, spec, counted))
        return int(_run(reading, statement).scalar() or 0)

    def sums(self, reading: Reading, spec: ListSpec, ids: Sequence[str] | None = None) -> dict[str, int]:
        """The totals of the list, or of some of its records."""
        if not self.totals:
            return {}
        part = "sums" if ids is None else "sums of some"
        statement = self._statement(reading, part, spec, lambda: self._summed(reading, spec, of_some=ids is not None))
        return dict(zip(self.totals, _run(reading, statement, ids=json.dumps(ids)).one(), strict=True))

    def stream(self, reading: Reading, spec: ListSpec) -> Iterator[Row]:
        """Every row of the list in order, without holding them all: for export and print."""
        statement = self._narrowed(reading, spec, self._rows()).execution_options(yield_per=2_000)
        yield from map(self._row, _run(reading, statement))

    @property
    def _id(self) -> Any:
        return self.entity.id

    @property
    def _chosen(self) -> Any:
        """Being among the ids a statement is run with."""
        return self._id.in_(select(func.json_each(bindparam("ids", type_=Text)).table_valued("value").c.value))

    def _statement(
        self, reading: Reading, part: str, spec: ListSpec | None, make: Callable[[], Select[Any]]
    ) -> Select[Any]:
        """A statement put together once: building one anew took longer (5 to 15 ms) than SQLite to answer it."""
        key = (part, spec, reading.viewer, reading.today, reading.zone)
        statement = self._kept.get(key)
        if statement is None:
            if len(self._kept) >= _KEPT:
                self._kept.clear()
            statement = self._kept[key] = make()
        return statement

    def _row(self, values: Any) -> Row:
        return self.row(*values)

    def _rows(self) -> Select[Any]:
        names = [each.name for each in fields(self.row)]  # type: ignore[arg-type]  # rows are dataclasses
        cells: list[Any] = [self.cells[name].label(name) for name in names]
        return select(*cells).select_from(self.entity)

    def _fetching(self, reading: Reading) -> Select[Any]:
        return self._scoped(reading, self._rows().where(self._chosen))

    def _packed(self, reading: Reading, spec: ListSpec) -> Select[Any]:
        listed = self._narrowed(reading, spec, select(self._id.label("id"))).subquery()
        return select(func.unhex(func.group_concat(listed.c.id, "")))

    def _summed(self, reading: Reading, spec: ListSpec, *, of_some: bool) -> Select[Any]:
        made = (self.totals_where[one.field](one.value) for one in spec.filters if one.field in self.totals_where)
        totals = next(made, self.totals)
        sums = select(*(func.coalesce(func.sum(totals[name]), 0) for name in self.totals)).select_from(self.entity)
        statement = self._filtered(reading, spec, sums)
        return statement.where(self._chosen) if of_some else statement

    def _narrowed(self, reading: Reading, spec: ListSpec, statement: Select[Any]) -> Select[Any]:
        return self._filtered(reading, spec, statement).order_by(*self._order(spec))

    def _order(self, spec: ListSpec) -> Iterator[Any]:
        known = {each.key: each for each in self.fields if each.is_sortable}
        sorts = [sort for sort in spec.sorts if sort.field in known] or list(self.default_sorts)
        for sort in sorts:
            of = known[sort.field]
            value = of.value if of.order is None else of.order
            yield value.desc() if sort.descending else value.asc()
        yield self._id.desc() if sorts and sorts[0].descending else self._id.asc()

    def _filtered(self, reading: Reading, spec: ListSpec, statement: Select[Any]) -> Select[Any]:
        statement = self._scoped(reading, statement)
        known = {each.key: each for each in self.fields}
        for one in spec.filters:
            if one.field in known:
                statement = statement.where(self._met(known[one.field], one, reading))
        if spec.search.strip():
            statement = statement.where(self._id.in_(search.search_ids(spec.search, self.kind)))
        return statement

    def _met(self, of: Field, one: Filter, reading: Reading) -> ColumnElement[bool]:
        if of.condition is not None:
            return _of_condition(of, one, of.condition, _meant(one.value, reading))
        if of.through is None:
            return _condition(of, one, reading)
        asked = _OPPOSITE.get(one.operator)
        met = _condition(of, replace(one, operator=asked or one.operator), reading)
        having = select(of.through).where(met, of.through.class_.deleted.is_(False))
        # To be in a list is quick when few are; to have nothing is asked of each, as most have something.
        return ~having.where(of.through == self._id).exists() if asked else self._id.in_(having)

    def _scoped(self, reading: Reading, statement: Select[Any]) -> Select[Any]:
        statement = statement.where(self.entity.deleted.is_(False))
        scope = rights.visible(self.entity, reading.viewer)
        return statement if scope is None else statement.where(scope)


def _run(reading: Reading, statement: Select[Any], **values: Any) -> Result[Any]:
    offset = moment_of(reading.now_ms, reading.zone).utcoffset() or timedelta()
    known = {"today": reading.today.isoformat(), "utc_offset": offset // timedelta(milliseconds=1)}
    return reading.session.execute(statement, {**known, **values})


def _of_condition(
    of: Field, one: Filter, condition: Callable[[Any], ColumnElement[bool]], value: Any
) -> ColumnElement[bool]:
    if not of.understands(one.operator):
        raise ValueError(f"unknown operator {one.operator} of {of.key}")
    if one.operator == "is_not":
        return _is_not_so(_of_condition(of, replace(one, operator="is"), condition, value))
    if of.type != NUMBER:
        return condition(value)
    low, high = {"at_least": (value, None), "at_most": (None, value), "is": (value, value)}.get(one.operator, value)
    limits = [] if low is None else [condition(low)]
    return and_(true(), *limits, *([] if high is None else [_is_not_so(condition(high + 1))]))


def _is_not_so(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """The opposite; what cannot be told is not so."""
    return func.coalesce(condition, literal(0)) == 0


def _condition(of: Field, one: Filter, reading: Reading) -> ColumnElement[bool]:
    if of.is_instant and one.operator == "is_not" and one.value is not None:
        return _is_not_so(_condition(of, replace(one, operator="is"), reading))
    if of.is_instant:
        one = _in_instants(one, reading)
    column: Any = type_coerce(of.value, Text) if of.type == DATE and not of.is_instant else of.value
    value = _meant(one.value, reading)
    match one.operator:
        case "is":
            return column.is_(None) if value is None else column == value  # type: ignore[no-any-return]  # SQL expressions are typed loosely
        case "is_not":
            return column.is_not(None) if value is None else or_(column.is_(None), column != value)
        case "in":
            return _among(column, value)
        case "contains":
            return column.icontains(str(value), autoescape=True)  # type: ignore[no-any-return]  # SQL expressions are typed loosely
        case "between":
            low, high = value
            limits = [column >= low] if low is not None else []
            return and_(*limits, *([column <= high] if high is not None else []), column.is_not(None))
        case "at_least":
            return column >= value  # type: ignore[no-any-return]  # SQL expressions are typed loosely
        case "at_most":
            return column <= value  # type: ignore[no-any-return]  # SQL expressions are typed loosely
        case "within":
            return column >= (reading.today - timedelta(days=int(value))).isoformat()  # type: ignore[no-any-return]  # SQL expressions are typed loosely
        case "is_empty":
            return or_(column.is_(None), column == "") if of.type == TEXT else column.is_(None)
        case "not_empty":
            return and_(column.is_not(None), column != "") if of.type == TEXT else column.is_not(None)
        case _:
            raise ValueError(f"unknown operator {one.operator}")


def _in_instants(one: Filter, reading: Reading) -> Filter:
    """A filter by days as one by milliseconds: from the first moment of a day to its last."""

    def start(day: Any) -> int:
        return instant_of(date.fromisoformat(day), reading.zone, hour=0)

    def end(day: Any) -> int:
        return instant_of(date.fromisoformat(day) + timedelta(days=1), reading.zone, hour=0) - 1

    match one.operator, one.value:
        case "is", str(day):
            return replace(one, operator="between", value=(start(day), end(day)))
        case "between", (low, high):
            return replace(one, value=(low and start(low), high and end(high)))
        case "at_least", day:
            return replace(one, value=start(day))
        case "at_most", day:
            return replace(one, value=end(day))
        case "within", days:
            return Filter(one.field, "at_least", start((reading.today - timedelta(days=int(days))).isoformat()))
        case _:
            return one


def _among(column: Any, values: Sequence[Any]) -> ColumnElement[bool]:
    named = [value for value in values if value is not None]
    condition = column.in_(named) if named else literal(False)
    return or_(condition, column.is_(None)) if None in values else condition


def _meant(value: Any, reading: Reading) -> Any:
    """A filter's value with "me" resolved."""
    if isinstance(value, tuple):
        return tuple(_meant(each, reading) for each in value)
    return reading.viewer.user_id if value == ME else value
