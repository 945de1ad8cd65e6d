"""The navigator of one window: turns a wish of a page into showing another."""

from collections.abc import Callable, Mapping
from typing import Any

from crm_desktop.core.i18n import Message
from crm_desktop.core.listing import ListSpec
from crm_desktop.ui.main_window import MainWindow
from crm_desktop.ui.navigator import NOTHING_CHANGED
from crm_desktop.ui.pages import REVIEW, page_of_kind


class WindowNavigator:
    """Knows which page shows which kind; given its window once that exists."""

    def __init__(self, page_of: Callable[[str], str] = page_of_kind) -> None:
        self._page_of = page_of
        self._window: MainWindow | None = None
        self._undo: Callable[[], None] | None = None
        self._has_changed: Callable[[], bool] = lambda: False
        self._log: Callable[[Mapping[str, Any]], None] | None = None
        self._forms: Mapping[str, Callable[[str], None]] = {}
        self.windows: Callable[[str, str], None] | None = None
        self.plan: Callable[[Mapping[str, Any]], None] | None = None

    def attach(
        self,
        window: MainWindow,
        undo: Callable[[], None],
        has_changed: Callable[[], bool],
        log_activity: Callable[[Mapping[str, Any]], None],
        forms: Mapping[str, Callable[[str], None]] | None = None,
    ) -> None:
        """Serve this window; `forms` open the kinds that have a form but no page.

        `has_changed` tells whether the step written last changed anything.
        """
        self._window, self._undo, self._log, self._forms = window, undo, log_activity, forms or {}
        self._has_changed = has_changed

    def open(self, kind: str, record_id: str) -> None:
        """Show a record on its page, or in its form; kinds that have neither are left alone."""
        if kind in self._forms:
            self._forms[kind](record_id)
        elif self._window is not None and (page := self._page(kind)) is not None:
            page.show_record(record_id)
            if not self._window.isActiveWindow():
                self._window.come_forward()

    def open_window(self, kind: str, record_id: str) -> None:
        """Show a record in a window of its own, where its kind has pages at all."""
        if self.windows is not None and self._page_of(kind):
            self.windows(kind, record_id)

    def new(self, kind: str, preset: Mapping[str, Any] | None = None) -> None:
        """Open the form of a new record on its page."""
        if (page := self._page(kind)) is not None:
            page.new(preset)

    def log_activity(self, preset: Mapping[str, Any]) -> None:
        """Open the form of a new interaction."""
        if self._log is not None:
            self._log(preset)

    def plan_task(self, about: Mapping[str, Any]) -> None:
        """Open the form of a new task where one is."""
        if self.plan is not None:
            self.plan(about)

    def show_list(self, kind: str, spec: ListSpec) -> None:
        """Show a list narrowed by a specification."""
        if (page := self._page(kind)) is not None:
            page.show_spec(spec)

    def _page(self, kind: str) -> Any:
        """The page of a kind, which is shown now; None where there is none."""
        key = self._page_of(kind)
        if self._window is None or key not in self._window.page_keys:
            return None
        self._window.show_page(key)
        return self._window.page(key)

    def review(self, kind: str, record_id: str, item_id: str = "") -> None:
        """Show what is to be reviewed of a record, and one thing of it."""
        if self._window is not None:
            self._window.show_page(REVIEW)
            self._window.page(REVIEW).show_record(kind, record_id, item_id)
            if not self._window.isActiveWindow():
                self._window.come_forward()

    def say(self, text: Message) -> None:
        """Say something short that needs no answer."""
        if self._window is not None:
            self._window.say(text)

    def refuse(self, text: Message) -> None:
        """Say in short why something cannot be done."""
        if self._window is not None:
            self._window.say(text, warns=True)

    def did(self, text: Message) -> None:
        """Say what the step just written did; the toast offers to take it back. What changed nothing is no step."""
        if self._window is None:
            return
        if self._has_changed():
            self._window.say(text, self._undo)
        else:
            self._window.say(NOTHING_CHANGED)
