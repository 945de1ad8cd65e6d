"""What the detail side says of a deal."""

from crm_desktop.core import formats
from crm_desktop.core.i18n import N_, language, tr
from crm_desktop.core.money import from_e6
from crm_desktop.models.dictionary import LOST, OPEN, WON
from crm_desktop.queries.opportunity import OpportunityDetails
from crm_desktop.ui.detail_view import Chip, DetailContent, Line, Section, TabContent
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.texts import Plain
from crm_desktop.ui.theme import Tone
from crm_desktop.ui.theme.shapes import Mark
from crm_desktop.ui.widgets.blocks import Figure

_TONES = {OPEN: Tone.INFO, WON: Tone.GOOD, LOST: Tone.NEUTRAL}


def describe(details: OpportunityDetails, context: PageContext) -> DetailContent:
    """The content of the detail side."""
    names, code = context.choices, language()
    chips = [Chip(names.name(details.stage_id, code) or "", _TONES[details.outcome])]
    if details.is_stalled:
        chips.append(Chip(tr("Stalled"), Tone.WARNING, Mark.MID))
    if details.reason_id:
        chips.append(Chip(names.name(details.reason_id, code) or ""))
    customer = (
        (Line("customer", details.customer_id, details.customer or "", tr("Customer")),) if details.customer_id else ()
    )
    return DetailContent(
        record_id=details.id,
        title=details.name,
        line=" · ".join(part for part in (tr("No. {number}", number=details.number), details.customer) if part),
        owner=details.owner or "",
        chips=tuple(chips),
        figures=_figures(details, context),
        notice=_notice(details, context),
        tabs=(
            TabContent("lines", N_("Products"), _lines(details), count=len(details.lines)),
            TabContent("stages", N_("Stages"), _stages(details, context), count=len(details.stages)),
            TabContent("people", N_("Contacts"), _people(details, context), count=len(details.contacts)),
            TabContent("details", N_("Details"), sections=_facts(details, context)),
        ),
        foot=customer,
    )


def _figures(details: OpportunityDetails, context: PageContext) -> tuple[Figure, ...]:
    code = language()
    day = details.closed_on or details.expected_close_on
    closed = details.outcome != OPEN
    return (
        Figure(N_("Amount"), Plain(formats.money(details.amount_minor, details.currency, symbol=True))),
        Figure(
            N_("Weighted"),
            Plain(formats.money(details.weighted_minor, details.currency, symbol=True)),
            Plain(f"{round(details.probability_e6 / 10_000)} %"),
        ),
        Figure(
            N_("Closed") if closed else N_("Expected close"),
            Plain(formats.day(day, code, context.today()) if day else formats.MISSING),
            Plain(formats.days(details.cycle_days, code) if details.cycle_days is not None else ""),
        ),
    )


def _notice(details: OpportunityDetails, context: PageContext) -> tuple[Tone, str, str] | None:
    if not details.next_step:
        return None
    when = formats.day(details.next_step_on, language(), context.today()) if details.next_step_on else ""
    tone = Tone.BAD if details.is_next_step_overdue else Tone.INFO
    return tone, tr("Next step: {step}", step=details.next_step), when


def _lines(details: OpportunityDetails) -> tuple[Line, ...]:
    return tuple(
        Line(
            "product",
            "",
            line.product or line.description or "",
            f"{from_e6(line.quantity_e6)} × {formats.decimal(from_e6(line.unit_price_e6), 2)}",
            formats.money(line.net_minor, details.currency, symbol=True),
        )
        for line in details.lines
    )


def _stages(details: OpportunityDetails, context: PageContext) -> tuple[Line, ...]:
    code = language()
    return tuple(
        Line(
            "stage",
            "",
            context.choices.name(stay.value, code) or "",
            " · ".join(part for part in (formats.day_far(stay.from_on, code), stay.by or "") if part),
            formats.days(stay.days, code) if stay.days is not None else tr("now"),
        )
        for stay in reversed(details.stages)
    )


def _people(details: OpportunityDetails, context: PageContext) -> tuple[Line, ...]:
    return tuple(
        Line(
            "contact",
            each.id,
            each.name,
            each.job_title or "",
            context.choices.name(each.buying_role_id, language()) or "",
        )
        for each in details.contacts
    )


def _facts(details: OpportunityDetails, context: PageContext) -> tuple[Section, ...]:
    names, code = context.choices, language()
    values = (
        (N_("Contact"), details.contact),
        (N_("Opened"), formats.day_far(details.opened_on, code) if details.opened_on else None),
        (N_("Source"), names.name(details.source_id, code)),
        (N_("Campaign"), details.campaign),
        (N_("Competitor"), details.competitor),
        (N_("Reason"), names.name(details.reason_id, code)),
        (N_("Reason in words"), details.reason_note),
        (N_("Key in the other system"), details.external_key),
        (N_("Note"), details.note),
    )
    given = tuple((label, value) for label, value in values if value)
    return (Section(N_("Deal"), given),) if given else ()
