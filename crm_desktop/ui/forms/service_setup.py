"""The forms of how service is set up: a time limit, a rule, a closing day, the country of public holidays."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from PySide6.QtWidgets import QWidget

from crm_desktop.core.countries import country_name
from crm_desktop.core.i18n import N_, Message, language
from crm_desktop.models.service_rule import ASSIGN, VISIT
from crm_desktop.operations.closing_day import remove_closing_day, set_closing_day
from crm_desktop.operations.parameter import SERVICE_HOLIDAYS, set_parameter, value
from crm_desktop.operations.service_limit import ServiceLimitDraft, service_limit_draft, set_service_limit
from crm_desktop.operations.service_rule import (
    ServiceRuleDraft,
    create_service_rule,
    service_rule_draft,
    update_service_rule,
)
from crm_desktop.queries.service_setup import DayRow
from crm_desktop.queries.working_calendar import holiday_countries
from crm_desktop.ui.company_fields import choice
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.record_form import FormSection, FormTexts, RecordForm
from crm_desktop.ui.texts import Plain
from crm_desktop.ui.widgets.fields import CheckField, ChoiceField, DateField, IntegerField, LineField

_WIDTH = 560
_DOES = ((ASSIGN, N_("Assign new cases")), (VISIT, N_("Plan a visit after the case")))
_EVERY = N_("Left empty, every case.")
_IN_MINUTES = N_("In working minutes: an hour is 60.")
Then = Callable[[], None]


@dataclass(frozen=True)
class DayDraft:
    """A closing day as its form edits it."""

    day: date | None = None
    title: str | None = None
    is_worked: bool = False


@dataclass(frozen=True)
class CountryDraft:
    """The country whose public holidays are not worked."""

    country: str | None = None


def open_limit_form(context: PageContext, window: QWidget, limit_id: str | None, then: Then) -> None:
    """Open the form of a time limit, or of a new one."""

    def show(draft: ServiceLimitDraft) -> None:
        theme = context.theme
        priority = choice(context, N_("Priority"), "priority", help_text=_EVERY)
        whom = FormSection(
            N_("For cases of"),
            (
                (("priority", priority), ("level_id", choice(context, N_("Level of the customer"), "level"))),
                (("kind_id", choice(context, N_("Kind"), "case_kind")),),
            ),
        )
        respond = IntegerField(theme, N_("First answer within"), least=1, help_text=_IN_MINUTES)
        solve = IntegerField(theme, N_("Solution within"), least=1, help_text=_IN_MINUTES)
        times = FormSection(N_("Time"), ((("respond_minutes", respond), ("solve_minutes", solve)),))
        step = Message("Change time limit of service") if limit_id else Message("Add time limit of service")
        texts = FormTexts(
            N_("Time limit of service"),
            N_("Open cases follow at once."),
            step,
            lambda _name: Message("Time limit saved"),
        )
        _open(
            context, window, texts, [whom, times], draft, lambda work, new: set_service_limit(work, new, limit_id), then
        )

    if limit_id is None:
        show(ServiceLimitDraft())
    else:
        context.background.read(window, lambda reading: service_limit_draft(reading, limit_id), show)


def open_service_rule_form(context: PageContext, window: QWidget, rule_id: str | None, then: Then) -> None:
    """Open the form of a rule of service, or of a new one."""

    def save(work: Any, draft: ServiceRuleDraft) -> str:
        others: dict[str, Any] = {"after_days": None} if draft.does == ASSIGN else {"user_id": None, "team_id": None}
        draft = replace(draft, **others)
        if rule_id is None:
            return create_service_rule(work, draft)
        update_service_rule(work, rule_id, draft)
        return rule_id

    def show(draft: ServiceRuleDraft) -> None:
        does = ChoiceField(context.theme, N_("What it does"), _DOES, empty=False, required=True)
        days = IntegerField(context.theme, N_("Days after the case"), least=1)
        rule = FormSection(N_("Rule"), ((("does", does),),))
        whom = FormSection(
            N_("Who gets them"),
            ((("user_id", choice(context, N_("Person"), "users")), ("team_id", choice(context, N_("Team"), "teams"))),),
            applies=lambda _form: does.value() == ASSIGN,
        )
        when = FormSection(N_("When"), ((("after_days", days),),), applies=lambda _form: does.value() == VISIT)
        about = FormSection(
            N_("For cases of"),
            (
                (
                    ("kind_id", choice(context, N_("Kind"), "case_kind", help_text=_EVERY)),
                    ("priority", choice(context, N_("Priority"), "priority")),
                ),
                (
                    ("region_id", choice(context, N_("Region of the customer"), "region")),
                    ("level_id", choice(context, N_("Level of the customer"), "level")),
                ),
            ),
        )
        step = Message("Change rule of service") if rule_id else Message("Add rule of service")
        texts = FormTexts(
            N_("Rule of service"),
            N_("What was assigned or planned before stays."),
            step,
            lambda _name: Message("Rule saved"),
        )
        _open(context, window, texts, [rule, whom, when, about], draft, save, then)

    if rule_id is None:
        show(ServiceRuleDraft())
    else:
        context.background.read(window, lambda reading: service_rule_draft(reading, rule_id), show)


def open_closing_day_form(context: PageContext, window: QWidget, row: DayRow | None, then: Then) -> None:
    """Open the form of a closing day, or of a new one."""

    def save(work: Any, draft: DayDraft) -> str:
        assert draft.day is not None  # the field asks for it
        if row is not None and row.own_id is not None and row.day != draft.day:
            remove_closing_day(work, row.own_id)
        return set_closing_day(work, draft.day, draft.title, is_worked=draft.is_worked)

    draft = DayDraft() if row is None else DayDraft(row.day, row.title, row.is_worked)
    theme = context.theme
    day = DateField(theme, N_("Day"), today=context.today, required=True)
    title = LineField(theme, N_("Why"), max_length=120)
    worked = CheckField(theme, N_("It is worked"), help_text=N_("For a weekend or a public holiday on which you work."))
    section = FormSection(N_("Day"), ((("day", day), ("title", title)), (("is_worked", worked),)))
    step = Message("Add closing day") if row is None else Message("Change closing day")
    texts = FormTexts(
        N_("Closing day"),
        N_("Time limits of open cases follow at once."),
        step,
        lambda _name: Message("Closing day saved"),
    )
    _open(context, window, texts, [section], draft, save, then)


def open_country_form(context: PageContext, window: QWidget, then: Then) -> None:
    """Open the form of the country whose public holidays are not worked."""

    def save(work: Any, draft: CountryDraft) -> str:
        set_parameter(work, SERVICE_HOLIDAYS, draft.country or "")
        return ""

    def read(reading: Any) -> tuple[str, list[str]]:
        return str(value(reading, SERVICE_HOLIDAYS) or ""), holiday_countries()

    def show(found: tuple[str, list[str]]) -> None:
        kept, codes = found
        named = sorted((country_name(code, language()), code) for code in codes)
        offered = [(code, Plain(f"{name} · {code}")) for name, code in named]
        field = ChoiceField(
            context.theme, N_("Country"), offered, help_text=N_("Left empty, public holidays are worked.")
        )
        texts = FormTexts(
            N_("Public holidays"),
            N_("Time limits of open cases follow at once."),
            Message("Choose public holidays"),
            lambda _name: Message("Public holidays saved"),
        )
        section = FormSection(N_("Public holidays of"), ((("country", field),),))
        _open(context, window, texts, [section], CountryDraft(kept or None), save, then)

    context.background.read(window, read, show)


def _open(
    context: PageContext,
    window: QWidget,
    texts: FormTexts,
    sections: list[FormSection],
    draft: Any,
    save: Callable[[Any, Any], str],
    then: Then,
) -> None:
    RecordForm(context, window, texts, sections, draft, save, lambda _id: then(), width=_WIDTH).open()
