"""Opportunities: deals open, won or lost, each with its product and the days it moved."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from crm_desktop.core.i18n import Message
from crm_desktop.core.money import E6
from crm_desktop.exchange.import_rows import Row
from crm_desktop.exchange.importers import lines
from crm_desktop.exchange.importers.record import Context, RecordImporter
from crm_desktop.models import Opportunity, OpportunityLine
from crm_desktop.models.dictionary import OPEN
from crm_desktop.operations import stage_needs
from crm_desktop.operations.opportunity import OpportunityDraft, opportunity_draft, update_opportunity
from crm_desktop.operations.product_lines import QUANTITY_LIMIT, LineDraft
from crm_desktop.queries.stages import StageView, stages
from crm_desktop.storage.database import UnitOfWork


class OpportunityImporter(RecordImporter):
    """Imports deals. A row that repeats a deal of the same file with another product adds a line."""

    kind = "opportunities"
    entity = Opportunity
    unique = "number"
    plain = (
        "external_key",
        "number",
        "name",
        "expected_close_on",
        "competitor",
        "next_step",
        "next_step_on",
        "note",
    )
    choices = (("source", "source"),)

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._stages = {stage.id: stage for stage in stages(self.reading)}
        self._first = next(stage for stage in self._stages.values() if stage.outcome == OPEN)
        self._prices = lines.PriceBook(self.reading)

    def given(self, row: Row, known: str | None) -> dict[str, Any]:
        """The columns a row fills, with its line as `line`."""
        given = self.columns(row)
        customer_id = self.link(row, "customer")
        links = {"customer_id": customer_id, "contact_id": self.link(row, "contact", customer_id)}
        given |= {name: value for name, value in links.items() if value}
        if row.get("owner") or known is None:
            given["owner_id"] = self.owner(row)
        stage = self._stage(row)
        if stage is not None:
            given["stage_id"] = stage.id
        if opened_on := self.past(row, "opened_on"):
            given["opened_on"] = opened_on
        self._close(given, row, stage, known)
        self._expect(given, row)
        self._value(given, row)
        return given

    def check_new(self, given: dict[str, Any], row: Row) -> None:
        """A closed deal says when it was closed; a deal without a name is called by its product and customer."""
        stage = self._stages[given.get("stage_id", self._first.id)]
        if stage.outcome != OPEN and not given.get("closed_on") and not row.problems:
            row.refuse(
                "closed_on" if row.get("closed_on") else None, Message("Give the day on which the deal was closed.")
            )
        if not given.get("name"):
            given["name"] = self._name(given, row)
        if missing := stage_needs.missing_of_new(stage.needs, given):
            reason = Message("Not ready for this stage. Still missing: {fields}.", fields=stage_needs.named(missing))
            row.refuse("stage" if row.get("stage") else None, reason)

    def create(self, record_id: str, given: dict[str, Any], row: Row) -> None:
        """The deal with its line and the history of its stages."""
        stage = self._stages[given.get("stage_id", self._first.id)]
        line: LineDraft | None = given.pop("line", None)
        currency = given.setdefault("currency", self.reading.currency)
        net = lines.net(line, currency) if line else 0
        columns = {
            "number": None,
            **given,
            "pipeline_id": stage.pipeline_id,
            "stage_id": stage.id,
            "outcome": stage.outcome,
            "probability_e6": stage.probability_e6,
            "amount_minor": given.get("amount_minor", net),
        }
        if stage.outcome == OPEN and given.get("probability_e6") is not None:
            columns["probability_e6"] = given["probability_e6"]
        self.batch.add(Opportunity, {"id": record_id, "created_at": self.reading.now_ms, **columns})
        if line:
            self.batch.add(OpportunityLine, {"opportunity_id": record_id, **lines.columns(line, currency)})
        self._note_stages(record_id, given, stage)
        self.batch.history(Opportunity, record_id, "owner", given.get("owner_id"), given.get("opened_on"))

    def draft(self, work: UnitOfWork, record_id: str) -> OpportunityDraft:
        """The deal as known."""
        return opportunity_draft(work, record_id)

    def merged(
        self, work: UnitOfWork, record_id: str, before: OpportunityDraft, given: dict[str, Any], row: Row
    ) -> OpportunityDraft:
        """With what the row says. An amount that follows from the lines stays so."""
        line = given.pop("line", None)
        sold = self._with_line(record_id, before.lines, line) if line else before.lines
        after = replace(before, **given, lines=sold)
        stage = self._stages.get(after.stage_id or "")
        if stage is not None and stage.outcome == OPEN:
            after = replace(after, closed_on=None, reason_id=None)
        if after.probability_e6 is not None and stage and after.probability_e6 == stage.probability_e6:
            after = replace(after, probability_e6=None)
        total = sum(lines.net(each, after.currency or self.reading.currency) for each in sold)
        return replace(after, amount_minor=None) if sold and after.amount_minor == total else after

    def update(self, work: UnitOfWork, record_id: str, draft: OpportunityDraft, before: OpportunityDraft) -> None:
        """The ordinary change."""
        update_opportunity(work, record_id, draft, before, imported=True)

    def _stage(self, row: Row) -> StageView | None:
        found = self.link(row, "stage") if row.get("stage") else None
        return self._stages.get(found or "")

    def _close(self, given: dict[str, Any], row: Row, stage: StageView | None, known: str | None) -> None:
        """The closing day of an open deal is the one expected; a reason belongs to what became of the deal."""
        closed_on = row.get("closed_on")
        if stage is None or stage.outcome == OPEN:
            if closed_on and known is None:
                given.setdefault("expected_close_on", closed_on)
            if (share := self.share(row, "probability")) is not None:
                given["probability_e6"] = share
            return
        if closed_on:
            given["closed_on"] = self.past(row, "closed_on")
            if row.get("opened_on") and row.get("opened_on") > closed_on:
                # Other systems give the day the record was typed in, perhaps long after the deal was done.
                del given["opened_on"]
                reason = Message("The deal was closed before this day, which was left out.")
                row.warnings.append(row.problem("opened_on", reason))
        if row.get("reason"):
            given["reason_id"] = self.links.choice(f"{stage.outcome}_reason", str(row.get("reason")), "reason")

    def _expect(self, given: dict[str, Any], row: Row) -> None:
        """A day before the deal was opened is no day on which it is expected to close."""
        opened_on, expected = given.get("opened_on"), given.get("expected_close_on")
        if opened_on and expected and expected < opened_on:
            del given["expected_close_on"]
            key = "expected_close_on" if row.get("expected_close_on") else "closed_on"
            row.warnings.append(row.problem(key, Message("The deal was opened after this day, which was left out.")))

    def _value(self, given: dict[str, Any], row: Row) -> None:
        """Amount, currency and line: without a price of its own, the product's list price; none of nothing."""
        money = self.money(row, "amount")
        currency = money[1] if money else self.currency(row, "unit_price")
        if money or row.get("currency") or row.get("unit_price"):
            given["currency"] = currency
        if money:
            if money[0] < 0:
                row.refuse("amount", Message("Give an amount of 0 or more, without extra digits."))
            given["amount_minor"] = money[0]
        product_id = self.link(row, "product") if row.get("product") else None
        if product_id is None:
            return
        quantity = self.e6(row, "quantity", row.get("quantity") or Decimal(1)) or E6
        if not 0 < quantity <= QUANTITY_LIMIT:
            row.refuse("quantity", Message("Give a quantity above 0."))
            return
        price = self.price(row, "unit_price")
        product = self._prices.of(product_id, currency)
        if price is None and money and money[0] > 0:
            price = lines.price_of(money[0], quantity, currency)
        if price is None:
            price = product.list_price_e6 or 0
        given["line"] = LineDraft(None, product_id, None, quantity, price, 0, product.unit_cost_e6)

    def _with_line(self, record_id: str, sold: tuple[LineDraft, ...], line: LineDraft) -> tuple[LineDraft, ...]:
        """The line in place of that of the same product; an only line is replaced, unless it came with this file."""
        place = next((n for n, each in enumerate(sold) if each.product_id == line.product_id), None)
        if place is None and len(sold) == 1 and record_id not in self._new:
            place = 0
        if place is None:
            return (*sold, line)
        return (*sold[:place], replace(line, id=sold[place].id), *sold[place + 1 :])

    def _note_stages(self, record_id: str, given: dict[str, Any], stage: StageView) -> None:
        if stage.outcome == OPEN:
            self.batch.history(Opportunity, record_id, "stage", stage.id, given.get("opened_on"))
            return
        if given.get("opened_on"):
            self.batch.history(Opportunity, record_id, "stage", self._first.id, given["opened_on"])
        self.batch.history(Opportunity, record_id, "stage", stage.id, given["closed_on"])

    def _name(self, given: dict[str, Any], row: Row) -> str:
        parts = [value for field in ("product", "customer") if (value := row.text(field))]
        return " · ".join(parts) or given.get("external_key") or given.get("number") or row.columns.get("stage", "–")
