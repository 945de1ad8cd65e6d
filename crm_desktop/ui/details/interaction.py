"""What the detail side says of an activity: what happened with whom, what came of it, and what comes next."""

from crm_desktop.core import formats
from crm_desktop.core.i18n import N_, language
from crm_desktop.models.limited_fields import AMOUNT
from crm_desktop.queries.interaction import InteractionDetails
from crm_desktop.ui.detail_content import DetailContent, Edit, Fact, Kind, Line, Section, TabContent
from crm_desktop.ui.details.facts import parties, when
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.texts import Plain
from crm_desktop.ui.widgets.blocks import Figure

_OF = (
    ("opportunity", "opportunity", N_("Opportunity")),
    ("service_case", "case", N_("Service case")),
    ("lead", "lead", N_("Lead")),
    ("campaign", "campaign", N_("Campaign")),
)


def describe(details: InteractionDetails, context: PageContext) -> DetailContent:
    """The content of the detail side."""
    code, today = language(), context.today()
    kind = context.choices.name(details.kind_id, code)
    following = formats.day(details.next_step_on, code, today) if details.next_step_on else ""
    return DetailContent(
        record_id=details.id,
        title=details.subject,
        line=" · ".join(part for part in (kind, details.customer, details.contact) if part),
        owner=details.owner or "",
        figures=(
            Figure(N_("Day"), Plain(formats.day(details.happened_on, code, today))),
            Figure(N_("Result"), Plain(context.choices.name(details.result_id, code) or formats.MISSING)),
            Figure(N_("Next step"), Plain(details.next_step or formats.MISSING), Plain(following)),
        ),
        tabs=(TabContent("details", N_("Details"), sections=(_happened(details, context), _next(details))),),
        foot=_foot(details),
    )


def _happened(details: InteractionDetails, context: PageContext) -> Section:
    names, code = context.choices, language()
    minutes = formats.duration(details.minutes, code) if details.minutes else ""
    hidden = context.background.viewer.hides(AMOUNT) or details.cost_minor is None
    cost = formats.money(details.cost_minor, details.cost_currency or context.currency, symbol=True)
    return Section(
        N_("What happened"),
        (
            Fact(N_("Subject"), details.subject, Edit("subject", required=True)),
            Fact(N_("Detail"), details.detail or "", Edit("detail", Kind.NOTE)),
            Fact(N_("Time"), when(details.happened_at, context)),
            Fact(N_("Kind"), names.name(details.kind_id, code) or "", Edit("kind_id", Kind.CHOICE, "interaction_kind")),
            Fact(N_("Direction"), names.state("direction", details.direction, code) or "" if details.direction else ""),
            Fact(N_("Duration"), minutes, Edit("minutes", Kind.INTEGER)),
            Fact(N_("Place"), details.place or "", Edit("place")),
            Fact(N_("Cost"), "" if hidden else cost),
        ),
    )


def _next(details: InteractionDetails) -> Section:
    day = formats.day_far(details.next_step_on, language()) if details.next_step_on else ""
    return Section(
        N_("Next step"),
        (
            Fact(N_("What to do next"), details.next_step or "", Edit("next_step")),
            Fact(N_("On"), day, Edit("next_step_on", Kind.DATE)),
        ),
    )


def _foot(details: InteractionDetails) -> tuple[Line, ...]:
    """With whom and about what it was; each leads there."""
    of = (
        Line(kind, key, getattr(details, name) or "", title)
        for kind, name, title in _OF
        if (key := getattr(details, f"{name}_id"))
    )
    return (*parties(details), *of)
