"""What the detail side says of an order: what was ordered, what of it is paid, and where it goes."""

from crm_desktop.core import formats
from crm_desktop.core.countries import country_name
from crm_desktop.core.i18n import N_, language, tr
from crm_desktop.core.money import from_e6
from crm_desktop.models.limited_fields import AMOUNT
from crm_desktop.models.order import CANCELLED, PAID, PARTLY_PAID, PLACED, SHIPPED
from crm_desktop.queries.order import OrderDetails, OrderLineView, ReceiptView
from crm_desktop.ui.detail_content import Chip, DetailContent, Edit, Fact, Group, Kind, Line, Section, TabContent
from crm_desktop.ui.details.facts import when
from crm_desktop.ui.details.invoice import invoice_groups
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.texts import Plain
from crm_desktop.ui.theme import Tone
from crm_desktop.ui.widgets.blocks import Figure

_SIGNS: dict[str, tuple[Tone, str]] = {
    PLACED: (Tone.INFO, "package"),
    SHIPPED: (Tone.GOOD, "truck"),
    CANCELLED: (Tone.NEUTRAL, "circle-x"),
}
_PAID_SIGNS: dict[str, tuple[Tone, str]] = {
    PAID: (Tone.GOOD, "circle-check"),
    PARTLY_PAID: (Tone.INFO, "hourglass"),
}


def order_sign(status: str) -> tuple[Tone, str]:
    """Colour and shape of how an order stands."""
    return _SIGNS[status]


def payment_sign(payment_state: str, *, is_overdue: bool) -> tuple[Tone, str]:
    """Colour and shape of how it is paid."""
    return (Tone.BAD, "circle-alert") if is_overdue else _PAID_SIGNS.get(payment_state, (Tone.NEUTRAL, ""))


def payment_words(payment_state: str, context: PageContext, *, is_overdue: bool, by_contract: bool) -> str:
    """How it is paid, in words; what is bought under a contract is paid by that."""
    if by_contract:
        return tr("By its contract")
    return tr("Overdue") if is_overdue else context.choices.state("payment_state", payment_state, language()) or ""


def describe(details: OrderDetails, context: PageContext) -> DetailContent:
    """The content of the detail side."""
    return DetailContent(
        record_id=details.id,
        title=tr("Order {number}", number=details.number),
        line=details.customer or "",
        owner=details.owner or "",
        chips=_chips(details, context),
        figures=_figures(details, context),
        tabs=(
            *(() if context.background.viewer.hides(AMOUNT) else _worth(details, context)),
            TabContent("details", N_("Details"), sections=_facts(details, context)),
        ),
        foot=_foot(details),
        owner_edit="owner_id",
    )


def _worth(details: OrderDetails, context: PageContext) -> tuple[TabContent, ...]:
    """What is ordered at which prices, and what came in for it."""
    return (
        TabContent("lines", N_("Lines"), groups=_ordered(details), nothing=N_("Nothing is ordered yet.")),
        TabContent("money", N_("Money"), groups=_money(details, context), nothing=N_("No money came in yet.")),
    )


def _chips(details: OrderDetails, context: PageContext) -> tuple[Chip, ...]:
    state = context.choices.state("order_status", details.status, language()) or details.status
    chips = [Chip(state, *order_sign(details.status))]
    by_contract = details.contract_id is not None
    if details.status != CANCELLED:
        said = payment_words(details.payment_state, context, is_overdue=details.is_overdue, by_contract=by_contract)
        tone, sign = payment_sign(details.payment_state, is_overdue=details.is_overdue)
        chips.append(Chip(said, *((Tone.NEUTRAL, "handshake") if by_contract else (tone, sign))))
    return tuple(chips)


def _figures(details: OrderDetails, context: PageContext) -> tuple[Figure, ...]:
    code, today = language(), context.today()
    is_kept = context.background.viewer.hides(AMOUNT)
    total, received = (_amount(each, details) for each in (details.total_minor, details.received_minor))
    still = formats.MISSING if is_kept or details.open_minor is None else _amount(details.open_minor, details)
    day = formats.day(details.due_on, code, today)
    far = formats.relative(details.due_on, code, today) if details.due_on and details.open_minor else ""
    far = "" if far in (day, formats.day_far(details.due_on, code)) else far
    tone = Tone.BAD if details.is_overdue else Tone.NEUTRAL
    came = Plain(tr("{amount} received", amount=received)) if details.received_minor else ""
    return (
        Figure(N_("Order total"), Plain(formats.MISSING if is_kept else total)),
        Figure(N_("Outstanding"), Plain(still), came, tone),
        Figure(N_("Due date"), Plain(day), Plain(far), tone),
    )


def _ordered(details: OrderDetails) -> tuple[Group, ...]:
    if not details.lines:
        return ()
    added = (
        (N_("Net amount"), details.net_minor),
        (N_("Freight"), details.freight_minor),
        (N_("Tax"), details.tax_minor),
    )
    shown = [(tr(title), minor) for title, minor in added if minor] + [(tr("Order total"), details.total_minor)]
    # Amounts that stand below each other have cents, or none has.
    cents = formats.has_cents((minor for _, minor in shown), details.currency)
    sums = [
        Line("", "", title, "", formats.money(minor, details.currency, symbol=True, cents=cents))
        for title, minor in shown
    ]
    return (
        Group(tr("What is ordered"), tuple(_line(each, details.currency) for each in details.lines)),
        Group(tr("Total"), tuple(sums)),
    )


def _line(line: OrderLineView, currency: str) -> Line:
    """Quantity, price and discount, and what that makes: "3 pcs × ¥4,821.50 − 10 %"."""
    quantity = f"{formats.number(from_e6(line.quantity_e6))} {line.unit or ''}".strip()
    terms = f"{quantity} × {formats.unit_price(line.unit_price_e6, currency, symbol=True)}"
    if line.discount_e6:
        terms += f" {formats.MINUS} {formats.percent_in_full(from_e6(line.discount_e6))}"
    title = line.product or line.description or formats.MISSING
    return Line("", "", title, terms, formats.money(line.net_minor, currency, symbol=True))


def _money(details: OrderDetails, context: PageContext) -> tuple[Group, ...]:
    if details.contract_id:
        note = tr("Its plan of payments pays this order")
        return (Group(tr("Contract"), (Line("contract", details.contract_id, details.contract or "", note),)),)
    lines = tuple(_receipt(each, context) for each in details.receipts)
    receipts = (Group(tr("Receipts"), lines),) if lines else ()
    return (*receipts, *invoice_groups(details.invoices, details.total_minor, details.currency, context))


def _receipt(receipt: ReceiptView, context: PageContext) -> Line:
    day = formats.day(receipt.paid_on, language(), context.today())
    said = " · ".join(part for part in (receipt.method, receipt.note) if part)
    tone = Tone.BAD if receipt.amount_minor < 0 else Tone.NEUTRAL
    return Line(
        "receipt", receipt.id, day, said, formats.money(receipt.amount_minor, receipt.currency, symbol=True), tone
    )


def _facts(details: OrderDetails, context: PageContext) -> tuple[Section, ...]:
    code = language()
    ordered, required, shipped, due, paid = (
        formats.day_far(each, code) if each else ""
        for each in (details.ordered_on, details.required_on, details.shipped_on, details.due_on, details.paid_on)
    )
    shipped_edit = Edit("shipped_on", Kind.DATE) if details.status == SHIPPED else None
    return (
        Section(
            N_("Order"),
            (
                Fact(N_("Number"), details.number, Edit("number", required=True)),
                Fact(N_("Customer"), details.customer or "", Edit("customer_id", Kind.LOOKUP, "customer", True)),
                Fact(N_("Opportunity"), details.opportunity or "", Edit("opportunity_id", Kind.LOOKUP, "opportunity")),
                Fact(N_("Campaign"), details.campaign or "", Edit("campaign_id", Kind.CHOICE, "campaigns")),
                Fact(N_("Owner"), details.owner or "", Edit("owner_id", Kind.CHOICE, "users")),
                Fact(N_("Ordered"), ordered, Edit("ordered_on", Kind.DATE, required=True)),
                Fact(N_("Required"), required, Edit("required_on", Kind.DATE)),
                Fact(N_("Shipped"), shipped, shipped_edit),
                Fact(N_("Due date"), due, Edit("due_on", Kind.DATE)),
                Fact(N_("Paid on"), paid),
                Fact(N_("Key in the other system"), details.external_key or "", Edit("external_key")),
                Fact(N_("Created"), when(details.created_at, context)),
            ),
        ),
        Section(
            N_("Delivery"),
            (
                Fact(N_("Deliver to"), details.delivery_name or "", Edit("delivery_name")),
                Fact(N_("Country"), country_name(details.delivery_country, code), Edit("delivery_country")),
                Fact(N_("Province or state"), details.delivery_province or "", Edit("delivery_province")),
                Fact(N_("City"), details.delivery_city or "", Edit("delivery_city")),
                Fact(N_("Postcode"), details.delivery_postcode or "", Edit("delivery_postcode")),
                Fact(N_("Address"), details.delivery_address or "", Edit("delivery_address")),
            ),
        ),
        Section(N_("In words"), (Fact(N_("Note"), details.note or "", Edit("note", Kind.NOTE)),)),
    )


def _foot(details: OrderDetails) -> tuple[Line, ...]:
    """What it came from and who ordered; each leads there."""
    of = (
        ("contract", details.contract_id, details.contract, tr("Contract")),
        ("quotation", details.quotation_id, details.quotation, tr("Quotation")),
        ("opportunity", details.opportunity_id, details.opportunity, tr("Opportunity")),
        ("customer", details.customer_id, details.customer, tr("Customer")),
    )
    return tuple(Line(kind, key, name or "", said) for kind, key, name, said in of if key)


def _amount(minor: int, details: OrderDetails) -> str:
    return formats.money(minor, details.currency, symbol=True)
