"""What a customer answered, entered from paper or during a call: a digit answers a question and goes on to the next."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, make_dataclass
from typing import Any

from PySide6.QtWidgets import QWidget

from crm_desktop.core.i18n import N_, Message, tr
from crm_desktop.core.kept_texts import KeepAs
from crm_desktop.models.survey import CHOICE, TEXT
from crm_desktop.operations.survey import (
    AnswerDraft,
    QuestionDraft,
    ResponseDraft,
    create_response,
    delete_responses,
    limits_of,
    new_response,
    options_of,
    response_draft,
    survey_draft,
    update_response,
)
from crm_desktop.queries.people import referred_names
from crm_desktop.queries.states import STATES
from crm_desktop.ui.company_fields import lookup
from crm_desktop.ui.forms.people import contact_field
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.record_form import FormSection, FormTexts, Opened, RecordForm
from crm_desktop.ui.texts import Plain
from crm_desktop.ui.widgets.buttons import Button
from crm_desktop.ui.widgets.fields import ChoiceField, DateField, Field, IntegerField, LineField, NoteField

_WIDTH = 620
_PLAIN = ("survey_id", "customer_id", "contact_id", "answered_on", "channel", "note")


@dataclass(frozen=True)
class _Loaded:
    survey: str
    questions: tuple[QuestionDraft, ...]
    draft: ResponseDraft
    position: int
    names: Mapping[str, str] = field(default_factory=dict)
    about: Mapping[str, Any] = field(default_factory=dict)


class DigitField(IntegerField):
    """A figure within limits; the digit that completes it takes the keyboard to the next question."""

    def __init__(self, context: PageContext, question: QuestionDraft) -> None:
        low, high = limits_of(question)
        said = tr("{low} to {high}", low=low, high=high)
        if question.kind == CHOICE:
            said = " · ".join(f"{number} {option}" for number, option in enumerate(options_of(question), 1))
        super().__init__(context.theme, Plain(question.text), least=low, most=high, help_text=Plain(said))
        self._high = high
        self.edit.textEdited.connect(self._on_digit)

    def _on_digit(self, text: str) -> None:
        digits = text.strip()
        if digits.isdigit() and int(digits) <= self._high and int(digits) * 10 > self._high:
            self.edit.focusNextChild()


def take_response(
    context: PageContext, window: QWidget, survey_id: str, then: Callable[[str], None], **about: Any
) -> None:
    """Open the form for what somebody answered to a survey."""

    def read(reading: Any) -> _Loaded:
        survey, draft = survey_draft(reading, survey_id), new_response(reading, survey_id, **about)
        return _Loaded(survey.name, survey.questions, draft, 0, referred_names(reading, draft), about)

    context.background.read(window, read, lambda loaded: _open(context, window, None, loaded, then))


def response_opener(
    context: PageContext, window: QWidget, failed: Callable[[Exception], None] | None = None
) -> Callable[[str], None]:
    """What opens a response by its id; `failed` is told when it is not there any more."""

    def open_known(response_id: str) -> None:
        def read(reading: Any) -> _Loaded:
            draft = response_draft(reading, response_id)
            survey = survey_draft(reading, draft.survey_id)
            return _Loaded(survey.name, survey.questions, draft, reading.position, referred_names(reading, draft))

        context.background.read(
            window, read, lambda loaded: _open(context, window, response_id, loaded, lambda _id: None), failed
        )

    return open_known


def _open(
    context: PageContext, window: QWidget, response_id: str | None, loaded: _Loaded, then: Callable[[str], None]
) -> None:
    questions = loaded.questions
    opened = Opened(_flat(loaded.draft, questions), loaded.position, lambda reading: _again(reading, response_id or ""))

    def save(work: Any, flat: Any) -> str:
        draft = _drafted(flat, questions)
        if response_id is None:
            return create_response(work, draft)
        update_response(work, response_id, draft, _drafted(opened.draft, questions), opened.position)
        return response_id

    texts = FormTexts(
        N_("Response"), Plain(loaded.survey), Message("Enter a response"), lambda _: Message("Response saved")
    )
    known = opened if response_id else None
    about = {} if response_id else {"survey": loaded.draft.survey_id, **loaded.about}
    form = RecordForm(
        context,
        window,
        texts,
        _sections(context, loaded),
        opened.draft,
        save,
        then,
        width=_WIDTH,
        opened=known,
        keep_as=KeepAs("survey_response", response_id, about),
    )
    if response_id is not None:
        form.dialog.body.addWidget(_deleter(context, form, response_id))
    form.open()


def _again(reading: Any, response_id: str) -> Any:
    draft = response_draft(reading, response_id)
    return _flat(draft, survey_draft(reading, draft.survey_id).questions)


def _flat(draft: ResponseDraft, questions: tuple[QuestionDraft, ...]) -> Any:
    """The response as its form edits it: an attribute for each question."""
    given = {each.question_id: each for each in draft.answers}
    values = {name: getattr(draft, name) for name in _PLAIN}
    for number, question in enumerate(questions):
        answer = given.get(question.id or "")
        values[f"q{number}"] = None if answer is None else answer.said if question.kind == TEXT else answer.number
    # What the operation complains of as a whole is shown at the first question.
    return make_dataclass("Response", values, frozen=True)(**values)


def _drafted(flat: Any, questions: tuple[QuestionDraft, ...]) -> ResponseDraft:
    answers = []
    for number, question in enumerate(questions):
        given = getattr(flat, f"q{number}")
        said, figure = (given, None) if question.kind == TEXT else (None, given)
        answers.append(AnswerDraft(question.id or "", figure, said))
    return ResponseDraft(**{name: getattr(flat, name) for name in _PLAIN}, answers=tuple(answers))


def _sections(context: PageContext, loaded: _Loaded) -> list[FormSection]:
    theme, names = context.theme, dict(loaded.names)
    customer = lookup(context, N_("Customer"), "customer", names, required=True)
    day = DateField(theme, N_("Answered"), today=context.today)
    channel = ChoiceField(theme, N_("Channel"), list(STATES["survey_channel"]))
    who = FormSection(
        N_("Who answered"),
        (
            (("customer_id", customer), ("contact_id", contact_field(context, customer, names))),
            (("answered_on", day), ("channel", channel)),
        ),
    )
    asked = tuple(((f"q{number}", _field(context, each)),) for number, each in enumerate(loaded.questions))
    note = (("note", NoteField(theme, N_("Note"), lines=2, max_length=2000)),)
    return [who, FormSection(N_("Answers"), (*asked, note))]


def _field(context: PageContext, question: QuestionDraft) -> Field:
    if question.kind == TEXT:
        return LineField(context.theme, Plain(question.text), max_length=2000)
    return DigitField(context, question)


def _deleter(context: PageContext, form: RecordForm, response_id: str) -> Button:
    button = Button(context.theme, N_("Delete this response"), kind="quiet", icon="trash-2", height=28)

    def done(_count: int) -> None:
        form.dialog.reject()
        context.navigator.did(Message("Response deleted"))

    button.clicked.connect(
        lambda: context.background.write(
            Message("Delete response"), lambda work: delete_responses(work, [response_id]), done, owner=form.dialog
        )
    )
    return button
