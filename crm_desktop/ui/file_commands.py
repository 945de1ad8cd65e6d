"""What can be done with a file that is kept: opened, saved elsewhere, described, renewed, deleted."""

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from crm_desktop.core import file_names, paths
from crm_desktop.core.errors import UserError
from crm_desktop.core.i18n import N_, Message, tr, trn
from crm_desktop.operations.attachment import (
    FileDraft,
    FilesToKeep,
    StagedFile,
    add_version,
    check_files,
    delete_files,
    file_draft,
    stage_files,
    update_file,
)
from crm_desktop.queries.attachment import save_file
from crm_desktop.ui import opened_files
from crm_desktop.ui.dialogs.confirm import ConfirmDialog
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.record_form import FormSection, FormTexts, Opened, RecordForm
from crm_desktop.ui.texts import Plain
from crm_desktop.ui.widgets.fields import DateField, LineField, NoteField

_WIDTH = 460


@dataclass(frozen=True)
class KeptFile:
    """The file meant: its id, its name and the record it is kept with."""

    id: str
    name: str
    kind: str
    record_id: str


@dataclass(frozen=True)
class _Renewal:
    """What the form for a newer version asks."""

    valid_until: date | None = None


class FileCommands(QObject):
    """The commands, over the window of their owner."""

    def __init__(self, context: PageContext, owner: QWidget) -> None:
        super().__init__(owner)
        self._context, self._owner = context, owner

    def open(self, file: KeptFile) -> None:
        """Show a file in the program of the system; what could start something is only saved, after a question."""
        if file_names.runs(file.name):
            self._ask_to_save(file)
            return
        path = opened_files.place_for(file.name)

        def fetch(reading: Any) -> Path:
            save_file(reading, file.id, path)
            opened_files.protect(path)
            return path

        self._context.background.read(self, fetch, _show_in_system, self._on_refused)

    def save_as(self, file: KeptFile) -> None:
        """Ask where to save a file."""
        folder = Path(self._context.preferences.get("files.folder", str(paths.documents_dir())))
        proposed = str(folder / file_names.tidy(file.name))
        chosen, _ = QFileDialog.getSaveFileName(self._owner.window(), tr("Save file as"), proposed)
        if chosen:
            said = Message("“{file}” saved", file=Path(chosen).name)
            self._context.background.read(
                self,
                lambda reading: save_file(reading, file.id, Path(chosen)),
                lambda _done: self._context.navigator.say(said),
                self._on_refused,
            )

    def describe(self, file: KeptFile) -> None:
        """Ask for another name, until when it holds, and a note."""
        self._context.background.read(
            self,
            lambda reading: (file_draft(reading, file.id), reading.position),
            lambda read: self._open_description(file, *read),
            self._on_refused,
        )

    def _open_description(self, file: KeptFile, draft: FileDraft, position: int) -> None:
        theme = self._context.theme
        opened = Opened(draft, position, lambda reading: file_draft(reading, file.id))

        def save(work: Any, changed: FileDraft) -> str:
            update_file(work, file.id, changed, opened.draft, opened.position)
            return file.id

        section = FormSection(
            N_("File"),
            (
                (("name", LineField(theme, N_("Name"), required=True)),),
                (("valid_until", self._until()),),
                (("note", NoteField(theme, N_("Note"), lines=3, max_length=1000)),),
            ),
        )
        texts = FormTexts(
            N_("Properties of the file"),
            Plain(file.name),
            Message("Change file"),
            lambda name: Message("“{name}” saved", name=name),
        )
        self._form(texts, section, draft, save, opened).open()

    def renew(self, file: KeptFile) -> None:
        """Ask for the file that is the newer version, and until when that holds."""
        folder = self._context.preferences.get("files.folder", str(paths.documents_dir()))
        chosen, _ = QFileDialog.getOpenFileName(self._owner.window(), tr("New version"), folder)
        if chosen:
            self._context.preferences.set("files.folder", str(Path(chosen).parent))
            self.renew_by(file, Path(chosen))

    def renew_by(self, file: KeptFile, path: Path) -> None:
        """Read the newer version on a reader thread, then ask until when it holds."""

        def stage(checked: FilesToKeep) -> None:
            title = Message("Adding files…")
            self._context.background.call_with_progress(
                self, lambda told: _staged(checked, told), ask, self._on_refused, None, title=title
            )

        def ask(staged: StagedFile) -> None:
            self._open_renewal(file, staged)

        def check(reading: Any) -> FilesToKeep:
            return check_files(reading, file.kind, file.record_id, [path])

        self._context.background.read(self, check, stage, self._on_refused)

    def _open_renewal(self, file: KeptFile, staged: StagedFile) -> None:
        def save(work: Any, asked: _Renewal) -> str:
            return add_version(work, file.id, staged, asked.valid_until)

        def clear() -> None:
            shutil.rmtree(staged.path.parent, ignore_errors=True)

        texts = FormTexts(
            N_("New version"),
            Plain(f"{file.name} → {staged.name}" if file.name != staged.name else file.name),
            Message("New version of “{file}”", file=file.name),
            lambda _name: Message("New version of “{file}” added", file=file.name),
        )
        section = FormSection(N_("File"), ((("valid_until", self._until()),),))
        form = self._form(texts, section, _Renewal(), save, None)
        form.dialog.finished.connect(clear)
        form.open()

    def remove(self, ids: Sequence[str]) -> None:
        """Delete files; the toast offers to undo it."""
        said = trn("{count} file deleted", "{count} files deleted", len(ids))
        self._context.background.write(
            Message("Delete files"),
            lambda work: delete_files(work, ids),
            lambda _count: self._context.navigator.did(Message("{text}", text=said)),
            self._on_refused,
            owner=self,
        )

    def _until(self) -> DateField:
        told = N_("The register of documents shows what expires soon.")
        return DateField(self._context.theme, N_("Valid until"), today=self._context.today, help_text=told)

    def _form(
        self, texts: FormTexts, section: FormSection, draft: Any, save: Callable[..., str], opened: Opened | None
    ) -> RecordForm:
        window = self._owner.window()
        return RecordForm(
            self._context, window, texts, [section], draft, save, lambda _id: None, width=_WIDTH, opened=opened
        )

    def _ask_to_save(self, file: KeptFile) -> None:
        dialog = ConfirmDialog(
            self._owner.window(),
            self._context.theme,
            Message("“{file}” could start a program", file=file.name),
            (N_("It is not opened from here. Save it only if you know who it comes from."),),
            action=N_("Save file as…"),
            danger=False,
        )
        dialog.confirmed.connect(lambda: self.save_as(file))
        dialog.open_panel()

    def _on_refused(self, error: Exception) -> None:
        if isinstance(error, UserError):
            self._context.navigator.refuse(error.message)


def _staged(files: FilesToKeep, told: Callable[..., None]) -> StagedFile:
    folder = opened_files.new_folder()
    try:
        (staged,), _ = stage_files(files, folder, told)
        return staged
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _show_in_system(path: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
