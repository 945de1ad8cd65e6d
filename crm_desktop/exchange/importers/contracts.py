"""Contracts of another system: drafts, in force or ended early.

One that was fulfilled there comes in as in force: its receipts follow, and it is completed once they are here.
"""

from dataclasses import replace
from typing import Any

from crm_desktop.core.i18n import Message
from crm_desktop.exchange.import_rows import Row
from crm_desktop.exchange.importers.operated import OperatedImporter
from crm_desktop.models import Contract
from crm_desktop.models.contract import APPROVED, DRAFT, IN_FORCE, SIGNED, TERMINATED
from crm_desktop.operations.contract import ContractDraft, contract_draft, create_contract, update_contract
from crm_desktop.operations.contract_steps import SigningDraft, sign_contract, terminate_contract
from crm_desktop.storage.database import UnitOfWork


class ContractImporter(OperatedImporter):
    """Imports contracts."""

    kind = "contracts"
    entity = Contract
    unique = "number"
    plain = (
        *("number", "external_key", "name", "starts_on", "ends_on", "remind_on", "our_party", "their_party"),
        *("signed_by_us", "signed_by_them", "terms", "note"),
    )
    choices = (("kind", "contract_kind"),)

    def complete(self, row: Row) -> None:
        """What was signed is in force, from that day unless another is said."""
        if row.get("signed_on"):
            row.values.setdefault("stage", SIGNED)
            if row.get("starts_on") is None and row.get("stage") != DRAFT:
                row.values["starts_on"] = row.get("signed_on")

    def given(self, row: Row, known: str | None) -> dict[str, Any]:
        """The columns a row fills."""
        given = self.columns(row)
        customer_id = self.link(row, "customer")
        links = {
            "customer_id": customer_id,
            "contact_id": self.link(row, "contact", customer_id),
            "opportunity_id": self.link(row, "opportunity"),
            "owner_id": self.link(row, "owner"),
        }
        given |= {name: value for name, value in links.items() if value}
        if (money := self.money(row, "amount")) is not None:
            given["amount_minor"], given["currency"] = money
            if money[0] < 0:
                row.refuse("amount", Message("Give an amount of 0 or more, without extra digits."))
        elif row.get("currency"):
            given["currency"] = self.currency(row)
        self._check_days(row)
        return given

    def _check_days(self, row: Row) -> None:
        for name in ("signed_on", "closed_on"):
            self.past(row, name)
        starts, ends, remind = (row.get(name) for name in ("starts_on", "ends_on", "remind_on"))
        if starts and ends and ends < starts:
            row.refuse("ends_on", Message("The contract would end before it begins. Choose a later day."))
        if remind and ends and remind > ends:
            row.refuse("remind_on", Message("This is after the end of the contract. Choose an earlier day."))

    def check_new(self, given: dict[str, Any], row: Row) -> None:
        """What is in force was signed on a day; what ended before its time did so for a reason."""
        stage = row.get("stage") or DRAFT
        if stage != DRAFT and row.get("signed_on") is None:
            row.refuse("stage", Message("Give the day on which this contract was signed, or bring it as a draft."))
        if stage == TERMINATED and not row.get("close_reason"):
            row.refuse("stage", Message("Write down why the contract ends."))

    def make(self, work: UnitOfWork, record_id: str, given: dict[str, Any], row: Row) -> None:
        """The draft, and the steps up to where it is."""
        create_contract(work, ContractDraft(**given), contract_id=record_id)
        work.session.flush()
        self._follow(work, record_id, row)

    def draft(self, work: UnitOfWork, record_id: str) -> ContractDraft:
        """The contract as known."""
        return contract_draft(work, record_id)

    def merged(
        self, work: UnitOfWork, record_id: str, before: ContractDraft, given: dict[str, Any], row: Row
    ) -> ContractDraft:
        """With what the row says."""
        return replace(before, **given)

    def update(self, work: UnitOfWork, record_id: str, draft: ContractDraft, before: ContractDraft) -> None:
        """The ordinary change: nothing that was agreed upon in what was submitted."""
        update_contract(work, record_id, draft, before)

    def after_change(self, work: UnitOfWork, record_id: str, row: Row) -> bool:
        """What is signed or ended in the file is so here, too."""
        work.session.flush()
        return self._follow(work, record_id, row)

    def _follow(self, work: UnitOfWork, record_id: str, row: Row) -> bool:
        stage, contract = row.get("stage"), work.session.get_one(Contract, record_id)
        before = contract.stage
        if stage in (SIGNED, TERMINATED) and before in (DRAFT, APPROVED):
            sign_contract(work, record_id, SigningDraft(signed_on=row.get("signed_on")))
        if stage == TERMINATED and contract.stage in IN_FORCE:
            terminate_contract(work, record_id, row.text("close_reason"), row.get("closed_on"))
        return bool(contract.stage != before)
