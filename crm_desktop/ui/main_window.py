"""The main window: side bar, pages, status bar and menus. It places them and contains no business word."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QCloseEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QMenu, QStackedWidget, QVBoxLayout, QWidget

from crm_desktop.core import trail
from crm_desktop.core.i18n import N_, Message, tr
from crm_desktop.core.preferences import Preferences
from crm_desktop.ui.actions import EDIT, FILE, HELP, MENUS, RECORD, VIEW, Action, ActionSet
from crm_desktop.ui.background import Background
from crm_desktop.ui.dialogs.panel import open_panel_of
from crm_desktop.ui.side_bar import NARROW_BELOW, SideBar
from crm_desktop.ui.side_tabs import TabSpec
from crm_desktop.ui.side_views import ViewEntry
from crm_desktop.ui.status_bar import Hint, StatusBar
from crm_desktop.ui.texts import Plain
from crm_desktop.ui.theme import Theme
from crm_desktop.ui.theme.tokens import Height
from crm_desktop.ui.widgets.toast import Toast
from crm_desktop.ui.window_place import SMALLEST, place

# The pages that have a key: Ctrl+1 to Ctrl+9, then Ctrl+0.
_KEYED = 10


@dataclass(frozen=True)
class PageSpec:
    """A page: its key, marked title, icon, and how to make it. It is made when it is first shown.

    The first ten that are `numbered` are gone to by the digits. One that is not `in_bar` has no tab until somebody
    wants one.
    """

    key: str
    title: str
    icon: str
    make: Callable[[], QWidget]
    numbered: bool = True
    in_bar: bool = True


class MainWindow(QMainWindow):
    """Places the pages it is given and keeps track of which is shown."""

    page_shown = Signal(str)
    closing = Signal()

    def __init__(
        self,
        theme: Theme,
        background: Background,
        preferences: Preferences,
        pages: Sequence[PageSpec],
        actions: Sequence[Action],
    ) -> None:
        super().__init__()
        self._theme, self._preferences = theme, preferences
        self._specs = {page.key: page for page in pages}
        # Those that come and go, and the keys of the pages they stand behind and before.
        self._passing: tuple[PageSpec, ...] = ()
        self._pages: dict[str, QWidget] = {}
        self.current_page = ""
        # Other windows of the company that may hold something unsaved, and close with this one.
        self.settlers: list[Callable[[], bool]] = []
        self.close_guards: list[Callable[[], bool]] = []
        # Whether closing it only hides it, because the program goes on in the tray; `end` closes it all the same.
        self.hides_when_closed: Callable[[], bool] = lambda: False
        self._ends = False
        self.side_bar = SideBar(theme, [TabSpec(page.key, page.title, page.icon) for page in pages])
        self._background = background
        self.status = StatusBar(theme, background)
        self._stack = QStackedWidget()
        digits = {page.key: n for n, page in enumerate((each for each in pages if each.numbered), start=1)}
        tabs = [self._going_to(page, digits.get(page.key, _KEYED + 1)) for page in pages]
        self.actions_set = ActionSet(self, [*actions, *tabs], lambda: background.against_writing)
        self.actions_set.refused.connect(self._refuse)
        self._menus: dict[str, QMenu] = {}
        self._build()
        self.toast = Toast(self, theme, bottom=Height.STATUS_BAR + Height.SELECTION_BAR)
        self.side_bar.tab_chosen.connect(self.show_page)
        self.side_bar.view_chosen.connect(self._on_view_chosen)
        self.side_bar.view_entered.connect(lambda: self._focus(self.page(self.current_page)))
        self.side_bar.view_menu_requested.connect(self._open_view_menu)
        self.side_bar.view_save_requested.connect(self._save_view)
        place(self, preferences)
        self.setMinimumSize(*SMALLEST)

    def _going_to(self, page: PageSpec, digit: int = _KEYED + 1) -> Action:
        key = f"Ctrl+{digit % 10}" if digit <= _KEYED else ""
        shower = self._shower(page.key)
        return Action(f"go.{page.key}", page.title, shower, N_("Go to this page"), key, page.icon, menu=VIEW)

    def show_passing(self, specs: Sequence[PageSpec], behind: str) -> None:
        """Have these pages among the others, behind that of a key; they come and go while the window is open.

        One that is called or looks otherwise is made anew when it is shown next.
        """
        before, now = self._passing, tuple(specs)
        if [_looks(each) for each in before] == [_looks(each) for each in now]:
            return
        changed = {each.key for each in before} - {each.key for each in now if _looks(each) in map(_looks, before)}
        current, self._passing = self.current_page, now
        if current in changed:
            self.show_page(behind)
        for key in changed & self._pages.keys():
            page = self._pages.pop(key)
            self._stack.removeWidget(page)
            page.deleteLater()
        kept = {key: spec for key, spec in self._specs.items() if key not in {each.key for each in before}}
        self._specs = kept | {each.key: each for each in now}
        self.side_bar.tabs.blockSignals(True)
        tabs = [TabSpec(each.key, each.title, each.icon) for each in now]
        self.side_bar.tabs.replace_some([each.key for each in before], tabs, behind)
        if self.current_page:
            self.side_bar.tabs.set_current(self.current_page)
        self.side_bar.tabs.blockSignals(False)
        actions = [self._going_to(each) for each in now]
        self.actions_set.replace_some([self.actions_set.record(f"go.{each.key}") for each in before], actions)
        menu, last = self._menus[VIEW], self.actions_set.qt(f"go.{behind}")
        entries = menu.actions()
        following = entries[entries.index(last) + 1 :]
        for action in actions:
            shown = self.actions_set.qt(action.id)
            menu.insertAction(following[0], shown) if following else menu.addAction(shown)
        if current in changed and current in self._specs:
            self.show_page(current)

    @property
    def page_keys(self) -> list[str]:
        """The keys of the pages in the order of their numbers."""
        return list(self._specs)

    def spec(self, key: str) -> PageSpec:
        """What was said of the page of a key."""
        return self._specs[key]

    def page(self, key: str) -> Any:
        """The page of a key, made now if it was never shown."""
        if key not in self._pages:
            page = self._specs[key].make()
            self._pages[key] = page
            self._stack.addWidget(page)
            for signal, reaction in (("status_changed", self._show_status), ("views_changed", self._show_views)):
                if hasattr(page, signal):
                    getattr(page, signal).connect(reaction)
            if hasattr(page, "remember_place"):
                self.closing.connect(page.remember_place)
        return self._pages[key]

    def show_page(self, key: str) -> None:
        """Show a page."""
        page = self.page(key)
        if key == self.current_page:
            return
        trail.leave("page", key)
        self.current_page = key
        self._stack.setCurrentWidget(page)
        self.side_bar.tabs.blockSignals(True)
        self.side_bar.tabs.set_current(key)
        self.side_bar.tabs.blockSignals(False)
        self._preferences.set("window.page", key)
        self._fill_record_menu(page)
        self._show_views()
        self._show_status()
        self._focus(page)
        self.page_shown.emit(key)

    def say(self, text: Message, undo: Callable[[], None] | None = None, *, warns: bool = False) -> None:
        """Say in the toast what was done, or with a warning sign why it was not."""
        self.toast.say(text, action=undo, warns=warns)

    def _refuse(self, reason: str) -> None:
        self.say(Message(reason), warns=True)

    def come_forward(self) -> None:
        """Stand before all other windows, also when it was minimized."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()

    def remember_place(self) -> None:
        """Keep where the window stands and what is current on its pages, for the next window."""
        self._preferences.set("window.geometry", bytes(self.saveGeometry().toBase64().data()).decode())
        self.closing.emit()

    def stand_like(self, other: QWidget) -> None:
        """Take the very place of another window; what is remembered would be moved to fit the screen."""
        if not other.isMaximized() and not other.isFullScreen():
            self.setGeometry(other.geometry())

    def retranslate(self) -> None:
        """Show menus and bars in the current language."""
        for name, menu in self._menus.items():
            menu.setTitle(_with_letter(name))
        self.actions_set.refresh()
        self._show_views()
        self._show_status()

    def add_menu(self, name: str, before: str) -> QMenu:
        """A further menu of the menu bar, before the one of a name."""
        menu = QMenu(_with_letter(name), self)
        self.menuBar().insertMenu(self._menus[before].menuAction(), menu)
        self._menus[name] = menu
        return menu

    # --- building

    def _build(self) -> None:
        body = QWidget()
        columns = QHBoxLayout()
        columns.setContentsMargins(0, 0, 0, 0)
        columns.setSpacing(0)
        columns.addWidget(self.side_bar)
        columns.addWidget(self._stack, 1)
        rows = QVBoxLayout(body)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addLayout(columns, 1)
        rows.addWidget(self.status)
        self.setCentralWidget(body)
        for name in MENUS:
            # Owned by the window: a menu that only the bar knows may vanish with its Python wrapper.
            menu = QMenu(_with_letter(name), self)
            self.menuBar().addMenu(menu)
            menu.aboutToShow.connect(self._refresh_actions)
            self._menus[name] = menu
        for name in (FILE, EDIT, VIEW, HELP):
            self.actions_set.fill_bar_menu(self._menus[name], name)

    def _shower(self, key: str) -> Callable[[], None]:
        return lambda: self.show_page(key)

    def _fill_record_menu(self, page: QWidget) -> None:
        """The menu of the records of the current page, from that page's own actions."""
        menu = self._menus[RECORD]
        menu.clear()
        for inner in menu.findChildren(QMenu):
            inner.deleteLater()
        own = getattr(page, "actions_set", None)
        if isinstance(own, ActionSet):
            own.fill_grouped(menu, "list", N_("List of records"))
        menu.menuAction().setVisible(not menu.isEmpty())

    def _refresh_actions(self) -> None:
        self.actions_set.refresh()
        own = getattr(self._stack.currentWidget(), "actions_set", None)
        if isinstance(own, ActionSet):
            own.refresh()

    # --- bars

    def _show_views(self) -> None:
        page: Any = self._stack.currentWidget()
        entries: Sequence[ViewEntry] = page.views() if hasattr(page, "views") else ()
        self.side_bar.show_views(entries, getattr(page, "current_view", ""))
        self.side_bar.offer_saving(hasattr(page, "saved_views"))

    def _show_status(self) -> None:
        page = self._stack.currentWidget()
        if page is None:
            return
        text = page.status_text() if hasattr(page, "status_text") else ""
        self.status.set_text(Plain(text))
        hints: Sequence[Hint] = page.keys_now() if hasattr(page, "keys_now") else getattr(page, "hints", ())
        self.status.set_hints(hints)

    def _open_view_menu(self, place: QPoint) -> None:
        page: Any = self._stack.currentWidget()
        if hasattr(page, "open_view_menu"):
            page.open_view_menu(place)

    def _save_view(self) -> None:
        page: Any = self._stack.currentWidget()
        if hasattr(page, "saved_views"):
            page.actions_set.trigger("list.save_view")

    def _on_view_chosen(self, key: str) -> None:
        page: Any = self._stack.currentWidget()
        if hasattr(page, "show_view"):
            page.show_view(key)

    def _focus(self, page: QWidget) -> None:
        table = getattr(page, "table", None)
        (table if isinstance(table, QWidget) else page).setFocus(Qt.FocusReason.OtherFocusReason)

    # --- size, language, closing

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.side_bar.set_narrow(self.width() < self._theme.px(NARROW_BELOW))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def settle(self) -> bool:
        """Let every page and window keep what is being typed in it; one that cannot is shown, and says why."""
        if not all(settles() for settles in self.settlers):
            return False
        for key, page in self._pages.items():
            if hasattr(page, "settle") and not page.settle():
                self.show_page(key)
                return False
        return True

    def _close_later(self) -> None:
        self.close()

    def end(self) -> bool:
        """Close for good, also where closing usually hides; False when something keeps the window open."""
        self._ends = True
        return self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        if (panel := open_panel_of(self)) is not None:
            panel.close()
            if open_panel_of(self) is not None:
                # What was typed there is not thrown away unasked.
                self._ends = False
                event.ignore()
                return
        is_kept = self.settle() and all(may_close() for may_close in self.close_guards)
        # A value that is refused comes back into its field, so there must be a window to come back to.
        if not self._background.is_written(self, self._close_later) or not is_kept:
            event.ignore()
            self._ends = self._ends and is_kept
            if is_kept and self._background.jobs:
                self.say(Message("The window closes as soon as everything is saved."))
            return
        self.remember_place()
        if not self._ends and self.hides_when_closed():
            event.ignore()
            self.hide()
            return
        super().closeEvent(event)


def _looks(page: PageSpec) -> tuple[str, str, str, str]:
    """What tells whether a page is the same as before."""
    return page.key, page.title, getattr(page.title, "chinese", ""), page.icon


def _with_letter(name: str) -> str:
    """The title of a menu with the letter that opens it with Alt: the same key in every language."""
    title, letter = tr(name), name[0]
    return f"&{title}" if title.startswith(letter) else f"{title}(&{letter})"
