"""Why a customer may leave, as orders and service tell it: warnings above, what is done, and the cases behind."""

from datetime import date

from crm_desktop.core import formats
from crm_desktop.core.i18n import N_, language, tr
from crm_desktop.models.insight import CHURN_LOST
from crm_desktop.queries.churn import WON_BACK, Warned
from crm_desktop.queries.churn_signal import Reason
from crm_desktop.queries.customer_details import CustomerDetails
from crm_desktop.ui.detail_content import Chip, Group, Line
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.theme import Tone


def churn_chips(details: CustomerDetails, context: PageContext) -> tuple[Chip, ...]:
    """The warning of service with how many reasons there are, and that of the orders with the last of them."""
    chips = []
    if details.reasons:
        count = formats.integer(len(details.reasons))
        chips.append(Chip(tr("Churn warning: {count}", count=count), Tone.BAD, "triangle-alert"))
    warning = details.warning
    if warning is not None and warning.is_open:
        chips.append(Chip(_silence(warning, context), Tone.WARNING, "hourglass"))
    return tuple(chips)


def churn_groups(details: CustomerDetails, context: PageContext) -> tuple[Group, ...]:
    """How far the work on the warning is, and the cases that are reasons, the newest first."""
    groups = []
    if details.warning is not None:
        groups.append(Group(N_("Churn warning"), _work_on(details.warning, context)))
    if details.reasons:
        groups.append(
            Group(N_("Reasons of the churn warning"), tuple(_line(each, context) for each in details.reasons))
        )
    return tuple(groups)


def _silence(warning: Warned, context: PageContext) -> str:
    if warning.last_order_on is None:
        return tr("No paid order for long")
    return tr("No paid order since {day}", day=_day(warning.last_order_on, context))


def _work_on(warning: Warned, context: PageContext) -> tuple[Line, ...]:
    warned = tr("Warned on {day}", day=_day(warning.warned_on, context))
    if warning.state == WON_BACK and warning.won_back_on is not None:
        return (Line("", "", tr("Won back"), warned, _day(warning.won_back_on, context), Tone.GOOD),)
    if warning.state == CHURN_LOST:
        reason = context.choices.name(warning.reason_id, language()) if warning.reason_id else None
        why = " · ".join(each for each in (reason, warning.competitor, warning.note) if each)
        on = _day(warning.confirmed_on, context) if warning.confirmed_on else ""
        return (Line("", "", tr("Confirmed as lost"), why or warned, on, Tone.BAD),)
    lines = [Line("", "", _silence(warning, context), warned)]
    if warning.measure:
        check = tr("Next check {day}", day=_day(warning.next_check_on, context)) if warning.next_check_on else ""
        is_due = warning.next_check_on is not None and warning.next_check_on <= context.today()
        lines.append(Line("", "", warning.measure, tr("Measure"), check, Tone.WARNING if is_due else Tone.NEUTRAL))
    return tuple(lines)


def _day(day: date, context: PageContext) -> str:
    return formats.day(day, language(), context.today())


def _line(reason: Reason, context: PageContext) -> Line:
    said = [tr("Complaint")] if reason.is_complaint else []
    said += [f"{reason.score} / 5"] if reason.score is not None else []
    said.append(context.choices.state("case_status", reason.status, language()) or "")
    opened = formats.day(reason.opened_on, language(), context.today())
    return Line("service_case", reason.case_id, reason.subject, " · ".join(said), opened)
