"""The ring around a control that has the keyboard: drawn outside the control, so it never shifts a layout."""

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from crm_desktop.ui.theme import Theme
from crm_desktop.ui.theme.shapes import ring

_REACH = 3  # one pixel of gap and two of ring


class FocusRing(QWidget):
    """Follows its target until it is closed or the target goes."""

    def __init__(self, theme: Theme, target: QWidget, radius: float) -> None:
        super().__init__(_host(target))
        self._theme, self._target, self._radius = theme, target, radius
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._watched = _chain(target, self.parentWidget())
        for widget in self._watched:
            widget.installEventFilter(self)
        target.destroyed.connect(self.deleteLater)
        self._place()

    def close_ring(self) -> None:
        """Take the ring away."""
        for widget in self._watched:
            widget.removeEventFilter(self)
        self.hide()
        self.deleteLater()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.Hide):
            self._place()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        ring(painter, QRectF(self.rect()), self._radius + _REACH, self._theme.tokens.accent_text)
        painter.end()

    def _place(self) -> None:
        host = _host(self._target)
        if host is not self.parentWidget():
            self.setParent(host)
        self.setGeometry(_around(self._target, host))
        self.setVisible(self._target.isVisible())
        self.raise_()


class RingedFocus:
    """Gives a control its ring: call from focusInEvent and focusOutEvent."""

    def __init__(self, theme: Theme, target: QWidget, radius: float = 6) -> None:
        self._theme, self._target, self._radius = theme, target, radius
        self._ring: FocusRing | None = None
        self._by_mouse = False

    def gained(self, event: QFocusEvent) -> None:
        """Show the ring unless the focus came by mouse, now or before the window was left."""
        if event.reason() is not Qt.FocusReason.ActiveWindowFocusReason:
            self._by_mouse = event.reason() is Qt.FocusReason.MouseFocusReason
        if not self._by_mouse and self._ring is None and not self._target.isWindow():
            self._ring = FocusRing(self._theme, self._target, self._radius)

    def lost(self) -> None:
        """Take the ring away."""
        if self._ring is not None:
            self._ring.close_ring()
            self._ring = None


def _around(target: QWidget, host: QWidget) -> QRect:
    corner = target.mapTo(host, QPoint(0, 0))
    return QRect(corner, target.size()).adjusted(-_REACH, -_REACH, _REACH, _REACH)


def _host(target: QWidget) -> QWidget:
    """The nearest ancestor with room for the ring; never beyond a scrolled area or the window."""
    host = target
    while (parent := host.parentWidget()) is not None:
        host = parent
        if host.isWindow() or _is_viewport(host) or host.rect().contains(_around(target, host)):
            break
    return host


def _is_viewport(widget: QWidget) -> bool:
    parent = widget.parentWidget()
    return isinstance(parent, QAbstractScrollArea) and parent.viewport() is widget


def _chain(target: QWidget, host: QWidget | None) -> list[QWidget]:
    """The target and its ancestors below the host: a move of any of them moves the ring."""
    chain, step = [target], target.parentWidget()
    while step is not None and step is not host:
        chain.append(step)
        step = step.parentWidget()
    return chain
