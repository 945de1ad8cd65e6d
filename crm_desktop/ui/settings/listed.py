"""Sections of the settings that list something, with buttons for the current line; kinds may stand at the left."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QSizePolicy, QVBoxLayout, QWidget

from crm_desktop.core.i18n import Message, tr
from crm_desktop.ui.background import Latest
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.theme import Role
from crm_desktop.ui.theme.tokens import Space
from crm_desktop.ui.widgets.buttons import Button
from crm_desktop.ui.widgets.labels import Label
from crm_desktop.ui.widgets.shrinking import Shrinking

_LEFT, _LINE = 210, 28
# A button and what it does.
Command = tuple[Button, Callable[[], None]]


class ListedSection(QWidget):
    """What such sections share: reading again, writing a step and saying so, and where everything stands."""

    def __init__(self, context: PageContext, note: str) -> None:
        super().__init__()
        self._context = context
        self._reads = Latest(context.background, self)
        self.note = Label(context.theme, note, Role.SMALL, colour="text3", wrap=True)

    def reload(self) -> None:
        """Read what is listed."""
        raise NotImplementedError

    def write(self, step: Message, operation: Callable[[Any], Any], said: Message) -> None:
        """Write a step, say what was done or why it cannot be, and show what is there now."""

        def done(_result: Any) -> None:
            self._context.navigator.did(said)
            self.reload()

        self._context.background.write(step, operation, done, self._on_failed, owner=self)

    def _on_failed(self, error: Exception) -> None:
        self._context.navigator.refuse(getattr(error, "message", Message("This could not be done.")))
        self.reload()

    def column(self, listed: QWidget, commands: Sequence[Command], left: int = Space.XL) -> QVBoxLayout:
        """The buttons, a note, and below them the list."""
        px = self._context.theme.px
        column = QVBoxLayout()
        column.setContentsMargins(px(left), 0, px(Space.XL), px(12))
        column.setSpacing(px(8))
        column.addWidget(self._buttons(commands))
        column.addWidget(self.note)
        column.addWidget(listed, 1)
        return column

    def lay_beside(self, kinds: QWidget, listed: QWidget, commands: Sequence[Command]) -> None:
        """The kinds at the left, what is listed of the current one at the right."""
        row = QHBoxLayout(self)
        row.setContentsMargins(self._context.theme.px(Space.M), 0, 0, 0)
        row.addWidget(kinds)
        row.addLayout(self.column(listed, commands, Space.M), 1)

    def _buttons(self, commands: Sequence[Command]) -> QWidget:
        """In large letters the buttons give up their words, the last ones first."""
        bar = QWidget()
        bar.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(bar)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(self._context.theme.px(8))
        row.setSizeConstraint(QHBoxLayout.SizeConstraint.SetNoConstraint)
        for button, what in commands:
            button.clicked.connect(partial(_call, what))
            row.addWidget(button)
        row.addStretch(1)
        Shrinking(bar, [button for button, _what in reversed(commands)])
        return bar


class KindsList(QListWidget):
    """The kinds at the left of a section; `chosen` is called with the key of the one that becomes current."""

    def __init__(
        self, context: PageContext, name: str, kinds: Iterable[tuple[str, str]], chosen: Callable[[str], None]
    ) -> None:
        super().__init__()
        px = context.theme.px
        self.setObjectName("sections")
        self.setFrameShape(QListWidget.Shape.NoFrame)
        self.setAccessibleName(tr(name))
        # Half of it is enough for most names where large letters leave no more.
        self.setMinimumWidth(px(_LEFT) // 2)
        self.setMaximumWidth(px(_LEFT))
        for key, title in kinds:
            item = QListWidgetItem(title)
            item.setData(Qt.ItemDataRole.UserRole, key)
            item.setSizeHint(QSize(0, px(_LINE)))
            self.addItem(item)
        self.currentItemChanged.connect(lambda item: chosen(str(item.data(Qt.ItemDataRole.UserRole))))


def _call(what: Callable[[], None], _checked: bool = False) -> None:
    what()
