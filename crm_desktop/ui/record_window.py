"""A record in a window of its own: the same detail side, beside the main window and in step with it."""

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import QByteArray, QPoint, Qt, Signal
from PySide6.QtGui import QCloseEvent, QPalette
from PySide6.QtWidgets import QMainWindow, QMenu, QVBoxLayout, QWidget

from crm_desktop.core.i18n import N_, Message
from crm_desktop.core.listing import ListSpec
from crm_desktop.ui.actions import Action, ActionSet
from crm_desktop.ui.background import Background
from crm_desktop.ui.detail_actions import MENU, detail_actions
from crm_desktop.ui.detail_content import edit_button, log_button
from crm_desktop.ui.detail_source import DetailSource
from crm_desktop.ui.detail_view import DetailView
from crm_desktop.ui.dialogs.panel import open_panel_of
from crm_desktop.ui.navigator import NOTHING_CHANGED, Navigator
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.status_bar import StatusBar
from crm_desktop.ui.widgets.toast import Toast

_GONE = N_("This record was deleted, or your role does not show it.")
_PLACE = "record_window.geometry"
_SIZE, _SMALLEST, _STEP = (520, 780), (400, 420), 28


class RecordWindow(QMainWindow):
    """One record; it closes by Ctrl+W or Esc, never over something that is not saved yet."""

    gone = Signal(object)

    def __init__(
        self,
        context: PageContext,
        source: DetailSource,
        record_id: str,
        own: "Callable[[RecordWindow], list[Action]]",
        count: int,
        undo: Callable[[], None],
    ) -> None:
        super().__init__()
        self.source, self.record_id = source, record_id
        self._navigator = _OwnNavigator(context.navigator, context.background, self, undo)
        self._context = context.for_window(self, self._navigator)
        self._toast = Toast(self, context.theme, bottom=0)
        log = log_button(self._log)
        edit = edit_button(self._edit, source.may_edit)
        self.detail = DetailView(self._context, source, (log, edit))
        self.detail.closed.connect(self.close)
        self.detail.menu_wanted.connect(self._open_menu)
        self.detail.shown.connect(self._on_shown)
        self.detail.set_nothing(_GONE)
        self.detail.setBackgroundRole(QPalette.ColorRole.Base)
        self.detail.setAutoFillBackground(True)
        self._place(self.detail)
        actions = [*detail_actions(lambda: self.detail), *self._actions(), *own(self)]
        self.actions_set = ActionSet(self, actions, lambda: context.background.against_writing)
        self.actions_set.refused.connect(self._refuse)
        self.setMinimumSize(*self._fitting(_SMALLEST))
        self._restore_place(count)
        self.detail.show_record(record_id)

    def _place(self, detail: DetailView) -> None:
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(detail, 1)
        column.addWidget(StatusBar(self._context.theme, self._context.background, whole, only_jobs=True))
        self.setCentralWidget(whole)

    def say(self, text: Message, undo: Callable[[], None] | None = None, *, warns: bool = False) -> None:
        """Say in this window what was done, or with a warning sign why it was not."""
        self._toast.say(text, action=undo, warns=warns)

    def _refuse(self, reason: str) -> None:
        self.say(Message(reason), warns=True)

    def come_forward(self) -> None:
        """Stand before all other windows."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()

    def settle(self) -> bool:
        """Keep what is being typed; False when that cannot be, which is shown then."""
        if (panel := open_panel_of(self)) is not None:
            panel.close()
        if open_panel_of(self) is None and self.detail.settle():
            return True
        self.come_forward()
        return False

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self.settle() or not self._is_written():
            event.ignore()  # what was typed is not thrown away unasked
            return
        self._context.preferences.set(_PLACE, bytes(self.saveGeometry().toBase64().data()).decode())
        super().closeEvent(event)
        self.gone.emit(self)
        self.deleteLater()

    def _actions(self) -> list[Action]:
        return [
            Action(
                "record.log",
                N_("Log activity"),
                self._log,
                N_("Write down a visit, call or message"),
                "L",
                "plus",
                lambda: bool(self.source.about),
                writes=True,
            ),
            Action(
                "record.edit",
                N_("Edit"),
                self._edit,
                N_("Change the current record"),
                "E",
                "pencil",
                self._may_edit,
                reason=self.detail.against_editing,
                writes=True,
            ),
            Action("record.close", N_("Close window"), self._leave, N_("Close this window"), "Ctrl+W", "x"),
        ]

    def _leave(self) -> None:
        self.close()

    def _is_written(self) -> bool:
        """Whether it can close now; else it does so later, unless a value is refused and comes back into its field."""
        return self._context.background.is_written(self, self._leave)

    def _may_edit(self) -> bool:
        return self.detail.details is not None and self.source.may_edit(self.detail.details)

    def _log(self) -> None:
        self.source.ask_about(self._context, self, self.record_id, self._navigator.log_activity)

    def _edit(self) -> None:
        if self._may_edit():
            self.source.edit(self._context, self, self.record_id, lambda _id: None)

    def _open_menu(self, button: QWidget) -> None:
        menu = QMenu(self)
        self.actions_set.fill_menu(menu, ("record.edit", "record.log", *MENU[1:], None, "record.close"))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(button.mapToGlobal(button.rect().bottomLeft()))

    def _on_shown(self, details: Any) -> None:
        self.setWindowTitle(self.source.describe(details, self._context).title)
        self.actions_set.refresh()

    def _fitting(self, size: tuple[int, int]) -> tuple[int, int]:
        """As large as the text asks for, and never larger than the screen."""
        room, px = self.screen().availableSize(), self._context.theme.px
        return min(px(size[0]), room.width()), min(px(size[1]), room.height() - _STEP)

    def _restore_place(self, count: int) -> None:
        """Where the last one was left, a step aside for each that stands there already."""
        stored = self._context.preferences.get(_PLACE, "")
        if not stored or not self.restoreGeometry(QByteArray.fromBase64(stored.encode())):
            self.resize(*self._fitting(_SIZE))
        self.move(self.pos() + QPoint(_STEP, _STEP) * count)


class _OwnNavigator:
    """Speaks in the window of the record; other records are shown where the lists are."""

    def __init__(self, main: Navigator, background: Background, window: RecordWindow, undo: Callable[[], None]) -> None:
        self._main, self._background, self._window, self._undo = main, background, window, undo

    def open(self, kind: str, record_id: str) -> None:
        """Show a record."""
        if record_id != self._window.record_id:
            self._main.open(kind, record_id)

    def open_window(self, kind: str, record_id: str) -> None:
        """Show a record in a window of its own."""
        self._main.open_window(kind, record_id)

    def new(self, kind: str, preset: Mapping[str, Any] | None = None) -> None:
        """Open the form of a new record on its page."""
        self._main.new(kind, preset)

    def log_activity(self, preset: Mapping[str, Any]) -> None:
        """Open the form of a new interaction over this window."""
        from crm_desktop.ui.activity_form import activity_logger

        activity_logger(self._window._context, self._window)(preset)

    def show_list(self, kind: str, spec: ListSpec) -> None:
        """Show a list narrowed by a specification."""
        self._main.show_list(kind, spec)

    def review(self, kind: str, record_id: str, item_id: str = "") -> None:
        """Show what is to be reviewed of a record, on the page of that."""
        self._main.review(kind, record_id, item_id)

    def say(self, text: Message) -> None:
        """Say something short that needs no answer."""
        self._window.say(text)

    def refuse(self, text: Message) -> None:
        """Say in short why something cannot be done."""
        self._window.say(text, warns=True)

    def did(self, text: Message) -> None:
        """Say what the step just written did, offering to undo it."""
        if self._background.has_changed:
            self._window.say(text, self._undo)
        else:
            self._window.say(NOTHING_CHANGED)
