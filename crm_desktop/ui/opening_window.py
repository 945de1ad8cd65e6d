"""The frame of the main window while a company file is being opened: there at once, and says what takes long."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget

from crm_desktop.core.i18n import Message
from crm_desktop.core.preferences import Preferences
from crm_desktop.core.version import PROGRAM
from crm_desktop.ui.theme import Role, Theme
from crm_desktop.ui.theme.tokens import Height, Width
from crm_desktop.ui.widgets.labels import Label
from crm_desktop.ui.window_place import SMALLEST, place

_BAR, _STEPS = 240, 1000


class OpeningWindow(QWidget):
    """Stands where the main window will stand, with its bars and nothing in them."""

    def __init__(self, theme: Theme, preferences: Preferences, text: Message) -> None:
        super().__init__()
        self._theme = theme
        self.setWindowTitle(PROGRAM)
        self.setMinimumSize(*SMALLEST)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(Width.SIDE_BAR), 0, 0, theme.px(Height.STATUS_BAR))
        column.setSpacing(theme.px(12))
        self._text = Label(theme, text, Role.BODY, colour="text2")
        self._progress = QProgressBar(textVisible=False, maximum=_STEPS)
        self._progress.setFixedSize(theme.px(_BAR), theme.px(4))
        self._progress.hide()
        column.addStretch(1)
        for each in (self._text, self._progress):
            column.addWidget(each, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)
        place(self, preferences)

    def show_progress(self, fraction: float, text: Message) -> None:
        """Say what takes long, and how far it is where that is known."""
        self._text.set_text(text)
        self._progress.setValue(round(fraction * _STEPS))
        self._progress.show()

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens, px = self._theme.tokens, self._theme.px
        side, status = px(Width.SIDE_BAR), px(Height.STATUS_BAR)
        body = self.rect().adjusted(side, 0, 0, -status)
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(tokens.window))
        painter.fillRect(body, QColor(tokens.content))
        line = QColor(tokens.line)
        painter.fillRect(side - 1, 0, 1, body.height(), line)
        painter.fillRect(0, body.height(), self.width(), 1, line)
        painter.end()
