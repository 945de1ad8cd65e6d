"""How a contract stands, as words, colour and shape, and as a row beside its customer, deal or another contract."""

from collections.abc import Iterable

from crm_desktop.core import formats
from crm_desktop.core.i18n import N_, language, tr
from crm_desktop.models.contract import APPROVED, COMPLETED, DRAFT, SIGNED, SUBMITTED, TERMINATED
from crm_desktop.models.limited_fields import AMOUNT
from crm_desktop.queries.contract import ContractBrief
from crm_desktop.ui.detail_content import Chip, Group, Line
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.theme import Tone

_SIGNS: dict[str, tuple[Tone, str]] = {
    DRAFT: (Tone.NEUTRAL, "pencil"),
    SUBMITTED: (Tone.WARNING, "hourglass"),
    APPROVED: (Tone.INFO, "shield-check"),
    SIGNED: (Tone.GOOD, "circle-check"),
    COMPLETED: (Tone.NEUTRAL, "check"),
    TERMINATED: (Tone.BAD, "circle-x"),
}


def contract_sign(stage: str, *, has_ended: bool = False) -> tuple[Tone, str]:
    """Colour and shape of a stage; one in force past its last day is to be looked at."""
    return (Tone.WARNING, "circle-alert") if stage == SIGNED and has_ended else _SIGNS[stage]


def contract_words(stage: str, context: PageContext, *, has_ended: bool = False) -> str:
    """The same in words."""
    if stage == SIGNED and has_ended:
        return tr("Past its last day")
    return context.choices.state("contract_stage", stage, language()) or stage


def contract_chip(stage: str, context: PageContext, *, has_ended: bool) -> Chip:
    """The same as a chip."""
    return Chip(contract_words(stage, context, has_ended=has_ended), *contract_sign(stage, has_ended=has_ended))


def contract_lines(listed: Iterable[ContractBrief], context: PageContext, said: str = "") -> list[Line]:
    """Contracts as rows that lead to them; `said` tells why they stand here."""
    code, today = language(), context.today()
    lines = []
    for each in listed:
        until = tr("until {day}", day=formats.day(each.ends_on, code, today)) if each.ends_on else ""
        state = contract_words(each.stage, context, has_ended=each.has_ended)
        note = " · ".join(part for part in (said, state, until) if part)
        is_kept = context.background.viewer.hides(AMOUNT)
        amount = "" if is_kept else formats.money(each.amount_minor, each.currency, symbol=True)
        tone = Tone.WARNING if each.stage == SIGNED and each.has_ended else Tone.NEUTRAL
        lines.append(Line("contract", each.id, f"{each.number} · {each.name}", note, amount, tone))
    return lines


def contract_group(listed: Iterable[ContractBrief], context: PageContext) -> tuple[Group, ...]:
    """The contracts of a customer or a deal."""
    lines = contract_lines(listed, context)
    return (Group(N_("Contracts"), tuple(lines)),) if lines else ()
