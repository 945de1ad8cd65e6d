"""Tasks from a file: done, dropped and late ones as they are there; known again though nothing is their key."""

from dataclasses import replace
from pathlib import Path

import pytest

from crm_desktop.core.listing import ListSpec
from crm_desktop.core.viewer import IMPORT
from crm_desktop.exchange.export_run import export
from crm_desktop.models.task import DONE, DROPPED, HIGH, NORMAL, OPEN
from crm_desktop.operations.task import delete_tasks, task_draft
from crm_desktop.queries.task import TASKS, TaskRow
from tests.builders import a_contact, a_customer, a_task, a_user, role
from tests.company import Company
from tests.exchange.test_import_run import imported, written

FILE = (
    "任务,截止日期,类型,优先级,状态,负责人,客户,联系人,时长,完成日期,结果",
    "Call back,2026-11-30 14:30,Call,高,未完成,Ida Fry,Haverton,Dana Holt,20,,",
    "Send prices,2026-11-02,,,已完成,,Haverton,,,2026-11-03,sent",
    "Visit,2026-11-10,,,取消,,,,,,",
    "Late,2026-11-12,,,,,,Dana Holt,,,",
)


@pytest.fixture
def firm(company: Company) -> Company:
    """A customer with a contact, and a salesperson."""
    with company.write() as work:
        a_contact(work, "Dana Holt", a_customer(work, "Haverton"))
        a_user(work, "Ida Fry", login="ida", role_id=role("salesperson"))
    return company


def rows(company: Company) -> dict[str, TaskRow]:
    with company.read() as reading:
        return {row.subject: row for row in TASKS.first(reading, ListSpec(), 9)}


def told(company: Company) -> dict[str, tuple[object, ...]]:
    known = ("priority", "status", "owner", "customer", "contact", "due_on", "due_at", "minutes", "done_on")
    return {name: tuple(getattr(row, each) for each in known) for name, row in rows(company).items()}


def test_tasks_come_in_as_far_as_they_are_and_back(firm: Company, tmp_path: Path) -> None:
    assert imported(firm, written(tmp_path, *FILE), "tasks").created == 4
    before = rows(firm)
    call, late = before["Call back"], before["Late"]
    assert (call.priority, call.status, call.owner, call.contact, call.minutes) == (
        *(HIGH, OPEN, "Ida Fry", "Dana Holt"),
        20,
    )
    assert call.due_at is not None
    assert (late.status, late.is_overdue, late.customer, late.priority) == (OPEN, True, "Haverton", NORMAL)
    assert (before["Send prices"].status, str(before["Send prices"].done_on)) == (DONE, "2026-11-03")
    assert before["Visit"].status == DROPPED
    shown = told(firm)
    with firm.read() as reading:
        assert export(reading, "tasks", tmp_path / "tasks.csv") == 4
    again = imported(firm, tmp_path / "tasks.csv", "tasks")
    assert again.counts["unchanged"] == 4
    with firm.write() as work:
        delete_tasks(work, [row.id for row in before.values()])
    assert imported(firm, tmp_path / "tasks.csv", "tasks").created == 4
    assert told(firm) == shown


def test_a_known_task_follows_its_file(firm: Company, tmp_path: Path) -> None:
    imported(firm, written(tmp_path, *FILE), "tasks")
    changed = [
        FILE[0],
        FILE[1].replace("未完成", "已完成").replace("20,,", "25,,reached"),
        FILE[2].replace("已完成", "否"),
    ]
    result = imported(firm, written(tmp_path, *changed), "tasks")
    assert (result.created, result.updated) == (0, 2)
    after = rows(firm)
    assert (after["Call back"].status, after["Call back"].minutes) == (DONE, 25)
    assert after["Send prices"].status == OPEN


def test_two_alike_stay_two_and_what_cannot_be_is_told_by_line(firm: Company, tmp_path: Path) -> None:
    lines = ("Task,Due,Customer,Minutes,Completed on", *["Ring,2026-12-01,Haverton,,"] * 2)
    wrong = ("Ring,2026-12-01,Haverton,1500,", "Ring,2126-12-01,,,", "Ring,2026-12-01,Nobody,,", ",2026-12-01,,,")
    result = imported(firm, written(tmp_path, *lines, *wrong, "Ring,2026-11-01,,,2027-01-01"), "tasks")
    assert (result.created, [row.line for row in result.rejected_rows]) == (2, [4, 5, 6, 7, 8])


def test_only_who_may_change_a_task_changes_it_by_a_file(firm: Company, tmp_path: Path) -> None:
    with firm.write() as work:
        others = a_task(work, "Call back", due_on=work.today)
        day = work.today.isoformat()
    ida = firm.seen_by("ida")
    may_import = replace(ida, viewer=replace(ida.viewer, rights=ida.viewer.rights | {IMPORT}))
    imported(may_import, written(tmp_path, "Task,Due,Place", f"Call back,{day},Leeds"), "tasks")
    with firm.read() as reading:
        assert task_draft(reading, others).place is None
