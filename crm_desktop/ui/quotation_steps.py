"""What is done with quotations, from their page and from their form: asking why one was declined."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtWidgets import QWidget

from crm_desktop.core.i18n import N_, Message
from crm_desktop.operations.quotation import decline_quotation
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.record_form import FormSection, FormTexts, RecordForm
from crm_desktop.ui.widgets.fields import NoteField


@dataclass(frozen=True)
class Declined:
    """Why a quotation was declined."""

    reason: str | None = None


def ask_why_declined(
    context: PageContext, window: QWidget, ids: Sequence[str], saved: Callable[[str], None] = lambda _id: None
) -> None:
    """Ask for the reason of one or several that were declined, and write it down as one step."""

    def save(work: Any, declined: Declined) -> str:
        for each in ids:
            decline_quotation(work, each, declined.reason)
        return ids[0]

    why = NoteField(context.theme, N_("Why it was declined"), lines=3, max_length=4000, required=True)
    texts = FormTexts(
        N_("Quotation declined"), "", Message("Decline quotation"), lambda _: Message("Quotation declined")
    )
    section = FormSection(N_("Reason"), ((("reason", why),),))
    RecordForm(context, window, texts, [section], Declined(), save, saved, width=520).open()
