"""The notes begun in the one line of a detail side, kept on this device until they are written or thrown away."""

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import QObject

from crm_desktop.core.i18n import N_
from crm_desktop.core.kept_texts import KeepAs
from crm_desktop.ui.keeping import Held, Keeper
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.texts import Plain


class KeptNotes(QObject):
    """A keeper for each record with a note; after a kill the note goes on in the form of an activity.

    `about_of` tells what interactions begun at a record are about; `text_of` what stands in its note.
    """

    def __init__(
        self,
        owner: QObject,
        context: PageContext,
        about_of: Callable[[Any, str], Mapping[str, Any]],
        text_of: Callable[[str], str],
    ) -> None:
        super().__init__(owner)
        self._context, self._about_of, self._text_of = context, about_of, text_of
        self._keepers: dict[str, Keeper] = {}

    def on_typed(self, record_id: str) -> None:
        """Something was typed into the note of a record."""
        if record_id in self._keepers:
            self._keepers[record_id].later()
            return
        context = self._context

        def read(reading: Any) -> tuple[Any, dict[str, str], int]:
            # Loaded where the window need not wait for it.
            from crm_desktop.operations.interaction import new_interaction
            from crm_desktop.queries.people import referred_names
            from crm_desktop.ui.activity_form import activity_of

            draft = new_interaction(reading, "note", **self._about_of(reading, record_id))
            return activity_of(context, draft), dict(referred_names(reading, draft)), reading.position

        context.background.read(self, read, lambda found: self._begin(record_id, *found), lambda _error: None)

    def keeper(self, record_id: str) -> Keeper | None:
        """What keeps the note of a record, if one was begun."""
        return self._keepers.get(record_id)

    def end(self, record_id: str) -> None:
        """The note was written."""
        if (keeper := self._keepers.pop(record_id, None)) is not None:
            keeper.end()

    def _begin(self, record_id: str, base: Any, names: dict[str, str], position: int) -> None:
        from crm_desktop.operations.interaction import with_text

        def gather() -> Held | None:
            text = self._text_of(record_id).strip()
            if not text:
                return None
            note = with_text(base, text)
            values = {name: getattr(note, name) for name in ("subject", "detail")}
            values = {name: value for name, value in values.items() if value != getattr(base, name)}
            return Held(base, position, values, {}, names)

        about = Plain(names.get(base.customer_id or "") or names.get(base.contact_id or "") or "")
        if record_id not in self._keepers:
            keeper = Keeper(self, self._context, KeepAs("interaction"), N_("Write a note"), about, gather)
            self._keepers[record_id] = keeper
        self._keepers[record_id].later()
