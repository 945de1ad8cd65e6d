"""Why a customer may leave, as service tells it: a warning above, and the cases that give reason to it."""

from crm_desktop.core import formats
from crm_desktop.core.i18n import N_, language, tr
from crm_desktop.queries.churn_signal import Reason
from crm_desktop.queries.customer_details import CustomerDetails
from crm_desktop.ui.detail_content import Chip, Group, Line
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.theme import Tone


def churn_chips(details: CustomerDetails) -> tuple[Chip, ...]:
    """The warning with how many reasons there are."""
    if not details.reasons:
        return ()
    count = formats.integer(len(details.reasons))
    return (Chip(tr("Churn warning: {count}", count=count), Tone.BAD, "triangle-alert"),)


def churn_groups(details: CustomerDetails, context: PageContext) -> tuple[Group, ...]:
    """The cases that are reasons, the newest first."""
    lines = tuple(_line(each, context) for each in details.reasons)
    return (Group(N_("Reasons of the churn warning"), lines),) if lines else ()


def _line(reason: Reason, context: PageContext) -> Line:
    said = [tr("Complaint")] if reason.is_complaint else []
    said += [f"{reason.score} / 5"] if reason.score is not None else []
    said.append(context.choices.state("case_status", reason.status, language()) or "")
    opened = formats.day(reason.opened_on, language(), context.today())
    return Line("service_case", reason.case_id, reason.subject, " · ".join(said), opened)
