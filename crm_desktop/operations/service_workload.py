"""Giving the open cases of one person to another, all at once."""

from crm_desktop.core.errors import Invalid, NotAllowed
from crm_desktop.core.i18n import Message
from crm_desktop.core.viewer import ASSIGN
from crm_desktop.operations.service_steps import assign_cases
from crm_desktop.operations.validation import Problems
from crm_desktop.queries.case_workload import WHICH, cases_to_move
from crm_desktop.storage.database import UnitOfWork


def move_cases(work: UnitOfWork, from_id: str | None, to_id: str | None, which: str) -> int:
    """Give cases of a person, or those that nobody has, to another; returns how many."""
    if not work.viewer.may(ASSIGN):
        raise NotAllowed(Message("Only whoever assigns may give cases of one person to another."))
    problems = Problems()
    problems.require("to_id", to_id, Message("Choose who gets the cases."))
    problems.one_of("which", which, WHICH)
    problems.refuse()
    if to_id == from_id:
        raise Invalid({"to_id": Message("These cases are theirs already. Choose somebody else.")})
    ids = cases_to_move(work, from_id, which)
    if not ids:
        raise Invalid({"which": Message("There are no such cases.")})
    return assign_cases(work, ids, to_id)
