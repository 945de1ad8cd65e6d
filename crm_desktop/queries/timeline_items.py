"""The entries of a timeline: what each says, without how they are found, which needs the tables of every kind."""

from dataclasses import dataclass
from datetime import date

from crm_desktop.queries.custom_field import CustomValueView

INTERACTION, OPENED, STAGE, CLOSED = "interaction", "opened", "stage", "closed"
ORDER, RECEIPT, CASE, CASE_CLOSED = "order", "receipt", "case", "case_closed"
FILE, TASK, TO_DO = "file", "task", "to_do"
LEAD, PLANNED = "lead", "planned"
ANSWERED = "answered"

# What can be shown alone: each name stands for kinds of entries.
ACTIVITIES, DEALS, MONEY, SERVICE, FILES, LEADS = "activities", "deals", "money", "service", "files", "leads"
Cursor = tuple[str, int, str]


@dataclass(frozen=True)
class CommentView:
    """What somebody said of an activity or a task."""

    id: str
    author_id: str | None
    author: str | None
    written_at: int
    body: str


@dataclass(frozen=True)
class RatingView:
    """What a customer expected and perceived of one item, 1 to 5."""

    item_id: str
    expected: int | None
    perceived: int | None


@dataclass(frozen=True)
class TimelineItem:
    """One entry. `kind` is one of the names above; `cursor` says where it stands.

    `choice_id` is the kind of an interaction, a task or a case, the stage reached, or why a deal closed; `state` the
    outcome or status, of an open task its priority. `balance_minor` is what remains to be paid after a receipt. `at`
    is set where the time of day is known.
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
    people: tuple[str, ...] = ()
    ratings: tuple[RatingView, ...] = ()
    comments: tuple[CommentView, ...] = ()
    own: tuple[CustomValueView, ...] = ()


@dataclass(frozen=True)
class Timeline:
    """The entries asked for, how many are older than the last of them; from the beginning, what is pinned and to do."""

    items: tuple[TimelineItem, ...]
    earlier: int
    pinned: tuple[TimelineItem, ...] = ()
    to_do: tuple[TimelineItem, ...] = ()
