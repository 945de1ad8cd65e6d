"""The entries of a timeline: what each says, without how they are found, which needs the tables of every kind."""

from dataclasses import dataclass
from datetime import date

INTERACTION, OPENED, STAGE, CLOSED = "interaction", "opened", "stage", "closed"
ORDER, RECEIPT, CASE, CASE_CLOSED = "order", "receipt", "case", "case_closed"
FILE = "file"
LEAD, PLANNED = "lead", "planned"

# What can be shown alone: each name stands for kinds of entries.
ACTIVITIES, DEALS, MONEY, SERVICE, FILES, LEADS = "activities", "deals", "money", "service", "files", "leads"
Cursor = tuple[str, int, str]


@dataclass(frozen=True)
class TimelineItem:
    """One entry. `kind` is one of the names above; `cursor` says where it stands.

    `choice_id` is the kind of an interaction or case, the stage reached, or why a deal closed; `state` the outcome or
    status. `balance_minor` is what remains to be paid after a receipt. `at` is set where the time of day is known.
    """

    cursor: Cursor
    kind: str
    record_kind: str
    record_id: str
    on: date
    at: int | None
    title: str | None
    choice_id: str | None
    state: str | None
    body: str | None
    amount_minor: int | None
    currency: str | None
    balance_minor: int | None
    author: str | None
    contact: str | None
    minutes: int | None
    place: str | None
    is_pinned: bool = False
    size: int | None = None


@dataclass(frozen=True)
class Timeline:
    """The entries asked for, how many are older than the last of them, and, from the beginning, the pinned ones."""

    items: tuple[TimelineItem, ...]
    earlier: int
    pinned: tuple[TimelineItem, ...] = ()
