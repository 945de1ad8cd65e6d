"""Texts that are only read: labels in a role and colour, rules, and headings of a section or a day."""

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QWidget

from crm_desktop.ui.texts import Text, shown
from crm_desktop.ui.theme import Role, Theme
from crm_desktop.ui.theme.shapes import hairline


class Label(QLabel):
    """One text in a role; `colour` names a token. One line of fixed height unless it wraps."""

    def __init__(
        self,
        theme: Theme,
        text: Text = "",
        role: Role = Role.BODY,
        *,
        weight: int | None = None,
        colour: str = "text1",
        wrap: bool = False,
        elide: bool = False,
        tabular: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme, self._text, self._role, self._weight = theme, text, role, weight
        self._colour, self._tabular, self._elide = colour, tabular, elide
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(wrap)
        if elide:
            self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        theme.theme_changed.connect(self._restyle)
        self._restyle()
        self.retranslate()

    def set_text(self, text: Text) -> None:
        """Show another text."""
        self._text = text
        self.retranslate()

    def set_colour(self, colour: str) -> None:
        """Use another token as the text colour."""
        self._colour = colour
        self._restyle()

    def retranslate(self) -> None:
        """Show the text in the current language."""
        self.setText(shown(self._text))
        self._explain()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def minimumSizeHint(self) -> QSize:
        hint = super().minimumSizeHint()
        return QSize(0, hint.height()) if self._elide else hint

    def sizeHint(self) -> QSize:
        if not self.wordWrap():
            return QSize(super().sizeHint().width(), self._theme.line(self._role))
        # Qt guesses a squarish paragraph; a sentence wants one line and wraps only when there is no room.
        wanted = round(self._theme.width_of(self.text(), self.font()) + 1)
        width = max(self.minimumWidth(), min(wanted, self.maximumWidth()))
        return QSize(width, self.heightForWidth(width))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._explain()

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._elide:
            super().paintEvent(event)
            return
        painter = QPainter(self)
        painter.setPen(QColor(getattr(self._theme.tokens, self._colour)))
        text = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        painter.drawText(self.rect(), int(self.alignment() | Qt.AlignmentFlag.AlignVCenter), text)
        painter.end()

    def _explain(self) -> None:
        """The whole text as a tool tip, only while it is cut."""
        if self._elide:
            cut = self.fontMetrics().horizontalAdvance(self.text()) > self.width()
            self.setToolTip(self.text() if cut else "")

    def _restyle(self) -> None:
        self.setFont(self._theme.font(self._role, self._weight, tabular=self._tabular))
        palette = QPalette(self.palette())
        palette.setColor(QPalette.ColorRole.WindowText, QColor(getattr(self._theme.tokens, self._colour)))
        self.setPalette(palette)
        if not self.wordWrap():
            self.setFixedHeight(self._theme.line(self._role))


class Rule(QFrame):
    """A horizontal line of one device pixel."""

    def __init__(self, theme: Theme, *, strong: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._strong = theme, strong
        self.setFixedHeight(1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        tokens = self._theme.tokens
        hairline(painter, self.rect(), tokens.strong_line if self._strong else tokens.line)
        painter.end()


def section_heading(theme: Theme, text: Text, parent: QWidget | None = None) -> Label:
    """The heading of a part of a form or a detail side."""
    return Label(theme, text, Role.BODY, weight=600, parent=parent)


class DayHeading(QWidget):
    """A word or a date with a rule to the right edge."""

    def __init__(self, theme: Theme, text: Text, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(10))
        row.addWidget(Label(theme, text, Role.SMALL, weight=600, colour="text2"))
        row.addWidget(Rule(theme), 1)
