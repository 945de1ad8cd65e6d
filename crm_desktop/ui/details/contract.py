"""What the detail side says of a contract: what was agreed, what is paid of it, and who allowed it."""

from datetime import date

from crm_desktop.core import formats
from crm_desktop.core.i18n import N_, language, tr
from crm_desktop.core.money import E6, from_e6
from crm_desktop.models.contract import DRAFT, REJECTED, SIGNED
from crm_desktop.models.limited_fields import AMOUNT
from crm_desktop.operations.contract import STAYS_EDITABLE
from crm_desktop.queries.contract_details import (
    ContractDetails,
    ContractLineView,
    ContractShareView,
    PaymentView,
)
from crm_desktop.ui.detail_content import Chip, DetailContent, Edit, Fact, Group, Kind, Line, Section, TabContent
from crm_desktop.ui.details.approval import approval_line
from crm_desktop.ui.details.contract_state import contract_chip, contract_lines
from crm_desktop.ui.details.facts import parties, when
from crm_desktop.ui.details.invoice import invoice_groups
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.texts import Plain
from crm_desktop.ui.theme import Tone
from crm_desktop.ui.widgets.blocks import Figure

Told = tuple[Tone, str, str]


def describe(details: ContractDetails, context: PageContext) -> DetailContent:
    """The content of the detail side."""
    chips = [contract_chip(details.stage, context, has_ended=details.has_ended)]
    if details.is_overdue:
        chips.append(Chip(tr("Payment overdue"), Tone.BAD, "circle-alert"))
    return DetailContent(
        record_id=details.id,
        title=f"{details.number} · {details.name}",
        line=" · ".join(part for part in (details.customer, details.contact) if part),
        owner=details.owner or "",
        chips=tuple(chips),
        figures=_figures(details, context),
        notice=_notice(details, context),
        tabs=(
            *(() if context.background.viewer.hides(AMOUNT) else _worth(details, context)),
            TabContent("approval", N_("Approval"), _approvals(details, context), nothing=N_("Nobody was asked yet.")),
            TabContent("details", N_("Details"), sections=_facts(details, context)),
        ),
        foot=_foot(details, context),
    )


def _worth(details: ContractDetails, context: PageContext) -> tuple[TabContent, ...]:
    """What is paid when, and for what."""
    return (
        TabContent("money", N_("Payments"), groups=_money(details, context), nothing=N_("No payment is planned yet.")),
        TabContent("agreed", N_("Agreed"), groups=_agreed(details), nothing=N_("No products, only the amount.")),
    )


def _figures(details: ContractDetails, context: PageContext) -> tuple[Figure, ...]:
    code, today = language(), context.today()
    amounts = (None, None) if context.background.viewer.hides(AMOUNT) else (details.amount_minor, details.open_minor)
    money = [formats.money(each, details.currency, symbol=True) for each in amounts]
    due = details.next_due_on
    said = tr("next {day}", day=formats.relative(due, code, today)) if due else ""
    ends = formats.day(details.ends_on, code, today)
    far = formats.relative(details.ends_on, code, today) if details.ends_on and details.stage == SIGNED else ""
    # What is far away is told as a day, which stands there already.
    far = "" if far in (ends, formats.day_far(details.ends_on, code)) else far
    return (
        Figure(N_("Amount"), Plain(money[0])),
        Figure(N_("Outstanding"), Plain(money[1]), Plain(said), Tone.BAD if details.is_overdue else Tone.NEUTRAL),
        Figure(N_("Ends"), Plain(ends), Plain(far)),
    )


def _notice(details: ContractDetails, context: PageContext) -> Told | None:
    """Where it stands and what comes next, where somebody has to do something."""
    code, today = language(), context.today()
    asked, granted = details.pending, details.granted
    match details.stage:
        case "submitted" if asked is not None:
            said = tr("{name} asked for approval", name=asked.asked_by or formats.MISSING)
            following = tr("Next: approve it, or send it back with a reason") if asked.may_decide else ""
            return Tone.WARNING, said, asked.note or following
        case "approved" if granted is not None:
            said = tr("Approved by {name}", name=granted.decided_by or formats.MISSING)
            return Tone.INFO, said, granted.answer or tr("Next: have it signed")
        case "draft" if details.approvals and details.approvals[0].decision == REJECTED:
            last = details.approvals[0]
            return Tone.BAD, tr("Sent back by {name}", name=last.decided_by or formats.MISSING), last.answer or ""
        case "terminated":
            closed = tr("Ended early on {day}", day=formats.day(details.closed_on, code, today))
            return Tone.NEUTRAL, closed, details.close_reason or ""
        case "signed" if details.has_ended and not details.successors:
            ended = tr("It ended on {day}", day=formats.day(details.ends_on, code, today))
            return Tone.WARNING, ended, tr("Next: renew it, or complete it once it is paid")
    return None


def _money(details: ContractDetails, context: PageContext) -> tuple[Group, ...]:
    lines = tuple(_payment(number, each, details.currency, context) for number, each in enumerate(details.plan, 1))
    invoices = invoice_groups(details.invoices, details.amount_minor, details.currency, context)
    if not lines:
        return invoices
    received = formats.money(details.received_minor, details.currency, symbol=True)
    return (Group(tr("Payments · {amount} received", amount=received), lines), *invoices)


def _payment(number: int, payment: PaymentView, currency: str, context: PageContext) -> Line:
    code, today = language(), context.today()
    amount = formats.money(payment.amount_minor, currency, symbol=True)
    if payment.received_minor >= payment.amount_minor:
        said, tone = tr("received"), Tone.GOOD
    elif payment.received_minor > 0:
        part = formats.money(payment.received_minor, currency, symbol=True)
        said, tone = tr("{amount} received", amount=part), Tone.BAD if payment.is_overdue else Tone.NEUTRAL
    else:
        said, tone = (tr("overdue"), Tone.BAD) if payment.is_overdue else ("", Tone.NEUTRAL)
    day = formats.day(payment.due_on, code, today)
    title = payment.title or tr("Payment {number}", number=number)
    return Line("", "", title, " · ".join(part for part in (day, said) if part), amount, tone)


def _agreed(details: ContractDetails) -> tuple[Group, ...]:
    if not details.lines:
        return ()
    taxes = tuple(
        Line("", "", tr("Tax {rate}", rate=formats.percent_in_full(from_e6(rate))), "", _total(tax, details))
        for rate, tax in details.taxes
    )
    total = Line("", "", tr("With tax"), "", _total(details.amount_minor, details))
    return (
        Group(tr("What was agreed"), tuple(_line(each, details.currency) for each in details.lines)),
        Group(tr("Total"), (*taxes, total)),
    )


def _total(amount: int, details: ContractDetails) -> str:
    return formats.money(amount, details.currency, symbol=True)


def _line(line: ContractLineView, currency: str) -> Line:
    """Quantity, price and discount, and what that makes: "3 pcs × ¥4,821.50 − 10 %"."""
    quantity = f"{formats.number(from_e6(line.quantity_e6))} {line.unit or ''}".strip()
    terms = f"{quantity} × {formats.unit_price(line.unit_price_e6, currency, symbol=True)}"
    if line.discount_e6:
        terms += f" {formats.MINUS} {formats.percent_in_full(from_e6(line.discount_e6))}"
    title = line.product or line.description or formats.MISSING
    return Line("", "", title, terms, formats.money(line.net_minor, currency, symbol=True))


def _approvals(details: ContractDetails, context: PageContext) -> tuple[Line, ...]:
    return tuple(approval_line(each, details.currency, context) for each in details.approvals)


def _facts(details: ContractDetails, context: PageContext) -> tuple[Section, ...]:
    return (
        Section(N_("Contract"), _agreement(details, context)),
        Section(N_("Parties"), _parties(details)),
        *_shares(details, context),
        Section(
            N_("In words"),
            (
                Fact(N_("Terms"), details.terms or "", _edit(details, "terms", Kind.NOTE)),
                Fact(N_("Note for ourselves"), details.note or "", _edit(details, "note", Kind.NOTE)),
            ),
        ),
    )


def _agreement(details: ContractDetails, context: PageContext) -> tuple[Fact, ...]:
    names, code = context.choices, language()
    customer, contact = details.customer or "", details.contact or ""
    return (
        Fact(N_("Name"), details.name, _edit(details, "name", required=True)),
        Fact(N_("Number"), details.number, _edit(details, "number", required=True)),
        Fact(
            N_("Kind"), names.name(details.kind_id, code) or "", _edit(details, "kind_id", Kind.CHOICE, "contract_kind")
        ),
        Fact(N_("Customer"), customer, _edit(details, "customer_id", Kind.LOOKUP, "customer", required=True)),
        Fact(N_("Contact"), contact, _edit(details, "contact_id", Kind.LOOKUP, "contact")),
        Fact(N_("Opportunity"), details.opportunity or ""),
        Fact(N_("Campaign"), details.campaign or "", _edit(details, "campaign_id", Kind.CHOICE, "campaigns")),
        Fact(N_("Owner"), details.owner or "", _edit(details, "owner_id", Kind.CHOICE, "users")),
        Fact(N_("Starts"), _day(details.starts_on), _edit(details, "starts_on", Kind.DATE)),
        Fact(N_("Ends"), _day(details.ends_on), _edit(details, "ends_on", Kind.DATE)),
        Fact(N_("Remind of renewal"), _day(details.remind_on), _edit(details, "remind_on", Kind.DATE)),
        Fact(N_("Signed"), _day(details.signed_on)),
        Fact(N_("Closed"), _day(details.closed_on)),
        Fact(N_("Reason"), details.close_reason or ""),
        Fact(N_("Key in the other system"), details.external_key or "", _edit(details, "external_key")),
        Fact(N_("Created"), when(details.created_at, context)),
    )


def _parties(details: ContractDetails) -> tuple[Fact, ...]:
    told = (
        (N_("Our party"), "our_party"),
        (N_("Signed by us"), "signed_by_us"),
        (N_("Their party"), "their_party"),
        (N_("Signed by them"), "signed_by_them"),
    )
    return tuple(Fact(title, getattr(details, name) or "", _edit(details, name)) for title, name in told)


def _shares(details: ContractDetails, context: PageContext) -> tuple[Section, ...]:
    """Who has what part of the commission; today's rest is the owner's."""
    if not details.shares:
        return ()
    today = context.today()
    holding = [each for each in details.shares if (each.from_on or today) <= today <= (each.to_on or today)]
    rest = E6 - sum(each.share_e6 for each in holding)
    own = Fact(N_("Owner today"), f"{details.owner or formats.MISSING} · {formats.percent_in_full(from_e6(rest))}")
    return (Section(N_("Team"), (own, *(_share(each) for each in details.shares))),)


def _share(share: ContractShareView) -> Fact:
    days = " – ".join(_day(day) or "…" for day in (share.from_on, share.to_on)) if share.from_on or share.to_on else ""
    part = formats.percent_in_full(from_e6(share.share_e6))
    return Fact(
        Plain(share.name or formats.MISSING), " · ".join(each for each in (part, days, share.part or "") if each)
    )


def _edit(
    details: ContractDetails, name: str, kind: Kind = Kind.LINE, of: str = "", *, required: bool = False
) -> Edit | None:
    """How a value is edited: all of them while it is a draft, afterwards what was not agreed upon."""
    return Edit(name, kind, of, required) if details.stage == DRAFT or name in STAYS_EDITABLE else None


def _foot(details: ContractDetails, context: PageContext) -> tuple[Line, ...]:
    """The deal, the people and the contracts before and after; each leads there."""
    found = [*parties(details)]
    if details.opportunity_id:
        found.insert(0, Line("opportunity", details.opportunity_id, details.opportunity or "", tr("Opportunity")))
    if details.predecessor is not None:
        found += contract_lines([details.predecessor], context, tr("Before"))
    return (*found, *contract_lines(details.successors, context, tr("After")))


def _day(day: date | None) -> str:
    return formats.day_far(day, language()) if day else ""
