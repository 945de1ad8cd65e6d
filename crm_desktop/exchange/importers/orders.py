"""Orders and their lines: in one file, where the rows of one order follow each other, or the lines in a file apart."""

from collections import defaultdict
from dataclasses import replace
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from crm_desktop.core.errors import UserError
from crm_desktop.core.i18n import Message
from crm_desktop.core.money import E6
from crm_desktop.exchange.import_result import CREATED, SKIPPED, UNCHANGED, UPDATED
from crm_desktop.exchange.import_rows import Refused, Row
from crm_desktop.exchange.importers import lines
from crm_desktop.exchange.importers.record import Context, RecordImporter
from crm_desktop.exchange.importers.sale_limits import Sale, SaleLimits
from crm_desktop.exchange.mapping import LINES, SKIP
from crm_desktop.models import Order, OrderLine, Receipt
from crm_desktop.models.order import PAID, PLACED, SHIPPED
from crm_desktop.operations import payment, records
from crm_desktop.operations.order import OrderDraft, order_draft, update_order
from crm_desktop.operations.product_lines import QUANTITY_LIMIT, LineDraft
from crm_desktop.storage.database import UnitOfWork

_LINE = ("product", "quantity", "unit_price", "line_total")


class OrderImporter(RecordImporter):
    """Imports orders, or lines of known orders. A line that is there already is not added again."""

    kind = "orders"
    entity = Order
    plain = (
        "external_key",
        "ordered_on",
        "required_on",
        "shipped_on",
        "status",
        "payment_state",
        "paid_on",
        "delivery_name",
        "delivery_address",
        "delivery_city",
        "delivery_province",
        "delivery_postcode",
        "delivery_country",
        "note",
    )

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._is_lines_only = context.mapping.shape == LINES
        self._prices = lines.PriceBook(self.reading)
        self._limits = SaleLimits(self.reading)
        self._sales: dict[str, Sale] = {}
        # The first line of an order that is not made yet, and the line that the limits were asked of with it.
        self._first: LineDraft | None = None
        self._allowed: LineDraft | None = None
        # What happened to each order of this file; its later rows are further lines.
        self._outcomes: dict[str, str] = {}
        self._made: dict[str, str] = {}
        self._currencies: dict[str, str] = {}
        self._known_lines: dict[str, list[tuple[str, LineDraft]]] = {}
        self._places: dict[str, int] = defaultdict(int)
        self._totals: dict[str, int] = defaultdict(int)
        self._paid: dict[str, dict[str, Any]] = {}

    def take(self, row: Row) -> str:
        """An order with its first line, or one more line of an order."""
        known = self.match(row)
        if self._is_lines_only and known is None:
            number = row.text("external_key") or ""
            row.refuse("external_key", self.links.unknown_reason("orders", number))
        row.check()
        if known is not None and (self._is_lines_only or known in self._outcomes):
            return self._take_line(known, row)
        if known is not None and self.on_match == SKIP:
            self._outcomes[known] = SKIPPED
            return SKIPPED
        # What is wrong with the line is found before anything is made of its order.
        line = self._line(row, self._currency_of(known, row)) if self._has_line(row) else None
        self._first = line
        outcome = super().take(row)
        order_id = known or self._made[self._number(row)]
        self._outcomes[order_id] = outcome
        added = UNCHANGED if line is None else self._take_line(order_id, row, line)
        return outcome if outcome != UNCHANGED else UPDATED if added == CREATED else added

    def match(self, row: Row) -> str | None:
        """The order of this number, one from earlier in the file first."""
        made = self._made.get(self._number(row))
        return made or super().match(row)

    def given(self, row: Row, known: str | None) -> dict[str, Any]:
        """The columns of the order itself."""
        given = self.columns(row)
        links = {"customer_id": self.link(row, "customer"), "opportunity_id": self.link(row, "opportunity")}
        given |= {name: value for name, value in links.items() if value}
        if row.get("owner") or known is None:
            given["owner_id"] = self.owner(row)
        if row.get("currency") or known is None:
            given["currency"] = self._currency_of(None, row)
        for field in ("freight", "tax"):
            if (money := self.money(row, field, given.get("currency"))) is not None:
                if money[0] < 0:
                    row.refuse(field, Message("Give an amount of 0 or more, without extra digits."))
                given[f"{field}_minor"] = money[0]
        self.past(row, "paid_on")
        ordered, shipped = row.get("ordered_on"), row.get("shipped_on")
        if ordered and shipped and shipped < ordered:
            row.refuse("shipped_on", Message("The order was shipped before it was placed. Mend one of the days."))
        return given

    def check_new(self, given: dict[str, Any], row: Row) -> None:
        """An order was placed on a day."""
        if not given.get("ordered_on"):
            row.refuse(None, Message("{field} is missing.", field=Message(self.import_kind.field("ordered_on").title)))
        if self._first is not None and not row.problems:
            currency = given["currency"]
            more = lines.net(self._first, currency) + given.get("freight_minor", 0) + given.get("tax_minor", 0)
            self._limits.check(row, Sale.of(given), self._first, more)
            self._allowed = self._first

    def create(self, record_id: str, given: dict[str, Any], row: Row) -> None:
        """The order with its history; its lines follow."""
        status = given.get("status") or (SHIPPED if given.get("shipped_on") else PLACED)
        number = self.number_of("number", given.get("external_key"))
        columns = {"number": number, **given, "status": status}
        self.batch.add(Order, {"id": record_id, "created_at": self.reading.now_ms, **columns})
        self.batch.history(Order, record_id, "status", status, given.get("shipped_on") or given["ordered_on"])
        self.batch.history(Order, record_id, "owner", given.get("owner_id"), given["ordered_on"])
        self._made[self._number(row)] = record_id
        self._currencies[record_id] = given["currency"]
        self._sales[record_id] = Sale.of(columns)
        self._known_lines[record_id] = []
        self._totals[record_id] = given.get("freight_minor", 0) + given.get("tax_minor", 0)
        if given.get("payment_state") == PAID and given.get("customer_id"):
            paid_on = given.get("paid_on") or given["ordered_on"]
            paid = {"customer_id": given["customer_id"], "currency": given["currency"], "paid_on": paid_on}
            self._paid[record_id] = {"order_id": record_id, **paid}

    def draft(self, work: UnitOfWork, record_id: str) -> OrderDraft:
        """The order as known."""
        return order_draft(work, record_id)

    def merged(
        self, work: UnitOfWork, record_id: str, before: OrderDraft, given: dict[str, Any], row: Row
    ) -> OrderDraft:
        """With what the row says; its lines are seen to apart."""
        return replace(before, **given)

    def update(self, work: UnitOfWork, record_id: str, draft: OrderDraft, before: OrderDraft) -> None:
        """The ordinary change."""
        update_order(work, record_id, draft, before)

    def known_keys(self, key: str) -> list[tuple[str, str]]:
        """Orders are known by the number of the other system, else by ours."""
        own = [] if key != "external_key" else self.column_values("number")
        others = super().known_keys(key)
        taken = {value for value, _ in others}
        return [*others, *((value, order) for value, order in own if value not in taken)]

    def finish(self) -> None:
        """Once everything is written: receipts of paid orders, and payment states that follow new totals."""
        for order_id, paid in self._paid.items():
            if self._totals[order_id] > 0:
                self.batch.add(Receipt, {**paid, "amount_minor": self._totals[order_id]})
        self.batch.keep()
        self.batch.flush()
        work = self.context.work
        if work is None:
            return
        for order_id, outcome in self._outcomes.items():
            if outcome != CREATED and (order := work.session.get(Order, order_id)) is not None:
                payment.follow(work, order)

    def _currency_of(self, known: str | None, row: Row) -> str:
        if known is None or row.get("currency"):
            return self.currency(row, "total", "line_total", "unit_price", "freight")
        if known not in self._known_lines:
            self._read_order(known, row)
        return self._currencies[known]

    def _take_line(self, order_id: str, row: Row, line: LineDraft | None = None) -> str:
        """Add a line, or change the one that is there."""
        if self._outcomes.get(order_id) == SKIPPED:
            return SKIPPED
        if order_id not in self._known_lines:
            self._read_order(order_id, row)
        line = line or self._line(row, self._currencies[order_id])
        row.check()
        self._outcomes.setdefault(order_id, UPDATED)
        known = self._known_lines[order_id]
        same = next((n for n, (_, each) in enumerate(known) if each == line), None)
        if same is not None:
            known.pop(same)
            return UNCHANGED
        other = next((n for n, (_, each) in enumerate(known) if _subject(each) == _subject(line)), None)
        if other is not None:
            line_id, before = known[other]
            if self.on_match != SKIP:
                self._keep_settled(order_id, row, line, before)
                self._check_limits(order_id, row, line, before)
            known.pop(other)
            return self._change_line(line_id, line, self._currencies[order_id])
        self._keep_settled(order_id, row, line)
        if line is not self._allowed:
            self._check_limits(order_id, row, line)
        columns = lines.columns(line, self._currencies[order_id])
        extra = {"unit": row.text("unit") or self._prices.of(line.product_id, self._currencies[order_id]).unit}
        self.batch.add(OrderLine, {"order_id": order_id, "position": self._places[order_id], **columns, **extra})
        self._places[order_id] += 1
        self._totals[order_id] += columns["net_minor"]
        return CREATED

    def _keep_settled(self, order_id: str, row: Row, line: LineDraft, before: LineDraft | None = None) -> None:
        """An order that was paid for or invoiced costs no less by a file; its form knows how much less it may cost."""
        net, was = (self._net(each, order_id) if each else 0 for each in (line, before))
        if net < was and order_id not in self._made.values() and self._is_settled(order_id):
            said = Message("Money was received or invoiced for this order. Lower what it costs in its form.")
            row.refuse("line_total" if row.get("line_total") is not None else "quantity", said)
            row.check()

    def _check_limits(self, order_id: str, row: Row, line: LineDraft, before: LineDraft | None = None) -> None:
        if order_id not in self._sales:
            self._sales[order_id] = Sale.known(self.reading, order_id)
        more = self._net(line, order_id) - (self._net(before, order_id) if before else 0)
        self._limits.check(row, self._sales[order_id], line, more, before)
        row.check()

    def _net(self, line: LineDraft, order_id: str) -> int:
        return int(lines.columns(line, self._currencies[order_id])["net_minor"])

    def _is_settled(self, order_id: str) -> bool:
        return any(
            self.reading.plain(f"SELECT 1 FROM {table} WHERE order_id = ? AND deleted = 0 LIMIT 1", (order_id,))
            for table in ("receipt", "invoice")
        )

    def _change_line(self, line_id: str, line: LineDraft, currency: str) -> str:
        if self.on_match == SKIP:
            return SKIPPED
        if (work := self.context.work) is not None:
            known = work.session.get(OrderLine, line_id)
            if known is not None:
                records.apply(work, known, lines.columns(line, currency))
        return UPDATED

    def _line(self, row: Row, currency: str) -> LineDraft:
        product_id = self.link(row, "product") if row.get("product") else None
        quantity = self.e6(row, "quantity", row.get("quantity") if row.get("quantity") is not None else Decimal(1))
        if quantity is not None and not 0 < abs(quantity) <= QUANTITY_LIMIT:
            row.refuse("quantity", Message("Give a quantity other than 0."))
        known = self._prices.of(product_id, currency)
        price, discount = self.price(row, "unit_price"), self.share(row, "discount") or 0
        total = self.money(row, "line_total" if row.get("line_total") else "total", currency)
        if price is None and total and quantity and discount < E6:
            price = lines.price_of(total[0], quantity * (E6 - discount) // E6, currency)
        if price is None:
            price = known.list_price_e6
        if price is None and not row.problems:
            row.refuse(None, Message("Neither the row nor the product has a price."))
        cost = self.price(row, "unit_cost")
        description = None if product_id else row.text("product") or row.text("external_key")
        return LineDraft(
            None, product_id, description, quantity, price, discount, known.unit_cost_e6 if cost is None else cost
        )

    def _read_order(self, order_id: str, row: Row) -> None:
        """What is known of an order from before this import; the actor must be allowed to change it."""
        if (work := self.context.work) is not None:
            try:
                records.find_to_change(work, Order, order_id)
            except UserError as error:
                row.refuse("external_key", error.message)
                raise Refused(*row.problems) from error
        of = OrderLine
        statement = select(of).where(of.order_id == order_id, of.deleted.is_(False)).order_by(of.position)
        rows = self.reading.session.scalars(statement).all()
        self._known_lines[order_id] = [(row.id, _known_line(row)) for row in rows]
        self._places[order_id] = len(rows)
        currency = self.reading.session.execute(select(Order.currency).where(Order.id == order_id)).scalar()
        self._currencies[order_id] = currency or self.reading.currency

    def _has_line(self, row: Row) -> bool:
        """Whether a row says anything of a line; an order total alone makes a line of its own."""
        return any(row.get(field) is not None for field in _LINE) or bool(row.get("total"))

    def _number(self, row: Row) -> str:
        return next(iter(self.key_values("external_key", row)), "")


def _subject(line: LineDraft) -> tuple[str | None, str | None]:
    return line.product_id, line.description


def _known_line(row: OrderLine) -> LineDraft:
    prices = (row.quantity_e6, row.unit_price_e6, row.discount_e6, row.unit_cost_e6)
    return LineDraft(None, row.product_id, row.description, *prices)
