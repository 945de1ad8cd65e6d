"""The form of a series of tasks: its names and its steps."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtWidgets import QWidget

from crm_desktop.core.errors import Problem
from crm_desktop.core.i18n import N_, Message
from crm_desktop.operations.task_template import (
    DAYS_MOST,
    StepDraft,
    TemplateDraft,
    create_template,
    delete_template,
    template_draft,
    update_template,
)
from crm_desktop.ui.company_fields import choice
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.record_form import FormSection, FormTexts, RecordForm
from crm_desktop.ui.widgets.buttons import Button
from crm_desktop.ui.widgets.fields import IntegerField, LineField, RowColumn, RowsField

_WIDTH = 860
_STEP = Message("Change series of tasks")


def open_template_form(
    context: PageContext, window: QWidget, template_id: str | None, then: Callable[[], None]
) -> None:
    """Open the form of a series, or of a new one."""

    def show(draft: TemplateDraft) -> None:
        def save(work: Any, changed: TemplateDraft) -> str:
            if template_id is None:
                return create_template(work, changed)
            update_template(work, template_id, changed, draft)
            return template_id

        texts = FormTexts(N_("Series of tasks"), "", _STEP, lambda _: Message("Series saved"))
        form = RecordForm(context, window, texts, _sections(context), draft, save, lambda _id: then(), width=_WIDTH)
        if template_id is not None:
            _add_deleter(context, form, template_id, then)
        form.open()

    if template_id is None:
        show(TemplateDraft())
    else:
        context.background.read(window, lambda reading: template_draft(reading, template_id), show)


def _sections(context: PageContext) -> list[FormSection]:
    theme = context.theme
    english, chinese = LineField(theme, N_("English name")), LineField(theme, N_("Chinese name"))

    def days() -> IntegerField:
        field = IntegerField(theme, N_("Days after"), least=0, most=DAYS_MOST)
        field.set_value(0)
        return field

    def priority() -> Any:
        field = choice(context, N_("Priority"), "priority", empty=False)
        field.set_value(StepDraft().priority)
        return field

    columns = (
        RowColumn("after_days", N_("Days after"), days, 2, is_number=True),
        RowColumn("subject", N_("To do"), lambda: LineField(theme, N_("To do"), required=True), 6),
        RowColumn("kind_id", N_("Kind"), lambda: choice(context, N_("Kind"), "interaction_kind"), 3),
        RowColumn("priority", N_("Priority"), priority, 3),
    )
    steps = RowsField(theme, N_("Steps"), columns, _step, add=N_("Add a step"), prefilled=("after_days", "priority"))
    names = FormSection(N_("Name"), ((("name_en", english), ("name_zh", chinese)),))
    return [names, FormSection(N_("Steps, by days after the series begins"), ((("steps", steps),),))]


def _step(old: StepDraft | None, **values: Any) -> StepDraft:
    values["after_days"] = values["after_days"] or 0
    return replace(old or StepDraft(), **values)


def _add_deleter(context: PageContext, form: RecordForm, template_id: str, then: Callable[[], None]) -> None:
    button = Button(context.theme, N_("Delete this series"), kind="quiet", icon="trash-2", height=28)

    def done(_result: Any) -> None:
        form.dialog.reject()
        context.navigator.did(Message("Deleted"))
        then()

    def failed(error: Exception) -> None:
        if isinstance(error, Problem):
            form.dialog.show_note(error.message)

    button.clicked.connect(
        lambda: context.background.write(
            _STEP, lambda work: delete_template(work, template_id), done, failed, owner=form.dialog
        )
    )
    form.dialog.body.addWidget(button)
