"""The checklist of the stage a deal stands in: its items, ticked together in one step."""

from collections.abc import Callable
from dataclasses import make_dataclass
from typing import Any

from PySide6.QtWidgets import QWidget

from crm_desktop.core.i18n import N_, Message
from crm_desktop.operations.stage_needs import tick
from crm_desktop.queries.opportunity import OpportunityDetails, opportunity_details
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.record_form import FormSection, FormTexts, RecordForm
from crm_desktop.ui.texts import Plain
from crm_desktop.ui.widgets.fields import CheckField

_WIDTH = 520


def checklist_opener(context: PageContext, window: QWidget) -> Callable[[str], None]:
    """What opens the checklist of a deal by its id."""

    def open_checklist(deal_id: str) -> None:
        context.background.read(
            window,
            lambda reading: opportunity_details(reading, deal_id),
            lambda details: _open(context, window, details),
        )

    return open_checklist


def _open(context: PageContext, window: QWidget, deal: OpportunityDetails) -> None:
    if not deal.checks:
        context.navigator.refuse(Message("The stage of this deal has no checklist."))
        return
    names = [f"item_{number}" for number in range(len(deal.checks))]
    start = make_dataclass("Ticked", names, frozen=True)(*(each.done_on is not None for each in deal.checks))

    def save(work: Any, ticked: Any) -> str:
        items = (each.item for name, each in zip(names, deal.checks, strict=True) if getattr(ticked, name))
        tick(work, deal.id, deal.stage_id, items)
        return deal.id

    fields = tuple(
        ((name, CheckField(context.theme, Plain(each.item))),) for name, each in zip(names, deal.checks, strict=True)
    )
    texts = FormTexts(
        N_("Checklist of this stage"), Plain(deal.name), Message("Tick a checklist"), lambda _: Message("Ticked")
    )
    section = FormSection(N_("What belongs to this stage"), fields)
    RecordForm(context, window, texts, [section], start, save, lambda _id: None, width=_WIDTH).open()
