"""The history of one record: who changed what, when, on which laptop; and how the record was at any moment."""

from datetime import date, timedelta
from typing import Any

from PySide6.QtWidgets import QWidget

from crm_desktop.core import formats
from crm_desktop.core.clock import instant_of
from crm_desktop.core.i18n import N_, Message, language, tr
from crm_desktop.models.customising import table_of_kind
from crm_desktop.queries.as_of import RecordThen, record_as_of
from crm_desktop.queries.journal_log import undone_steps
from crm_desktop.queries.record_history import HistoryItem, record_history
from crm_desktop.ui.background import Latest
from crm_desktop.ui.dialogs.step_dialog import StepDialog, spoken_failure
from crm_desktop.ui.kind_words import kind_name
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.step_words import history_row, row_lines, when
from crm_desktop.ui.texts import Plain, Text
from crm_desktop.ui.widgets.choices import CheckBox, Segmented
from crm_desktop.ui.widgets.date_field import DateField
from crm_desktop.ui.widgets.labels import Label
from crm_desktop.ui.widgets.text_table import TextColumn

WHAT, THEN = "what", "then"
_TABS = ((WHAT, N_("What changed")), (THEN, N_("As it was")))
_CHANGES = (
    TextColumn(N_("Field"), 210, "text2"),
    TextColumn(N_("Before"), 190, "text2"),
    TextColumn(N_("After")),
)
_VALUES = (
    TextColumn("", 34, "accent_text"),
    TextColumn(N_("Field"), 190, "text2"),
    TextColumn(N_("Then"), 190),
    TextColumn(N_("Today"), 0, "text2"),
)
_DIFFERS = "●"


class RecordHistoryDialog(StepDialog):
    """Steps of one record; the current one, or any day, says how the record was then."""

    def __init__(self, context: PageContext, window: QWidget, kind: str, record_id: str, name: str) -> None:
        about: Text = Message("{kind} “{name}”", kind=Plain(kind_name(context.choices, kind)), name=name)
        super().__init__(context, window, N_("History"), about)
        theme, px = context.theme, context.theme.px
        self._kind, self._record_id = table_of_kind(kind), record_id
        self._items: dict[str, HistoryItem] = {}
        self._at = 0
        self._then: RecordThen | None = None
        self._reading = Latest(context.background, self)
        self.tabs = Segmented(theme, _TABS)
        self.tabs.set_value(WHAT)
        self.day = DateField(theme, N_("On another day"), today=context.today, placeholder=N_("Any day"))
        self.day.show_label(False)
        self.day.setFixedWidth(px(170))
        self.only = CheckBox(theme, N_("Only what is different today"))
        self.is_gone = Label(theme, "", colour="warning", wrap=True)
        row = self.line()
        row.addWidget(self.tabs)
        row.addWidget(self.day)
        row.addStretch(1)
        self.right.insertLayout(1, row)
        self.right.insertWidget(2, self.only)
        self.right.insertWidget(3, self.is_gone)
        self.is_gone.hide()
        self.tabs.changed.connect(lambda _key: self._show())
        self.day.changed.connect(self._on_day)
        self.only.toggled.connect(lambda _on: self._show_then())
        self._show_controls()

    def open_panel(self) -> None:
        """Show it and read the steps."""
        super().open_panel()
        self.reload()

    def reload(self) -> None:
        """Read the steps again."""
        kind, record_id, spoken = self._kind, self._record_id, language()

        def query(reading: Any) -> tuple[list[HistoryItem], set[str]]:
            return record_history(reading, kind, record_id, spoken), undone_steps(reading)

        self._reading.read(query, self._on_read, lambda error: self.show_nothing(spoken_failure(error)))

    def show_step(self, key: str) -> None:
        """Show what the step changed, or how the record was after it."""
        self._at = self._items[key].at
        self.day.set_value(None)
        self._show()

    def _on_read(self, found: tuple[list[HistoryItem], set[str]]) -> None:
        items, undone = found
        self._items = {item.transaction: item for item in items}
        self.steps.clear()
        self.steps.add([history_row(self.page_context, item, undone) for item in items], has_more=False)
        if not items:
            self.show_nothing(N_("Nothing is recorded of it."))

    def _on_day(self) -> None:
        day: date | None = self.day.value()
        if day is not None:
            # As it was when that day ended.
            self._at = instant_of(day + timedelta(days=1), self.page_context.zone, 0) - 1
            self.tabs.set_value(THEN)
            self._show()

    def _show_controls(self) -> None:
        is_then = self.tabs.value() == THEN
        self.only.setVisible(is_then)
        if not is_then:
            self.is_gone.hide()

    def _show(self) -> None:
        self._show_controls()
        if self.tabs.value() == WHAT:
            key = self.steps.current()
            rows = [line[1:] for change in self._items[key].changes for line in row_lines("", change)] if key else []
            self.show_rows(_CHANGES, rows)
            return
        kind, record_id, at, spoken = self._kind, self._record_id, self._at, language()
        self._reading.read(lambda reading: record_as_of(reading, kind, record_id, at, spoken), self._on_then)

    def _on_then(self, found: RecordThen) -> None:
        self._then = found
        self._show_then()

    def _show_then(self) -> None:
        found = self._then
        if found is None or self.tabs.value() != THEN:
            return
        self.meta.set_text(Message("As recorded until {moment}", moment=when(self.page_context, found.at)))
        said: Text = "" if found.was_there else N_("The record was not there then, or it was deleted.")
        if found.was_there and not found.is_there:
            said = N_("The record is deleted today.")
        self.is_gone.set_text(said)
        self.is_gone.setVisible(bool(said))
        missing = formats.MISSING
        self.show_rows(
            _VALUES,
            [
                [_DIFFERS if each.is_different else "", tr(each.title), each.then or missing, each.now or missing]
                for each in found.values
                if each.is_different or not self.only.isChecked()
            ],
        )


def open_record_history(
    context: PageContext, window: QWidget, kind: str, record_id: str, name: str
) -> RecordHistoryDialog:
    """Show the history of a record."""
    dialog = RecordHistoryDialog(context, window, kind, record_id, Plain(name))
    dialog.open_panel()
    return dialog
