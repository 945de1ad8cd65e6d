"""Who acts in a window: choosing another user, and following what changes about the one who acts."""

from PySide6.QtCore import QObject, Signal

from crm_desktop.core.i18n import N_, language
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
        feed.subscribe(window, ("app_user", "role", "team", "parameter"), lambda _changes: self._look_again())

    def choose(self) -> None:
        """Offer the users of the company; whoever is chosen acts from now on, as soon as nothing is unsaved."""
        from crm_desktop.ui.widgets.pick_popup import PickPopup

        context = self._context
        users = list(context.choices.options("users", language()))
        present = self._background.viewer.user_id
        PickPopup(context.theme, self._window.side_bar.company, N_("Act as"), users, present, self._choose).open_here()

    def act_as(self, viewer: Viewer) -> None:
        """Show everything as this user sees it, and write in this name."""
        is_another = viewer.user_id != self._background.viewer.user_id
        if is_another and not self._background.is_written(self, lambda: self.act_as(viewer)):
            # What is refused comes back to the one who typed it, and to nobody else.
            return
        self._background.viewer = viewer
        self._context.preferences.set(f"user.{self._context.path}", viewer.user_id)
        self.changed.emit()
        self._context.viewer_changed.emit()

    def _choose(self, user_id: str) -> None:
        if not self._window.settle():
            return
        self._background.read(self._window, lambda reading: viewer_of(reading, user_id=user_id), self.act_as)

    def _look_again(self) -> None:
        """Roles, teams, managers or rules changed: from now on the acting user sees and may do what they say."""

        def renew(viewer: Viewer) -> None:
            if viewer.user_id == self._background.viewer.user_id and viewer != self._background.viewer:
                self.act_as(viewer)

        def choose_another(error: Exception) -> None:
            self._messages.show_error(error)
            self.choose()

        user_id = self._background.viewer.user_id
        self._background.read(self._window, lambda reading: viewer_of(reading, user_id=user_id), renew, choose_another)
