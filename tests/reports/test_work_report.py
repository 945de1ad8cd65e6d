"""What people did in some days: counted as their lists count it, within sight, on paper and as data."""

from datetime import date, timedelta
from typing import Any

import pypdfium2
import pytest

from crm_desktop.core.errors import NotAllowed, UserError
from crm_desktop.models import Task
from crm_desktop.operations.stage_moves import close_won, move_stage
from crm_desktop.operations.task import finish_tasks
from crm_desktop.queries import work_report as work
from crm_desktop.queries.choices import choices
from crm_desktop.queries.customer import CUSTOMERS
from crm_desktop.queries.list_query import ListQuery
from crm_desktop.queries.opportunity import OPPORTUNITIES
from crm_desktop.queries.task import TASKS
from crm_desktop.queries.work_report import PersonWork, WorkRequest, work_data, work_report
from crm_desktop.reports.work_report import set_work
from tests.builders import a_customer, a_task, a_user, an_interaction, an_opportunity, entry, role, stage
from tests.company import Company

TODAY = date(2026, 11, 21)
LISTS: dict[str, ListQuery[Any]] = {"task": TASKS, "customer": CUSTOMERS, "opportunity": OPPORTUNITIES}


@pytest.fixture
def mei(company: Company) -> str:
    """A salesperson with a day's work of the administrator beside her own."""
    with company.write() as work:
        mei = a_user(work, "Mei", login="mei", role_id=role("salesperson"))
        customer = a_customer(work, "Haverton")
        for kind, subject in (("visit", "Showed it"), ("call", "Asked"), ("call", "Asked again")):
            an_interaction(work, subject, kind, customer_id=customer)
        won = an_opportunity(work, "Won", customer_id=customer, amount_minor=500_00)
        an_opportunity(work, "New today", customer_id=customer, opened_on=TODAY)
        a_task(work, "Tomorrow", due_on=TODAY + timedelta(days=1), customer_id=customer)
        a_task(work, "Far", due_on=TODAY + timedelta(days=20))
        late = a_task(work, "Late")
        work.session.get_one(Task, late).due_on = TODAY - timedelta(days=2)
        finish_tasks(work, [a_task(work, "Done")])
        an_interaction(work, "Hers", customer_id=customer, owner_id=mei)
    with company.write() as work:
        move_stage(work, won, stage("proposal"))
    with company.write() as work:
        close_won(work, won, TODAY)
    return mei


def me(company: Company, days: int = 0) -> PersonWork:
    with company.read() as reading:
        wanted = WorkRequest(TODAY - timedelta(days=days), TODAY, (company.viewer.user_id,))
        return work_report(reading, wanted).people[0]


@pytest.mark.usefixtures("mei")
def test_the_day_is_counted_from_the_records(company: Company) -> None:
    mine = me(company)
    assert {name: mine.count(name) for name in work.FIGURES} == {
        work.CONTACTS: 3,
        work.REACHED: 1,
        work.CUSTOMERS_NEW: 1,
        work.DEALS_NEW: 1,
        work.MOVES: 2,
        work.WON_DEALS: 1,
        work.LOST_DEALS: 0,
        work.TASKS_DONE: 1,
        work.TASKS_OVERDUE: 1,
        work.PLANNED: 1,
    }
    assert mine.by_kind == {entry("interaction_kind", "visit"): 1, entry("interaction_kind", "call"): 2}
    assert mine.figures[work.WON_DEALS].amount_minor == 500_00
    assert [each.subject for each in mine.planned] == ["Tomorrow"]
    assert {each.subject for each in mine.contacts} == {"Showed it", "Asked", "Asked again"}


@pytest.mark.usefixtures("mei")
def test_a_figure_opens_exactly_what_it_counts(company: Company) -> None:
    mine = me(company, days=7)
    with company.read() as reading:
        for figure in mine.figures.values():
            if figure.spec is not None and figure.kind is not None:
                assert LISTS[figure.kind].count(reading, figure.spec) == figure.count


@pytest.mark.usefixtures("mei")
def test_others_are_told_to_whom_sees_them_and_may_report(company: Company) -> None:
    with company.read() as reading:
        everybody = work_report(reading, WorkRequest(TODAY, TODAY))
        assert {each.name: each.count(work.CONTACTS) for each in everybody.people}["Mei"] == 1
    with company.seen_by("mei").read() as reading:
        assert [each.name for each in work_report(reading, WorkRequest(TODAY, TODAY)).people] == ["Mei"]
        with pytest.raises(NotAllowed):
            work_report(reading, WorkRequest(TODAY, TODAY, (company.viewer.user_id,)))
    with company.read() as reading:
        for first, last in ((TODAY, TODAY - timedelta(days=1)), (date(2020, 1, 1), TODAY)):
            with pytest.raises(UserError):
                work_report(reading, WorkRequest(first, last))


@pytest.mark.usefixtures("mei")
def test_paper_and_data_say_the_same_and_the_same_twice(company: Company) -> None:
    with company.read() as reading:
        report = work_report(reading, WorkRequest(TODAY, TODAY))
        pdf = set_work(reading, report, "en")
        assert pdf == set_work(reading, work_report(reading, WorkRequest(TODAY, TODAY)), "en")
        chinese = set_work(reading, report, "zh_CN")
        codes = {each.id: each.code for each in choices(reading).lists["interaction_kind"]}
        data = work_data(report, codes)
    assert "工作报告" in _text(chinese)
    text = _text(pdf)
    for said in ("Work report", "Customers reached", "Showed it", "Haverton", "Tomorrow", "Plan of", "500", "Mei"):
        assert said in text, said
    people = data["people"]
    assert isinstance(people, list)
    mine = next(each for each in people if each["name"] != "Mei")
    assert mine["contacts_by_kind"] == {"visit": 1, "call": 2}
    assert (mine["won_deals"], mine["won_amount_minor"]) == (1, 500_00)
    assert mine["plan"] == [{"due_on": "2026-11-22", "subject": "Tomorrow"}]


def _text(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    text = "\n".join(page.get_textpage().get_text_bounded() for page in document)
    document.close()
    return text
