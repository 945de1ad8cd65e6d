"""What a filter means in SQL: one condition of a field, with "me" and days told from today resolved by the reading."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Text, and_, bindparam, func, literal, or_, select, true, type_coerce
from sqlalchemy.orm import aliased

from crm_desktop.core.clock import instant_of
from crm_desktop.core.day_spans import span_of
from crm_desktop.core.listing import ME, Filter
from crm_desktop.queries.list_field import DATE, FLAG, NUMBER, TEXT, Field, Kept
from crm_desktop.storage.database import Reading


@dataclass(frozen=True)
class Given:
    """Stands in a filter for a value that is only known when the statement is run."""

    name: str


_OPPOSITE = {"is_not": "is", "is_empty": "not_empty"}


def met(of: Field, one: Filter, reading: Reading, record_id: Any) -> ColumnElement[bool]:
    """Whether the record of an id column meets a filter by a field."""
    if one.operator == "during":
        one = _in_days(one, reading)
    if of.condition is not None:
        return _of_condition(of, one, of.condition, _meant(one.value, reading))
    if of.kept is not None:
        return _kept(of, of.kept, one, reading, record_id)
    if of.through is None:
        return _condition(of, one, reading)
    asked = _OPPOSITE.get(one.operator)
    matching = _condition(of, replace(one, operator=asked or one.operator), reading)
    having = select(of.through).where(matching, of.through.class_.deleted.is_(False))
    # To be in a list is quick when few are; to have nothing is asked of each, as most have something.
    return ~having.where(of.through == record_id).exists() if asked else record_id.in_(having)


def _kept(of: Field, kept: Kept, one: Filter, reading: Reading, record_id: Any) -> ColumnElement[bool]:
    """Looked for among the rows of the field; a record that has no such row lacks the value."""
    value = one.value

    def having(condition: ColumnElement[bool]) -> ColumnElement[bool]:
        found: ColumnElement[bool] = record_id.in_(select(kept.record).where(kept.where, condition))
        return found

    match one.operator:
        case "is_empty":
            return ~having(kept.value.is_not(None))
        case "is" if of.type == FLAG and value is False:
            # Where nothing was ticked, nothing was said: as much as no.
            return ~having(kept.value.is_(True))
        case "is" if value is None:
            return ~having(kept.value.is_not(None))
        case "is_not" if value is None:
            return having(kept.value.is_not(None))
        case "is_not":
            return ~having(_condition_of_kept(of, kept, replace(one, operator="is"), reading))
        case "in" if None in value:
            named = replace(one, value=tuple(each for each in value if each is not None))
            return or_(having(_condition_of_kept(of, kept, named, reading)), ~having(kept.value.is_not(None)))
        case _:
            return having(_condition_of_kept(of, kept, one, reading))


def _condition_of_kept(of: Field, kept: Kept, one: Filter, reading: Reading) -> ColumnElement[bool]:
    if of.several and one.operator in ("is", "in"):
        wanted = one.value if one.operator == "in" else (one.value,)
        each = choices_in(kept.value)
        return select(each.c.value).where(each.c.value.in_([_meant(value, reading) for value in wanted])).exists()
    return _condition(replace(of, value=kept.value, kept=None), one, reading)


def choices_in(text: Any) -> Any:
    """The choices that a text holds, one on each line, as rows."""
    # A line feed is \\n in JSON; no choice holds a backslash.
    listed = literal("[").concat(func.replace(func.json_quote(text), "\\n", '","')).concat("]")
    return func.json_each(listed).table_valued("value")


def _in_days(one: Filter, reading: Reading) -> Filter:
    """A filter by days told from today as one by those days."""
    first, last = (day and day.isoformat() for day in span_of(str(one.value), reading.today))
    return replace(one, operator="between", value=(first, last))


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
    if isinstance(one.value, str | bool) and (known := of.known.get((one.operator, one.value))) is not None:
        return known
    if of.is_instant and one.operator == "is_not" and one.value is not None:
        return _is_not_so(_condition(of, replace(one, operator="is"), reading))
    if of.is_instant:
        one = _in_instants(one, reading)
    column: Any = type_coerce(of.value, Text) if of.type == DATE and not of.is_instant else of.value
    value = _meant(one.value, reading)
    if of.within is not None and one.value is not None and one.operator in ("is", "is_not", "in"):
        return _in_tree(of, one.operator, column, value)
    match one.operator:
        case "is":
            return column.is_(None) if value is None else column == value  # type: ignore[no-any-return]  # SQL expressions are typed loosely
        case "is_not":
            return column.is_not(None) if value is None else or_(column.is_(None), column != value)
        case "in":
            return _among(of, column, value)
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


def _in_tree(of: Field, operator: str, column: Any, value: Any) -> ColumnElement[bool]:
    """Being one of some values or lying in one, through however many others; two laptops may have closed a circle."""
    values = value if operator == "in" else (value,)
    named = [each for each in values if each is not None]
    found = select(of.within.class_.id).where(of.within.class_.id.in_(named)).cte(recursive=True)
    lower = aliased(of.within.class_)
    found = found.union(select(lower.id).join(found, getattr(lower, of.within.key) == found.c.id))
    inside: Any = column.in_(select(found.c.id))
    if operator == "is_not":
        return or_(column.is_(None), ~inside)
    return inside if len(named) == len(values) else or_(inside, column.is_(None))


def in_each(within: Any) -> Any:
    """Every value with each that it lies in, itself first of all, as rows of `id` and `above`."""
    this, upper = within.class_, aliased(within.class_)
    found = select(this.id, this.id.label("above")).cte(recursive=True)
    named = getattr(upper, within.key)
    return found.union(select(found.c.id, named).join(upper, upper.id == found.c.above).where(named.is_not(None)))


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


def _among(of: Field, column: Any, values: Sequence[Any]) -> ColumnElement[bool]:
    if of.type == TEXT:
        # An empty text is none, as in the values that are offered.
        column = func.nullif(column, "")
    named = [value for value in values if value is not None]
    condition = column.in_(named) if named else literal(False)
    return or_(condition, column.is_(None)) if None in values else condition


def _meant(value: Any, reading: Reading) -> Any:
    """A filter's value with "me" resolved."""
    if isinstance(value, Given):
        return bindparam(value.name, type_=Text)
    if isinstance(value, tuple):
        return tuple(_meant(each, reading) for each in value)
    return reading.viewer.user_id if value == ME else value
