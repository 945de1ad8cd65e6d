"""What was said with the customer about a case is its first answer, unless somebody took it up before."""

from crm_desktop.models import DictionaryEntry, Interaction, ServiceCase
from crm_desktop.models.service_case import ARCHIVED
from crm_desktop.operations.service_times import Times
from crm_desktop.storage.database import UnitOfWork

_INCOMING = "in"
_KIND = {code: DictionaryEntry.id_of("interaction_kind", code) for code in ("note", "email", "message")}
# A note is for ourselves, and what the customer wrote answers nothing; on the telephone both speak.
_WRITTEN = (_KIND["email"], _KIND["message"])


def note_first_answer(work: UnitOfWork, interaction: Interaction) -> None:
    """Let a case be answered by an activity about it, at the time of that."""
    if interaction.case_id is None or not _answers(interaction):
        return
    case = work.session.get(ServiceCase, interaction.case_id)
    if case is not None and case.status != ARCHIVED and interaction.happened_at >= case.opened_at:
        Times(work).respond(case, interaction.happened_at)


def _answers(interaction: Interaction) -> bool:
    is_written_by_them = interaction.kind_id in _WRITTEN and interaction.direction == _INCOMING
    return interaction.kind_id != _KIND["note"] and not is_written_by_them
