"""The forms of a pipeline and of a stage: names, order, what a deal needs to enter, and what is ticked there."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtWidgets import QWidget

from crm_desktop.core.errors import Problem
from crm_desktop.core.i18n import N_, Message
from crm_desktop.models.dictionary import OPEN
from crm_desktop.operations.pipeline import (
    PipelineDraft,
    StageDraft,
    create_pipeline,
    create_stage,
    delete_pipeline,
    delete_stage,
    pipeline_draft,
    stage_draft,
    update_pipeline,
    update_stage,
)
from crm_desktop.operations.stage_needs import FIELDS
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.record_form import FormSection, FormTexts, RecordForm
from crm_desktop.ui.texts import Text
from crm_desktop.ui.widgets.buttons import Button
from crm_desktop.ui.widgets.fields import (
    ChoiceField,
    IntegerField,
    LineField,
    NoteField,
    PercentField,
    RowColumn,
    RowsField,
)

_WIDTH = 620
Then = Callable[[], None]


@dataclass(frozen=True)
class Need:
    """A row of the form: a field that a deal must have."""

    name: str | None = None


def open_pipeline_form(context: PageContext, window: QWidget, pipeline_id: str | None, then: Then) -> None:
    """Open the form of a pipeline, or of a new one."""

    def show(draft: PipelineDraft) -> None:
        def save(work: Any, changed: PipelineDraft) -> str:
            if pipeline_id is None:
                return create_pipeline(work, changed)
            update_pipeline(work, pipeline_id, changed)
            return pipeline_id

        texts = FormTexts(N_("Pipeline"), "", Message("Change pipelines"), lambda _: Message("Pipeline saved"))
        form = RecordForm(context, window, texts, [_names(context)], draft, save, lambda _id: then(), width=_WIDTH)
        if pipeline_id is not None:
            _add_deleter(
                context, form, N_("Delete this pipeline"), lambda work: delete_pipeline(work, pipeline_id), then
            )
        form.open()

    if pipeline_id is None:
        show(PipelineDraft())
    else:
        context.background.read(window, lambda reading: pipeline_draft(reading, pipeline_id), show)


def open_stage_form(context: PageContext, window: QWidget, pipeline_id: str, stage_id: str | None, then: Then) -> None:
    """Open the form of a stage, or of a new one of a pipeline."""

    def show(draft: StageDraft) -> None:
        def save(work: Any, rows: Any) -> str:
            changed = replace(rows, needs=tuple(each.name for each in rows.needs if each.name))
            if stage_id is None:
                return create_stage(work, pipeline_id, changed)
            update_stage(work, stage_id, changed)
            return stage_id

        needs: Any = tuple(Need(each) for each in draft.needs)
        rows: Any = replace(draft, needs=needs)
        texts = FormTexts(N_("Stage"), "", Message("Change stages"), lambda _: Message("Stage saved"))
        sections = [_names(context), _stage(context, is_open=draft.outcome == OPEN)]
        form = RecordForm(context, window, texts, sections, rows, save, lambda _id: then(), width=_WIDTH)
        if stage_id is not None:
            _add_deleter(context, form, N_("Delete this stage"), lambda work: delete_stage(work, stage_id), then)
        form.open()

    if stage_id is None:
        show(StageDraft(probability_e6=500_000, stall_days=30))
    else:
        context.background.read(window, lambda reading: stage_draft(reading, stage_id), show)


def _names(context: PageContext) -> FormSection:
    theme = context.theme
    english, chinese = LineField(theme, N_("English name")), LineField(theme, N_("Chinese name"))
    place = IntegerField(
        theme, N_("Position"), least=1, most=99, help_text=N_("1 is the first. Left empty, it stays or comes last.")
    )
    return FormSection(N_("Name"), ((("name_en", english), ("name_zh", chinese)), (("place", place),)))


def _stage(context: PageContext, *, is_open: bool) -> FormSection:
    theme = context.theme
    needs = RowsField(
        theme,
        N_("What a deal must have to enter it"),
        (RowColumn("name", N_("Field"), lambda: ChoiceField(theme, N_("Field"), list(FIELDS.items()))),),
        lambda _old, name: Need(name),
        add=N_("Add a condition"),
    )
    checklist = NoteField(theme, N_("Checklist, an item a line"), lines=4, max_length=4000)
    figures = (
        ("probability_e6", PercentField(theme, N_("Probability"))),
        ("stall_days", IntegerField(theme, N_("Days until stalled"), least=1, most=3650)),
    )
    rows = ((figures,) if is_open else ()) + ((("needs", needs),), (("checklist", checklist),))
    return FormSection(N_("Stage"), rows)


def _add_deleter(
    context: PageContext, form: RecordForm, word: Text, operation: Callable[[Any], None], then: Then
) -> None:
    button = Button(context.theme, word, kind="quiet", icon="trash-2", height=28)

    def done(_result: Any) -> None:
        form.dialog.reject()
        context.navigator.did(Message("Deleted"))
        then()

    def failed(error: Exception) -> None:
        if isinstance(error, Problem):
            form.dialog.show_note(error.message)

    button.clicked.connect(
        lambda: context.background.write(Message("Change pipelines"), operation, done, failed, owner=form.dialog)
    )
    form.dialog.body.addWidget(button)
