"""How the lines of the day are worded: the headings, what stands beside a title and at the right edge."""

from crm_desktop.core import formats
from crm_desktop.core.i18n import N_, language, tr, trn
from crm_desktop.models.task import HIGH, URGENT
from crm_desktop.queries.reminders import REMINDERS
from crm_desktop.queries.service_warning import ANSWER_LATE, ANSWER_SOON, SOLVE_LATE, SOLVE_SOON
from crm_desktop.queries.today import (
    AT_RISK,
    BIRTHDAYS,
    CASES,
    CHECKS,
    CONTRACTS,
    DUE,
    LEAVING,
    MENTIONS,
    NEW,
    OVERDUE,
    PAYMENTS,
    PRICES,
    QUIET,
    STEPS,
    TodayItem,
)
from crm_desktop.queries.today_contracts import HAS_ENDED, SENT_BACK, TO_APPROVE, TO_RENEW, TO_SIGN
from crm_desktop.queries.today_prices import NOT_ALLOWED, TO_DECIDE, TO_SEND
from crm_desktop.ui.details.task import time_words
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.service_words import reasons_told
from crm_desktop.ui.theme import Tone

HEADINGS = {
    MENTIONS: N_("For me"),
    REMINDERS: N_("Reminders"),
    CASES: N_("Cases near or past their time limits"),
    OVERDUE: N_("Overdue"),
    DUE: N_("Today"),
    NEW: N_("New for me"),
    CONTRACTS: N_("Contracts to look after"),
    PRICES: N_("Prices below the floor"),
    PAYMENTS: N_("Payments to follow up"),
    STEPS: N_("Next steps due"),
    CHECKS: N_("Put-off losses to check"),
    AT_RISK: N_("Churn warning by service"),
    LEAVING: N_("About to leave me for the public pool"),
    QUIET: N_("Nobody spoke with them for long"),
    BIRTHDAYS: N_("Birthdays of this week"),
}
_ICONS = {
    "task": "square",
    "lead": "lightbulb",
    "service_case": "life-buoy",
    "opportunity": "target",
    "interaction": "arrow-right",
    "customer": "building-2",
    "contact": "user",
    "contract": "handshake",
    "sales_order": "shopping-cart",
    "quotation": "file-text",
    "comment": "message-square",
    "lead_plan_item": "lightbulb",
    "churn": "hourglass",
}
_WAYS = {"visit": "map-pin", "call": "phone", "meeting": "users", "email": "mail", "message": "message-square"}


def icon_of(item: TodayItem, context: PageContext) -> str:
    """The sign of what it is."""
    if item.section == BIRTHDAYS:
        return "award"
    if item.section == LEAVING:
        return "hourglass"
    if item.section == AT_RISK:
        return "triangle-alert"
    if item.kind == "task":
        kind = context.choices.by_id.get(item.kind_id or "")
        return _WAYS.get(kind.code if kind else "", "square")
    return _ICONS.get(item.kind, "circle")


def note_of(item: TodayItem, context: PageContext) -> str:
    """What stands quietly behind the title."""
    parts = [item.customer if item.customer != item.title else None]
    if item.section in (NEW, MENTIONS) and item.by:
        parts.append(tr("from {name}", name=item.by))
    if item.section == CHECKS:
        parts.append(item.by)
    if item.section == QUIET:
        parts.append(context.choices.name(item.kind_id, language()))
    if item.clock in _CALLS:
        parts.insert(0, tr(_CALLS[item.clock]))
        parts.append(item.by)
    if item.section == PAYMENTS and item.amount_minor is not None and item.currency:
        parts.append(formats.money(item.amount_minor, item.currency, symbol=True))
    if item.section == AT_RISK:
        parts.append(reasons_told(item.complaints, item.low_scores))
    if item.section == LEAVING and item.clock:
        parts.append(tr(_CLOCKS.get(item.clock, "")))
    return " · ".join(part for part in parts if part)


_CALLS = {
    TO_APPROVE: N_("to approve"),
    TO_SIGN: N_("approved, to be signed"),
    SENT_BACK: N_("sent back, to be changed"),
    TO_RENEW: N_("ends soon, to renew"),
    HAS_ENDED: N_("has ended, to renew or complete"),
    TO_DECIDE: N_("to approve"),
    TO_SEND: N_("approved, to be sent"),
    NOT_ALLOWED: N_("sent back, to be changed"),
    ANSWER_SOON: N_("first answer due soon"),
    ANSWER_LATE: N_("first answer overdue"),
    SOLVE_SOON: N_("solution due soon"),
    SOLVE_LATE: N_("solution overdue"),
}
_CLOCKS = {
    "contact": N_("for want of contact"),
    "deal": N_("for want of a new deal"),
    "order": N_("for want of an order"),
}


_LIMIT_TONES = {
    ANSWER_SOON: Tone.WARNING,
    SOLVE_SOON: Tone.WARNING,
    ANSWER_LATE: Tone.BAD,
    SOLVE_LATE: Tone.BAD,
}


def right_of(item: TodayItem, context: PageContext) -> tuple[str, Tone]:
    """The day or time at the right edge, and how urgent it is."""
    code, today = language(), context.today()
    if item.section in (OVERDUE, STEPS, REMINDERS, PAYMENTS, CHECKS) and item.on < today:
        return tr("{count} d late", count=(today - item.on).days), Tone.BAD
    if item.clock in _LIMIT_TONES:
        return _limit(item, context)
    if item.section == QUIET:
        return trn("1 day", "{count} days", item.days), Tone.NEUTRAL
    if item.section == LEAVING:
        if item.days <= 0:
            return tr("today"), Tone.BAD
        return trn("in 1 day", "in {count} days", item.days), Tone.WARNING
    if item.section == BIRTHDAYS:
        day = tr("today") if item.on == today else formats.day(item.on, code, today)
        return tr("{day}, {age} years", day=day, age=item.days), Tone.NEUTRAL
    if item.section == DUE or (item.section == REMINDERS and item.on == today):
        time = time_words(item.at, item.minutes, context)
        return time or tr("all day"), Tone.NEUTRAL
    return formats.day(item.on, code, today), Tone.NEUTRAL


def _limit(item: TodayItem, context: PageContext) -> tuple[str, Tone]:
    """When the time limit of a case passes or passed: days in words, today by the clock."""
    code, today = language(), context.today()
    tone = tone_of(item)
    if item.on < today:
        return tr("{count} d late", count=(today - item.on).days), tone
    day = "" if item.on == today else formats.day(item.on, code, today)
    return " ".join(part for part in (day, time_words(item.at, None, context)) if part), tone


def tone_of(item: TodayItem) -> Tone:
    """The colour of the icon: urgent and important tasks stand out, and cases past their limits."""
    if item.clock in _LIMIT_TONES:
        return _LIMIT_TONES[item.clock]
    if item.section == AT_RISK:
        return Tone.BAD
    return {URGENT: Tone.BAD, HIGH: Tone.WARNING}.get(item.priority or "", Tone.NEUTRAL)
