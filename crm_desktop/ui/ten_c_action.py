"""The ten Cs of a customer, as pages."""

from datetime import timedelta

from crm_desktop.core.i18n import N_, language
from crm_desktop.queries.customer_facts import year_before
from crm_desktop.ui.actions import Action
from crm_desktop.ui.record_page import RecordPage

KEY = "Ctrl+Shift+0"


def ten_c_action(page: RecordPage) -> Action:
    """Show what the records of the last twelve months say of the current customer: ten panels, to read or print."""

    def show() -> None:
        from crm_desktop.reports.scope import ReportRequest
        from crm_desktop.reports.statistic_jobs import StatisticRequest
        from crm_desktop.reports.statistic_names import TEN_C
        from crm_desktop.ui.paper_prints import print_paper

        row = page.table.records.row_of(page.current_id) if page.current_id else None
        if row is None:
            return
        today = page.context.today()
        request = ReportRequest(year_before(today) + timedelta(days=1), today, language())
        asked = StatisticRequest(TEN_C, request, row.id)
        job = "crm_desktop.reports.statistic_jobs.print_pages"
        print_paper(page.context, page, page.window(), job, (asked, f"10C {row.name}"), request.language)

    told = N_("What the records of twelve months say of this customer, from profile to profit, as pages")
    return Action("customer.ten_c", N_("The ten Cs"), show, told, KEY, "layers", page.has_current)
