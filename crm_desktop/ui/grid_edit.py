"""Editing in the cells of a list: F2 begins, Enter and Tab go on, Esc ends; each cell is one step that can be undone.

What was typed is never lost: a value that is refused comes back into its cell with the reason, and where something else
is being typed by then, its row says that it was not saved and can be tried again.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QModelIndex, QObject, QRect, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QMouseEvent

from crm_desktop.core.i18n import N_, Message
from crm_desktop.ui.grid_writes import Attempt, GridWrites, Refused
from crm_desktop.ui.list_page import ListPage
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.texts import Plain, Text, shown
from crm_desktop.ui.widgets.cell_editor import DOWN, LEFT, RIGHT, STAY, CellEditor, CellRing

if TYPE_CHECKING:
    from crm_desktop.ui.edit_fields import EditField

Key = Qt.Key
_HINTS = (("F2", N_("Edit the cell")), ("Tab", N_("Next cell")), ("Esc", N_("Done")))
_LETTERS_ONLY = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier


class GridEdit(QObject):
    """The cell that keys go to, the editor that is open, and the values on their way."""

    def __init__(self, page: ListPage, context: PageContext, kind: str) -> None:
        super().__init__(page)
        self._page, self._context, self._kind = page, context, kind
        self._table = page.table
        self.section = 1
        self.is_on = False
        self.editor: CellEditor | None = None
        self._open: Attempt | None = None
        self._writes = GridWrites(context, kind, self._table.records, self._on_refused)
        self._hints = page.hints
        self._ring = CellRing(context.theme, self._table.viewport())
        for each in (self._table, self._table.viewport()):
            each.installEventFilter(self)
        self._table.retry_requested.connect(self._on_retry)

    # --- for the page

    @property
    def fields(self) -> "dict[str, EditField]":
        """What can be edited, by the column that shows it."""
        from crm_desktop.ui.edit_fields import columns_to_edit

        return columns_to_edit(self._kind, self._context.choices.custom.get(self._kind, ()))

    def begin(self) -> None:
        """Go to a cell that can be edited and open it."""
        if self._table.currentIndex().row() < 0:
            return
        if self._key_of(self.section) not in self.fields:
            editable = self._editable()
            self.section = editable[0] if editable else 1
        self._turn_on(True)
        self.edit()

    def edit(self, typed: QKeyEvent | None = None) -> None:
        """Open the cell keys go to."""
        record_id, field = self._table.current_id, self.fields.get(self._key_of(self.section))
        if record_id is None:
            return
        if reason := self._page.against_editing():
            self._say(Message(reason))
            return
        if field is None:
            self._say(Message("This column cannot be changed here. Press E to open the form."))
            return
        section, key = self.section, QKeyEvent(typed) if typed is not None else None
        kept = self._writes.kept_at((record_id, field.name))

        def opened(attempt: Attempt) -> None:
            if kept is None or key is not None:
                self._open_editor(attempt, None, key)
            else:
                self._give_back(replace(kept, attempt=replace(attempt, value=kept.attempt.value)))

        self._read(record_id, field, section, opened)

    def settle(self) -> bool:
        """Write what is being typed; False when something must be mended first, which is shown or said then."""
        if self.editor is not None:
            if self._open is not None:
                self._writes.device.keep_now(self._open)
            self.editor.take(STAY)
        if self.editor is None and not self._writes.kept:
            return True
        # Once the page is shown, which may not be the one in front.
        QTimer.singleShot(0, self, self._show_waiting)
        return False

    def paste_target(self, count: int) -> "tuple[list[str], list[EditField | None]]":
        """The records from the current one downwards, and the fields from the cell keys go to rightwards."""
        records, shown = self._table.records, self._shown()
        below = range(self._table.currentIndex().row(), records.rowCount())
        # Headings of groups hold no record.
        ids = list(islice((found for row in below if (found := records.id_at(row)) is not None), count))
        sections = shown[shown.index(self.section) :] if self.section in shown else []
        return ids, [self.fields.get(self._key_of(each)) for each in sections]

    def cell_text(self) -> str:
        """What the cell keys go to shows."""
        line = self._table.records.line(self._table.currentIndex().row())
        return line.cell(self.section - 1).text if line is not None and self.section > 0 else ""

    def place(self) -> None:
        """Bring ring and editor to their cells, which scrolled, moved or were read again."""
        row = self._table.currentIndex().row()
        self._ring.setVisible(self.is_on and row >= 0)
        self._ring.setGeometry(self._cell(row, self.section))
        self._ring.raise_()
        if self.editor is not None and self._open is not None:
            at = self._table.records.position_of(self._open.record_id)
            if at >= 0:
                self.editor.place(self._cell(at, self._open.section))
            self.editor.raise_()

    # --- keys and mouse

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # The table may be on its way out when its last events pass here: nothing is asked of it that need not be.
        if watched is not self._table:
            if isinstance(event, QMouseEvent) and event.type() is QEvent.Type.MouseButtonPress:
                index = self._table.indexAt(event.position().toPoint())
                if index.isValid() and index.column() > 0:
                    self.section = index.column()
                    QTimer.singleShot(0, self, self.place)
            return False
        if not self.is_on:
            return False
        if event.type() is QEvent.Type.Hide and not event.spontaneous():
            self._leave()
        if self.editor is not None:
            return False
        if event.type() is QEvent.Type.FocusOut and self._open is None:
            QTimer.singleShot(0, self, self._end_when_left)
        if not isinstance(event, QKeyEvent):
            return False
        if event.type() is QEvent.Type.ShortcutOverride and (_is_typed(event) or event.key() == Key.Key_Delete):
            event.accept()
            return True
        return event.type() is QEvent.Type.KeyPress and self._on_key(event)

    def _on_key(self, event: QKeyEvent) -> bool:
        key, row = event.key(), self._table.currentIndex().row()
        if key in (Key.Key_Left, Key.Key_Right) and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._go(row, self._beside(self._shown(), 1 if key == Key.Key_Right else -1))
        elif key in (Key.Key_Tab, Key.Key_Backtab):
            self._move(LEFT if key == Key.Key_Backtab else RIGHT)
        elif key in (Key.Key_Return, Key.Key_Enter):
            self.edit()
        elif key == Key.Key_Escape:
            self._turn_on(False)
        elif key in (Key.Key_Delete, Key.Key_Backspace):
            self._clear()
        elif _is_typed(event) and key != Key.Key_Space:
            self.edit(event)
        else:
            return False
        return True

    def _leave(self) -> None:
        """Another page or the board takes the place of the list: what was typed is written, or waits and says so."""
        if self.editor is not None:
            self.editor.take(STAY)
        if self.editor is None:
            self._turn_on(False)
        elif (problem := self.editor.field.error()) is not None:
            self._say_unsaved(self.editor.typed(), problem)

    def _turn_on(self, on: bool) -> None:
        if on != self.is_on:
            self._follow(on)
        self.is_on = on
        self._page.hints = _HINTS if on else self._hints
        self._page.status_changed.emit()
        self.place()

    def _follow(self, on: bool) -> None:
        """Keep ring and editor at their cells while there are any; a list nobody edits scrolls without this."""
        table = self._table
        for signal in (
            table.current_changed,
            table.records.arrived,
            table.records.replaced,
            table.verticalScrollBar().valueChanged,
            table.horizontalScrollBar().valueChanged,
            table.columns_header.sectionResized,
            table.columns_header.sectionMoved,
        ):
            if on:
                signal.connect(self._on_moved)
            else:
                signal.disconnect(self._on_moved)

    def _on_moved(self, *_how: object) -> None:
        self.place()

    def _end_when_left(self) -> None:
        if self.editor is None and self._open is None and not self._table.hasFocus() and self._page.isActiveWindow():
            self._turn_on(False)

    # --- an editor

    def _read(
        self,
        record_id: str,
        field: "EditField",
        section: int,
        then: Callable[[Attempt], None],
        failed: Callable[[Exception], None] | None = None,
    ) -> None:
        from crm_desktop.operations.bulk_edit import name_of, value_to_change
        from crm_desktop.ui.edit_fields import edit_fields, find_more

        kind, context = self._kind, self._context

        def query(reading: Any) -> Any:
            value = value_to_change(reading, kind, record_id, field.name)
            return find_more(reading, kind), value, reading.position, name_of(reading, kind, record_id)

        def arrived(answer: Any) -> None:
            found, (value, currency), position, called = answer
            full = next(each for each in edit_fields(context, kind, found) if each.name == field.name)
            then(Attempt(record_id, section, full, value, value, position, currency, called))

        context.background.read(self._page, query, arrived, failed or self._on_unreadable)

    def _on_unreadable(self, error: Exception) -> None:
        self._say(getattr(error, "message", Message("This could not be done.")))

    def _open_editor(self, attempt: Attempt, problem: Text | None, typed: QKeyEvent | None = None) -> None:
        from crm_desktop.ui.edit_fields import editor

        at = self._table.records.position_of(attempt.record_id)
        if at < 0 or self.editor is not None:
            return
        self._go(at, attempt.section)
        field = editor(self._context, attempt.field, attempt.currency)
        self._open = attempt
        self._writes.device.watch(attempt, field)
        self.editor = CellEditor(self._context.theme, self._table.viewport(), field, is_needed=attempt.field.is_needed)
        self.editor.taken.connect(self._on_taken)
        self.editor.given_up.connect(self._on_given_up)
        self.editor.open_at(self._cell(at, attempt.section), attempt.value, typed)
        if problem is not None:
            self.editor.complain(problem)

    def _on_taken(self, value: Any, then: str) -> None:
        attempt = self._open
        had_focus = then != STAY
        self._close(had_focus)
        # First on, then back again if it is refused.
        if then != STAY:
            self._move(then)
        if attempt is not None:
            # What was kept of this cell was seen in its editor, or typed over.
            self._writes.forget(attempt.cell)
            if attempt.is_new(value):
                self.submit(replace(attempt, value=value))
            else:
                self._writes.device.end(attempt.cell)
        if then in (LEFT, RIGHT) and self.editor is None:
            self.edit()

    def _on_given_up(self) -> None:
        if self._open is not None:
            self._writes.device.end(self._open.cell)
        self._close()

    def _close(self, take_focus: bool = True) -> None:
        if self.editor is not None:
            editor, self.editor, self._open = self.editor, None, None
            editor.finish()
            if take_focus:
                self._table.setFocus(Qt.FocusReason.OtherFocusReason)
            editor.hide()
            editor.deleteLater()
        self.place()

    def _clear(self) -> None:
        field, record_id = self.fields.get(self._key_of(self.section)), self._table.current_id
        if field is None or record_id is None:
            return
        if field.is_needed:
            self._say(Message("This may not be empty."))
            return
        empty = "" if field.type in ("text", "email", "phone", "web") else None
        self._read(record_id, field, self.section, lambda attempt: self.submit(replace(attempt, value=empty)))

    # --- writing

    def submit(self, attempt: Attempt) -> None:
        """Write a cell as one step; the row says when that takes long, and when it could not be done."""
        self._writes.submit(attempt, self._page)

    def _on_refused(self, refused: Refused) -> None:
        if refused.said is None:
            self._keep(refused)
        elif refused.is_stale:
            # The next time it is known what the other person wrote, and may be overwritten.
            attempt = refused.attempt
            self._read(
                attempt.record_id,
                attempt.field,
                attempt.section,
                lambda newer: self._give_back(Refused(replace(newer, value=attempt.value), refused.said)),
                lambda _error: self._keep(refused),
            )
        else:
            self._give_back(refused)

    def _give_back(self, refused: Refused) -> None:
        if self.editor is None and self._can_show(refused.attempt):
            self._writes.forget(refused.attempt.cell)
            self._turn_on(True)
            self._open_editor(refused.attempt, refused.reason)
        else:
            self._keep(refused)

    def _can_show(self, attempt: Attempt) -> bool:
        return self._table.isVisible() and self._table.records.position_of(attempt.record_id) >= 0

    def _keep(self, refused: Refused) -> None:
        self._writes.keep(refused)
        if not self._can_show(refused.attempt):
            self._say_refused(refused)

    def _on_retry(self, record_id: str) -> None:
        waiting = [each for each in self._writes.kept if each.attempt.record_id == record_id]
        for each in waiting:
            if each.said is None:
                self.submit(each.attempt)
        if (told := next((each for each in waiting if each.said is not None), None)) is not None:
            self._give_back(told)

    def _show_waiting(self) -> None:
        """Bring what was not saved under the user's eyes; what cannot be shown is told a last time and let go."""
        if self.editor is not None:
            if not self._table.isVisible() and (problem := self.editor.field.error()) is not None:
                self._say_unsaved(self.editor.typed(), problem)
                if self._open is not None:
                    self._writes.device.let_go(self._open.cell)
                self._close(take_focus=False)
            return
        for each in self._writes.kept:
            if self._can_show(each.attempt):
                self._give_back(each)
                return
            self._writes.forget(each.attempt.cell)
            self._writes.device.let_go(each.attempt.cell)
            self._say_refused(each)

    def _say_refused(self, refused: Refused) -> None:
        from crm_desktop.ui.edit_fields import written

        attempt = refused.attempt
        self._say_unsaved(written(self._context, attempt.field, attempt.value, attempt.currency), refused.reason)

    def _say_unsaved(self, typed: str, problem: Text) -> None:
        self._say(Message("“{text}” was not saved. {problem}", text=Plain(typed), problem=Plain(shown(problem))))

    # --- places

    def _key_of(self, section: int) -> str:
        columns = self._table.records.columns
        return columns[section - 1].key if 0 < section <= len(columns) else ""

    def _shown(self) -> list[int]:
        header = self._table.columns_header
        sections = (header.logicalIndex(place) for place in range(header.count()))
        return [each for each in sections if each > 0 and not header.isSectionHidden(each)]

    def _editable(self) -> list[int]:
        return [each for each in self._shown() if self._key_of(each) in self.fields]

    def _beside(self, sections: Sequence[int], step: int) -> int:
        if not sections:
            return self.section
        at = sections.index(self.section) if self.section in sections else 0
        return sections[max(0, min(len(sections) - 1, at + step))]

    def _move(self, then: str) -> None:
        row, editable = self._table.currentIndex().row(), self._editable()
        if then == DOWN:
            self._go(self._beyond(row, 1), self.section)
            return
        at = editable.index(self.section) if self.section in editable else -1
        following = at + (1 if then == RIGHT else -1)
        if 0 <= following < len(editable):
            self._go(row, editable[following])
        elif editable and (to := self._beyond(row, 1 if then == RIGHT else -1)) != row:
            self._go(to, editable[0 if then == RIGHT else -1])

    def _beyond(self, row: int, step: int) -> int:
        """The next row of a record in a direction, the row itself when there is none."""
        records, to = self._table.records, row + step
        while 0 <= to < records.rowCount() and records.id_at(to) is None:
            to += step
        return to if 0 <= to < records.rowCount() else row

    def _go(self, row: int, section: int) -> None:
        self.section = section
        record_id = self._table.records.id_at(row)
        if record_id is not None and record_id != self._table.current_id:
            self._table.set_current(record_id)
        self._table.scrollTo(self._index(self._table.currentIndex().row()))
        self.place()

    def _index(self, row: int) -> QModelIndex:
        return self._table.records.index(row, self.section)

    def _cell(self, row: int, section: int) -> QRect:
        return self._table.visualRect(self._table.records.index(row, section))

    def _say(self, text: Message) -> None:
        self._context.navigator.refuse(text)


def _is_typed(event: QKeyEvent) -> bool:
    """Whether a key is text to begin a cell with."""
    return not event.modifiers() & ~_LETTERS_ONLY and bool(event.text()) and event.text().isprintable()
