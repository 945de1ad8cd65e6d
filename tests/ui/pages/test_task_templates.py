"""Series of tasks in the window: kept in the company settings, planned for a record with a preview of their days."""

from datetime import date, timedelta

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from crm_desktop.operations.task_template import StepDraft, TemplateDraft, create_template
from crm_desktop.queries.task_template import templates
from crm_desktop.queries.timeline import timeline
from crm_desktop.ui.pages.customers import CustomersPage
from crm_desktop.ui.settings.task_templates import TemplatesSection
from crm_desktop.ui.widgets.fields import RowsField
from crm_desktop.ui.widgets.line_button import LineButton
from tests.builders import a_customer
from tests.ui.pages.office import Office

FAIR = TemplateDraft("After a fair", "", (StepDraft(0, "Call"), StepDraft(5, "Send the offer")))


def test_a_series_is_planned_for_a_customer_with_a_preview(office: Office) -> None:
    with office.company.write() as work:
        customer = a_customer(work, "Haverton Medical")
    page = office.open_page(CustomersPage)
    page.actions_set.trigger("detail.series")
    assert office.notebook.refused
    with office.company.write() as work:
        create_template(work, FAIR)
    page.actions_set.trigger("detail.series")
    steps = office.field("steps")
    # 21 November 2026 is a Saturday: what falls on a weekend waits for Monday.
    monday = date(2026, 11, 23)
    assert [each.due_on for each in steps.value()] == [monday, monday + timedelta(days=3)]
    office.type("starts_on", "2026-11-24")
    assert [each.due_on for each in steps.value()] == [date(2026, 11, 24), date(2026, 11, 30)]
    office.save()
    assert office.notebook.done == ["Planned"]
    with office.company.read() as reading:
        assert [each.on for each in timeline(reading, customer_id=customer).to_do] == [
            date(2026, 11, 24),
            date(2026, 11, 30),
        ]
    office.undo.undo()
    with office.company.read() as reading:
        assert timeline(reading, customer_id=customer).to_do == ()


def test_series_are_kept_in_the_company_settings(office: Office) -> None:
    section = TemplatesSection(office.context)
    office.window.setCentralWidget(section)
    office.window.show()
    office.window.activateWindow()
    QTest.qWaitForWindowActive(office.window)
    office.click(section, "Add a series")
    office.type("name_en", "After a fair")
    steps = office.field("steps")
    assert isinstance(steps, RowsField)
    row = steps.add_row()
    row.fields["subject"].setFocus()
    office.type_here("Call")
    office.save()
    with office.company.read() as reading:
        (found,) = templates(reading)
    assert (found.name_en, found.steps) == ("After a fair", 1)
    QApplication.sendPostedEvents()
    (line,) = (each for each in section.findChildren(LineButton) if each.isVisible())
    line.click()
    office.click(office.dialog, "Delete this series")
    with office.company.read() as reading:
        assert templates(reading) == []
