"""The warning of a form that what is typed is known already, with the way there; nothing keeps from saving it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QObject, QTimer

from crm_desktop.core.i18n import N_, Message
from crm_desktop.queries.similar import Similar
from crm_desktop.ui.background import Latest
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.record_form import RecordForm
from crm_desktop.ui.widgets.field import Link

_LOOK_AFTER_MS = 250
Asked = Callable[[Any], Sequence[Similar]]


class KnownAlready(QObject):
    """Looks while somebody types; `fields` are the names of the fields by the reason that is shown there.

    `ask` takes what is typed now, by the names of these fields, and gives the question. It lives as long as the dialog.
    """

    def __init__(
        self,
        context: PageContext,
        record: RecordForm,
        kind: str,
        fields: Mapping[str, str],
        ask: Callable[[Mapping[str, Any]], Asked],
    ) -> None:
        super().__init__(record.dialog)
        self._context, self._dialog, self._kind, self._ask = context, record.dialog, kind, ask
        self._fields = {reason: (name, record.form.field(name)) for reason, name in fields.items()}
        self._wanted: str | None = None
        self._latest = Latest(context.background, self)
        self._pause = QTimer(self, singleShot=True, interval=_LOOK_AFTER_MS)
        self._pause.timeout.connect(self.look)
        for _, field in dict(self._fields.values()).items():
            field.changed.connect(self._pause.start)
            field.left.connect(self.look)
        self._dialog.rejected.connect(self._open_wanted)

    def look(self) -> None:
        """Ask now."""
        self._pause.stop()
        typed = {name: field.value() for name, field in self._fields.values()}
        self._latest.read(self._ask(typed), self._on_found)

    def _on_found(self, found: Sequence[Similar]) -> None:
        said: dict[str, Similar] = {}
        for reason, (name, _) in self._fields.items():
            one = next((each for each in found if each.reason == reason), None)
            if one is not None:
                said.setdefault(name, one)
        for name, field in self._fields.values():
            if name in said:
                field.show_warning(known_already(said[name]), Link(N_("Open it"), self._opener(said[name].id)))
            else:
                field.show_warning(None)

    def _opener(self, record_id: str) -> Callable[[], None]:
        def open_it() -> None:
            self._wanted = record_id
            self._dialog.ask_to_close()

        return open_it

    def _open_wanted(self) -> None:
        """The form is given up for what is known already; nothing typed is lost unasked."""
        if self._wanted:
            self._context.navigator.open(self._kind, self._wanted)


def known_already(one: Similar) -> Message:
    """The sentence that names it."""
    if one.owner:
        return Message("Known already: {name} · {owner}", name=one.name, owner=one.owner)
    return Message("Known already: {name}", name=one.name)
