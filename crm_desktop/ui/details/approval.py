"""What was asked to be allowed of a record and what became of it, as a row of its detail side."""

from crm_desktop.core import formats
from crm_desktop.core.i18n import language
from crm_desktop.models.contract import GRANTED, PENDING, REJECTED, WITHDRAWN
from crm_desktop.queries.approval import ApprovalView
from crm_desktop.ui.detail_content import Line
from crm_desktop.ui.details.facts import when
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.theme import Tone

_DECIDED = {PENDING: Tone.WARNING, GRANTED: Tone.GOOD, REJECTED: Tone.BAD, WITHDRAWN: Tone.NEUTRAL}


def approval_line(asked: ApprovalView, currency: str, context: PageContext) -> Line:
    """What became of it, who decided, when, and what for."""
    state = context.choices.state("decision", asked.decision, language()) or asked.decision
    who = asked.decided_by if asked.decided_at else asked.asked_by
    moment = when(asked.decided_at or asked.asked_at, context)
    words = asked.answer or asked.note
    amount = formats.money(asked.amount_minor, currency, symbol=True) if asked.amount_minor is not None else ""
    said = " · ".join(part for part in (who, moment, words) if part)
    return Line("", "", state, said, amount, _DECIDED.get(asked.decision, Tone.NEUTRAL))
