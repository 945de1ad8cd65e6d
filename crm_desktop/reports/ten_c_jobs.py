"""What the window asks of the ten Cs beside the pages: what a customer could buy. Run in the worker process."""

from datetime import timedelta

from crm_desktop.core.viewer import Viewer
from crm_desktop.insight.sales import Period
from crm_desktop.insight.ten.development import suggestions
from crm_desktop.insight.ten.panel import Asked
from crm_desktop.models import Customer
from crm_desktop.queries import rights
from crm_desktop.queries.customer_facts import year_before
from crm_desktop.reports.statistic_jobs import reading_of


def suggested(path: str, viewer: Viewer, customer_id: str) -> list[str]:
    """The categories that are suggested to a customer, the most worth first."""
    with reading_of(path, viewer) as reading:
        rights.must_see(reading, Customer, customer_id)
        year = Period(year_before(reading.today) + timedelta(days=1), reading.today)
        return [each.category_id for each in suggestions(Asked(reading, year, None, customer_id))]
