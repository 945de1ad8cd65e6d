"""The commands of a detail side: files, notes, and the way to the next record with the keyboard staying there."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QMouseEvent

from crm_desktop.core.i18n import N_
from crm_desktop.ui.actions import Action
from crm_desktop.ui.detail_view import DetailView
from crm_desktop.ui.widgets.record_table import RecordTable

# What the button "…" offers besides the commands of the page.
MENU = (
    "detail.window",
    "detail.history",
    None,
    "detail.file",
    "detail.paste",
    "detail.note",
    "detail.comment",
    "detail.pin",
)


def detail_actions(detail: Callable[[], DetailView]) -> list[Action]:
    """What can be done with the record a detail side shows, on a page or in a window of its own."""

    def has_record() -> bool:
        return detail().record_id is not None

    def keeps_files() -> bool:
        return has_record() and detail().keeps_files

    def takes_notes() -> bool:
        # Of some kinds no activity or task is: nothing of the sort can be begun there.
        return has_record() and bool(detail().source.about)

    def against_editing() -> str:
        return detail().against_editing()

    def can_pin() -> bool:
        return detail().timeline.current_interaction() is not None

    return [
        Action(
            "detail.history",
            N_("History…"),
            lambda: detail().open_history(),
            N_("Who changed what of this record, and how it was at any moment"),
            "Ctrl+Shift+H",
            "history",
            has_record,
        ),
        Action(
            "detail.file",
            N_("Add file…"),
            lambda: detail().files.choose(),
            N_("Keep a file with this record, inside the company file"),
            "Ctrl+Shift+A",
            "paperclip",
            keeps_files,
            reason=against_editing,
            writes=True,
        ),
        Action(
            "detail.paste",
            N_("Paste picture or file"),
            lambda: detail().files.paste(),
            N_("Keep what is on the clipboard with this record"),
            "Ctrl+Shift+V",
            "clipboard",
            keeps_files,
            reason=against_editing,
            writes=True,
        ),
        Action(
            "detail.note",
            N_("Write a note"),
            lambda: detail().write_note(),
            N_("One line for the timeline of this record"),
            "Ctrl+Shift+N",
            "sticky-note",
            takes_notes,
            writes=True,
        ),
        Action(
            "detail.comment",
            N_("Comment"),
            lambda: detail().timeline.comment(),
            N_("Say something of the current activity or task; @ calls a colleague"),
            "Ctrl+Shift+M",
            "message-square",
            lambda: detail().timeline.can_comment(),
            writes=True,
        ),
        Action(
            "detail.series",
            N_("Plan a series…"),
            lambda: detail().timeline.plan_series(),
            N_("Plan the steps of a series for this record at once"),
            "Ctrl+Shift+T",
            "list-checks",
            lambda: takes_notes() and detail().source.kind != "task",
            writes=True,
        ),
        Action(
            "detail.pin",
            N_("Pin or unpin activity"),
            lambda: detail().timeline.pin_current(),
            N_("Keep the current activity above the timeline"),
            "Ctrl+Shift+P",
            "pin",
            can_pin,
            writes=True,
        ),
    ]


def walking_actions(step: Callable[[int], None], has_record: Callable[[], bool]) -> list[Action]:
    """The way to the record before and after, from wherever the keyboard is."""
    return [
        Action(
            "detail.next",
            N_("Next record"),
            lambda: step(1),
            N_("Go on in the list, staying in the detail side"),
            "Alt+Down",
            "chevron-down",
            has_record,
        ),
        Action(
            "detail.previous",
            N_("Previous record"),
            lambda: step(-1),
            N_("Go back in the list, staying in the detail side"),
            "Alt+Up",
            "chevron-up",
            has_record,
        ),
    ]


def window_action(open_window: Callable[[], None], has_record: Callable[[], bool]) -> Action:
    """The record in a window of its own."""
    return Action(
        "detail.window",
        N_("Open in new window"),
        open_window,
        N_("Show the current record in a window of its own"),
        "Ctrl+Shift+Return",
        "app-window",
        has_record,
    )


class MiddleClick(QObject):
    """Hears the middle button over the rows of a list."""

    def __init__(self, table: RecordTable, then: Callable[[str], None]) -> None:
        super().__init__(table)
        self._table, self._then = table, then
        table.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QMouseEvent) and event.button() == Qt.MouseButton.MiddleButton:
            if event.type() is QEvent.Type.MouseButtonRelease:
                row = self._table.indexAt(event.position().toPoint()).row()
                record_id = self._table.records.id_at(row) if row >= 0 else None
                if record_id:
                    self._then(record_id)
            return True
        return False
