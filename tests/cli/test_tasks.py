"""`tasks`: what is to be done, for people and for programs, within the acting user's rights."""

from crm_desktop.core.i18n import Message
from crm_desktop.core.viewer import SYSTEM
from crm_desktop.operations.task import finish_tasks
from crm_desktop.queries.viewer import viewer_of
from crm_desktop.storage.database import Database
from tests.builders import a_customer, a_task, a_user
from tests.cli.running import Shell


def test_tasks_are_listed_for_people_and_for_programs(shell: Shell) -> None:
    assert shell("demo").status == 0
    database = Database.open(shell.path)
    with database.read(SYSTEM) as reading:
        viewer = viewer_of(reading, None)
    with database.write(Message("Plan"), viewer) as work:
        a_task(work, "Call back", customer_id=a_customer(work, "Wexham Clinic"))
        a_task(work, "Of Mei", owner_id=a_user(work, "Mei Tan", login="meit"))
        finish_tasks(work, [a_task(work, "Ready")])
    database.close()
    said = shell("tasks", "--view", "mine", "--json")
    told = next(each for each in said.data["tasks"] if each["subject"] == "Call back")
    assert (told["customer"], told["status"], told["is_overdue"]) == ("Wexham Clinic", "open", False)
    assert "Of Mei" in shell("tasks", "--owner", "meit").out
    assert "Ready" in shell("tasks", "--view", "done", "--limit", "1000").out
    assert shell("tasks", "--owner", "nobody").status == 1
    assert shell("tasks", "--limit", "0").status == 1
    assert shell("tasks", "--owner", "").status == 1
    assert shell("tasks", "--limit", "many").status == 2
    assert shell("tasks", "--limit", str(10**30), "--json").data["count"] > 0
