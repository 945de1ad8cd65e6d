"""The form of time spent on a case and what it cost: noted, corrected, deleted."""

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtWidgets import QWidget

from crm_desktop.core.i18n import N_, Message
from crm_desktop.operations.amounts import is_currency
from crm_desktop.operations.service_work import (
    MINUTES_OF_A_DAY,
    NOTE_AT_MOST,
    WorkDraft,
    delete_work,
    note_work,
    update_work,
    work_draft,
)
from crm_desktop.ui.company_fields import choice
from crm_desktop.ui.forms.part_form import PartForm, open_known_part, open_new_part
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.record_form import FormSection
from crm_desktop.ui.widgets.fields import DateField, IntegerField, LineField, MoneyField, NoteField

WORK = "service_work"


def new_work(context: PageContext, window: QWidget, **about: Any) -> None:
    """The form for one's own time of today; `about` are values of the draft: the case."""
    mine = {"user_id": context.background.viewer.user_id or None, "worked_on": context.today()}
    open_new_part(_WORK, context, window, mine | {"cost_currency": context.currency} | about)


def opener(
    context: PageContext, window: QWidget, failed: Callable[[Exception], None] | None = None
) -> Callable[[str], None]:
    """What opens an entry by its id; `failed` is told when it is not there any more."""
    return open_known_part(_WORK, context, window, failed)


def _sections(context: PageContext, _names: Mapping[str, str], draft: WorkDraft) -> list[FormSection]:
    theme = context.theme
    cost = MoneyField(theme, N_("Cost"), currency=draft.cost_currency or context.currency, least=0)
    currency = LineField(theme, N_("Currency"), max_length=3, help_text=N_("Left empty, it is that of the company."))

    def follow() -> None:
        typed = (currency.value() or context.currency).strip().upper()
        if is_currency(typed):
            cost.set_currency(typed)

    currency.changed.connect(follow)
    return [
        FormSection(
            "",
            (
                (
                    ("minutes", IntegerField(theme, N_("Minutes"), least=0, most=MINUTES_OF_A_DAY)),
                    ("worked_on", DateField(theme, N_("Day"), today=context.today, required=True)),
                ),
                (("user_id", choice(context, N_("Spent by"), "users", required=True)),),
                (("cost_minor", cost), ("cost_currency", currency)),
                (("note", NoteField(theme, N_("What was done"), lines=3, max_length=NOTE_AT_MOST)),),
            ),
        )
    ]


def _no_names(_reading: Any, _draft: WorkDraft) -> Mapping[str, str]:
    return {}


_WORK = PartForm(
    WORK,
    N_("Time and cost"),
    Message("Note time and cost"),
    Message("Edit time and cost"),
    Message("Time and cost saved"),
    Message("Time and cost deleted"),
    WorkDraft(),
    work_draft,
    note_work,
    update_work,
    delete_work,
    _sections,
    _no_names,
)
