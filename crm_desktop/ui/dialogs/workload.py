"""How much everybody has to do in service, and giving the cases of one person to another."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from crm_desktop.core import formats
from crm_desktop.core.i18n import N_, Message, tr
from crm_desktop.core.listing import Filter, ListSpec
from crm_desktop.core.viewer import ASSIGN
from crm_desktop.models.service_case import UNDER_WAY
from crm_desktop.operations.service_workload import move_cases
from crm_desktop.queries.case_workload import ALL, NOT_BEGUN, OVERDUE, Load, workload
from crm_desktop.queries.ready_views import OPEN_CASE
from crm_desktop.ui.background import Latest
from crm_desktop.ui.company_fields import choice
from crm_desktop.ui.dialogs.dialog import Dialog
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.record_form import FormSection, FormTexts, RecordForm
from crm_desktop.ui.rights import against
from crm_desktop.ui.service_words import worked
from crm_desktop.ui.texts import Plain
from crm_desktop.ui.theme import Role
from crm_desktop.ui.widgets.buttons import Button
from crm_desktop.ui.widgets.fields import ChoiceField
from crm_desktop.ui.widgets.key_commands import KeyCommands
from crm_desktop.ui.widgets.labels import Label
from crm_desktop.ui.widgets.text_table import TextColumn, TextTable

_WIDTH, _ROWS = 760, 12
_COLUMNS = (
    TextColumn(N_("Assigned to")),
    TextColumn(N_("Open cases"), 96, at_right=True),
    TextColumn(N_("Overdue"), 84, at_right=True),
    TextColumn(N_("About to be late"), 120, at_right=True, yields=1),
    TextColumn(N_("Waiting"), 84, at_right=True, yields=2),
    TextColumn(N_("Work left"), 110, at_right=True),
)
_NOTE = N_(
    "Work left is what cases of the same kind took on average in the last year, less what was spent on them already."
)
_WHICH = ((ALL, N_("All open ones")), (OVERDUE, N_("Those overdue")), (NOT_BEGUN, N_("Those not begun yet")))


@dataclass(frozen=True)
class Move:
    """Which cases of a person are given to whom."""

    to_id: str | None = None
    which: str = ALL


class WorkloadDialog(Dialog):
    """Everybody with cases in a line; a line leads to the cases, or gives them to somebody else."""

    def __init__(self, context: PageContext, window: QWidget) -> None:
        super().__init__(window, context.theme, N_("Workload"), primary=N_("Close"), cancel=False, width=_WIDTH)
        self._services = context
        self._reads = Latest(context.background, self)
        self._loads: Sequence[Load] = ()
        self.table = TextTable(context.theme, _COLUMNS, chooses=True)
        self.table.setAccessibleName(tr("Workload"))
        self.move_button = Button(context.theme, N_("Give to somebody else…"), icon="arrow-right-left", key="A")
        self.show_button = Button(context.theme, N_("Show the cases"), icon="list", key="E")
        self._lay_out()
        self.submitted.connect(self.accept)
        context.feed.subscribe(self, ("service_case", "service_work"), lambda _changes: self.read())

    @property
    def current(self) -> Load | None:
        """The person of the current line."""
        row = self.table.currentIndex().row()
        return self._loads[row] if 0 <= row < len(self._loads) else None

    def read(self) -> None:
        """Read how much everybody has to do."""
        self._reads.read(workload, self._on_read)

    def show_cases(self) -> None:
        """Go to the list of the cases of the current line."""
        if (load := self.current) is not None:
            of = Filter("owner", "is", load.user_id) if load.user_id else Filter("owner", "is_empty")
            open_ones = Filter("status", "in", UNDER_WAY) if load.user_id else OPEN_CASE
            self.accept()
            self._services.navigator.show_list("service_case", ListSpec((open_ones, of)))

    def give_away(self) -> None:
        """Ask who gets which cases of the current line."""
        if (load := self.current) is None or not self.move_button.isEnabled():
            return
        theme, key = self._services.theme, load.user_id
        to = choice(self._services, N_("Give to"), "users", required=True)
        which = ChoiceField(theme, N_("Which cases"), _WHICH, empty=False)
        section = FormSection(N_("Cases"), ((("to_id", to), ("which", which)),))
        texts = FormTexts(
            N_("Give cases to somebody else"),
            Plain(self._name(load)),
            Message("Give cases to somebody else"),
            lambda _name: Message("Cases given to somebody else"),
        )

        def save(work: Any, draft: Move) -> str:
            return str(move_cases(work, key, draft.to_id, draft.which))

        RecordForm(self._services, self, texts, [section], Move(), save, lambda _count: self.read(), width=520).open()

    def focus_inside(self) -> None:
        """Begin in the table."""
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    # --- parts

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(self.theme.px(8))
        for button, do in ((self.move_button, self.give_away), (self.show_button, self.show_cases)):
            button.clicked.connect(do)
            row.addWidget(button)
        row.addStretch(1)
        keys = {"A": self.give_away, "E": self.show_cases, "Return": self.show_cases}
        KeyCommands(self.table, keys)
        self.table.doubleClicked.connect(lambda _index: self.show_cases())
        self.body.addLayout(row)
        self.body.addWidget(self.table)
        self.body.addWidget(Label(self.theme, _NOTE, Role.SMALL, colour="text3", wrap=True))

    def _on_read(self, loads: Sequence[Load]) -> None:
        before = self.current.user_id if self.current is not None else None
        self._loads = loads
        self.table.set_rows([self._row(each) for each in loads])
        at = next((at for at, each in enumerate(loads) if each.user_id == before), 0)
        if loads:
            self.table.setCurrentIndex(self.table.model().index(at, 0))
        rows = max(1, min(len(loads), _ROWS))
        height = self.table.horizontalHeader().height() + rows * self.table.verticalHeader().defaultSectionSize()
        self.table.setFixedHeight(height + 2)
        reason = against(self._services.background, ASSIGN)
        self.move_button.setEnabled(bool(loads) and not reason)
        self.move_button.set_reason(reason)
        self.show_button.setEnabled(bool(loads))
        self.place()

    def _row(self, load: Load) -> list[str]:
        figures = (load.open, load.overdue, load.nearly_late, load.waiting)
        return [self._name(load), *map(formats.integer, figures), worked(load.minutes)]

    def _name(self, load: Load) -> str:
        return tr("Nobody yet") if load.user_id is None else load.name or formats.MISSING


def open_workload(context: PageContext, window: QWidget) -> WorkloadDialog:
    """Show the workload over a window."""
    dialog = WorkloadDialog(context, window)
    dialog.open_panel()
    dialog.read()
    return dialog
