"""What the detail side says of an article: its text, what was published of it, and the cases it helped."""

from crm_desktop.core import formats
from crm_desktop.core.clock import day_of
from crm_desktop.core.i18n import N_, language, tr
from crm_desktop.models.article import DRAFT, PUBLISHED
from crm_desktop.operations.article import BODY_AT_MOST
from crm_desktop.queries.article import ArticleDetails, Helped, Version
from crm_desktop.ui.detail_content import Chip, DetailContent, Edit, Fact, Kind, Line, Section, TabContent
from crm_desktop.ui.details.facts import when
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.state_signs import article_sign
from crm_desktop.ui.texts import Plain
from crm_desktop.ui.theme import Tone
from crm_desktop.ui.widgets.blocks import Figure

VERSION = "article_version"
Told = tuple[Tone, str, str]


def describe(details: ArticleDetails, context: PageContext) -> DetailContent:
    """The content of the detail side."""
    names, code = context.choices, language()
    state = names.state("article_status", details.status, code) or details.status
    parts = (details.number, names.name(details.kind_id, code), details.product)
    chips = [Chip(state, *article_sign(details.status))]
    if details.is_changed:
        chips.append(Chip(tr("Changed since then"), Tone.WARNING, "pencil"))
    return DetailContent(
        record_id=details.id,
        title=details.title,
        line=" · ".join(part for part in parts if part),
        owner=details.owner or "",
        chips=tuple(chips),
        figures=_figures(details, context),
        notice=_notice(details),
        tabs=(
            TabContent("text", N_("Article text"), sections=_text(details)),
            TabContent(
                "versions",
                N_("Versions"),
                tuple(_version(each, context) for each in details.versions),
                count=len(details.versions),
                nothing=N_("Nothing was published of it yet."),
            ),
            TabContent(
                "cases",
                N_("Cases"),
                tuple(_case(each, context) for each in details.cases),
                count=details.used,
                nothing=N_("It was not used for a case yet."),
            ),
            TabContent("details", N_("Details"), sections=_facts(details, context)),
        ),
        owner_edit="owner_id",
    )


def _figures(details: ArticleDetails, context: PageContext) -> tuple[Figure, ...]:
    code, today = language(), context.today()

    def since(instant: int | None) -> str:
        return formats.relative(day_of(instant, context.zone), code, today) if instant else ""

    version = str(details.version) if details.version else formats.MISSING
    return (
        Figure(N_("Version"), Plain(version), Plain(since(details.published_at))),
        Figure(N_("Used for cases"), Plain(formats.integer(details.used))),
        Figure(N_("Changed"), Plain(since(details.changed_at))),
    )


def _notice(details: ArticleDetails) -> Told | None:
    """What comes next."""
    if details.status == DRAFT:
        return Tone.WARNING, tr("Nobody is offered it yet"), tr("Next: publish it with S")
    if details.is_changed:
        return (
            Tone.WARNING,
            tr("Changed since version {number}", number=details.version),
            tr("Next: publish the new text"),
        )
    if details.status != PUBLISHED:
        return Tone.NEUTRAL, tr("Withdrawn: nobody is offered it"), tr("Cases that used it keep what was said")
    return None


def _text(details: ArticleDetails) -> tuple[Section, ...]:
    return (
        Section(
            N_("Article"),
            (
                Fact(N_("Title"), details.title, Edit("title", required=True)),
                Fact(N_("Article text"), details.body or "", Edit("body", Kind.NOTE, most=BODY_AT_MOST)),
                Fact(N_("Keywords"), details.keywords or "", Edit("keywords")),
            ),
        ),
    )


def _version(version: Version, context: PageContext) -> Line:
    said = " · ".join(part for part in (version.published_by, version.note) if part)
    title = tr("Version {number}", number=version.number)
    return Line(VERSION, version.id, title, said, when(version.published_at, context))


def _case(case: Helped, context: PageContext) -> Line:
    code = language()
    state = context.choices.state("case_status", case.status, code) or ""
    used = tr("version {number}", number=case.version)
    said = " · ".join(part for part in (case.number, case.customer, used) if part)
    return Line("service_case", case.id, case.subject, said, state)


def _facts(details: ArticleDetails, context: PageContext) -> tuple[Section, ...]:
    names, code = context.choices, language()
    kind = names.name(details.kind_id, code) or ""
    about = (
        Fact(N_("Number"), details.number, Edit("number", required=True)),
        Fact(N_("Kind"), kind, Edit("kind_id", Kind.CHOICE, "case_kind")),
        Fact(N_("Product"), details.product or "", Edit("product_id", Kind.LOOKUP, "product")),
        Fact(N_("Owner"), details.owner or "", Edit("owner_id", Kind.CHOICE, "users")),
        Fact(N_("Published"), when(details.published_at, context)),
        Fact(N_("Changed"), when(details.changed_at, context)),
        Fact(N_("Created"), when(details.created_at, context)),
    )
    return (Section(N_("What it is about"), about),)
