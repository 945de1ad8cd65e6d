"""What the detail side says of a receipt: how much came in, for what, and what of it went back."""

from crm_desktop.core import formats
from crm_desktop.core.i18n import N_, language, tr
from crm_desktop.models.limited_fields import AMOUNT
from crm_desktop.queries.receipt import PlannedPayment, ReceiptDetails
from crm_desktop.ui.detail_content import Chip, DetailContent, Edit, Fact, Kind, Line, Section, TabContent
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.texts import Plain
from crm_desktop.ui.theme import Tone
from crm_desktop.ui.widgets.blocks import Figure


def describe(details: ReceiptDetails, context: PageContext) -> DetailContent:
    """The content of the detail side."""
    row = details.row
    chips = []
    if row.is_refund:
        chips.append(Chip(tr("Refund"), Tone.WARNING, "undo-2"))
    elif not row.is_assigned:
        chips.append(Chip(tr("Without contract or order"), Tone.INFO, "circle-alert"))
    amount, left = (
        formats.money(each, row.currency, symbol=True)
        for each in (row.amount_minor, row.amount_minor + details.given_back_minor)
    )
    is_kept = context.background.viewer.hides(AMOUNT)
    amount = formats.MISSING if is_kept else amount
    day = formats.day(row.paid_on, language(), context.today())
    figures = [Figure(N_("Amount"), Plain(amount)), Figure(N_("Paid on"), Plain(day))]
    if details.given_back_minor:
        figures.append(Figure(N_("Left after refunds"), Plain(left)))
    return DetailContent(
        record_id=details.id,
        title=" · ".join(part for part in (row.number, "" if is_kept else amount) if part),
        line=row.customer or "",
        chips=tuple(chips),
        figures=tuple(figures),
        tabs=(TabContent("details", N_("Details"), sections=_facts(details, context)),),
        foot=_foot(details),
    )


def payment_words(payment: PlannedPayment, context: PageContext) -> str:
    """A payment of a plan: what it is called, its day, and how much it is as far as that may be seen."""
    amount = formats.money(payment.amount_minor, payment.currency, symbol=True)
    parts = (payment.title, formats.day_far(payment.due_on, language()))
    hides = context.background.viewer.hides(AMOUNT)
    return " · ".join(part for part in (*parts, "" if hides else amount) if part)


def _facts(details: ReceiptDetails, context: PageContext) -> tuple[Section, ...]:
    row = details.row
    pays = payment_words(details.pays, context) if details.pays else ""
    return (
        Section(
            N_("Receipt"),
            (
                Fact(N_("Number"), row.number or ""),
                Fact(N_("Paid on"), formats.day_far(row.paid_on, language())),
                Fact(N_("Payment of the plan"), pays),
                Fact(N_("Method"), row.method or "", Edit("method")),
                Fact(N_("Note"), row.note or "", Edit("note", Kind.NOTE)),
            ),
        ),
    )


def _foot(details: ReceiptDetails) -> tuple[Line, ...]:
    """What it was for and who paid; each leads there."""
    row = details.row
    of = (
        ("contract", row.contract_id, row.contract, tr("Contract")),
        ("sales_order", row.order_id, row.order, tr("Order")),
        ("receipt", details.refunds_id, details.refunds, tr("Gives back")),
        ("customer", row.customer_id, row.customer, tr("Customer")),
    )
    return tuple(Line(kind, key, name or "", said) for kind, key, name, said in of if key)
