"""The files of a record: dropped, pasted or chosen; the newest version of each, and what can be done with it."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPoint, Qt
from PySide6.QtGui import QGuiApplication, QImage, QImageWriter
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QMenu, QVBoxLayout

from crm_desktop.core import formats, paths
from crm_desktop.core.clock import day_of
from crm_desktop.core.errors import UserError
from crm_desktop.core.i18n import N_, Message, language, tr, trn
from crm_desktop.operations.attachment import add_content
from crm_desktop.queries.attachment import AttachmentRow, attachments, content
from crm_desktop.ui.added_files import AddedFiles, keep_files
from crm_desktop.ui.background import Latest
from crm_desktop.ui.dialogs.message import MessageDialog
from crm_desktop.ui.dropped_files import local_files
from crm_desktop.ui.file_commands import FileCommands, KeptFile
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.texts import Plain, Retranslating, Text
from crm_desktop.ui.theme.tokens import Space
from crm_desktop.ui.widgets.buttons import Button
from crm_desktop.ui.widgets.file_list import PICTURE, FileEntry, FileList

_PICTURES = ("image/png", "image/jpeg", "image/gif", "image/bmp", "image/webp")
# Larger ones keep a reader busy for too long for a picture of 32 pixels.
_PICTURED_AT_MOST = 12 * 1024 * 1024
_SOON_DAYS = 30
# So many sentences are read, not more.
_REASONS = 5
_ICONS = (("image/", "image"), ("text/", "file-text"), ("application/pdf", "file-text"))
_ENDINGS = {
    ".xlsx": "file-spreadsheet",
    ".xls": "file-spreadsheet",
    ".csv": "file-spreadsheet",
    ".ods": "file-spreadsheet",
    ".zip": "file-archive",
    ".7z": "file-archive",
    ".rar": "file-archive",
    ".docx": "file-text",
    ".doc": "file-text",
}


class DetailFiles(Retranslating):
    """The tab of files; made when it is first looked at or needed."""

    def __init__(self, context: PageContext, kind: str) -> None:
        super().__init__()
        self._context, self._kind = context, kind
        self._record_id: str | None = None
        self._rows: dict[str, AttachmentRow] = {}
        self._reads, self._pictures = Latest(context.background, self), Latest(context.background, self)
        self._looked_at = set[str]()
        theme, px = context.theme, context.theme.px
        self.commands = FileCommands(context, self)
        self.list = FileList(theme)
        self.list.opened.connect(self.open)
        self.list.removed.connect(self.remove)
        self.list.renamed.connect(self.describe)
        self.list.menu_requested.connect(self._open_menu)
        add = Button(theme, N_("Add file…"), icon="paperclip", height=28)
        add.setEnabled(not context.background.against_writing)
        add.set_reason(context.background.against_writing)
        add.clicked.connect(self.choose)
        bar = QHBoxLayout()
        bar.addWidget(add)
        bar.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(Space.XL), px(12), px(Space.S), 0)
        column.setSpacing(px(8))
        column.addLayout(bar)
        column.addWidget(self.list, 1)

    def show_record(self, record_id: str | None) -> None:
        """Show the files of another record as soon as they are read."""
        self._record_id = record_id
        self._rows = {}
        self._reads.cancel()
        self._pictures.cancel()
        self._looked_at.clear()
        self.list.show_files(())

    def read_again(self) -> None:
        """Read the files of the record."""
        record_id, kind = self._record_id, self._kind
        if record_id is not None:
            self._reads.read(
                lambda reading: (record_id, attachments(reading, kind, record_id)),
                lambda answer: self._on_read(*answer),
                lambda _error: None,
            )

    def retranslate(self) -> None:
        """Show everything in the current language."""
        self._show()

    # --- adding

    def choose(self) -> None:
        """Ask which files to add."""
        if self._record_id is None:
            return
        folder = self._context.preferences.get("files.folder", str(paths.documents_dir()))
        chosen, _ = QFileDialog.getOpenFileNames(self.window(), tr("Add files"), folder)
        if chosen:
            self._context.preferences.set("files.folder", str(Path(chosen[0]).parent))
            self.add([Path(each) for each in chosen])

    def add(self, files: Sequence[Path]) -> None:
        """Keep files with the record; large ones take a while, which the status bar shows and can stop."""
        record_id, kind = self._record_id, self._kind
        if record_id is None or not files:
            return

        def added(found: AddedFiles) -> None:
            said = trn("File added", "{count} files added", found.count)
            self._context.navigator.did(Message("{text}", text=said))
            if found.left_out:
                self._tell_left_out(found.left_out)

        keep_files(self._context.background, self, (kind, record_id), files, added, self._on_refused)

    def _tell_left_out(self, reasons: Sequence[Message]) -> None:
        title = trn("{count} file was left out", "{count} files were left out", len(reasons))
        lines: list[Text] = [*reasons[:_REASONS]]
        if (more := len(reasons) - _REASONS) > 0:
            lines.append(Plain(trn("and {count} more", "and {count} more", more)))
        dialog = MessageDialog(self.window(), self._context.theme, Plain(title), lines)
        dialog.add_answer(N_("OK"), primary=True)
        dialog.open()

    def paste(self) -> None:
        """Keep the picture or the files of the clipboard."""
        clipboard = QGuiApplication.clipboard()
        if files := local_files(clipboard.mimeData()):
            self.add(files)
            return
        image = clipboard.image()
        record_id, kind = self._record_id, self._kind
        if image.isNull() or record_id is None:
            self._context.navigator.refuse(Message("There is no picture and no file on the clipboard."))
            return
        name = f"{tr('Picture')} {self._context.today().isoformat()}.png"
        # Packing a picture of a large screen takes longer than the window may stand still.
        self._context.background.call(
            self,
            lambda: _as_png(image),
            lambda packed: self._write(
                Message("Paste a picture"),
                lambda work: add_content(work, kind, record_id, name, packed),
                lambda _id: self._context.navigator.did(Message("Picture added")),
            ),
        )

    # --- one file

    def open(self, file_id: str) -> None:
        """Show a file in the program of the system; what could start something is only saved, after a question."""
        self._do(file_id, self.commands.open)

    def save_as(self, file_id: str) -> None:
        """Ask where to save a file."""
        self._do(file_id, self.commands.save_as)

    def describe(self, file_id: str) -> None:
        """Ask for another name of a file, until when it holds, and a note."""
        self._do(file_id, self.commands.describe)

    def renew(self, file_id: str) -> None:
        """Ask for a newer version of a file."""
        self._do(file_id, self.commands.renew)

    def remove(self, ids: Sequence[str]) -> None:
        """Delete files; the toast offers to undo it."""
        self.commands.remove(ids)

    def _do(self, file_id: str, command: Callable[[KeptFile], None]) -> None:
        row = self._rows.get(file_id)
        if row is None:
            self._pass_on(file_id, lambda found: self._do(found, command))
        else:
            command(KeptFile(row.id, row.name, row.record_kind, row.record_id))

    def _open_menu(self, file_id: str, place: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(tr("Open"), lambda: self.open(file_id))
        menu.addAction(tr("Save file as…"), lambda: self.save_as(file_id))
        menu.addSeparator()
        menu.addAction(tr("Properties…"), lambda: self.describe(file_id)).setEnabled(self._may_write)
        menu.addAction(tr("New version…"), lambda: self.renew(file_id)).setEnabled(self._may_write)
        self._offer_older(menu, file_id)
        menu.addSeparator()
        menu.addAction(tr("Delete"), lambda: self.remove(self.list.chosen_ids() or [file_id]))
        menu.popup(place)

    @property
    def _may_write(self) -> bool:
        return not self._context.background.against_writing

    def _offer_older(self, menu: QMenu, file_id: str) -> None:
        """The versions before, the newest first."""
        before = {row.replaced_by: row for row in self._rows.values() if row.replaced_by}
        older: list[AttachmentRow] = []
        while (row := before.get(older[-1].id if older else file_id)) is not None and row not in older:
            older.append(row)
        if older:
            listed = menu.addMenu(tr("Older versions"))
            for row in older:
                day = formats.day_far(day_of(row.added_at, self._context.zone), language())
                name = tr("Version {number}: {file}, {day}", number=row.version or 1, file=row.name, day=day)
                listed.addAction(name.replace("&", "&&"), partial(self.open, row.id))

    # --- reading and showing

    def _on_read(self, record_id: str, rows: Sequence[AttachmentRow]) -> None:
        if record_id == self._record_id:
            self._rows = {row.id: row for row in rows}
            self._show()
            if self.isVisible():
                self._read_pictures()

    def _show(self) -> None:
        newest = (row for row in self._rows.values() if row.replaced_by is None)
        self.list.show_files([_entry(row, self._context, self._record_id) for row in newest])

    def showEvent(self, event: Any) -> None:
        super().showEvent(event)
        # A content that arrives from another laptop is no step that anybody is told of.
        if not all(row.is_here for row in self._rows.values()):
            self.read_again()
        self._read_pictures()

    def hideEvent(self, event: Any) -> None:
        self._pictures.cancel()
        super().hideEvent(event)

    def _read_pictures(self) -> None:
        """Small pictures of the pictures, one after the other: every other reading of the window goes before them."""
        row = next((row for row in self._rows.values() if self._wants_picture(row)), None)
        if row is None or not self.isVisible():
            return
        file_id, side = row.id, round(PICTURE * self._context.theme.text_scale * self.devicePixelRatioF())

        def read(image: QImage) -> None:
            self._looked_at.add(file_id)
            if not image.isNull():
                self.list.set_picture(file_id, image)
            self._read_pictures()

        self._pictures.read(
            lambda reading: _small(content(reading, file_id, _PICTURED_AT_MOST), side),
            read,
            lambda _error: read(QImage()),
        )

    def _wants_picture(self, row: AttachmentRow) -> bool:
        is_picture = row.media_type in _PICTURES and row.size <= _PICTURED_AT_MOST
        return is_picture and row.id not in self._looked_at and not self.list.has_picture(row.id)

    def _pass_on(self, file_id: str, do: Callable[[str], None]) -> None:
        """A file of the timeline whose list was not read yet."""
        record_id, kind, viewer = self._record_id, self._kind, self._context.background.viewer
        if record_id is None:
            return

        def found(rows: Sequence[AttachmentRow]) -> None:
            if viewer == self._context.background.viewer:
                self._on_read(record_id, rows)
            if file_id in self._rows:
                do(file_id)

        self._context.background.read(self, lambda reading: attachments(reading, kind, record_id), found)

    def _write(self, step: Message, operation: Callable[[Any], Any], then: Callable[[Any], None]) -> None:
        self._context.background.write(step, operation, then, self._on_refused, owner=self)

    def _on_refused(self, error: Exception) -> None:
        if isinstance(error, UserError):
            self._context.navigator.refuse(error.message)


# Of what else a customer's file is.
_WHOSE = {
    "opportunity": N_("of a deal"),
    "lead": N_("of a lead"),
    "custom_record": N_("of an own record"),
    "contract": N_("of a contract"),
    "sales_order": N_("of an order"),
    "invoice": N_("of an invoice"),
    "receipt": N_("of a receipt"),
}


def _entry(row: AttachmentRow, context: PageContext, record_id: str | None) -> FileEntry:
    day = formats.day(day_of(row.added_at, context.zone), language(), context.today())
    parts = [formats.file_size(row.size), row.added_by or "", day]
    if row.record_id != record_id:
        parts.append(tr(_WHOSE.get(row.record_kind, N_("of a case"))))
    if row.version:
        parts.insert(0, tr("version {number}", number=row.version))
    if not row.is_here:
        parts.insert(0, tr("not on this computer"))
    until, ink = until_words(row.valid_until, context.today())
    return FileEntry(row.id, row.name, " · ".join(part for part in (until, *parts) if part), _icon(row), ink)


def until_words(day: date | None, today: date) -> tuple[str, str]:
    """Until when a document holds, and the token that says how near that is."""
    if day is None:
        return "", "text3"
    words = formats.day(day, language(), today)
    if day < today:
        return tr("expired {day}", day=words), "bad"
    return tr("valid until {day}", day=words), "warning" if day <= today + timedelta(days=_SOON_DAYS) else "text3"


def _icon(row: AttachmentRow) -> str:
    by_ending = _ENDINGS.get(Path(row.name).suffix.lower())
    return by_ending or next((icon for start, icon in _ICONS if (row.media_type or "").startswith(start)), "file")


def _small(found: bytes | None, side: int) -> QImage:
    """A picture that fits a square; a null one when it is none."""
    image = QImage.fromData(found) if found else QImage()
    fit, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
    return image if image.isNull() else image.scaled(side, side, fit, smooth)


def _as_png(image: QImage) -> bytes:
    packed = QByteArray()
    buffer = QBuffer(packed)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"PNG")).write(image)
    return bytes(packed.data())
