"""The visit folder: what stands on its sheets, what their codes lead to, and what it does not show."""

from dataclasses import replace
from datetime import date, timedelta

import pypdfium2
import pytest

from crm_desktop.core.clock import instant_of
from crm_desktop.core.errors import Invalid, NotAllowed, NotFound, UserError
from crm_desktop.core.viewer import EXPORT
from crm_desktop.models import Task
from crm_desktop.operations.interaction import new_interaction
from crm_desktop.operations.task_result import complete_task
from crm_desktop.queries.offers import Again, Similar, offers
from crm_desktop.queries.visit_folder import FolderRequest, VisitFolder, sheet_entry, visit_folder
from crm_desktop.reports.visit_folder import set_folder
from tests.builders import (
    a_case,
    a_contact,
    a_customer,
    a_product,
    a_task,
    a_user,
    an_interaction,
    an_opportunity,
    an_order,
    an_order_line,
    entry,
    role,
)
from tests.company import Company

TODAY = date(2026, 11, 21)
TOMORROW = TODAY + timedelta(days=1)
VISIT = entry("interaction_kind", "visit")


def wanted(company: Company, *customers: str, day: date = TOMORROW) -> FolderRequest:
    return FolderRequest(day, company.viewer.user_id, customers)


def a_visit(company: Company, customer: str | None, subject: str = "Show the probe", hour: int | None = 9) -> str:
    with company.write() as work:
        at = None if hour is None else instant_of(TOMORROW, work.zone, hour)
        return a_task(work, subject, customer_id=customer, due_on=TOMORROW, due_at=at, minutes=30, kind_id=VISIT)


def folder(company: Company, *customers: str) -> VisitFolder:
    with company.read() as reading:
        return visit_folder(reading, wanted(company, *customers))


def pages(company: Company, language: str = "en", *customers: str) -> list[str]:
    with company.read() as reading:
        made = set_folder(reading, visit_folder(reading, wanted(company, *customers)), language)
        assert made.pdf == set_folder(reading, visit_folder(reading, wanted(company, *customers)), language).pdf
    document = pypdfium2.PdfDocument(made.pdf)
    texts = [page.get_textpage().get_text_bounded() for page in document]
    document.close()
    return texts


@pytest.fixture
def clinic(company: Company) -> str:
    """A customer with something of everything."""
    with company.write() as work:
        customer = a_customer(work, "重庆长安门诊 Clinic", address="1 Ring Road", city="York", phone="0123 456")
        a_contact(work, "Dana Holt", customer, phone="138 1234 5678")
        for number in range(6):
            an_interaction(work, f"Talk {number}", customer_id=customer, detail="They want two more rooms.")
        a_task(work, "Send the papers", customer_id=customer)
        a_case(work, "The screen stays dark", customer_id=customer)
        an_opportunity(work, "Screens for the wing", customer_id=customer, next_step="Ask for the order")
        an_order(work, customer_id=customer)
    return customer


def test_visits_stand_by_time_each_customer_once_the_undated_last(company: Company, clinic: str) -> None:
    with company.write() as work:
        early, all_day = a_customer(work, "Early"), a_customer(work, "All day")
        a_task(work, "Call them", customer_id=early, due_on=TOMORROW)
        a_task(work, "At the fair", due_on=TOMORROW, place="Fairground")
    a_visit(company, None, "Our weekly meeting", hour=9)
    a_visit(company, clinic, hour=14)
    a_visit(company, clinic, "Sign the papers", hour=16)
    a_visit(company, early, hour=8)
    a_visit(company, all_day, hour=None)
    sheets = folder(company).sheets
    assert [each.name for each in sheets] == ["Early", "重庆长安门诊 Clinic", "All day", "At the fair"]
    assert [len(each.visits) for each in sheets] == [1, 2, 1, 1]


def test_a_sheet_says_all_there_is_and_leaves_room_to_write(company: Company, clinic: str) -> None:
    a_visit(company, clinic)
    (text,) = pages(company)
    code = folder(company).sheets[0].code
    for said in (
        *("重庆长安门诊 Clinic", "09:00–09:30", "Show the probe", "1 Ring Road, York", "0123 456", "Dana Holt", code),
        *("Talk 5", "Talk 1", "They want two more rooms.", "Send the papers", "The screen stays dark"),
        *("Ask for the order", "Screens for the wing", "100", "to be paid", "Orders not cancelled"),
        *("Nothing can be said from 1 order", "After the visit", "Next step", "Reached", "Minutes"),
    ):
        assert said in text, said
    assert "Talk 0" not in text


def test_several_sheets_begin_with_the_round_and_chinese_says_the_same(company: Company, clinic: str) -> None:
    with company.write() as work:
        empty = a_customer(work, "Empty " * 20)
    a_visit(company, clinic)
    texts = pages(company, "zh_CN", clinic, empty)
    assert len(texts) == 3
    codes = [each.code for each in folder(company, clinic, empty).sheets]
    assert "拜访夹" in texts[0]
    assert all(code in texts[0] for code in codes)
    assert "还没有人联系过" in texts[2]
    assert codes[1] in texts[2]


def test_a_code_leads_to_the_task_of_the_sheet_then_to_what_was_written(company: Company, clinic: str) -> None:
    task = a_visit(company, clinic)
    code = folder(company).sheets[0].code
    company.clock.instant += timedelta(days=1)
    with company.write() as work:
        found = sheet_entry(work, code.lower().replace("-", " "))
        assert (found.about, found.day, found.written_id) == ({"task_id": task}, TOMORROW, None)
        draft = new_interaction(work, **found.about)
        assert draft.customer_id == clinic
        written = complete_task(work, task, draft)
    company.clock.instant += timedelta(days=3)
    with company.read() as reading:
        again = sheet_entry(reading, code)
    assert (again.about, again.day, again.written_id) == ({"customer_id": clinic}, TOMORROW, written)


def test_the_code_of_a_customer_without_a_visit_leads_to_the_customer(company: Company, clinic: str) -> None:
    code = folder(company, clinic).sheets[0].code
    with company.read() as reading:
        assert sheet_entry(reading, code).about == {"customer_id": clinic}
        # Entered before its day, it is of today: nothing happened in the future.
        assert sheet_entry(reading, code).day == TODAY


def test_a_visit_to_whom_one_sees_no_more_has_a_plain_sheet(company: Company, clinic: str) -> None:
    with company.write() as work:
        mei = a_user(work, "Mei", login="mei", role_id=role("salesperson"))
    a_visit(company, clinic)
    with company.write() as work:
        for each in work.session.query(Task).filter_by(customer_id=clinic, due_on=TOMORROW):
            each.owner_id = mei
    seller = company.seen_by("mei")
    seller = replace(seller, viewer=replace(seller.viewer, rights=seller.viewer.rights | {EXPORT}))
    (sheet,) = folder(seller).sheets
    assert (sheet.name, sheet.details) == ("Show the probe", None)


def test_nonsense_unknown_codes_and_records_out_of_sight_are_refused(company: Company, clinic: str) -> None:
    with company.write() as work:
        a_user(work, "Mei", login="mei", role_id=role("salesperson"))
    a_visit(company, clinic)
    code = folder(company).sheets[0].code
    with company.read() as reading:
        for typed in ("", "K3M7Q-X2P9", code[:-1] + ("0" if code[-1] != "0" else "1")):
            with pytest.raises(Invalid):
                sheet_entry(reading, typed)
    with company.seen_by("mei").read() as reading, pytest.raises(NotFound):
        sheet_entry(reading, code)


def test_an_empty_day_too_many_sheets_and_a_missing_right_are_refused(company: Company, clinic: str) -> None:
    with pytest.raises(UserError):
        folder(company)
    with company.read() as reading, pytest.raises(UserError):
        visit_folder(reading, wanted(company, *(f"{number:032x}" for number in range(101))))
    with company.write() as work:
        a_user(work, "Sam", login="sam", role_id=role("service"))
    with company.seen_by("sam").read() as reading, pytest.raises(NotAllowed):
        visit_folder(reading, wanted(company, clinic))
    with company.write() as work:
        a_user(work, "Mei", login="mei", role_id=role("salesperson"))
    with company.seen_by("mei").read() as reading, pytest.raises(NotFound):
        visit_folder(reading, wanted(company, clinic))


def test_offers_say_what_was_bought_regularly_and_what_others_bought_too(company: Company) -> None:
    with company.write() as work:
        probe, gel, lamp = (a_product(work, name) for name in ("Probe", "Gel", "Lamp"))

        def buy(customer: str, product: str, days: int) -> None:
            line = an_order_line(product_id=product)
            an_order(work, customer_id=customer, lines=(line,), ordered_on=TODAY - timedelta(days=days))

        mine = a_customer(work, "Mine")
        for days in (400, 340, 280):
            buy(mine, gel, days)
        buy(mine, probe, 30)
        for number in range(6):
            other = a_customer(work, f"Other {number}")
            buy(other, probe, 50)
            if number:
                buy(other, lamp, 40)
        for number in range(9):
            buy(a_customer(work, f"Far {number}"), gel, 20)
        stranger = a_customer(work, "Stranger")
    with company.read() as reading:
        found = offers(reading, [mine, stranger])
    assert found[mine].orders == 4
    assert found[mine].again == (Again("Gel", 3, 60, TODAY - timedelta(days=280)),)
    assert found[mine].similar == (Similar("Lamp", "Probe", 5, 7),)
    assert found[stranger].orders == 0
    assert not found[stranger].again
    assert not found[stranger].similar
