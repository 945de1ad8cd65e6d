"""Series of tasks: every one with its steps counted, opened to be changed."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtWidgets import QVBoxLayout, QWidget

from crm_desktop.core.i18n import N_, language, trn
from crm_desktop.core.viewer import ADMINISTER
from crm_desktop.models.dictionary import name_in
from crm_desktop.queries.task_template import TemplateView, templates
from crm_desktop.ui.detail_content import Line
from crm_desktop.ui.forms.task_template import open_template_form
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.rights import against
from crm_desktop.ui.theme import Role
from crm_desktop.ui.theme.tokens import Space
from crm_desktop.ui.widgets.buttons import Button
from crm_desktop.ui.widgets.labels import Label
from crm_desktop.ui.widgets.line_button import LineButton


class TemplatesSection(QWidget):
    """Lists the series; every change shows at once."""

    def __init__(self, context: PageContext) -> None:
        super().__init__()
        self._context, self.theme = context, context.theme
        self._reason = against(context.background, ADMINISTER)
        px = self.theme.px
        column = QVBoxLayout(self)
        column.setContentsMargins(px(Space.XL), 0, px(Space.XL), px(Space.XL))
        column.setSpacing(px(8))
        told = N_("Steps that follow each other, planned at once for a customer, a deal or a lead with Ctrl+Shift+T.")
        column.addWidget(Label(self.theme, told, Role.BODY, colour="text2", wrap=True))
        self._lines = QVBoxLayout()
        self._lines.setSpacing(px(2))
        column.addLayout(self._lines)
        if self._reason:
            column.addWidget(Label(self.theme, self._reason, Role.BODY, colour="text2", wrap=True))
        else:
            add = Button(self.theme, N_("Add a series"), kind="quiet", icon="plus", height=28)
            add.clicked.connect(lambda: open_template_form(context, self.window(), None, self.read))
            column.addWidget(add)
        column.addStretch(1)
        context.feed.subscribe(self, ("task_template", "task_template_step"), lambda _changes: self.read())
        self.read()

    def read(self) -> None:
        """Read the series again."""
        self._context.background.read(self, templates, self._on_read)

    def _on_read(self, found: Sequence[TemplateView]) -> None:
        while (item := self._lines.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for each in found:
            name = name_in(language(), each.name_en, each.name_zh)
            steps = trn("1 step", "{count} steps", each.steps)
            days = trn("1 day", "{count} days", each.days)
            line = LineButton(self.theme, Line("task_template", "" if self._reason else each.id, name, steps, days))
            line.clicked.connect(partial(self._open, each.id))
            self._lines.addWidget(line)

    def _open(self, template_id: str) -> None:
        if not self._reason:
            open_template_form(self._context, self.window(), template_id, self.read)


def make(context: PageContext) -> QWidget:
    """The section."""
    return TemplatesSection(context)
