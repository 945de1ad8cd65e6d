"""What a detail side is made from: how records of a kind are read, described, changed in place and opened in a form."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtWidgets import QWidget

from crm_desktop.core.i18n import Message
from crm_desktop.models.customising import table_of_kind
from crm_desktop.queries.timeline_items import Cursor
from crm_desktop.queries.timeline_items import Timeline as TimelineAnswer
from crm_desktop.ui.detail_content import DetailContent
from crm_desktop.ui.page_context import PageContext

Saved = Callable[[str], None]


@dataclass(frozen=True)
class Editable:
    """How records of a kind are changed: what reads the draft of one, what writes it, and the name of the step."""

    draft: Callable[[Any, str], Any]
    update: Callable[[Any, str, Any, Any, int], None]
    step: Message


@dataclass(frozen=True)
class Forms:
    """The form of a kind of records: what reads an empty or a known one, and what opens it with what was read."""

    read_new: Callable[[Any, Mapping[str, Any] | None], Any]
    read_known: Callable[[Any, str], Any]
    open: Callable[[PageContext, QWidget, str | None, Any, Saved], Any]


@dataclass(frozen=True)
class Later:
    """What takes too long to be read with a record: what reads it, and what is known of the record with it."""

    read: Callable[[Any, str], Any]
    completed: Callable[[Any, Any], Any]


@dataclass(frozen=True)
class DetailSource:
    """A kind of records. `about` is what its interactions name it by; `forms` loads its form when one is wanted.

    `may_edit` says whether the form of what was read may be opened at all; `needs` is a right that changing takes,
    whoever the owner is. Of a kind that no interaction names,
    `others` tells what they name instead. What is read `later` is shown when it is known.
    """

    kind: str
    about: str
    read: Callable[[Any, str], Any]
    describe: Callable[[Any, PageContext], DetailContent]
    reads: frozenset[str]
    timeline: Callable[[Any, str, Cursor | None, str | None], TimelineAnswer]
    editable: Editable
    forms: Callable[[], Forms]
    may_edit: Callable[[Any], bool] = lambda _details: True
    others: Callable[[Any, str], Mapping[str, Any]] | None = None
    later: Later | None = None
    needs: str = ""

    @property
    def table(self) -> str:
        """The table that holds its records: own kinds share one."""
        return table_of_kind(self.kind)

    def about_of(self, reading: Any, record_id: str) -> Mapping[str, Any]:
        """What activities and tasks begun at a record are about."""
        return {self.about: record_id} if self.others is None else self.others(reading, record_id)

    def ask_about(
        self, context: PageContext, owner: QWidget, record_id: str, then: Callable[[Mapping[str, Any]], None]
    ) -> None:
        """Hand that over, at once where nothing has to be read for it."""
        if self.others is None:
            then({self.about: record_id})
        else:
            context.background.read(owner, lambda reading: self.about_of(reading, record_id), then)

    def new(self, context: PageContext, owner: QWidget, values: Mapping[str, Any] | None, saved: Saved) -> None:
        """Open the form of a new record over the window of its owner."""
        forms = self.forms()
        context.background.read(
            owner,
            lambda reading: forms.read_new(reading, values),
            lambda loaded: forms.open(context, owner.window(), None, loaded, saved),
        )

    def edit(self, context: PageContext, window: QWidget, record_id: str, saved: Saved) -> None:
        """Open the form of a record over a window."""
        forms = self.forms()
        context.background.read(
            window,
            lambda reading: forms.read_known(reading, record_id),
            lambda loaded: forms.open(context, window, record_id, loaded, saved),
        )
