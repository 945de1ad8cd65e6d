"""What a deal must have before it enters a stage, and the items that are ticked while it stands there."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from sqlalchemy import select

from crm_desktop.core.i18n import N_, Message
from crm_desktop.models import Opportunity, OpportunityLine, Quotation, Stage, StageCheck
from crm_desktop.models.quotation import DRAFT
from crm_desktop.operations import records
from crm_desktop.operations.validation import Problems
from crm_desktop.storage.database import Reading, UnitOfWork

LINES, QUOTATION = "lines", "quotation"
# What a stage can ask for, as it is called in a sentence.
FIELDS: Mapping[str, str] = {
    "customer_id": N_("Customer"),
    "contact_id": N_("Contact"),
    "amount_minor": N_("Amount"),
    "expected_close_on": N_("Expected close"),
    "next_step": N_("Next step"),
    "next_step_on": N_("Next step on"),
    "source_id": N_("Source"),
    "competitor": N_("Competitor"),
    "note": N_("Note"),
    LINES: N_("Product lines"),
    QUOTATION: N_("Sent quotation"),
}


def check_needs(reading: Reading, problems: Problems, deal: Opportunity, stage: Stage) -> None:
    """A deal has what the stage it enters asks for."""
    asked = [name for name in (stage.needs or "").split() if name in FIELDS]
    missing = [name for name in asked if not _has(reading, deal, name)]
    if missing:
        problems.add(
            "stage_id",
            Message(
                "“{deal}” is not ready for this stage. Still missing: {fields}.", deal=deal.name, fields=named(missing)
            ),
        )


def missing_of_new(needs: str | None, given: Mapping[str, Any]) -> list[str]:
    """What a stage asks for and the columns of a new deal, with its only `line`, do not give."""
    given = {LINES: given.get("line"), **given}
    if given.get("line") is not None:
        given = {"amount_minor": 1, **given}
    return [name for name in (needs or "").split() if name in FIELDS and not given.get(name)]


def named(names: Iterable[str]) -> Message:
    """The fields one after the other, in whatever language they are read."""
    first, *others = (Message(FIELDS[name]) for name in names)
    said = first
    for other in others:
        said = Message("{first}, {second}", first=said, second=other)
    return said


def tick(work: UnitOfWork, opportunity_id: str, stage_id: str, ticked: Iterable[str]) -> None:
    """Make these the ticked items of a stage's checklist for a deal."""
    deal = records.find_to_change(work, Opportunity, opportunity_id)
    stage = records.find(work, Stage, stage_id)
    wanted = set(ticked)
    for item in (stage.checklist or "").splitlines():
        check_id = StageCheck.id_of(deal.id, stage.id, item)
        check = work.session.get(StageCheck, check_id)
        is_done = check is not None and not check.deleted and check.done_on is not None
        if (item in wanted) == is_done:
            continue
        if check is None:
            check = StageCheck(id=check_id, opportunity_id=deal.id, stage_id=stage.id, item=item)
            work.session.add(check)
        check.deleted = False
        check.done_on = work.today if item in wanted else None
        check.done_by_id = (work.viewer.user_id or None) if item in wanted else None


def _has(reading: Reading, deal: Opportunity, name: str) -> bool:
    if name in _ROWS:
        return reading.session.scalar(_ROWS[name](deal.id)) is not None
    return bool(getattr(deal, name))


def _line_of(opportunity_id: str) -> Any:
    line = OpportunityLine
    return select(line.id).where(line.opportunity_id == opportunity_id, line.deleted.is_(False)).limit(1)


def _quotation_of(opportunity_id: str) -> Any:
    of = Quotation
    sent = select(of.id).where(of.opportunity_id == opportunity_id, of.deleted.is_(False), of.status != DRAFT)
    return sent.limit(1)


_ROWS: Mapping[str, Callable[[str], Any]] = {LINES: _line_of, QUOTATION: _quotation_of}
