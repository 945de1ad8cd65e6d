"""Readable records with sensible defaults for tests: each function writes one and returns its id."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from crm_desktop.core.clock import instant_of
from crm_desktop.core.money import to_e6
from crm_desktop.models import DictionaryEntry, Role, Stage
from crm_desktop.operations.article import ArticleDraft, create_article
from crm_desktop.operations.campaign import CampaignDraft, create_campaign
from crm_desktop.operations.contact import ContactDraft, PointDraft, RoleDraft, create_contact
from crm_desktop.operations.contract import ContractDraft, create_contract
from crm_desktop.operations.customer import CustomerDraft, create_customer
from crm_desktop.operations.interaction import InteractionDraft, log_interaction
from crm_desktop.operations.invoice import InvoiceDraft, issue_invoice
from crm_desktop.operations.lead import LeadDraft, create_lead
from crm_desktop.operations.opportunity import OpportunityDraft, create_opportunity
from crm_desktop.operations.order import OrderDraft, OrderLineDraft, create_order
from crm_desktop.operations.payment import ReceiptDraft, record_receipt
from crm_desktop.operations.product import ProductDraft, create_product
from crm_desktop.operations.product_lines import LineDraft
from crm_desktop.operations.quotation import QuotationDraft, create_quotation
from crm_desktop.operations.service_case import (
    ServiceCaseDraft,
    create_service_case,
    service_case_draft,
    update_service_case,
)
from crm_desktop.operations.task import TaskDraft, create_task
from crm_desktop.operations.user import UserDraft, create_user
from crm_desktop.storage.database import Reading, UnitOfWork


def entry(kind: str, code: str) -> str:
    """The id of a shipped choice."""
    return DictionaryEntry.id_of(kind, code)


def role(code: str) -> str:
    """The id of a shipped role."""
    return Role.id_of(code)


def stage(code: str) -> str:
    """The id of a stage of the shipped pipeline."""
    return Stage.id_of("sales", code)


def days_ago(reading: Reading, days: int, hour: int = 10) -> int:
    """An instant on the company's day so many days ago."""
    return instant_of(reading.today - timedelta(days=days), reading.zone, hour)


def a_customer(work: UnitOfWork, name: str = "Haverton Medical", **values: Any) -> str:
    """A customer of the acting user; `pooled=True` makes it nobody's."""
    pooled = values.pop("pooled", False)
    return create_customer(work, CustomerDraft(name=name, **values), pooled=pooled)


def a_user(work: UnitOfWork, name: str = "Grace Lin", **values: Any) -> str:
    """A salesperson."""
    return create_user(work, UserDraft(name=name, **values))


def a_contact(
    work: UnitOfWork, name: str = "Dana Holt", *customers: str, phone: str | None = None, **values: Any
) -> str:
    """A contact at these customers, reached at one number."""
    values.setdefault("customers", tuple(RoleDraft(each) for each in customers))
    values.setdefault("points", (PointDraft(value=phone),) if phone else ())
    return create_contact(work, ContactDraft(name=name, **values))


def an_interaction(work: UnitOfWork, subject: str = "Showed the new probe", kind: str = "visit", **values: Any) -> str:
    """A visit by the acting user, just now; with a customer of its own when it is about nothing."""
    if not any(values.get(name) for name in ("customer_id", "contact_id", "opportunity_id", "case_id", "lead_id")):
        values["customer_id"] = a_customer(work)
    return log_interaction(work, InteractionDraft(entry("interaction_kind", kind), subject=subject, **values))


def a_product(work: UnitOfWork, name: str = "GTX Pro", list_price: str | None = "4821.50", **values: Any) -> str:
    """A product with a list price in the company's currency."""
    price = None if list_price is None else to_e6(list_price)
    return create_product(work, ProductDraft(name=name, list_price_e6=price, **values))


def a_line(price: str | None = "100", quantity: str = "1", discount: str = "0", **values: Any) -> LineDraft:
    """A line of a deal: one piece of something at 100."""
    values.setdefault("description", None if values.get("product_id") else "Installation")
    given = None if price is None else to_e6(price)
    return LineDraft(quantity_e6=to_e6(quantity), unit_price_e6=given, discount_e6=to_e6(discount), **values)


def an_order_line(price: str | None = "100", quantity: str = "1", discount: str = "0", **values: Any) -> OrderLineDraft:
    """A line of an order: one piece of something at 100."""
    values.setdefault("description", None if values.get("product_id") else "Installation")
    given = None if price is None else to_e6(price)
    return OrderLineDraft(quantity_e6=to_e6(quantity), unit_price_e6=given, discount_e6=to_e6(discount), **values)


def an_opportunity(work: UnitOfWork, name: str = "Screens for the new wing", **values: Any) -> str:
    """An open deal of the acting user, opened twenty days ago."""
    values.setdefault("opened_on", work.today - timedelta(days=20))
    return create_opportunity(work, OpportunityDraft(name=name, **values))


def an_order(work: UnitOfWork, **values: Any) -> str:
    """An order of the acting user, placed today, with one line of 100."""
    values.setdefault("lines", (an_order_line(),))
    return create_order(work, OrderDraft(**values))


def a_case(work: UnitOfWork, subject: str = "The screen stays dark", **values: Any) -> str:
    """A new repair request; its customer is made when none is given."""
    values.setdefault("kind_id", entry("case_kind", "repair"))
    if not values.get("customer_id"):
        values["customer_id"] = a_customer(work)
    return create_service_case(work, ServiceCaseDraft(subject=subject, **values))


def an_imported_case(work: UnitOfWork, subject: str = "The screen stays dark", **values: Any) -> str:
    """A case as another system left it; it has neither customer nor kind unless they are given."""
    case = a_case(work, subject)
    known = service_case_draft(work, case)
    told = replace(known, **{"customer_id": None, "kind_id": None, **values})
    update_service_case(work, case, told, known, imported=True)
    return case


def a_lead(work: UnitOfWork, customer_name: str = "Northlight Clinic", **values: Any) -> str:
    """A lead nobody develops yet."""
    values.setdefault("outline", "Wants new screens")
    return create_lead(work, LeadDraft(customer_name=customer_name, **values))


def a_task(work: UnitOfWork, subject: str = "Call back", **values: Any) -> str:
    """Something to do today, by the acting user."""
    return create_task(work, TaskDraft(subject, **{"due_on": work.today, **values}))


def a_contract(work: UnitOfWork, name: str = "Frame contract", **values: Any) -> str:
    """A contract that is still a draft, with a customer of its own unless one is named."""
    return create_contract(work, ContractDraft(name, **_of_a_customer(work, values)))


def a_quotation(work: UnitOfWork, title: str = "Offer", **values: Any) -> str:
    """A quotation that was not sent yet, of nothing."""
    return create_quotation(work, QuotationDraft(title, **_of_a_customer(work, values)))


def a_receipt(work: UnitOfWork, amount: int = 5_000, **values: Any) -> str:
    """Money of a customer, for nothing that was agreed."""
    return record_receipt(work, ReceiptDraft(amount, **_of_a_customer(work, values)))


def an_invoice(work: UnitOfWork, amount: int = 5_000, **values: Any) -> str:
    """An invoice of a customer, of nothing that was agreed."""
    return issue_invoice(work, InvoiceDraft(amount, **_of_a_customer(work, values)))


def a_campaign(work: UnitOfWork, name: str = "Autumn", **values: Any) -> str:
    """A campaign that is planned."""
    return create_campaign(work, CampaignDraft(name, **values))


def an_article(work: UnitOfWork, title: str = "The screen stays dark", **values: Any) -> str:
    """An article that was not published yet."""
    return create_article(work, ArticleDraft(title, **values))


def _of_a_customer(work: UnitOfWork, values: dict[str, Any]) -> dict[str, Any]:
    """The values, with a customer of its own where none is named."""
    return values if "customer_id" in values else {**values, "customer_id": a_customer(work)}
