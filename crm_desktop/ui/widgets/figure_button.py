"""A key figure of a report that opens the records it was made of."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy

from crm_desktop.core.i18n import tr, tr_message
from crm_desktop.reports.figures import Figure
from crm_desktop.reports.wording import figure_words
from crm_desktop.ui.theme import Role, Theme, Tone
from crm_desktop.ui.theme.shapes import ring, rounded
from crm_desktop.ui.theme.tokens import Radius


class FigureButton(QPushButton):
    """Title, value in large type, and the change against the period before with an arrow."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._title = self._value = self._change = ""
        self._tone = Tone.NEUTRAL
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.theme_changed.connect(self.update)

    def show_figure(self, figure: Figure, language: str) -> None:
        """Show a figure of a report."""
        words = figure_words(figure, language)
        self._title, self._value, self._change = tr_message(figure.title), words.value, words.change
        self._tone = Tone.NEUTRAL if words.good is None else Tone.GOOD if words.good else Tone.BAD
        self.setAccessibleName(f"{self._title} {self._value} {self._change}".strip())
        self.setToolTip(f"{tr_message(figure.definition)}\n{tr('Press to open the records.')}")
        self.update()

    def clear(self) -> None:
        """Show nothing."""
        self._title = self._value = self._change = ""
        self.setAccessibleName("")
        self.setToolTip("")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(180), self._theme.px(78))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, tokens, px = self._theme, self._theme.tokens, self._theme.px
        painter = QPainter(self)
        box = QRectF(self.rect())
        if self.underMouse():
            rounded(painter, box, Radius.FIELD, tokens.hover)
        if self.hasFocus():
            ring(painter, box, Radius.FIELD, tokens.accent_text)
        left, width = px(8), self.width() - px(16)
        ink = tokens.text3 if self._tone is Tone.NEUTRAL else tokens.ink(self._tone)
        for text, role, colour, top, height in (
            (self._title, Role.SMALL, tokens.text2, px(4), px(18)),
            (self._value, Role.KPI, tokens.text1, px(22), px(34)),
            (self._change, Role.SMALL, ink, px(56), px(18)),
        ):
            painter.setFont(theme.font(role))
            painter.setPen(QColor(colour))
            fitted = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, width)
            painter.drawText(QRectF(left, top, width, height), Qt.AlignmentFlag.AlignVCenter, fitted)
        painter.end()
