"""Asking for the manager's binder: its chapters are remembered, and a frozen period says so the next time."""

from PySide6.QtTest import QTest

from crm_desktop.queries.binder import frozen_binders
from crm_desktop.reports.binder_request import LETTER, RECORDS
from crm_desktop.reports.scope import ReportRequest
from crm_desktop.ui.actions import faults
from crm_desktop.ui.dialogs.binder import BinderDialog, open_binder
from crm_desktop.ui.dialogs.report_preview import ReportPreview
from crm_desktop.ui.pages.reports import ReportsPage
from tests.builders import an_opportunity
from tests.ui.pages.conftest import office
from tests.ui.pages.office import Office

__all__ = ["office"]


def opened(office: Office, page: ReportsPage) -> BinderDialog:
    """The dialog for the period of the page."""
    page.binder()
    return next(each for each in office.window.findChildren(BinderDialog) if each.isVisible())


def test_a_period_is_frozen_once_and_what_was_left_out_is_remembered(office: Office) -> None:
    with office.company.write() as work:
        an_opportunity(work, opened_on=work.today, amount_minor=100_000)
    office.context.preferences.set("report.period", "last_quarter")
    page = ReportsPage(office.context)
    office.window.setCentralWidget(page)
    office.window.show()
    QTest.qWaitForWindowExposed(office.window)
    assert faults([page.actions_set.actions]) == []
    dialog = opened(office, page)
    dialog.chapters[RECORDS].set_value(False)
    dialog.paper.set_value(LETTER)
    dialog.freeze.set_value(True)
    dialog.submit()
    preview = office.window.findChild(ReportPreview)
    assert preview is not None
    preview.reject()
    with office.company.read() as reading:
        (frozen,) = frozen_binders(reading)
    wanted = page.request()
    assert (frozen.first, frozen.last) == (wanted.period_from, wanted.period_to)
    dialog = opened(office, page)
    assert not dialog.freeze.isVisible()
    assert dialog.frozen.text().startswith("Frozen at ")
    assert (dialog.chapters[RECORDS].value(), dialog.paper.value()) == (False, LETTER)
    dialog.reject()


def test_what_is_not_over_is_not_offered_to_be_frozen(office: Office) -> None:
    office.window.show()
    today = office.context.today()
    dialog = open_binder(office.context, office.window, ReportRequest(today.replace(day=1), today))
    assert not dialog.freeze.isVisible()
    dialog.reject()
