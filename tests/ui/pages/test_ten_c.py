"""The page of the ten Cs: a panel each, and the records behind a figure."""

from crm_desktop.core.listing import ListSpec
from crm_desktop.insight.ten.titles import TITLES
from crm_desktop.ui.actions import faults
from crm_desktop.ui.pages.ten_c import TenCPage
from tests.builders import a_customer
from tests.ui.pages.office import Office


def test_each_of_the_ten_has_its_panel_and_a_figure_leads_to_its_list(office: Office) -> None:
    with office.company.write() as work:
        for number in range(5):
            a_customer(work, f"Clinic {number}")
    office.context.preferences.set("report.period", "this_month")
    page = TenCPage(office.context)
    office.window.setCentralWidget(page)
    office.window.show()
    assert faults([page.actions_set.actions]) == []
    assert page._shown is not None, page.refused.text()
    assert [*page.board.figures] == [*TITLES]
    led: list[tuple[str, ListSpec]] = []
    page.board.led_elsewhere.connect(lambda kind, spec: led.append((kind, spec)))
    page.board.figures["profile"].click()
    page.board.figures["knowledge"].click()
    assert [kind for kind, _ in led] == ["customer", "opportunity"]
    page.board.by.set_value("segmentation")
    page.board.by.changed.emit()
    assert page.board.table.model().rowCount() == 11
