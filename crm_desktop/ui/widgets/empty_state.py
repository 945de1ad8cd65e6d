"""What a list shows when nothing is in it: what belongs here and how to begin, or which filters hide it."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from crm_desktop.ui.texts import Text
from crm_desktop.ui.theme import Role, Theme
from crm_desktop.ui.theme.shapes import hairline, rounded
from crm_desktop.ui.widgets.buttons import Button
from crm_desktop.ui.widgets.labels import Label

# The three drawn rows, and what parts them from the words.
_ROWS, _BELOW_ROWS = 90, 28


class EmptyState(QWidget):
    """Tiny drawn rows, one sentence, one primary, one secondary, and a hint that files can be dropped.

    Pass `filtered=True` when records exist but filters hide them: name the filters in `body`, offer to clear them.
    """

    def __init__(
        self,
        theme: Theme,
        title: Text,
        body: Text,
        *,
        primary: Button | None = None,
        secondary: Button | None = None,
        drop_hint: Text = "",
        filtered: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        px = theme.px
        self._title = Label(theme, title, Role.TITLE)
        self._body = Label(theme, body, Role.BODY, colour="text2", wrap=True)
        self._body.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._body.setFixedWidth(px(410))
        self._rows = _TinyRows(theme, filtered=filtered)
        column = self._column = QVBoxLayout(self)
        column.setSpacing(0)
        column.addStretch(5)
        column.addWidget(self._rows, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self._title, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(px(6))
        column.addWidget(self._body, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(px(22))
        row = QHBoxLayout()
        row.setSpacing(px(8))
        row.addStretch()
        for button in (primary, secondary):
            if button:
                row.addWidget(button)
        row.addStretch()
        column.addLayout(row)
        if drop_hint:
            column.addSpacing(px(20))
            hint = Label(theme, drop_hint, Role.SMALL, colour="text3")
            column.addWidget(hint, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(6)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The drawing gives way where the words need its room, then the title: the sentence says the same."""
        super().resizeEvent(event)
        parts = (self._title, self._rows)
        needed = self._column.totalHeightForWidth(self.width())
        needed -= sum(part.sizeHint().height() for part in parts if part.isVisibleTo(self))
        for part in parts:
            needed += part.sizeHint().height()
            part.setVisible(needed <= self.height())


class _TinyRows(QWidget):
    """Three rows of a list in miniature; the last waits to be written, or is hidden by a filter."""

    def __init__(self, theme: Theme, *, filtered: bool) -> None:
        super().__init__()
        self._theme, self._filtered = theme, filtered
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(220), self._theme.px(_ROWS + _BELOW_ROWS))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, t, px = QPainter(self), self._theme.tokens, self._theme.px
        for number, words in enumerate((92, 70, 0)):
            top = number * px(30)
            dot = QRectF(0, top + px(5), px(20), px(20))
            last = number == 2
            rounded(painter, dot, dot.width() / 2, t.content if last else t.hover, t.strong_line)
            if not last:
                rounded(painter, QRectF(px(30), top + px(10), px(words), px(10)), 3, t.active)
                rounded(painter, QRectF(px(170), top + px(10), px(50), px(10)), 3, t.hover)
                hairline(painter, self.rect().adjusted(0, 0, 0, top + px(30) - self.height()), t.line)
                continue
            name = "funnel" if self._filtered else "plus"
            icon = self._theme.pixmap(name, t.accent_text, 12, self.devicePixelRatioF(), 2.2)
            painter.drawPixmap(px(4), top + px(9), icon)
            if not self._filtered:
                rounded(painter, QRectF(px(30), top + px(7), 2, px(16)), 0, t.accent_text)
        painter.end()
