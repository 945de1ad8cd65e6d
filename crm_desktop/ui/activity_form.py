"""Logging an activity: a visit, call or message written down in ten seconds; and correcting one."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime, time
from typing import Any

from PySide6.QtWidgets import QWidget

from crm_desktop.core.clock import day_of
from crm_desktop.core.errors import Invalid
from crm_desktop.core.i18n import N_, Message, language
from crm_desktop.core.kept_texts import KeepAs
from crm_desktop.operations.interaction import (
    InteractionDraft,
    interaction_draft,
    log_interaction,
    new_interaction,
    update_interaction,
)
from crm_desktop.operations.interaction_parts import RatingDraft, is_rated
from crm_desktop.operations.task_result import complete_task
from crm_desktop.queries.people import participants_names, referred_names
from crm_desktop.ui.company_fields import choice, lookup, offered
from crm_desktop.ui.forms.participants import Person, ids_of, participants_field, people_of
from crm_desktop.ui.forms.people import contact_field
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.record_form import FormSection, FormTexts, Opened, RecordForm
from crm_desktop.ui.texts import Plain, Text
from crm_desktop.ui.widgets.fields import ChoiceField, DateField, IntegerField, LineField, MoneyField, NoteField
from crm_desktop.ui.widgets.ratings_field import RatingsField

_NOON = time(12)
_WIDTH = 700
# Where what is wrong with a part of the draft is said.
_SHOWN_AS = {"happened_at": "day", "contacts": "people", "colleagues": "people"}
Names = Mapping[str, str]


@dataclass(frozen=True)
class Activity(InteractionDraft):
    """An interaction as its form edits it: by day. The time of day is now, or noon of an earlier day.

    `people` are all who took part besides, contacts and colleagues.
    """

    day: date | None = None
    people: tuple[Person, ...] = ()


@dataclass(frozen=True)
class Loaded:
    """What the form starts from: the draft, names of what it refers to, and the journal's place."""

    draft: InteractionDraft
    names: Names = field(default_factory=dict)
    position: int = 0


def load_new(reading: Any, values: Mapping[str, Any] | None = None) -> Loaded:
    """An activity about nothing yet, or with what is known of it."""
    draft = new_interaction(reading, **(values or {}))
    return Loaded(draft, _names(reading, draft))


def load_known(reading: Any, interaction_id: str) -> Loaded:
    """An activity as it is now."""
    draft = interaction_draft(reading, interaction_id)
    return Loaded(draft, _names(reading, draft), reading.position)


def open_activity_form(
    context: PageContext, window: QWidget, interaction_id: str | None, loaded: Loaded, saved: Callable[[str], None]
) -> None:
    """Open the form of a new activity, or of the one with this id."""
    if interaction_id is None:
        _open_new(context, window, loaded, saved)
    else:
        _open_known(context, window, interaction_id, loaded, saved)


def shipped_sections(context: PageContext, loaded: Loaded) -> list[FormSection]:
    """The whole form as it is shipped, to be arranged."""
    return _sections(context, loaded.draft, loaded.names)


def activity_logger(context: PageContext, window: QWidget) -> Callable[[Mapping[str, Any]], None]:
    """What opens the form for an activity about some record, such as `customer_id`."""

    def log(about: Mapping[str, Any]) -> None:
        task_id = about.get("task_id")
        context.background.read(
            window,
            lambda reading: load_new(reading, about),
            lambda loaded: _open_new(context, window, loaded, task_id=task_id),
        )

    return log


def activity_opener(
    context: PageContext, window: QWidget, failed: Callable[[Exception], None] | None = None
) -> Callable[[str], None]:
    """What opens the form of an activity logged earlier, by its id."""

    def open_known(interaction_id: str) -> None:
        context.background.read(
            window,
            lambda reading: load_known(reading, interaction_id),
            lambda loaded: _open_known(context, window, interaction_id, loaded),
            failed,
        )

    return open_known


def _names(reading: Any, draft: InteractionDraft) -> Names:
    return referred_names(reading, draft) | participants_names(reading, draft)


def _nothing(_id: str) -> None:
    """Nobody waits for what was saved."""


def _open_new(
    context: PageContext,
    window: QWidget,
    loaded: Loaded,
    saved: Callable[[str], None] = _nothing,
    *,
    task_id: str | None = None,
) -> None:
    draft, names = loaded.draft, loaded.names
    texts = FormTexts(
        N_("Log activity"), _with(draft, names), Message("Log activity"), lambda _name: Message("Activity logged")
    )
    if task_id:
        done = Message("Task done")
        texts = replace(texts, title=N_("What came of the task"), step=done, done=lambda _name: done)

    def save(work: Any, activity: Activity) -> str:
        with _said_of_the_fields():
            if task_id:
                return complete_task(work, task_id, _draft(context, activity))
            return log_interaction(work, _draft(context, activity))

    sections, start = _sections(context, draft, names), activity_of(context, draft)
    keep_as = KeepAs("interaction", about={"task_id": task_id} if task_id else {})
    form = RecordForm(context, window, texts, sections, start, save, saved, width=_WIDTH, keep_as=keep_as)
    form.open()


def _open_known(
    context: PageContext,
    window: QWidget,
    interaction_id: str,
    loaded: Loaded,
    saved: Callable[[str], None] = _nothing,
) -> None:
    draft, names = loaded.draft, loaded.names
    texts = FormTexts(
        N_("Edit activity"), _with(draft, names), Message("Edit activity"), lambda _name: Message("Activity saved")
    )
    opened = Opened(
        activity_of(context, draft),
        loaded.position,
        lambda reading: activity_of(context, interaction_draft(reading, interaction_id)),
    )

    def save(work: Any, activity: Activity) -> str:
        before = _draft(context, opened.draft)
        with _said_of_the_fields():
            update_interaction(work, interaction_id, _draft(context, activity), before, opened.position)
        return interaction_id

    sections = _sections(context, draft, names)
    form = RecordForm(
        context,
        window,
        texts,
        sections,
        opened.draft,
        save,
        saved,
        width=_WIDTH,
        opened=opened,
        keep_as=KeepAs("interaction", interaction_id),
    )
    form.open()


def _with(draft: InteractionDraft, names: Names) -> Text:
    """With whom, under the title."""
    name = names.get(draft.customer_id or "") or names.get(draft.contact_id or "")
    return Message("With {name}", name=name) if name else ""


def activity_of(context: PageContext, draft: InteractionDraft) -> Activity:
    """What the form edits of an interaction."""
    day = day_of(draft.happened_at, context.zone) if draft.happened_at is not None else context.today()
    return Activity(**_values(draft), day=day, people=people_of(draft))


def _draft(context: PageContext, activity: Activity) -> InteractionDraft:
    values = _values(activity) | ids_of(activity.people)
    at, day = activity.happened_at, activity.day
    if day is not None and (at is None or day_of(at, context.zone) != day):
        values["happened_at"] = round(datetime.combine(day, _NOON, context.zone).timestamp() * 1000)
    return InteractionDraft(**values)


@contextmanager
def _said_of_the_fields() -> Iterator[None]:
    """What is wrong is said at the fields that the form asks for."""
    try:
        yield
    except Invalid as problem:
        raise Invalid({_SHOWN_AS.get(name, name): say for name, say in problem.fields.items()}) from None


def _values(draft: InteractionDraft) -> dict[str, Any]:
    return {each.name: getattr(draft, each.name) for each in fields(InteractionDraft)}


def _sections(context: PageContext, draft: InteractionDraft, names: Names) -> list[FormSection]:
    theme = context.theme
    customer = lookup(context, N_("Customer"), "customer", names)
    subject = LineField(theme, N_("Subject"), placeholder=N_("Left empty, it is the first line of the detail"))
    cost = MoneyField(theme, N_("Cost"), currency=draft.cost_currency or context.currency, least=0)
    happened = FormSection(
        N_("What happened"),
        (
            (("subject", subject),),
            (("detail", NoteField(theme, N_("Detail"), lines=4, max_length=4000)),),
            (
                ("kind_id", choice(context, N_("Kind"), "interaction_kind", empty=False)),
                ("day", DateField(theme, N_("Day"), today=context.today, required=True)),
                ("minutes", IntegerField(theme, N_("Minutes"), least=0, most=24 * 60)),
            ),
            (("customer_id", customer), ("contact_id", contact_field(context, customer, names))),
            (
                ("direction", ChoiceField(theme, N_("Direction"), offered(context, "direction"))),
                ("result_id", choice(context, N_("Result"), "interaction_result")),
            ),
            (("place", LineField(theme, N_("Place"))), ("cost_minor", cost)),
            (("people", participants_field(context, customer, names)),),
        ),
    )
    step, on = LineField(theme, N_("What to do next")), DateField(theme, N_("On"), today=context.today)
    following = FormSection(N_("Next step"), ((("next_step", step), ("next_step_on", on)),))
    return [happened, following, _ratings(context, draft)]


def _ratings(context: PageContext, draft: InteractionDraft) -> FormSection:
    """What is asked of visits alone."""
    rated = [each.item_id for each in draft.ratings]
    items = [(each.id, Plain(each.name(language()))) for each in context.choices.offered("rating_item", keep=rated)]
    felt = RatingsField(context.theme, N_("What the customer expected and felt"), items, RatingDraft)
    return FormSection(N_("Ratings"), ((("ratings", felt),),), lambda form: is_rated(form.field("kind_id").value()))
