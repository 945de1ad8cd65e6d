"""The program's icon in the tray of the desktop: notifications, and a few commands while the window is hidden."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from crm_desktop.core.i18n import tr

_SHOWN_MS = 15_000
# A marked text and what it does; None is a line between.
Entry = tuple[str, Callable[[], None]] | None


class Tray(QObject):
    """An icon that opens the window when it is pressed; `notice_pressed` tells that a notification was."""

    pressed = Signal()
    notice_pressed = Signal()

    def __init__(self, icon: QIcon, entries: Sequence[Entry]) -> None:
        super().__init__()
        self._icon = QSystemTrayIcon(icon, self)
        self._menu = TrayMenu(entries)
        self._icon.setContextMenu(self._menu)
        self._icon.activated.connect(self._on_activated)
        self._icon.messageClicked.connect(self.notice_pressed)

    @staticmethod
    def is_offered() -> bool:
        """Whether this desktop has a tray."""
        return QSystemTrayIcon.isSystemTrayAvailable()

    def show(self) -> None:
        """Show the icon."""
        self._icon.show()

    def say(self, text: str) -> None:
        """What the icon tells when the mouse rests on it."""
        self._icon.setToolTip(text)

    def notify(self, title: str, body: str) -> None:
        """Show a notification of the system."""
        self._icon.showMessage(title, body, self._icon.icon(), _SHOWN_MS)

    def end(self) -> None:
        """Take the icon away."""
        self._icon.hide()
        self._menu.deleteLater()

    def _on_activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason is QSystemTrayIcon.ActivationReason.Trigger:
            self.pressed.emit()


class TrayMenu(QMenu):
    """The commands of the icon, in the language of the program."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        super().__init__()
        self._texts: list[str] = []
        for entry in entries:
            if entry is None:
                self.addSeparator()
                self._texts.append("")
            else:
                self.addAction("").triggered.connect(_calling(entry[1]))
                self._texts.append(entry[0])
        self._show_texts()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self._show_texts()
        super().changeEvent(event)

    def _show_texts(self) -> None:
        for action, text in zip(self.actions(), self._texts, strict=True):
            if text:
                action.setText(tr(text))


def _calling(do: Callable[[], None]) -> Callable[[bool], None]:
    return lambda _checked: do()
