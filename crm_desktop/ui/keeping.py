"""Keeps on this device what is typed into a form until it is saved or discarded, so that a kill takes none of it."""

from typing import Any, Protocol

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QLineEdit

from crm_desktop.core.kept_texts import KeepAs, KeptText, KeptTexts
from crm_desktop.ui.background import Background
from crm_desktop.ui.dialogs.dialog import Dialog
from crm_desktop.ui.texts import Text, shown
from crm_desktop.ui.widgets.choice_fields import LookupField
from crm_desktop.ui.widgets.form import Form
from crm_desktop.ui.widgets.pick_box import Option, PickBox

# A second at most is lost; while somebody types, the state is gathered once in that time.
_EVERY_MS = 1_000


class Kept(Protocol):
    """What keeping needs to know of the form whose text it keeps."""

    form: Form
    dialog: Dialog

    def base(self) -> tuple[Any, int]:
        """The draft it was opened with, and where the journal stood then."""

    def take_up_base(self, draft: Any, position: int) -> None:
        """Start again from another draft and position."""


class Keeping(QObject):
    """Gathers and writes what one form holds, as long as its dialog is open."""

    def __init__(
        self, kept: Kept, texts: KeptTexts, background: Background, keep_as: KeepAs, title: Text, context: Text
    ) -> None:
        super().__init__(kept.dialog)
        self._kept, self._texts, self._background, self._keep_as = kept, texts, background, keep_as
        # Translated when it is offered, unless it is data.
        self._title, self._context = title if type(title) is str else shown(title), shown(context)
        self._id, self._number = texts.new_id(), 0
        self._pause = QTimer(self, singleShot=True, interval=_EVERY_MS)
        self._pause.timeout.connect(self.keep)
        kept.form.changed.connect(self._on_changed)
        kept.dialog.finished.connect(self._on_finished)

    def take_up(self, text: KeptText) -> None:
        """Fill the form with a text that was kept before; it counts as unsaved."""
        self._id = text.id
        self._texts.being_written.add(text.id)
        self._kept.take_up_base(text.base, text.position)
        form = self._kept.form
        for name in form.names():
            field = form.field(name)
            if name in text.values:
                field.set_value(text.values[name])
            if name in text.typed:
                _retype(field.focusProxy(), text.typed[name])
        # Only now are all fields there that refer to records.
        for look_up in self._kept.dialog.findChildren(LookupField):
            if (record_id := look_up.value()) in text.names:
                look_up.set_option(Option(str(record_id), text.names[str(record_id)]))
        for name in text.values:
            form.field(name).changed.emit()

    def keep(self) -> None:
        """Keep what the form holds now; nothing when it holds what it was opened with."""
        self._pause.stop()
        form, (base, position) = self._kept.form, self._kept.base()
        values = {name: form.field(name).value() for name in form.changed_names()}
        typed = {name: text for name in form.names() if (text := _unfinished(form, name))}
        self._number += 1
        if not values and not typed:
            self._texts.forget(self._id, for_ever=False)
            return
        state = KeptText(
            self._id,
            str(self._background.viewer.user_id),
            self._keep_as,
            self._title,
            self._context,
            self._texts.now_ms(),
            position,
            base,
            values,
            typed,
            self._names(),
        )
        self._texts.being_written.add(self._id)
        number = self._number
        self._background.call(self, lambda: self._texts.write(state, number), lambda _done: None)

    def _names(self) -> dict[str, str]:
        options = [field.option() for field in self._kept.dialog.findChildren(LookupField)]
        return {option.key: option.text for option in options if option}

    def _on_changed(self) -> None:
        # Not begun anew by every letter: somebody may type for minutes without a pause.
        if not self._pause.isActive():
            self._pause.start()

    def _on_finished(self) -> None:
        """Saved, or discarded on purpose; a window that goes with its form open comes here not."""
        self._pause.stop()
        self._texts.being_written.discard(self._id)
        self._texts.forget(self._id)


def _unfinished(form: Form, name: str) -> str:
    """What stands in a field that is not understood yet, and so is no value."""
    field = form.field(name)
    editor = field.focusProxy()
    return editor.text() if field.complaint() and isinstance(editor, QLineEdit | PickBox) else ""


def _retype(editor: QObject | None, text: str) -> None:
    if isinstance(editor, QLineEdit):
        editor.setText(text)
    elif isinstance(editor, PickBox):
        editor.set_text(text)
