"""Changing one field of many records: which field, which value, and how many that changes before it is written."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from crm_desktop.core import formats
from crm_desktop.core.i18n import N_, Message, tr, trn
from crm_desktop.operations.bulk_edit import Change, Outcome, change_records, preview_changes
from crm_desktop.ui.dialogs.many import ManyDialog
from crm_desktop.ui.edit_fields import EditField, edit_fields, editor, find_more
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.texts import Plain, shown
from crm_desktop.ui.widgets.fields import ChoiceField, Field
from crm_desktop.ui.widgets.form import Form

_LOOK_AFTER_MS = 200
# What an empty editor says of a field that has nothing to be emptied.
_NOTHING: tuple[Any, ...] = (None, "", ())


def open_bulk_edit(
    context: PageContext,
    window: QWidget,
    kind: str,
    ids: Sequence[str],
    done: Callable[[], None],
    field: str = "",
) -> None:
    """Ask what to change on some records; `field` is chosen already."""
    context.background.read(
        window,
        lambda reading: find_more(reading, kind),
        lambda found: BulkEditDialog(
            context, window, kind, ids, edit_fields(context, kind, found), done, field
        ).open_panel(),
    )


class BulkEditDialog(ManyDialog):
    """A field, its own editor, and what that comes to."""

    def __init__(
        self,
        context: PageContext,
        window: QWidget,
        kind: str,
        ids: Sequence[str],
        fields: Sequence[EditField],
        done: Callable[[], None],
        field: str = "",
    ) -> None:
        many = Message("Change {count} records", count=formats.integer(len(ids)))
        title = Message("Change 1 record") if len(ids) == 1 else many
        super().__init__(window, context, title, ids, N_("Change records"), danger=False)
        self._kind, self._done = kind, done
        self._fields = {each.name: each for each in fields if each.for_many}
        self._chosen: EditField | None = None
        self._value: Field | None = None
        self.use_form(Form(self))
        self.which = ChoiceField(
            context.theme, N_("Field"), [(each.name, each.title) for each in fields if each.for_many]
        )
        self.which.set_required(True)
        self._place = QVBoxLayout()
        self._pause = QTimer(self, singleShot=True, interval=_LOOK_AFTER_MS)
        self._pause.timeout.connect(self.look)
        self.body.addWidget(self.which)
        self.body.addLayout(self._place)
        self.add_outcome()
        self.which.changed.connect(self._on_field)
        self.which.left.connect(self.look_now)
        if field:
            self.which.set_value(field)
            self.which.hide()
            self._on_field()

    def focus_inside(self) -> None:
        """Begin with the field, or with its value when the field is given."""
        first: QWidget = self._value if self._value is not None else self.which
        first.setFocus()

    def look(self) -> None:
        """Count what the value would change."""
        self._pause.stop()
        changes = self._changes()
        if changes is None:
            self.stop_counting()
        else:
            kind = self._kind
            self.count(lambda reading, ids: preview_changes(reading, kind, changes(ids)))

    def look_now(self) -> None:
        """Count without waiting for more to be typed."""
        if self._pause.isActive():
            self.look()

    def in_words(self, outcome: Outcome) -> str:
        """How many change, and how many are so already."""
        number = formats.integer(outcome.changed)
        said = trn("{number} record will change", "{number} records will change", outcome.changed, number=number)
        same = tr("{number} so already", number=formats.integer(outcome.same))
        return f"{said} · {same}" if outcome.same else said

    def begin(self) -> None:
        """Write the value into every record that may have it."""
        changes, field = self._changes(), self._chosen
        if changes is None or field is None:
            return
        title = Plain(shown(field.title))
        kind, ids = self._kind, self.ids

        def operation(work: Any, report: Any) -> Outcome:
            outcome = change_records(work, kind, changes(ids), report)
            if outcome.changed != 1:
                work.label = Message("Change {field} of {count} records", field=title, count=outcome.changed)
            return outcome

        def done(outcome: Outcome) -> None:
            self._done()
            self.tell(_told(title, outcome.changed), outcome)

        self.carry_out(Message("Change {field}", field=title), operation, done)

    def submit(self) -> None:
        """What was typed last counts too."""
        self.look_now()
        super().submit()

    def _changes(self) -> Callable[[Sequence[str]], list[Change]] | None:
        """The changes wanted; None while the value says nothing."""
        if self._chosen is None or self._value is None or self._value.complaint() is not None:
            return None
        name, value = self._chosen.name, self._value.value()
        if value in _NOTHING and (self._chosen.is_needed or self._chosen.type == "tags"):
            return None
        return lambda ids: [Change(each, {name: value}) for each in ids]

    def _on_field(self) -> None:
        if self._value is not None:
            self._place.removeWidget(self._value)
            self._value.hide()
            self._value.deleteLater()
        self._value, self._chosen = None, self._fields.get(self.which.value() or "")
        if self._chosen is not None:
            self._value = editor(self.page_context, self._chosen)
            self._place.addWidget(self._value)
            self._value.changed.connect(self._pause.start)
            self._value.left.connect(self.look_now)
            self._value.show()
        self.look()


def _told(title: Plain, count: int) -> Message:
    said = trn(
        "{field} changed on {number} record",
        "{field} changed on {number} records",
        count,
        field=title,
        number=formats.integer(count),
    )
    return Message("{text}", text=Plain(said))
