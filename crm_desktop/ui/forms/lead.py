"""The form of a lead, and what its ends ask: won as which customer, given up for which reason, assigned to whom."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from PySide6.QtWidgets import QWidget

from crm_desktop.core.i18n import N_, Message
from crm_desktop.core.kept_texts import KeepAs
from crm_desktop.operations.lead import LeadDraft, assign_lead, create_lead, fail_lead, lead_draft, update_lead
from crm_desktop.operations.lead_winning import win_lead
from crm_desktop.operations.opportunity import OpportunityDraft
from crm_desktop.queries.similar import NAME, PHONE, Similar, similar_customers
from crm_desktop.ui.company_fields import choice, lookup
from crm_desktop.ui.known_already import Asked, KnownAlready
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.record_form import FormSection, FormTexts, Opened, RecordForm, preset
from crm_desktop.ui.texts import Plain, Text, shown
from crm_desktop.ui.widgets.fields import (
    CheckField,
    DateField,
    EmailField,
    LineField,
    Link,
    MoneyField,
    NoteField,
    PercentField,
    PhoneField,
)
from crm_desktop.ui.widgets.form import Form

_STEP_WIDTH = 560


@dataclass(frozen=True)
class Loaded:
    """What the form starts from: the draft and the journal's place."""

    draft: LeadDraft
    position: int = 0


@dataclass(frozen=True)
class Winning:
    """What is asked when a lead is won: the customer it joins, none for a new one, and perhaps a first deal."""

    customer_id: str | None = None
    has_deal: bool = False
    name: str = ""
    amount_minor: int | None = None
    expected_close_on: date | None = None


@dataclass(frozen=True)
class Ending:
    """Why a lead is given up."""

    reason_id: str | None = None
    reason_note: str | None = None


@dataclass(frozen=True)
class Assignment:
    """Who develops leads."""

    owner_id: str | None = None


def load_new(_reading: Any, values: Mapping[str, Any] | None) -> Loaded:
    """A new lead, some of its fields filled in."""
    return Loaded(preset(LeadDraft(), values))


def load_known(reading: Any, lead_id: str) -> Loaded:
    """A lead as it is now."""
    return Loaded(lead_draft(reading, lead_id), reading.position)


def open_lead_form(
    context: PageContext, window: QWidget, lead_id: str | None, loaded: Loaded, saved: Callable[[str], None]
) -> None:
    """Open the form of a new lead, or of the one with this id."""
    opened = Opened(loaded.draft, loaded.position, lambda reading: lead_draft(reading, lead_id or ""))

    def save(work: Any, draft: LeadDraft) -> str:
        if lead_id is None:
            return create_lead(work, draft)
        update_lead(work, lead_id, draft, opened.draft, opened.position)
        return lead_id

    sections = _sections(context, is_new=lead_id is None)
    texts, known = _texts(lead_id, loaded.draft), opened if lead_id else None
    keep_as = KeepAs("lead", lead_id)
    form = RecordForm(context, window, texts, sections, loaded.draft, save, saved, opened=known, keep_as=keep_as)

    def ask(typed: Mapping[str, Any]) -> Asked:
        return lambda reading: similar_customers(reading, typed["customer_name"], typed["phone"])

    KnownAlready(context, form, "customer", {NAME: "customer_name", PHONE: "phone"}, ask)
    form.open()


def ask_whom_to_assign(
    context: PageContext,
    window: QWidget,
    ids: Sequence[str],
    title: Text,
    owner_id: str | None,
    then: Callable[[str], None],
) -> None:
    """Ask who develops some leads; nobody takes them back."""

    def save(work: Any, step: Assignment) -> str:
        for lead_id in ids:
            assign_lead(work, lead_id, step.owner_id)
        return ids[0]

    hint = N_("Left empty, the lead is taken back and waits for someone.")
    owner = choice(context, N_("Assigned to"), "users", help_text=hint)
    texts = FormTexts(N_("Assign"), title, Message("Assign lead"), lambda _: Message("Assigned"))
    keep_as = KeepAs("lead.assign", about={"ids": tuple(ids), "title": shown(title)})
    section = FormSection(N_("Who develops it"), ((("owner_id", owner),),))
    start = Assignment(owner_id)
    form = RecordForm(context, window, texts, [section], start, save, then, width=_STEP_WIDTH, keep_as=keep_as)
    form.dialog.primary.set_text(N_("Assign"))
    form.open()


def ask_why_given_up(
    context: PageContext, window: QWidget, lead_id: str, title: Text, then: Callable[[str], None]
) -> None:
    """Ask why a lead comes to nothing."""

    def save(work: Any, ending: Ending) -> str:
        fail_lead(work, lead_id, ending.reason_note, ending.reason_id)
        return lead_id

    reason = choice(context, N_("Reason"), "lead_reason")
    words = NoteField(context.theme, N_("What to learn from it"), lines=3, max_length=4000)
    section = FormSection(N_("Why it came to nothing"), ((("reason_id", reason),), (("reason_note", words),)))
    said = Message("“{name}” is given up", name=shown(title))
    texts = FormTexts(N_("Give up lead"), title, Message("Give up lead"), lambda _: said)
    keep_as = KeepAs("lead.fail", lead_id, {"title": shown(title)})
    form = RecordForm(context, window, texts, [section], Ending(), save, then, width=_STEP_WIDTH, keep_as=keep_as)
    form.dialog.primary.set_text(N_("Give up"))
    form.open()


def ask_what_was_won(
    context: PageContext, window: QWidget, lead_id: str, title: Text, then: Callable[[str], None]
) -> None:
    """Ask which customer a lead became, warned of those that may be the same, and whether a deal begins with it."""

    def read(reading: Any) -> tuple[LeadDraft, list[Similar]]:
        draft = lead_draft(reading, lead_id)
        return draft, similar_customers(reading, draft.customer_name, draft.phone)

    context.background.read(
        window, read, lambda found: _ask_what_was_won(context, window, lead_id, title, *found, then)
    )


def _ask_what_was_won(
    context: PageContext,
    window: QWidget,
    lead_id: str,
    title: Text,
    lead: LeadDraft,
    similar: Sequence[Similar],
    then: Callable[[str], None],
) -> None:
    def save(work: Any, winning: Winning) -> str:
        win_lead(work, lead_id, winning.customer_id, _deal(winning) if winning.has_deal else None)
        return lead_id

    names = {each.id: each.name for each in similar}
    hint = N_("Left empty, a new customer is made of the lead.")
    customer = lookup(context, N_("Join a known customer"), "customer", names, help_text=hint)
    said = Message("“{name}” is a customer now", name=shown(title))
    texts = FormTexts(N_("Lead won"), title, Message("Win lead"), lambda _: said)
    keep_as = KeepAs("lead.win", lead_id, {"title": shown(title)})
    start = Winning(name=lead.outline)
    sections = [FormSection(N_("Customer"), ((("customer_id", customer),),)), *_first_deal(context)]
    form = RecordForm(context, window, texts, sections, start, save, then, width=_STEP_WIDTH, keep_as=keep_as)
    if similar:
        one = similar[0]
        warning = Message("Known already: {name}", name=one.name)
        customer.show_warning(warning, Link(N_("Join it"), lambda: _join(customer, one.id)))
    form.dialog.primary.set_text(N_("Make customer"))
    form.open()


def _join(customer: Any, customer_id: str) -> None:
    customer.set_value(customer_id)
    customer.show_warning(None)
    customer.changed.emit()


def _first_deal(context: PageContext) -> list[FormSection]:
    theme = context.theme

    def has_deal(form: Form) -> bool:
        return bool(form.field("has_deal").value())

    expected = DateField(theme, N_("Expected close"), today=context.today)
    amount = MoneyField(theme, N_("Amount"), currency=context.currency, least=0)
    return [
        FormSection(N_("Deal"), ((("has_deal", CheckField(theme, N_("Open a first deal"))),),)),
        FormSection(
            N_("First deal"),
            (
                (("name", LineField(theme, N_("Name"))),),
                (("amount_minor", amount), ("expected_close_on", expected)),
            ),
            has_deal,
        ),
    ]


def _deal(winning: Winning) -> OpportunityDraft:
    return replace(
        OpportunityDraft(),
        name=winning.name,
        amount_minor=winning.amount_minor,
        expected_close_on=winning.expected_close_on,
    )


def _texts(lead_id: str | None, draft: LeadDraft) -> FormTexts:
    if lead_id is None:
        return FormTexts(
            N_("New lead"),
            N_("Who may become a customer, and what it is about"),
            Message("New lead"),
            lambda name: Message("“{name}” created", name=name),
        )
    return FormTexts(
        N_("Edit lead"),
        Plain(draft.number or ""),
        Message("Edit lead"),
        lambda name: Message("“{name}” saved", name=name),
    )


def shipped_sections(context: PageContext, _loaded: Loaded) -> list[FormSection]:
    """The whole form as it is shipped, to be arranged."""
    return _sections(context, is_new=False)


def _sections(context: PageContext, *, is_new: bool) -> list[FormSection]:
    theme = context.theme
    name = LineField(theme, N_("Customer name"), required=True)
    outline = LineField(theme, N_("Outline"), required=True)
    chance = PercentField(theme, N_("Probability of success"))
    number = () if is_new else ((("number", LineField(theme, N_("Number"), max_length=40)),),)
    return [
        FormSection(
            N_("Lead"),
            (
                (("customer_name", name), ("outline", outline)),
                (("source_id", choice(context, N_("Source"), "source")), ("probability_e6", chance)),
                (("campaign_id", choice(context, N_("Campaign"), "campaigns")),),
                (("description", NoteField(theme, N_("Description"), lines=4, max_length=4000)),),
                *number,
            ),
        ),
        FormSection(
            N_("Contact"),
            (
                (("contact_name", LineField(theme, N_("Contact"))), ("phone", PhoneField(theme, N_("Phone")))),
                (("email", EmailField(theme, N_("E-mail"))),),
            ),
        ),
    ]
