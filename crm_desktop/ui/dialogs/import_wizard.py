"""The import wizard: a file, its columns, a dry run of every row, then one step that can be undone."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QWidget

from crm_desktop.core.errors import Problem
from crm_desktop.core.formats import integer
from crm_desktop.core.i18n import N_, Message, language, tr, trn
from crm_desktop.core.listing import ListSpec
from crm_desktop.core.preferences import Preferences
from crm_desktop.core.viewer import IMPORT
from crm_desktop.exchange.fields import ImportField
from crm_desktop.exchange.import_request import ImportRequest
from crm_desktop.exchange.jobs import Checked, FileHead, ImportStopped, import_file
from crm_desktop.exchange.mapping import Mapping
from crm_desktop.exchange.own_fields import own_import_fields
from crm_desktop.operations.undo_step import Outcome, undo
from crm_desktop.queries.own_kind import OwnKind, own_kinds
from crm_desktop.ui import opened_files
from crm_desktop.ui.background import Background, Ticket
from crm_desktop.ui.dialogs.import_check_step import CheckStep
from crm_desktop.ui.dialogs.import_columns_step import ColumnsStep
from crm_desktop.ui.dialogs.import_draft import ImportDraft, heading_of, list_of, next_kind
from crm_desktop.ui.dialogs.import_file_step import FileStep, described
from crm_desktop.ui.dialogs.import_run_step import RunStep
from crm_desktop.ui.dialogs.save_file import ask_where
from crm_desktop.ui.dialogs.wizard import Step, Wizard
from crm_desktop.ui.navigator import Navigator
from crm_desktop.ui.rights import against
from crm_desktop.ui.texts import Plain, Text
from crm_desktop.ui.theme import Theme

FILE, COLUMNS, CHECK, RUN = "file", "columns", "check", "import"
_TITLE = N_("Import spreadsheets")
_JOBS = "crm_desktop.exchange.jobs"
_NOT_FINISHED = N_("This could not be finished. Nothing was changed.")


def open_import_wizard(
    window: QWidget,
    theme: Theme,
    background: Background,
    preferences: Preferences,
    path_of_company: Path,
    navigator: Navigator,
    today: date,
    kind: str | None = None,
    file: Path | None = None,
) -> "ImportWizard | None":
    """Open the wizard, for a kind and a file when they are known; None when the user may not import."""
    if reason := against(background, IMPORT):
        navigator.refuse(Message(reason))
        return None
    wizard = ImportWizard(window, theme, background, preferences, path_of_company, navigator, today)
    wizard.open_panel()
    wizard.begin(kind, file)
    return wizard


class ImportWizard(Wizard):
    """Leads through the steps; files are read and checked by the worker process, written by the writer thread."""

    def __init__(
        self,
        window: QWidget,
        theme: Theme,
        background: Background,
        preferences: Preferences,
        company: Path,
        navigator: Navigator,
        today: date,
    ) -> None:
        self.draft = ImportDraft()
        self._background, self._preferences = background, preferences
        self._company, self._navigator = company, navigator
        self._given: Path | None = None
        self._ticket: Ticket | None = None
        self._stop: threading.Event | None = None
        self._done: Checked | None = None
        self.file_step = FileStep(theme, self.draft)
        self.columns_step = ColumnsStep(theme, self.draft, today)
        self.check_step = CheckStep(theme, self.draft)
        self.run_step = RunStep(theme, self.draft)
        steps = [
            Step(FILE, N_("File"), self.file_step, N_("Choose columns")),
            Step(COLUMNS, N_("Columns"), self.columns_step, N_("Check rows")),
            Step(CHECK, N_("Check"), self.check_step, N_("Import")),
            Step(RUN, N_("Import"), self.run_step, N_("Done")),
        ]
        super().__init__(window, theme, _TITLE, steps)
        self.setAcceptDrops(True)
        self._connect()

    def _connect(self) -> None:
        self.leaving.connect(self._on_leaving)
        self.step_changed.connect(self._on_step_changed)
        self.finished.connect(self._end)
        self.file_step.browse_wanted.connect(self._browse)
        self.file_step.kind_chosen.connect(self._on_kind)
        self.file_step.reading_changed.connect(self._look)
        self.columns_step.mapping_changed.connect(self._show_columns_state)
        self.check_step.corrected.connect(self._check)
        for step in (self.check_step, self.run_step):
            step.save_wanted.connect(self._save_rejected)
        self.run_step.undo_wanted.connect(self._undo)
        self.run_step.another_wanted.connect(self._import_another)

    # --- file

    def begin(self, kind: str | None, file: Path | None) -> None:
        """Show the first step, with what is known already."""
        self.draft.kind, self._given = kind, file
        self.file_step.show_kind(kind)
        self._show_title()
        self._show_file_state()
        self._background.read(
            self, lambda reading: (own_import_fields(reading), own_kinds(reading)), lambda found: self._on_own(*found)
        )

    def _on_own(self, own: tuple[tuple[str, ImportField], ...], kinds: Sequence[OwnKind]) -> None:
        """What the company added is known: a file that was given can be read."""
        self.draft.own = own
        self.file_step.offer([(each.kind, each.title) for each in kinds])
        self.file_step.show_kind(self.draft.kind)
        if self._given is not None and self.draft.path is None:
            self.choose(self._given)

    def choose(self, path: Path) -> None:
        """Take a file."""
        self.draft.take_file(path)
        self._look()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self.current() == FILE and any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        files = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        if files and self.current() == FILE:
            event.acceptProposedAction()
            self.choose(Path(files[0]))

    def _browse(self) -> None:
        folder = self._preferences.get("import.folder") or str(Path.home())
        kinds = tr("Spreadsheets") + " (*.csv *.tsv *.txt *.xlsx *.xls *.xlsb *.xlsm *.ods)"
        chosen, _ = QFileDialog.getOpenFileName(self, tr("Choose a file"), folder, kinds)
        if chosen:
            self._preferences.set("import.folder", str(Path(chosen).parent))
            self.choose(Path(chosen))

    def _on_kind(self, kind: str) -> None:
        draft = self.draft
        draft.kind, draft.kind_is_chosen = kind, True
        self._show_title()
        if draft.head is None or kind in draft.head.suggested:
            self._take_mapping()
        else:
            self._look()

    def _look(self) -> None:
        draft = self.draft
        if draft.path is None:
            return
        self.file_step.show_reading(draft.path)
        self.block(N_("Reading the file…"))
        wanted = (draft.kind,) if draft.kind and draft.kind_is_chosen else ()
        self._run("read_head", (draft.request(), wanted, draft.kind), self._on_head, self._on_head_failed)

    def _on_head(self, head: FileHead) -> None:
        draft = self.draft
        draft.head = head
        if not draft.kind_is_chosen:
            draft.kind = head.likely_kind or draft.kind
        self.file_step.show_kind(draft.kind)
        self.file_step.show_head(head)
        self._show_title()
        self._take_mapping()

    def _on_head_failed(self, error: Exception) -> None:
        assert self.draft.path is not None
        self.file_step.show_problem(self.draft.path, _sentence(error))
        self.draft.head = None
        self.block(N_("Choose a file that can be read."))

    def _take_mapping(self) -> None:
        """The mapping this layout of file had last time, else the suggested one."""
        draft = self.draft
        if draft.head is not None and draft.kind is not None:
            stored = self._preferences.get(self._mapping_name())
            draft.mapping = draft.head.suggested[draft.kind]
            draft.fixes = {}
            if stored:
                self._restore(stored)
        self._show_file_state()

    def _restore(self, stored: Any) -> None:
        assert self.draft.head is not None
        try:
            self.draft.mapping = Mapping.from_json(stored, self.draft.head.columns, self.draft.request().own_fields)
        except Problem:
            return  # Kept by another version of the program: the suggestion stands.
        self.draft.fixes = dict(self.draft.mapping.fixes)

    def _mapping_name(self) -> str:
        assert self.draft.head is not None
        return f"import.mapping.{self.draft.kind}.{self.draft.head.fingerprint}"

    def _show_file_state(self) -> None:
        if self.draft.path is None:
            self.block(N_("Choose a file."))
        elif self.draft.kind is None:
            self.block(N_("Choose what is in the file."))
        elif self.draft.head is not None:
            self.block(None)
            known = self._preferences.get(self._mapping_name()) is not None
            self.set_summary(
                N_("You imported a file with these columns before; your choices are kept.") if known else ""
            )

    def focus_inside(self) -> None:
        self.file_step.place.button.setFocus(Qt.FocusReason.OtherFocusReason)

    # --- columns

    def _show_columns_state(self) -> None:
        missing = self.columns_step.missing()
        self.block(missing)
        if missing is None:
            columns = self.draft.agreed.columns
            used = sum(each.field is not None for each in columns)
            self.set_summary(Message("{used} of {all} columns are imported.", used=used, all=len(columns)))

    def next_problem(self) -> None:
        """F8 walks the columns that need a look."""
        if self.current() == COLUMNS:
            self.columns_step.next_problem()

    # --- check

    def _check(self) -> None:
        self.check_step.show_progress(0.0)
        self.block(N_("Checking every row…"))
        arguments = (str(self._company), self._background.viewer, self.draft.request())
        self._run("check_file", arguments, self._on_checked, self._on_check_failed, self.check_step.show_progress)

    def _on_checked(self, checked: Checked) -> None:
        self._done = checked
        self.set_summary("")
        self.check_step.show_checked(checked)
        if checked.result.info and self.draft.head:
            # The rows of a large text were only estimated before.
            self.draft.head = replace(self.draft.head, info=checked.result.info)
            self._show_title()
        taken = checked.result.taken
        self.block(None if taken else N_("There is nothing to import."))
        if taken:
            number = integer(taken)
            self.next.set_text(Plain(trn("Import one row", "Import {number} rows", taken, number=number)))
        if taken and checked.rejected:
            self.set_summary(N_("Rejected rows stay out; you can save them, correct them and import them later."))

    def _on_check_failed(self, error: Exception) -> None:
        self.check_step.show_problem(_sentence(error))
        self.block(N_("Go back and choose again."))

    # --- import

    def _import(self) -> None:
        self._remember()
        self.run_step.begin()
        self.block(N_("Everything arrives as one step that you can undo."))
        request, stop = self.draft.request(), threading.Event()
        self._stop, self._done = stop, None
        label = Message("Import {file}", file=request.path.name)
        operation = _operation(request, stop)
        self._background.write(
            label,
            operation,
            self._on_imported,
            self._on_import_failed,
            owner=self,
            progress=self.run_step.show_progress,
            title=label,
        )

    def _on_imported(self, done: Checked) -> None:
        self._stop, self._done = None, done
        self.run_step.show_done(done)
        self._show_end()

    def _on_import_failed(self, error: Exception) -> None:
        self._stop = None
        self.run_step.show_stopped(_sentence(error), bad=not isinstance(error, ImportStopped))
        self._show_end()

    def _show_end(self) -> None:
        """The last step is over: nothing to cancel any more."""
        self.cancel.setVisible(False)
        self.block(None)
        opens = self._done is not None and bool(list_of(self.draft.kind or ""))
        self.next.set_text(N_("Open the list") if opens else N_("Close"))
        self.next.setFocus(Qt.FocusReason.OtherFocusReason)

    def _undo(self) -> None:
        self.run_step.undo.set_busy(N_("Undoing…"))
        self._background.write(Message("Undo"), undo, self._on_undone, self._on_undo_failed, owner=self)

    def _on_undone(self, outcome: Outcome) -> None:
        self.run_step.undo.set_busy(None)
        self._done = None
        self.run_step.show_stopped(N_("The import was undone."))
        self._show_end()

    def _on_undo_failed(self, error: Exception) -> None:
        self.run_step.undo.set_busy(None)
        self.run_step.show_stopped(_sentence(error), bad=True)

    def _import_another(self) -> None:
        draft = self.draft
        kind = next_kind(draft.kind) if draft.kind and self._done else draft.kind
        draft.take_file(Path())
        draft.path, draft.kind, draft.kind_is_chosen, self._done = None, kind, False, None
        self.file_step.clear()
        self.go_to(FILE)
        self.focus_inside()

    def _open_list(self) -> None:
        self.accept()
        if self._done is not None and (kind := list_of(self.draft.kind or "")):
            self._navigator.show_list(kind, ListSpec())

    # --- rejected rows

    def _save_rejected(self) -> None:
        assert self.draft.path is not None
        path = self.draft.path
        # Beside the file, unless that is where nothing stays.
        folder = (
            Path(self._preferences.get("import.folder") or Path.home()) if opened_files.is_ours(path) else path.parent
        )
        proposed = folder / f"{path.stem} {tr('rejected')}.csv"
        target = ask_where(self, tr("Save rejected rows"), proposed, (("CSV", ".csv"),))
        if target is not None:
            self.save_rejected(target)

    def save_rejected(self, target: Path) -> None:
        """Write the rejected rows with their reasons to a file."""
        company, viewer = str(self._company), self._background.viewer
        arguments = (company, viewer, self.draft.request(), str(target), language())
        button = self.check_step.save if self.current() == CHECK else self.run_step.save
        button.set_busy(N_("Saving…"))

        def saved(count: int) -> None:
            button.set_busy(None)
            number = integer(count)
            self.set_summary(Message("Rows written to {name}: {number}.", number=number, name=target.name))

        def failed(error: Exception) -> None:
            button.set_busy(None)
            self.set_summary(_sentence(error))

        self._run("save_rejected", arguments, saved, failed)

    # --- steps

    def ask_to_close(self) -> None:
        """Close; while the import is at work, cancel it and stay to say so."""
        if self._stop is not None:
            self._stop.set()
            self.run_step.show_stopping()
        else:
            self.reject()

    def _on_leaving(self, step: str) -> None:
        if step == RUN:
            self._open_list()
            return
        self.go_on()
        if step == FILE:
            self.columns_step.load()
            self._show_columns_state()
            self.columns_step.rows[0].box.setFocus(Qt.FocusReason.TabFocusReason)
        elif step == COLUMNS:
            self.check_step.begin()
            self._check()
        else:
            self._import()

    def _on_step_changed(self, step: str) -> None:
        self._forget_job()
        self.back.setVisible(step in (COLUMNS, CHECK))
        self.cancel.setVisible(True)
        if step == FILE:
            self.file_step.show_kind(self.draft.kind)
            self._show_title()
            self._show_file_state()
        elif step == COLUMNS and self.columns_step.rows:
            self._show_columns_state()

    def _show_title(self) -> None:
        kind, head = self.draft.kind, self.draft.head
        self.set_title(heading_of(kind) if kind else _TITLE)
        words = f"{head.info.path.name} · {described(head)}" if head else ""
        self.set_context(Plain(words) if words else N_("From Excel or CSV, in four steps"))

    def _remember(self) -> None:
        self._preferences.set(self._mapping_name(), {**self.draft.agreed.to_json(), "fixes": dict(self.draft.fixes)})

    def _run(
        self,
        job: str,
        arguments: tuple[Any, ...],
        then: Callable[[Any], None],
        failed: Callable[[Exception], None],
        progress: Callable[[float, Message | None], None] | None = None,
    ) -> None:
        """Ask the worker; what it was doing for this wizard before is given up."""
        self._forget_job()
        self._ticket = self._background.run(self, f"{_JOBS}.{job}", arguments, then, failed, progress)

    def _end(self) -> None:
        """Give up what is under way; pasted rows go with the wizard, for their file is as plain as the clipboard."""
        self._forget_job()
        if self._given is not None:
            opened_files.release(self._given)

    def _forget_job(self) -> None:
        if self._ticket is not None:
            self._ticket.cancel()
            self._ticket = None


def _operation(request: ImportRequest, stop: threading.Event) -> Callable[..., Checked]:
    return lambda work, report: import_file(work, request, report, stop.is_set)


def _sentence(error: Exception) -> Text:
    return error.message if isinstance(error, Problem) else _NOT_FINISHED
