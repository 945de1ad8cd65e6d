"""What the detail side says of a link of the channel: who supplies whom, what went over it, and the chain behind it."""

from crm_desktop.core import formats
from crm_desktop.core.i18n import N_, language, tr
from crm_desktop.core.money import from_e6
from crm_desktop.models.channel import COMING, ENDED, SUPPLIES
from crm_desktop.models.limited_fields import AMOUNT
from crm_desktop.queries.channel_list import SupplyDetails, SupplyRow
from crm_desktop.ui.detail_content import Chip, DetailContent, Edit, Fact, Group, Kind, Line, Section, TabContent
from crm_desktop.ui.details.channel import channel_sections, count_words, report_line
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.texts import Plain
from crm_desktop.ui.theme import Tone
from crm_desktop.ui.widgets.blocks import Figure

_SIGNS = {
    SUPPLIES: (Tone.GOOD, "circle-check"),
    COMING: (Tone.NEUTRAL, "calendar-clock"),
    ENDED: (Tone.NEUTRAL, "circle-x"),
}


def state_chip(state: str, context: PageContext) -> Chip:
    """Whether a link holds today, as word, colour and shape."""
    tone, sign = _SIGNS[state]
    return Chip(context.choices.state("supply_state", state, language()) or state, tone, sign)


def describe(details: SupplyDetails, context: PageContext) -> DetailContent:
    """The content of the detail side."""
    row = details.row
    return DetailContent(
        record_id=details.id,
        title=row.buyer or formats.MISSING,
        line=tr("supplied by {name}", name=row.supplier or formats.MISSING),
        owner=row.owner or "",
        chips=(state_chip(row.state, context),),
        figures=_figures(row, context),
        tabs=(
            TabContent(
                "chain",
                N_("Chain"),
                sections=channel_sections(details.chain, context) if details.chain else (),
                nothing=_no_chain(details),
            ),
            TabContent(
                "reports",
                N_("Channel reports"),
                groups=_reports(details, context),
                nothing=N_("Neither end reported anything yet."),
            ),
            TabContent("details", N_("Details"), sections=_facts(row)),
        ),
        foot=(
            Line("customer", row.supplier_id, row.supplier or "", tr("Supplier")),
            Line("customer", row.buyer_id, row.buyer or "", tr("Buyer")),
        ),
    )


def _no_chain(details: SupplyDetails) -> str:
    return N_("Its supplier is not yours to see.") if details.is_rolled_up else N_("Reading…")


def _figures(row: SupplyRow, context: PageContext) -> tuple[Figure, ...]:
    def money(minor: int) -> Plain:
        told = formats.MISSING if hides else formats.money(minor, context.currency, symbol=True, cents=False)
        return Plain(told)

    hides = context.background.viewer.hides(AMOUNT)
    day = formats.relative(row.reported_on, language(), context.today()) if row.reported_on else ""
    return (
        Figure(N_("Passed on"), money(row.passed_minor), N_("12 months")),
        Figure(N_("Sold on"), money(row.sold_on_minor), N_("12 months")),
        Figure(N_("Stock left"), Plain(count_words(row.stock_e6)), Plain(day)),
    )


def _reports(details: SupplyDetails, context: PageContext) -> tuple[Group, ...]:
    row = details.row
    groups = (
        (tr("Passed on by {name}", name=row.supplier or formats.MISSING), details.passed),
        (tr("Reported by {name}", name=row.buyer or formats.MISSING), details.sold_on),
    )
    return tuple(Group(title, tuple(report_line(each, context) for each in told)) for title, told in groups if told)


def _facts(row: SupplyRow) -> tuple[Section, ...]:
    code = language()
    first, last = (formats.day_far(day, code) if day else "" for day in (row.from_on, row.to_on))
    share = formats.percent_in_full(from_e6(row.share_e6)) if row.share_e6 is not None else ""
    return (
        Section(
            N_("Supply link"),
            (
                Fact(N_("Supplies from"), first, Edit("from_on", Kind.DATE)),
                Fact(N_("Supplies until"), last, Edit("to_on", Kind.DATE)),
                Fact(N_("Share"), share),
                Fact(N_("Owner of the buyer"), row.owner or ""),
                Fact(N_("Note"), row.note or "", Edit("note", Kind.NOTE)),
            ),
        ),
    )
