"""What a detail side shows, as plain records that a page describes in words of the current language."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from crm_desktop.ui.theme import Tone
from crm_desktop.ui.widgets.blocks import Figure
from crm_desktop.ui.widgets.marks import Sign


@dataclass(frozen=True)
class Chip:
    """A state as shape, word and colour."""

    text: str
    tone: Tone = Tone.NEUTRAL
    sign: Sign = None


@dataclass(frozen=True)
class Line:
    """A row: its name, a quiet note, and what stands at the right edge.

    With a record it leads there, with a `url` to the program that calls, writes or browses; `copies` can be taken to
    the clipboard.
    """

    kind: str
    record_id: str
    title: str
    note: str = ""
    right: str = ""
    tone: Tone = Tone.NEUTRAL
    url: str = ""
    copies: str = ""

    @property
    def leads_somewhere(self) -> bool:
        """Whether pressing it does something."""
        return bool(self.record_id or self.url)


@dataclass(frozen=True)
class Section:
    """Labelled values under a heading; values without content are left out by whoever describes."""

    title: str
    values: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Group:
    """Rows under a heading."""

    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class TabContent:
    """A tab: rows that lead elsewhere, rows under headings, or sections of values."""

    key: str
    title: str
    lines: tuple[Line, ...] = ()
    sections: tuple[Section, ...] = ()
    count: int | None = None
    nothing: str = ""
    groups: tuple[Group, ...] = ()


@dataclass(frozen=True)
class Person:
    """Whom to speak with: the contact, and how they are introduced and reached."""

    record_id: str
    name: str
    words: str


@dataclass(frozen=True)
class DetailContent:
    """Everything the detail side shows of one record, in words of the current language."""

    record_id: str
    title: str
    line: str
    badge: str = ""
    owner: str = ""
    chips: tuple[Chip, ...] = ()
    figures: tuple[Figure, ...] = ()
    notice: tuple[Tone, str, str] | None = None
    tabs: tuple[TabContent, ...] = ()
    foot: tuple[Line, ...] = ()
    foot_title: str = ""
    foot_sum: str = ""
    person: Person | None = None
    phone: str = ""
    email: str = ""


@dataclass(frozen=True)
class DetailAction:
    """A button of the detail side; the first one offered for what was read of a record is the primary one."""

    text: str
    icon: str
    key: str
    handler: Callable[[], None]
    offered: Callable[[Any], bool] = lambda _details: True
