"""What every thing to review has: a heading, what it says, and buttons that each decide it as one step."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from crm_desktop.core.i18n import Message
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.review.columns import Wrapped
from crm_desktop.ui.texts import Plain, Text
from crm_desktop.ui.theme import Role
from crm_desktop.ui.theme.tokens import Height
from crm_desktop.ui.widgets.buttons import Button
from crm_desktop.ui.widgets.field import Icon
from crm_desktop.ui.widgets.labels import Label, Rule

# What a decision does in a unit of work.
Operation = Callable[[Any], object]


@dataclass(frozen=True)
class Decision:
    """One way to decide: the word on its button, how its step is called, what is said when it is done."""

    text: Text
    step: Message
    done: Message
    operation: Operation


class Block(QWidget):
    """One thing to review. `decided` hands over what was chosen."""

    decided = Signal(object)

    def __init__(self, context: PageContext, item_id: str, icon: str, title: str, *, may_decide: bool) -> None:
        super().__init__()
        self.context, self.theme, self.item_id = context, context.theme, item_id
        self._may_decide = may_decide
        # Buttons by row, for the arrow keys.
        self.stops: list[Button] = []
        px = self.theme.px
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, px(14), 0, 0)
        self.column.setSpacing(px(8))
        self.head = QHBoxLayout()
        self.head.setSpacing(px(8))
        sign = Icon(self.theme, 16)
        sign.set_icon(icon, "warning")
        self.head.addWidget(sign)
        self.heading = Label(self.theme, Plain(title), Role.BODY, weight=600, wrap=True)
        self.head.addWidget(self.heading, 1)
        self.column.addLayout(self.head)

    def button(self, decision: Decision) -> Button:
        """A button that decides."""
        button = Button(self.theme, decision.text, height=Height.BUTTON_BAR)
        button.clicked.connect(lambda: self.decided.emit(decision))
        button.setEnabled(self._may_decide)
        self.stops.append(button)
        return button

    def say(self, text: Text, colour: str = "text2") -> None:
        """A sentence below the heading."""
        self.column.addWidget(Label(self.theme, text, Role.BODY, colour=colour, wrap=True))

    def offer(self, buttons: Sequence[Button]) -> None:
        """Buttons in a row, or below each other where there is no room for one."""
        self.column.addWidget(Wrapped(self.theme, buttons))

    def end(self) -> None:
        """The line below."""
        self.column.addSpacing(self.theme.px(6))
        self.column.addWidget(Rule(self.theme))
