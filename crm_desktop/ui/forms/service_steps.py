"""What the steps of a service case ask: who takes care of it, what was done, what the customer said, why it waits."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from PySide6.QtWidgets import QWidget

from crm_desktop.core.i18n import N_, Message
from crm_desktop.core.kept_texts import KeepAs
from crm_desktop.models.service_case import ARCHIVED, CUSTOMER
from crm_desktop.operations.service_case import service_case_draft
from crm_desktop.operations.service_steps import assign_case, give_feedback, handle_case, reopen_case, wait_with_case
from crm_desktop.queries.case_answer import Asked
from crm_desktop.queries.service_work import spent, work_on_case
from crm_desktop.ui.company_fields import choice
from crm_desktop.ui.forms.case_answers import AnswersField, LooksForAnswers, answers_section
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.record_form import FormSection, FormTexts, RecordForm
from crm_desktop.ui.service_words import worked
from crm_desktop.ui.texts import Text, shown
from crm_desktop.ui.widgets.fields import DateField, IntegerField, NoteField, StarsField

_WIDTH = 560


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

    form = RecordForm(context, window, texts, sections, start, save, then, width=_WIDTH, keep_as=keep_as)
    form.dialog.primary.set_text(word)
    return form
