"""How many records each ready-made view holds."""

from typing import Any

from crm_desktop.models.customising import own_kind_id
from crm_desktop.queries.article import ARTICLES
from crm_desktop.queries.campaign import CAMPAIGNS
from crm_desktop.queries.campaign_member import MEMBERS
from crm_desktop.queries.channel_list import SUPPLY_LINKS
from crm_desktop.queries.churn_watch import CHURN_WATCH
from crm_desktop.queries.contact import CONTACTS
from crm_desktop.queries.contract import CONTRACTS
from crm_desktop.queries.customer import CUSTOMERS
from crm_desktop.queries.document import DOCUMENTS
from crm_desktop.queries.invoice import INVOICES
from crm_desktop.queries.lead import LEADS
from crm_desktop.queries.list_query import ListQuery
from crm_desktop.queries.opportunity import OPPORTUNITIES
from crm_desktop.queries.order import ORDERS
from crm_desktop.queries.own_record import own_records
from crm_desktop.queries.product import PRODUCTS
from crm_desktop.queries.quotation_list import QUOTATIONS
from crm_desktop.queries.ready_views import views
from crm_desktop.queries.receipt import RECEIPTS
from crm_desktop.queries.receivable import RECEIVABLES
from crm_desktop.queries.service_case import SERVICE_CASES
from crm_desktop.queries.survey import SURVEYS
from crm_desktop.queries.task import TASKS
from crm_desktop.storage.database import Reading

QUERIES: dict[str, ListQuery[Any]] = {
    "customer": CUSTOMERS,
    "contact": CONTACTS,
    "lead": LEADS,
    "opportunity": OPPORTUNITIES,
    "service_case": SERVICE_CASES,
    "task": TASKS,
    "attachment": DOCUMENTS,
    "campaign": CAMPAIGNS,
    "campaign_member": MEMBERS,
    "survey": SURVEYS,
    "article": ARTICLES,
    "quotation": QUOTATIONS,
    "contract": CONTRACTS,
    "sales_order": ORDERS,
    "receipt": RECEIPTS,
    "product": PRODUCTS,
    "invoice": INVOICES,
    "receivable": RECEIVABLES,
    "churn": CHURN_WATCH,
    "supply_link": SUPPLY_LINKS,
}


def view_counts(reading: Reading, kind: str) -> dict[str, int]:
    """How many records each view of a kind holds for the viewer."""
    query = own_records(kind) if own_kind_id(kind) else QUERIES[kind]
    return {each.key: query.count(reading, each.spec) for each in views(kind)}
