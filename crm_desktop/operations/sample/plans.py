"""What the people of the sample have to do: tasks open, late and done, those that repeat, and what managers say."""

from datetime import date, datetime, timedelta
from itertools import pairwise

from dateutil.rrule import rrulestr

from crm_desktop.models import Comment, Interaction, Participant, Task, TaskSeries, TaskTemplate, TaskTemplateStep
from crm_desktop.models.customer import CONSUMER
from crm_desktop.models.task import DONE, DROPPED, HIGH, LOW, NORMAL, OPEN, URGENT
from crm_desktop.operations.sample.clients import Client
from crm_desktop.operations.sample.dice import Dice, Weighted
from crm_desktop.operations.sample.firm import choice
from crm_desktop.operations.sample.rows import Row, Rows
from crm_desktop.operations.sample.scene import Scene
from crm_desktop.operations.sample.talk_sales import COMMENTS, DETAILS, GIVEN, OWN, SERIES, TEMPLATES
from crm_desktop.operations.sample.talk_sales import DONE as RESULTS
from crm_desktop.operations.sample.talk_sales import DROPPED as REASONS

_MINUTE_MS = 60_000
_WEEKS_BEFORE = 16
_KIND = Weighted(("call", 40), ("visit", 20), ("email", 22), ("meeting", 10), ("message", 8))
_PRIORITY = Weighted((NORMAL, 66), (HIGH, 20), (LOW, 9), (URGENT, 5))
_HOURS = (9, 9, 10, 10, 11, 13, 14, 14, 15, 16)


def found_templates(rows: Rows, dice: Dice, at_ms: int) -> None:
    """Series of steps that are planned at once."""
    for position, (name_zh, name_en, steps) in enumerate(TEMPLATES):
        template: Row = {"id": dice.id_at(at_ms), "name_zh": name_zh, "name_en": name_en, "position": position}
        rows.add(TaskTemplate, template)
        for place, (after, subject, kind) in enumerate(steps):
            step: Row = {"id": dice.id_at(at_ms), "template_id": template["id"], "position": place, "subject": subject}
            rows.add(TaskTemplateStep, step | {"after_days": after, "kind_id": choice("interaction_kind", kind)})


def found_tasks(scene: Scene) -> None:
    """What is to be done in the firm itself, once and again and again."""
    for line in SERIES.strip().splitlines():
        _series(scene, *line.split("|"))
    users, days, luck = scene.firm.users, scene.days, scene.luck
    for line in OWN.strip().splitlines():
        login, by, subject, kind, ahead, priority = line.split("|")
        made_on = days.working(days.today - timedelta(days=luck.between(3, 5)))
        task = _task(scene, subject, days.coming(days.today + timedelta(days=int(ahead))), users[by], made_on)
        task |= {"kind_id": choice("interaction_kind", kind), "priority": priority}
        _give(task, users[login], users[by], days.at(luck, made_on))
        if int(ahead) > 0:
            _at_hour(scene, task)


def _series(scene: Scene, login: str, subject: str, rule: str, minute: str, minutes: str, remind: str) -> None:
    """One that repeats: done until now; what is ahead is made by the rule of the company."""
    days, luck, owner = scene.days, scene.luck, scene.firm.users[login]
    starts_on = days.working(days.today - timedelta(weeks=_WEEKS_BEFORE))
    made_at = days.at(luck, starts_on, 8)
    series: Row = {"id": luck.id_at(made_at), "subject": subject, "owner_id": owner, "created_by_id": owner}
    series |= {"kind_id": choice("interaction_kind", "meeting"), "repeats": rule, "starts_on": starts_on}
    series |= {"at_minute": int(minute), "minutes": int(minutes), "created_at": made_at}
    scene.rows.add(TaskSeries, series | {"remind_minutes": int(remind) if remind else None})
    first = datetime(starts_on.year, starts_on.month, starts_on.day)
    for moment in rrulestr(rule, dtstart=first):
        on = moment.date()
        if on >= days.today:
            return
        at_ms = days.midnight(on) + int(minute) * _MINUTE_MS
        task: Row = {name: series[name] for name in ("subject", "owner_id", "kind_id", "minutes", "created_by_id")}
        task |= {"id": Task.id_of(str(series["id"]), on), "series_id": series["id"], "series_on": on, "due_on": on}
        task |= {"due_at": at_ms, "created_at": made_at, "status": DONE, "done_at": at_ms + 3_600_000}
        scene.rows.add(Task, task | {"done_on": on, "done_by_id": owner})


def make_plans(scene: Scene, client: Client, talks: list[Row]) -> None:
    """The tasks about a customer, who took part in what happened, and what the manager said of it."""
    owner = client.row["owner_id"]
    luck, thin = scene.luck, client.fullness**2
    for row, told in pairwise(talks):
        if row.get("next_step") and row["next_step_on"] == told["happened_on"] and luck.chance(0.5 * thin):
            _done_step(scene, client, row, told)
    if owner is None:
        return
    last = talks[-1] if talks else None
    if last and last.get("next_step") and luck.chance(thin):
        _open_step(scene, client, last, str(owner))
    if client.kind != CONSUMER and luck.chance(0.08 * thin):
        _given(scene, client, str(owner))
    if client.kind != CONSUMER and luck.chance(0.04 * thin):
        _dropped(scene, client, str(owner))
    for row in talks:
        _around(scene, client, row, str(owner))


def _task(scene: Scene, subject: str, due_on: date, by_id: str, made_on: date) -> Row:
    at_ms = scene.days.at(scene.luck, made_on)
    task: Row = {"id": scene.luck.id_at(at_ms), "subject": subject, "due_on": due_on, "status": OPEN}
    task |= {"owner_id": by_id, "created_by_id": by_id, "created_at": at_ms, "priority": NORMAL}
    return scene.rows.add(Task, task)


def _about(client: Client, row: Row) -> Row:
    names = ("contact_id", "opportunity_id", "case_id")
    return {"customer_id": client.id} | {name: row.get(name) for name in names}


def _step(scene: Scene, client: Client, row: Row, owner: str) -> Row:
    """The task that the next step of an interaction is, planned when that was written down."""
    luck, made_at = scene.luck, int(row["happened_at"]) + 20 * _MINUTE_MS
    task: Row = {"id": Task.id_of_step(str(row["id"])), "subject": row["next_step"], "due_on": row["next_step_on"]}
    task |= {"owner_id": owner, "created_by_id": owner, "created_at": made_at, "status": OPEN}
    task |= {"kind_id": choice("interaction_kind", _KIND.draw(luck)), "priority": _PRIORITY.draw(luck)}
    return scene.rows.add(Task, task | _about(client, row))


def _open_step(scene: Scene, client: Client, row: Row, owner: str) -> None:
    task = _step(scene, client, row, owner)
    if scene.luck.chance(0.5):
        _at_hour(scene, task)


def _done_step(scene: Scene, client: Client, row: Row, told: Row) -> None:
    """Done by what happened then, which clears the step."""
    task = _step(scene, client, row, str(row["owner_id"]))
    task |= {"status": DONE, "done_at": told["happened_at"], "done_on": told["happened_on"]}
    task |= {"done_by_id": told["owner_id"], "interaction_id": told["id"]}
    task["result"] = scene.luck.pick(RESULTS[client.language])
    row |= {"next_step": None, "next_step_on": None}


def _at_hour(scene: Scene, task: Row) -> None:
    """At a time of its day; of what is still to come its owner is told before."""
    luck, day = scene.luck, task["due_on"]
    at_ms = scene.days.midnight(day) + (luck.pick(_HOURS) * 60 + luck.pick((0, 30))) * _MINUTE_MS
    task |= {"due_at": at_ms, "minutes": luck.pick((15, 30, 30, 60, 90))}
    if day >= scene.days.today and luck.chance(0.6):
        task["remind_at"] = at_ms - luck.pick((10, 15, 30, 60)) * _MINUTE_MS


def _given(scene: Scene, client: Client, owner: str) -> None:
    """Lately given by the manager."""
    luck, days = scene.luck, scene.days
    subject, kind = luck.pick(GIVEN[client.language])
    by_id = scene.firm.chiefs[owner]
    made_on = days.working(days.today - timedelta(days=luck.between(3, 6)))
    task = _task(scene, subject, days.coming(days.today + timedelta(days=luck.between(-2, 10))), by_id, made_on)
    task |= {"customer_id": client.id, "priority": _PRIORITY.draw(luck), "detail": DETAILS[client.language]}
    task |= {"contact_id": client.people[0]["id"] if client.people else None}
    task["kind_id"] = choice("interaction_kind", kind)
    _give(task, owner, by_id, int(task["created_at"]))


def _give(task: Row, owner: str, by_id: str, at_ms: int) -> None:
    task["owner_id"] = owner
    if owner != by_id:
        task |= {"assigned_by_id": by_id, "assigned_at": at_ms}


def _dropped(scene: Scene, client: Client, owner: str) -> None:
    luck, days = scene.luck, scene.days
    subject, kind = luck.pick(GIVEN[client.language])
    made_on = days.working(max(client.created_on, days.today - timedelta(days=luck.between(40, 90))))
    task = _task(scene, subject, days.coming(made_on + timedelta(days=luck.between(5, 12))), owner, made_on)
    closed_on = days.working(made_on + timedelta(days=luck.between(1, 20)))
    task |= {"customer_id": client.id, "status": DROPPED, "result": luck.pick(REASONS[client.language])}
    task |= {"kind_id": choice("interaction_kind", kind), "done_on": closed_on, "done_by_id": owner}
    task["done_at"] = max(days.at(luck, closed_on), int(task["created_at"]) + _MINUTE_MS)


def _around(scene: Scene, client: Client, row: Row, owner: str) -> None:
    """Who else was there, and a word of the manager."""
    luck, thin = scene.luck, client.fullness**2
    kind = row["kind_id"]
    if kind not in (choice("interaction_kind", "visit"), choice("interaction_kind", "meeting")):
        return
    others = [person for person in client.people if person["id"] != row["contact_id"]]
    if others and luck.chance(0.3 * thin):
        _part(scene, row, "contact_id", str(luck.pick(others)["id"]))
    if luck.chance(0.15 * thin):
        _part(scene, row, "user_id", scene.firm.users["xu"])
    if luck.chance(0.06 * thin):
        by_id, at_ms = scene.firm.chiefs[owner], int(row["happened_at"]) + luck.between(2, 30) * 3_600_000
        at_ms = min(at_ms, scene.days.midnight(scene.days.today))
        comment: Row = {"id": luck.id_at(at_ms), "record_kind": Interaction.__tablename__, "record_id": row["id"]}
        comment |= {"author_id": by_id, "written_at": at_ms, "body": luck.pick(COMMENTS[client.language])}
        scene.rows.add(Comment, comment | {"mentions": owner if luck.chance(0.6) else None})


def _part(scene: Scene, row: Row, who: str, person_id: str) -> None:
    interaction_id = str(row["id"])
    part: Row = {"id": Participant.id_of(interaction_id, person_id), "interaction_id": interaction_id}
    scene.rows.add(Participant, part | {who: person_id})
