"""What the detail side says of a quotation: what is offered at which price, until when, and what became of it."""

from crm_desktop.core import formats
from crm_desktop.core.i18n import N_, language, listed, tr
from crm_desktop.core.money import from_e6
from crm_desktop.models.contract import REJECTED
from crm_desktop.models.quotation import ACCEPTED, DECLINED, DRAFT, SENT
from crm_desktop.queries.floor_price import NOTHING
from crm_desktop.queries.quotation import QuotationDetails, QuotationLineView
from crm_desktop.ui.detail_content import Chip, DetailContent, Edit, Fact, Group, Kind, Line, Section, TabContent
from crm_desktop.ui.details.approval import approval_line
from crm_desktop.ui.details.facts import quotation_group, when
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.texts import Plain
from crm_desktop.ui.theme import Tone
from crm_desktop.ui.widgets.blocks import Figure

_SIGNS: dict[str, tuple[Tone, str]] = {
    DRAFT: (Tone.NEUTRAL, "pencil"),
    SENT: (Tone.INFO, "mail"),
    ACCEPTED: (Tone.GOOD, "circle-check"),
    DECLINED: (Tone.BAD, "circle-x"),
}


def state_sign(status: str, *, is_expired: bool) -> tuple[Tone, str]:
    """Colour and shape of how a quotation stands."""
    return (Tone.WARNING, "circle-alert") if is_expired else _SIGNS[status]


def state_words(status: str, context: PageContext, *, is_expired: bool) -> str:
    """How a quotation stands, in words."""
    return tr("Expired") if is_expired else context.choices.state("quotation_status", status, language()) or status


def describe(details: QuotationDetails, context: PageContext) -> DetailContent:
    """The content of the detail side."""
    row = details.row
    tone, sign = state_sign(row.status, is_expired=row.is_expired)
    return DetailContent(
        record_id=row.id,
        title=f"{row.name} · {row.title}",
        line=" · ".join(part for part in (details.customer, details.contact) if part),
        owner=details.owner or "",
        chips=(Chip(state_words(row.status, context, is_expired=row.is_expired), tone, sign),),
        figures=_figures(details, context),
        notice=_notice(details),
        tabs=(
            TabContent("offer", N_("Offer"), groups=_offer(details, context), nothing=N_("Nothing is offered yet.")),
            *_approvals(details, context),
            TabContent("details", N_("Details"), sections=_facts(details, context)),
        ),
        foot=_parties(details),
        owner_edit="owner_id" if row.status == DRAFT else "",
    )


def _figures(details: QuotationDetails, context: PageContext) -> tuple[Figure, ...]:
    row, code, today = details.row, language(), context.today()
    until = formats.day(row.valid_until, code, today)
    far = formats.relative(row.valid_until, code, today) if row.valid_until and row.status == SENT else ""
    return (
        Figure(N_("Net amount"), Plain(formats.money(details.net_minor, row.currency, symbol=True))),
        Figure(N_("With tax"), Plain(formats.money(row.total_minor, row.currency, symbol=True))),
        Figure(N_("Valid until"), Plain(until), Plain(far)),
    )


def _notice(details: QuotationDetails) -> tuple[Tone, str, str] | None:
    """Prices below the floor, and what is to be done about them while the quotation can still go on."""
    floor = details.floor
    if details.row.status not in (DRAFT, SENT) or floor.policy == NOTHING:
        return None
    if (asked := floor.pending) is not None:
        said = tr("{name} asked for the prices to be approved", name=asked.asked_by or formats.MISSING)
        return Tone.WARNING, said, asked.note or tr("Next: approve them, or send them back with a reason")
    last = floor.approvals[0] if floor.approvals else None
    if last is not None and last.decision == REJECTED and (floor.low.lines or details.row.status == DRAFT):
        return Tone.BAD, tr("Prices sent back by {name}", name=last.decided_by or formats.MISSING), last.answer or ""
    if not floor.low.lines:
        return None
    said = tr("Below the floor price: {products}", products=listed(line.product for line in floor.low.lines))
    return Tone.WARNING, said, tr("Next: ask for the prices to be approved") if floor.needs_approval else ""


def _approvals(details: QuotationDetails, context: PageContext) -> tuple[TabContent, ...]:
    """Who allowed prices below the floor, where anybody was asked."""
    asked = details.floor.approvals
    lines = tuple(approval_line(each, details.row.currency, context) for each in asked)
    return (TabContent("approval", N_("Approval"), lines),) if lines else ()


def _offer(details: QuotationDetails, context: PageContext) -> tuple[Group, ...]:
    lines = tuple(_line(each, details.row.currency) for each in details.lines)
    offered = (Group(tr("What is offered"), lines),) if lines else ()
    versions = tuple(Group(tr("Other versions"), group.lines) for group in quotation_group(details.versions, context))
    return (*offered, *versions)


def _line(line: QuotationLineView, currency: str) -> Line:
    """Quantity, price and discount, and what that makes: "3 pcs × ¥4,821.50 − 10 %"."""
    quantity = f"{formats.number(from_e6(line.quantity_e6))} {line.unit or ''}".strip()
    title = line.product or line.description or formats.MISSING
    if line.net_minor is None:
        return Line("", "", title, quantity)
    terms = f"{quantity} × {formats.unit_price(line.unit_price_e6, currency, symbol=True)}"
    if line.discount_e6:
        terms += f" {formats.MINUS} {formats.percent_in_full(from_e6(line.discount_e6))}"
    return Line("", "", title, terms, formats.money(line.net_minor, currency, symbol=True))


def _facts(details: QuotationDetails, context: PageContext) -> tuple[Section, ...]:
    code, row = language(), details.row
    is_draft = row.status == DRAFT

    def edit(name: str, kind: Kind = Kind.LINE, of: str = "") -> Edit | None:
        """Only while it is a draft: what was sent stays as it is."""
        return Edit(name, kind, of) if is_draft else None

    quoted, until, sent, decided = (
        formats.day_far(each, code) if each else ""
        for each in (row.quoted_on, row.valid_until, details.sent_on, details.decided_on)
    )
    decided_as = N_("Accepted") if row.status == ACCEPTED else N_("Declined")
    return (
        Section(
            N_("Quotation"),
            (
                Fact(N_("Title"), row.title, edit("title")),
                Fact(N_("Number"), row.name),
                Fact(N_("Customer"), details.customer or "", edit("customer_id", Kind.LOOKUP, "customer")),
                Fact(N_("Contact"), details.contact or "", edit("contact_id", Kind.LOOKUP, "contact")),
                Fact(N_("Opportunity"), details.opportunity or ""),
                Fact(N_("Owner"), details.owner or "", edit("owner_id", Kind.CHOICE, "users")),
                Fact(N_("Date"), quoted, edit("quoted_on", Kind.DATE)),
                Fact(N_("Valid until"), until, edit("valid_until", Kind.DATE)),
                Fact(N_("Sent on"), sent),
                Fact(decided_as, decided),
                Fact(N_("Created"), when(details.created_at, context)),
            ),
        ),
        Section(
            N_("In words"),
            (
                Fact(N_("Introduction"), details.introduction or "", edit("introduction", Kind.NOTE)),
                Fact(N_("Terms"), details.terms or "", edit("terms", Kind.NOTE)),
                Fact(N_("Note for ourselves"), details.note or "", edit("note", Kind.NOTE)),
            ),
        ),
    )


def _parties(details: QuotationDetails) -> tuple[Line, ...]:
    """The deal and the people it is about; each leads there."""
    of = (
        ("opportunity", details.opportunity_id, details.opportunity, tr("Opportunity")),
        ("customer", details.customer_id, details.customer, tr("Customer")),
        ("contact", details.contact_id, details.contact, tr("Contact")),
    )
    return tuple(Line(kind, key, name or "", said) for kind, key, name, said in of if key)
