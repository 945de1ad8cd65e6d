"""A key figure of a report that opens the records it was made of."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy

from crm_desktop.core.i18n import tr, tr_message
from crm_desktop.reports.figures import Figure
from crm_desktop.reports.wording import figure_words
from crm_desktop.ui.theme import Role, Theme, Tone
from crm_desktop.ui.theme.shapes import rounded
from crm_desktop.ui.theme.tokens import Radius
from crm_desktop.ui.widgets.focus_ring import RingedFocus

PAD = 8
_LINES = ((Role.SMALL, 4, 18), (Role.KPI, 22, 34), (Role.SMALL, 56, 18))
_BARS = ((9, 72, 8), (30, 104, 18), (61, 56, 8))

_VALUES = (Role.KPI, Role.TITLE, Role.FIGURE, Role.SMALL)


class FigureButton(QPushButton):
    """Title, value in large type, and the change against the period before with an arrow."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._title = self._value = self._change = ""
        self._tone = Tone.NEUTRAL
        self._is_waiting = self._is_quiet = False
        self._ring = RingedFocus(theme, self, Radius.FIELD)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.theme_changed.connect(self.update)

    def show_figure(self, figure: Figure, language: str) -> None:
        """Show a figure of a report."""
        self._is_waiting = False
        words = figure_words(figure, language)
        self._title, self._value, self._change = tr_message(figure.title), words.value, words.change
        self._tone = Tone.NEUTRAL if words.good is None else Tone.GOOD if words.good else Tone.BAD
        self.setAccessibleName(f"{self._title} {self._value} {self._change}".strip())
        self.setToolTip(f"{tr_message(figure.definition)}\n{tr('Press to open the records.')}")
        self.update()

    def show_words(self, title: str, value: str, note: str, meaning: str, *, is_quiet: bool = False) -> None:
        """Show a figure in words, with what it is made of below; a quiet one says too little to be read as one."""
        self._is_waiting, self._is_quiet = False, is_quiet
        self._title, self._value, self._change = title, value, note
        self.setAccessibleName(f"{title} {value} {note}".strip())
        self.setToolTip(f"{meaning}\n{tr('Press to open the records.')}")
        self.update()

    def clear(self) -> None:
        """Show nothing."""
        self._title = self._value = self._change = ""
        self.setAccessibleName("")
        self.setToolTip("")
        self.update()

    def show_waiting(self, is_waiting: bool) -> None:
        """Still bars where the figure will be."""
        self._is_waiting = is_waiting and not self._value
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat():
            self.click()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._ring.gained(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._ring.lost()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(180), self._theme.px(78))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(100), self._theme.px(78))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self._is_waiting:
            self._paint_bars(painter)
        else:
            if self.underMouse():
                rounded(painter, QRectF(self.rect()), Radius.FIELD, self._theme.tokens.hover)
            self._paint_words(painter)
        painter.end()

    def _paint_words(self, painter: QPainter) -> None:
        theme, tokens, px = self._theme, self._theme.tokens, self._theme.px
        width = self.width() - px(2 * PAD)
        ink = tokens.text3 if self._tone is Tone.NEUTRAL else tokens.ink(self._tone)
        value = tokens.text3 if self._is_quiet else tokens.text1
        words = ((self._title, tokens.text2), (self._value, value), (self._change, ink))
        for (text, colour), (role, top, height) in zip(words, _LINES, strict=True):
            painter.setFont(theme.font(self._role_of_value(width) if text is self._value else role))
            painter.setPen(QColor(colour))
            fitted = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, width)
            painter.drawText(QRectF(px(PAD), px(top), width, px(height)), Qt.AlignmentFlag.AlignVCenter, fitted)

    def _role_of_value(self, width: int) -> Role:
        """The largest type the whole figure fits in: one that is cut is a wrong figure."""
        fitting = (each for each in _VALUES if self._theme.width_of(self._value, self._theme.font(each)) <= width)
        return next(fitting, _VALUES[-1])

    def _paint_bars(self, painter: QPainter) -> None:
        px = self._theme.px
        for top, width, height in _BARS:
            bar = QRectF(px(PAD), px(top), px(width), px(height))
            rounded(painter, bar, Radius.CHIP, self._theme.tokens.active)
