"""What is asked before prices below the floor are asked for, approved, or sent back."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from crm_desktop.core.i18n import N_, Message
from crm_desktop.operations.floor_price import approve_prices, ask_for_prices, reject_prices
from crm_desktop.ui.asked_steps import AskedStep, Saved, ask_step
from crm_desktop.ui.page_context import PageContext

_ASK = AskedStep(
    N_("Ask for the prices to be approved"),
    Message("Ask for prices to be approved"),
    Message("Asked; whoever may approve is told today"),
    N_("A word to whoever decides"),
    N_("Ask"),
    lambda work, key, said: ask_for_prices(work, key, said.reason),
)
_APPROVE = AskedStep(
    N_("Approve the prices"),
    Message("Approve prices"),
    Message("Approved; it can be sent at these prices"),
    N_("A word to whoever asked"),
    N_("Approve the prices"),
    lambda work, key, said: approve_prices(work, key, said.reason),
)
_REJECT = AskedStep(
    N_("Send the prices back"),
    Message("Send prices back"),
    Message("Sent back, to be changed"),
    N_("Why they are not approved"),
    N_("Send back"),
    lambda work, key, said: reject_prices(work, key, said.reason),
    needs_words=True,
)


def ask_for_approval(context: PageContext, window: QWidget, ids: Sequence[str], name: str, saved: Saved) -> None:
    """Ask for the prices of quotations to be allowed, with a word if there is one."""
    ask_step(context, window, _ASK, ids, name, saved)


def ask_to_approve(context: PageContext, window: QWidget, ids: Sequence[str], name: str, saved: Saved) -> None:
    """Allow the prices of quotations, with a word if there is one."""
    ask_step(context, window, _APPROVE, ids, name, saved)


def ask_why_not(context: PageContext, window: QWidget, ids: Sequence[str], name: str, saved: Saved) -> None:
    """Send the prices of quotations back, and say why."""
    ask_step(context, window, _REJECT, ids, name, saved)
