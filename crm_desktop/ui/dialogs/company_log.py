"""The log of the company: what everybody did, narrowed by person, laptop, kind, time and words; with undo."""

from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QGridLayout, QWidget

from crm_desktop.core.clock import instant_of
from crm_desktop.core.i18n import N_, Message, language, tr
from crm_desktop.core.viewer import EXPORT
from crm_desktop.models import ENTITY_OF
from crm_desktop.queries.journal_log import Cursor, LogFilter, LogPage, log_page
from crm_desktop.queries.replica import laptop_names
from crm_desktop.queries.step_changes import StepChanges, step_changes
from crm_desktop.ui.background import Latest
from crm_desktop.ui.dialogs.export_list import ExportPanel
from crm_desktop.ui.dialogs.save_file import ask_where
from crm_desktop.ui.dialogs.step_dialog import StepDialog, spoken_failure
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.step_words import change_rows, log_row
from crm_desktop.ui.texts import Plain, Text
from crm_desktop.ui.theme import Role
from crm_desktop.ui.theme.tokens import Space
from crm_desktop.ui.widgets.buttons import Button
from crm_desktop.ui.widgets.choice_fields import ChoiceField
from crm_desktop.ui.widgets.date_field import DateField
from crm_desktop.ui.widgets.labels import Label, Rule
from crm_desktop.ui.widgets.shrinking import Shrinking
from crm_desktop.ui.widgets.text_fields import LineField
from crm_desktop.ui.widgets.text_table import TextColumn

# Kinds people look for; parts of a record count as the record.
_KINDS = (
    "customer",
    "contact",
    "opportunity",
    "service_case",
    "sales_order",
    "contract",
    "interaction",
    "task",
    "lead",
    "campaign",
    "campaign_member",
    "product",
    "article",
    "custom_record",
    "attachment",
    "app_user",
    "parameter",
)
_COLUMNS = (
    TextColumn(N_("Record"), 190),
    TextColumn(N_("Field"), 150, "text2"),
    TextColumn(N_("Before"), 150, "text2"),
    TextColumn(N_("After")),
)
_PAUSE_MS, _PER_ROW, _LARGE = 250, 6, 1.4
_JOB = "crm_desktop.exchange.log_export.export_log"


class CompanyLogDialog(StepDialog):
    """Asks for a window of steps at a time, and for more as the list is scrolled."""

    def __init__(self, context: PageContext, window: QWidget) -> None:
        super().__init__(context, window, N_("Company log"), N_("What everybody did, newest first"))
        theme = context.theme
        self._reading, self._detail = Latest(context.background, self), Latest(context.background, self)
        self._after: Cursor | None = None
        people = [(key, Plain(name)) for key, name in context.choices.options("users", language())]
        kinds: list[tuple[str, Text]] = [(kind, ENTITY_OF[kind].__title__) for kind in _KINDS]
        self.person = ChoiceField(theme, N_("Done by"), people, placeholder=N_("Everybody"))
        self.laptop = ChoiceField(theme, N_("Laptop"), [], placeholder=N_("All laptops"))
        self.kind = ChoiceField(theme, N_("Kind"), kinds, placeholder=N_("All kinds"))
        self.first = DateField(theme, N_("From day"), today=context.today, placeholder=N_("Any day"))
        self.last = DateField(theme, N_("Until day"), today=context.today, placeholder=N_("Any day"))
        self.words = LineField(theme, N_("Words"), placeholder=N_("Words of the step"))
        self.export = Button(theme, N_("Export…"), icon="download")
        self.export.clicked.connect(self._export)
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self.reload)
        self.more = Label(theme, "", Role.SMALL, colour="text3")
        self._place_filters()
        self.steps.more_wanted.connect(self._read)

    def open_panel(self) -> None:
        """Show it and read the newest steps."""
        super().open_panel()
        self.page_context.background.read(self, partial(laptop_names, language=language()), self._on_laptops)
        self.reload()

    def wanted(self) -> LogFilter:
        """What is looked for now."""
        zone, first, last = self.page_context.zone, self.first.value(), self.last.value()
        return LogFilter(
            self.person.value(),
            self.laptop.value(),
            self.kind.value(),
            instant_of(first, zone, 0) if first else None,
            instant_of(last + timedelta(days=1), zone, 0) if last else None,
            self.words.value(),
        )

    def reload(self) -> None:
        """Begin with the newest step again."""
        self._after = None
        self.steps.clear()
        self._detail.cancel()
        self.show_nothing(N_("Looking…"))
        self._read()

    def show_step(self, key: str) -> None:
        """Show what a step changed."""
        spoken = language()
        self._detail.read(lambda reading: step_changes(reading, key, spoken), self._on_changes)

    def _read(self) -> None:
        wanted, after, spoken = self.wanted(), self._after, language()
        self._reading.read(
            lambda reading: log_page(reading, wanted, after, spoken),
            self._on_page,
            lambda error: self.show_nothing(spoken_failure(error)),
        )

    def _on_page(self, page: LogPage) -> None:
        self._after = page.following
        self.steps.add([log_row(self.page_context, step) for step in page.steps], has_more=page.following is not None)
        if not page.steps and page.following is not None:
            # Nothing matched nearby: look further back.
            self._read()
        elif not self.steps.rows():
            self.show_nothing(N_("No step matches. Take a filter away."))

    def _on_changes(self, found: StepChanges) -> None:
        rows = change_rows(found.records)
        self.show_rows(_COLUMNS, rows)
        hidden = found.total - sum(len(record.rows) for record in found.records)
        self.more.set_text(Message("and {count} more", count=hidden) if hidden > 0 else "")
        self.more.setVisible(hidden > 0)

    def _on_laptops(self, names: dict[str, str]) -> None:
        self.laptop.set_choices([(key, Plain(name)) for key, name in names.items()])

    def _place_filters(self) -> None:
        px = self.theme.px
        fields = (self.person, self.laptop, self.kind, self.first, self.last, self.words)
        per_row = _PER_ROW if self.theme.text_scale < _LARGE else _PER_ROW // 3
        bar = QWidget()
        grid = QGridLayout(bar)
        grid.setContentsMargins(px(Space.XXL), px(10), px(Space.XXL), px(12))
        grid.setSpacing(px(8))
        for place, field in enumerate(fields):
            grid.addWidget(field, *divmod(place, per_row))
            field.changed.connect(self._pause.start)
        for column in range(per_row):
            grid.setColumnStretch(column, 1)
        self.body.insertWidget(0, bar)
        self.body.insertWidget(1, Rule(self.theme))
        self.right.addWidget(self.more)
        self.more.hide()
        self.buttons.addWidget(self.export)
        Shrinking(self.bar, (self.export, self.undo))

    def _export(self) -> None:
        context = self.page_context
        if not context.background.viewer.may(EXPORT):
            context.navigator.refuse(
                Message("Your role does not include exports. Ask whoever looks after the company file.")
            )
            return
        folder = Path(context.preferences.get("export.folder") or Path.home())
        kinds = ((tr("Excel workbook"), ".xlsx"), ("CSV", ".csv"), ("TSV", ".tsv"))
        target = ask_where(self, tr("Export this list"), folder / f"{tr('Company log')}.xlsx", kinds)
        if target is not None:
            context.preferences.set("export.folder", str(target.parent))
            export_log_to(context, self.window(), target, self.wanted())


def export_log_to(context: PageContext, window: QWidget, target: Path, wanted: LogFilter) -> ExportPanel:
    """Write what the log shows to a file."""
    panel = ExportPanel(window, context.theme, context.background, context.navigator, target)
    panel.open_panel()
    arguments: tuple[Any, ...] = (str(context.path), context.background.viewer, wanted, str(target), language())
    panel.begin(_JOB, arguments)
    return panel


def open_company_log(context: PageContext, window: QWidget) -> CompanyLogDialog:
    """Show what happened in the company."""
    dialog = CompanyLogDialog(context, window)
    dialog.open_panel()
    return dialog
