"""What the detail side says of a member of a campaign: how to reach it, and what it answered."""

from crm_desktop.core import formats
from crm_desktop.core.clock import day_of
from crm_desktop.core.i18n import N_, language, tr
from crm_desktop.queries.campaign_member import MemberRow, is_refusal
from crm_desktop.ui.detail_content import Chip, DetailContent, Edit, Fact, Kind, Line, Section, TabContent
from crm_desktop.ui.details.facts import when
from crm_desktop.ui.links import mailto, tel
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.texts import Plain
from crm_desktop.ui.theme import Tone
from crm_desktop.ui.widgets.blocks import Figure


def describe(details: MemberRow, context: PageContext) -> DetailContent:
    """The content of the detail side."""
    return DetailContent(
        record_id=details.id,
        title=details.name or formats.MISSING,
        line=" · ".join(part for part in (details.contact, details.city, details.campaign) if part),
        owner=details.owner or "",
        chips=_chips(details, context),
        figures=_figures(details, context),
        tabs=(TabContent("details", N_("Details"), sections=_sections(details, context)),),
        foot=_foot(details),
        phone=details.phone or "",
        email=details.email or "",
        refusals=(tr("This member does not want to be reached so."),) * 2 if details.is_refused else ("", ""),
        owner_edit="owner_id",
    )


def _chips(details: MemberRow, context: PageContext) -> tuple[Chip, ...]:
    chips = []
    if details.is_refused:
        chips.append(Chip(tr("Opted out"), Tone.BAD, "circle-x"))
    if details.answer_id:
        tone = Tone.WARNING if is_refusal(details.answer_id) else Tone.INFO
        chips.append(Chip(context.choices.name(details.answer_id, language()) or "", tone, edit="answer_id"))
    return tuple(chips)


def _figures(details: MemberRow, context: PageContext) -> tuple[Figure, ...]:
    code, today = language(), context.today()
    answer = context.choices.name(details.answer_id, code) or formats.MISSING
    last = day_of(details.last_contact_at, context.zone) if details.last_contact_at else None
    return (
        Figure(N_("Phone"), Plain(details.phone or formats.MISSING)),
        Figure(N_("Answer"), Plain(answer), Plain(formats.day(details.answered_on, code, today))),
        Figure(N_("Last contact"), Plain(formats.relative(last, code, today) if last else formats.MISSING)),
    )


def _sections(details: MemberRow, context: PageContext) -> tuple[Section, ...]:
    names, code = context.choices, language()
    phone, email = details.phone or "", details.email or ""
    said = tr("This member does not want to be reached so.") if details.is_refused else ""

    def day(label: str, name: str) -> Fact:
        value = getattr(details, name)
        return Fact(label, formats.day_far(value, code) if value else "", Edit(name, Kind.DATE))

    answer = (
        Fact(
            N_("Answer"), names.name(details.answer_id, code) or "", Edit("answer_id", Kind.CHOICE, "campaign_answer")
        ),
        day(N_("Answered"), "answered_on"),
        day(N_("Reached"), "reached_on"),
        Fact(N_("To be asked by"), details.owner or "", Edit("owner_id", Kind.CHOICE, "users")),
        Fact(N_("Note"), details.note or "", Edit("note", Kind.NOTE)),
    )
    reach = (
        Fact(N_("Phone"), phone, url=tel(phone) if phone else "", icon="phone", copies=phone, refused=said),
        Fact(N_("E-mail"), email, url=mailto(email) if email else "", icon="mail", copies=email, refused=said),
        Fact(N_("Address"), details.address or "", copies=details.address or ""),
        Fact(N_("City"), details.city or ""),
        Fact(N_("Added"), when(details.added_at, context)),
    )
    return Section(N_("Answer"), answer), Section(N_("How to reach"), reach)


def _foot(details: MemberRow) -> tuple[Line, ...]:
    lines = [Line("campaign", details.campaign_id, details.campaign or "", tr("Campaign"))]
    if details.customer_id:
        lines.append(Line("customer", details.customer_id, details.name or "", tr("Customer")))
    if details.contact_id:
        lines.append(Line("contact", details.contact_id, details.contact or "", tr("Contact")))
    if details.lead_id:
        lines.append(Line("lead", details.lead_id, details.name or "", tr("Lead")))
    return tuple(lines)
