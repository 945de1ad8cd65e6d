"""A popup to pick one of many by typing: of a company's forty users, a menu would fill the window."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from crm_desktop.ui.texts import Text
from crm_desktop.ui.theme import Theme
from crm_desktop.ui.widgets.check_list import CheckItem
from crm_desktop.ui.widgets.list_popup import ListPopup


class PickPopup(ListPopup):
    """The options that hold the words typed, the present one ticked; Enter or a press takes one and closes."""

    def __init__(
        self,
        theme: Theme,
        anchor: QWidget,
        title: Text,
        options: Sequence[tuple[Any, str]],
        current: Any,
        then: Callable[[Any], None],
    ) -> None:
        super().__init__(theme, anchor, title)
        self._options, self._current, self._then = list(options), current, then
        self.list.pressed_key.connect(self._pick)
        self.search.textChanged.connect(lambda _text: self._show())
        self.closed.connect(self.deleteLater)
        self._show()

    def take(self) -> None:
        """Enter: the row the keyboard is on."""
        if (key := self.list.current_key) is not None:
            self._pick(key)

    def _pick(self, key: Any) -> None:
        self.close_popup()
        self._then(key)

    def _show(self) -> None:
        words = self.search.text().strip().casefold()
        self.list.show_items(
            [CheckItem(key, name, key == self._current) for key, name in self._options if words in name.casefold()]
        )
