"""Deleting records after a look: what is deleted, what may not be, what stays of what belongs to them, and why."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from crm_desktop.core import formats
from crm_desktop.core.i18n import N_, Message, tr, trn
from crm_desktop.operations.bulk_edit import Outcome, belonging, delete_records, preview_delete
from crm_desktop.operations.recycle import LONGEST, note_reason_of_deleted
from crm_desktop.ui.dialogs.many import ManyDialog
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.texts import Plain
from crm_desktop.ui.theme import Role
from crm_desktop.ui.widgets.labels import Label
from crm_desktop.ui.widgets.text_fields import LineField


class BulkDeleteDialog(ManyDialog):
    """Says what is deleted, what may not be, and what stays of what belongs to it."""

    def __init__(
        self, context: PageContext, window: QWidget, kind: str, ids: Sequence[str], done: Callable[[], None]
    ) -> None:
        many = Message("Delete {count} records?", count=formats.integer(len(ids)))
        title = Message("Delete this record?") if len(ids) == 1 else many
        super().__init__(window, context, title, ids, N_("Delete"), danger=True)
        self._kind, self._done = kind, done
        self.stays = Label(context.theme, "", Role.BODY, colour="text2", wrap=True)
        self.reason = LineField(
            context.theme,
            N_("Reason (optional)"),
            help_text=N_("Stands beside the records in the recycle bin."),
            max_length=LONGEST,
        )
        self.reason.edit.returnPressed.connect(self.submit)
        self.add_outcome()
        self.body.insertWidget(1, self.stays)
        self.body.insertWidget(3, self.reason)
        self.count(lambda reading, some: preview_delete(reading, kind, some))
        context.background.read(self, lambda reading: belonging(reading, kind, ids), self._on_belonging)

    def in_words(self, outcome: Outcome) -> str:
        """How many are deleted."""
        count, number = outcome.changed, formats.integer(outcome.changed)
        return trn("{number} record will be deleted", "{number} records will be deleted", count, number=number)

    def focus_inside(self) -> None:
        """Begin at the reason: Enter deletes, with or without one."""
        self.reason.edit.setFocus()

    def begin(self) -> None:
        """Delete every record that may be."""
        kind, ids, reason = self._kind, self.ids, self.reason.value()

        def operation(work: Any, report: Any) -> Outcome:
            outcome = delete_records(work, kind, ids, report)
            note_reason_of_deleted(work, kind, ids, reason, _PLACES.get(kind, ""))
            many = Message("Delete {count} records", count=outcome.changed)
            work.label = Message("Delete 1 record") if outcome.changed == 1 else many
            return outcome

        def done(outcome: Outcome) -> None:
            self._done()
            count = outcome.changed
            said = Message("{text}", text=Plain(trn("{count} record deleted", "{count} records deleted", count)))
            self.tell(said, outcome)

        self.carry_out(Message("Delete records"), operation, done)

    def _on_belonging(self, found: dict[str, int]) -> None:
        words = [_BELONGING[kind](count) for kind, count in found.items()]
        if words:
            stays = tr("What belongs to them stays and is theirs again when they come back: {what}.", what=tuple(words))
            self.stays.set_text(Plain(stays))
        self.stays.setVisible(bool(words))
        self.fit()


# The page that somebody deleted on, as it is called there.
_PLACES = {
    "customer": N_("Customers"),
    "contact": N_("Contacts"),
    "opportunity": N_("Opportunities"),
    "service_case": N_("Service"),
}
_BELONGING: dict[str, Callable[[int], str]] = {
    "contact": lambda count: trn("{count} contact", "{count} contacts", count),
    "opportunity": lambda count: trn("{count} deal", "{count} deals", count),
    "service_case": lambda count: trn("{count} case", "{count} cases", count),
    "sales_order": lambda count: trn("{count} order", "{count} orders", count),
    "interaction": lambda count: trn("{count} activity", "{count} activities", count),
    "custom_record": lambda count: trn("{count} own record", "{count} own records", count),
}
