"""The report of what somebody did, on screen: its periods, and figures that open what they count."""

from datetime import date

import pytest
from PySide6.QtTest import QTest

from crm_desktop.core.listing import ListSpec
from crm_desktop.queries import work_report as work
from crm_desktop.ui.dialogs.report_preview import ReportPreview
from crm_desktop.ui.dialogs.work_report import LAST_WEEK, THIS_WEEK, TODAY, YESTERDAY, Days, days_of, open_work_report
from tests.builders import a_customer, a_task, an_interaction
from tests.ui.pages.conftest import office
from tests.ui.pages.office import Office

__all__ = ["office"]


@pytest.mark.parametrize(
    ("period", "days"),
    [
        (TODAY, Days(date(2026, 11, 21), date(2026, 11, 21))),
        (YESTERDAY, Days(date(2026, 11, 20), date(2026, 11, 20))),
        (THIS_WEEK, Days(date(2026, 11, 16), date(2026, 11, 22))),
        (LAST_WEEK, Days(date(2026, 11, 9), date(2026, 11, 15))),
    ],
)
def test_periods_are_told_from_today(period: str, days: Days) -> None:
    assert days_of(period, date(2026, 11, 21)) == days


def test_figures_follow_the_period_and_open_their_records(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[tuple[str, ListSpec]] = []
    monkeypatch.setattr(office.notebook, "show_list", lambda kind, spec: shown.append((kind, spec)))
    office.window.show()
    QTest.qWaitForWindowActive(office.window)
    with office.company.write() as write:
        customer = a_customer(write)
        an_interaction(write, customer_id=customer)
        a_task(write, "Tomorrow", due_on=date(2026, 11, 22), customer_id=customer)
    me = office.company.viewer.user_id
    dialog = open_work_report(office.context, office.window)
    assert (me, work.PLANNED) in dialog.cells
    assert (me, work.CUSTOMERS_NEW) in dialog.cells
    dialog.period.set_value(LAST_WEEK)
    dialog.period.changed.emit(dialog.period.value())
    assert (me, work.CUSTOMERS_NEW) not in dialog.cells
    dialog.period.set_value(TODAY)
    dialog.period.changed.emit(dialog.period.value())
    dialog.person.set_value("all")
    dialog.person.changed.emit()
    dialog.cells[me, work.CUSTOMERS_NEW].click()
    assert not dialog.isVisible()
    assert [kind for kind, _ in shown] == ["customer"]
    dialog = open_work_report(office.context, office.window)
    dialog.submit()
    preview = office.window.findChild(ReportPreview)
    assert preview is not None
    preview.reject()
