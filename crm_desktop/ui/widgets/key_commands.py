"""Keys of a list that stands in a panel: there no shortcut acts, since those of the window must not act behind it."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QWidget


class KeyCommands(QObject):
    """Does what belongs to a key, such as “F2” or “Alt+Up”, while a widget has the keyboard."""

    def __init__(self, widget: QWidget, commands: Mapping[str, Callable[[], None]]) -> None:
        super().__init__(widget)
        self._commands = {QKeySequence(key): do for key, do in commands.items()}
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Carry out the command of a key that is pressed."""
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            command = self._commands.get(QKeySequence(event.keyCombination()))
            if command is not None:
                command()
                return True
        return super().eventFilter(watched, event)
