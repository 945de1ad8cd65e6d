"""What the lines of a file may sell for, and how much their customers may owe by it: what a form asks of an order."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from crm_desktop.core.i18n import Message
from crm_desktop.core.viewer import APPROVE
from crm_desktop.exchange.import_rows import Row
from crm_desktop.models import Customer, Order
from crm_desktop.models.order import CANCELLED, PAID
from crm_desktop.operations import parameter
from crm_desktop.operations.product_lines import LineDraft
from crm_desktop.queries import floor_price
from crm_desktop.queries.balance import credit_passed, exposure, in_company_currency
from crm_desktop.storage.database import Reading


@dataclass(frozen=True)
class Sale:
    """What the limits ask of an order."""

    customer_id: str | None
    currency: str
    opportunity_id: str | None
    is_cancelled: bool
    is_owed: bool

    @classmethod
    def of(cls, columns: Any) -> "Sale":
        """An order by its columns."""
        is_cancelled = columns.get("status") == CANCELLED
        # What a contract calls off is owed by the contract.
        is_owed = not (is_cancelled or columns.get("contract_id") or columns.get("payment_state") == PAID)
        customer, opportunity = columns.get("customer_id"), columns.get("opportunity_id")
        return cls(customer, columns["currency"], opportunity, is_cancelled, is_owed)

    @classmethod
    def known(cls, reading: Reading, order_id: str) -> "Sale":
        """An order from before this file."""
        table = Order.__table__
        return cls.of(reading.session.execute(select(table).where(table.c.id == order_id)).mappings().one())


class SaleLimits:
    """Asked of every line: hardly any customer has a limit, and whoever may approve needs nobody else."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._keeps_floor = not reading.viewer.may(APPROVE) and floor_price.policy(reading) == floor_price.APPROVE
        self._limited: frozenset[str] = frozenset()
        if parameter.value(reading, parameter.ON_EXCEEDING) == parameter.REFUSE:
            limited = select(Customer.id).where(Customer.credit_limit_minor.is_not(None), Customer.deleted.is_(False))
            self._limited = frozenset(reading.session.scalars(limited))
        # Customer → what is owed in the company's currency, with what came of this file.
        self._owed: dict[str, int] = {}

    def check(self, row: Row, sale: Sale, line: LineDraft, more_minor: int, before: LineDraft | None = None) -> None:
        """Note what keeps a line from being sold so, by which its customer owes so much more."""
        if self._keeps_floor and not sale.is_cancelled:
            self._check_floor(row, sale, line, before)
        if sale.customer_id in self._limited and sale.is_owed and more_minor > 0:
            self._check_credit(row, sale.customer_id, more_minor, sale.currency)

    def _check_floor(self, row: Row, sale: Sale, line: LineDraft, before: LineDraft | None) -> None:
        low = floor_price.low_prices(self._reading, sale.customer_id, sale.currency, [line])
        if low.lines and before is not None:
            had = floor_price.low_prices(self._reading, sale.customer_id, sale.currency, [before])
            low = low.beyond_prices(had)
        low = floor_price.not_allowed(self._reading, low, None, sale.opportunity_id)
        if low.lines:
            said = Message(
                "{product} would be sold below its floor price. Have the price approved on a quotation first, or let"
                " somebody who may approve import this line.",
                product=low.lines[0].product,
            )
            row.refuse("unit_price" if row.get("unit_price") is not None else None, said)

    def _check_credit(self, row: Row, customer_id: str, more_minor: int, currency: str) -> None:
        owed = self._owed.get(customer_id)
        owed = exposure(self._reading, customer_id) if owed is None else owed
        said = credit_passed(self._reading, customer_id, more_minor, currency, owed)
        if said is not None:
            row.refuse("customer" if row.get("customer") else None, said)
        elif not row.problems:
            owed += in_company_currency(self._reading, [(more_minor, currency)])
        self._owed[customer_id] = owed
