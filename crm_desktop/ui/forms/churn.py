"""The forms of a churn warning: the measure that puts a loss off, and why a customer is lost."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from PySide6.QtWidgets import QWidget

from crm_desktop.core.i18n import N_, Message
from crm_desktop.operations.churn import LossDraft, MeasureDraft, confirm, postpone, warning_of
from crm_desktop.ui.company_fields import choice
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.record_form import FormSection, FormTexts, RecordForm
from crm_desktop.ui.texts import Plain
from crm_desktop.ui.widgets.fields import DateField, LineField, NoteField

_WIDTH, _CHECK_DAYS = 540, 14
Texts = tuple[str, Message, Message]


def ask_measure(context: PageContext, window: QWidget, customer_id: str, name: str) -> None:
    """Ask what is done to keep a customer, and when somebody looks again."""
    measure = NoteField(context.theme, N_("Measure"), lines=3, max_length=2000, required=True)
    check = DateField(context.theme, N_("Next check"), today=context.today, required=True)
    section = FormSection(
        N_("What is done to keep the customer"), ((("measure", measure),), (("next_check_on", check),))
    )
    start = MeasureDraft(next_check_on=context.today() + timedelta(days=_CHECK_DAYS))
    texts = (N_("Put the loss off"), Message("Put a loss off"), Message("Put off until the next check"))
    _open(context, window, (customer_id, name), texts, section, start, postpone)


def ask_why_lost(context: PageContext, window: QWidget, customer_id: str, name: str) -> None:
    """Ask why a customer is lost, and to whom."""
    reason = choice(context, N_("Reason"), "churn_reason", required=True)
    rival = LineField(context.theme, N_("Lost to which competitor"), max_length=200)
    note = NoteField(context.theme, N_("Note"), max_length=2000)
    section = FormSection(
        N_("Why the customer left"), ((("reason_id", reason), ("competitor", rival)), (("note", note),))
    )
    texts = (N_("Confirm the loss"), Message("Confirm a loss"), Message("Confirmed; the customer counts as lost"))
    _open(context, window, (customer_id, name), texts, section, LossDraft(), confirm)


def _open(
    context: PageContext,
    window: QWidget,
    customer: tuple[str, str],
    texts: Texts,
    section: FormSection,
    start: Any,
    operation: Callable[[Any, str, Any], object],
) -> None:
    customer_id, name = customer
    title, step, done = texts

    def save(work: Any, draft: Any) -> str:
        operation(work, warning_of(work, customer_id), draft)
        return customer_id

    said = FormTexts(title, Plain(name), step, lambda _: done)
    form = RecordForm(context, window, said, [section], start, save, lambda _id: None, width=_WIDTH)
    form.dialog.primary.set_text(title)
    form.open()
