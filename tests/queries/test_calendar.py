"""The calendar of one person: tasks, activities, and the steps by which one's leads are developed."""

from datetime import timedelta

from crm_desktop.models.lead import ASSIGNED
from crm_desktop.operations.lead import add_plan_item, assign_lead
from crm_desktop.queries.calendar import STEP, calendar
from tests.builders import a_lead
from tests.company import Company


def test_a_planned_step_of_ones_own_lead_stands_on_its_day(company: Company) -> None:
    with company.write() as work:
        me, tomorrow = work.viewer.user_id, work.today + timedelta(days=1)
        lead = a_lead(work, "Northlight Clinic")
        assign_lead(work, lead, me)
        add_plan_item(work, lead, tomorrow, "Show the probe")
    with company.read() as reading:
        (item,) = (each for each in calendar(reading, tomorrow, tomorrow) if each.kind == STEP)
        assert (item.title, item.customer, item.is_movable) == ("Show the probe", "Northlight Clinic", False)
        assert reading.plain("SELECT status FROM lead")[0][0] == ASSIGNED
