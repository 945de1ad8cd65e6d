"""What the card of a deal says."""

from datetime import date

from crm_desktop.core import formats
from crm_desktop.core.i18n import N_, language, tr
from crm_desktop.models.dictionary import OPEN, WON
from crm_desktop.queries.opportunity import OpportunityRow
from crm_desktop.ui.board.card import Card, Note
from crm_desktop.ui.theme import Tone

_NO_STEP = N_("No next step planned")


def card_of(row: OpportunityRow, today: date) -> Card:
    """The card of a deal."""
    amount = formats.money(row.amount_minor, row.currency, symbol=True)
    customer = row.customer or tr("No customer yet")
    standing = _standing(row)
    step = _step(row, today) if row.outcome == OPEN else _closing(row, today)
    owner = row.owner or ""
    parts = (row.name, customer, amount, standing.words, step.words, owner)
    spoken = ", ".join(part for part in parts if part)
    return Card(row, row.name, customer, amount, standing, step, owner, spoken, _tip(row, amount))


def _standing(row: OpportunityRow) -> Note:
    """How long it stands in its stage, with a warning when that is longer than usual; of a closed deal its end."""
    if row.outcome == WON:
        return Note(tr("Won"), "circle-check", Tone.GOOD)
    if row.outcome != OPEN:
        return Note(tr("Lost"), "circle-x", Tone.BAD)
    if row.age_days is None:
        return Note("")
    if row.is_stalled:
        return Note(tr("Stalled {count} d", count=row.age_days), "triangle-alert", Tone.WARNING)
    # A deal that somebody opens ahead of its day has no age yet.
    return Note(tr("{count} d", count=max(0, row.age_days)))


def _step(row: OpportunityRow, today: date) -> Note:
    if not row.next_step:
        return Note(tr(_NO_STEP), "circle-dashed")
    if row.next_step_on is None:
        return Note(row.next_step, "calendar")
    when = formats.relative(row.next_step_on, language(), today)
    if row.is_next_step_overdue:
        days = tr("{count} d", count=(today - row.next_step_on).days)
        return Note(row.next_step, "circle-alert", Tone.BAD, tr(" · {days} overdue", days=days))
    if row.next_step_on == today:
        return Note(row.next_step, "clock", Tone.INFO, f" · {when}")
    return Note(row.next_step, "calendar", Tone.NEUTRAL, f" · {when}")


def _closing(row: OpportunityRow, today: date) -> Note:
    day = formats.day(row.closed_on, language(), today)
    return Note(tr("Closed {day}", day=day), "file-text")


def _tip(row: OpportunityRow, amount: str) -> str:
    """Everything that may be cut on the card, one thing a line, with its dates in full."""
    code = language()
    day = formats.day_far(row.next_step_on, code) if row.next_step_on else ""
    stage = tr("{days} in this stage", days=formats.days(row.age_days, code)) if row.age_days is not None else ""
    step = " · ".join(part for part in (row.next_step or "", day) if part)
    close = tr("Close date {day}", day=formats.day_far(row.close_on, code)) if row.close_on else ""
    lines = (row.name, row.customer or "", amount, stage, step, close, row.owner or "")
    return "\n".join(line for line in lines if line)
