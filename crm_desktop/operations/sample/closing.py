"""What the sample ends with, once customers have their numbers: the hand-over, tasks ahead, and what was deleted."""

from collections.abc import Callable
from datetime import timedelta

from crm_desktop.core.i18n import N_, Message
from crm_desktop.core.viewer import SYSTEM
from crm_desktop.models import Contact, Customer, Deletion, Interaction, Lead, Synced, Task
from crm_desktop.models.customer import COMPANY, NORMAL
from crm_desktop.models.lead import UNASSIGNED
from crm_desktop.operations import churn, records, service_warning, task_series
from crm_desktop.operations.sample import agreements, commissions, forecasts, owners
from crm_desktop.operations.sample.firm import choice
from crm_desktop.operations.sample.rows import Row
from crm_desktop.operations.sample.scene import Scene
from crm_desktop.operations.sample.talk_sales import GONE, TWICE, WRONG
from crm_desktop.queries.viewer import viewer_of
from crm_desktop.storage.database import Database, UnitOfWork

# Fields of which the history is kept, with their columns.
_KEPT: dict[type[Synced], tuple[tuple[str, str], ...]] = {
    Customer: (("owner", "owner_id"), ("status", "status")),
    Contact: (("owner", "owner_id"),),
    Lead: (("status", "status"),),
}
_ALL = 10_000_000
_DELETED = Message(N_("Delete records"))


def close(
    database: Database, scene: Scene, label: Message, write: Callable[[UnitOfWork], None], counts: dict[str, int]
) -> None:
    """Finish the company; `write` writes the rows of the scene and counts them, `counts` then are the living ones."""
    owners.hand_over(scene)
    doomed = _doomed(scene)
    with database.write(label, SYSTEM) as work:
        write(work)
        counts["task"] += task_series.make_ahead(work)
        service_warning.warn_and_escalate(work)
        counts["churn_case"] = counts.get("churn_case", 0) + churn.warn(work, _ALL)
        counts["approval"] = agreements.ask(work, scene)
        counts["commission_entry"] = commissions.lock_months(work, scene)
        forecasts.keep_forecasts(work, scene)
        counts["period_snapshot"] = commissions.MONTHS + forecasts.MONTHS
    for login, entity, record_id, reason in doomed:
        _delete(database, scene, login, entity, record_id, reason)
        counts[entity.__tablename__] -= 1
    counts[Deletion.__tablename__] = len(doomed)


def _doomed(scene: Scene) -> list[tuple[str, type[Synced], str, str]]:
    """Records that nobody wants back, by whom they will be deleted and why."""
    days, luck, users = scene.days, scene.luck, scene.firm.users
    on = days.working(days.today - timedelta(days=9))
    at_ms = days.at(luck, on, 10)

    def made(entity: type[Synced], **values: object) -> str:
        row: Row = {"id": luck.id_at(at_ms), **values}
        if entity is not Interaction:
            row["created_at"] = at_ms
        for field, column in _KEPT.get(entity, ()):
            scene.note(entity, row["id"], field, row[column], on, at_ms, users["wang"], luck)
        return str(scene.rows.add(entity, row)["id"])

    name = "苏州澄光检测有限公司（重复）"
    whose = {"owner_id": users["wang"], "status": NORMAL}
    customer = made(Customer, name=name, kind=COMPANY, country="CN", city="苏州", **whose)
    lead = made(
        Lead, customer_name=name, outline="官网询价", status=UNASSIGNED, source_id=choice("source", "website"),
        created_by_id=users["lin"],
    )  # fmt: skip
    talk = made(
        Interaction, subject="电话确认报价", kind_id=choice("interaction_kind", "call"), owner_id=users["tom"],
        happened_at=at_ms, happened_on=on, detail="Noted at the wrong customer.",
    )  # fmt: skip
    person = made(Contact, name="周岚", job_title="采购经理", owner_id=users["chen"])
    task = made(Task, subject="发送新版报价", due_on=days.today, owner_id=users["sun"], created_by_id=users["sun"])
    return [
        ("wang", Customer, customer, TWICE),
        ("lin", Lead, lead, TWICE),
        ("tom", Interaction, talk, WRONG),
        ("chen", Contact, person, GONE),
        ("sun", Task, task, TWICE),
    ]


def _delete(database: Database, scene: Scene, login: str, entity: type[Synced], record_id: str, reason: str) -> None:
    with database.read(SYSTEM) as reading:
        viewer = viewer_of(reading, login)
    at_ms = scene.days.at(scene.luck, scene.days.last, 15)
    row: Row = {"id": scene.luck.id_at(at_ms), "record_kind": entity.__tablename__, "record_id": record_id}
    with database.write(_DELETED, viewer) as work:
        records.delete(work, entity, [record_id])
        work.insert_rows(Deletion, [row | {"reason": reason, "by_id": viewer.user_id, "at": at_ms}])
