"""The pages of the window, one a subject: mostly declaration. This tuple is the navigation."""

from collections.abc import Sequence

from crm_desktop.core.i18n import N_
from crm_desktop.ui.main_window import PageSpec
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.pages.contacts import ContactsPage
from crm_desktop.ui.pages.customers import CustomersPage
from crm_desktop.ui.pages.opportunities import OpportunitiesPage
from crm_desktop.ui.pages.reports import ReportsPage
from crm_desktop.ui.pages.service_cases import ServiceCasesPage

PAGE_OF_KIND = {
    "customer": "customers",
    "contact": "contacts",
    "opportunity": "opportunities",
    "service_case": "service",
}


def page_specs(context: PageContext) -> Sequence[PageSpec]:
    """The pages in the order of the side bar; each is made when it is first shown."""
    return (
        PageSpec("customers", N_("Customers"), "building-2", lambda: CustomersPage(context)),
        PageSpec("contacts", N_("Contacts"), "users", lambda: ContactsPage(context)),
        PageSpec("opportunities", N_("Opportunities"), "square-kanban", lambda: OpportunitiesPage(context)),
        PageSpec("service", N_("Service"), "life-buoy", lambda: ServiceCasesPage(context)),
        PageSpec("reports", N_("Reports"), "chart-column", lambda: ReportsPage(context)),
    )
