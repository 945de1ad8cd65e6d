"""What a detail side is made from: how records of a kind are read, described, changed in place and opened in a form."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtWidgets import QWidget

from crm_desktop.core.i18n import Message
from crm_desktop.queries.timeline_items import Cursor
from crm_desktop.queries.timeline_items import Timeline as TimelineAnswer
from crm_desktop.ui.detail_content import DetailContent
from crm_desktop.ui.page_context import PageContext


@dataclass(frozen=True)
class Editable:
    """How records of a kind are changed: what reads the draft of one, what writes it, and the name of the step."""

    draft: Callable[[Any, str], Any]
    update: Callable[[Any, str, Any, Any, int], None]
    step: Message


@dataclass(frozen=True)
class DetailSource:
    """A kind of records. `about` is what its interactions name it by; `edit` opens the form of one in a window.

    `may_edit` says whether the form of what was read may be opened at all.
    """

    kind: str
    about: str
    read: Callable[[Any, str], Any]
    describe: Callable[[Any, PageContext], DetailContent]
    reads: frozenset[str]
    timeline: Callable[[Any, str, Cursor | None, str | None], TimelineAnswer]
    editable: Editable
    edit: Callable[[PageContext, QWidget, str, Callable[[str], None]], None]
    may_edit: Callable[[Any], bool] = lambda _details: True
