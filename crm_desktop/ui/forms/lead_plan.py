"""The form of one step of a development plan: planned with its day, later written down what came of it."""

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QWidget

from crm_desktop.core.i18n import N_, Message
from crm_desktop.core.kept_texts import KeepAs
from crm_desktop.models.lead import ASSIGNED
from crm_desktop.operations.lead import (
    PlanItemDraft,
    add_plan_item,
    delete_plan_item,
    plan_item_draft,
    save_plan_item,
)
from crm_desktop.queries.lead import lead_details
from crm_desktop.ui.company_fields import choice
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.record_form import FormSection, FormTexts, RecordForm
from crm_desktop.ui.texts import Plain, Text, shown
from crm_desktop.ui.widgets.buttons import Button
from crm_desktop.ui.widgets.fields import DateField, NoteField

_WIDTH = 560


def plan_step(context: PageContext, window: QWidget, lead_id: str, title: Text, then: Callable[[str], None]) -> None:
    """Ask for a new step of the plan of a lead."""

    def save(work: Any, draft: PlanItemDraft) -> str:
        add_plan_item(work, lead_id, draft.due_on, draft.item)
        return lead_id

    day = DateField(context.theme, N_("Date"), today=context.today, required=True)
    item = NoteField(context.theme, N_("What is to be done"), lines=3, max_length=1000, required=True)
    section = FormSection(N_("Step"), ((("due_on", day),), (("item", item),)))
    texts = FormTexts(N_("Plan a step"), title, Message("Plan a step"), lambda _: Message("Step planned"))
    keep_as = KeepAs("lead.step", lead_id, {"title": shown(title)})
    start = PlanItemDraft(lead_id, context.today())
    RecordForm(context, window, texts, [section], start, save, then, width=_WIDTH, keep_as=keep_as).open()


def step_opener(context: PageContext, window: QWidget) -> Callable[[str], None]:
    """What opens a step of a plan by its id, for what came of it."""

    def open_step(item_id: str) -> None:
        def read(reading: Any) -> tuple[PlanItemDraft, Any]:
            draft = plan_item_draft(reading, item_id)
            return draft, lead_details(reading, draft.lead_id)

        context.background.read(window, read, lambda found: _open(context, window, item_id, *found))

    return open_step


def _open(context: PageContext, window: QWidget, item_id: str, draft: PlanItemDraft, lead: Any) -> None:
    if lead.status != ASSIGNED:
        context.navigator.refuse(Message("This lead is closed and can only be looked at."))
        return

    def save(work: Any, changed: PlanItemDraft) -> str:
        save_plan_item(work, item_id, changed, draft)
        return str(lead.id)

    view = next(each for each in lead.plan if each.id == item_id)
    section, locked = _section(context, has_result=bool(draft.result), is_logged=view.interaction_id is not None)
    texts = FormTexts(
        N_("Step of the plan"), Plain(lead.customer_name), Message("Carry out a step"), lambda _: Message("Step saved")
    )
    form = RecordForm(context, window, texts, [section], draft, save, lambda _id: None, width=_WIDTH)
    for each in locked:
        each.set_locked(True)
    if not draft.result:
        form.dialog.body.addWidget(_deleter(context, form, item_id))
    form.open()
    form.form.field("result").setFocus()


def _section(context: PageContext, *, has_result: bool, is_logged: bool) -> tuple[FormSection, list[Any]]:
    """Its fields, and those that stay as they are: the day always, what was planned once there is a result."""
    theme = context.theme
    day = DateField(theme, N_("Planned for"), today=context.today)
    done = DateField(theme, N_("Done on"), today=context.today, help_text=N_("Left empty, it is today."))
    item = NoteField(theme, N_("What is to be done"), lines=2, max_length=1000, required=True)
    result = NoteField(theme, N_("What came of it"), lines=3, max_length=4000)
    logged = choice(context, N_("Log it as an activity"), "interaction_kind")
    last = () if is_logged else ((("logged_as", logged),),)
    rows = ((("due_on", day), ("done_on", done)), (("item", item),), (("result", result),), *last)
    return FormSection(N_("Step"), rows), [day, item] if has_result else [day]


def _deleter(context: PageContext, form: RecordForm, item_id: str) -> Button:
    button = Button(context.theme, N_("Delete this step"), kind="quiet", icon="trash-2", height=28)

    def delete() -> None:
        form.dialog.reject()
        context.background.write(
            Message("Delete a step"),
            lambda work: delete_plan_item(work, item_id),
            lambda _: context.navigator.did(Message("Step deleted")),
            owner=context,
        )

    button.clicked.connect(delete)
    return button
