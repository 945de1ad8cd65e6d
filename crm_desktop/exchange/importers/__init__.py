"""How rows become records of each kind."""

from crm_desktop.exchange.importers.articles import ArticleImporter
from crm_desktop.exchange.importers.campaign_members import CampaignMemberImporter
from crm_desktop.exchange.importers.campaigns import CampaignImporter
from crm_desktop.exchange.importers.case_events import CaseEventImporter
from crm_desktop.exchange.importers.cases import CaseImporter
from crm_desktop.exchange.importers.contacts import ContactImporter
from crm_desktop.exchange.importers.contracts import ContractImporter
from crm_desktop.exchange.importers.customers import CustomerImporter
from crm_desktop.exchange.importers.interactions import InteractionImporter
from crm_desktop.exchange.importers.invoices import InvoiceImporter
from crm_desktop.exchange.importers.leads import LeadImporter
from crm_desktop.exchange.importers.opportunities import OpportunityImporter
from crm_desktop.exchange.importers.orders import OrderImporter
from crm_desktop.exchange.importers.own_records import OwnRecordImporter
from crm_desktop.exchange.importers.products import ProductImporter
from crm_desktop.exchange.importers.receipts import ReceiptImporter
from crm_desktop.exchange.importers.record import Context, RecordImporter
from crm_desktop.exchange.importers.tasks import TaskImporter
from crm_desktop.exchange.importers.users import UserImporter
from crm_desktop.models.customising import own_kind_id

__all__ = ["Context", "RecordImporter", "importer"]

_IMPORTERS: dict[str, type[RecordImporter]] = {
    "users": UserImporter,
    "products": ProductImporter,
    "customers": CustomerImporter,
    "contacts": ContactImporter,
    "interactions": InteractionImporter,
    "opportunities": OpportunityImporter,
    "orders": OrderImporter,
    "cases": CaseImporter,
    "case_events": CaseEventImporter,
    "leads": LeadImporter,
    "campaign_members": CampaignMemberImporter,
    "articles": ArticleImporter,
    "tasks": TaskImporter,
    "contracts": ContractImporter,
    "receipts": ReceiptImporter,
    "invoices": InvoiceImporter,
    "campaigns": CampaignImporter,
}


def importer(context: Context) -> RecordImporter:
    """The importer for the kind of a request."""
    kind = context.request.kind
    return OwnRecordImporter(context) if own_kind_id(kind) else _IMPORTERS[kind](context)
