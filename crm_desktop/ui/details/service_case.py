"""What the detail side says of a service case: what is asked, who takes care of it, and what the customer thinks."""

from datetime import date
from itertools import groupby

from crm_desktop.core import formats
from crm_desktop.core.clock import moment_of
from crm_desktop.core.i18n import N_, language, tr
from crm_desktop.models.service_case import ARCHIVED, ASSIGNED, HANDLED, HIGH, NEW, URGENT, WAITING
from crm_desktop.operations.service_case import EDITABLE, may_correct
from crm_desktop.queries.service_case import ServiceCaseDetails
from crm_desktop.ui.detail_content import Chip, DetailContent, Edit, Fact, Group, Kind, Line, Section, TabContent
from crm_desktop.ui.details.article import VERSION
from crm_desktop.ui.details.facts import parties, party_facts, when
from crm_desktop.ui.details.service_work import work_tab
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.service_words import worked
from crm_desktop.ui.state_signs import case_sign, priority_sign
from crm_desktop.ui.texts import Plain
from crm_desktop.ui.theme import Tone
from crm_desktop.ui.widgets.blocks import Figure

_EXCERPT = 200
Told = tuple[Tone, str, str]


def describe(details: ServiceCaseDetails, context: PageContext) -> DetailContent:
    """The content of the detail side."""
    kind = context.choices.name(details.kind_id, language())
    parts = (tr("No. {number}", number=details.number), kind, details.customer)
    answers = _answers(details, context)
    return DetailContent(
        record_id=details.id,
        title=details.subject,
        line=" · ".join(part for part in parts if part),
        owner=details.owner or "",
        chips=_chips(details, context),
        figures=_figures(details, context),
        notice=_notice(details, context),
        tabs=(
            TabContent("request", N_("Request"), sections=_request(details, context)),
            TabContent(
                "answers",
                N_("Answers"),
                groups=answers,
                count=sum(len(each.lines) for each in answers) or None,
                nothing=N_("Nothing in the library and no earlier case is like it."),
            ),
            work_tab(details.work, details.hour_minor, context, is_open=details.status != ARCHIVED),
            TabContent("steps", N_("Steps"), _steps(details, context), count=len(details.statuses)),
            TabContent("rounds", N_("Rounds"), sections=_rounds(details, context), count=len(details.rounds)),
            TabContent("details", N_("Details"), sections=_facts(details, context)),
        ),
        foot=(*parties(details), *_parts(details, context)),
        figure_edits=("due_on",),
    )


def _chips(details: ServiceCaseDetails, context: PageContext) -> tuple[Chip, ...]:
    names, code = context.choices, language()
    chips = [Chip(names.state("case_status", details.status, code) or "", *case_sign(details.status))]
    if details.priority in (HIGH, URGENT):
        chips.append(Chip(names.state("priority", details.priority, code) or "", *priority_sign(details.priority)))
    if details.rework_count:
        chips.append(Chip(tr("Sent back {count} ×", count=details.rework_count), Tone.WARNING, "rotate-ccw"))
    return tuple(chips)


def _figures(details: ServiceCaseDetails, context: PageContext) -> tuple[Figure, ...]:
    code, today = language(), context.today()
    took = N_("Took") if details.status == ARCHIVED else N_("Open for")
    # The day of the week finds no room in every language.
    since = tr("since {day}", day=formats.day(details.opened_on, code, today).split(" · ")[0])
    near = formats.relative(details.due_on, code, today) if details.due_on and details.status != ARCHIVED else ""
    stars = tr("{count} of 5", count=details.satisfaction) if details.satisfaction else formats.MISSING
    at = ""
    if details.solve_by is not None and details.status != ARCHIVED:
        at = f"{moment_of(details.solve_by, context.zone):%H:%M}"
    return (
        Figure(
            N_("Due"),
            Plain(formats.day_far(details.due_on, code)),
            Plain(" · ".join(part for part in (near, at) if part)),
            Tone.BAD if _is_past_due(details, context) else Tone.NEUTRAL,
        ),
        Figure(took, Plain(formats.days(details.age_days, code)), Plain(since)),
        Figure(N_("Satisfaction"), Plain(stars), Plain("★" * details.satisfaction if details.satisfaction else "")),
    )


def _notice(details: ServiceCaseDetails, context: PageContext) -> Told:
    """Why the case stands where it stands, and what comes next."""
    code, today = language(), context.today()
    late = _late(details, context)
    if details.status == NEW:
        return Tone.BAD if late else Tone.WARNING, late or tr("Nobody takes care of it yet"), tr("Next: assign it")
    if details.status == HANDLED:
        return (
            Tone.INFO,
            tr("Waiting for feedback"),
            late or tr("Next: ask the customer and note how satisfied they are"),
        )
    if details.status == ARCHIVED:
        closed = tr("Archived on {day}", day=formats.day(details.closed_on, code, today))
        return Tone.GOOD, closed, details.result or ""
    who = details.owner or formats.MISSING
    if details.status == WAITING:
        whom = context.choices.state("waits_for", details.waits_for or "", code) or ""
        waits = tr("Waits for: {whom}", whom=whom)
        return Tone.WARNING, waits, tr("Since {time}", time=when(details.waiting_since, context))
    if details.status == ASSIGNED and details.rework_count and details.result:
        return Tone.BAD, tr("Sent back to {name}", name=who), details.result
    doing = tr("{name} takes care of it", name=who)
    following = tr("Next: take it up") if details.status == ASSIGNED else tr("Next: write down what was done")
    return Tone.BAD if late else Tone.NEUTRAL, late or doing, doing if late else following


def _late(details: ServiceCaseDetails, context: PageContext) -> str:
    """Since when it is overdue; nothing when it is not."""
    today = context.today()
    if not details.is_overdue:
        return ""
    if not _is_past_due(details, context) or details.due_on is None:
        return tr("First answer overdue")
    if details.due_on == today:
        return tr("Overdue since today")
    return tr("Overdue for {days}", days=formats.days((today - details.due_on).days, language()))


def _is_past_due(details: ServiceCaseDetails, context: PageContext) -> bool:
    """Whether its solution is late, and not its first answer alone."""
    if not details.is_overdue or details.due_on is None:
        return False
    until = context.now_ms() if details.waiting_since is None else details.waiting_since
    return details.due_on < context.today() if details.solve_by is None else details.solve_by < until


def _request(details: ServiceCaseDetails, context: PageContext) -> tuple[Section, ...]:
    names, code = context.choices, language()
    minutes = formats.duration(details.minutes, code) if details.minutes else ""
    channel = names.name(details.channel_id, code) or ""
    priority = names.state("priority", details.priority, code) or ""
    asked = (
        Fact(N_("Subject"), details.subject, _edit(details, "subject", required=True)),
        Fact(N_("Wish"), details.request or "", _edit(details, "request", Kind.NOTE)),
        Fact(N_("Priority"), priority, _edit(details, "priority", Kind.CHOICE, "priority", required=True)),
        Fact(N_("Due"), _day(details.due_on), _edit(details, "due_on", Kind.DATE)),
        Fact(N_("Channel"), channel, _edit(details, "channel_id", Kind.CHOICE, "case_channel")),
    )
    corrects = may_correct(context.background.viewer, details)
    spent = _edit(details, "minutes", Kind.INTEGER) if corrects else None
    done = _edit(details, "handling", Kind.NOTE, required=True) if corrects else None
    handling = (
        Fact(N_("Handled by"), details.handled_by or ""),
        Fact(N_("When"), when(details.handled_at, context)),
        Fact(N_("Time spent"), minutes, spent),
        Fact(N_("What was done"), details.handling or "", done),
    )
    return (
        Section(N_("Request"), asked),
        Section(N_("Handling"), handling),
        Section(N_("Result"), (Fact(N_("The customer said"), details.result or ""),)),
    )


def _rounds(details: ServiceCaseDetails, context: PageContext) -> tuple[Section, ...]:
    """What visits and feedback were rated, then each round with what was done and said of it, the last one first."""
    code = language()
    rounds = tuple(
        Section(
            tr("Round {number}", number=each.number),
            (
                Fact(N_("Assigned to"), each.owner or ""),
                Fact(N_("What was done"), each.handling or ""),
                Fact(N_("When"), when(each.handled_at, context)),
                Fact(N_("Time spent"), formats.duration(each.minutes, code) if each.minutes else ""),
                Fact(N_("The customer said"), each.result or ""),
                Fact(N_("Satisfaction"), "★" * (each.satisfaction or 0)),
            ),
        )
        for each in reversed(details.rounds)
    )
    return (*_ratings(details, context), *rounds)


def _ratings(details: ServiceCaseDetails, context: PageContext) -> tuple[Section, ...]:
    """What the customer expected and perceived, a section for each visit, and for what came with the feedback."""

    def shown(value: int | None) -> str:
        return formats.MISSING if value is None else str(value)

    sections = []
    for (on, by), items in groupby(details.ratings, key=lambda each: (each.rated_on, each.by)):
        facts = (
            Fact(
                Plain(context.choices.name(each.item_id, language()) or ""),
                tr(
                    "perceived {felt} of 5, expected {expected}",
                    felt=shown(each.perceived),
                    expected=shown(each.expected),
                ),
            )
            for each in items
        )
        day = formats.day(on, language(), context.today())
        title = tr("Visit on {day} by {name}", day=day, name=by) if by else tr("Feedback on {day}", day=day)
        sections.append(Section(title, tuple(facts)))
    return tuple(sections)


def _times(details: ServiceCaseDetails, context: PageContext) -> tuple[Fact, ...]:
    """The limits of the case and what was measured, in working time."""

    def took(minutes: int | None) -> str:
        return "" if minutes is None else worked(minutes)

    return (
        Fact(N_("First answer due"), when(details.respond_by, context)),
        Fact(N_("First answer"), when(details.responded_at, context)),
        Fact(N_("Working time to the first answer"), took(details.response_minutes)),
        Fact(N_("Solution due"), when(details.solve_by, context)),
        Fact(N_("Working time to the solution"), took(details.solution_minutes)),
        Fact(N_("Waited"), took(details.waited_minutes)),
    )


def _steps(details: ServiceCaseDetails, context: PageContext) -> tuple[Line, ...]:
    code = language()
    return tuple(
        Line(
            "step",
            "",
            context.choices.state("case_status", stay.value, code) or "",
            " · ".join(part for part in (stay.by, stay.note) if part),
            formats.day(stay.from_on, code, context.today()),
        )
        for stay in reversed(details.statuses)
    )


def _answers(details: ServiceCaseDetails, context: PageContext) -> tuple[Group, ...]:
    """What it was answered with, and what else may help."""
    names, code, found = context.choices, language(), details.help
    used = tuple(
        Line(
            VERSION if each.version_id else "article",
            each.version_id or each.article_id,
            each.title,
            " · ".join(part for part in (each.used_by, when(each.used_at, context)) if part),
            tr("version {number}", number=each.version),
        )
        for each in details.used
    )
    articles = tuple(
        Line("article", each.id, each.title, " ".join(each.body.split())[:_EXCERPT], each.number)
        for each in (found.articles if found else ())
    )
    cases = tuple(
        Line(
            "service_case",
            each.id,
            each.subject,
            " ".join((each.handling or tr("Nothing is written down yet")).split())[:_EXCERPT],
            names.state("case_status", each.status, code) or "",
        )
        for each in (found.cases if found else ())
    )
    groups = (
        (N_("Used for the answer"), used),
        (N_("Articles that fit"), articles),
        (N_("Earlier cases like it"), cases),
    )
    return tuple(Group(title, lines) for title, lines in groups if lines)


def _parts(details: ServiceCaseDetails, context: PageContext) -> tuple[Line, ...]:
    names, code = context.choices, language()
    return tuple(
        Line("service_case", key, subject, tr("Sub-case"), names.state("case_status", status, code) or "")
        for key, subject, status in details.parts
    )


def _facts(details: ServiceCaseDetails, context: PageContext) -> tuple[Section, ...]:
    kind = context.choices.name(details.kind_id, language()) or ""
    about = (
        Fact(N_("Kind"), kind, _edit(details, "kind_id", Kind.CHOICE, "case_kind", required=bool(details.kind_id))),
        *party_facts(details, edits="customer_id" in EDITABLE[details.status]),
        Fact(N_("Product"), details.product or "", _edit(details, "product_id", Kind.LOOKUP, "product")),
        Fact(N_("Order"), details.order_number or "", _edit(details, "order_id", Kind.LOOKUP, "sales_order")),
        Fact(N_("Contract"), details.contract or "", _edit(details, "contract_id", Kind.LOOKUP, "contract")),
        Fact(N_("Part of"), details.parent or "", _edit(details, "parent_id", Kind.LOOKUP, "service_case")),
        Fact(N_("Merged into"), details.merged_into or ""),
        Fact(N_("Key in the other system"), details.external_key or "", _edit(details, "external_key")),
    )
    done = (
        Fact(N_("Opened"), when(details.opened_at, context)),
        Fact(N_("Created by"), details.created_by or ""),
        Fact(N_("Assigned to"), details.owner or ""),
        Fact(N_("Assigned by"), details.assigned_by or ""),
        Fact(N_("Assigned at"), when(details.assigned_at, context)),
        Fact(N_("Closed"), _day(details.closed_on)),
    )
    return (
        Section(N_("Case"), about),
        Section(N_("People and times"), done),
        Section(N_("Working time"), _times(details, context)),
    )


def _edit(
    details: ServiceCaseDetails, name: str, kind: Kind = Kind.LINE, of: str = "", *, required: bool = False
) -> Edit | None:
    """How a value is edited as long as the status of the case lets it."""
    return Edit(name, kind, of, required) if name in EDITABLE[details.status] else None


def _day(day: date | None) -> str:
    return formats.day_far(day, language()) if day else ""
