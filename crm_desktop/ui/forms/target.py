"""The form for the targets of a month: two amounts a person, begun with those of the month before if there are none."""

from dataclasses import dataclass, make_dataclass
from typing import Any

from PySide6.QtWidgets import QWidget

from crm_desktop.core import formats
from crm_desktop.core.i18n import N_, Message, language, tr
from crm_desktop.core.months import month_after
from crm_desktop.models.commission import METRICS, SALES
from crm_desktop.operations.target import TargetDraft, set_targets
from crm_desktop.queries.target import targets_of
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.record_form import FormSection, FormTexts, RecordForm
from crm_desktop.ui.texts import Plain
from crm_desktop.ui.widgets.fields import MoneyField

_WIDTH = 620


@dataclass(frozen=True)
class _Loaded:
    known: dict[tuple[str, str], int]
    offered: dict[tuple[str, str], int]


def open_target_form(context: PageContext, window: QWidget, month: str) -> None:
    """Ask what everybody is to sell and to bring in during a month."""

    def read(reading: Any) -> _Loaded:
        known = targets_of(reading, month)
        return _Loaded(known, known or targets_of(reading, month_after(month, -1)))

    context.background.read(window, read, lambda loaded: _open(context, window, month, loaded))


def _open(context: PageContext, window: QWidget, month: str, loaded: _Loaded) -> None:
    people = context.choices.options("users", language())
    keys = {f"{metric}_{number}": (user, metric) for number, (user, _) in enumerate(people) for metric in METRICS}
    offered = {key: loaded.offered.get(of) for key, of in keys.items()}
    draft = make_dataclass("Targets", list(keys), frozen=True)(**offered)

    def save(work: Any, edited: Any) -> None:
        wanted = {of: getattr(edited, key) for key, of in keys.items()}
        changed = [each for each in wanted if wanted[each] != loaded.known.get(each)]
        set_targets(work, [TargetDraft(user, month, metric, wanted[user, metric]) for user, metric in changed])

    rows = tuple(
        tuple((f"{metric}_{number}", _field(context, name, metric)) for metric in METRICS)
        for number, (_, name) in enumerate(people)
    )
    said = formats.month_of_year(int(month[:4]), int(month[5:]), language())
    begun = loaded.offered != loaded.known
    about = tr("{month} · begun with the targets of the month before", month=said) if begun else said
    texts = FormTexts(N_("Targets"), Plain(about), Message("Set targets"), lambda _: Message("Targets set"))
    RecordForm(context, window, texts, [FormSection("", rows)], draft, save, lambda _id: None, width=_WIDTH).open()


def _field(context: PageContext, name: str, metric: str) -> MoneyField:
    template = N_("{name} · sales") if metric == SALES else N_("{name} · receipts")
    return MoneyField(context.theme, Plain(tr(template, name=name)), currency=context.currency, least=0)
