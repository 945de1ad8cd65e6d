"""What the detail side says of an invoice: how much, of what, whether it holds and what was taken off it."""

from crm_desktop.core import formats
from crm_desktop.core.i18n import N_, language, tr
from crm_desktop.models.contract import VOID
from crm_desktop.models.limited_fields import AMOUNT
from crm_desktop.queries.invoice import InvoiceBrief, InvoiceDetails, invoiced_of
from crm_desktop.ui.detail_content import Chip, DetailContent, Edit, Fact, Group, Kind, Line, Section, TabContent
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.texts import Plain
from crm_desktop.ui.theme import Tone
from crm_desktop.ui.widgets.blocks import Figure


def invoice_chip(status: str, context: PageContext, *, is_credit: bool) -> Chip:
    """Whether an invoice holds, as word, colour and shape."""
    if status == VOID:
        return Chip(tr("Void"), Tone.BAD, "circle-x")
    if is_credit:
        return Chip(tr("Credit note"), Tone.WARNING, "undo-2")
    return Chip(context.choices.state("invoice_status", status, language()) or status, Tone.GOOD, "circle-check")


def describe(details: InvoiceDetails, context: PageContext) -> DetailContent:
    """The content of the detail side."""
    row, is_kept = details.row, context.background.viewer.hides(AMOUNT)
    amount, tax, left = (
        formats.MISSING if is_kept else formats.money(each, row.currency, symbol=True)
        for each in (row.amount_minor, row.tax_minor, row.amount_minor + details.credited_minor)
    )
    day = formats.day(row.issued_on, language(), context.today())
    figures = [Figure(N_("Amount with tax"), Plain(amount)), Figure(N_("Tax in it"), Plain(tax))]
    if details.credited_minor:
        figures.append(Figure(N_("Left after credit notes"), Plain(left)))
    else:
        figures.append(Figure(N_("Issued"), Plain(day)))
    return DetailContent(
        record_id=details.id,
        title=row.number if is_kept else f"{row.number} · {amount}",
        line=row.heading or row.customer or "",
        owner=row.owner or "",
        chips=(invoice_chip(row.status, context, is_credit=row.is_credit),),
        figures=tuple(figures),
        tabs=(TabContent("details", N_("Details"), sections=_facts(details, context)),),
        foot=_foot(details),
    )


def invoice_groups(
    invoices: tuple[InvoiceBrief, ...], total_minor: int, currency: str, context: PageContext
) -> tuple[Group, ...]:
    """The invoices of a contract or order as rows that lead to them, under what is left to be invoiced."""
    if not invoices:
        return ()
    code, today = language(), context.today()
    lines = []
    for each in invoices:
        chip = invoice_chip(each.status, context, is_credit=each.amount_minor < 0)
        said = " · ".join((formats.day(each.issued_on, code, today), chip.text))
        amount = formats.money(each.amount_minor, currency, symbol=True)
        lines.append(Line("invoice", each.id, each.number, said, amount, Tone.NEUTRAL))
    left = formats.money(total_minor - invoiced_of(invoices), currency, symbol=True)
    return (Group(tr("Invoices · {amount} left to be invoiced", amount=left), tuple(lines)),)


def _facts(details: InvoiceDetails, context: PageContext) -> tuple[Section, ...]:
    row, code = details.row, language()
    voided = formats.day_far(row.voided_on, code) if row.voided_on else ""
    return (
        Section(
            N_("Invoice"),
            (
                Fact(N_("Number"), row.number, Edit("number", required=True)),
                Fact(N_("Kind"), context.choices.state("invoice_kind", row.kind, code) or row.kind),
                Fact(N_("Issued"), formats.day_far(row.issued_on, code)),
                Fact(N_("Voided"), voided),
                Fact(N_("Invoice title"), row.heading or "", Edit("heading")),
                Fact(N_("Tax number"), row.tax_number or "", Edit("tax_number")),
                Fact(N_("Note"), row.note or "", Edit("note", Kind.NOTE)),
            ),
        ),
    )


def _foot(details: InvoiceDetails) -> tuple[Line, ...]:
    """What it is of and for whom; each leads there."""
    row = details.row
    of = (
        ("contract", row.contract_id, row.contract, tr("Contract")),
        ("sales_order", row.order_id, row.order, tr("Order")),
        ("invoice", details.corrects_id, details.corrects, tr("Corrects")),
        ("customer", row.customer_id, row.customer, tr("Customer")),
    )
    return tuple(Line(kind, key, name or "", said) for kind, key, name, said in of if key)
