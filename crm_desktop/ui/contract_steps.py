"""What is asked before a step of a contract: a word on submitting, a reason for sending back, who signed and when."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from crm_desktop.core.i18n import N_, Message
from crm_desktop.operations.contract_steps import (
    SigningDraft,
    approve_contract,
    credit_warning,
    reject_contract,
    sign_contract,
    submit_contract,
    terminate_contract,
)
from crm_desktop.ui.asked_steps import AskedStep, Saved, ask_step
from crm_desktop.ui.credit_warning import CreditWarning
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.record_form import FormSection, FormTexts, RecordForm
from crm_desktop.ui.texts import Plain
from crm_desktop.ui.widgets.fields import CheckField, DateField, LineField

_WIDTH = 540


_SUBMIT = AskedStep(
    N_("Submit for approval"),
    Message("Submit contract"),
    Message("Submitted; from now on what was agreed stays as it is"),
    N_("A word to whoever decides"),
    N_("Submit"),
    lambda work, key, said: submit_contract(work, key, said.reason),
)
_APPROVE = AskedStep(
    N_("Approve the contract"),
    Message("Approve contract"),
    Message("Approved; it can be signed now"),
    N_("A word to whoever asked"),
    N_("Approve the contract"),
    lambda work, key, said: approve_contract(work, key, said.reason),
)
_REJECT = AskedStep(
    N_("Send back"),
    Message("Send contract back"),
    Message("Sent back, to be changed"),
    N_("Why it is not approved"),
    N_("Send back"),
    lambda work, key, said: reject_contract(work, key, said.reason),
    needs_words=True,
)
_TERMINATE = AskedStep(
    N_("End the contract early"),
    Message("End contract"),
    Message("Ended; what it planned is owed no more"),
    N_("Why it ends"),
    N_("End it"),
    lambda work, key, said: terminate_contract(work, key, said.reason, said.closed_on),
    needs_words=True,
    has_day=True,
)


def ask_to_submit(context: PageContext, window: QWidget, ids: Sequence[str], name: str, saved: Saved) -> None:
    """Submit contracts for approval, with a word if there is one."""
    ask_step(context, window, _SUBMIT, ids, name, saved)


def ask_to_approve(context: PageContext, window: QWidget, ids: Sequence[str], name: str, saved: Saved) -> None:
    """Approve contracts, with a word if there is one."""
    ask_step(context, window, _APPROVE, ids, name, saved)


def ask_why_sent_back(context: PageContext, window: QWidget, ids: Sequence[str], name: str, saved: Saved) -> None:
    """Send contracts back, and say why."""
    ask_step(context, window, _REJECT, ids, name, saved)


def ask_why_ended(context: PageContext, window: QWidget, ids: Sequence[str], name: str, saved: Saved) -> None:
    """End contracts before their time, and say why."""
    ask_step(context, window, _TERMINATE, ids, name, saved)


def ask_who_signed(
    context: PageContext, window: QWidget, contract_id: str, name: str, saved: Saved, *, follows: bool = False
) -> None:
    """Ask when and by whom a contract was signed; one that follows another may end that."""
    theme = context.theme
    rows: list[Any] = [
        (("signed_on", DateField(theme, N_("Signed on"), today=context.today, required=True)),),
        (
            ("signed_by_us", LineField(theme, N_("Signed by us"), max_length=200)),
            ("signed_by_them", LineField(theme, N_("Signed by them"), max_length=200)),
        ),
    ]
    if follows:
        help_text = N_("Choose this when it takes the place of the contract before; a renewal begins after that ends.")
        rows.append((("ends_predecessor", CheckField(theme, N_("End the contract before"), help_text=help_text)),))

    def save(work: Any, draft: SigningDraft) -> str:
        sign_contract(work, contract_id, draft)
        return contract_id

    texts = FormTexts(
        N_("Contract signed"),
        Plain(name),
        Message("Sign contract"),
        lambda _: Message("In force; what it plans is owed from now on"),
    )
    section = FormSection(N_("Signing"), tuple(rows))
    start = SigningDraft(context.today())
    form = RecordForm(context, window, texts, [section], start, save, saved, width=_WIDTH)
    form.dialog.primary.set_text(N_("Sign contract"))
    warning = CreditWarning(
        context, form, "signed_on", lambda reading, said: credit_warning(reading, contract_id, said)
    )
    warning.look()
    form.open()
