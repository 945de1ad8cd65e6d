"""The rule that marks cases whose time limits are near or passed; what it writes follows from the limits alone."""

from crm_desktop.models import ServiceCase
from crm_desktop.operations import records
from crm_desktop.queries.service_warning import due_marks
from crm_desktop.storage.database import Reading, UnitOfWork


def warn_and_escalate(work: UnitOfWork) -> int:
    """Mark every case that became near to a limit, or passed one; returns how many."""
    marks = due_marks(work)
    for mark in marks:
        case = records.find(work, ServiceCase, mark.case_id)
        case.warned_at, case.escalated_at = mark.warned_at, mark.escalated_at
    return len(marks)


def has_to_warn(reading: Reading) -> bool:
    """Whether a run would mark any case."""
    return bool(due_marks(reading))
