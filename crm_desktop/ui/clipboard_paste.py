"""Pasting from a spreadsheet: into the cells of a list after saying what that changes, or as new records."""

import csv
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from crm_desktop.core import formats
from crm_desktop.core.errors import Invalid, MachineError, UserError
from crm_desktop.core.i18n import N_, Message, tr, trn
from crm_desktop.core.viewer import IMPORT
from crm_desktop.exchange.clipboard import looks_like_header, parsed
from crm_desktop.operations.bulk_edit import (
    Change,
    Left,
    Outcome,
    change_records,
    name_of,
    preview_changes,
    value_to_change,
)
from crm_desktop.ui import opened_files
from crm_desktop.ui.dialogs.confirm import ConfirmDialog
from crm_desktop.ui.dialogs.many import ManyDialog
from crm_desktop.ui.edit_fields import EditField, edit_fields, find_more, read_typed, written
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.rights import against
from crm_desktop.ui.texts import Plain, shown
from crm_desktop.ui.theme import Role
from crm_desktop.ui.widgets.buttons import LinkButton
from crm_desktop.ui.widgets.labels import Label

# More rows than these are for the import; from so many letters on, reading them is said.
MOST_ROWS = 20_000
_LONG = 1_000_000
_SAMPLES = 6


@dataclass(frozen=True)
class Block:
    """What is pasted: a text for each field of each record, and how many rows or columns found no place.

    `rows_beyond` is how many rows are more than can be pasted at once.
    """

    lines: Mapping[str, Sequence[tuple[EditField, str]]]
    rows_over: int = 0
    columns_over: int = 0
    rows_beyond: int = 0


def read_clipboard(context: PageContext, owner: QObject, then: Callable[[list[list[str]]], None]) -> None:
    """Read the table on the clipboard without holding the window, and hand on its rows; say when there is none."""
    text, navigator = QGuiApplication.clipboard().text(), context.navigator
    if len(text) > _LONG:
        navigator.say(Message("Reading what is on the clipboard…"))

    def arrived(rows: list[list[str]]) -> None:
        if rows:
            then(rows)
        else:
            navigator.refuse(Message("There is no table on the clipboard."))

    context.background.call(owner, lambda: parsed(text), arrived)


def has_header(rows: Sequence[Sequence[str]], titles: Sequence[str]) -> bool:
    """Whether the first row names columns."""
    return len(rows) > 1 and looks_like_header(rows[0], titles)


def paste_into(
    context: PageContext,
    window: QWidget,
    kind: str,
    rows: Sequence[Sequence[str]],
    ids: Sequence[str],
    fields: Sequence[EditField | None],
    done: Callable[[], None],
    as_new: Callable[[], None],
) -> None:
    """Ask whether to write the rows into these records, one below the other; a single value goes into all of them."""

    def opened(found: Any) -> None:
        full = {each.name: each for each in edit_fields(context, kind, found)}
        known = [full[each.name] if each is not None else None for each in fields]
        PasteDialog(context, window, kind, _block(rows, ids, known), done, as_new).open_panel()

    context.background.read(window, lambda reading: find_more(reading, kind), opened)


def offer_as_new(context: PageContext, window: QWidget, kind: str, rows: Sequence[Sequence[str]]) -> None:
    """Ask whether to import the rows as new records."""
    if reason := against(context.background, IMPORT):
        context.navigator.refuse(Message(reason))
        return
    count = len(rows)
    title = Message("Import {count} pasted rows as new records?", count=formats.integer(count))
    hint = N_("To change values in the list instead, press F2 on the first cell, then paste.")
    dialog = ConfirmDialog(window, context.theme, title, [hint], action=N_("Import"), keep=N_("Cancel"), danger=False)
    dialog.confirmed.connect(lambda: import_rows(context, window, kind, rows))
    dialog.open_panel()


def import_rows(context: PageContext, window: QWidget, kind: str, rows: Sequence[Sequence[str]]) -> None:
    """Hand the rows to the import wizard as a file, which goes with it."""
    name = tr("Pasted rows")
    context.background.call(
        window,
        lambda: _kept(rows, f"{name}.tsv"),
        lambda file: context.open_import(kind, file),
    )


class PasteDialog(ManyDialog):
    """Some of the changes, old and new; how many records change; and what cannot be taken, in words."""

    def __init__(
        self,
        context: PageContext,
        window: QWidget,
        kind: str,
        block: Block,
        done: Callable[[], None],
        as_new: Callable[[], None],
    ) -> None:
        many = Message("Paste into {count} records", count=formats.integer(len(block.lines)))
        title = Message("Paste into 1 record") if len(block.lines) == 1 else many
        super().__init__(window, context, title, list(block.lines), N_("Paste"), danger=False)
        self._kind, self._block, self._done = kind, block, done
        self._position: int | None = None
        self.samples = Label(context.theme, "", Role.BODY, colour="text2", wrap=True)
        self.over = Label(context.theme, Plain(_over(block)), Role.BODY, colour="warning", wrap=True)
        self.over.setVisible(bool(_over(block)))
        self.as_new = LinkButton(context.theme, N_("Import as new records instead"))
        self.as_new.clicked.connect(lambda: self._instead(as_new))
        self.body.addWidget(self.samples)
        self.add_outcome()
        self.body.insertWidget(self.body.count() - 1, self.over)
        self.body.insertWidget(self.body.count() - 1, self.as_new)
        context.background.read(self, lambda reading: self._sampled(reading), self._on_sampled)
        self.count(self._preview)

    def in_words(self, outcome: Outcome) -> str:
        """How many records change."""
        number = formats.integer(outcome.changed)
        return trn("{number} record will change", "{number} records will change", outcome.changed, number=number)

    def begin(self) -> None:
        """Write what can be written, as one step."""
        kind, ids, position = self._kind, self.ids, self._position

        def operation(work: Any, report: Any) -> Outcome:
            changes, wrong = self._changes(work, ids)
            outcome = change_records(work, kind, changes, report, position) + Outcome(left=wrong)
            many = Message("Paste into {count} records", count=outcome.changed)
            work.label = Message("Paste into 1 record") if outcome.changed == 1 else many
            return outcome

        def done(outcome: Outcome) -> None:
            self._done()
            said = trn("{count} record changed by pasting", "{count} records changed by pasting", outcome.changed)
            self.tell(Message("{text}", text=Plain(said)), outcome)

        self.carry_out(Message("Paste"), operation, done)

    def _preview(self, reading: Any, ids: Sequence[str]) -> Outcome:
        changes, wrong = self._changes(reading, ids)
        return preview_changes(reading, self._kind, changes) + Outcome(left=wrong)

    def _changes(self, reading: Any, ids: Sequence[str]) -> tuple[list[Change], tuple[Left, ...]]:
        """What the texts mean; a record with a text that means nothing is left alone as a whole."""
        changes, wrong = [], []
        for record_id in ids:
            try:
                values = {
                    field.name: self._read(reading, record_id, field, text)
                    for field, text in self._block.lines[record_id]
                }
                changes.append(Change(record_id, values))
            except UserError as error:
                wrong.append(Left(record_id, name_of(reading, self._kind, record_id), error.message))
        return changes, tuple(wrong)

    def _read(self, reading: Any, record_id: str, field: EditField, text: str) -> Any:
        currency = ""
        if field.type == "money":
            _, currency = value_to_change(reading, self._kind, record_id, field.name)
        try:
            return read_typed(self.page_context, field, text, currency)
        except UserError as error:
            title = Plain(shown(field.title))
            raise Invalid({field.name: Message("{field}: {problem}", field=title, problem=error.message)}) from None

    def _sampled(self, reading: Any) -> tuple[int, list[str]]:
        """Some of the changes as old → new."""
        lines: list[str] = []
        for record_id, cells in self._block.lines.items():
            if len(lines) >= _SAMPLES:
                break
            lines += self._sample(reading, record_id, cells)
        return reading.position, lines[:_SAMPLES]

    def _sample(self, reading: Any, record_id: str, cells: Sequence[tuple[EditField, str]]) -> list[str]:
        name, context, told = name_of(reading, self._kind, record_id), self.page_context, []
        for field, text in cells:
            try:
                old, currency = value_to_change(reading, self._kind, record_id, field.name)
                new = read_typed(context, field, text, currency)
            except UserError:
                # It is left alone as a whole, and said below.
                return []
            before, after = written(context, field, old, currency), written(context, field, new, currency)
            if before != after:
                told.append(f"{name} · {shown(field.title)}: {before or '—'} → {after or '—'}")
        return told

    def _on_sampled(self, found: tuple[int, list[str]]) -> None:
        self._position, lines = found
        self.samples.set_text(Plain("\n".join(lines)))
        self.samples.setVisible(bool(lines))
        self.fit()

    def _instead(self, as_new: Callable[[], None]) -> None:
        self.ask_to_close()
        as_new()


def _block(rows: Sequence[Sequence[str]], ids: Sequence[str], fields: Sequence[EditField | None]) -> Block:
    """Each row for a record, each cell for a column; cells of columns that cannot be changed are left out."""
    width = max((len(row) for row in rows), default=0)
    if len(rows) == 1 and width == 1:
        rows = [rows[0]] * len(ids)
    lines = {}
    for record_id, row in zip(ids, rows, strict=False):
        cells = [(field, text) for field, text in zip(fields, row, strict=False) if field is not None]
        if cells:
            lines[record_id] = cells
    unused = sum(1 for field in fields[:width] if field is None) + max(0, width - len(fields))
    over = max(0, len(rows) - len(ids))
    is_full = len(ids) >= MOST_ROWS
    return Block(lines, 0 if is_full else over, unused, over if is_full else 0)


def _over(block: Block) -> str:
    said = []
    if block.rows_over:
        number = formats.integer(block.rows_over)
        said.append(tr("The list ends before the last {number} rows; they are left out.", number=number))
    if block.rows_beyond:
        number, most = formats.integer(block.rows_beyond), formats.integer(MOST_ROWS)
        said.append(tr("Up to {most} rows are pasted at once; {number} more are left out.", most=most, number=number))
    if block.columns_over:
        said.append(tr("Columns that cannot be changed here and are left out: {number}", number=block.columns_over))
    return "\n".join(said)


def _kept(rows: Sequence[Sequence[str]], name: str) -> Path:
    try:
        file = opened_files.place_for(name)
        with file.open("w", encoding="utf-8-sig", newline="") as stream:
            csv.writer(stream, dialect="excel-tab").writerows(rows)
    except OSError as error:
        raise MachineError(
            Message("The pasted rows could not be handed to the import: {reason}", reason=error.strerror or str(error))
        ) from error
    return file
