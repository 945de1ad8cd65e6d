"""A list with the fields that its company added: as cells, and to sort, filter, group and total by.

Such a list is a `ListQuery` like any other, made once for a set of fields and kept. A company that added none gets the
list itself, which pays nothing.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any, NamedTuple

from sqlalchemy import null

from crm_desktop.core.formula import FormulaError
from crm_desktop.queries import custom_field as own
from crm_desktop.queries.cells import attributes
from crm_desktop.queries.custom_field import CustomFieldView, custom_fields
from crm_desktop.queries.list_query import ListQuery
from crm_desktop.queries.own_values import Surroundings, cell_of, own_field, value_of
from crm_desktop.queries.roll_up import rolled_up
from crm_desktop.storage.database import Reading

_SUMMED = (own.INTEGER, own.DECIMAL, own.MONEY)
_MOST_KEPT = 64
_MADE: dict[Any, ListQuery[Any]] = {}
Fields = tuple[CustomFieldView, ...]


def with_own(
    reading: Reading, query: ListQuery[Any], fields: Fields | None = None, summed: frozenset[str] = frozenset()
) -> ListQuery[Any]:
    """The list with the company's own fields, read when they are not given; of those in `summed` totals are made."""
    if not own.may_have_own(query.kind):
        return query
    if fields is None:
        fields = tuple(custom_fields(reading, query.kind))
    if not fields:
        return query
    # What is rolled up is asked about a day; both that and what others are called, in view of one person's rights.
    moment = (reading.today, reading.zone) if any(each.rollup for each in fields) else None
    viewer = reading.viewer if any(each.rollup or each.refers_to for each in fields) else None
    key = (query.kind, fields, summed, reading.currency, moment, viewer)
    made = _MADE.get(key)
    if made is None:
        if len(_MADE) >= _MOST_KEPT:
            _MADE.clear()
        made = _MADE[key] = _extended(reading, query, fields, summed)
    return made


def can_be_summed(of: CustomFieldView) -> bool:
    """Whether a total of it says anything."""
    return of.type in _SUMMED


def surroundings(reading: Reading, query: ListQuery[Any], fields: Fields) -> Surroundings:
    """What the values of these fields are told from."""
    roll_up = partial(rolled_up, reading, query.entity)
    return Surroundings(reading.viewer, query.entity, fields, query.fields, reading.currency, roll_up)


def _extended(reading: Reading, query: ListQuery[Any], fields: Fields, summed: frozenset[str]) -> ListQuery[Any]:
    around = surroundings(reading, query, fields)
    values = {each.key: told(each, around) for each in fields}
    cells: dict[str, Any] = {each.key: cell_of(each, values[each.key]) for each in fields}
    listed = [own_field(each, values[each.key], reading.currency, reading.viewer) for each in fields]
    totals = {each.key: values[each.key] for each in fields if each.key in summed and can_be_summed(each)}
    return replace(
        query,
        row=_row_with(query.row, tuple(cells)),
        cells={**query.cells, **cells},
        fields=(*query.fields, *listed),
        totals={**query.totals, **totals},
        totals_where={name: _with_totals(make, totals) for name, make in query.totals_where.items()},
        own=fields,
    )


def _with_totals(
    make: Callable[[Any], Mapping[str, Any]], totals: Mapping[str, Any]
) -> Callable[[Any], dict[str, Any]]:
    return lambda value: {**make(value), **totals}


def told(of: CustomFieldView, around: Surroundings) -> Any:
    """The SQL of a field; a formula that names what is gone tells nothing, and the list is shown all the same."""
    try:
        return value_of(of, around)
    except FormulaError:
        return null()


def _row_with(row: type[Any], keys: tuple[str, ...]) -> type[Any]:
    """The row class of a list with more attributes; what it tells of its own stays."""
    names = [*attributes(row), *keys]
    base = NamedTuple(row.__name__, [(name, Any) for name in names])  # type: ignore[misc]  # the names are not known before
    told = {name: value for name, value in vars(row).items() if isinstance(value, property)}
    return type(row.__name__, (base,), {**told, "__slots__": ()})
