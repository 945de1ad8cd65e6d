"""The form of a service case, and what each of its steps asks."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from PySide6.QtWidgets import QWidget

from crm_desktop.core.i18n import N_, Message
from crm_desktop.core.kept_texts import KeepAs
from crm_desktop.models.service_case import ARCHIVED, CUSTOMER, HANDLED
from crm_desktop.operations.service_case import (
    ServiceCaseDraft,
    create_service_case,
    may_correct,
    new_service_case,
    service_case_draft,
    update_service_case,
)
from crm_desktop.operations.service_steps import assign_case, give_feedback, handle_case, reopen_case, wait_with_case
from crm_desktop.queries.case_answer import Asked
from crm_desktop.queries.people import referred_names
from crm_desktop.queries.service_work import spent, work_on_case
from crm_desktop.ui.company_fields import choice, lookup
from crm_desktop.ui.forms.case_answers import AnswersField, LooksForAnswers, answers_section
from crm_desktop.ui.forms.of_customer import contract_field, order_field
from crm_desktop.ui.forms.people import contact_field
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.record_form import FormSection, FormTexts, Opened, RecordForm, preset
from crm_desktop.ui.service_words import worked
from crm_desktop.ui.texts import Plain, Text, shown
from crm_desktop.ui.widgets.fields import DateField, IntegerField, LineField, NoteField, StarsField

_STEP_WIDTH = 560


@dataclass(frozen=True)
class Loaded:
    """What the form starts from: the draft, names of the records it refers to, and the journal's place."""

    draft: ServiceCaseDraft
    names: Mapping[str, str] = field(default_factory=dict)
    position: int = 0


@dataclass(frozen=True)
class Step:
    """What the steps of a case ask; each asks for some of it."""

    owner_id: str | None = None
    due_on: date | None = None
    handling: str | None = None
    minutes: int | None = None
    result: str | None = None
    satisfaction: int | None = None
    waits_for: str = CUSTOMER
    reason: str | None = None
    articles: tuple[str, ...] = ()


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


def ask_whom_to_assign(
    context: PageContext, window: QWidget, ids: Sequence[str], title: Text, then: Callable[[str], None]
) -> None:
    """Ask who takes care of some cases, and until when."""

    def assign(work: Any, step: Step) -> None:
        for case_id in ids:
            assign_case(work, case_id, step.owner_id, step.due_on)

    owner = choice(
        context, N_("Assigned to"), "users", help_text=N_("Left empty, the case waits for someone to take it.")
    )
    due = DateField(context.theme, N_("Due"), today=context.today, help_text=N_("Left empty, it stays as it is."))
    section = FormSection(N_("Who takes care of it"), ((("owner_id", owner), ("due_on", due)),))
    texts = FormTexts(N_("Assign"), title, Message("Assign service case"), lambda _: Message("Assigned"))
    me = Step(owner_id=context.background.viewer.user_id or None)
    keep_as = KeepAs("case.assign", about={"ids": tuple(ids), "title": shown(title)})
    _ask(context, window, ids[0], texts, section, me, assign, then, N_("Assign"), keep_as)


def ask_what_was_done(
    context: PageContext, window: QWidget, case_id: str, title: Text, then: Callable[[str], None]
) -> None:
    """Ask what was done about a case, with what may help beside it."""

    def read(reading: Any) -> tuple[Asked, int]:
        draft = service_case_draft(reading, case_id)
        asked = Asked(draft.subject, draft.request or "", draft.kind_id, draft.product_id, case_id, draft.articles)
        return asked, spent(work_on_case(reading, case_id)).minutes

    def show(known: tuple[Asked, int]) -> None:
        _ask_what_was_done(context, window, case_id, title, *known, then)

    def refuse(error: Exception) -> None:
        context.navigator.refuse(getattr(error, "message", Message("This could not be done.")))

    context.background.read(window, read, show, refuse)


def _ask_what_was_done(
    context: PageContext,
    window: QWidget,
    case_id: str,
    title: Text,
    case: Asked,
    noted: int,
    then: Callable[[str], None],
) -> None:
    def handle(work: Any, step: Step) -> None:
        handle_case(work, case_id, step.handling, step.minutes, step.articles, case.used)

    def ask(typed: Mapping[str, Any]) -> Asked:
        return replace(case, request=f"{case.request}\n{typed['handling']}", used=typed["articles"])

    done = NoteField(context.theme, N_("What was done"), lines=5, max_length=4000, required=True)
    # Who noted time day by day would give it twice.
    told = Message("{time} noted already. Give only what comes on top.", time=worked(noted)) if noted else ""
    minutes = IntegerField(context.theme, N_("Minutes"), least=0, help_text=told)
    section = FormSection(N_("Handling"), ((("handling", done),), (("minutes", minutes),)))
    answers = answers_section(AnswersField(context, done.add))
    texts = FormTexts(
        N_("Case handled"), title, Message("Handle service case"), lambda _: Message("Waiting for the customer now")
    )
    keep_as = KeepAs("case.handle", case_id, {"title": shown(title)})
    record = _step_form(
        context,
        window,
        case_id,
        texts,
        [section, answers],
        Step(articles=case.used),
        handle,
        then,
        N_("Case handled"),
        keep_as,
    )
    LooksForAnswers(context, record, ("handling",), ask)
    record.open()


def ask_for_feedback(
    context: PageContext, window: QWidget, case_id: str, title: Text, then: Callable[[str], None]
) -> None:
    """Ask what the customer said; few stars send the case back to be handled again."""

    became: list[str] = []

    def feed_back(work: Any, step: Step) -> None:
        became.append(give_feedback(work, case_id, step.result, step.satisfaction))

    def told(_name: str) -> Message:
        if became[-1] == ARCHIVED:
            return Message("Feedback written down, the case is archived")
        return Message("Feedback written down, the case goes back for another round")

    stars = StarsField(context.theme, N_("How satisfied the customer is"), required=True)
    said = NoteField(context.theme, N_("What the customer said"), lines=4, max_length=4000, required=True)
    section = FormSection(
        N_("Enough stars archive the case, fewer send it back"),
        ((("satisfaction", stars),), (("result", said),)),
    )
    texts = FormTexts(N_("Feedback"), title, Message("Feedback on service case"), told)
    keep_as = KeepAs("case.feedback", case_id, {"title": shown(title)})
    _ask(context, window, case_id, texts, section, Step(), feed_back, then, N_("Save feedback"), keep_as)


def ask_whom_it_waits_for(
    context: PageContext, window: QWidget, case_id: str, title: Text, then: Callable[[str], None]
) -> None:
    """Ask for whom a case waits, and why; its time limit stands still until somebody goes on with it."""

    def wait(work: Any, step: Step) -> None:
        wait_with_case(work, case_id, step.waits_for, step.reason)

    whom = choice(context, N_("Waits for"), "waits_for", empty=False)
    why = NoteField(context.theme, N_("What it waits for"), lines=3, max_length=4000)
    section = FormSection(N_("Its time limit stands still meanwhile"), ((("waits_for", whom),), (("reason", why),)))
    texts = FormTexts(
        N_("Let the case wait"), title, Message("Let service case wait"), lambda _: Message("The case waits now")
    )
    keep_as = KeepAs("case.wait", case_id, {"title": shown(title)})
    _ask(context, window, case_id, texts, section, Step(), wait, then, N_("Wait"), keep_as)


def ask_why_opened_again(
    context: PageContext, window: QWidget, case_id: str, title: Text, then: Callable[[str], None]
) -> None:
    """Ask why an archived case is opened again; whoever had it goes on with another round."""

    def reopen(work: Any, step: Step) -> None:
        reopen_case(work, case_id, step.reason)

    why = NoteField(context.theme, N_("Why it is opened again"), lines=3, max_length=4000, required=True)
    section = FormSection(N_("Another round begins"), ((("reason", why),),))
    texts = FormTexts(
        N_("Open the case again"),
        title,
        Message("Open service case again"),
        lambda _: Message("The case is open again"),
    )
    keep_as = KeepAs("case.reopen", case_id, {"title": shown(title)})
    _ask(context, window, case_id, texts, section, Step(), reopen, then, N_("Open again"), keep_as)


def _ask(
    context: PageContext,
    window: QWidget,
    case_id: str,
    texts: FormTexts,
    section: FormSection,
    start: Step,
    do: Callable[[Any, Step], None],
    then: Callable[[str], None],
    word: Text,
    keep_as: KeepAs,
) -> None:
    _step_form(context, window, case_id, texts, [section], start, do, then, word, keep_as).open()


def _step_form(
    context: PageContext,
    window: QWidget,
    case_id: str,
    texts: FormTexts,
    sections: Sequence[FormSection],
    start: Step,
    do: Callable[[Any, Step], None],
    then: Callable[[str], None],
    word: Text,
    keep_as: KeepAs,
) -> RecordForm:
    def save(work: Any, step: Step) -> str:
        do(work, step)
        return case_id

    form = RecordForm(context, window, texts, sections, start, save, then, width=_STEP_WIDTH, keep_as=keep_as)
    form.dialog.primary.set_text(word)
    return form


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
