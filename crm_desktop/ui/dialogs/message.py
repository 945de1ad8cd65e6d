"""A message in a window of its own: what happened, what it means, and what can be done about it.

It stands alone, not inside a window, because it must also be seen when that window is what fails.
"""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QDialog, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from crm_desktop.core.i18n import N_
from crm_desktop.ui.texts import Text, shown
from crm_desktop.ui.theme import Role, Theme
from crm_desktop.ui.theme.tokens import Height, Space
from crm_desktop.ui.widgets.buttons import Button
from crm_desktop.ui.widgets.field import Icon
from crm_desktop.ui.widgets.labels import Label

_WIDTH, _WITH_MUCH_TO_DO, _DETAILS, _MARGIN = 480, 680, 220, 16


class MessageDialog(QDialog):
    """A heading and some sentences; answers close it, other things to do leave it open."""

    def __init__(
        self,
        window: QWidget | None,
        theme: Theme,
        heading: Text,
        lines: Sequence[Text] = (),
        *,
        icon: str = "triangle-alert",
        colour: str = "warning",
        details: str = "",
    ) -> None:
        super().__init__(window)
        self.theme, self.heading, self.lines, self.details = theme, shown(heading), [*map(shown, lines)], details
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.heading)
        self.setAccessibleDescription(self.words())
        room = self.screen().availableGeometry().width() - 2 * _MARGIN
        self.setFixedWidth(min(theme.px(_WITH_MUCH_TO_DO if details else _WIDTH), room))
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Window, QColor(theme.tokens.content))
        self.setPalette(palette)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._body(icon, colour))
        self._others, self._answers = QBoxLayout(QBoxLayout.Direction.LeftToRight), QHBoxLayout()
        column.addWidget(self._foot())
        if details:
            self._details_button = self.add_other(N_("Show details"), self._unfold)

    def sizeHint(self) -> QSize:
        # Qt asks for the height at the width the sentences would like to have, not at the one they get.
        width = self.maximumWidth()
        self._place_buttons(width)
        layout = self.layout()
        return QSize(width, layout.totalHeightForWidth(width)) if layout else super().sizeHint()

    def words(self) -> str:
        """Everything it says."""
        return "\n".join([self.heading, *self.lines])

    def add_answer(self, text: Text, then: Callable[[], None] | None = None, *, primary: bool = False) -> Button:
        """Offer an answer, which closes the message; the primary one is taken by Enter."""
        button = Button(self.theme, text, kind="primary" if primary else "secondary", height=Height.BUTTON_DIALOG)
        button.clicked.connect(self.accept)
        if then is not None:
            button.clicked.connect(then)
        self._answers.addWidget(button)
        if primary:
            button.setFocus()
        return button

    def add_other(self, text: Text, do: Callable[[], None]) -> Button:
        """Offer something to do meanwhile; the message stays."""
        button = Button(self.theme, text, kind="quiet", height=Height.BUTTON_DIALOG)
        button.clicked.connect(do)
        self._others.insertWidget(self._others.count() - 1, button)
        return button

    def answers(self) -> list[Button]:
        """All that can be pressed, in the order of reading."""
        return self._foot_widget.findChildren(Button)

    def _body(self, icon: str, colour: str) -> QHBoxLayout:
        px = self.theme.px
        row, words = QHBoxLayout(), QVBoxLayout()
        row.setContentsMargins(px(Space.XL), px(Space.XL), px(Space.XL), px(Space.L))
        row.setSpacing(px(Space.M))
        sign = Icon(self.theme, 20)
        sign.set_icon(icon, colour)
        row.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        words.setSpacing(px(6))
        words.addWidget(Label(self.theme, self.heading, Role.FIGURE, wrap=True))
        for line in self.lines:
            words.addWidget(Label(self.theme, line, Role.BODY, colour="text2", wrap=True))
        self._details = QPlainTextEdit(self.details)
        self._details.setReadOnly(True)
        self._details.setTabChangesFocus(True)
        self._details.setFixedHeight(px(_DETAILS))
        self._details.setAccessibleName(shown(N_("Details")))
        self._details.hide()
        words.addWidget(self._details)
        row.addLayout(words, 1)
        return row

    def _foot(self) -> QWidget:
        px = self.theme.px
        self._foot_widget = _Foot(self.theme)
        self._buttons = row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self._foot_widget)
        row.setContentsMargins(px(Space.M), px(Space.M), px(Space.XL), px(Space.M))
        row.setSpacing(px(Space.S))
        for part in (self._others, self._answers):
            part.setSpacing(px(8))
        self._others.addStretch()
        self._answers.addStretch()
        row.addLayout(self._others)
        row.addLayout(self._answers)
        return self._foot_widget

    def _place_buttons(self, width: int) -> None:
        """Have the answers below all else that can be done where large letters leave no room beside it."""
        others, answers = (_width_of(each) for each in (self._others, self._answers))
        margins = self._buttons.contentsMargins()
        room = width - margins.left() - margins.right()
        for row, wanted in ((self._buttons, others + self._buttons.spacing() + answers), (self._others, others)):
            is_row = wanted <= room
            row.setDirection(QBoxLayout.Direction.LeftToRight if is_row else QBoxLayout.Direction.TopToBottom)
        # A layout does not hear of what changed in one inside it.
        self._buttons.invalidate()
        self._foot_widget.updateGeometry()

    def showEvent(self, event: QShowEvent) -> None:
        # Qt gives a dialog two thirds of the screen at most, and would cut its sentences.
        self.resize(self.sizeHint())
        super().showEvent(event)

    def _unfold(self) -> None:
        self._details.setVisible(self._details.isHidden())
        self._details_button.set_text(N_("Show details") if self._details.isHidden() else N_("Hide details"))
        self.resize(self.sizeHint())


def _width_of(row: QBoxLayout) -> int:
    """How wide its buttons are side by side."""
    items = (row.itemAt(at) for at in range(row.count()))
    parts = [item.sizeHint().width() for item in items if item is not None and item.widget() is not None]
    return sum(parts) + row.spacing() * max(0, len(parts) - 1)


class _Foot(QWidget):
    """The ground of the answers, like the footer of a form."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens = QPainter(self), self._theme.tokens
        painter.fillRect(self.rect(), QColor(tokens.sunken))
        painter.fillRect(0, 0, self.width(), 1, QColor(tokens.strong_line))
        painter.end()
