"""Planning a series of tasks at once: which one, from when, by whom; its days are shown and can be changed first."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from crm_desktop.core.i18n import N_, Message, language, trn
from crm_desktop.models.dictionary import name_in
from crm_desktop.operations.task_template import PlannedStep, StepDraft, plan_steps, planned_steps, template_draft
from crm_desktop.queries.people import referred_names
from crm_desktop.queries.task_template import TemplateView, templates
from crm_desktop.ui.company_fields import choice
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.record_form import FormSection, FormTexts, RecordForm
from crm_desktop.ui.texts import Plain, Text
from crm_desktop.ui.widgets.fields import CheckField, ChoiceField, DateField, LineField, RowColumn, RowsField

_WIDTH = 720


@dataclass(frozen=True)
class Plan:
    """What the form edits; `steps` are the tasks that will be made."""

    template_id: str | None = None
    starts_on: date | None = None
    owner_id: str | None = None
    skips_weekends: bool = True
    steps: tuple[PlannedStep, ...] = ()


@dataclass(frozen=True)
class _Found:
    """What there is to plan: the series with their steps, and with whom they are planned."""

    views: tuple[TemplateView, ...]
    steps: Mapping[str, tuple[StepDraft, ...]]
    name: str


def plan_series(context: PageContext, owner: QWidget, about: Mapping[str, Any]) -> None:
    """Ask which series to plan about some record, such as `customer_id`."""

    def read(reading: Any) -> _Found:
        views = tuple(templates(reading))
        names = referred_names(reading, _About(**about))
        steps = {each.id: template_draft(reading, each.id).steps for each in views}
        return _Found(views, steps, next(iter(names.values()), ""))

    def show(found: _Found) -> None:
        if not found.views:
            context.navigator.refuse(
                Message("There is no series yet. Add one in the company settings (Ctrl+Shift+,), Series of tasks.")
            )
            return
        _Planning(context, owner.window(), about, found).form.open()

    context.background.read(owner, read, show)


@dataclass(frozen=True)
class _About:
    """The record in question, for its name."""

    customer_id: str | None = None
    contact_id: str | None = None
    opportunity_id: str | None = None
    case_id: str | None = None
    lead_id: str | None = None
    campaign_id: str | None = None


class _Planning(QObject):
    """Keeps the days in step with the series, the beginning and the weekends; lives as long as its form."""

    def __init__(self, context: PageContext, window: QWidget, about: Mapping[str, Any], found: _Found) -> None:
        self._found, first = found, found.views[0].id
        draft = Plan(first, context.today(), context.background.viewer.user_id or None)
        draft = replace(draft, steps=self._steps(first, context.today(), skips=True))
        self._shown: Any = (first, context.today(), True)

        def save(work: Any, plan: Plan) -> str:
            return plan_steps(work, plan.steps, about, plan.owner_id)[0]

        texts = FormTexts(
            N_("Plan a series"), Plain(found.name), Message("Plan a series of tasks"), lambda _name: Message("Planned")
        )
        self.form = RecordForm(
            context, window, texts, _sections(context, found), draft, save, lambda _id: None, width=_WIDTH
        )
        super().__init__(self.form)
        self.form.form.changed.connect(self._follow)

    def _steps(self, template_id: str | None, day: date | None, *, skips: bool) -> tuple[PlannedStep, ...]:
        steps = self._found.steps.get(template_id or "", ())
        return tuple(planned_steps(steps, day, skips_weekends=skips)) if day is not None else ()

    def _follow(self) -> None:
        form = self.form.form
        now = tuple(form.field(name).value() for name in ("template_id", "starts_on", "skips_weekends"))
        if now != self._shown and now[1] is not None:
            self._shown = now
            form.field("steps").set_value(self._steps(now[0], now[1], skips=bool(now[2])))


def _sections(context: PageContext, found: _Found) -> list[FormSection]:
    theme = context.theme
    offered: list[tuple[str, Text]] = [
        (each.id, Plain(f"{name_in(language(), each.name_en, each.name_zh)} · {_count(each)}")) for each in found.views
    ]

    def day() -> DateField:
        return DateField(theme, N_("Due"), today=context.today, required=True)

    columns = (
        RowColumn("due_on", N_("Due"), day, 2),
        RowColumn("subject", N_("To do"), lambda: LineField(theme, N_("To do"), required=True), 4),
    )
    which = FormSection(
        N_("Series"),
        (
            (
                ("template_id", ChoiceField(theme, N_("Series of tasks"), offered, empty=False)),
                ("starts_on", DateField(theme, N_("Begins"), today=context.today, required=True)),
            ),
            (
                ("owner_id", choice(context, N_("Assigned to"), "users", empty=False)),
                ("skips_weekends", CheckField(theme, N_("Weekends wait for Monday"))),
            ),
        ),
    )
    steps = RowsField(theme, N_("What will be planned"), columns, _step, add=N_("Add a step"))
    return [which, FormSection(N_("Days"), ((("steps", steps),),))]


def _count(view: TemplateView) -> str:
    return trn("1 step", "{count} steps", view.steps)


def _step(old: PlannedStep | None, **values: Any) -> PlannedStep:
    return replace(old, **values) if old is not None else PlannedStep(**values)
