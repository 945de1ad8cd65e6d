"""The warning of a form that what is typed passes the credit limit of a customer; saving may be refused or not."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QTimer

from crm_desktop.core.i18n import Message
from crm_desktop.ui.background import Latest
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.record_form import RecordForm

_LOOK_AFTER_MS = 250


class CreditWarning(QObject):
    """Looks while somebody types, and says it below a field; `ask` is given a reading and the draft as typed.

    It lives as long as the dialog.
    """

    def __init__(
        self, context: PageContext, record: RecordForm, field: str, ask: Callable[[Any, Any], Message | None]
    ) -> None:
        super().__init__(record.dialog)
        self._record, self._field, self._ask = record, record.form.field(field), ask
        self._latest = Latest(context.background, self)
        self._pause = QTimer(self, singleShot=True, interval=_LOOK_AFTER_MS)
        self._pause.timeout.connect(self.look)
        record.form.changed.connect(self._pause.start)

    def look(self) -> None:
        """Ask now."""
        self._pause.stop()
        draft, ask = self._record.form.read(self._record.base()[0]), self._ask
        self._latest.read(lambda reading: ask(reading, draft), self._on_found)

    def _on_found(self, said: Message | None) -> None:
        self._field.show_warning(said)
