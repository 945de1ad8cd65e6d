"""The form of a survey: what it is called, when it is asked, and its questions in their order."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtWidgets import QWidget

from crm_desktop.core.i18n import N_, Message
from crm_desktop.core.kept_texts import KeepAs
from crm_desktop.operations.survey import (
    QuestionDraft,
    SurveyDraft,
    create_survey,
    new_survey,
    survey_draft,
    update_survey,
)
from crm_desktop.queries.states import STATES
from crm_desktop.ui.company_fields import choice
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.record_form import FormSection, FormTexts, Opened, RecordForm, preset
from crm_desktop.ui.texts import Plain
from crm_desktop.ui.widgets.fields import (
    ChoiceField,
    DateField,
    DecimalField,
    LineField,
    NoteField,
    RowColumn,
    RowsField,
)

_WIDTH = 860


@dataclass(frozen=True)
class Loaded:
    """What the form starts from: the draft and the journal's place."""

    draft: SurveyDraft
    position: int = 0


def load_new(reading: Any, values: Mapping[str, Any] | None) -> Loaded:
    """A new survey, some of its fields filled in."""
    return Loaded(preset(new_survey(reading), values))


def load_known(reading: Any, survey_id: str) -> Loaded:
    """A survey as it is now."""
    return Loaded(survey_draft(reading, survey_id), reading.position)


def open_survey_form(
    context: PageContext, window: QWidget, survey_id: str | None, loaded: Loaded, saved: Callable[[str], None]
) -> None:
    """Open the form of a new survey, or of the one with this id."""
    opened = Opened(loaded.draft, loaded.position, lambda reading: survey_draft(reading, survey_id or ""))

    def save(work: Any, draft: SurveyDraft) -> str:
        if survey_id is None:
            return create_survey(work, draft)
        update_survey(work, survey_id, draft, opened.draft, opened.position)
        return survey_id

    texts = FormTexts(
        N_("Edit survey") if survey_id else N_("New survey"),
        Plain(loaded.draft.name) if survey_id else N_("What customers are asked, on paper or by telephone"),
        Message("Edit survey") if survey_id else Message("New survey"),
        lambda name: Message("“{name}” saved", name=name),
    )
    RecordForm(
        context,
        window,
        texts,
        _sections(context),
        loaded.draft,
        save,
        saved,
        width=_WIDTH,
        opened=opened if survey_id else None,
        keep_as=KeepAs("survey", survey_id),
    ).open()


def _sections(context: PageContext) -> list[FormSection]:
    theme = context.theme
    first, last = (DateField(theme, each, today=context.today) for each in (N_("Starts"), N_("Ends")))
    owner, campaign = choice(context, N_("Owner"), "users"), choice(context, N_("Campaign"), "campaigns")
    head = FormSection(
        N_("Survey"),
        (
            (("name", LineField(theme, N_("Name"), required=True)),),
            (("starts_on", first), ("ends_on", last)),
            (("owner_id", owner), ("campaign_id", campaign)),
            (("introduction", NoteField(theme, N_("Introduction"), lines=2, max_length=2000)),),
        ),
    )
    return [head, FormSection(N_("What is asked"), ((("questions", _questions(context)),),))]


def _questions(context: PageContext) -> RowsField:
    theme = context.theme
    kinds = list(STATES["question_kind"])

    def made(old: QuestionDraft | None, text: str, kind: str, weight_e6: int | None, options: str) -> QuestionDraft:
        lines = "\n".join(part.strip() for part in (options or "").split("|") if part.strip())
        return QuestionDraft(old.id if old else None, kind or kinds[0][0], text or "", lines or None, weight_e6)

    return _QuestionsField(
        theme,
        N_("Asked in this order; options are parted by |, a weight left empty counts as 1"),
        (
            RowColumn("text", N_("Question"), lambda: LineField(theme, N_("Question"), max_length=500), 7),
            RowColumn("kind", N_("Answered by"), lambda: ChoiceField(theme, N_("Answered by"), kinds), 5),
            RowColumn("weight_e6", N_("Weight"), lambda: DecimalField(theme, N_("Weight"), least=0), 2, is_number=True),
            RowColumn("options", N_("Options"), lambda: LineField(theme, N_("Options"), max_length=1000), 4),
        ),
        made,
        add=N_("Add a question"),
        prefilled=("kind", "weight_e6"),
    )


class _QuestionsField(RowsField):
    """Questions, whose options stand in one line while they are edited."""

    def set_value(self, value: Any) -> None:
        """Show these questions."""
        super().set_value(value)
        for row in self.rows():
            options = row["options"].value() or ""
            row["options"].set_value(" | ".join(options.splitlines()))
