"""Texts that are only read: labels in a role and colour, rules, and headings of a section or a day."""

import re

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QPainter,
    QPaintEvent,
    QPalette,
    QResizeEvent,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QWidget

from crm_desktop.core.i18n import Message
from crm_desktop.ui.texts import Plain, Text, shown
from crm_desktop.ui.theme import Role, Theme
from crm_desktop.ui.theme.shapes import hairline

_KEPT = 2_000
# An address on the internet has no spaces: it is broken after one of its parts, not within a word.
_ADDRESS, _PART, _MAY_BREAK = re.compile(r"\S{20,}"), re.compile(r"(?<=[@/.?&=])(?=\w)"), "\u200b"
_wrapped: dict[tuple[str, str, int, int], list[str]] = {}


def wrapped_lines(text: str, font: QFont, width: int, most: int = 0) -> list[str]:
    """A text cut into lines that fit; with `most`, the last line ends in an ellipsis when more follows.

    Kept, because a layout asks for the same again and again: a fourth of the time of a detail side.
    """
    key = (text, font.key(), width, most)
    if key not in _wrapped:
        if len(_wrapped) >= _KEPT:
            _wrapped.clear()
        _wrapped[key] = _cut(text, font, width, most)
    return _wrapped[key]


def _cut(text: str, font: QFont, width: int, most: int) -> list[str]:
    lines: list[str] = []
    for paragraph in map(_with_breaks, text.split("\n")):
        layout = QTextLayout(paragraph, font)
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        layout.beginLayout()
        while paragraph and (line := layout.createLine()).isValid():
            line.setLineWidth(max(20, width))
            start = line.textStart()
            if most and len(lines) == most - 1:
                rest = paragraph[start:].replace(_MAY_BREAK, "")
                lines.append(QFontMetrics(font).elidedText(rest, Qt.TextElideMode.ElideRight, width))
                return lines
            lines.append(paragraph[start : start + line.textLength()].replace(_MAY_BREAK, ""))
    return lines


def _with_breaks(paragraph: str) -> str:
    """A paragraph in which long addresses may be broken between their parts."""
    return _ADDRESS.sub(lambda found: _PART.sub(_MAY_BREAK, found[0]), paragraph)


class Label(QLabel):
    """One text in a role; `colour` names a token. One line of fixed height unless it wraps, on at most `most`."""

    def __init__(
        self,
        theme: Theme,
        text: Text = "",
        role: Role = Role.BODY,
        *,
        weight: int | None = None,
        colour: str = "text1",
        wrap: bool = False,
        most: int = 0,
        elide: bool = False,
        tabular: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme, self._text, self._role, self._weight = theme, text, role, weight
        self._colour, self._tabular, self._elide, self._most = colour, tabular, elide, most
        self._reason = ""
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

    def set_reason(self, reason: str) -> None:
        """Say more in a tool tip than the text does; nothing to say none again."""
        self._reason = reason
        self._explain()

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
        if self._elide or self.wordWrap():
            return QSize(0, self._theme.line(self._role))
        return super().minimumSizeHint()

    def sizeHint(self) -> QSize:
        if not self.wordWrap():
            return QSize(super().sizeHint().width(), self._theme.line(self._role))
        # Qt guesses a squarish paragraph; a sentence wants one line and wraps only when there is no room.
        wanted = max((self._theme.width_of(part, self.font()) for part in self.text().split("\n")), default=0)
        wanted += self._beside()
        width = max(self.minimumWidth(), min(round(wanted + 1), self.maximumWidth()))
        return QSize(width, self.heightForWidth(width))

    def heightForWidth(self, width: int) -> int:
        if not self.wordWrap():
            return -1
        room = min(width, self.maximumWidth()) - self._beside()
        count = len(wrapped_lines(self.text(), self.font(), room, self._most))
        return max(1, count) * self._theme.line(self._role)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._explain()

    def paintEvent(self, event: QPaintEvent) -> None:
        # Not left to QLabel: its palette may be put back by the style sheet when its page is shown first.
        painter = QPainter(self)
        painter.setPen(QColor(getattr(self._theme.tokens, self._colour)))
        across = self.alignment() & Qt.AlignmentFlag.AlignHorizontal_Mask
        if self.wordWrap():
            self._paint_lines(painter, across)
        elif not self._elide:
            painter.drawText(self.contentsRect(), int(self.alignment()), self.text())
        else:
            room = self.contentsRect()
            text = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
            painter.drawText(room, int(across | Qt.AlignmentFlag.AlignVCenter), text)
        painter.end()

    def _paint_lines(self, painter: QPainter, across: Qt.AlignmentFlag) -> None:
        """Lines of the role's height, in the vertical middle: a paragraph has the same height in both languages."""
        room, height = self.contentsRect(), self._theme.line(self._role)
        lines = wrapped_lines(self.text(), self.font(), room.width(), self._most)
        top = max(0, (self.height() - len(lines) * height) // 2)
        for number, line in enumerate(lines):
            rect = QRect(room.left(), top + number * height, room.width(), height)
            painter.drawText(rect, int(across | Qt.AlignmentFlag.AlignVCenter), line)

    def _beside(self) -> int:
        """What is kept free at both sides of the words."""
        return self.contentsMargins().left() + self.contentsMargins().right()

    def _explain(self) -> None:
        """The reason as a tool tip, else the whole text, only while it is cut."""
        if self._most and not self._reason:
            width = self.contentsRect().width()
            cut = len(wrapped_lines(self.text(), self.font(), width)) > self._most
            self.setToolTip(self.text() if cut else "")
        elif self._reason or self._elide:
            cut = self._elide and self.fontMetrics().horizontalAdvance(self.text()) > self.contentsRect().width()
            self.setToolTip(self._reason or (self.text() if cut else ""))

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
    """The heading of a part of a form or a detail side; what users named gives way to the room there is."""
    return Label(theme, text, Role.BODY, weight=600, elide=isinstance(text, Plain | Message), parent=parent)


class DayHeading(QWidget):
    """A word or a date with a rule to the right edge."""

    def __init__(self, theme: Theme, text: Text, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(10))
        row.addWidget(Label(theme, text, Role.SMALL, weight=600, colour="text2"))
        row.addWidget(Rule(theme), 1)
