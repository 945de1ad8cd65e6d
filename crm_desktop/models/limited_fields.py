"""The fields of records that a role may be kept from: which there are, and the columns that hold each.

A field that every record must have, that says whose a record is or where it stands cannot be hidden: lists, rules and
commands are made of those.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from crm_desktop.core.i18n import N_
from crm_desktop.models.base import Synced
from crm_desktop.models.contact import EMAIL, PHONE, Contact
from crm_desktop.models.customer import Customer, PersonProfile
from crm_desktop.models.customising import own_kind_id
from crm_desktop.models.lead import Lead
from crm_desktop.models.opportunity import Opportunity
from crm_desktop.models.order import Order
from crm_desktop.models.product import Product
from crm_desktop.models.service_case import ARCHIVED, ASSIGNED, HANDLED, NEW, ServiceCase

OWN_FIELD = "own:"
"""Fields that the company added are called `customer.own:<id>`."""
# Kind → the tables whose columns count as its own.
_TABLES: Mapping[str, tuple[type[Synced], ...]] = {
    "customer": (Customer, PersonProfile),
    "contact": (Contact,),
    "opportunity": (Opportunity,),
    "lead": (Lead,),
    "sales_order": (Order,),
    "service_case": (ServiceCase,),
    "product": (Product,),
}
# Of these kinds nothing else: what a product is and costs a customer, everybody works with.
_ONLY: Mapping[str, frozenset[str]] = {"product": frozenset({"floor_price_e6", "unit_cost_e6"})}
KINDS = tuple(_TABLES)
PHONES = ("customer.phone", "customer.fax", "contact.phone", "lead.phone")
AMOUNT = "opportunity.amount_minor"
"""What a deal is worth. With it goes all that tells the same: prices of lines, quotations, contracts, orders, what is
owed and paid for them, and what commission is made of."""
_HOLD_AMOUNTS = (
    ("opportunity_line", "net_minor", "NULL"),
    ("quotation_line", "net_minor", "NULL"),
    ("quotation_line", "tax_minor", "NULL"),
    # A line that is edited has a price.
    ("opportunity_line", "unit_price_e6", "0"),
    ("quotation_line", "unit_price_e6", "0"),
    # What is added up in many places must be a number.
    *(
        (table, column, "0")
        for table, columns in (
            ("contract", ("amount_minor",)),
            ("contract_line", ("net_minor", "tax_minor", "unit_price_e6")),
            ("sales_order", ("freight_minor", "tax_minor")),
            ("order_line", ("net_minor", "unit_price_e6")),
            ("receivable", ("amount_minor",)),
            ("receipt", ("amount_minor",)),
            ("invoice", ("amount_minor", "tax_minor")),
            ("commission_entry", ("part_minor", "base_minor", "amount_minor")),
            ("commission_adjustment", ("amount_minor",)),
            ("target", ("amount_minor",)),
        )
        for column in columns
    ),
    # Without the costs no margin is made of what is left.
    ("contract_line", "unit_cost_e6", "NULL"),
    ("order_line", "unit_cost_e6", "NULL"),
    ("channel_report", "amount_minor", "NULL"),
    *(("customer_score", f"{name}_minor", "NULL") for name in ("stake", "sales", "lifetime")),
    # What was submitted, and what a month was closed with, stand in JSON.
    ("approval", "content", "'{}'"),
    ("period_snapshot", "payload", "'{}'"),
)
_NOTE = "CASE WHEN t.record_kind = 'service_case' AND t.value {entered} THEN NULL ELSE {{value}} END"
# What tells the same as a column of the record itself: its rounds, the time noted on it day by day, and what its
# history says of each step. A case is assigned, or new, once more by a result that was not good enough.
_ALSO: Mapping[str, tuple[tuple[str, str, str], ...]] = {
    "service_case.minutes": (("service_round", "minutes", "NULL"), ("service_work", "minutes", "0")),
    "service_case.handling": (
        ("service_round", "handling", "NULL"),
        ("history_entry", "note", _NOTE.format(entered=f"= '{HANDLED}'")),
    ),
    "service_case.result": (
        ("service_round", "result", "NULL"),
        ("history_entry", "note", _NOTE.format(entered=f"IN ('{ARCHIVED}', '{ASSIGNED}', '{NEW}')")),
    ),
    "service_case.satisfaction": (("service_round", "satisfaction", "NULL"),),
}
TELLS_AMOUNT: Mapping[str, frozenset[str]] = {
    "opportunity": frozenset({"amount", "amount_minor", "weighted", "lines", "has_known_amount"}),
    "customer": frozenset({"open_amount", "won_amount"}),
    "quotation": frozenset({"net", "total", "lines"}),
    "contract": frozenset(
        {"amount", "amount_minor", "received", "open", "next_due_on", "is_overdue", "lines", "plan", "tax_rate_e6"}
    ),
    "sales_order": frozenset(
        {"net", "total", "received", "balance", "open", "margin", "lines", "freight_minor", "tax_minor"}
    ),
    "receivable": frozenset({"amount", "open"}),
    "churn": frozenset({"stake", "sales", "lifetime"}),
    "receipt": frozenset({"amount", "amount_minor", "is_refund"}),
    "invoice": frozenset({"amount", "amount_minor", "tax", "tax_minor", "is_credit"}),
    "supply_link": frozenset({"sold_in", "passed", "sold_on"}),
}
"""Kind → columns and filters of its list, and fields of its form, that tell it or are made of it."""
# What the program itself relies on, beside columns that must be filled and those that name other records.
_NEEDED = frozenset(
    {
        *("level_id", "locked_until", "external_key", "registered_capital_currency"),
        # Whoever could not see what people refuse would reach them all the same.
        *("is_opted_out", "no_phone", "no_mail", "no_post", "no_message"),
        *("annual_turnover_currency", "credit_limit_currency", "opened_on", "expected_close_on", "closed_on"),
        # The times of a case follow from its steps.
        *("respond_by", "solve_by", "responded_at", "response_minutes", "solution_minutes", "waited_minutes"),
        *("waits_for", "waiting_since", "warned_at", "escalated_at", "reopen_count"),
        *("closed_month", "assigned_at", "shipped_on", "due_on", "paid_on", "handled_at", "next_step", "next_step_on"),
    }
)


def own_limit(kind: str, field_id: str) -> str:
    """What a field that the company added to a kind of record is called."""
    return f"{kind}.{OWN_FIELD}{field_id}"


def whole_kind(key: str) -> str:
    """The id of the own kind that is limited as a whole, which is called as the kind is; empty for single fields."""
    kind_id = own_kind_id(key)
    return "" if "." in kind_id else kind_id


@dataclass(frozen=True)
class LimitedField:
    """A field: `customer.phone`, its title, the table and column that hold it; of a contact's ways, which they are.

    `also` are columns of other tables that would tell it; `instead` is the SQL of what is read where it is hidden, of
    a row `t` and what else would be read as `{value}`.
    """

    key: str
    title: str
    table: str
    column: str
    point: str | None = None
    also: tuple[tuple[str, str, str], ...] = ()
    instead: str = "NULL"

    def everywhere(self) -> Iterator["LimitedField"]:
        """The field in each column that holds or tells it."""
        yield replace(self, also=())
        for table, column, instead in self.also:
            yield replace(self, table=table, column=column, also=(), instead=instead)

    @property
    def kind(self) -> str:
        """The kind of record it belongs to."""
        return self.key.partition(".")[0]


@cache
def limited_fields() -> Mapping[str, LimitedField]:
    """Every field that can be limited, by its name."""
    return {each.key: each for each in (*_columns(), *_points(), _amount())}


def _columns() -> Iterator[LimitedField]:
    for kind, entities in _TABLES.items():
        for entity in entities:
            columns: Any = entity.__table__.columns
            for column in columns:
                if _can_be_limited(kind, column):
                    key, title = f"{kind}.{column.name}", column.comment or column.name
                    yield LimitedField(key, title, entity.__tablename__, column.name, also=_ALSO.get(key, ()))


def _points() -> Iterator[LimitedField]:
    yield LimitedField("contact.phone", N_("Phone"), "contact_point", "value", PHONE)
    yield LimitedField("contact.email", N_("E-mail"), "contact_point", "value", EMAIL)


def _amount() -> LimitedField:
    return LimitedField(AMOUNT, N_("Amount"), "opportunity", "amount_minor", also=_HOLD_AMOUNTS)


def _can_be_limited(kind: str, column: Any) -> bool:
    if kind in _ONLY:
        return column.name in _ONLY[kind]
    return column.nullable and column.name not in _NEEDED and not _names_a_record(column)


def _names_a_record(column: Any) -> bool:
    return any(key.column.table.name != "dictionary_entry" for key in column.foreign_keys)
