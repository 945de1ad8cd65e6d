"""Human numbers of records: the next free one, and no two alike."""

from typing import Any

from crm_desktop.core.i18n import Message
from crm_desktop.models import Parameter, Synced
from crm_desktop.operations import company
from crm_desktop.operations.shipped import NUMBER_PATTERNS
from crm_desktop.operations.validation import Problems
from crm_desktop.storage.database import Reading, UnitOfWork


def free_number(work: UnitOfWork, entity: type[Synced], column: str = "number") -> str:
    """The next number of a kind of record that nobody typed or imported before."""
    number = work.next_number(entity.__tablename__)
    while _is_taken(work, entity, number, column):
        number = work.next_number(entity.__tablename__)
    return number


def number_of_later_kind(work: UnitOfWork, entity: type[Synced]) -> str:
    """The same for a kind that files of older programs have no pattern for: they get the one that is shipped."""
    know_pattern(work, entity)
    return free_number(work, entity)


def know_pattern(work: UnitOfWork, entity: type[Synced]) -> None:
    """Give the numbers of a kind the pattern that is shipped, where the file has none."""
    pattern = f"number.{entity.__tablename__}"
    if work.session.get(Parameter, Parameter.id_of(pattern)) is None:
        company.set_parameter(work, pattern, NUMBER_PATTERNS[pattern])


def check_number(
    work: Reading, problems: Problems, entity: type[Synced], number: str | None, current: Any = None
) -> None:
    """A number someone typed is not that of another record."""
    typed = (number or "").strip()
    if typed and typed != (current.number if current else None) and _is_taken(work, entity, typed):
        problems.add("number", Message("Another record has this number. Clear it to get the next free one."))


def _is_taken(reading: Reading, entity: Any, number: str, column: str = "number") -> bool:
    reading.session.flush()
    # Only what is merely tried out is still unwritten here.
    unwritten = {each.id: each for each in reading.session.dirty if isinstance(each, entity)}
    if any(getattr(each, column) == number and not each.deleted for each in unwritten.values()):
        return True
    statement = f"SELECT id FROM {entity.__tablename__} WHERE deleted = 0 AND {column} = ?"
    return any(record_id not in unwritten for (record_id,) in reading.plain(statement, (number,)))
