"""What stands above the tabs of the side bar: whose data this is and who acts, and the way to find anything."""

from PySide6.QtCore import QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from crm_desktop.ui.texts import Plain, Text, shown
from crm_desktop.ui.theme import Role, Theme
from crm_desktop.ui.theme.shapes import ring, rounded
from crm_desktop.ui.theme.tokens import Radius
from crm_desktop.ui.widgets.key_hints import cap_width, draw_key_cap, key_text


class SearchButton(QPushButton):
    """Looks like the field it opens: the palette has the real one."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setFixedHeight(theme.px(30))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        theme.theme_changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, tokens, px = self._theme, self._theme.tokens, self._theme.px
        painter = QPainter(self)
        box = QRectF(self.rect())
        edge = tokens.field_edge if self.underMouse() else tokens.strong_line
        rounded(painter, box, Radius.FIELD, tokens.content, edge)
        icon = theme.pixmap("search", tokens.text2, 16, self.devicePixelRatioF())
        painter.drawPixmap(px(8), (self.height() - px(16)) // 2, icon)
        painter.setFont(theme.font(Role.BODY))
        painter.setPen(QColor(tokens.text2))
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(self.rect().adjusted(px(32), 0, 0, 0), int(middle), self.text())
        keys = key_text("Ctrl+K")
        width, height = cap_width(theme, keys), px(18)
        cap = QRectF(self.width() - width - px(6), (self.height() - height) / 2, width, height)
        draw_key_cap(painter, theme, cap, keys, tokens.text2, QColor(tokens.strong_line), tokens.content)
        if self.hasFocus():
            ring(painter, box, Radius.FIELD, tokens.accent_text)
        painter.end()


class CompanyButton(QWidget):
    """The company's initial and name above the acting user; pressing it offers to switch the user."""

    pressed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme, self._company = theme, ""
        self._is_narrow = False
        self._text: Text = Plain("")
        self.setFixedHeight(theme.px(42))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        theme.theme_changed.connect(self.update)

    def set_names(self, company: str, user: Text) -> None:
        """Show a company and a user."""
        self._company, self._text = company, user
        self.setAccessibleName(f"{company}, {shown(user)}")
        self.setToolTip(company)
        self.update()

    def set_narrow(self, narrow: bool) -> None:
        """Show the initial alone."""
        self._is_narrow = narrow
        self.update()

    def mousePressEvent(self, event: object) -> None:
        self.pressed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.pressed.emit()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, tokens, px = self._theme, self._theme.tokens, self._theme.px
        painter = QPainter(self)
        badge = QRectF(px(13), (self.height() - px(24)) / 2, px(24), px(24))
        rounded(painter, badge, Radius.FIELD, tokens.accent)
        painter.setFont(theme.font(Role.SMALL, 600))
        painter.setPen(QColor(tokens.on_accent))
        painter.drawText(badge, Qt.AlignmentFlag.AlignCenter, self._company[:1].upper())
        if not self._is_narrow:
            self._paint_names(painter, QRect(px(46), 0, self.width() - px(46) - px(28), self.height()))
            arrow = theme.pixmap("chevron-down", tokens.text2, 14, self.devicePixelRatioF())
            painter.drawPixmap(self.width() - px(26), (self.height() - px(14)) // 2, arrow)
        if self.hasFocus():
            ring(painter, QRectF(self.rect()).adjusted(4, 0, -4, 0), Radius.FIELD, tokens.accent_text)
        painter.end()

    def _paint_names(self, painter: QPainter, room: QRect) -> None:
        theme, tokens = self._theme, self._theme.tokens
        middle = room.center().y()
        for text, font, ink, top in (
            (self._company, theme.font(Role.BODY, 600), tokens.text1, middle - theme.px(18)),
            (shown(self._text), theme.font(Role.TINY, 400), tokens.text2, middle + theme.px(1)),
        ):
            painter.setFont(font)
            painter.setPen(QColor(ink))
            fitted = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room.width())
            line = QRect(room.left(), top, room.width(), theme.px(18))
            painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, fitted)
