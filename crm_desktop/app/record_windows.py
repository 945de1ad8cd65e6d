"""The windows of single records beside the main window: opened once for each record, closed with it."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from crm_desktop.models.customising import own_kind_id
from crm_desktop.ui.actions import Action
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.pages import detail_source
from crm_desktop.ui.record_window import RecordWindow


class RecordWindows(QObject):
    """Keeps the open ones; a record has at most one window."""

    changed = Signal()

    def __init__(
        self, context: PageContext, own: Callable[[RecordWindow], list[Action]], undo: Callable[[], None]
    ) -> None:
        super().__init__()
        self._context, self._own, self._undo = context, own, undo
        self.windows: list[RecordWindow] = []

    def open(self, kind: str, record_id: str) -> None:
        """Show a record in a window of its own, or bring forward the one that does."""
        for window in self.windows:
            if window.record_id == record_id:
                window.come_forward()
                return
        if own_kind_id(kind) and self._context.choices.own_kind(kind) is None:
            # Its kind was deleted, perhaps since the window was there at the end of the last day.
            return
        source = detail_source(kind, self._context.choices)
        window = RecordWindow(self._context, source, record_id, self._own, len(self.windows), self._undo)
        window.gone.connect(self._on_gone)
        self.windows.append(window)
        self.changed.emit()
        window.come_forward()

    def opened(self) -> list[tuple[str, str]]:
        """Kind and id of every record that has a window."""
        return [(window.source.kind, window.record_id) for window in self.windows]

    def settle(self) -> bool:
        """Let all of them keep what is being typed; False when one cannot, which comes forward then."""
        return all(window.settle() for window in self.windows)

    def close_all(self) -> bool:
        """Close all of them; False when one has something that is not saved yet."""
        return all(window.close() for window in list(self.windows))

    def end(self) -> None:
        """Take all of them away, because the company is closed."""
        for window in self.windows:
            window.hide()
            window.deleteLater()
        self.windows = []

    def _on_gone(self, window: RecordWindow) -> None:
        self.windows.remove(window)
        self.changed.emit()
