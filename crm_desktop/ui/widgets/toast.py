"""The dark pill above the status bar that says what was done and offers to undo it, or why it was not done.

One at a time, eight seconds. It never lies over the field that is being typed into: there it stands above the field.
"""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QEnterEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QPushButton, QSizePolicy, QWidget

from crm_desktop.core.i18n import N_
from crm_desktop.ui.texts import Retranslating, Text, shown
from crm_desktop.ui.theme import Role, Theme
from crm_desktop.ui.theme.shapes import rounded, shadow
from crm_desktop.ui.theme.tokens import Height, Radius
from crm_desktop.ui.widgets.focus_ring import RingedFocus
from crm_desktop.ui.widgets.key_hints import CAP_HEIGHT, cap_width, draw_key_cap, key_text

UNDO = N_("Undo")
_LIFE_MS, _HEIGHT, _SHADOW, _ABOVE = 8000, 40, 12, 16
# A field with its message is at most so high; what is higher is a form or a list.
_FIELD = 96


class Toast(Retranslating):
    """Lives in its window; `say` replaces what it said before. Never for errors that need an action."""

    def __init__(self, window: QWidget, theme: Theme, *, bottom: int = Height.STATUS_BAR) -> None:
        super().__init__(window)
        self._theme, self._window, self._bottom = theme, window, bottom
        self._text: Text = ""
        self.warns = False
        self._action: Callable[[], None] | None = None
        self.button = _ToastButton(self, theme)
        self.button.clicked.connect(self._on_action)
        self._life = QTimer(self, singleShot=True, interval=_LIFE_MS)
        self._life.timeout.connect(self.hide)
        window.installEventFilter(self)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._on_focus)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()

    def say(
        self,
        text: Text,
        *,
        action: Callable[[], None] | None = None,
        word: Text = UNDO,
        key: str | None = "Ctrl+Z",
        warns: bool = False,
    ) -> None:
        """Show what was done, with one action; the key cap is a reminder, the key itself belongs to the window.

        A refusal `warns`: it must not look as if something was done.
        """
        self._text, self._action, self.warns = text, action, warns
        self.button.set(word, key)
        self.button.setVisible(action is not None)
        self.retranslate()
        self.show()
        self.raise_()
        self._life.start()

    def text(self) -> str:
        """What it says now."""
        return shown(self._text)

    def retranslate(self) -> None:
        """Show the sentence in the current language."""
        self.setAccessibleName(self.text())
        self._place()
        self.update()

    def enterEvent(self, event: QEnterEvent) -> None:
        self._life.stop()

    def leaveEvent(self, event: QEvent) -> None:
        self._life.start()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize and self.isVisible():
            self._place()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, t, px = QPainter(self), self._theme.tokens, self._theme.px
        box = QRectF(self.rect()).adjusted(_SHADOW, _SHADOW, -_SHADOW, -_SHADOW)
        if not t.dark:
            shadow(painter, box, Radius.COLUMN, reach=10, drop=3, strength=36)
        rounded(painter, box, Radius.COLUMN, t.toast, t.strong_line if t.dark else None)
        name, colour = ("triangle-alert", t.toast_warning) if self.warns else ("circle-check", t.toast_good)
        icon = self._theme.pixmap(name, colour, ratio=self.devicePixelRatioF())
        painter.drawPixmap(round(box.left()) + px(14), round(box.center().y() - px(8)), icon)
        painter.setFont(self._theme.font(Role.BODY, 500))
        painter.setPen(QColor(t.on_toast))
        right = self.button.x() - px(14) if self._action else box.right() - px(14)
        words = QRectF(box.left() + px(40), box.top(), right - box.left() - px(40), box.height())
        text = painter.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, round(words.width()) + 1)
        painter.drawText(words, int(Qt.AlignmentFlag.AlignVCenter), text)
        if self._action:
            painter.fillRect(QRectF(self.button.x() - px(6), box.top() + px(11), 1, px(18)), QColor(t.toast_line))
        painter.end()

    def _place(self) -> None:
        px, room = self._theme.px, self._window.rect()
        words = round(self._theme.width_of(self.text(), self._theme.font(Role.BODY, 500)) + 2)
        tail = self.button.sizeHint().width() + px(14) + px(8) if self._action else px(14)
        width = min(px(40) + words + tail, room.width() - 48)
        top = room.height() - px(self._bottom + _ABOVE + _HEIGHT)
        outer = QRectF((room.width() - width) // 2, top, width, px(_HEIGHT))
        field = self._field_typed_into()
        if outer.intersects(QRectF(field)):
            above = field.top() - px(_ABOVE + _HEIGHT)
            outer.moveTop(above if above > 0 else field.bottom() + px(_ABOVE))
        self.setGeometry(outer.adjusted(-_SHADOW, -_SHADOW, _SHADOW, _SHADOW).toRect())
        size = self.button.sizeHint()
        self.button.setGeometry(
            _SHADOW + width - px(8) - size.width(), _SHADOW + (px(_HEIGHT) - size.height()) // 2, *size.toTuple()
        )

    def _on_focus(self, _old: QWidget | None, now: QWidget | None) -> None:
        if self.isVisible() and now is not None and now.window() is self._window:
            self._place()

    def _field_typed_into(self) -> QRect:
        """Where in the window the keyboard writes; nowhere where it does not."""
        field = QApplication.focusWidget()
        if not isinstance(field, QLineEdit | QPlainTextEdit) or field.window() is not self._window:
            return QRect()
        whole: QWidget = field
        while (parent := whole.parentWidget()) is not None and parent.height() <= self._theme.px(_FIELD):
            whole = parent
        return QRect(whole.mapTo(self._window, QPoint()), whole.size())

    def _on_action(self) -> None:
        action, self._action = self._action, None
        self._life.stop()
        self.hide()
        if action:
            action()


class _ToastButton(QPushButton):
    """The action of a toast: an accent word and its key."""

    def __init__(self, toast: Toast, theme: Theme) -> None:
        super().__init__(toast)
        self._theme, self._word, self._key = theme, "", ""
        self._ring = RingedFocus(theme, self)
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set(self, word: Text, key: str | None) -> None:
        """Show another word and key."""
        self._word, self._key = shown(word), key or ""
        self.setText(self._word)

    def sizeHint(self) -> QSize:
        px = self._theme.px
        width = round(self._theme.width_of(self._word, self._theme.font(Role.BODY, 600)) + 1) + px(16)
        if self._key:
            width += px(8) + cap_width(self._theme, key_text(self._key))
        return QSize(width, px(30))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, t, px = QPainter(self), self._theme.tokens, self._theme.px
        painter.setFont(self._theme.font(Role.BODY, 600))
        painter.setPen(QColor(t.toast_accent))
        painter.drawText(self.rect().adjusted(px(8), 0, 0, 0), int(Qt.AlignmentFlag.AlignVCenter), self._word)
        if self._key:
            text = key_text(self._key)
            width, height = cap_width(self._theme, text), px(CAP_HEIGHT)
            rect = QRectF(self.width() - px(8) - width, (self.height() - height) / 2, width, height)
            draw_key_cap(painter, self._theme, rect, text, t.on_toast, QColor(t.toast_line), "")
        painter.end()
