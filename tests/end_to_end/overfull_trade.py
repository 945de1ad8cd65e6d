"""What customers bought under endless names: products, prices, offers, contracts, orders, money and commission."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from crm_desktop.core.money import E6, to_e6
from crm_desktop.models.commission import IN_A_MONTH, RECEIPTS, SALES
from crm_desktop.operations import contract_steps, floor_price, parameter
from crm_desktop.operations.commission import AdjustmentDraft, create_adjustment
from crm_desktop.operations.commission_rule import CommissionRuleDraft, Tier, create_rule
from crm_desktop.operations.contract import ContractDraft, ContractLineDraft, amount_of, create_contract
from crm_desktop.operations.contract_shares import ContractShareDraft
from crm_desktop.operations.exchange_rate import set_exchange_rate
from crm_desktop.operations.invoice import InvoiceDraft, issue_invoice
from crm_desktop.operations.order import OrderLineDraft
from crm_desktop.operations.payment import ReceiptDraft, record_receipt
from crm_desktop.operations.payment_plan import PlanRow
from crm_desktop.operations.product import CategoryDraft, create_category
from crm_desktop.operations.product_price import PriceDraft
from crm_desktop.operations.quotation import QuotationDraft, QuotationLineDraft, create_quotation, send_quotation
from crm_desktop.operations.stock import StockDraft, count_stock
from crm_desktop.operations.target import TargetDraft, set_targets
from crm_desktop.storage.database import UnitOfWork
from tests.builders import a_product, an_order, an_order_line, entry

# The last one has no rate.
_CURRENCIES = ("CNY", "JPY", "CHF")
_TAX = to_e6("0.13")
_CENT, _HUGE = "0.01", "987654321.99"
_LINES, _PAYMENTS, _PEOPLE = 60, 24, 8


@dataclass(frozen=True)
class Words:
    """The endless words of the company."""

    names: tuple[str, ...]
    paragraph: str

    def name(self, number: int) -> str:
        """One of the names, in turn."""
        return f"{self.names[number % len(self.names)]} {number}"


def fill_trade(work: UnitOfWork, customers: Sequence[str], owners: Sequence[str], words: Words) -> None:
    """Let these customers have bought too much."""
    parameter.set_parameters(work, {parameter.APPROVAL_FROM: 0, parameter.APPROVES_OWN: True})
    set_exchange_rate(work, "JPY", date(work.today.year, 1, 1), to_e6("0.049"))
    products = _products(work, customers, words)
    for number, customer in enumerate(customers):
        currency = _CURRENCIES[number % len(_CURRENCIES)]
        _offer(work, customer, products, owners[0], words)
        contract = _contract(work, customer, products, owners, words, currency)
        _money(work, contract, words)
        order = _order(work, customer, products, owners[number % 2], words, currency)
        _money(work, order, words)
    _earnings(work, owners, words)


def _products(work: UnitOfWork, customers: Sequence[str], words: Words) -> list[str]:
    category = None
    for number in range(6):
        category = create_category(work, CategoryDraft(words.name(number), category))
    products = []
    for number in range(4):
        rows = tuple(
            PriceDraft(
                customer_id=customers[place % len(customers)] if place % 3 else None,
                level_id=None if place % 3 else entry("level", "A"),
                from_quantity_e6=to_e6(10**place),
                price_e6=to_e6(_HUGE) - place,
                from_on=work.today - timedelta(days=900),
                to_on=work.today + timedelta(days=900),
                note=words.paragraph[:200],
            )
            for place in range(1, 9)
        )
        product = a_product(
            work,
            words.name(number),
            _HUGE if number else _CENT,
            category_id=category,
            model=words.name(number),
            grade=words.name(number + 1),
            unit=words.name(number)[:20],
            floor_price_e6=to_e6(_HUGE) - 1 if number else to_e6(_CENT),
            unit_cost_e6=to_e6("123456789.123456"),
            tax_rate_e6=_TAX,
            note=words.paragraph,
            prices=rows if number else (),
        )
        products.append(product)
        for place in range(6):
            quantity = to_e6("999999999") if place % 2 else to_e6("0.000001")
            at = (words.name(place)[:100], words.name(place + 1)[:100])
            count_stock(work, StockDraft(product, *at, quantity, note=words.paragraph))
    return products


def _lines(kind: Any, products: Sequence[str], words: Words, count: int) -> tuple[Any, ...]:
    """Lines of products and of words, of next to nothing and of much, some of them given back."""
    return tuple(
        kind(
            product_id=products[place % len(products)] if place % 2 else None,
            description=words.paragraph[:300] if place % 3 else words.name(place),
            quantity_e6=(-E6 if place % 7 == 6 else to_e6("1234.5678") if place % 5 == 4 else E6),
            unit_price_e6=to_e6("4321987.654321" if place % 2 else _CENT),
            discount_e6=to_e6("0.12345") if place % 4 == 3 else 0,
            unit=words.name(place)[:20],
            tax_rate_e6=_TAX,
        )
        for place in range(count)
    )


def _offer(work: UnitOfWork, customer: str, products: Sequence[str], owner: str, words: Words) -> None:
    """A long offer below every floor, sent back twice, then allowed and sent."""
    offer = create_quotation(
        work,
        QuotationDraft(
            title=words.name(1),
            customer_id=customer,
            owner_id=owner,
            quoted_on=work.today,
            valid_until=work.today + timedelta(days=9),
            introduction=words.paragraph,
            terms=words.paragraph,
            note=words.paragraph,
            lines=_lines(QuotationLineDraft, products, words, _LINES),
        ),
    )
    for _ in range(2):
        floor_price.ask_for_prices(work, offer, words.paragraph)
        floor_price.reject_prices(work, offer, words.paragraph)
    floor_price.ask_for_prices(work, offer, words.paragraph)
    floor_price.approve_prices(work, offer, words.paragraph)
    send_quotation(work, offer)


def _contract(
    work: UnitOfWork, customer: str, products: Sequence[str], owners: Sequence[str], words: Words, currency: str
) -> dict[str, Any]:
    """A contract in force, paid in many parts and shared by many."""
    lines = _lines(ContractLineDraft, products, words, _LINES)
    whole = amount_of(lines, currency)
    part = whole // _PAYMENTS
    plan = tuple(
        PlanRow(
            due_on=work.today + timedelta(days=30 * (place - _PAYMENTS // 2)),
            title=words.name(place),
            amount_minor=part if place else whole - part * (_PAYMENTS - 1),
        )
        for place in range(_PAYMENTS)
    )
    shares = tuple(ContractShareDraft(user_id=each, share_e6=E6 // 9, part=words.name(3)) for each in owners[1:])
    contract = create_contract(
        work,
        ContractDraft(
            name=words.name(0),
            customer_id=customer,
            owner_id=owners[0],
            starts_on=work.today - timedelta(days=400),
            ends_on=work.today + timedelta(days=40),
            our_party=words.name(0),
            their_party=words.name(2),
            signed_by_us=words.name(1)[:100],
            signed_by_them=words.name(2)[:100],
            currency=currency,
            terms=words.paragraph,
            note=words.paragraph,
            lines=lines,
            plan=plan,
            shares=shares,
        ),
    )
    contract_steps.submit_contract(work, contract, words.paragraph)
    contract_steps.reject_contract(work, contract, words.paragraph)
    contract_steps.submit_contract(work, contract, words.paragraph)
    contract_steps.approve_contract(work, contract, words.paragraph)
    contract_steps.sign_contract(work, contract)
    return {"contract_id": contract, "amount": part, "currency": currency}


def _order(
    work: UnitOfWork, customer: str, products: Sequence[str], owner: str, words: Words, currency: str
) -> dict[str, Any]:
    """A long order, half of it given back, and one that is worth less than nothing."""
    lines = _lines(OrderLineDraft, products, words, _LINES)
    values: dict[str, Any] = {"customer_id": customer, "owner_id": owner, "currency": currency}
    order = an_order(
        work,
        lines=lines,
        freight_minor=10**11,
        tax_minor=None,
        ordered_on=work.today - timedelta(days=400),
        due_on=work.today - timedelta(days=300),
        required_on=work.today - timedelta(days=390),
        note=words.paragraph,
        delivery_name=words.name(0),
        delivery_address=words.paragraph[:200],
        **values,
    )
    an_order(work, lines=(an_order_line("98765432.1", "-9.87", description=words.name(2)),), **values)
    return {"order_id": order, "amount": 10**9, "currency": currency}


def _money(work: UnitOfWork, agreed: dict[str, Any], words: Words) -> None:
    """Many receipts, one given back, and as many invoices with a credit note."""
    amount, currency = agreed.pop("amount"), agreed.pop("currency")
    first = None
    for place in range(9):
        day = work.today - timedelta(days=30 * place)
        note = words.paragraph if place else words.name(4)
        known = ReceiptDraft(amount, paid_on=day, currency=currency, method="transfer", note=note, **agreed)
        first = record_receipt(work, known)
    record_receipt(work, ReceiptDraft(-amount, refunds_id=first, currency=currency, note=words.name(1), **agreed))
    invoices = [
        issue_invoice(
            work,
            InvoiceDraft(
                amount, amount // 9, work.today, heading=words.name(0), tax_number="91310000MA1K" * 2, **agreed
            ),
        )
        for _ in range(4)
    ]
    issue_invoice(work, InvoiceDraft(-amount, -(amount // 9), work.today, corrects_id=invoices[0], **agreed))


def _earnings(work: UnitOfWork, owners: Sequence[str], words: Words) -> None:
    """Rules with many tiers, adjustments up and down, and targets nobody reaches."""
    tiers = tuple(Tier(10**each, to_e6(f"0.{each:02}5")) for each in range(2, 12))
    for number in range(4):
        name = words.name(number)[:116]
        rule = CommissionRuleDraft(name, date(work.today.year, 1, 1), rate_e6=to_e6("0.123456"), note=words.paragraph)
        create_rule(work, replace(rule, tiers=tiers, tier_scope=IN_A_MONTH, priority=number) if number else rule)
    for number, owner in enumerate(owners):
        for amount in (-(10**11), 1, 10**12 - 1):
            create_adjustment(work, AdjustmentDraft(owner, work.today, amount, work.currency, words.name(number) * 2))
        month = f"{work.today:%Y-%m}"
        set_targets(work, [TargetDraft(owner, month, metric, 9 * 10**12) for metric in (SALES, RECEIPTS)])
