"""The values of records that are being edited in place: opened, written one by one, and never lost on the way.

An editor lives until its value is written or given up. While another record is looked at it waits on a shelf with what
was typed and why it could not be written, and stands in its place again when its record comes back.
"""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from crm_desktop.core.errors import Invalid, NotFound, Problem, Stale
from crm_desktop.core.i18n import N_, Message
from crm_desktop.core.kept_texts import KeepAs
from crm_desktop.queries.people import referred_names
from crm_desktop.queries.review_marks import met_by_last_step
from crm_desktop.ui.detail_content import Edit, Fact
from crm_desktop.ui.detail_source import DetailSource
from crm_desktop.ui.keeping import Held, Keeper, held_by
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.record_form import MET, called
from crm_desktop.ui.texts import Plain, shown
from crm_desktop.ui.widgets.form import Form, shown_text
from crm_desktop.ui.widgets.inline_editor import InlineEditor

_PLEASE_FILL = N_("Fill this in.")


class _Edit(QObject):
    """One value under way."""

    def __init__(
        self,
        context: PageContext,
        kind: str,
        record_id: str,
        fact: Fact,
        edit: Edit,
        editor: InlineEditor,
        draft: Any,
        position: int,
    ) -> None:
        super().__init__(editor)
        self.record_id, self.fact, self.edit, self.editor = record_id, fact, edit, editor
        self.draft, self.position, self.is_busy = draft, position, False
        self.form = Form(editor)
        self.form.bind(edit.name, editor.field)
        self.form.load(draft)
        # After a kill it goes on in the form of the record.
        keep_as, about = KeepAs(kind, record_id), Plain(called(draft))
        self.keeper = Keeper(self, context, keep_as, fact.label, about, self._held)
        self.form.changed.connect(self.keeper.later)

    def _held(self) -> Held | None:
        before = {self.edit.name: getattr(self.draft, self.edit.name)}
        return held_by(self.form, self.editor, before, self.position)

    def complaint(self) -> Any:
        """What the field itself says against what was typed."""
        field = self.editor.field
        return field.complaint() or (_PLEASE_FILL if field.required and field.is_empty() else None)


class InlineEdits(QObject):
    """The editors of one detail side.

    `placed` hands over an editor to stand in the place of its value; `came_back` one whose value was refused; `ended`
    says that the value stands there again, with its text when it is a new one; `moved` where Tab leads.
    """

    placed = Signal(str, str, object)
    came_back = Signal(str, str, object)
    ended = Signal(str, str, object)
    moved = Signal(str, str, int)

    def __init__(self, context: PageContext, source: DetailSource, view: QWidget) -> None:
        super().__init__(view)
        self._context, self._kind, self._editable = context, source.kind, source.editable
        self._edits: dict[tuple[str, str], _Edit] = {}
        self._draft: tuple[str, Any, int, Mapping[str, str]] | None = None
        self._shelf = QWidget(view)
        self._shelf.hide()

    def begin(self, record_id: str, fact: Fact) -> None:
        """Open the editor of a value; `placed` is sent as soon as the record is read for it."""
        edit = fact.edit
        if edit is None:
            return
        if (known := self._edits.get((record_id, edit.name))) is not None:
            known.editor.begin()
            return
        if self._draft is not None and self._draft[0] == record_id:
            self._open(fact, edit, *self._draft)
            return

        def read(reading: Any) -> tuple[str, Any, int, Mapping[str, str]]:
            draft = self._editable.draft(reading, record_id)
            return record_id, draft, reading.position, referred_names(reading, draft)

        self._context.background.read(self, read, lambda found: self._open(fact, edit, *found), self._say)

    def editors_of(self, record_id: str | None) -> dict[str, InlineEditor]:
        """The open editors of a record by the names of their values."""
        return {each.edit.name: each.editor for each in self._of(record_id) if not each.is_busy}

    def is_editing(self, record_id: str | None) -> bool:
        """Whether a value of a record is being edited."""
        return bool(self.editors_of(record_id))

    def forget_draft(self) -> None:
        """What was read of the record to edit it is old: the next editor reads it again."""
        self._draft = None

    def leave(self, record_id: str | None) -> None:
        """Another record is looked at: what can be written is, what cannot waits on the shelf and says so."""
        self._draft = None
        for each in self._of(record_id):
            if not self._finish(each):
                each.editor.setParent(self._shelf)
                self._say_waiting(each)

    def settle(self) -> tuple[str, str] | None:
        """Write whatever can be; the first record and value of those that cannot, which must be mended or given up."""
        for each in self._edits.values():
            # What is refused after the window has gone is offered by the next one.
            each.keeper.keep(at_once=True)
        waiting = [key for key, each in list(self._edits.items()) if not self._finish(each)]
        return waiting[0] if waiting else None

    def _of(self, record_id: str | None) -> list[_Edit]:
        return [each for each in self._edits.values() if each.record_id == record_id]

    def _open(
        self, fact: Fact, edit: Edit, record_id: str, draft: Any, position: int, names: Mapping[str, str]
    ) -> None:
        key = (record_id, edit.name)
        if key in self._edits:
            return
        # The fields of forms come with the first edit: the start needs none of them.
        from crm_desktop.ui.inline_fields import inline_field

        editor = InlineEditor(inline_field(self._context, fact, edit, draft, names))
        one = _Edit(self._context, self._kind, record_id, fact, edit, editor, draft, position)
        self._edits[key] = one
        # While a chain of values is filled in, the next one needs no reading.
        self._draft = (record_id, draft, position, names)
        editor.finished.connect(lambda step: self._on_finished(one, step))
        editor.given_up.connect(lambda: self._end(one))
        editor.left.connect(lambda: self._finish(one))
        editor.setParent(self._shelf)
        self.placed.emit(record_id, edit.name, editor)

    def _on_finished(self, one: _Edit, step: int) -> None:
        if self._finish(one) and step:
            self.moved.emit(one.record_id, one.edit.name, step)

    def _finish(self, one: _Edit) -> bool:
        """Write the value, if it is another one; False when it has to be mended first."""
        if one.is_busy or (one.record_id, one.edit.name) not in self._edits:
            return True
        if one.editor.field.has_versions():
            return False
        if not one.form.is_dirty():
            self._end(one)
            return True
        if (complaint := one.complaint()) is not None:
            one.editor.field.show_error(complaint)
            return False
        self._write(one)
        return True

    def _write(self, one: _Edit) -> None:
        before, position = one.draft, one.position
        after = one.form.read(before)
        if self._draft is not None and self._draft[0] == one.record_id:
            self._draft = (one.record_id, one.form.read(self._draft[1]), self._draft[2], self._draft[3])
        one.is_busy = True
        one.editor.field.show_error(None)
        # At once: what was typed stands there, and comes back into its field only when it is refused.
        self.ended.emit(one.record_id, one.edit.name, shown(shown_text(one.editor.field)))
        one.editor.setParent(self._shelf)
        one.keeper.pause()
        self._context.background.write(
            self._editable.step,
            lambda work: self._editable.update(work, one.record_id, after, before, position),
            lambda _done: self._on_written(one),
            lambda error: self._on_failed(one, error),
            owner=one.editor,
            written=one.keeper.is_written,
        )

    def _on_written(self, one: _Edit) -> None:
        self._edits.pop((one.record_id, one.edit.name), None)
        one.keeper.end()
        one.editor.deleteLater()
        kind, record_id = self._kind, one.record_id
        self._context.background.read(
            self, lambda reading: met_by_last_step(reading, kind, record_id), self._say_if_met
        )

    def _say_if_met(self, other: str | None) -> None:
        if other:
            self._context.navigator.did(Message(MET, name=other))

    def _on_failed(self, one: _Edit, error: Exception) -> None:
        one.is_busy = False
        self._draft = None
        one.keeper.keep()
        if isinstance(error, NotFound):
            # What was typed about a record that is gone is still among the unsaved texts.
            self._end(one, for_ever=False)
            self._say(error)
        elif isinstance(error, Stale):
            self._read_newer(one)
        else:
            # Also when the program is at fault: what was typed is not shown as if it were kept.
            if isinstance(error, Problem):
                fields = error.fields if isinstance(error, Invalid) else {}
                one.editor.field.show_error(fields.get(one.edit.name, error.message))
            self._bring_back(one)

    def _read_newer(self, one: _Edit) -> None:
        """Somebody else was quicker: both versions are shown, or what is typed is written over what nobody touched."""

        def read(reading: Any) -> tuple[Any, int]:
            return self._editable.draft(reading, one.record_id), reading.position

        def meet(found: tuple[Any, int]) -> None:
            one.draft, one.position = found
            if one.form.meet(one.draft):
                self._bring_back(one)
            else:
                self._finish(one)

        self._context.background.read(one.editor, read, meet, lambda error: self._on_failed(one, error))

    def _bring_back(self, one: _Edit) -> None:
        self.came_back.emit(one.record_id, one.edit.name, one.editor)
        if one.editor.parentWidget() is self._shelf:
            self._say_waiting(one)

    def _end(self, one: _Edit, *, for_ever: bool = True) -> None:
        if self._edits.pop((one.record_id, one.edit.name), None) is None:
            return
        (one.keeper.end if for_ever else one.keeper.let_go)()
        self.ended.emit(one.record_id, one.edit.name, None)
        one.editor.hide()
        one.editor.deleteLater()

    def _say_waiting(self, one: _Edit) -> None:
        said = Message("“{field}” is not saved yet: what you typed waits at its record.", field=Message(one.fact.label))
        self._context.navigator.refuse(said)

    def _say(self, error: Exception) -> None:
        if isinstance(error, Problem):
            self._context.navigator.refuse(error.message)
