"""The command that erases a person for privacy: asked about once more, because nothing brings the record back."""

from typing import Any

from crm_desktop.core.i18n import N_, Message
from crm_desktop.core.viewer import ADMINISTER
from crm_desktop.operations.erase import erase
from crm_desktop.ui.actions import Action
from crm_desktop.ui.record_page import RecordPage

_LOST = (
    N_("Names, addresses, telephone numbers, notes, files and the whole history of the record go, on every laptop."),
    N_("It cannot be undone. An empty record stays, so that orders and deals keep what they refer to."),
    N_("What others wrote about the person in activities stays, and backups keep what they hold."),
    N_("Files of orders, contracts, invoices and service cases stay with these. Delete there what nobody has to keep."),
)
_SAID = Message("Erased. Other laptops erase it when they exchange changes.")


def erase_action(page: RecordPage) -> Action:
    """Erase the current record for privacy, for whoever looks after the company file."""

    def ask() -> None:
        from crm_desktop.ui.dialogs.confirm import ConfirmDialog

        if (record_id := page.current_id) is None:
            return
        row = page.table.records.row_of(record_id)
        title = Message("Erase “{name}” for privacy?", name=row.name) if row else N_("Erase for privacy?")
        question = ConfirmDialog(
            page.window(), page.context.theme, title, _LOST, action=N_("Erase for ever"), width=520
        )
        question.confirmed.connect(lambda: carry_out(record_id))
        question.open_panel()

    def carry_out(record_id: str) -> None:
        def work(unit: Any) -> int:
            return erase(unit, page.kind, record_id)

        def done(_rows: int) -> None:
            page.context.navigator.say(_SAID)

        page.context.background.write(Message("Erase for privacy"), work, done, page.refuse, owner=page)

    return Action(
        f"{page.kind}.erase",
        N_("Erase for privacy…"),
        ask,
        N_("Take away for ever what is known of a person who asks for it"),
        icon="shield-alert",
        enabled=page.has_current,
        reason=page.against(ADMINISTER),
        writes=True,
    )
