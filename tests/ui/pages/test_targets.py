"""The page of targets: a month at a time, set by whoever may, frozen ones only looked at."""

from PySide6.QtTest import QTest

from crm_desktop.core.viewer import SYSTEM
from crm_desktop.operations.rules import STEP, run_rules
from crm_desktop.operations.target import TargetDraft, set_targets
from crm_desktop.ui.actions import faults
from crm_desktop.ui.pages.targets import TargetsPage
from tests.builders import a_customer, a_user, an_order, an_order_line, role
from tests.ui.pages.office import Office


def rows(page: TargetsPage) -> list[list[str]]:
    model = page.table.model()
    return [
        [model.index(row, column).data() for column in range(model.columnCount())] for row in range(model.rowCount())
    ]


def an_open_page(office: Office) -> TargetsPage:
    page = TargetsPage(office.context)
    office.window.setCentralWidget(page)
    office.window.show()
    office.window.activateWindow()
    QTest.qWaitForWindowActive(office.window)
    return page


def test_every_command_has_its_own_key_and_help(office: Office) -> None:
    assert faults([an_open_page(office).actions_set.actions]) == []


def test_targets_are_set_in_a_form_that_begins_with_those_of_the_month_before(office: Office) -> None:
    with office.company.write() as work:
        a_user(work, "Mei Tan", login="mei")
        an_order(work, customer_id=a_customer(work), currency="CNY", lines=(an_order_line("150.50"),))
        set_targets(work, [TargetDraft(work.viewer.user_id, "2026-10", "sales", 30_000)])
    office.learn_choices()
    page = an_open_page(office)
    page.set_targets()
    assert office.field("sales_0").value() == 30_000
    office.type("receipts_1", "99.5")
    office.save()
    assert office.notebook.said == ["Targets set"]
    page.read_again()
    assert rows(page) == [
        ["Ada Lin", "150.50", "300.00", "50%", "0.00", "—", ""],
        ["Mei Tan", "0.00", "—", "", "0.00", "99.50", "0%"],
        ["All together", "150.50", "300.00", "50%", "0.00", "99.50", "0%"],
    ]


def test_a_frozen_month_is_only_looked_at(office: Office) -> None:
    with office.company.write() as work:
        set_targets(work, [TargetDraft(work.viewer.user_id, "2026-10", "sales", 30_000)])
    with office.company.database.write(STEP, SYSTEM) as work:
        run_rules(work)
    page = an_open_page(office)
    page.actions_set.trigger("targets.previous")
    assert rows(page)[0][:4] == ["Ada Lin", "0", "300", "0%"]
    page.actions_set.trigger("targets.set")
    assert not office.has_dialog
    assert office.notebook.refused == ["The figures of this month are frozen; its targets stay."]
    page.show_month("2031-01")
    assert rows(page) == []


def test_salespeople_look_at_their_own_and_set_none(office: Office) -> None:
    with office.company.write() as work:
        a_user(work, "Mei Tan", login="mei", role_id=role("salesperson"))
        set_targets(work, [TargetDraft(work.viewer.user_id, "2026-11", "sales", 30_000)])
    office.background.viewer = office.company.seen_by("mei").viewer
    page = an_open_page(office)
    page.actions_set.trigger("targets.set")
    assert not office.has_dialog
    assert rows(page) == []
