"""The base of all dialogs: a panel over the dimmed window.

A panel is a QDialog (screen readers call it a dialog) embedded in the window instead of a window of its own: it looks
the same on every system, moves with its window, needs no compositor for its round corners, and works where windows
cannot be placed. What a modal window would do is done here: the keyboard stays inside, the shortcuts of the window
rest, and the focus returns when the panel closes.
"""

import time

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QCloseEvent,
    QColor,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from shiboken6 import isValid

from crm_desktop.core import trail
from crm_desktop.ui.background import Ticket
from crm_desktop.ui.texts import Text, shown
from crm_desktop.ui.theme import Theme
from crm_desktop.ui.theme.shapes import shadow
from crm_desktop.ui.theme.tokens import Radius

_MARGIN = 24


class Backdrop(QWidget):
    """Dims the window and takes its mouse while a panel is open."""

    def __init__(self, window: QWidget, theme: Theme) -> None:
        super().__init__(window)
        self._theme, self._window = theme, window
        self.panel: Panel | None = None
        window.installEventFilter(self)
        self.setGeometry(window.rect())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize and watched is self._window:
            self.fill_window()
            if self.panel:
                self.panel.place()
        return False

    def fill_window(self) -> None:
        """Cover the window as it is now."""
        self.setGeometry(self._window.rect())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.accept()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        dark = self._theme.tokens.dark
        painter.fillRect(self.rect(), QColor(0, 0, 0, 140) if dark else QColor(43, 42, 40, 102))
        if self.panel and not dark:
            shadow(painter, QRectF(self.panel.geometry()), Radius.DIALOG, reach=20, drop=6, strength=26)
        painter.end()


class Panel(QDialog):
    """An embedded dialog; subclasses lay out their inside and override `submit` and `ask_to_close`."""

    def __init__(self, window: QWidget, theme: Theme, title: Text, width: int) -> None:
        self._backdrop = Backdrop(window.window(), theme)
        super().__init__(self._backdrop)
        self.setWindowFlags(Qt.WindowType.Widget)
        self._backdrop.panel = self
        self._backdrop.hide()
        self.theme, self.title = theme, title
        self._wanted_width = width
        self.footer_height = 0
        self._focus_before: QWidget | None = None
        self.opened_at = 0
        theme.theme_changed.connect(self.update)
        self.finished.connect(self._on_finished)
        self.setAccessibleName(shown(title))

    def open_panel(self) -> None:
        """Dim the window and show the panel in its middle."""
        trail.leave("dialog", self.title if type(self.title) is str else type(self).__name__)
        # Asked of the window: one just built has the keyboard only when the loop runs again.
        self._focus_before = self._backdrop.window().focusWidget()
        self.opened_at = time.perf_counter_ns()
        self._backdrop.fill_window()
        self._backdrop.show()
        self._backdrop.raise_()
        self.show()
        self.place()
        self.focus_inside()

    def focus_inside(self) -> None:
        """Give the keyboard to the control to begin with."""
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.focusNextPrevChild(True)

    def wanted_size(self) -> QSize:
        """The size the panel has when the window is large enough."""
        width = self.theme.px(self._wanted_width)
        return QSize(width, max(self.sizeHint().height(), self.heightForWidth(width)))

    def most_width(self) -> int:
        """How wide it can be in its window."""
        return self._backdrop.width() - 2 * _MARGIN

    def place(self) -> None:
        """Stand in the middle of the window, never larger than it."""
        room = self._backdrop.size()
        wanted = self.wanted_size()
        width = min(wanted.width(), self.most_width())
        height = min(wanted.height(), room.height() - 2 * _MARGIN)
        left, top = (room.width() - width) // 2, (room.height() - height) // 2
        self.setGeometry(QRect(QPoint(left, top), QSize(width, height)))
        self._backdrop.update()

    def submit(self) -> None:
        """What Ctrl+S and Ctrl+Enter do."""

    def ask_to_close(self) -> None:
        """What Esc and the cross do."""
        self.reject()

    def next_problem(self) -> None:
        """What F8 does."""

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ShortcutOverride:
            event.accept()  # the shortcuts of the window must not act behind an open panel
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Escape:
            self.ask_to_close()
        elif control and key in (Qt.Key.Key_S, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.submit()
        elif key == Qt.Key.Key_F8:
            self.next_problem()
        event.accept()

    def closeEvent(self, event: QCloseEvent) -> None:
        event.ignore()
        self.ask_to_close()

    def focusNextPrevChild(self, forward: bool) -> bool:
        start = QApplication.focusWidget()
        step: QWidget = start if start is not None and self.isAncestorOf(start) else self
        first = step
        while True:
            following = step.nextInFocusChain() if forward else step.previousInFocusChain()
            if following is None or following is first:
                return True
            step = following
            if self._takes_tab(step):
                step.setFocus(Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason)
                return True

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        t, box = self.theme.tokens, QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        path = QPainterPath()
        path.addRoundedRect(box, Radius.DIALOG, Radius.DIALOG)
        painter.fillPath(path, QColor(t.content))
        if self.footer_height:
            top = self.height() - self.footer_height
            painter.save()
            painter.setClipPath(path)  # filling the footer would square off the corners
            painter.fillRect(QRectF(0, top, self.width(), self.footer_height), QColor(t.sunken))
            painter.fillRect(QRectF(0, top, self.width(), 1), QColor(t.strong_line))
            painter.restore()
        painter.setPen(QPen(QColor(t.strong_line), 1))
        painter.drawPath(path)
        painter.end()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self.setAccessibleName(shown(self.title))
        super().changeEvent(event)

    def _takes_tab(self, widget: QWidget) -> bool:
        policy = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        return (
            policy == Qt.FocusPolicy.TabFocus
            and self.isAncestorOf(widget)
            and widget.focusProxy() is None
            and widget.isEnabled()
            and widget.isVisible()
        )

    def _on_finished(self) -> None:
        self._backdrop.hide()
        if self._focus_before is not None and isValid(self._focus_before):
            self._focus_before.setFocus(Qt.FocusReason.OtherFocusReason)
        self._backdrop.deleteLater()


def comes_late(window: QWidget, asked: Ticket | None) -> bool:
    """Whether a panel opened over a window while this was being read: a key was pressed twice, or another after it."""
    panel = open_panel_of(window) if asked is not None else None
    return panel is not None and asked is not None and panel.opened_at > asked.asked_at


def open_panel_of(window: QWidget) -> Panel | None:
    """The panel on top of a window, for actions that must rest meanwhile."""
    found = [drop.panel for drop in window.window().findChildren(Backdrop) if drop.isVisible() and drop.panel]
    return found[-1] if found else None
