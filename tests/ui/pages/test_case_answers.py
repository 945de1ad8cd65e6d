"""Answers found while a case is typed, taken over with a key, and kept with the case; all of it is one step."""

from typing import Any

import pytest
from PySide6.QtTest import QTest

from crm_desktop.operations.article import ArticleDraft, create_article, publish_article, withdraw_articles
from crm_desktop.operations.service_steps import assign_case, handle_case, take_up_case
from crm_desktop.operations.undo_step import undo
from crm_desktop.queries.case_answer import Used, used_for
from crm_desktop.queries.service_case import SERVICE_CASES, service_case_details
from crm_desktop.ui.forms.article import load_new
from crm_desktop.ui.forms.case_answers import AnswersField, LooksForAnswers
from crm_desktop.ui.pages.service_cases import ServiceCasesPage
from crm_desktop.ui.widgets.fields import NoteField
from tests.builders import a_case, a_customer, entry
from tests.ui.pages.office import SHIFT, Key, Office

DARK, TEXT = "Screen stays dark", "Hold the power key for ten seconds."


@pytest.fixture
def article(office: Office) -> str:
    with office.company.write() as work:
        made = create_article(work, ArticleDraft(DARK, body=TEXT, keywords="黑屏"))
        work.session.flush()
        publish_article(work, made)
        return made


def looked(office: Office, rows: int) -> AnswersField:
    """What may help, as if typing had rested; so many lines."""
    for each in office.dialog.findChildren(LooksForAnswers):
        each.look()
    field = office.field("articles")
    assert isinstance(field, AnswersField)
    assert len(field.list.rows()) == rows
    return field


def used(office: Office, case_id: str) -> tuple[Used, ...]:
    with office.company.read() as reading:
        return used_for(reading, case_id)


def in_progress(office: Office, subject: str, **values: Any) -> str:
    with office.company.write() as work:
        case = a_case(work, subject, **values)
        work.session.flush()
        assign_case(work, case, work.viewer.user_id)
        take_up_case(work, case)
        return case


def test_a_new_case_shows_what_fits_and_keeps_what_is_used(office: Office, article: str) -> None:
    with office.company.write() as work:
        a_customer(work, "Haverton Medical")
    page = office.open_page(ServiceCasesPage)
    office.press(Key.Key_N)
    assert not looked(office, 0).isVisible()
    office.type("subject", "A dark screen")
    field = looked(office, 1)
    assert field.isVisible()
    assert [(row.title, row.note) for row in field.list.rows()] == [(DARK, TEXT)]
    office.press(Key.Key_F7)
    assert field.value() == (article,)
    office.pick(office.field("customer_id"), "Haverton")
    office.pick(office.field("kind_id"), "Repair")
    office.save()
    (row,) = office.rows(page)
    assert [(each.article_id, each.version, each.title) for each in used(office, row.id)] == [(article, 1, DARK)]


def test_one_key_takes_an_answer_into_what_was_done_and_one_undo_takes_all_of_it_back(
    office: Office, article: str
) -> None:
    case = in_progress(office, "The screen is dark")
    page = office.open_page(ServiceCasesPage)
    page.table.set_current(case)
    page.cases.handle()
    looked(office, 1)
    done = office.field("handling")
    assert isinstance(done, NoteField)
    office.type("handling", "Called back.")
    office.press(Key.Key_F7)
    assert done.value() == f"Called back.\n\n{TEXT}"
    office.save()
    with office.company.read() as reading:
        assert service_case_details(reading, case).handling == f"Called back.\n\n{TEXT}"
    assert [each.used_by for each in used(office, case)] == ["Ada Lin"]
    with office.company.write() as work:
        undo(work)
    assert used(office, case) == ()


def test_what_was_done_about_an_earlier_case_is_taken_over_from_the_list(office: Office) -> None:
    earlier = in_progress(office, "The screen is dark")
    with office.company.write() as work:
        handle_case(work, earlier, "Replaced the cable.")
    case = in_progress(office, "Dark screen")
    page = office.open_page(ServiceCasesPage)
    page.table.set_current(case)
    page.cases.handle()
    field = looked(office, 1)
    assert field.text.isHidden()
    field.list.setFocus()
    assert field.text.text() == "Replaced the cable."
    assert field.text.isVisible()
    QTest.keyClick(field.list, Key.Key_Return)
    assert office.field("handling").value() == "Replaced the cable."
    assert field.value() == ()


def test_a_used_article_stays_with_the_case_until_it_is_taken_away(office: Office, article: str) -> None:
    case = in_progress(office, "Something else", articles=(article,))
    with office.company.write() as work:
        withdraw_articles(work, [article])
    page = office.open_page(ServiceCasesPage)
    page.table.set_current(case)
    page.edit()
    field = looked(office, 1)
    assert field.list.rows()[0].when == "used for this case"
    office.press(Key.Key_F7)
    office.save()
    assert used(office, case) == ()


def test_an_article_that_was_withdrawn_meanwhile_is_refused_where_it_stands(office: Office, article: str) -> None:
    case = in_progress(office, "The screen is dark")
    page = office.open_page(ServiceCasesPage)
    page.table.set_current(case)
    page.cases.handle()
    looked(office, 1)
    office.press(Key.Key_F7)
    with office.company.write() as work:
        withdraw_articles(work, [article])
    office.save()
    assert "is not published" in str(office.field("articles").error())
    with office.company.read() as reading:
        assert SERVICE_CASES.rows(reading, [case])[0].status == "in_progress"


def test_what_was_done_about_a_case_begins_an_article(office: Office) -> None:
    case = in_progress(office, "The screen is dark")
    with office.company.write() as work:
        handle_case(work, case, "Replaced the cable.")
    page = office.open_page(ServiceCasesPage)
    page.table.set_current(case)
    page.table.setFocus()
    office.press(Key.Key_A, SHIFT)
    ((kind, told),) = office.notebook.made
    assert (kind, told["title"], told["body"]) == ("article", "The screen is dark", "Replaced the cable.")
    with office.company.read() as reading:
        assert load_new(reading, told).draft.kind_id == entry("case_kind", "repair")
