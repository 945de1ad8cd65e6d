"""The service desk of the sample: its limits, rules and closing days, its answers, and the rounds of its cases."""

from datetime import timedelta

from crm_desktop.core.ids import derived_id
from crm_desktop.core.working_time import WorkingTime, spans_of
from crm_desktop.models import (
    Article,
    ArticleVersion,
    CaseArticle,
    ClosingDay,
    ReplyTemplate,
    ServiceCase,
    ServiceLimit,
    ServiceRound,
    ServiceRule,
    ServiceWait,
    ServiceWork,
)
from crm_desktop.models.article import PUBLISHED
from crm_desktop.models.service_case import ARCHIVED, ASSIGNED, CUSTOMER, HIGH, NEW, SUPPLIER, URGENT, WAITING
from crm_desktop.models.service_rule import ASSIGN, VISIT
from crm_desktop.operations.sample.firm import choice
from crm_desktop.operations.sample.rows import Row
from crm_desktop.operations.sample.scene import Scene
from crm_desktop.operations.sample.talk_desk import ARTICLES, TEMPLATES
from crm_desktop.queries.working_calendar import DEFAULT_HOURS

# Working minutes to the first answer and to the solution.
_LIMITS = {URGENT: (60, 480), HIGH: (240, 1440)}


def found_desk(scene: Scene) -> None:
    """What the service team set up, and what it wrote down for everybody."""
    add, begun_ms = scene.rows.add, scene.days.opening(scene.days.first)
    head, helper = scene.firm.service_people
    for priority, (respond, solve) in _LIMITS.items():
        row: Row = {"id": ServiceLimit.id_of(priority, None, None), "priority": priority}
        add(ServiceLimit, row | {"respond_minutes": respond, "solve_minutes": solve})
    complaint = choice("case_kind", "complaint")
    rules: tuple[Row, ...] = ({"does": ASSIGN, "user_id": head}, {"does": VISIT, "after_days": 14})
    for position, rule in enumerate(rules, start=1):
        key = derived_id("sample service rule", str(position))
        add(ServiceRule, {"id": key, "position": position, "kind_id": complaint, **rule})
    stocktaking = scene.days.coming(scene.days.today + timedelta(days=30))
    add(ClosingDay, {"id": ClosingDay.id_of(stocktaking), "day": stocktaking, "is_worked": False, "title": "盘点"})
    for number, (kind, title, body, keywords) in enumerate(ARTICLES, start=1):
        key = derived_id("sample article", title)
        told: Row = {"title": title, "body": body}
        about: Row = {"kind_id": choice("case_kind", kind), "owner_id": helper, "keywords": keywords}
        times: Row = {"status": PUBLISHED, "published_at": begun_ms, "changed_at": begun_ms, "created_at": begun_ms}
        add(Article, {"id": key, "number": f"A-{number:04}", "version": 1, **told, **about, **times})
        version: Row = {"id": ArticleVersion.id_of(key, 1, body), "article_id": key, "number": 1, **told}
        add(ArticleVersion, {**version, "published_by_id": helper, "published_at": begun_ms})
    for number, (name, subject, body) in enumerate(TEMPLATES, start=1):
        template = {"id": derived_id("sample reply", name), "name": name, "subject": subject, "body": body}
        add(ReplyTemplate, {**template, "position": number})


def tell_rounds(scene: Scene, case: Row, handlings: list[Row]) -> None:
    """The rounds of a case as far as it got, the time spent on each, and the working minutes that were measured.

    Each handling has what was done, when, and what the customer said to it.
    """
    _set_limits(scene, case)
    if case["status"] == NEW:
        return
    working = _working(scene)
    key, began = str(case["id"]), int(case["assigned_at"])
    # Somebody has the round that nothing was done in yet.
    if case["status"] == ASSIGNED:
        handlings.append({})
    for number, handling in enumerate(handlings, start=1):
        round_id = ServiceRound.id_of(key, number)
        row: Row = {"id": round_id, "case_id": key, "number": number, "owner_id": case["owner_id"], "began_at": began}
        scene.rows.add(ServiceRound, row | handling)
        if handling.get("minutes"):
            spent = {"id": ServiceWork.id_of(round_id), "case_id": key, "user_id": case["owner_id"]}
            done_on = scene.days.day_of(int(handling["handled_at"]))
            at = {"worked_on": done_on, "minutes": handling["minutes"], "created_at": handling["handled_at"]}
            scene.rows.add(ServiceWork, spent | at)
        began = int(handling.get("told_at") or began)
    opened = int(case["opened_at"])
    case |= {
        "responded_at": case["assigned_at"],
        "response_minutes": working.minutes_between(opened, int(case["assigned_at"])),
    }
    if case.get("handled_at"):
        case["solution_minutes"] = working.minutes_between(opened, int(case["handled_at"]))
    if case["status"] == ASSIGNED:
        _wait(scene, case)
    _use_article(scene, case)


def _set_limits(scene: Scene, case: Row) -> None:
    """By when it is to be answered and solved, where its priority has limits."""
    limit = _LIMITS.get(str(case["priority"]))
    if not limit:
        return
    working, opened = _working(scene), int(case["opened_at"])
    solve_by = working.after(opened, limit[1])
    case |= {"respond_by": working.after(opened, limit[0]), "solve_by": solve_by}
    if solve_by is not None:
        case["due_on"] = scene.days.day_of(solve_by)


def _wait(scene: Scene, case: Row) -> None:
    """One in three that was assigned waits, for a spare part or for the customer."""
    turn = int(str(case["id"])[-4:], 16) % 6
    if turn > 1:
        return
    since = int(case["assigned_at"]) + 3_600_000
    whom = SUPPLIER if turn else CUSTOMER
    wait: Row = {"id": derived_id("sample wait", str(case["id"])), "case_id": case["id"], "waits_for": whom}
    scene.rows.add(ServiceWait, wait | {"from_at": since, "reason": "等待备件" if turn else "等待客户提供照片"})
    case |= {"status": WAITING, "waits_for": whom, "waiting_since": since}
    owner, on = str(case["owner_id"]), scene.days.day_of(since)
    entry = derived_id("sample wait", str(case["id"]), "status")
    scene.rows.note(ServiceCase, str(case["id"]), "status", WAITING, on, since, owner, entry)


def _use_article(scene: Scene, case: Row) -> None:
    suiting = [title for kind, title, *_ in ARTICLES if choice("case_kind", kind) == case["kind_id"]]
    if case["status"] == ARCHIVED and suiting and int(str(case["id"])[-4:], 16) % 4 == 0:
        article = derived_id("sample article", suiting[0])
        row: Row = {"id": CaseArticle.id_of(str(case["id"]), article), "case_id": case["id"], "article_id": article}
        scene.rows.add(CaseArticle, row | {"version": 1, "used_by_id": case["owner_id"], "used_at": case["handled_at"]})


def _working(scene: Scene) -> WorkingTime:
    if scene.working is None:
        scene.working = WorkingTime(scene.days.zone, spans_of(DEFAULT_HOURS), lambda day: day.weekday() < 5)
    return scene.working
