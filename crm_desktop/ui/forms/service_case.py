"""The form of a service case."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from PySide6.QtWidgets import QWidget

from crm_desktop.core.i18n import N_, Message
from crm_desktop.core.kept_texts import KeepAs
from crm_desktop.models.service_case import HANDLED
from crm_desktop.operations.service_case import (
    ServiceCaseDraft,
    create_service_case,
    may_correct,
    new_service_case,
    service_case_draft,
    update_service_case,
)
from crm_desktop.queries.case_answer import Asked
from crm_desktop.queries.people import referred_names
from crm_desktop.ui.company_fields import choice, lookup
from crm_desktop.ui.forms.case_answers import AnswersField, LooksForAnswers, answers_section
from crm_desktop.ui.forms.of_customer import contract_field, order_field
from crm_desktop.ui.forms.people import contact_field
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.record_form import FormSection, FormTexts, Opened, RecordForm, preset
from crm_desktop.ui.texts import Plain
from crm_desktop.ui.widgets.fields import DateField, IntegerField, LineField, NoteField


@dataclass(frozen=True)
class Loaded:
    """What the form starts from: the draft, names of the records it refers to, and the journal's place."""

    draft: ServiceCaseDraft
    names: Mapping[str, str] = field(default_factory=dict)
    position: int = 0


def load_new(reading: Any, values: Mapping[str, Any] | None) -> Loaded:
    """A new case, some of its fields filled in."""
    draft = preset(new_service_case(reading), values)
    return Loaded(draft, referred_names(reading, draft))


def load_known(reading: Any, case_id: str) -> Loaded:
    """A case as it is now."""
    draft = service_case_draft(reading, case_id)
    return Loaded(draft, referred_names(reading, draft), reading.position)


def open_case_form(
    context: PageContext, window: QWidget, case_id: str | None, loaded: Loaded, saved: Callable[[str], None]
) -> None:
    """Open the form of a new case, or of the one with this id."""
    opened = Opened(loaded.draft, loaded.position, lambda reading: service_case_draft(reading, case_id or ""))

    def save(work: Any, draft: ServiceCaseDraft) -> str:
        if case_id is None:
            return create_service_case(work, draft)
        update_service_case(work, case_id, draft, opened.draft, opened.position)
        return case_id

    sections = _sections(context, loaded, is_new=case_id is None)
    texts = _texts(case_id, loaded)
    known = opened if case_id else None
    keep_as = KeepAs("service_case", case_id)
    record = RecordForm(context, window, texts, sections, loaded.draft, save, saved, opened=known, keep_as=keep_as)

    def ask(typed: Mapping[str, Any]) -> Asked:
        return Asked(
            typed["subject"], typed["request"], typed["kind_id"], typed["product_id"], case_id, typed["articles"]
        )

    LooksForAnswers(context, record, ("subject", "request", "kind_id", "product_id"), ask)
    record.open()


def _texts(case_id: str | None, loaded: Loaded) -> FormTexts:
    if case_id is None:
        return FormTexts(
            N_("New service case"),
            N_("What a customer asks for, and until when it should be done"),
            Message("New service case"),
            lambda name: Message("“{name}” created", name=name),
        )
    return FormTexts(
        N_("Edit service case"),
        Plain(loaded.draft.number or ""),
        Message("Edit service case"),
        lambda name: Message("“{name}” saved", name=name),
    )


def shipped_sections(context: PageContext, loaded: Loaded) -> list[FormSection]:
    """The whole form as it is shipped, to be arranged."""
    asked, _answers, about, *_more = _sections(context, loaded, is_new=True)
    other_key = LineField(context.theme, N_("Key in the other system"))
    return [asked, replace(about, rows=(*about.rows, (("external_key", other_key),)))]


def _sections(context: PageContext, loaded: Loaded, *, is_new: bool) -> list[FormSection]:
    theme, draft, names = context.theme, loaded.draft, dict(loaded.names)
    customer = lookup(context, N_("Customer"), "customer", names, required=is_new or bool(draft.customer_id))
    kind = choice(context, N_("Kind"), "case_kind", required=is_new or bool(draft.kind_id))
    due = DateField(theme, N_("Due"), today=context.today)
    asked = FormSection(
        N_("Request"),
        (
            (("subject", LineField(theme, N_("Subject"), required=True)), ("kind_id", kind)),
            (("customer_id", customer), ("contact_id", contact_field(context, customer, names))),
            (
                ("priority", choice(context, N_("Priority"), "priority", empty=False)),
                ("channel_id", choice(context, N_("Channel"), "case_channel")),
            ),
            (("request", NoteField(theme, N_("What the customer asks for"), lines=4, max_length=4000)),),
        ),
    )
    about = FormSection(
        N_("About"),
        (
            (
                ("product_id", lookup(context, N_("Product"), "product", names)),
                ("order_id", order_field(context, customer, names)),
            ),
            (
                ("contract_id", contract_field(context, customer, names)),
                ("parent_id", lookup(context, N_("Part of"), "service_case", names)),
            ),
            (("due_on", due), ("owner_id", choice(context, N_("Assigned to"), "users")))
            if is_new
            else (("due_on", due), ("external_key", LineField(theme, N_("Key in the other system")))),
        ),
    )
    return [asked, answers_section(AnswersField(context)), about, *_handling(context, draft)]


def _handling(context: PageContext, draft: ServiceCaseDraft) -> list[FormSection]:
    """What was written down when the case was handled, to be corrected while it waits for feedback."""
    if draft.status != HANDLED or not may_correct(context.background.viewer, draft):
        return []
    done = NoteField(context.theme, N_("What was done"), lines=4, max_length=4000, required=True)
    minutes = IntegerField(context.theme, N_("Minutes"), least=0)
    return [FormSection(N_("Handling"), ((("handling", done),), (("minutes", minutes),)))]
