"""What the actor is kept from of a record stays as it is: neither a form that shows less nor a mask overwrites it.

`storage.veil` refuses every step that changes such a field in whatever way; here a draft is judged before, so that the
field itself says why.
"""

from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from typing import Any, TypeVar

from crm_desktop.core.errors import Invalid
from crm_desktop.core.i18n import Message
from crm_desktop.core.text import masked
from crm_desktop.core.viewer import HIDDEN, MASKED, READ_ONLY
from crm_desktop.models import PersonProfile, Synced
from crm_desktop.models.limited_fields import AMOUNT, LimitedField, limited_fields
from crm_desktop.queries import rights
from crm_desktop.storage import veil
from crm_desktop.storage.database import Reading, UnitOfWork

Draft = TypeVar("Draft")
# What of drafts tells what is sold for how much.
_AMOUNTS = ("amount_minor", "freight_minor", "tax_minor", "lines", "plan")


def completed(
    work: UnitOfWork, record: Synced, draft: Draft, loaded: Draft | None = None
) -> tuple[Draft, Draft | None]:
    """The drafts with what the actor does not see of the record; refused when a limited field was changed."""
    limited = _limited(work, record.__tablename__)
    if not limited:
        return draft, loaded
    problems: dict[str, Message] = {}
    real: dict[str, Any] = {}
    for field in (each for each in limited if each.point is None and hasattr(draft, each.column)):
        row = _row_of(work, record, field)
        mode = veil.keeps_from(work.connection, work.viewer, field, row.id if row else "")
        given, value = getattr(draft, field.column), getattr(row, field.column, None)
        if mode is None:
            continue
        if mode != READ_ONLY:
            real[field.column] = value
        if given not in (value, _seen(mode, value)) and given != (getattr(loaded, field.column) if loaded else value):
            problems[field.column] = veil.refusal(mode, field.title)
    if problems:
        raise Invalid(problems)
    return _filled(draft, real), None if loaded is None else _filled(loaded, real)


def completed_points(work: UnitOfWork, points: tuple[Any, ...]) -> tuple[Any, ...]:
    """Ways to reach a contact with the numbers that the actor sees only in part."""
    limited = [each for each in _limited(work, "contact") if each.point is not None]
    return tuple(_completed_point(work, limited, each) for each in points) if limited else points


def refuse_new(work: UnitOfWork, kind: str, draft: Any) -> None:
    """Refuse a new record that fills what the actor may only read, or not see."""
    problems = {}
    empty = {each.name: each.default for each in fields(draft)}
    for field in _limited(work, kind):
        is_kept = work.viewer.limits & {(field.key, HIDDEN), (field.key, READ_ONLY)}
        if is_kept and field.point is None and hasattr(draft, field.column):
            given = getattr(draft, field.column)
            if given not in (None, "", empty[field.column]):
                problems[field.column] = veil.refusal(READ_ONLY, field.title)
    if problems:
        raise Invalid(problems)


def with_real_amounts(
    work: UnitOfWork, draft: Draft, loaded: Draft | None, current: Callable[[], Any]
) -> tuple[Draft, Draft | None]:
    """The drafts with the amounts, lines and payments that there are, for an actor who does not see them."""
    if not hides_amounts(work):
        return draft, loaded
    known = current()
    real = {name: getattr(known, name) for name in _AMOUNTS if hasattr(draft, name)}
    return _filled(draft, real), None if loaded is None else _filled(loaded, real)


def hides_amounts(reading: Reading) -> bool:
    """Whether the actor is kept from what deals are worth."""
    return (AMOUNT, HIDDEN) in reading.viewer.limits


def require_amounts(reading: Reading) -> None:
    """Refuse what would be made of prices that the actor does not see."""
    rights.require_amounts(reading.viewer)


def _limited(work: UnitOfWork, kind: str) -> list[LimitedField]:
    if not work.viewer.limits:
        return []
    known = limited_fields()
    keys = sorted({key for key, _ in work.viewer.limits})
    return [known[key] for key in keys if key in known and known[key].kind == kind]


def _row_of(work: UnitOfWork, record: Synced, field: LimitedField) -> Any:
    """The row that holds a field: what is known of a private person has one of its own."""
    if field.table == PersonProfile.__tablename__:
        return work.session.get(PersonProfile, PersonProfile.id_of(record.id))
    return record


def _seen(mode: str, value: Any) -> Any:
    """What the actor saw of a value."""
    if mode == READ_ONLY:
        return value
    return masked(value) if mode == MASKED else None


def _filled(draft: Draft, values: Mapping[str, Any]) -> Draft:
    return replace(draft, **values)  # type: ignore[type-var]  # drafts are dataclasses


def _completed_point(work: UnitOfWork, limited: list[LimitedField], point: Any) -> Any:
    if point.id is None:
        return point
    for field in limited:
        found = work.plain("SELECT value FROM contact_point WHERE id = ? AND kind = ?", (point.id, field.point))
        is_masked = found and veil.keeps_from(work.connection, work.viewer, field, point.id) == MASKED
        if is_masked and point.value == masked(found[0][0]):
            return replace(point, value=found[0][0])
    return point
