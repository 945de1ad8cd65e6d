"""What the detail side says of a deal: what it is worth, where it stands and why, and what comes next."""

from datetime import date

from crm_desktop.core import formats
from crm_desktop.core.i18n import N_, language, tr
from crm_desktop.core.money import E6, from_e6
from crm_desktop.models.dictionary import OPEN, WON
from crm_desktop.queries.history import Stay
from crm_desktop.queries.opportunity import LineView, OpportunityDetails
from crm_desktop.ui.detail_content import Chip, DetailContent, Edit, Fact, Group, Kind, Line, Section, TabContent
from crm_desktop.ui.details.contract_state import contract_group
from crm_desktop.ui.details.facts import parties, party_facts, quotation_group
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.state_signs import stage_sign
from crm_desktop.ui.texts import Plain
from crm_desktop.ui.theme import Tone
from crm_desktop.ui.widgets.blocks import Figure

# Pressed, an item of the checklist opens all of it.
CHECKLIST = "stage_check"
Told = tuple[Tone, str, str]


def describe(details: OpportunityDetails, context: PageContext) -> DetailContent:
    """The content of the detail side."""
    parts = (tr("No. {number}", number=details.number), details.customer)
    return DetailContent(
        record_id=details.id,
        title=details.name,
        line=" · ".join(part for part in parts if part),
        owner=details.owner or "",
        chips=_chips(details, context),
        figures=_figures(details, context),
        notice=_notice(details, context),
        tabs=(
            TabContent(
                "lines",
                N_("Lines"),
                _lines(details),
                count=len(details.lines),
                nothing=N_("No lines yet."),
                groups=(
                    *contract_group(details.contracts, context),
                    *quotation_group(details.quotations, context),
                ),
            ),
            TabContent(
                "stages", N_("Stages"), _stages(details, context), count=len(details.stages), groups=_checks(details)
            ),
            TabContent(
                "people",
                N_("Contacts"),
                _people(details, context),
                count=len(details.contacts),
                groups=_team(details),
            ),
            TabContent("details", N_("Details"), sections=_facts(details, context)),
        ),
        foot=parties(details),
        owner_edit="owner_id",
        figure_edits=_figure_edits(details),
        notice_edit="next_step" if details.outcome == OPEN else "reason_id",
    )


def _chips(details: OpportunityDetails, context: PageContext) -> tuple[Chip, ...]:
    tone, sign = stage_sign(details.outcome, details.probability_e6)
    chips = [Chip(context.choices.name(details.stage_id, language()) or "", tone, sign)]
    if details.is_stalled:
        chips.append(Chip(tr("Stalled"), Tone.WARNING, "triangle-alert"))
    return tuple(chips)


def _figures(details: OpportunityDetails, context: PageContext) -> tuple[Figure, ...]:
    code, today = language(), context.today()
    count = len(details.lines)
    amount = Plain(formats.money(details.amount_minor, details.currency, symbol=True))
    lines = Plain(tr("of {count} lines", count=count)) if count > 1 else ""
    worth = Figure(N_("Amount"), amount, lines)
    if details.outcome != OPEN:
        opened, closed = (formats.day(day, code, today) for day in (details.opened_on, details.closed_on))
        cycle = Plain(formats.days(details.cycle_days, code))
        return (
            worth,
            Figure(N_("Closed"), Plain(closed), _distance(details.closed_on, today)),
            Figure(N_("Sales cycle"), cycle, Plain(tr("since {day}", day=opened)) if details.opened_on else ""),
        )
    expected = details.expected_close_on
    is_late = expected is not None and expected < today
    return (
        worth,
        Figure(
            N_("Weighted"),
            Plain(formats.money(details.weighted_minor, details.currency, symbol=True)),
            Plain(tr("at {share}", share=share(details.probability_e6))),
        ),
        Figure(
            N_("Expected close"),
            # With its weekday it would not fit beside two other figures; the line below says how far it is.
            Plain(formats.day_far(expected, code)),
            _distance(expected, today),
            Tone.BAD if is_late else Tone.NEUTRAL,
        ),
    )


def _figure_edits(details: OpportunityDetails) -> tuple[str, ...]:
    """Which values the key figures lead to."""
    if details.outcome == OPEN:
        return "amount_minor", "", "expected_close_on"
    return "amount_minor", "closed_on", ""


def _notice(details: OpportunityDetails, context: PageContext) -> Told | None:
    """The most pressing thing to know: why it ended, an overdue or missing step, a standstill, else what comes next."""
    if details.outcome != OPEN:
        return _ending(details, context)
    code, today = language(), context.today()
    when = formats.day(details.next_step_on, code, today) if details.next_step_on else ""
    stalled = ""
    if details.is_stalled:
        stalled = tr("Why: {days} in this stage, longer than usual", days=formats.days(details.age_days, code))
    if details.next_step and details.is_next_step_overdue:
        late = tr("Overdue: {step}", step=details.next_step)
        return Tone.BAD, late, " · ".join((when, formats.relative(details.next_step_on, code, today)))
    if details.is_stalled:
        return Tone.WARNING, stalled, _step(details, when) or tr("Suggested: agree on a next step")
    if details.next_step:
        return Tone.NEUTRAL, _step(details, ""), when
    return Tone.WARNING, tr("No next step is planned"), tr("Suggested: agree on one and note its day")


def _ending(details: OpportunityDetails, context: PageContext) -> Told | None:
    reason = context.choices.name(details.reason_id, language())
    rival = tr("to {competitor}", competitor=details.competitor) if details.competitor else ""
    told = " · ".join(part for part in (reason, rival) if part)
    if not told and not details.reason_note:
        return None
    if details.outcome == WON:
        return Tone.GOOD, tr("Why it was won: {reason}", reason=told or formats.MISSING), details.reason_note or ""
    return Tone.BAD, tr("Why it was lost: {reason}", reason=told or formats.MISSING), details.reason_note or ""


def _step(details: OpportunityDetails, when: str) -> str:
    if not details.next_step:
        return ""
    return " · ".join(part for part in (tr("Next step: {step}", step=details.next_step), when) if part)


def _lines(details: OpportunityDetails) -> tuple[Line, ...]:
    return tuple(
        Line("product", "", line.product or line.description or "", _terms(line, details.currency), _net(line, details))
        for line in details.lines
    )


def _terms(line: LineView, currency: str) -> str:
    """Quantity, price and discount: "3 × ¥4,821.50 − 10%"."""
    quantity = formats.number(from_e6(line.quantity_e6))
    if line.net_minor is None:
        return quantity
    said = f"{quantity} × {formats.unit_price(line.unit_price_e6, currency, symbol=True)}"
    return f"{said} {formats.MINUS} {share(line.discount_e6)}" if line.discount_e6 else said


def _net(line: LineView, details: OpportunityDetails) -> str:
    return formats.money(line.net_minor, details.currency, symbol=True)


def _stages(details: OpportunityDetails, context: PageContext) -> tuple[Line, ...]:
    return tuple(_stay(stay, details, context) for stay in reversed(details.stages))


def _stay(stay: Stay, details: OpportunityDetails, context: PageContext) -> Line:
    code = language()
    days = details.age_days if stay.to_on is None else stay.days
    said = (formats.day_far(stay.from_on, code), stay.by, stay.note)
    name = context.choices.name(stay.value, code) or formats.MISSING
    stayed = formats.days(days, code) if days is not None else ""
    return Line("stage", "", name, " · ".join(part for part in said if part), stayed)


def _people(details: OpportunityDetails, context: PageContext) -> tuple[Line, ...]:
    code = language()
    return tuple(
        Line("contact", each.id, each.name, each.job_title or "", context.choices.name(each.buying_role_id, code) or "")
        for each in details.contacts
    )


def _checks(details: OpportunityDetails) -> tuple[Group, ...]:
    """What is to be ticked in the stage the deal stands in; a press leads to all of it."""
    lines = tuple(
        Line(
            CHECKLIST,
            details.id,
            ("✓ " if each.done_on else "○ ") + each.item,
            each.by or "",
            _day(each.done_on, language()),
        )
        for each in details.checks
    )
    return (Group(N_("Checklist of this stage"), lines),) if lines else ()


def _team(details: OpportunityDetails) -> tuple[Group, ...]:
    """Who shares the deal; the rest is the owner's."""
    if not details.team:
        return ()
    rest = E6 - sum(each.share_e6 for each in details.team)
    own = Line("", "", details.owner or formats.MISSING, tr("Owner"), share(rest))
    others = (Line("", "", each.name or "", each.part or "", share(each.share_e6)) for each in details.team)
    return (Group(N_("Team"), (own, *others)),)


def _facts(details: OpportunityDetails, context: PageContext) -> tuple[Section, ...]:
    names, code = context.choices, language()
    is_open = details.outcome == OPEN
    owners = tuple(
        Fact(Plain(formats.day_far(stay.from_on, code)), names.name(stay.value, code) or formats.MISSING)
        for stay in reversed(details.owners)
    )
    return (
        *((Section(N_("What comes next"), _next(details, code)),) if is_open else ()),
        Section(N_("Deal"), _deal(details, context)),
        *(() if is_open else (Section(N_("How it ended"), _closing(details, context)),)),
        Section(N_("Notes"), (Fact(N_("Note"), details.note or "", Edit("note", Kind.NOTE)),)),
        Section(N_("Owners"), owners),
    )


def _next(details: OpportunityDetails, code: str) -> tuple[Fact, ...]:
    step_on, expected = (_day(day, code) for day in (details.next_step_on, details.expected_close_on))
    return (
        Fact(N_("Next step"), details.next_step or "", Edit("next_step")),
        Fact(N_("On"), step_on, Edit("next_step_on", Kind.DATE)),
        Fact(N_("Expected close"), expected, Edit("expected_close_on", Kind.DATE)),
    )


def _deal(details: OpportunityDetails, context: PageContext) -> tuple[Fact, ...]:
    names, code = context.choices, language()
    amount = formats.money(details.amount_minor, details.currency, symbol=True)
    return (
        Fact(N_("Name"), details.name, Edit("name", required=True)),
        *party_facts(details),
        Fact(N_("Owner"), details.owner or "", Edit("owner_id", Kind.CHOICE, "users")),
        Fact(N_("Amount"), amount, Edit("amount_minor", Kind.MONEY, "currency")),
        Fact(N_("Opened"), _day(details.opened_on, code), Edit("opened_on", Kind.DATE)),
        Fact(N_("Source"), names.name(details.source_id, code) or "", Edit("source_id", Kind.CHOICE, "source")),
        Fact(N_("Campaign"), details.campaign or "", Edit("campaign_id", Kind.CHOICE, "campaigns")),
        Fact(N_("Competitor"), details.competitor or "", Edit("competitor")),
        Fact(N_("Number"), details.number, Edit("number", most=40)),
        Fact(N_("Key in the other system"), details.external_key or "", Edit("external_key")),
    )


def _closing(details: OpportunityDetails, context: PageContext) -> tuple[Fact, ...]:
    code = language()
    reason = context.choices.name(details.reason_id, code) or ""
    return (
        Fact(N_("Closed"), _day(details.closed_on, code), Edit("closed_on", Kind.DATE, required=True)),
        Fact(N_("Reason"), reason, Edit("reason_id", Kind.CHOICE, f"{details.outcome}_reason")),
        Fact(N_("What to learn from it"), details.reason_note or "", Edit("reason_note", Kind.NOTE)),
    )


def _day(day: date | None, code: str) -> str:
    return formats.day_far(day, code) if day else ""


def _distance(day: date | None, today: date) -> Plain:
    """How far away a near day is; the day itself says it when it is far."""
    if day is None or abs((day - today).days) > formats.NEAR_DAYS:
        return Plain("")
    return Plain(formats.relative(day, language(), today))


def share(share_e6: int) -> str:
    """A probability or discount: 60%, 12.5%."""
    return formats.percent_in_full(from_e6(share_e6))
