"""What the detail side of a customer says of its place in the channel."""

from collections.abc import Iterable

from crm_desktop.core import formats
from crm_desktop.core.i18n import N_, language, tr, trn
from crm_desktop.core.money import from_e6
from crm_desktop.models.limited_fields import AMOUNT
from crm_desktop.queries.channel import ChannelView, ReportView, SupplyView
from crm_desktop.ui.detail_content import Fact, Group, Line, Section
from crm_desktop.ui.forms.channel import LINK, REPORT
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.texts import Plain
from crm_desktop.ui.theme import Tone


def channel_groups(channel: ChannelView | None, context: PageContext) -> tuple[Group, ...]:
    """Who supplies the customer, whom it supplies, and what it reported; each line leads there."""
    if channel is None:
        return ()
    groups = (
        (N_("Supplied by"), _links(channel.suppliers, context)),
        (N_("Supplies"), _links(channel.buyers, context)),
        (N_("Channel reports"), tuple(report_line(each, context) for each in channel.reports)),
    )
    return tuple(Group(title, lines) for title, lines in groups if lines)


def channel_sections(channel: ChannelView | None, context: PageContext) -> tuple[Section, ...]:
    """What went through the chain that begins with the customer in twelve months, and each product in it."""
    if channel is None:
        return ()
    hides = context.background.viewer.hides(AMOUNT)

    def money(minor: int) -> str:
        return formats.MISSING if hides else formats.money(minor, context.currency, symbol=True)

    members = trn("1 member", "{count} members", channel.members)
    facts = (
        Fact(N_("Chain"), members),
        Fact(N_("Sold to it by us"), money(channel.own_minor)),
        Fact(N_("Sold into the chain"), money(channel.sold_in_minor)),
        Fact(N_("Sold on out of it"), money(channel.sold_through_minor)),
    )
    flows = tuple(
        Fact(
            Plain(each.product or formats.MISSING),
            tr(
                "in {sold_in} · out {out} · stock {stock}",
                sold_in=count_words(each.sold_in_e6),
                out=count_words(each.sold_through_e6),
                stock=count_words(each.stock_e6),
            ),
        )
        for each in channel.products
    )
    return (Section(N_("Channel, 12 months"), (*facts, *flows)),)


def _links(links: Iterable[SupplyView], context: PageContext) -> tuple[Line, ...]:
    code, today = language(), context.today()
    lines = []
    for link in links:
        days = [formats.day(day, code, today) if day else "" for day in (link.from_on, link.to_on)]
        told = " – ".join(days) if any(days) else ""
        share = formats.percent_in_full(from_e6(link.share_e6)) if link.share_e6 is not None else ""
        if not link.holds_on(today):
            told = " · ".join(part for part in (tr("not now"), told) if part)
        lines.append(Line(LINK, link.id, link.customer or formats.MISSING, told, share))
    return tuple(lines)


def report_line(report: ReportView, context: PageContext) -> Line:
    """What a member reported of its sales in some days; it leads to the form."""
    days = formats.period(report.from_on, report.to_on, language())
    sold = "" if report.quantity_e6 is None else count_words(report.quantity_e6)
    if report.amount_minor is not None and not context.background.viewer.hides(AMOUNT):
        sold = formats.money(report.amount_minor, report.currency or context.currency, symbol=True)
    title = report.product or tr("All products")
    return Line(REPORT, report.id, title, " · ".join(part for part in (days, report.buyer) if part), sold, Tone.NEUTRAL)


def count_words(number_e6: int | None) -> str:
    """A quantity as people write it."""
    return formats.MISSING if number_e6 is None else formats.number(from_e6(number_e6))
