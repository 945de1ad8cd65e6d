"""What is the same in every form: load from a draft, read to a draft, dirty state, problems, and walking them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QScrollArea, QWidget

from crm_desktop.core.i18n import N_, Message
from crm_desktop.ui.texts import Plain, Text
from crm_desktop.ui.widgets.field import Field, Link, Version, chain
from crm_desktop.ui.widgets.pick_box import PickBox

Draft = TypeVar("Draft")
# Names that begin so belong to no draft: fields that a company added, by their ids.
EXTRA = "custom."
_PLEASE_FILL = N_("Fill this in.")
_YOURS, _THEIRS = N_("yours"), N_("saved meanwhile")


class Form(QObject):
    """Binds fields to the attributes of a frozen draft. The page makes and places the fields; nothing is generated."""

    changed = Signal()
    problems_changed = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        parent.installEventFilter(self)
        self._fields: dict[str, Field] = {}
        self._loaded: dict[str, Any] = {}
        self._at_problem = -1

    def bind(self, name: str, field: Field, *, required: bool | None = None) -> Field:
        """Tie a field to an attribute of the draft; the tab order follows the order of binding."""
        if required is not None:
            field.set_required(required)
        self._fields[name] = field
        field.changed.connect(lambda: self._on_changed(field))
        field.left.connect(lambda: self._on_left(field))
        field.stops_changed.connect(self._walk_in_order)
        return field

    def field(self, name: str) -> Field:
        """The field bound to a name."""
        return self._fields[name]

    def names(self) -> list[str]:
        """The names that fields are bound to, in order."""
        return list(self._fields)

    def put_in_order(self, names: Sequence[str]) -> None:
        """Walk the fields in this order."""
        self._fields = {name: self._fields[name] for name in names}
        self._walk_in_order()

    def tab_stops(self) -> list[QWidget]:
        """What the Tab key visits, in order."""
        return [stop for field in self._fields.values() for stop in field.tab_stops()]

    def _walk_in_order(self) -> None:
        if self._owner().isVisible():
            chain(*self.tab_stops())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Show and watched is self.parent():
            chain(*self.tab_stops())  # only now are all fields placed, and Qt orders only within one window
        return False

    def load(self, draft: Any) -> None:
        """Show a draft; from here on changes count as unsaved."""
        for name, field in self._fields.items():
            if not name.startswith(EXTRA):
                field.set_value(getattr(draft, name))
            field.show_error(None)
        self._loaded = self._values()
        self._announce()

    def meet(self, newer: Any) -> bool:
        """Take over what others changed meanwhile; where both did, show both versions. True when there are such."""
        for name, field in self._fields.items():
            if name.startswith(EXTRA):
                continue
            typed, before = field.value(), self._loaded[name]
            typed_text = shown_text(field)
            field.set_value(getattr(newer, name))
            now, now_text = field.value(), shown_text(field)
            self._loaded[name] = now
            if before in (typed, now) or typed == now:
                field.set_value(now if typed == before else typed)
                continue
            field.set_value(typed)
            field.show_versions((Version(typed_text, _YOURS, typed), Version(now_text, _THEIRS, now)))
        self._announce()
        return any(field.has_versions() for field in self._fields.values())

    def read(self, draft: Draft) -> Draft:
        """The draft with what the fields hold now."""
        values = {name: value for name, value in self._values().items() if not name.startswith(EXTRA)}
        return replace(draft, **values)  # type: ignore[type-var]  # every draft is a dataclass

    def load_extra(self, values: Mapping[str, Any]) -> None:
        """Show values that are no part of the draft, unless somebody typed there meanwhile."""
        for name, value in values.items():
            if self._fields[name].value() == self._loaded.get(name):
                self._fields[name].set_value(value)
                self._loaded[name] = self._fields[name].value()
        self._announce()

    def extra(self) -> dict[str, Any]:
        """What fields besides those of the draft hold and did not when they were loaded."""
        changed = self.changed_names()
        return {
            name: field.value() for name, field in self._fields.items() if name.startswith(EXTRA) and name in changed
        }

    def is_dirty(self) -> bool:
        """Whether anything differs from what was loaded."""
        return self._values() != self._loaded or any(field.complaint() for field in self._fields.values())

    def changed_names(self) -> frozenset[str]:
        """The attributes that differ from what was loaded."""
        return frozenset(name for name, value in self._values().items() if value != self._loaded.get(name))

    def check(self) -> bool:
        """Show every problem the fields know themselves and go to the first; true when there is none."""
        for field in self._in_use():
            self._judge(field, complete=True)
        self._announce()
        if self.problems():
            self.go_to_problem(first=True)
            return False
        return True

    def show_errors(self, errors: Mapping[str, Message], links: Mapping[str, Link] | None = None) -> dict[str, Message]:
        """Show problems found by an operation and go to the first; returns those no field is bound for."""
        for name, message in errors.items():
            if name in self._fields:
                self._fields[name].show_error(message, (links or {}).get(name))
        self._announce()
        self.go_to_problem(first=True)
        return {name: message for name, message in errors.items() if name not in self._fields}

    def show_error(self, name: str, text: Text | None, link: Link | None = None) -> None:
        """Show or take away the problem of one field."""
        self._fields[name].show_error(text, link)
        self._announce()

    def problems(self) -> list[Field]:
        """The fields that need attention, in their order."""
        return [field for field in self._in_use() if field.error() or field.has_versions()]

    def go_to_problem(self, *, first: bool = False) -> None:
        """Move the keyboard to the first problem, or to the one after the last visited."""
        problems = self.problems()
        if not problems:
            return
        self._at_problem = 0 if first else (self._at_problem + 1) % len(problems)
        field = problems[self._at_problem]
        _reveal(field)
        field.setFocus(Qt.FocusReason.TabFocusReason)

    def focus_first(self) -> None:
        """Move the keyboard to the first field that is shown and can be changed."""
        first = next((field for field in self._in_use() if field.isEnabled()), None)
        if first is not None:
            first.setFocus(Qt.FocusReason.TabFocusReason)

    def _in_use(self) -> list[Field]:
        """The fields of the parts that are shown; what is typed in a hidden part is kept, but cannot be mended."""
        widget = self._owner()
        return [field for field in self._fields.values() if field.isVisibleTo(widget)]

    def _owner(self) -> QWidget:
        widget = self.parent()
        assert isinstance(widget, QWidget)
        return widget

    def _values(self) -> dict[str, Any]:
        return {name: field.value() for name, field in self._fields.items()}

    def _on_changed(self, field: Field) -> None:
        """While a marked field is mended its mark goes as soon as the field has no complaint of its own."""
        if field.error() and field.complaint() is None and not (field.required and field.is_empty()):
            field.show_error(None)
            self._announce()
        self.changed.emit()

    def _on_left(self, field: Field) -> None:
        """An empty required field is not blamed before saving: the user may only be passing."""
        if field.complaint() is not None:
            self._judge(field, complete=False)
            self._announce()

    def _judge(self, field: Field, *, complete: bool) -> None:
        if complete and field.required and field.is_empty():
            field.show_error(_PLEASE_FILL)
        else:
            field.show_error(field.complaint())

    def count_problems(self) -> None:
        """Say anew how many fields that are shown need attention."""
        self._announce()

    def _announce(self) -> None:
        self.problems_changed.emit(len(self.problems()))


def shown_text(field: Field) -> Text:
    """What a field shows in one line of text, as a version to choose; lists only say that they are one."""
    editor = field.focusProxy()
    if isinstance(editor, QLineEdit | PickBox):
        return Plain(editor.text() or "—")
    return Plain(editor.toPlainText() or "—") if isinstance(editor, QPlainTextEdit) else field.label


def _reveal(field: Field) -> None:
    """Scroll the form so that the whole field with its label and problem is seen."""
    parent = field.parentWidget()
    while parent is not None:
        if isinstance(parent, QScrollArea):
            parent.ensureWidgetVisible(field, 0, 24)
        parent = parent.parentWidget()
