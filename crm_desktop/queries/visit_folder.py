"""What the visit folder of a day says: visits in their order, a sheet for each customer; and what a code leads to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from crm_desktop.core.errors import Invalid, NotFound, UserError
from crm_desktop.core.i18n import Message
from crm_desktop.core.sheet_code import SheetCode, code_of, read_code
from crm_desktop.core.viewer import EXPORT
from crm_desktop.models import Contact, Customer, DictionaryEntry, Lead, Synced, Task, User
from crm_desktop.models.task import OPEN
from crm_desktop.queries import rights
from crm_desktop.queries.customer_details import CustomerDetails, customer_details
from crm_desktop.queries.offers import Offers, offers
from crm_desktop.queries.timeline import timeline
from crm_desktop.queries.timeline_items import ACTIVITIES, INTERACTION, TimelineItem
from crm_desktop.storage.database import Reading

MOST_SHEETS = 100
LAST_CONTACTS = 5
_SOME_ACTIVITIES = 20
# Somebody goes there: what is a visit to or a meeting with somebody, or has a place.
_KINDS = ("visit", "meeting")


@dataclass(frozen=True)
class Visit:
    """A planned visit: the task, and when and where."""

    task_id: str
    subject: str
    at: int | None
    minutes: int | None
    place: str | None
    contact_id: str | None


@dataclass(frozen=True)
class VisitSheet:
    """One sheet: its code, the visits it is for, and what is known; a lead that is no customer yet has no details."""

    code: str
    name: str
    visits: tuple[Visit, ...]
    details: CustomerDetails | None
    reached: str
    last: tuple[TimelineItem, ...]
    to_do: tuple[TimelineItem, ...]
    offers: Offers | None


@dataclass(frozen=True)
class VisitFolder:
    """The sheets of a day, by time; `person` goes there."""

    day: date
    person: str
    sheets: tuple[VisitSheet, ...]


@dataclass(frozen=True)
class FolderRequest:
    """The visits of a person on a day, or sheets for chosen customers on that day."""

    day: date
    user_id: str
    customer_ids: tuple[str, ...] = ()


def visit_folder(reading: Reading, wanted: FolderRequest) -> VisitFolder:
    """The folder; who prints it needs the right to hand data out."""
    rights.require(reading.viewer, EXPORT)
    planned = _planned(reading, wanted)
    subjects: dict[tuple[str, str], list[Task]] = {("customer", each): [] for each in wanted.customer_ids}
    for task in planned:
        if not wanted.customer_ids or task.customer_id in wanted.customer_ids:
            subjects.setdefault(_subject(reading, task), []).append(task)
    if not subjects:
        raise UserError(
            Message("No visits are planned for this day. Plan tasks of the kind visit or meeting, or with a place.")
        )
    if len(subjects) > MOST_SHEETS:
        raise UserError(Message("At most {count} sheets are printed at once. Choose fewer.", count=MOST_SHEETS))
    offered = offers(reading, [key for kind, key in subjects if kind == "customer"])
    sheets = [_sheet(reading, wanted.day, kind, key, tasks, offered) for (kind, key), tasks in subjects.items()]
    # By time; what is open all day, and what nobody planned, comes last.
    sheets.sort(key=lambda each: (not each.visits, not any(v.at for v in each.visits), _first(each), each.name))
    user = reading.session.get(User, wanted.user_id)
    return VisitFolder(wanted.day, user.name if user else "", tuple(sheets))


def _first(sheet: VisitSheet) -> int:
    return min((each.at for each in sheet.visits if each.at is not None), default=0)


def _planned(reading: Reading, wanted: FolderRequest) -> Sequence[Task]:
    kinds = [DictionaryEntry.id_of("interaction_kind", code) for code in _KINDS]
    statement = select(Task).where(
        Task.deleted.is_(False), Task.status == OPEN, Task.owner_id == wanted.user_id, Task.due_on == wanted.day
    )
    found = reading.session.scalars(rights.seen(Task, reading.viewer, statement))
    going = (
        each
        for each in found
        if (each.place or "").strip()
        or (each.kind_id in kinds and (each.customer_id or each.contact_id or each.lead_id))
    )
    return sorted(going, key=lambda each: (each.due_at is None, each.due_at or 0, each.subject, each.id))


def _subject(reading: Reading, task: Task) -> tuple[str, str]:
    """What a visit is to; one whose customer or lead is no longer the viewer's to see stands for itself."""
    if task.customer_id:
        return ("customer", task.customer_id) if _is_seen(reading, Customer, task.customer_id) else ("task", task.id)
    is_lead = task.lead_id and _is_seen(reading, Lead, task.lead_id)
    return ("lead", task.lead_id or "") if is_lead else ("task", task.id)


def _is_seen(reading: Reading, kind: type[Synced], record_id: str) -> bool:
    try:
        rights.must_see(reading, kind, record_id)
    except NotFound:
        return False
    return True


def _sheet(
    reading: Reading, day: date, kind: str, key: str, tasks: Sequence[Task], offered: dict[str, Offers]
) -> VisitSheet:
    visits = tuple(_visit(each) for each in tasks)
    code = code_of(tasks[0].id, day, is_task=True) if tasks else code_of(key, day, is_task=False)
    if kind != "customer":
        name, reached = _lead(reading, key) if kind == "lead" else _contact(reading, tasks[0])
        return VisitSheet(code, name or tasks[0].subject, visits, None, reached, (), (), None)
    details = customer_details(reading, key)
    found = timeline(reading, customer_id=key, only=ACTIVITIES, limit=_SOME_ACTIVITIES)
    last = tuple(each for each in found.items if each.kind == INTERACTION)[:LAST_CONTACTS]
    own = {each.id for each in tasks}
    to_do = tuple(each for each in found.to_do if each.record_id not in own)
    return VisitSheet(code, details.name, visits, details, "", last, to_do, offered[key])


def _visit(task: Task) -> Visit:
    return Visit(task.id, task.subject, task.due_at, task.minutes, task.place, task.contact_id)


def _lead(reading: Reading, lead_id: str) -> tuple[str, str]:
    lead = rights.find(reading, Lead, lead_id)
    return lead.customer_name, " · ".join(part for part in (lead.contact_name, lead.phone) if part)


def _contact(reading: Reading, task: Task) -> tuple[str, str]:
    is_seen = task.contact_id and _is_seen(reading, Contact, task.contact_id)
    return (rights.find(reading, Contact, task.contact_id or "").name if is_seen else "", task.place or "")


# --- what was written on a sheet comes back


@dataclass(frozen=True)
class SheetEntry:
    """What a code leads to: what the activity is about, its day, and the activity written already, if one was."""

    about: dict[str, str]
    day: date
    written_id: str | None = None


def sheet_entry(reading: Reading, typed: str) -> SheetEntry:
    """What to enter for the sheet with this code."""
    code = read_code(typed)
    if code is None:
        raise Invalid({"code": Message("This is no code of a sheet. Look at the ten characters under the bars again.")})
    day = min(code.day(reading.today), reading.today)
    found = _task_of(reading, code, code.day(reading.today)) if code.is_task else _customer_of(reading, code)
    if found is None:
        raise NotFound(
            Message("Nothing here has this code. It may be on another laptop whose changes have not arrived yet.")
        )
    if isinstance(found, Task):
        if found.is_open:
            return SheetEntry({"task_id": found.id}, day)
        about = {name: value for name in ("customer_id", "contact_id") if (value := getattr(found, name))}
        return SheetEntry(about, day, found.interaction_id)
    return SheetEntry({"customer_id": found.id}, day)


def _task_of(reading: Reading, code: SheetCode, day: date) -> Task | None:
    ids = reading.plain("SELECT id FROM task WHERE deleted = 0 AND substr(id, -8) = ?", (code.tail,))
    tasks = [
        rights.find(reading, Task, each) for (each,) in ids if code.fits(each) and rights.sees(reading, Task, each)
    ]
    # Two tasks of one end of an id are next to impossible; that of the day is meant.
    return min(tasks, key=lambda each: abs((each.due_on - day).days), default=None)


def _customer_of(reading: Reading, code: SheetCode) -> Customer | None:
    ids = reading.plain("SELECT id FROM customer WHERE deleted = 0 AND substr(id, -8) = ?", (code.tail,))
    seen = (each for (each,) in ids if code.fits(each) and rights.sees(reading, Customer, each))
    return next((rights.find(reading, Customer, each) for each in sorted(seen)), None)
