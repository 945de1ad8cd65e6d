"""Which pages have a tab in the side bar; the others are behind “More”, and have one while they are looked at."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu

from crm_desktop.core.i18n import tr
from crm_desktop.core.preferences import Preferences
from crm_desktop.ui.main_window import MainWindow

# Maps the key of a page to whether somebody wants its tab; of those that nobody decided on, the page itself knows.
_KEPT_AS = "window.pages_in_bar"


class PagesInBar:
    """Keeps the tabs of a window as somebody chose them; `on_call` are the pages that come and go by themselves."""

    def __init__(self, window: MainWindow, preferences: Preferences, on_call: Callable[[str], bool | None]) -> None:
        self._window, self._preferences, self._on_call = window, preferences, on_call
        self._bar = window.side_bar
        self._bar.more_pressed.connect(self._open_more)
        self._bar.tabs.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self._bar.tabs.customContextMenuRequested.connect(self._open_choice)
        window.page_shown.connect(lambda _key: self.fit())
        self.fit()

    def fit(self) -> None:
        """Show the tabs there are to be now."""
        for key in self._window.page_keys:
            self._bar.tabs.show_tab(key, self._is_in(key) or key == self._window.current_page)

    def _is_in(self, key: str) -> bool:
        decided = self._on_call(key)
        if decided is not None:
            return decided
        wanted = self._wishes().get(key)
        return self._window.spec(key).in_bar if wanted is None else wanted

    def _wishes(self) -> dict[str, bool]:
        kept = self._preferences.get(_KEPT_AS)
        return {str(key): bool(wanted) for key, wanted in kept.items()} if isinstance(kept, dict) else {}

    def _put(self, key: str, wanted: bool) -> None:
        self._preferences.set(_KEPT_AS, self._wishes() | {key: wanted})
        self.fit()

    def _chosen_from(self) -> Sequence[str]:
        return [key for key in self._window.page_keys if self._on_call(key) is None]

    def _open_more(self) -> None:
        """Offer the pages without a tab, and which pages are to have one."""
        menu, left_out = self._menu(), self._bar.tabs.left_out()
        chosen_out = [key for key in self._chosen_from() if not self._is_in(key)]
        keys = [key for key in self._window.page_keys if key in left_out or key in chosen_out]
        self._window.actions_set.fill_menu(menu, [f"go.{key}" for key in keys])
        if not menu.isEmpty():
            menu.addSeparator()
        self._offer_choice(menu)
        more = self._bar.more
        menu.popup(more.mapToGlobal(QPoint(more.width(), 0)))

    def _open_choice(self, place: QPoint) -> None:
        """At a tab: take it out of the bar, or choose among all."""
        menu, tabs = self._menu(), self._bar.tabs
        key = tabs.key_at(place)
        if key in self._chosen_from() and self._is_in(key):
            menu.addAction(tr("Take out of the side bar")).triggered.connect(lambda: self._put(key, False))
        self._offer_choice(menu)
        menu.popup(tabs.mapToGlobal(place))

    def _menu(self) -> QMenu:
        menu = QMenu(self._bar)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        return menu

    def _offer_choice(self, menu: QMenu) -> None:
        inner = menu.addMenu(tr("Pages in the side bar"))
        for key in self._chosen_from():
            # Without its icon, which would stand where the tick does.
            entry = inner.addAction(tr(self._window.spec(key).title).replace("&", "&&"))
            entry.setCheckable(True)
            entry.setChecked(self._is_in(key))
            entry.triggered.connect(lambda wanted, of=key: self._put(of, wanted))
