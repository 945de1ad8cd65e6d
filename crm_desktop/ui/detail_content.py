"""What a detail side shows, as plain records that a page describes in words of the current language."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any

from crm_desktop.core.i18n import N_
from crm_desktop.ui.theme import Tone
from crm_desktop.ui.widgets.blocks import Figure
from crm_desktop.ui.widgets.marks import Sign
from crm_desktop.ui.widgets.trend_chart import Trend


@dataclass(frozen=True)
class Chip:
    """A state as shape, word and colour; `edit` names the value that it leads to when it is pressed."""

    text: str
    tone: Tone = Tone.NEUTRAL
    sign: Sign = None
    edit: str = ""


@dataclass(frozen=True)
class Line:
    """A row: its name, a quiet note, and what stands at the right edge.

    With a record it leads there, with a `url` to the program that calls, writes or browses; `copies` can be taken to
    the clipboard. With `refused`, a sentence, whoever follows the address is asked first.
    """

    kind: str
    record_id: str
    title: str
    note: str = ""
    right: str = ""
    tone: Tone = Tone.NEUTRAL
    url: str = ""
    copies: str = ""
    refused: str = ""

    @property
    def leads_somewhere(self) -> bool:
        """Whether pressing it does something."""
        return bool(self.record_id or self.url)


class Kind(Enum):
    """The kinds of fields a value is edited with in place."""

    LINE = "line"
    NOTE = "note"
    PHONE = "phone"
    EMAIL = "email"
    WEB = "web"
    DATE = "date"
    MONEY = "money"
    INTEGER = "integer"
    STARS = "stars"
    CHOICE = "choice"
    LOOKUP = "lookup"
    TAGS = "tags"


@dataclass(frozen=True)
class Edit:
    """How a value is edited in place: the attribute of the draft, the kind of field, and what that field needs.

    `of` names the list a choice is taken from, the kind of a record looked up, or the currency of an amount.
    """

    name: str
    kind: Kind = Kind.LINE
    of: str = ""
    required: bool = False
    most: int = 200


@dataclass(frozen=True)
class Fact:
    """A labelled value. One without content is shown only where it could be filled in.

    With a `url` a small button leads to the program that calls, writes, browses or shows a map; `copies` is what can
    be taken to the clipboard; with a record the value leads there. `mark` names what is to be reviewed of it. With
    `refused`, a sentence, the person does not want to be reached so: it is marked, and asked about first. `field` is
    what the form calls a value that is not edited in its place.
    """

    label: str
    value: str = ""
    edit: Edit | None = None
    url: str = ""
    icon: str = ""
    copies: str = ""
    mark: str = ""
    refused: str = ""
    field: str = ""

    @property
    def name(self) -> str:
        """What the form calls the field of this value; nothing when no form holds it."""
        return self.edit.name if self.edit is not None else self.field


@dataclass(frozen=True)
class Section:
    """Labelled values under a heading."""

    title: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True)
class Group:
    """Rows under a heading, or a trend that is painted there."""

    title: str
    lines: tuple[Line, ...]
    trend: Trend | None = None


@dataclass(frozen=True)
class TabContent:
    """A tab: sections of values, rows that lead elsewhere, or rows under headings."""

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
    """Everything the detail side shows of one record, in words of the current language.

    Badge, owner, figures and notice lead to the value that their `…_edit` names, when they are pressed. `refusals` says
    why one should not call and not write, if so.
    """

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
    refusals: tuple[str, str] = ("", "")
    badge_edit: str = ""
    owner_edit: str = ""
    figure_edits: tuple[str, ...] = ()
    notice_edit: str = ""


@dataclass(frozen=True)
class DetailAction:
    """A button of the detail side; the first one offered for what was read of a record is the primary one.

    What only adds something beside the record may be pressed by who may not change the record itself. With a `reason`,
    a marked text, it cannot be pressed.
    """

    text: str
    icon: str
    key: str
    handler: Callable[[], None]
    offered: Callable[[Any], bool] = lambda _details: True
    adds: bool = False
    reason: str = ""


def log_button(handler: Callable[[], None]) -> DetailAction:
    """Writes down what happened with the record."""
    return DetailAction(N_("Log activity"), "plus", "L", handler, adds=True)


def edit_button(handler: Callable[[], None], offered: Callable[[Any], bool] = lambda _details: True) -> DetailAction:
    """Opens the form of the record."""
    return DetailAction(N_("Edit"), "pencil", "E", handler, offered)


def with_marks(content: DetailContent, marks: Mapping[str, str]) -> DetailContent:
    """The same with a mark at every value that is to be reviewed."""
    if not marks:
        return content
    return replace(content, tabs=tuple(_tab_with_marks(tab, marks) for tab in content.tabs))


def _tab_with_marks(tab: TabContent, marks: Mapping[str, str]) -> TabContent:
    sections = (
        replace(
            each,
            facts=tuple(replace(fact, mark=marks.get(fact.edit.name, "") if fact.edit else "") for fact in each.facts),
        )
        for each in tab.sections
    )
    return replace(tab, sections=tuple(sections))


def without_edits(content: DetailContent) -> DetailContent:
    """The same for somebody who may only look: nothing leads to where a value is edited."""
    return replace(
        content,
        badge_edit="",
        owner_edit="",
        figure_edits=(),
        notice_edit="",
        chips=tuple(replace(chip, edit="") for chip in content.chips),
        tabs=tuple(replace(tab, sections=tuple(map(_only_shown, tab.sections))) for tab in content.tabs),
    )


def _only_shown(section: Section) -> Section:
    return replace(section, facts=tuple(replace(fact, edit=None) for fact in section.facts))
