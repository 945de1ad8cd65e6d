"""The sheet of a case tells what was asked, each round with what was done, and times; an open one has room to write."""

import pytest

from crm_desktop.core.errors import NotFound
from crm_desktop.operations.service_case import delete_service_cases
from crm_desktop.operations.service_steps import give_feedback, handle_case
from crm_desktop.operations.service_work import WorkDraft, note_work
from crm_desktop.reports.case_sheet import print_case
from tests.builders import a_case, a_contact, a_customer, a_product
from tests.company import Company
from tests.reports.pages import pages


def printed(company: Company, case: str, language: str = "en") -> list[str]:
    return pages(print_case(str(company.database.path), company.viewer, case, language))


@pytest.mark.parametrize(
    ("language", "title", "second"), [("en", "Round 2", "All together"), ("zh_CN", "第 2 轮", "合计")]
)
def test_a_case_tells_who_asked_and_each_round(company: Company, language: str, title: str, second: str) -> None:
    with company.write() as work:
        customer = a_customer(work, "Haverton", city="Leeds", country="GB")
        contact = a_contact(work, "Dana Holt", customer, phone="0113 496 0077")
        about = {"customer_id": customer, "contact_id": contact, "product_id": a_product(work, "Photometer")}
        case = a_case(work, request="Since Monday", owner_id=company.viewer.user_id, **about)
        note_work(work, WorkDraft(case, minutes=35, note="Looked at the lamp"))
        handle_case(work, case, "Replaced the cable", 30)
        give_feedback(work, case, "Dark again", 1)
        handle_case(work, case, "Replaced the screen", 60)
        give_feedback(work, case, "Bright as new", 5)
    (page,) = printed(company, case, language)
    told = ("Haverton", "Leeds", "Dana Holt", "0113 496 0077", "Photometer", "Since Monday", "Looked at the lamp")
    for each in (*told, "Replaced the cable", "Dark again", "Replaced the screen", "★★★★★", title, second):
        assert each in page, each
    assert ("2 h 5 min" if language == "en" else "2 小时 5 分") in page


def test_a_case_that_nobody_handled_has_room_for_what_is_done(company: Company) -> None:
    with company.write() as work:
        new, done = a_case(work), a_case(work, owner_id=company.viewer.user_id)
        handle_case(work, done, "Replaced the cable", 30)
    pdf = print_case(str(company.database.path), company.viewer, new, "en")
    assert "What was done" in pages(pdf)[0]
    assert pdf == print_case(str(company.database.path), company.viewer, new, "en")
    # Of an only round the number says nothing.
    assert "Round" not in printed(company, done)[0]


def test_what_is_deleted_is_not_printed(company: Company) -> None:
    with company.write() as work:
        case = a_case(work)
    with company.write() as work:
        delete_service_cases(work, [case])
    with pytest.raises(NotFound):
        printed(company, case)


def test_a_long_case_goes_over_pages(company: Company) -> None:
    with company.write() as work:
        case = a_case(work, "W" * 200, request="It stays dark. " * 250, owner_id=company.viewer.user_id)
        handle_case(work, case, "Replaced it all. " * 400, 30)
    first, *_, last = printed(company, case, "zh_CN")
    assert "It stays dark." in first
    assert "处理情况" in "".join(pages(print_case(str(company.database.path), company.viewer, case, "zh_CN")))
    assert "Haverton Medical" in last
