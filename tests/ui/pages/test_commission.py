"""The page of commission by its keys, and the settings of its rules."""

import gc
from dataclasses import replace
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from crm_desktop.core.i18n import set_language
from crm_desktop.models import CommissionEntry, CommissionRule
from crm_desktop.queries.commission_what_if import PersonDifference, WhatIf
from crm_desktop.ui.dialogs.confirm import ConfirmDialog
from crm_desktop.ui.forms.commission import open_rule_form, told
from crm_desktop.ui.pages.commission import CommissionPage
from crm_desktop.ui.settings.commission_rules import CommissionRulesSection
from crm_desktop.ui.widgets.buttons import Button
from tests.builders import a_user
from tests.commission import a_contract, a_receipt, a_rule
from tests.company import Company
from tests.ui.pages.held import HeldBackground
from tests.ui.pages.office import Office

Key = Qt.Key


def opened(office: Office) -> CommissionPage:
    """The page, shown."""
    page = CommissionPage(office.context)
    office.window.setCentralWidget(page)
    office.window.show()
    office.window.activateWindow()
    QTest.qWaitForWindowActive(office.window)
    page.months.setFocus()
    return page


def shown(page: CommissionPage) -> list[list[str]]:
    """The rules, rates and amounts of the statement."""
    model = page.lines.model()
    return [[model.index(row, column).data() for column in (3, 5, 6, 7, 8)] for row in range(model.rowCount())]


def earned(company: Company) -> None:
    """Two people with commission in May and June."""
    with company.write() as work:
        a_rule(work, 5)
        for name, amount in (("Grace Lin", 20_000), ("Tom Ray", 50_000)):
            owner = a_user(work, name, login=name.split()[0].lower())
            contract = a_contract(work, owner)
            a_receipt(work, contract, amount, "2026-05-10")
            a_receipt(work, contract, 10_000, "2026-06-10")


def test_a_statement_is_told_line_by_line_and_every_line_explained(office: Office, company: Company) -> None:
    earned(company)
    page = opened(office)
    page.show_month("2026-05")
    assert [(row.title, row.when) for row in page.people.rows()] == [("Tom Ray", "¥25"), ("Grace Lin", "¥10")]
    assert shown(page) == [["Haverton Medical", "All receipts", "500", "5%", "25"]]
    assert page.total.text() == "¥25"
    assert page.explanation.text() == (
        "Received on 10 May 2026: ¥500 → " + page.lines.model().index(0, 2).data() + " → All receipts, version 1"
        " → ¥500 × 5% × 100% = ¥25"
    )
    QTest.keyClick(page.people, Key.Key_Down)
    assert page.heading.text() == "Grace Lin · May 2026"
    assert shown(page)[0][4] == "10"


def test_a_month_is_locked_after_a_question_that_says_what_is_written(office: Office, company: Company) -> None:
    earned(company)
    page = opened(office)
    page.show_month("2026-06")
    page.months.setFocus()
    QTest.keyClick(page.months, Key.Key_K)
    assert office.notebook.refused == ["A month is locked when it is over, and after the months before it."]
    page.show_month("2026-05")
    page.months.setFocus()
    QTest.keyClick(page.months, Key.Key_K)
    question = office.window.findChild(ConfirmDialog)
    assert question is not None
    assert "2 people, ¥35 together." in [each.text() for each in question.findChildren(QLabel)]
    question.action.click()
    assert page.state.text().startswith("Locked on 21 Nov 2026 by Ada")
    with company.read() as reading:
        assert reading.session.query(CommissionEntry).count() == 2


def test_a_key_pressed_again_while_the_month_is_worked_out_asks_once(office: Office, company: Company) -> None:
    earned(company)
    held = HeldBackground(company.database, office.errors.append, company.viewer)
    office.context.background = held
    page = opened(office)
    page.show_month("2026-05")
    page.months.setFocus()
    held.heavy.is_holding = True
    for _press in range(2):
        QTest.keyClick(page.months, Key.Key_K)
    held.heavy.let_go()
    (question,) = office.window.findChildren(ConfirmDialog)
    # The keyboard begins on Cancel, so that a key held down locks nothing.
    QTest.keyClick(office.window.focusWidget(), Key.Key_Return)
    assert not question.isVisible()
    with company.read() as reading:
        assert reading.session.query(CommissionEntry).count() == 0


def test_who_lacks_the_right_sees_the_own_statement_only(office: Office, company: Company) -> None:
    earned(company)
    office.background.viewer = company.seen_by("grace").viewer
    page = opened(office)
    page.show_month("2026-05")
    assert [row.title for row in page.people.rows()] == ["Grace Lin"]
    assert not page.actions_set.qt("commission.lock").isEnabled()
    assert not page.actions_set.qt("commission.adjust").isEnabled()


def test_without_rules_the_page_says_how_commission_comes_about(office: Office) -> None:
    page = opened(office)
    assert page._stack.currentIndex() == 1
    # Nothing can be locked yet; the way to the rules stands below the sentence.
    offered = [button.text() for button in page.findChildren(Button) if button.isVisible()]
    assert offered == ["Adjust by hand…", "Rules of commission…"]


def test_rules_are_listed_with_what_they_say_and_ended(office: Office, company: Company) -> None:
    with company.write() as work:
        a_rule(work, 5, from_on="2026-10-01")
    section = CommissionRulesSection(office.context)
    office.window.setCentralWidget(section)
    office.window.show()
    (row,) = section.list.rows()
    assert (row.title, row.when) == ("All receipts", "5%")
    assert row.note == "Receipts, without tax · everything · since 1 Oct 2026 · version 1"
    section.end.click()
    assert "until 21 Nov 2026" in section.list.rows()[0].note


def test_what_a_rule_would_have_changed_follows_what_is_typed(office: Office, company: Company, qtbot: QtBot) -> None:
    earned(company)
    with company.read() as reading:
        rule = reading.session.scalars(select(CommissionRule.id)).one()
    opened(office)
    open_rule_form(office.context, office.window, rule, lambda: None)
    gc.collect()

    def told() -> list[str]:
        return [each.text() for each in office.dialog.findChildren(QLabel) if each.text().startswith("What if")]

    qtbot.waitUntil(
        lambda: (
            told()
            == [
                "What if this had held in the last twelve months: ¥45 instead of ¥45 (¥0). "
                "Nobody would get more or less."
            ]
        )
    )
    office.type("rate_e6", "10")
    qtbot.waitUntil(lambda: "¥90 instead of ¥45" in told()[0])


def test_a_new_rule_without_a_rate_is_no_mistake_yet(office: Office, company: Company, qtbot: QtBot) -> None:
    earned(company)
    opened(office)
    open_rule_form(office.context, office.window, None, lambda: None)

    def told(words: str) -> bool:
        return any(words in each.text() for each in office.dialog.findChildren(QLabel))

    qtbot.waitUntil(lambda: told("With a rate, this line tells"))
    office.type("rate_e6", "10")
    qtbot.waitUntil(lambda: told("What if this had held"))


def test_a_trial_of_a_rule_is_told_in_chinese_sentences() -> None:
    two = PersonDifference("1", "林晓", 0, 500_00), PersonDifference("2", "梅芳", 500_00, 0)
    set_language("zh_CN")
    try:
        assert told(WhatIf(date(2025, 11, 1), date(2026, 10, 31), two, 0, 0, "CNY")).endswith(
            "（¥0）。林晓 +\u2060¥500、梅芳 −¥500。"
        )
        assert told(WhatIf(date(2025, 11, 1), date(2026, 10, 31), (replace(two[0], then=0),), 0, 0, "CNY")).endswith(
            "（¥0）。没有人会增减。"
        )
    finally:
        set_language("en")
