"""The kinds of records that can be imported, with the names their columns have in the files people bring."""

from dataclasses import replace
from functools import cache

from crm_desktop.exchange.fields import ImportField, ImportKind
from crm_desktop.exchange.kinds.articles import ARTICLES
from crm_desktop.exchange.kinds.campaign_members import CAMPAIGN_MEMBERS
from crm_desktop.exchange.kinds.campaigns import CAMPAIGNS
from crm_desktop.exchange.kinds.case_events import CASE_EVENTS
from crm_desktop.exchange.kinds.cases import CASES
from crm_desktop.exchange.kinds.contacts import CONTACTS
from crm_desktop.exchange.kinds.contracts import CONTRACTS
from crm_desktop.exchange.kinds.customers import CUSTOMERS
from crm_desktop.exchange.kinds.interactions import INTERACTIONS
from crm_desktop.exchange.kinds.invoices import INVOICES
from crm_desktop.exchange.kinds.leads import LEADS
from crm_desktop.exchange.kinds.opportunities import OPPORTUNITIES
from crm_desktop.exchange.kinds.orders import ORDERS
from crm_desktop.exchange.kinds.own_records import OWN_RECORDS
from crm_desktop.exchange.kinds.products import PRODUCTS
from crm_desktop.exchange.kinds.receipts import RECEIPTS
from crm_desktop.exchange.kinds.tasks import TASKS
from crm_desktop.exchange.kinds.users import USERS
from crm_desktop.models.customising import own_kind_id

__all__ = [
    "ARTICLES",
    "CAMPAIGNS",
    "CAMPAIGN_MEMBERS",
    "CASES",
    "CASE_EVENTS",
    "CONTACTS",
    "CONTRACTS",
    "CUSTOMERS",
    "INTERACTIONS",
    "INVOICES",
    "KINDS",
    "LEADS",
    "OPPORTUNITIES",
    "ORDERS",
    "PRODUCTS",
    "RECEIPTS",
    "TASKS",
    "USERS",
]

KINDS = (
    *(USERS, PRODUCTS, CUSTOMERS, CONTACTS, INTERACTIONS, OPPORTUNITIES, ORDERS),
    *(CASES, CASE_EVENTS, LEADS, CAMPAIGN_MEMBERS, ARTICLES, TASKS, CONTRACTS, RECEIPTS, INVOICES, CAMPAIGNS),
)


def kind(key: str, own: tuple[ImportField, ...] = ()) -> ImportKind:
    """The kind of this name, also an own kind of the company, with the fields that the company added to it."""
    found = replace(OWN_RECORDS, key=key) if own_kind_id(key) else next(known for known in KINDS if known.key == key)
    return replace(found, fields=(*found.fields, *own)) if own else found


@cache
def known_titles() -> frozenset[str]:
    """Folded column titles that prove a row to be a header; short everyday words that are also values are left out."""
    return frozenset(
        spelling
        for known in KINDS
        for field in known.fields
        for spelling in field.spellings
        if len(spelling) > 3 or not spelling.isascii()
    )
