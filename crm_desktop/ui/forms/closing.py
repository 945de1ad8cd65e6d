"""The dialog that closes a deal as won or lost: on which day, why, to whom it was lost, and what to learn from it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from PySide6.QtWidgets import QWidget

from crm_desktop.core.i18n import N_, Message, trn
from crm_desktop.core.kept_texts import KeepAs
from crm_desktop.models.dictionary import WON
from crm_desktop.operations.stage_moves import close_lost, close_won
from crm_desktop.ui.company_fields import choice
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.record_form import FormSection, FormTexts, RecordForm
from crm_desktop.ui.texts import Plain
from crm_desktop.ui.widgets.fields import DateField, LineField, NoteField


@dataclass(frozen=True)
class Closing:
    """What is said of the end of a deal."""

    closed_on: date | None
    reason_id: str | None = None
    competitor: str | None = None
    reason_note: str | None = None


def open_closing(
    context: PageContext, window: QWidget, deal_id: str, name: str, outcome: str, then: Callable[[str], None]
) -> None:
    """Ask how a deal was won or lost, and close it."""
    texts = _texts(outcome, name)
    keep_as = KeepAs("closing", deal_id, {"name": name, "outcome": outcome})
    _ask(context, window, [deal_id], outcome, texts, then, keep_as)


def open_closing_of_several(
    context: PageContext, window: QWidget, ids: Sequence[str], outcome: str, then: Callable[[str], None]
) -> None:
    """Ask once how several deals were won or lost, and close them in one step."""
    # What is typed of a deal can be taken up again; of a choice of several nothing would be left to take up.
    _ask(context, window, ids, outcome, _texts_of_several(outcome, len(ids)), then, None)


def _ask(
    context: PageContext,
    window: QWidget,
    ids: Sequence[str],
    outcome: str,
    texts: FormTexts,
    then: Callable[[str], None],
    keep_as: KeepAs | None,
) -> None:
    def save(work: Any, closing: Closing) -> str:
        on, why, note = closing.closed_on, closing.reason_id, closing.reason_note
        for deal_id in ids:
            if outcome == WON:
                close_won(work, deal_id, on, why, note)
            else:
                close_lost(work, deal_id, why, on, note, closing.competitor)
        return ids[-1]

    sections, start = _sections(context, outcome), Closing(context.today())
    form = RecordForm(context, window, texts, sections, start, save, then, width=560, keep_as=keep_as)
    form.dialog.primary.set_text(N_("Close as won") if outcome == WON else N_("Close as lost"))
    form.open()


def _texts(outcome: str, name: str) -> FormTexts:
    if outcome == WON:
        said = Message("“{name}” is won", name=name)
        return FormTexts(N_("Deal won"), Plain(name), Message("Win deal “{name}”", name=name), lambda _: said)
    said = Message("“{name}” is closed as lost", name=name)
    return FormTexts(N_("Deal lost"), Plain(name), Message("Lose deal “{name}”", name=name), lambda _: said)


def _texts_of_several(outcome: str, count: int) -> FormTexts:
    context = Plain(trn("{count} deal", "{count} deals", count))
    if outcome == WON:
        said = Message("Won: {count}", count=count)
        return FormTexts(N_("Several deals won"), context, Message("Win deals"), lambda _: said)
    said = Message("Closed as lost: {count}", count=count)
    return FormTexts(N_("Several deals lost"), context, Message("Lose deals"), lambda _: said)


def _sections(context: PageContext, outcome: str) -> list[FormSection]:
    day = DateField(context.theme, N_("Closed on"), today=context.today, required=True)
    learned = NoteField(context.theme, N_("What to learn from it"))
    if outcome == WON:
        reason = choice(context, N_("Reason"), "won_reason")
        return [
            FormSection(
                N_("Why it was won"), ((("closed_on", day), ("reason_id", reason)), (("reason_note", learned),))
            )
        ]
    reason = choice(context, N_("Reason"), "lost_reason")
    rival = LineField(context.theme, N_("Lost to which competitor"))
    lost = ((("closed_on", day), ("reason_id", reason)), (("competitor", rival),), (("reason_note", learned),))
    return [FormSection(N_("Why it was lost"), lost)]
