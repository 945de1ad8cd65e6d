"""Asking for the visit folder of a day, and entering what was written on one of its sheets."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from PySide6.QtWidgets import QHBoxLayout, QWidget

from crm_desktop.core.clock import instant_of
from crm_desktop.core.errors import Invalid, Problem
from crm_desktop.core.i18n import N_, Message, language, tr
from crm_desktop.queries.visit_folder import FolderRequest, SheetEntry, sheet_entry
from crm_desktop.reports.visit_request import PrintedFolder
from crm_desktop.ui.background import Ticket
from crm_desktop.ui.company_fields import choice
from crm_desktop.ui.dialogs.dialog import Dialog
from crm_desktop.ui.dialogs.print_list import Saving
from crm_desktop.ui.dialogs.report_preview import ReportPreview
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.widgets.field import Field
from crm_desktop.ui.widgets.fields import DateField, LineField
from crm_desktop.ui.widgets.form import Form

_JOB = "crm_desktop.reports.visit_folder.print_folder"
_WIDTH, _ENTRY_WIDTH = 520, 420


@dataclass(frozen=True)
class _Wanted:
    """What is asked: the day, and whose visits."""

    day: date | None = None
    user_id: str | None = None


@dataclass(frozen=True)
class _Typed:
    """The code of a sheet."""

    code: str = ""


class FolderDialog(Dialog):
    """Asks for day and person, has the worker set the pages, and shows them."""

    gives_up = True

    def __init__(self, context: PageContext, window: QWidget, customer_ids: Sequence[str]) -> None:
        chosen = Message("For the {count} customers chosen", count=len(customer_ids))
        usual = N_("A sheet for each visit, to read before and write on after it")
        super().__init__(
            window,
            context.theme,
            N_("Visit folder"),
            context=chosen if customer_ids else usual,
            primary=N_("Preview and print"),
            width=_WIDTH,
        )
        self._services, self._window, self._customer_ids = context, window, tuple(customer_ids)
        self._ticket: Ticket | None = None
        self.use_form(Form(self))
        day = DateField(context.theme, N_("Day"), today=context.today, required=True)
        person = choice(context, N_("Visits of"), "users", empty=False)
        self._add(("day", day), ("user_id", person))
        self._wanted = _Wanted(context.today() + timedelta(days=1), context.background.viewer.user_id or None)
        assert self.form is not None
        self.form.load(self._wanted)
        self.submitted.connect(self._print)
        self.rejected.connect(self._give_up)

    def _add(self, *fields: tuple[str, Field]) -> None:
        assert self.form is not None
        row = QHBoxLayout()
        row.setSpacing(self.theme.px(16))
        for name, field in fields:
            row.addWidget(self.form.bind(name, field), 1)
        self.body.addLayout(row)

    def _print(self) -> None:
        assert self.form is not None
        wanted: _Wanted = self.form.read(self._wanted)
        assert wanted.day is not None
        self.set_busy(N_("Setting the pages…"))
        context = self._services
        request = FolderRequest(wanted.day, wanted.user_id or context.background.viewer.user_id, self._customer_ids)
        self._ticket = context.background.run(
            self,
            _JOB,
            (str(context.path), context.background.viewer, request, language()),
            lambda printed: self._show(printed, request),
            self._on_failed,
            title=Message("Visit folder"),
        )

    def _show(self, printed: PrintedFolder, request: FolderRequest) -> None:
        self.set_busy(None)
        self.accept()
        context, name = self._services, f"{tr('Visit folder')} {request.day.isoformat()}"
        saving = Saving(self._window, name, context.background, context.preferences, context.navigator)
        ReportPreview(self._window, context.theme, context.background, printed.pdf, saving.ask)

    def _on_failed(self, error: Exception) -> None:
        self.set_busy(None)
        self.show_note(error.message if isinstance(error, Problem) else N_("The pages could not be set. Try again."))

    def _give_up(self) -> None:
        if self._ticket is not None and not self._ticket.is_done:
            self._ticket.cancel()


class SheetDialog(Dialog):
    """Asks for the code of a sheet, typed or scanned, and opens the form of its activity."""

    def __init__(self, context: PageContext, window: QWidget) -> None:
        super().__init__(
            window,
            context.theme,
            N_("Enter a sheet"),
            context=N_("What was written on a sheet of the visit folder"),
            primary=N_("Go on"),
            width=_ENTRY_WIDTH,
        )
        self._services = context
        self.use_form(Form(self))
        code = LineField(
            context.theme,
            N_("Code of the sheet"),
            required=True,
            placeholder="K3M7Q-X2P94",
            help_text=N_("The ten characters under the bars; a scanner types them."),
        )
        code.edit.returnPressed.connect(self.submit)
        assert self.form is not None
        self.body.addWidget(self.form.bind("code", code))
        self.form.load(_Typed())
        self.submitted.connect(self._look)

    def _look(self) -> None:
        assert self.form is not None
        typed: _Typed = self.form.read(_Typed())
        self._services.background.read(
            self, lambda reading: sheet_entry(reading, typed.code), self._enter, self._on_failed
        )

    def _enter(self, found: SheetEntry) -> None:
        # Typed to be left behind: nobody is asked about it.
        self.accept()
        context = self._services
        if found.written_id is not None:
            context.navigator.open("interaction", found.written_id)
            context.navigator.say(Message("This sheet was entered already. This is what was written."))
            return
        about: dict[str, object] = dict(found.about)
        if found.day != context.today():
            about["happened_at"] = instant_of(found.day, context.zone)
        context.navigator.log_activity(about)

    def _on_failed(self, error: Exception) -> None:
        if isinstance(error, Invalid | Problem):
            self.fail(error)


def open_visit_folder(context: PageContext, window: QWidget, customer_ids: Sequence[str] = ()) -> FolderDialog:
    """Ask for a visit folder over a window."""
    dialog = FolderDialog(context, window, customer_ids)
    dialog.open_panel()
    return dialog


def open_sheet_entry(context: PageContext, window: QWidget) -> SheetDialog:
    """Ask for the code of a sheet over a window."""
    dialog = SheetDialog(context, window)
    dialog.open_panel()
    return dialog
