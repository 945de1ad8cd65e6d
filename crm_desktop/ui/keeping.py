"""Keeps on this device what is typed until it is saved or discarded, so that a kill takes none of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Protocol

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QLineEdit, QWidget

from crm_desktop.core.kept_texts import KeepAs, KeptText
from crm_desktop.core.paths import unique_suffix
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.texts import Text, shown
from crm_desktop.ui.widgets.choice_fields import LookupField
from crm_desktop.ui.widgets.field import Field
from crm_desktop.ui.widgets.form import Form
from crm_desktop.ui.widgets.pick_box import Option, PickBox

# A second at most is lost; while somebody types, the state is gathered once in that time.
_EVERY_MS = 1_000


@dataclass(frozen=True)
class Held:
    """What there is to keep; the parts of a `KeptText` that change while somebody types.

    `base` is a draft, or of a value typed in place only what it was before.
    """

    base: Any
    position: int
    values: Mapping[str, Any]
    typed: Mapping[str, str]
    names: Mapping[str, str]


class Keeper(QObject):
    """Writes what `gather` finds, at most once a second, until that is saved or given up, where texts are kept."""

    def __init__(
        self,
        owner: QObject,
        context: PageContext,
        keep_as: KeepAs,
        title: Text,
        about: Text,
        gather: Callable[[], Held | None],
    ) -> None:
        super().__init__(owner)
        self._texts, self._background, self._keep_as = context.kept_texts, context.background, keep_as
        # Translated when it is offered, unless it is data.
        self._title, self._about = title if type(title) is str else shown(title), shown(about)
        self.gather = gather
        self._id, self._number = unique_suffix(), 0
        self._pause = QTimer(self, singleShot=True, interval=_EVERY_MS)
        self._pause.timeout.connect(self.keep)

    def later(self) -> None:
        """Something was typed."""
        # Not begun anew by every letter: somebody may type for minutes without a pause.
        if not self._pause.isActive():
            self._pause.start()

    def keep(self, *, at_once: bool = False) -> None:
        """Keep what there is now; nothing when that is what was there at the beginning.

        `at_once` is for the end of a window: its threads end with it.
        """
        self._pause.stop()
        held, texts = self.gather(), self._texts
        self._number += 1
        if texts is None:
            return
        if held is None:
            texts.forget(self._id, for_ever=False)
            return
        state = KeptText(
            self._id,
            str(self._background.viewer.user_id),
            self._keep_as,
            self._title,
            self._about,
            texts.now_ms(),
            held.position,
            held.base,
            held.values,
            held.typed,
            held.names,
        )
        texts.being_written.add(self._id)
        number = self._number
        if at_once:
            texts.write(state, number)
            return
        self._background.call(self, lambda: texts.write(state, number), lambda _done: None)

    def go_on_with(self, text_id: str) -> None:
        """Keep from now on what a text of an earlier run has become."""
        self._id = text_id
        if self._texts is not None:
            self._texts.being_written.add(text_id)

    def pause(self) -> None:
        """What there is now is being written into the company file."""
        self._pause.stop()

    def is_written(self) -> None:
        """It stands in the company file; called by any thread."""
        if self._texts is not None:
            self._texts.forget(self._id)

    def end(self) -> None:
        """Saved, or given up on purpose; what goes with its window while it is open comes here not."""
        self.let_go()
        self.is_written()

    def let_go(self) -> None:
        """Nobody goes on with it here, but somebody may want it later: it is offered again."""
        self._pause.stop()
        if self._texts is not None:
            self._texts.being_written.discard(self._id)


class Kept(Protocol):
    """What keeping needs to know of the form whose text it keeps."""

    form: Form

    def base(self) -> tuple[Any, int]:
        """The draft it was opened with, and where the journal stood then."""

    def take_up_base(self, draft: Any, position: int) -> None:
        """Start again from another draft and position."""


class Keeping(Keeper):
    """Gathers and writes what one form holds, as long as the widget is there that holds its fields."""

    def __init__(
        self, kept: Kept, holder: QWidget, context: PageContext, keep_as: KeepAs, title: Text, about: Text
    ) -> None:
        super().__init__(holder, context, keep_as, title, about, self._held)
        self._kept, self._holder = kept, holder
        kept.form.changed.connect(self.later)

    def take_up(self, text: KeptText) -> None:
        """Fill the form with a text that was kept before; it counts as unsaved."""
        self.go_on_with(text.id)
        is_part = isinstance(text.base, Mapping)
        self._kept.take_up_base(replace(self._kept.base()[0], **text.base) if is_part else text.base, text.position)
        form = self._kept.form
        for name in form.names():
            field = form.field(name)
            if name in text.values:
                field.set_value(text.values[name])
            if name in text.typed:
                _retype(field.focusProxy(), text.typed[name])
        # Only now are all fields there that refer to records.
        for look_up in self._holder.findChildren(LookupField):
            if (record_id := look_up.value()) in text.names:
                look_up.set_option(Option(str(record_id), text.names[str(record_id)]))
        for name in form.names():
            if name in text.values:
                form.field(name).changed.emit()

    def _held(self) -> Held | None:
        return held_by(self._kept.form, self._holder, *self._kept.base())


def held_by(form: Form, holder: QWidget, base: Any, position: int) -> Held | None:
    """What the fields of a form hold that is not saved."""
    values = {name: form.field(name).value() for name in form.changed_names()}
    typed = {name: text for name in form.names() if (text := unfinished(form.field(name)))}
    options = [field.option() for field in holder.findChildren(LookupField)]
    names = {option.key: option.text for option in options if option}
    return Held(base, position, values, typed, names) if values or typed else None


def unfinished(field: Field) -> str:
    """What stands in a field that is not understood yet, and so is no value."""
    editor = field.focusProxy()
    return editor.text() if field.complaint() and isinstance(editor, QLineEdit | PickBox) else ""


def _retype(editor: QObject | None, text: str) -> None:
    if isinstance(editor, QLineEdit):
        editor.setText(text)
    elif isinstance(editor, PickBox):
        editor.set_text(text)
