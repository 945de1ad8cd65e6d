"""What the history of a record and the log of the company share: steps at the left, what they did at the right."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from crm_desktop.core.i18n import N_, Message
from crm_desktop.ui.dialogs.dialog import Dialog
from crm_desktop.ui.dialogs.undo_step import open_undo
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.texts import Plain, Text, shown
from crm_desktop.ui.theme import Role
from crm_desktop.ui.theme.tokens import Space
from crm_desktop.ui.widgets.buttons import Button
from crm_desktop.ui.widgets.labels import Label
from crm_desktop.ui.widgets.step_list import StepList, StepRow
from crm_desktop.ui.widgets.text_table import TextColumn, TextTable

UNDO = N_("Undo this step…")
_WIDTH, _HEIGHT, _LEAST = 1100, 740, 220
# The list has so many hundredths of the width.
_LIST, _LEAST_LIST, _LEAST_SIDE, _LARGE = 37, 150, 220, 1.4


class StepDialog(Dialog):
    """Subclasses fill the list, and say what the current step did."""

    def __init__(
        self,
        context: PageContext,
        window: QWidget,
        title: Text,
        about: Text,
        action: Text = UNDO,
        icon: str = "undo-2",
    ) -> None:
        super().__init__(window, context.theme, title, context=about, primary=N_("Done"), cancel=False, width=_WIDTH)
        self.page_context = context
        theme, px = context.theme, context.theme.px
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(0)
        self.steps = StepList(theme)
        self.steps.setMinimumHeight(px(_LEAST))
        self.steps.setAccessibleName(shown(N_("Steps")))
        self.headline = Label(theme, "", Role.FIGURE, elide=True)
        self.nothing = Label(theme, "", Role.BODY, colour="text2", wrap=True)
        self.meta = Label(theme, "", Role.SMALL, colour="text3", elide=True)
        self.undo = Button(theme, action, icon=icon)
        self.undo.setEnabled(False)
        self.undo.clicked.connect(self.act)
        self.table = TextTable(theme, (), compact=True)
        self.right = QVBoxLayout()
        self.right.setSpacing(px(8))
        self._split()
        self.steps.chosen.connect(self._on_chosen)
        self.submitted.connect(self.accept)

    def place(self) -> None:
        super().place()
        self._parts.setSizes([self.width() * _LIST // 100, self.width() * (100 - _LIST) // 100])

    def wanted_size(self) -> QSize:
        return QSize(self.theme.px(_WIDTH), self.theme.px(_HEIGHT))

    def focus_inside(self) -> None:
        """Begin in the list."""
        self.steps.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_step(self, key: str) -> None:
        """Show what a step did."""
        raise NotImplementedError

    def reload(self) -> None:
        """Read the steps again."""
        raise NotImplementedError

    def show_rows(self, columns: Sequence[TextColumn], rows: Sequence[Sequence[str]]) -> None:
        """Fill the table at the right."""
        self.table.set_rows(rows, columns)
        self.table.horizontalHeader().show()

    def show_nothing(self, text: Text) -> None:
        """Say why there is no step."""
        self.headline.set_text("")
        self.meta.set_text("")
        self.nothing.set_text(text)
        self.nothing.show()
        self.undo.setEnabled(False)
        self.table.set_rows(())
        self.table.horizontalHeader().hide()

    def row(self, key: str) -> StepRow | None:
        """The row of a step that is shown."""
        return next((row for row in self.steps.rows() if row.key == key), None)

    def _on_chosen(self, key: str) -> None:
        row = self.row(key)
        if row is None:
            return
        self.nothing.hide()
        self.headline.set_text(Plain(row.title))
        self.meta.set_text(Plain(" · ".join(filter(None, (row.when, row.note)))))
        self.undo.setEnabled(not row.sign)
        self.show_step(key)

    def act(self) -> None:
        """What the button does with the current step: undo it."""
        if (key := self.steps.current()) is not None:
            open_undo(self.page_context, self.window(), key, self.reload)

    def line(self) -> QBoxLayout:
        """A line of the right side, whose parts stand below each other where large letters leave no room beside."""
        is_large = self.theme.text_scale >= _LARGE
        line = QBoxLayout(QBoxLayout.Direction.TopToBottom if is_large else QBoxLayout.Direction.LeftToRight)
        line.setSpacing(self.theme.px(8))
        return line

    def _split(self) -> None:
        px = self.theme.px
        self._parts = split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        split.setHandleWidth(1)
        split.addWidget(self.steps)
        side = QWidget()
        side.setLayout(self.right)
        self.right.setContentsMargins(px(Space.XL), px(Space.L), px(Space.XL), px(Space.L))
        head = self.line()
        self.bar = QWidget()
        self.buttons = QHBoxLayout(self.bar)
        self.buttons.setContentsMargins(0, 0, 0, 0)
        self.buttons.setSpacing(px(8))
        # Where there are several, they give up words instead of asking for more room.
        self.buttons.setSizeConstraint(QHBoxLayout.SizeConstraint.SetNoConstraint)
        self.buttons.addWidget(self.undo)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self.headline)
        words.addWidget(self.meta)
        head.addLayout(words, 1)
        head.addWidget(self.bar)
        if head.direction() is QBoxLayout.Direction.TopToBottom:
            self.buttons.addStretch(1)
        else:
            head.setAlignment(self.bar, Qt.AlignmentFlag.AlignTop)
        self.right.addLayout(head)
        self.right.addWidget(self.nothing)
        self.right.addWidget(self.table, 1)
        split.addWidget(side)
        side.setMinimumWidth(px(_LEAST_SIDE))
        self.steps.setMinimumWidth(px(_LEAST_LIST))
        self.body.addWidget(split, 1)


def spoken_failure(error: Exception) -> Text:
    """Why steps could not be read."""
    return getattr(error, "message", Message("This could not be read."))
