"""A section of the settings that scrolls: headings with buttons, sentences below, made anew when that changes."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from crm_desktop.core.viewer import ADMINISTER
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.rights import against
from crm_desktop.ui.texts import Text
from crm_desktop.ui.theme import Role
from crm_desktop.ui.theme.tokens import Space
from crm_desktop.ui.widgets.buttons import Button
from crm_desktop.ui.widgets.labels import Label, section_heading

# What a button says, its icon, and what it does.
Command = tuple[Text, str, Callable[[], None]]


class BlockSection(QWidget):
    """The frame of such a section; whoever may not administer reads it without buttons."""

    def __init__(self, context: PageContext, reads: Sequence[str]) -> None:
        super().__init__()
        self.context, self.theme = context, context.theme
        self._inside: QWidget | None = None
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.viewport().setAutoFillBackground(False)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._scroll)
        context.feed.subscribe(self, tuple(reads), lambda _changes: self.read())

    @property
    def reason(self) -> str:
        """Why nothing can be changed here; empty when it can."""
        return against(self.context.background, ADMINISTER)

    def read(self) -> None:
        """Read what is shown again."""
        raise NotImplementedError

    def begin(self) -> QVBoxLayout:
        """A new, empty column to fill."""
        px = self.theme.px
        self._inside = QWidget()
        column = QVBoxLayout(self._inside)
        column.setContentsMargins(px(Space.XL), 0, px(Space.XL), px(Space.XL))
        column.setSpacing(px(4))
        return column

    def show_column(self, column: QVBoxLayout) -> None:
        """Show what was filled, where it was scrolled to."""
        assert self._inside is not None
        at = self._scroll.verticalScrollBar().value()
        if self.reason:
            column.addWidget(Label(self.theme, self.reason, Role.BODY, colour="text2", wrap=True))
        column.addStretch(1)
        self._scroll.setWidget(self._inside)
        # A scroll area paints the ground of what it is given.
        self._inside.setAutoFillBackground(False)
        self._scroll.verticalScrollBar().setValue(at)

    def heading(self, column: QVBoxLayout, title: Text, commands: Sequence[Command] = ()) -> None:
        """A heading with its buttons."""
        row = QHBoxLayout()
        row.addWidget(section_heading(self.theme, title), 1)
        if not self.reason:
            for word, icon, what in commands:
                row.addWidget(self.button(word, icon, what))
        column.addLayout(row)

    def sentence(self, column: QVBoxLayout, text: Text, *, is_quiet: bool = False) -> None:
        """A line of text, as many rows as it needs."""
        colour = "text3" if is_quiet else "text2"
        column.addWidget(Label(self.theme, text, Role.SMALL if is_quiet else Role.BODY, colour=colour, wrap=True))

    def button(self, word: Text, icon: str, what: Callable[[], None]) -> Button:
        """A quiet button."""
        button = Button(self.theme, word, kind="quiet", icon=icon, height=28)
        button.clicked.connect(partial(_do, what))
        return button


def _do(what: Callable[[], None], *_checked: object) -> None:
    what()
