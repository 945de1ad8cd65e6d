"""The form of what people do not want: advertising at all, or to be reached by single ways."""

from collections.abc import Sequence
from typing import Any

from crm_desktop.core.i18n import N_, Message
from crm_desktop.operations.opt_out import OptOutDraft, opt_out_draft, set_opt_outs
from crm_desktop.ui.record_form import FormSection, FormTexts, RecordForm
from crm_desktop.ui.record_page import RecordPage
from crm_desktop.ui.texts import Text
from crm_desktop.ui.widgets.fields import CheckField

_WIDTH = 460
_LEAD = "lead"


def ask_what_is_refused(page: RecordPage, ids: Sequence[str]) -> None:
    """Ask what the chosen people do not want; of one what is known is ticked."""

    def read(reading: Any) -> OptOutDraft:
        return opt_out_draft(reading, page.kind, ids[0]) if len(ids) == 1 else OptOutDraft()

    page.context.background.read(page, read, lambda draft: _ask(page, ids, draft))


def _ask(page: RecordPage, ids: Sequence[str], draft: OptOutDraft) -> None:
    theme, kind = page.context.theme, page.kind
    rows: list[tuple[tuple[str, CheckField], ...]] = [(("is_opted_out", CheckField(theme, N_("No advertising"))),)]
    if kind != _LEAD:
        rows += [
            (("no_phone", CheckField(theme, N_("No calls"))), ("no_mail", CheckField(theme, N_("No e-mails")))),
            (("no_post", CheckField(theme, N_("No letters"))), ("no_message", CheckField(theme, N_("No messages")))),
        ]

    def save(work: Any, wanted: OptOutDraft) -> str:
        set_opt_outs(work, kind, ids, wanted, draft)
        return ids[0]

    about: Text = "" if len(ids) == 1 else Message("{count} records; what is ticked is added to each", count=len(ids))
    texts = FormTexts(
        N_("Do not contact"), about, Message("Note what people do not want"), lambda _: Message("Noted and heeded")
    )
    section = FormSection(N_("They want"), tuple(rows))
    RecordForm(page.context, page.window(), texts, [section], draft, save, page.stay_at, width=_WIDTH).open()
