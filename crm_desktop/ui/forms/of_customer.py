"""Look-ups beside that of a customer: before anything is typed they offer what is the customer's own."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from crm_desktop.core import formats
from crm_desktop.core.i18n import N_, language
from crm_desktop.core.listing import Filter, ListSpec
from crm_desktop.queries.contract import CONTRACTS
from crm_desktop.queries.order import ORDERS
from crm_desktop.queries.search import search
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.texts import Text
from crm_desktop.ui.widgets.fields import LookupField, Option

MOST = 12


def order_field(context: PageContext, customer: LookupField, names: Mapping[str, str]) -> LookupField:
    """Orders found by typing; before anything is typed, the newest of the chosen customer."""
    return of_customer(context, N_("Order"), customer, names, "sales_order", _orders)


def contract_field(context: PageContext, customer: LookupField, names: Mapping[str, str]) -> LookupField:
    """Contracts found by typing; before anything is typed, those of the chosen customer."""
    return of_customer(context, N_("Contract"), customer, names, "contract", _contracts)


def of_customer(
    context: PageContext,
    label: Text,
    customer: LookupField,
    names: Mapping[str, str],
    kind: str,
    own: Callable[[Any, str], Sequence[Option]],
) -> LookupField:
    """Records of a kind found by typing; before anything is typed, those that are the chosen customer's `own`."""

    def find(text: str, then: Callable[[Sequence[Option]], None]) -> None:
        customer_id = customer.value()
        if text.strip():
            context.background.read(field, lambda reading: found(reading, text, kind), then)
        elif customer_id:
            context.background.read(field, lambda reading: own(reading, customer_id), then)
        else:
            then([])

    def describe(record_id: str, then: Callable[[Option | None], None]) -> None:
        then(Option(record_id, names.get(record_id, "…")))

    field = LookupField(context.theme, label, find, describe=describe)
    return field


def found(reading: Any, text: str, kind: str) -> list[Option]:
    """What a text finds of a kind."""
    return [Option(hit.id, hit.title, hit.subtitle) for hit in search(reading, text, [kind], MOST).hits]


def of(customer_id: str) -> ListSpec:
    """The list of what is a customer's."""
    return ListSpec((Filter("customer", "is", customer_id),))


def _orders(reading: Any, customer_id: str) -> list[Option]:
    rows = ORDERS.first(reading, of(customer_id), MOST)
    return [Option(row.id, row.number, formats.day_far(row.ordered_on, language())) for row in rows]


def _contracts(reading: Any, customer_id: str) -> list[Option]:
    return [Option(row.id, row.name, row.number) for row in CONTRACTS.first(reading, of(customer_id), MOST)]
