"""Customers: companies, distributors, retailers and consumers, with how they relate to each other."""

from datetime import date

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped

from crm_desktop.core.i18n import N_
from crm_desktop.core.ids import derived_id
from crm_desktop.core.postal_address import PostalAddress
from crm_desktop.models.base import Synced, in_order_of, ref, titled
from crm_desktop.models.search_fields import SearchFields

COMPANY, DISTRIBUTOR, RETAILER, CONSUMER = "company", "distributor", "retailer", "consumer"
KINDS = (COMPANY, DISTRIBUTOR, RETAILER, CONSUMER)
NORMAL, LOST = "normal", "lost"


class Customer(Synced):
    """Someone who buys or may buy: a firm or a private person."""

    __tablename__ = "customer"
    __title__ = N_("Customer")
    __search__ = SearchFields(
        kind="customer",
        title="name",
        names=("name", "short_name", "legal_person"),
        numbers=("number", "external_key"),
        phones=("phone", "fax"),
        words=("email", "website", "address", "city", "district", "tax_number", "licence_number", "note"),
        subtitle=("number", "city"),
    )
    __sync_groups__ = (
        ("country", "province", "city", "district", "postcode", "address"),
        ("registered_capital_minor", "registered_capital_currency"),
        ("annual_turnover_minor", "annual_turnover_currency"),
        ("credit_limit_minor", "credit_limit_currency"),
        ("bank", "bank_account"),
        ("locked_until", "locked_by_id"),
    )
    __table_args__ = (
        # Names of customers in other lists are read from this alone.
        Index("ix_customer_called", "id", "name", "deleted"),
        Index(None, "deleted", "name", "id"),
        Index(None, "deleted", "number", "id"),
        Index(None, "deleted", "created_at", "id"),
        Index(None, "deleted", "owner_id", "name", "id"),
        Index(None, "deleted", "level_id", "name", "id"),
        Index(None, "deleted", "region_id", "name", "id"),
        Index(None, "deleted", "industry_id", "name", "id"),
        Index(None, "parent_id"),
        Index(None, "external_key"),
        # Few are; how many somebody protects is counted after every merge.
        Index(
            "ix_customer_protected",
            *("owner_id", "deleted", "locked_until"),
            sqlite_where=text("locked_until IS NOT NULL"),
        ),
        *in_order_of(
            "kind",
            "status",
            "lifecycle_id",
            "source_id",
            "size_id",
            "province",
            "city",
            "phone",
            "satisfaction",
            "credit",
        ),
    )

    number: Mapped[str] = titled(N_("Number"))
    name: Mapped[str] = titled(N_("Name"))
    short_name: Mapped[str | None] = titled(N_("Short name"))
    external_key: Mapped[str | None] = titled(N_("Key in the other system"))
    kind: Mapped[str] = titled(N_("Kind"), default=COMPANY)
    parent_id: Mapped[str | None] = ref(N_("Parent company"), "customer")
    owner_id: Mapped[str | None] = ref(N_("Owner"), "app_user")
    level_id: Mapped[str | None] = ref(N_("Level"), "dictionary_entry")
    region_id: Mapped[str | None] = ref(N_("Region"), "dictionary_entry")
    industry_id: Mapped[str | None] = ref(N_("Industry"), "dictionary_entry")
    source_id: Mapped[str | None] = ref(N_("Source"), "dictionary_entry")
    lifecycle_id: Mapped[str | None] = ref(N_("Lifecycle"), "dictionary_entry")
    size_id: Mapped[str | None] = ref(N_("Size"), "dictionary_entry")
    status: Mapped[str] = titled(N_("Status"), default=NORMAL)
    satisfaction: Mapped[int | None] = titled(N_("Satisfaction"))
    credit: Mapped[int | None] = titled(N_("Credit grade"))
    country: Mapped[str | None] = titled(N_("Country"))
    province: Mapped[str | None] = titled(N_("Province or state"))
    city: Mapped[str | None] = titled(N_("City"))
    district: Mapped[str | None] = titled(N_("District"))
    postcode: Mapped[str | None] = titled(N_("Postcode"))
    address: Mapped[str | None] = titled(N_("Address"))
    phone: Mapped[str | None] = titled(N_("Phone"))
    fax: Mapped[str | None] = titled(N_("Fax"))
    email: Mapped[str | None] = titled(N_("E-mail"))
    website: Mapped[str | None] = titled(N_("Website"))
    licence_number: Mapped[str | None] = titled(N_("Business licence number"))
    legal_person: Mapped[str | None] = titled(N_("Legal person"))
    registered_capital_minor: Mapped[int | None] = titled(N_("Registered capital"))
    registered_capital_currency: Mapped[str | None] = titled(N_("Currency of the registered capital"))
    annual_turnover_minor: Mapped[int | None] = titled(N_("Annual turnover"))
    annual_turnover_currency: Mapped[str | None] = titled(N_("Currency of the annual turnover"))
    employees: Mapped[int | None] = titled(N_("Employees"))
    founded_year: Mapped[int | None] = titled(N_("Founded in"))
    bank: Mapped[str | None] = titled(N_("Bank"))
    bank_account: Mapped[str | None] = titled(N_("Bank account"))
    tax_number: Mapped[str | None] = titled(N_("Tax number"))
    national_tax_number: Mapped[str | None] = titled(N_("National tax number"))
    credit_limit_minor: Mapped[int | None] = titled(N_("Credit limit"))
    credit_limit_currency: Mapped[str | None] = titled(N_("Currency of the credit limit"))
    invoice_title: Mapped[str | None] = titled(N_("Invoice title"))
    preferred_channel: Mapped[str | None] = titled(N_("Preferred channel"))
    is_opted_out: Mapped[bool | None] = titled(N_("No advertising"))
    no_phone: Mapped[bool | None] = titled(N_("No calls"))
    no_mail: Mapped[bool | None] = titled(N_("No e-mails"))
    no_post: Mapped[bool | None] = titled(N_("No letters"))
    no_message: Mapped[bool | None] = titled(N_("No messages"))
    locked_until: Mapped[date | None] = titled(N_("Protected until"))
    locked_by_id: Mapped[str | None] = ref(N_("Protected by"), "app_user")
    note: Mapped[str | None] = titled(N_("Note"))
    created_at: Mapped[int] = titled(N_("Created"))

    @property
    def postal_address(self) -> PostalAddress:
        """Where it is reached by post."""
        return PostalAddress(self.address, self.district, self.city, self.province, self.postcode, self.country)


class PersonProfile(Synced):
    """What is known of a private person who is a customer; same id as a rule of that customer."""

    __tablename__ = "person_profile"
    __title__ = N_("Personal profile")
    __table_args__ = (Index(None, "deleted", "born_on", "customer_id"),)

    customer_id: Mapped[str] = ref(N_("Customer"), "customer", index=True)
    sex: Mapped[str | None] = titled(N_("Sex"))
    born_on: Mapped[date | None] = titled(N_("Birthday"))
    education: Mapped[str | None] = titled(N_("Education"))
    occupation: Mapped[str | None] = titled(N_("Occupation"))
    income_band: Mapped[str | None] = titled(N_("Income band"))
    family: Mapped[str | None] = titled(N_("Family"))
    interests: Mapped[str | None] = titled(N_("Interests"))
    decision_style: Mapped[str | None] = titled(N_("Decision style"))

    @staticmethod
    def id_of(customer_id: str) -> str:
        """The id of a customer's profile."""
        return derived_id("person_profile", customer_id)


class SupplyLink(Synced):
    """Who supplies whom in the channel, with the share of demand (millionths) and dates."""

    __tablename__ = "supply_link"
    __title__ = N_("Supply link")
    __table_args__ = (Index(None, "supplier_id", "buyer_id"), Index(None, "buyer_id"))

    supplier_id: Mapped[str] = ref(N_("Supplier"), "customer")
    buyer_id: Mapped[str] = ref(N_("Buyer"), "customer")
    from_on: Mapped[date | None] = titled(N_("From"))
    to_on: Mapped[date | None] = titled(N_("To"))
    share_e6: Mapped[int | None] = titled(N_("Share"))
    note: Mapped[str | None] = titled(N_("Note"))


class CustomerDemand(Synced):
    """A customer's estimated yearly demand in a product category."""

    __tablename__ = "customer_demand"
    __title__ = N_("Estimated demand")
    __sync_groups__ = (("amount_minor", "currency"),)
    __table_args__ = (Index(None, "customer_id", "year"),)

    customer_id: Mapped[str] = ref(N_("Customer"), "customer")
    category_id: Mapped[str | None] = ref(N_("Category"), "product_category")
    year: Mapped[int] = titled(N_("Year"))
    amount_minor: Mapped[int] = titled(N_("Amount"))
    currency: Mapped[str] = titled(N_("Currency"))


class Refusal(Synced):
    """A product or category a customer declined, so that nobody offers it again next week."""

    __tablename__ = "refusal"
    __title__ = N_("Refusal")

    customer_id: Mapped[str] = ref(N_("Customer"), "customer", index=True)
    product_id: Mapped[str | None] = ref(N_("Product"), "product")
    category_id: Mapped[str | None] = ref(N_("Category"), "product_category")
    refused_on: Mapped[date] = titled(N_("Refused"))
    reason: Mapped[str | None] = titled(N_("Reason"))
