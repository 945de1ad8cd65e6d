"""The forms of the company: which are arranged and which are as they are shipped, each opened to be arranged."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from crm_desktop.core.i18n import N_, Message
from crm_desktop.core.viewer import ADMINISTER
from crm_desktop.operations.form_layout import KINDS, set_form_layout
from crm_desktop.ui.form_layout.arrange import open_arranging
from crm_desktop.ui.kind_words import kind_name
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.rights import against
from crm_desktop.ui.texts import Plain
from crm_desktop.ui.theme import Role
from crm_desktop.ui.theme.tokens import Space
from crm_desktop.ui.widgets.buttons import Button, LinkButton
from crm_desktop.ui.widgets.labels import Label

_TOLD = N_("Which fields a form shows, in which order and sections. It holds for everybody, in every form opened then.")


class FormsSection(QWidget):
    """A line for each kind of record."""

    def __init__(self, context: PageContext) -> None:
        super().__init__()
        self._context = context
        theme, px = context.theme, context.theme.px
        self._reason = against(context.background, ADMINISTER)
        self.lines: dict[str, FormLine] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(px(Space.XL), 0, px(Space.XL), px(Space.XL))
        column.setSpacing(px(8))
        column.addWidget(Label(theme, _TOLD, Role.BODY, colour="text2", wrap=True))
        for kind in (*KINDS, *(each.kind for each in context.choices.own_kinds)):
            self.lines[kind] = line = FormLine(context, kind)
            line.arrange.setEnabled(not self._reason)
            column.addWidget(line)
        if self._reason:
            column.addWidget(Label(theme, self._reason, Role.BODY, colour="text2", wrap=True))
        column.addStretch(1)
        context.choices_changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Say which forms are arranged."""
        for kind, line in self.lines.items():
            line.show_state(kind in self._context.choices.layouts, may_reset=not self._reason)


class FormLine(QWidget):
    """One kind of record: whether its form is arranged, and the ways to arrange it and back."""

    def __init__(self, context: PageContext, kind: str) -> None:
        super().__init__()
        self._context, self.kind = context, kind
        theme, px = context.theme, context.theme.px
        self.state = Label(theme, "", Role.SMALL, colour="text3", elide=True)
        self.arrange = Button(theme, N_("Arrange…"), icon="layout-dashboard", height=28)
        self.arrange.clicked.connect(lambda: self.open())
        self.reset = LinkButton(theme, N_("Back to the shipped layout"))
        self.reset.clicked.connect(lambda: self.back_to_shipped())
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(12))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(Label(theme, Plain(kind_name(context.choices, kind)), Role.BODY, weight=500, elide=True))
        words.addWidget(self.state)
        row.addLayout(words, 1)
        row.addWidget(self.reset)
        row.addWidget(self.arrange)

    def show_state(self, is_arranged: bool, *, may_reset: bool) -> None:
        """Say whether the form is arranged."""
        self.state.set_text(N_("Arranged by your company") if is_arranged else N_("As it is shipped"))
        self.reset.setVisible(is_arranged and may_reset)

    def open(self) -> None:
        """Arrange this form."""
        open_arranging(self._context, self.window(), self.kind)

    def back_to_shipped(self) -> None:
        """Give back the shipped layout; undo brings the own one back."""
        kind, did = self.kind, self._context.navigator.did
        self._context.background.write(
            Message("Arrange form"),
            lambda work: set_form_layout(work, kind, None),
            lambda _nothing: did(Message("The form is as it is shipped again")),
            owner=self,
        )


make = FormsSection
