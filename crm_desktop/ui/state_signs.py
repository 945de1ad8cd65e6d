"""The shapes and tones that stand for the states of deals, cases and leads, the same in lists, chips and charts."""

from crm_desktop.core.money import E6
from crm_desktop.models import article, insight, lead, service_case, task
from crm_desktop.models.dictionary import LOST, WON
from crm_desktop.ui.theme import Tone
from crm_desktop.ui.theme.shapes import Mark

Sign = tuple[Tone, Mark | str]

_PRIORITIES: dict[str, Sign] = {
    service_case.URGENT: (Tone.BAD, Mark.HIGH),
    service_case.HIGH: (Tone.WARNING, Mark.MID),
    service_case.NORMAL: (Tone.NEUTRAL, Mark.LOW),
    service_case.LOW: (Tone.NEUTRAL, "arrow-down"),
}
_STATUSES: dict[str, Sign] = {
    service_case.NEW: (Tone.INFO, "circle-dashed"),
    service_case.ASSIGNED: (Tone.NEUTRAL, "user-check"),
    service_case.IN_PROGRESS: (Tone.INFO, "circle"),
    service_case.WAITING: (Tone.WARNING, "clock"),
    service_case.HANDLED: (Tone.WARNING, "message-square"),
    service_case.ARCHIVED: (Tone.GOOD, "circle-check"),
}
_TASKS: dict[str, Sign] = {
    task.OPEN: (Tone.NEUTRAL, "circle"),
    task.DONE: (Tone.GOOD, "circle-check"),
    task.DROPPED: (Tone.NEUTRAL, "circle-x"),
}


_LEADS: dict[str, Sign] = {
    lead.UNASSIGNED: (Tone.INFO, "circle-dashed"),
    lead.ASSIGNED: (Tone.NEUTRAL, "user-check"),
    lead.WON: (Tone.GOOD, "circle-check"),
    lead.FAILED: (Tone.BAD, "circle-x"),
}


_CAMPAIGNS: dict[str, Sign] = {
    insight.PLANNED: (Tone.NEUTRAL, "circle-dashed"),
    insight.RUNNING: (Tone.INFO, "circle"),
    insight.ENDED: (Tone.GOOD, "circle-check"),
    insight.DROPPED: (Tone.NEUTRAL, "circle-x"),
}


_ARTICLES: dict[str, Sign] = {
    article.DRAFT: (Tone.NEUTRAL, "circle-dashed"),
    article.PUBLISHED: (Tone.GOOD, "circle-check"),
    article.WITHDRAWN: (Tone.NEUTRAL, "circle-x"),
}


def article_sign(status: str) -> Sign:
    """Whether an article is offered to whoever answers cases."""
    return _ARTICLES.get(status, (Tone.NEUTRAL, Mark.DRAFT))


def stage_sign(outcome: str, probability_e6: int) -> Sign:
    """Won, lost, or how near to winning an open deal is: dashed, open and ringed circle."""
    if outcome == WON:
        return Tone.GOOD, "circle-check"
    if outcome == LOST:
        return Tone.BAD, "circle-x"
    if probability_e6 * 3 < E6:
        return Tone.NEUTRAL, "circle-dashed"
    return Tone.NEUTRAL, "circle" if probability_e6 * 3 < 2 * E6 else "target"


def priority_sign(priority: str) -> Sign:
    """How urgent a case is."""
    return _PRIORITIES.get(priority, (Tone.NEUTRAL, Mark.LOW))


def case_sign(status: str) -> Sign:
    """Which step a case waits for."""
    return _STATUSES.get(status, (Tone.NEUTRAL, Mark.DRAFT))


def task_sign(status: str) -> Sign:
    """Whether a task is to be done, done or given up."""
    return _TASKS.get(status, (Tone.NEUTRAL, Mark.DRAFT))


def lead_sign(status: str) -> Sign:
    """How far a lead got."""
    return _LEADS.get(status, (Tone.NEUTRAL, Mark.DRAFT))


def campaign_sign(status: str) -> Sign:
    """Whether a campaign is planned, runs, or is over."""
    return _CAMPAIGNS.get(status, (Tone.NEUTRAL, Mark.DRAFT))
