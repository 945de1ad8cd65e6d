"""Every list against a filter in plain Python: each field with each operator, and each sort, on random records."""

import json
import random
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import BigInteger, Text, select, type_coerce
from sqlalchemy.orm import InstrumentedAttribute

from crm_desktop.core.clock import day_of
from crm_desktop.core.day_spans import span_of
from crm_desktop.core.ids import unpack
from crm_desktop.core.listing import DAY as DAY_STEP
from crm_desktop.core.listing import ME, MONTH, QUARTER, STEPS, WEEK, YEAR, AnyOf, Filter, Grouping, ListSpec, Sort
from crm_desktop.models import ENTITY_OF
from crm_desktop.models.base import Day, Flag
from crm_desktop.queries.list_query import CHOICE, DATE, FLAG, MONEY, NUMBER, PERSON, TEXT, Field, ListQuery
from crm_desktop.storage.database import Reading, UnitOfWork
from tests.company import Company
from tests.entities.samples import a_row
from tests.entities.test_lists import LISTS

DAY = date(2026, 11, 1)
_NUMBERS = {"is": 2, "is_not": 2, "between": (1, 2), "at_least": 2, "at_most": 1, "is_empty": None, "not_empty": None}
_DAYS = {
    "is": DAY.isoformat(),
    "is_not": DAY.isoformat(),
    "between": (DAY.isoformat(), "2026-11-09"),
    "at_least": DAY.isoformat(),
    "at_most": DAY.isoformat(),
    "within": 20,
    "during": "last_month",
    "is_empty": None,
    "not_empty": None,
}
_TEXTS = {"is": "abc", "is_not": "abc", "contains": "B", "is_empty": None, "not_empty": None}
ASKED: dict[str, dict[str, Any]] = {NUMBER: _NUMBERS, MONEY: _NUMBERS, DATE: _DAYS, TEXT: _TEXTS, FLAG: {"is": True}}


@pytest.mark.parametrize("query", LISTS, ids=lambda query: str(query.kind))
def test_filters_and_sorts_agree_with_plain_python(company: Company, query: ListQuery[Any]) -> None:
    dice = random.Random(query.kind)
    with company.write() as work:
        made = [a_row(work, query.entity) for _ in range(8)]
        for each in made:
            _vary(work, query, each, dice)
        for field in query.fields:
            if field.through is not None:
                _add_rows(work, field, made, dice)
    with company.read() as reading:
        everything = _ids(reading, query, ListSpec())
        met: dict[Filter, set[str]] = {}
        for field in query.fields:
            if field.condition is None:
                told = _told(reading, query, field)
                for one in _filters(field, told):
                    wanted = {each for each in everything if _meets(reading, field, one, told.get(each, []))}
                    assert set(_ids(reading, query, ListSpec((one,)))) == wanted, one
                    met[one] = wanted
            if field.is_sortable:
                _check_order(reading, query, field)
            if field.is_groupable:
                _check_groups(reading, query, field)
            if field.has_values:
                _check_values(reading, query, field)
        _check_alternatives(reading, query, met, dice)


def _check_alternatives(
    reading: Reading, query: ListQuery[Any], met: dict[Filter, set[str]], dice: random.Random
) -> None:
    """Any of some conditions, and all of that and of another."""
    for _ in range(6):
        either = tuple(dice.sample(list(met), k=dice.randint(2, 4)))
        besides = dice.choice(list(met))
        spec = ListSpec((AnyOf(either), besides))
        assert ListSpec.from_json(json.loads(json.dumps(spec.to_json()))) == spec
        wanted = set().union(*(met[each] for each in either))
        assert set(_ids(reading, query, ListSpec((AnyOf(either),)))) == wanted, either
        assert set(_ids(reading, query, spec)) == wanted & met[besides], spec


def _vary(work: UnitOfWork, query: ListQuery[Any], record_id: str, dice: random.Random) -> None:
    """Other values in the columns the list can be asked about."""
    record = work.session.get_one(query.entity, record_id)
    for field in query.fields:
        column = field.value
        if not isinstance(column, InstrumentedAttribute) or column.class_ is not query.entity:
            continue
        (stored,) = column.property.columns
        values: list[Any] = [None] if stored.nullable else []
        if stored.foreign_keys:
            values += _some(work, next(iter(stored.foreign_keys)).column.table.name)
        elif isinstance(stored.type, Day):
            values += [DAY + timedelta(days=days) for days in (-30, 0, 8, 15)]
        elif isinstance(stored.type, Flag):
            values += [True, False]
        elif field.is_instant:
            values += [work.now_ms - days * 86_400_000 - dice.randrange(86_400_000) for days in (0, 19, 20, 21)]
        elif isinstance(stored.type, BigInteger):
            values += [0, 1, 2, 3]
        elif field.type == TEXT:
            values += ["abc", "ABC", "xb_z", "", "b%"]
        if len(values) > 1:
            setattr(record, column.key, dice.choice(values))


def _some(work: UnitOfWork, table: str) -> list[str]:
    """A few records of a table to refer to."""
    entity = ENTITY_OF[table]
    while len(found := list(work.session.scalars(select(entity.id).order_by(entity.id).limit(2)))) < 2:
        a_row(work, entity)
    return found


def _add_rows(work: UnitOfWork, field: Field, records: list[str], dice: random.Random) -> None:
    """Rows of another table for some of the records, a few of them deleted."""
    value: Any = field.value
    (stored,) = value.property.columns
    for record_id in dice.choices(records, k=8):
        row: Any = work.session.get_one(field.through.class_, a_row(work, field.through.class_))
        setattr(row, field.through.key, record_id)
        if stored.foreign_keys:
            setattr(row, value.key, dice.choice(_some(work, next(iter(stored.foreign_keys)).column.table.name)))
        elif isinstance(stored.type, Flag):
            setattr(row, value.key, dice.choice((True, False)))
        row.deleted = dice.random() < 0.25


def _told(reading: Reading, query: ListQuery[Any], field: Field) -> dict[str, list[Any]]:
    """What each record has in a field: one value, or one of every row that belongs to it."""
    value = type_coerce(field.value, Text) if field.type == DATE and not field.is_instant else field.value
    named: Any = query.entity.id if field.through is None else field.through
    of = query.entity if field.through is None else field.through.class_
    told: dict[str, list[Any]] = {}
    for record_id, each in reading.session.execute(select(named, value).where(of.deleted.is_(False)), _known(reading)):
        told.setdefault(record_id, []).append(_day(reading, each) if field.is_instant else each)
    return told


def _known(reading: Reading) -> dict[str, Any]:
    return {"now": reading.now_ms, "today": reading.today.isoformat(), "utc_offset": 8 * 3_600_000}


def _day(reading: Reading, instant: int | None) -> str | None:
    return None if instant is None else day_of(instant, reading.zone).isoformat()


def _filters(field: Field, told: dict[str, list[Any]]) -> Iterator[Filter]:
    asked = ASKED.get(field.type, {})
    if field.type in (CHOICE, PERSON):
        chosen = next((each for values in told.values() for each in values if each is not None), "none")
        asked = {"is": chosen, "is_not": chosen, "in": (chosen, None), "is_empty": None, "not_empty": None}
        asked |= {"in": (ME,)} if field.type == PERSON else {}
    yield from (Filter(field.key, operator, value) for operator, value in asked.items())


def _meets(reading: Reading, field: Field, one: Filter, values: list[Any]) -> bool:
    """Whether any value meets the filter; for what a record is not to have, whether none spoils it."""
    if one.operator == "is_not":
        return one.value not in values
    if one.operator == "is_empty":
        return not any(_is_given(field, each) for each in values)
    return any(_holds(reading, field, one, each) for each in values)


def _is_given(field: Field, value: Any) -> bool:
    return value is not None and not (field.type == TEXT and value == "")


def _holds(reading: Reading, field: Field, one: Filter, value: Any) -> bool:
    if one.operator == "not_empty":
        return _is_given(field, value)
    if one.operator == "in":
        return value in {reading.viewer.user_id if each == ME else each for each in one.value}
    if value is None:
        return False
    match one.operator:
        case "is":
            return bool(value == one.value)
        case "contains":
            return str(one.value).casefold() in str(value).casefold()
        case "between":
            return bool(one.value[0] <= value <= one.value[1])
        case "during":
            first, last = span_of(one.value, reading.today)
            return bool(first and last and first.isoformat() <= value <= last.isoformat())
        case "at_least":
            return bool(value >= one.value)
        case "at_most":
            return bool(value <= one.value)
        case _:
            return bool(value >= (reading.today - timedelta(days=one.value)).isoformat())


def _check_order(reading: Reading, query: ListQuery[Any], field: Field) -> None:
    """By what the field is sorted by, empty last, and by the id where that is the same; first windows alike."""
    by: Any = field.value if field.order is None else field.order
    statement = select(query.entity.id, type_coerce(by, Text) if field.type == DATE and not field.is_instant else by)
    keys = {row[0]: row[1] for row in reading.session.execute(statement, _known(reading))}
    listed = _ids(reading, query, ListSpec(sorts=(Sort(field.key),)))

    def place(record_id: str) -> tuple[Any, ...]:
        key = keys[record_id]
        return (key is None, *([] if key is None else [key]), record_id)

    assert listed == sorted(listed, key=place), field.key
    named = [each for each in reversed(listed) if keys[each] is not None]
    downwards = [*named, *(each for each in reversed(listed) if keys[each] is None)]
    assert _ids(reading, query, ListSpec(sorts=(Sort(field.key, True),))) == downwards, field.key
    for descending, wanted in ((False, listed), (True, downwards)):
        for limit in (2, 100):
            rows = query.first(reading, ListSpec(sorts=(Sort(field.key, descending),)), limit)
            assert [row.id for row in rows] == wanted[:limit], (field.key, descending)


def _check_groups(reading: Reading, query: ListQuery[Any], field: Field) -> None:
    """The list in groups has the same records, group after group, as many in each as it says."""
    for step in STEPS if field.type == DATE else ("",):
        spec = ListSpec(grouping=Grouping(field.key, step))
        listed, groups = _ids(reading, query, spec), query.groups(reading, spec)
        assert sorted(listed) == sorted(_ids(reading, query, ListSpec()))
        told, at = _told(reading, query, field), 0
        for group in groups:
            members = {_key_of(field, step, told[each][0]) for each in listed[at : at + group.count]}
            assert members == {group.value}, (field.key, step)
            at += group.count
        assert (at, len({group.value for group in groups})) == (len(listed), len(groups))
        sums = query.sums(reading, spec)
        assert {name: sum(group.sums[name] for group in groups) for name in query.totals} == sums


def _key_of(field: Field, step: str, value: Any) -> Any:
    if value is None or (field.type == TEXT and value == ""):
        return None
    if field.type != DATE:
        return value
    day = date.fromisoformat(value)
    return {
        DAY_STEP: value,
        WEEK: (day - timedelta(days=day.weekday())).isoformat(),
        MONTH: f"{day:%Y-%m}",
        QUARTER: f"{day.year}-Q{(day.month + 2) // 3}",
        YEAR: f"{day:%Y}",
    }[step]


def _check_values(reading: Reading, query: ListQuery[Any], field: Field) -> None:
    everything = set(_ids(reading, query, ListSpec()))
    told = [set(values) for each, values in _told(reading, query, field).items() if each in everything]
    counted = Counter(_key_of(field, "", value) for values in told for value in values)
    found = query.values(reading, ListSpec((Filter(field.key, "is_empty"),)), field.key, 100)
    assert {each.value: each.count for each in found} == dict(counted), field.key


def _ids(reading: Reading, query: ListQuery[Any], spec: ListSpec) -> list[str]:
    return list(unpack(query.ids(reading, spec)))
