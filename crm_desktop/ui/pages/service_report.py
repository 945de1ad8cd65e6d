"""The page of the report on service: figures, charts and tables of a period, the pages to print, and a file of them."""

from crm_desktop.core.i18n import N_
from crm_desktop.ui.figures_page import FiguresOf, FiguresPage
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.service_board import ServiceBoard

SUBJECT = FiguresOf(
    "service_report",
    N_("Service report"),
    "crm_desktop.reports.service_jobs",
    frozenset({"service_case", "customer", "product", "history_entry"}),
    "service_case",
    (N_("No cases in this period"), N_("Choose another period above. Cases count in the month they were opened in.")),
    whose=N_("Handler"),
)


class ServiceReportPage(FiguresPage):
    """The cases opened in a period, and how they were handled."""

    board: ServiceBoard

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, SUBJECT, ServiceBoard(context.theme))
