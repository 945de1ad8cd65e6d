"""Logging an activity: a visit, call or message written down in ten seconds."""

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtWidgets import QWidget

from crm_desktop.core.i18n import N_, Message
from crm_desktop.operations.interaction import InteractionDraft, log_interaction, new_interaction
from crm_desktop.queries.people import referred_names
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.record_form import FormSection, FormTexts, RecordForm, choice, lookup, preset
from crm_desktop.ui.widgets.fields import DateField, IntegerField, LineField, NoteField


def activity_logger(context: PageContext, window: QWidget) -> Callable[[Mapping[str, Any]], None]:
    """What opens the form for an activity about some record, such as `customer_id`."""

    def log(about: Mapping[str, Any]) -> None:
        def read(reading: Any) -> tuple[InteractionDraft, dict[str, str]]:
            draft = preset(new_interaction(reading, **about), about)
            return draft, referred_names(reading, draft)

        context.background.read(window, read, lambda found: _open(context, window, *found))

    return log


def _open(context: PageContext, window: QWidget, draft: InteractionDraft, names: dict[str, str]) -> None:
    theme = context.theme
    happened = FormSection(
        N_("What happened"),
        (
            (
                ("kind_id", choice(context, N_("Kind"), "interaction_kind", empty=False)),
                ("minutes", IntegerField(theme, N_("Minutes"), least=0)),
            ),
            (("subject", LineField(theme, N_("Subject"), help_text=N_("Empty: the first line of the detail"))),),
            (("detail", NoteField(theme, N_("Detail"), lines=4, max_length=4000)),),
            (
                ("contact_id", lookup(context, N_("Contact"), "contact", names)),
                ("result_id", choice(context, N_("Result"), "interaction_result")),
            ),
        ),
    )
    nxt = FormSection(
        N_("Next step"),
        (
            (
                ("next_step", LineField(theme, N_("Next step"))),
                ("next_step_on", DateField(theme, N_("On"), today=context.today)),
            ),
        ),
    )
    customer = names.get(draft.customer_id or "", "")
    texts = FormTexts(
        N_("Log activity"),
        Message("With {name}", name=customer) if customer else "",
        Message("Log activity"),
        lambda _name: Message("Activity logged"),
    )
    RecordForm(context, window, texts, [happened, nxt], draft, log_interaction, lambda _id: None, width=620).open()
