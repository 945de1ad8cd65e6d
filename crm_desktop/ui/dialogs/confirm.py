"""The question before something that cannot be undone: names the object, counts the loss, says what remains."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from crm_desktop.core.i18n import N_
from crm_desktop.ui.background import Ticket
from crm_desktop.ui.dialogs.panel import Panel, comes_late
from crm_desktop.ui.texts import Text
from crm_desktop.ui.theme import Role, Theme
from crm_desktop.ui.widgets.buttons import Button
from crm_desktop.ui.widgets.labels import Label

KEEP = N_("Keep")


class ConfirmDialog(Panel):
    """Asks once; the keyboard begins on Keep, so that Enter never destroys."""

    confirmed = Signal()

    def __init__(
        self,
        window: QWidget,
        theme: Theme,
        title: Text,
        lines: Sequence[Text],
        *,
        action: Text,
        keep: Text = KEEP,
        danger: bool = True,
        width: int = 440,
    ) -> None:
        super().__init__(window, theme, title, width)
        px = theme.px
        column = QVBoxLayout(self)
        column.setContentsMargins(px(20), px(16), px(20), px(14))
        column.setSpacing(0)
        column.addWidget(Label(theme, title, Role.FIGURE, wrap=True))
        column.addSpacing(px(4))
        for line in lines:
            column.addWidget(Label(theme, line, Role.BODY, colour="text2", wrap=True))
        column.addSpacing(px(14))
        self.keep = Button(theme, keep)
        self.action = Button(theme, action, kind="danger" if danger else "primary")
        self.keep.clicked.connect(self.reject)
        self.action.clicked.connect(self._on_confirmed)
        row = QHBoxLayout()
        row.setSpacing(px(8))
        row.addStretch()
        row.addWidget(self.keep)
        row.addWidget(self.action)
        column.addLayout(row)

    def focus_inside(self) -> None:
        """Begin on Keep."""
        self.keep.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_confirmed(self) -> None:
        self.accept()
        self.confirmed.emit()


def confirm(
    window: QWidget,
    theme: Theme,
    title: Text,
    lines: Sequence[Text],
    *,
    action: Text,
    then: Callable[[], None],
    asked: Ticket | None = None,
) -> ConfirmDialog:
    """Ask, and call `then` when it is confirmed; not where something opened while this was read (`asked`)."""
    dialog = ConfirmDialog(window, theme, title, lines, action=action)
    dialog.confirmed.connect(then)
    if comes_late(window, asked):
        dialog.done(0)
    else:
        dialog.open_panel()
    return dialog
