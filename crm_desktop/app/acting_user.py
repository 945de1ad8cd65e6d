"""Who acts in a window: choosing another user, and following what changes about the one who acts."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QMenu

from crm_desktop.core.i18n import language
from crm_desktop.core.viewer import Viewer
from crm_desktop.queries.viewer import viewer_of
from crm_desktop.ui.change_feed import ChangeFeed
from crm_desktop.ui.main_window import MainWindow
from crm_desktop.ui.messages import Messages
from crm_desktop.ui.page_context import PageContext


class ActingUser(QObject):
    """`background.viewer` is the user who acts; `changed` tells when that is someone else or may do other things."""

    changed = Signal()

    def __init__(self, window: MainWindow, context: PageContext, feed: ChangeFeed, messages: Messages) -> None:
        super().__init__(window)
        self._window, self._context, self._messages = window, context, messages
        self._background = context.background
        feed.subscribe(window, ("app_user", "role", "team"), lambda _changes: self._look_again())

    def choose(self) -> None:
        """Offer the users of the company; whoever is chosen acts from now on."""
        menu = QMenu(self._window)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for user_id, name in self._context.choices.options("users", language()):
            action = menu.addAction(name.replace("&", "&&"), self._chooser(user_id))
            action.setCheckable(True)
            action.setChecked(user_id == self._background.viewer.user_id)
        bar = self._window.side_bar.company
        menu.popup(bar.mapToGlobal(bar.rect().bottomLeft()))

    def act_as(self, viewer: Viewer) -> None:
        """Show everything as this user sees it, and write in this name."""
        self._background.viewer = viewer
        self._context.preferences.set(f"user.{self._context.path}", viewer.user_id)
        self.changed.emit()
        self._context.viewer_changed.emit()

    def _chooser(self, user_id: str) -> Callable[[], None]:
        def choose() -> None:
            self._background.read(self._window, lambda reading: viewer_of(reading, user_id=user_id), self.act_as)

        return choose

    def _look_again(self) -> None:
        """Somebody's role, team or manager changed: from now on the acting user sees and may do what that says."""

        def renew(viewer: Viewer) -> None:
            if viewer.user_id == self._background.viewer.user_id and viewer != self._background.viewer:
                self.act_as(viewer)

        def choose_another(error: Exception) -> None:
            self._messages.show_error(error)
            self.choose()

        user_id = self._background.viewer.user_id
        self._background.read(self._window, lambda reading: viewer_of(reading, user_id=user_id), renew, choose_another)
