"""Lists: one description of a kind's fields serves table, search, export, print and the report behind it.

Ids first: the first window comes by LIMIT over an index, the whole vector of ids packed, and any window by its ids.
Rights and `deleted = 0` are in every statement; sorting always ends with the id, so that an order is total.
What has no value comes last in either direction, as in spreadsheets.
"""

import json
import weakref
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Generic, Protocol, TypeVar

from sqlalchemy import (
    Column,
    ColumnElement,
    Select,
    SQLColumnExpression,
    Text,
    UnaryExpression,
    bindparam,
    func,
    null,
    or_,
    select,
    true,
)

from crm_desktop.core.ids import PACKED, unpack
from crm_desktop.core.listing import ME, AnyOf, Condition, Filter, Grouping, ListSpec, Sort
from crm_desktop.core.viewer import Viewer
from crm_desktop.models import Synced
from crm_desktop.queries import rights, search
from crm_desktop.queries.cells import attributes
from crm_desktop.queries.custom_field import CustomFieldView
from crm_desktop.queries.list_conditions import Given, choices_in, in_each, met
from crm_desktop.queries.list_field import (
    CHOICE,
    CHOICE_ON,
    DATE,
    FLAG,
    MONEY,
    NUMBER,
    PERSON,
    TEXT,
    TODAY,
    UTC_OFFSET,
    Field,
)
from crm_desktop.queries.list_groups import ListGroup, ListValue, group_order, group_value, order_of, turned, value_of
from crm_desktop.queries.list_walk import is_walked, is_worked_out, read_as_they_lie, told_ids, walked
from crm_desktop.queries.numbers import COLUMNS, number_suffixes
from crm_desktop.storage.database import Reading

# The fields of a list are described with these; whoever makes a list needs no other module.
__all__ = [
    "CHOICE",
    "CHOICE_ON",
    "DATE",
    "FLAG",
    "MONEY",
    "NUMBER",
    "PERSON",
    "TEXT",
    "TODAY",
    "UTC_OFFSET",
    "Field",
    "Identified",
    "ListQuery",
]


class Identified(Protocol):
    """A row of any list."""

    @property
    def id(self) -> str:
        """The record's id."""
        ...


Row = TypeVar("Row", bound=Identified)
_KEPT = 200
# A search that finds more is asked again for its ids: nobody looks for so many, and they would be held for ever.
_KEPT_FOUND = 100_000


@dataclass(frozen=True)
class ListQuery(Generic[Row]):
    """The list of one kind. `cells` maps each attribute of the row class to what is selected for it.

    `cells_in_sight` are those told otherwise to who does not see all records. `totals` are summed; a filter by a field
    of `totals_where` has them made of its value, such as the day it names. Records without words of their own are found
    by those of the records that their columns name: `found_by` has (column, kind).
    """

    kind: str
    entity: type[Synced]
    row: type[Row]
    cells: Mapping[str, SQLColumnExpression[Any]]
    fields: tuple[Field, ...]
    default_sorts: tuple[Sort, ...]
    totals: Mapping[str, SQLColumnExpression[Any]] = field(default_factory=dict)
    cells_in_sight: Callable[[Viewer], Mapping[str, SQLColumnExpression[Any]]] | None = None
    totals_where: Mapping[str, Callable[[Any], Mapping[str, SQLColumnExpression[Any]]]] = field(default_factory=dict)
    found_by: tuple[tuple[Any, str], ...] = ()
    # What its records meet where a table holds those of several lists.
    within: ColumnElement[bool] | None = None
    # Whether its records are put together of several tables, of which SQLite reads each in order only when what it is
    # sorted by is selected too: the first rows of 200,000 payments in 10 ms instead of 3 s.
    in_parts: bool = False
    # The fields that the company added, when the list is one `with_own`.
    own: tuple[CustomFieldView, ...] = ()
    _kept: dict[Any, Select[Any]] = field(default_factory=dict, init=False, repr=False, compare=False)
    # What the last search found, as of one position of the journal.
    _last_found: dict[str, tuple[Any, bytes]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def field(self, key: str) -> Field:
        """The field of a key."""
        return next(each for each in self.fields if each.key == key)

    def first(self, reading: Reading, spec: ListSpec, limit: int, without: frozenset[str] = frozenset()) -> list[Row]:
        """The first rows of the list. Ids come first, so that a sort without an index need not work out every cell."""
        return self.rows(reading, self._first_ids(reading, spec, limit), without)

    def _first_ids(self, reading: Reading, spec: ListSpec, limit: int) -> list[str]:
        if spec.search.strip():
            # All that a search finds is looked up and sorted for its first rows: once, and not again for the ids.
            return list(unpack(self.ids(reading, spec)[: limit * PACKED]))
        if (along := self._along(reading, spec)) is not None:
            return list(unpack(walked(reading, self.entity, *along, limit)))
        if (told := self._told(reading, spec, 2 * limit)) is not None:
            found = dict.fromkeys(each for (each,) in _run(reading, self._statement(reading, -limit, spec, told)))
            if len(found) >= limit:
                return list(found)[:limit]
        spec, given = self._asked(spec, reading.viewer)
        statement = self._statement(reading, limit, spec, lambda: self._beginning(reading, spec, limit))
        return [found for found, *_ in _run(reading, statement, **given)]

    def ids(self, reading: Reading, spec: ListSpec) -> bytes:
        """All ids of the list in order, packed: put together by SQLite, ten times as quick as fetching each."""
        asked = (spec, _file_of(reading), reading.viewer, reading.position, reading.today, reading.zone)
        known = self._last_found.get("")
        if known is not None and known[0] == asked:
            return known[1]
        if (along := self._along(reading, spec)) is not None:
            return walked(reading, self.entity, *along)
        spec, given = self._asked(spec, reading.viewer)
        statement = self._statement(reading, "ids", spec, lambda: self._packed(reading, spec))
        ((packed,),) = _run(reading, statement, **given)
        if spec.search.strip() and len(packed or b"") <= _KEPT_FOUND * PACKED:
            self._last_found[""] = (asked, packed or b"")
        return packed or b""

    def rows(self, reading: Reading, ids: Sequence[str], without: frozenset[str] = frozenset()) -> list[Row]:
        """The rows of these ids, in their order; ids that are gone or out of scope are left out.

        Attributes in `without` are not worked out, and hold None: nobody looks at the columns that show them.
        """
        if not ids:
            return []
        statement = self._statement(reading, ("rows", without), None, lambda: self._fetching(reading, without))
        by_id = {row.id: row for row in map(self._row, _run(reading, statement, ids=json.dumps(ids)))}
        if suffixes := number_suffixes(reading):
            by_id |= {each: _renumbered(by_id[each], suffixes[each]) for each in by_id.keys() & suffixes.keys()}
        return [by_id[each] for each in ids if each in by_id]

    def count(self, reading: Reading, spec: ListSpec) -> int:
        """How many records the list holds."""
        spec, given = self._asked(spec, reading.viewer)
        statement = self._statement(reading, "count", spec, lambda: self._counted(reading, spec))
        return int(_run(reading, statement, **given)[0][0])

    def sums(self, reading: Reading, spec: ListSpec, ids: Sequence[str] | None = None) -> dict[str, int]:
        """The totals of the list, or of some of its records."""
        if not self.totals:
            return {}
        spec, given = self._asked(spec, reading.viewer)
        part = "sums" if ids is None else "sums of some"
        statement = self._statement(reading, part, spec, lambda: self._summed(reading, spec, of_some=ids is not None))
        return dict(zip(self.totals, _run(reading, statement, ids=json.dumps(ids), **given)[0], strict=True))

    def selected(self, reading: Reading, spec: ListSpec, *columns: Any) -> Select[Any]:
        """Columns of the records of the list, in no order: for figures that are neither its totals nor its groups."""
        return self._filtered(
            reading, replace(spec, sorts=(), grouping=None), select(*columns).select_from(self.entity)
        )

    def groups(self, reading: Reading, spec: ListSpec, *, with_sums: bool = True) -> list[ListGroup]:
        """The groups of a list in their order, each with its count and, when wanted, its totals."""
        if self._grouped(spec) is None:
            return []
        part = "groups" if with_sums else "counts of groups"
        statement = self._statement(reading, part, spec, lambda: self._in_groups(reading, spec, with_sums))
        names = list(self.totals) if with_sums else []
        rows = _run(reading, statement)
        return [ListGroup(row[0], row[1], row[2], dict(zip(names, row[3:], strict=True))) for row in rows]

    def values(self, reading: Reading, spec: ListSpec, key: str, limit: int, words: str = "") -> list[ListValue]:
        """The first values of a field in their order, with how often the list has them.

        All else that narrows the list holds, but not what it says of this field. `words` must be part of the value, or
        of the name it is sorted by.
        """
        other = replace(
            spec, filters=tuple(each for each in spec.filters if each.field != key), sorts=(), grouping=None
        )
        part = f"values of {key}, searched" if words else f"values of {key}"
        statement = self._statement(reading, part, other, lambda: self._valued(reading, other, self.field(key), words))
        rows = _run(reading, statement, limit=limit, words=words)
        return [ListValue(*row) for row in rows]

    def stream(self, reading: Reading, spec: ListSpec) -> Iterator[Row]:
        """Every row of the list in order, without holding them all: for export and print."""
        statement = self._narrowed(reading, spec, self._rows(reading.viewer)).execution_options(yield_per=2_000)
        yield from map(self._row, reading.session.execute(statement, reading.moment))

    @property
    def _id(self) -> Any:
        return self.entity.id

    @property
    def _chosen(self) -> Any:
        """Being among the ids a statement is run with."""
        return self._id.in_(select(func.json_each(bindparam("ids", type_=Text)).table_valued("value").c.value))

    def _statement(
        self, reading: Reading, part: Any, spec: ListSpec | None, make: Callable[[], Select[Any]]
    ) -> Select[Any]:
        """A statement put together once: building one anew took longer (5 to 15 ms) than SQLite to answer it."""
        key = (part, spec, reading.viewer, reading.today, reading.zone)
        statement = self._kept.get(key)
        if statement is None:
            if len(self._kept) >= _KEPT:
                self._kept.clear()
            statement = self._kept[key] = make()
        return statement

    def _asked(self, spec: ListSpec, viewer: Viewer) -> tuple[ListSpec, dict[str, str]]:
        """The list without the records and the text it asks about.

        So one statement serves the deals of every customer, and every text that is typed.
        """
        given = search.given_of(spec.search, viewer) if spec.search else {}
        if given:
            spec = replace(spec, search=search.MATCH)
        filters: list[Condition] = []
        for one in spec.filters:
            if isinstance(one, Filter) and self._is_asked_by_value(one):
                name = f"value_{len(filters)}"
                given[name] = one.value
                one = Filter(one.field, "is", Given(name))
            filters.append(one)
        return replace(spec, filters=tuple(filters)), given

    def _is_asked_by_value(self, one: Filter) -> bool:
        named = one.operator == "is" and isinstance(one.value, str) and one.value != ME
        return named and one.field in self._asked_by_value

    @cached_property
    def _asked_by_value(self) -> frozenset[str]:
        """The fields of which one statement finds any value."""
        plain = (
            each.key for each in self.fields if each.condition is None and not each.is_instant and not each.several
        )
        return frozenset(plain) - set(self.totals_where)

    def _row(self, values: Any) -> Row:
        return self.row(*values)

    def _rows(self, viewer: Viewer, without: frozenset[str] = frozenset()) -> Select[Any]:
        told = {**self.cells, **self._in_sight(viewer), **dict.fromkeys(without, null())}
        cells: list[Any] = [told[name].label(name) for name in attributes(self.row)]
        return select(*cells).select_from(self.entity)

    def _in_sight(self, viewer: Viewer) -> Mapping[str, Any]:
        """The cells, and the totals of the same name, that a viewer is told otherwise."""
        return self.cells_in_sight(viewer) if self.cells_in_sight and not viewer.reads_all else {}

    def _beginning(self, reading: Reading, spec: ListSpec, limit: int) -> Select[Any]:
        also = map(_ordered, self._order(spec)) if self.in_parts else ()
        return self._narrowed(reading, spec, select(self._id, *also), few=True).limit(limit)

    def _counted(self, reading: Reading, spec: ListSpec) -> Select[Any]:
        return self._filtered(reading, spec, select(func.count()).select_from(self.entity))

    def _fetching(self, reading: Reading, without: frozenset[str]) -> Select[Any]:
        return self._scoped(reading, self._rows(reading.viewer, without).where(self._chosen), few=True)

    def _packed(self, reading: Reading, spec: ListSpec) -> Select[Any]:
        listed = self._narrowed(reading, spec, select(self._id.label("id"))).subquery()
        return select(func.unhex(func.group_concat(listed.c.id, "")))

    def _summed(self, reading: Reading, spec: ListSpec, *, of_some: bool) -> Select[Any]:
        statement = self._filtered(reading, spec, select(*self._sums(reading.viewer, spec)).select_from(self.entity))
        return statement.where(self._chosen) if of_some else statement

    def _sums(self, viewer: Viewer, spec: ListSpec) -> list[Any]:
        made = (self.totals_where[one.field](one.value) for one in spec.filters if one.field in self.totals_where)
        totals = {**next(made, self.totals), **self._in_sight(viewer)}
        return [func.coalesce(func.sum(totals[name]), 0) for name in self.totals]

    def _grouped(self, spec: ListSpec) -> tuple[Field, Grouping] | None:
        """What a list is grouped by, if that can be."""
        if spec.grouping is None:
            return None
        of = next((each for each in self.fields if each.key == spec.grouping.field and each.is_groupable), None)
        return None if of is None else (of, spec.grouping)

    def _in_groups(self, reading: Reading, spec: ListSpec, with_sums: bool) -> Select[Any]:
        grouped = self._grouped(spec)
        assert grouped is not None
        of, grouping = grouped
        value, order = group_value(of, grouping), order_of(of)
        named = null() if order is None else func.min(order)
        told = select(value, named, func.count(), *(self._sums(reading.viewer, spec) if with_sums else ())).select_from(
            self.entity
        )
        in_order = (turned(each, grouping) for each in (named, value))
        return self._filtered(reading, spec, told).group_by(value).order_by(*in_order)

    def _valued(self, reading: Reading, spec: ListSpec, of: Field, words: str) -> Select[Any]:
        if of.several:
            return self._valued_of_several(reading, spec, of, words)
        if of.within is not None:
            return self._valued_in_tree(reading, spec, of, words)
        value, order = value_of(of), order_of(of)
        named = null() if order is None else func.min(order)
        if of.through is None:
            statement = self._filtered(reading, spec, select(value, named, func.count()).select_from(self.entity))
        else:
            listed = self._filtered(reading, spec, select(self._id))
            told = select(value, null(), func.count(of.through.distinct()))
            statement = told.where(of.through.in_(listed), of.through.class_.deleted.is_(False))
        if words:
            searched: Any = value if order is None else order
            statement = statement.where(
                func.instr(func.lower(searched), func.lower(bindparam("words", type_=Text))) > 0
            )
        in_order = [] if of.through is not None else [named.asc().nulls_last()]
        return statement.group_by(value).order_by(*in_order, value.asc().nulls_last()).limit(bindparam("limit"))

    def _valued_in_tree(self, reading: Reading, spec: ListSpec, of: Field, words: str) -> Select[Any]:
        """A value counts what lies in it too, as a filter by it finds that."""
        each, entity = in_each(of.within), of.within.class_
        named = select(entity.name).where(entity.id == each.c.above).scalar_subquery()
        told = select(each.c.above, func.min(named), func.count()).select_from(self.entity)
        statement = self._filtered(reading, spec, told.outerjoin(each, each.c.id == of.value))
        if words:
            wanted = func.lower(bindparam("words", type_=Text))
            statement = statement.where(func.instr(func.lower(named), wanted) > 0)
        in_order = func.min(named).asc().nulls_last(), each.c.above.asc().nulls_last()
        return statement.group_by(each.c.above).order_by(*in_order).limit(bindparam("limit"))

    def _valued_of_several(self, reading: Reading, spec: ListSpec, of: Field, words: str) -> Select[Any]:
        each = choices_in(of.value)
        told = select(each.c.value, null(), func.count()).select_from(self.entity).join(each, true())
        statement = self._filtered(reading, spec, told)
        if words:
            wanted = func.lower(bindparam("words", type_=Text))
            statement = statement.where(func.instr(func.lower(each.c.value), wanted) > 0)
        return statement.group_by(each.c.value).order_by(each.c.value.asc().nulls_last()).limit(bindparam("limit"))

    def _whole_by(self, reading: Reading, spec: ListSpec) -> tuple[Field, bool] | None:
        """By what alone a list with all its records is sorted, and whether descending."""
        is_whole = not (spec.filters or spec.search.strip() or spec.grouping) and len(spec.sorts) == 1
        if not is_whole or self.within is not None or rights.visible(self.entity, reading.viewer) is not None:
            return None
        of = next((each for each in self.fields if each.key == spec.sorts[0].field and each.is_sortable), None)
        return None if of is None else (of, spec.sorts[0].descending)

    def _along(self, reading: Reading, spec: ListSpec) -> tuple[Field, bool] | None:
        by = self._whole_by(reading, spec)
        return by if by is not None and is_walked(by[0]) else None

    def _told(self, reading: Reading, spec: ListSpec, limit: int) -> Callable[[], Select[Any]] | None:
        by = self._whole_by(reading, spec if spec.sorts else replace(spec, sorts=self.default_sorts))
        return None if by is None or by[0].told is None else lambda: told_ids(self.entity, *by, limit)

    def _narrowed(self, reading: Reading, spec: ListSpec, statement: Select[Any], *, few: bool = False) -> Select[Any]:
        if (by := self._whole_by(reading, spec)) is not None and is_worked_out(by[0]):
            return statement.where(read_as_they_lie(self.entity)).order_by(*self._order(spec))
        return self._filtered(reading, spec, statement, few=few).order_by(*self._order(spec))

    def _order(self, spec: ListSpec) -> Iterator[Any]:
        if (grouped := self._grouped(spec)) is not None:
            yield from group_order(*grouped)
        known = {each.key: each for each in self.fields if each.is_sortable}
        sorts = [sort for sort in spec.sorts if sort.field in known] or list(self.default_sorts)
        for sort in sorts:
            of = known[sort.field]
            value = of.value if of.order is None else of.order
            # Without a value SQLite sorts last by itself when descending.
            yield value.desc() if sort.descending else value.asc().nulls_last() if _may_lack(value) else value.asc()
        yield self._id.desc() if sorts and sorts[0].descending else self._id.asc()

    def _filtered(self, reading: Reading, spec: ListSpec, statement: Select[Any], *, few: bool = False) -> Select[Any]:
        statement = self._scoped(reading, statement, few=few)
        for one in spec.filters:
            if (condition := self._condition(one, reading)) is not None:
                statement = statement.where(condition)
        if spec.search == search.MATCH:
            statement = statement.where(self._found(lambda kind: search.matching_ids(kind, reading.viewer)))
        elif spec.search.strip():
            statement = statement.where(self._found(lambda kind: search.search_ids(spec.search, kind, reading.viewer)))
        return statement

    def _found(self, ids_of: Callable[[str], Any]) -> ColumnElement[bool]:
        """Being found by the words that are searched for."""
        return or_(*(column.in_(ids_of(kind)) for column, kind in self.found_by or ((self._id, self.kind),)))

    def _condition(self, one: Condition, reading: Reading) -> ColumnElement[bool] | None:
        """What a condition says in SQL; None when it names no field of this list."""
        if isinstance(one, AnyOf):
            found = [each for each in (self._condition(each, reading) for each in one.filters) if each is not None]
            return or_(*found) if found else None
        of = next((each for each in self.fields if each.key == one.field), None)
        return None if of is None else met(of, one, reading, self._id)

    def _scoped(self, reading: Reading, statement: Select[Any], *, few: bool = False) -> Select[Any]:
        statement = statement.where(self.entity.deleted.is_(False))
        if self.within is not None:
            statement = statement.where(self.within)
        scope = rights.visible(self.entity, reading.viewer, few=few)
        return statement if scope is None else statement.where(scope)


def _ordered(order: Any) -> Any:
    """What an order is made of."""
    while isinstance(order, UnaryExpression) and order.modifier is not None:
        order = order.element
    return order


def _may_lack(value: Any) -> bool:
    column = getattr(value, "expression", value)
    return not isinstance(column, Column) or bool(column.nullable)


def _run(reading: Reading, statement: Select[Any], **values: Any) -> list[tuple[Any, ...]]:
    return reading.fetch(statement, {**reading.moment, **values})


def _file_of(reading: Reading) -> weakref.ref[Any]:
    """What tells one open file from another: a copy has the same users and the same positions."""
    return weakref.ref(reading.session.get_bind().engine)


def _renumbered(row: Any, suffix: str) -> Any:
    """A row whose number another record has too."""
    name = next((each for each in row._fields if each in COLUMNS), None)
    return row._replace(**{name: f"{getattr(row, name)}{suffix}"}) if name else row
