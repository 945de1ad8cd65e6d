"""The form of a task, and what giving one up asks."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any

from PySide6.QtWidgets import QWidget

from crm_desktop.core.clock import instant_of, moment_of
from crm_desktop.core.errors import Invalid, NotFound
from crm_desktop.core.i18n import N_, Message
from crm_desktop.core.kept_texts import KeepAs
from crm_desktop.operations.task import TaskDraft, create_task, new_task, put_off, task_draft, update_task
from crm_desktop.queries.people import referred_names
from crm_desktop.queries.task import task_details
from crm_desktop.ui.company_fields import choice, lookup
from crm_desktop.ui.dialogs.task_reach import REACH_NAMES
from crm_desktop.ui.forms.people import contact_field
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.record_form import FormSection, FormTexts, Opened, RecordForm, preset
from crm_desktop.ui.texts import Text
from crm_desktop.ui.widgets.fields import ChoiceField, DateField, Field, IntegerField, LineField, NoteField, TimeField

_WIDTH = 700
_MINUTE_MS = 60_000
# A task of the whole day is spoken of in the morning.
_MORNING = 9 * 60
_NEVER, _OWN = "never", "own"
_BEFORE: tuple[tuple[str, str], ...] = (
    (_NEVER, N_("No reminder")),
    ("0", N_("When it begins")),
    ("15", N_("15 minutes before")),
    ("60", N_("1 hour before")),
    ("1440", N_("1 day before")),
    (_OWN, N_("At another time")),
)


_ONCE = "once"
_RULES: tuple[tuple[str, str], ...] = (
    (_ONCE, N_("Once")),
    ("FREQ=DAILY", N_("Every day")),
    ("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", N_("Every working day")),
    ("FREQ=WEEKLY", N_("Every week")),
    ("FREQ=WEEKLY;INTERVAL=2", N_("Every two weeks")),
    ("FREQ=MONTHLY", N_("Every month")),
    ("FREQ=MONTHLY;INTERVAL=3", N_("Every quarter")),
    ("FREQ=YEARLY", N_("Every year")),
)


# A change of a task that repeats reaches it alone, unless somebody chooses more.
_THIS = "one"
Rule = tuple[str, date | None]


@dataclass(frozen=True)
class Planned(TaskDraft):
    """A task as its form edits it: at a minute of its day, reminded so many minutes before, perhaps repeating.

    One that is reminded at a moment of its own has that by day and minute. `reach` is how far a change of one that
    repeats goes.
    """

    at: int | None = None
    remind: str = _NEVER
    remind_day: date | None = None
    remind_minute: int | None = None
    repeats: str = _ONCE
    ends_on: date | None = None
    reach: str = _THIS


@dataclass(frozen=True)
class Loaded:
    """What the form starts from: the draft, names of the records it refers to, the journal's place, and its rule."""

    draft: TaskDraft
    names: Mapping[str, str] = field(default_factory=dict)
    position: int = 0
    rule: Rule | None = None


def load_new(reading: Any, values: Mapping[str, Any] | None) -> Loaded:
    """A new task, some of its fields filled in."""
    given = dict(values or {})
    about = {
        name: given.pop(name)
        for name in ("customer_id", "contact_id", "opportunity_id", "case_id", "lead_id")
        if name in given
    }
    draft = preset(new_task(reading, **about), given)
    return Loaded(draft, referred_names(reading, draft))


def load_known(reading: Any, task_id: str) -> Loaded:
    """A task as it is now."""
    draft = task_draft(reading, task_id)
    return Loaded(draft, referred_names(reading, draft), reading.position, rule_of(reading, task_id))


def open_task_form(
    context: PageContext, window: QWidget, task_id: str | None, loaded: Loaded, saved: Callable[[str], None]
) -> None:
    """Open the form of a new task, or of the one with this id."""
    opened = Opened(
        planned(context, loaded.draft, loaded.rule),
        loaded.position,
        lambda reading: planned(context, task_draft(reading, task_id or ""), rule_of(reading, task_id or "")),
    )

    def save(work: Any, edited: Planned) -> str | None:
        with _said_of_the_fields():
            if task_id is None:
                return _plan(work, context, edited)
            before = draft_of(context, opened.draft)
            if loaded.rule is not None:
                return _change(work, context, task_id, opened, edited)
            update_task(work, task_id, draft_of(context, edited), before, opened.position)
            return task_id

    known = opened if task_id else None
    keep_as = KeepAs("task", task_id)
    sections = _sections(context, loaded, has_rule=task_id is None or loaded.rule is not None)
    form = RecordForm(
        context,
        window,
        _texts(task_id),
        sections,
        opened.draft,
        save,
        saved,
        width=_WIDTH,
        opened=known,
        keep_as=keep_as,
    )
    form.open()


def _plan(work: Any, context: PageContext, edited: Planned) -> str | None:
    draft = draft_of(context, edited)
    if edited.repeats == _ONCE:
        return create_task(work, draft)
    # The library for rules is loaded when something repeats.
    from crm_desktop.operations.task_series import create_series, first_of, series_of

    return first_of(work, create_series(work, series_of(work, draft, edited.repeats, edited.ends_on)))


def _change(work: Any, context: PageContext, task_id: str, opened: Opened, edited: Planned) -> str | None:
    """A task that repeats, alone or with others; the rule holds for more than one."""
    before, draft = draft_of(context, opened.draft), draft_of(context, edited)
    if edited.reach != _THIS:
        from crm_desktop.operations.task_reach import Change, change_repeating

        return change_repeating(work, task_id, Change(before, draft, edited.repeats, edited.ends_on), edited.reach)
    if (edited.repeats, edited.ends_on) != (opened.draft.repeats, opened.draft.ends_on):
        raise Invalid({"reach": Message("A rule holds for several. Choose this and following, or all.")})
    update_task(work, task_id, draft, before, opened.position)
    return task_id


def rule_of(reading: Any, task_id: str) -> Rule | None:
    """How a task repeats, and until when; None for one that does not, or whose series was deleted or is another's."""
    series_id = task_details(reading, task_id).series_id
    if series_id is None:
        return None
    # The library for rules is loaded when something repeats.
    from crm_desktop.operations.task_series import series_draft

    try:
        series = series_draft(reading, series_id)
    except NotFound:
        return None
    return series.repeats, series.ends_on


def planned(context: PageContext, draft: TaskDraft, rule: Rule | None = None) -> Planned:
    """What the form edits of a task."""
    at = moment_of(draft.due_at, context.zone) if draft.due_at is not None else None
    values = {each.name: getattr(draft, each.name) for each in fields(TaskDraft)}
    remind = _before(context, draft)
    own = moment_of(draft.remind_at, context.zone) if remind == _OWN and draft.remind_at is not None else None
    repeats, ends_on = rule or (_ONCE, None)
    return Planned(
        **values,
        at=at.hour * 60 + at.minute if at else None,
        remind=remind,
        remind_day=own.date() if own else None,
        remind_minute=own.hour * 60 + own.minute if own else None,
        repeats=repeats,
        ends_on=ends_on,
    )


def draft_of(context: PageContext, edited: Planned) -> TaskDraft:
    """The task that a form's values say."""
    values = {each.name: getattr(edited, each.name) for each in fields(TaskDraft)}
    values["due_at"] = _instant(context, edited, edited.at) if edited.at is not None else None
    values["remind_at"] = _reminder(context, edited)
    return TaskDraft(**values)


def _reminder(context: PageContext, edited: Planned) -> int | None:
    if edited.remind == _OWN:
        minute = _MORNING if edited.remind_minute is None else edited.remind_minute
        day = edited.remind_day or edited.due_on
        at = None if day is None else instant_of(day, context.zone, *divmod(minute, 60))
        is_same = at is not None and edited.remind_at is not None and at == edited.remind_at // _MINUTE_MS * _MINUTE_MS
        # What was not touched keeps its seconds, so that it counts as unchanged.
        return edited.remind_at if is_same else at
    start = _instant(context, edited, _MORNING if edited.at is None else edited.at)
    return None if start is None or edited.remind == _NEVER else start - int(edited.remind) * _MINUTE_MS


def _instant(context: PageContext, draft: TaskDraft, minute: int) -> int | None:
    return None if draft.due_on is None else instant_of(draft.due_on, context.zone, *divmod(minute, 60))


def _before(context: PageContext, draft: TaskDraft) -> str:
    if draft.remind_at is None or draft.due_on is None:
        return _NEVER
    start = draft.due_at if draft.due_at is not None else instant_of(draft.due_on, context.zone, _MORNING // 60)
    before = str((start - draft.remind_at) // _MINUTE_MS) if (start - draft.remind_at) % _MINUTE_MS == 0 else _OWN
    return before if before in dict(_BEFORE) else _OWN


@contextmanager
def _said_of_the_fields() -> Iterator[None]:
    """What is wrong with the moments is said at the fields that the form asks for."""
    shown_as = {"due_at": "at", "remind_at": "remind", "starts_on": "due_on"}
    try:
        yield
    except Invalid as problem:
        raise Invalid({shown_as.get(name, name): say for name, say in problem.fields.items()}) from None


def _texts(task_id: str | None) -> FormTexts:
    if task_id is None:
        return FormTexts(
            N_("New task"),
            N_("What is to be done, by whom and when"),
            Message("New task"),
            lambda name: Message("“{name}” planned", name=name),
        )
    return FormTexts(N_("Edit task"), "", Message("Edit task"), lambda name: Message("“{name}” saved", name=name))


def shipped_sections(context: PageContext, loaded: Loaded) -> list[FormSection]:
    """The whole form as it is shipped, to be arranged."""
    return _sections(context, loaded, has_rule=True)


def _sections(context: PageContext, loaded: Loaded, *, has_rule: bool) -> list[FormSection]:
    theme, names = context.theme, dict(loaded.names)
    customer = lookup(context, N_("Customer"), "customer", names)
    before: list[tuple[str, Text]] = list(_BEFORE)
    rules: list[tuple[str, Text]] = list(_RULES)
    if loaded.rule is not None:
        rules = [each for each in rules if each[0] != _ONCE]
        if loaded.rule[0] not in dict(rules):
            rules.append((loaded.rule[0], N_("By a rule of its own")))
    repeats = (
        ("repeats", ChoiceField(theme, N_("Repeats"), rules, empty=False)),
        (
            "ends_on",
            DateField(theme, N_("Repeats until"), today=context.today, help_text=N_("Left empty, it has no end.")),
        ),
    )
    reach: tuple[tuple[str, Field], ...] = ()
    if loaded.rule is not None:
        names_of: list[tuple[str, Text]] = list(REACH_NAMES)
        reach = (("reach", ChoiceField(theme, N_("The change reaches"), names_of, empty=False)),)
    what = FormSection(
        N_("What is to be done"),
        (
            (("subject", LineField(theme, N_("Subject"), required=True)),),
            (
                ("due_on", DateField(theme, N_("Due"), today=context.today, required=True)),
                ("at", TimeField(theme, N_("Time"))),
                ("minutes", IntegerField(theme, N_("Minutes"), least=1, most=24 * 60)),
            ),
            (
                ("kind_id", choice(context, N_("Kind"), "interaction_kind")),
                ("priority", choice(context, N_("Priority"), "priority", empty=False)),
                ("remind", ChoiceField(theme, N_("Remind"), before, empty=False)),
            ),
            *((repeats,) if has_rule else ()),
            *((reach,) if reach else ()),
            (("detail", NoteField(theme, N_("Detail"), lines=3, max_length=4000)),),
        ),
    )
    reminder = FormSection(
        N_("Remind at another time"),
        (
            (
                ("remind_day", DateField(theme, N_("Reminder day"), today=context.today)),
                ("remind_minute", TimeField(theme, N_("Reminder time"))),
            ),
        ),
        applies=lambda form: form.field("remind").value() == _OWN,
    )
    about = FormSection(
        N_("With whom"),
        (
            (("customer_id", customer), ("contact_id", contact_field(context, customer, names))),
            (
                ("opportunity_id", lookup(context, N_("Opportunity"), "opportunity", names)),
                ("place", LineField(theme, N_("Place"))),
            ),
            (("owner_id", choice(context, N_("Assigned to"), "users", empty=False)),),
        ),
    )
    return [what, reminder, about]


@dataclass(frozen=True)
class _Day:
    """What is asked when a task is put off."""

    due_on: date | None = None


def ask_for_day(context: PageContext, window: QWidget, ids: Sequence[str], then: Callable[[str], None]) -> None:
    """Ask to which day some tasks are put off."""

    def save(work: Any, chosen: _Day) -> str:
        if chosen.due_on is not None:
            put_off(work, ids, chosen.due_on)
        return ids[0]

    day = DateField(context.theme, N_("Day"), today=context.today, required=True)
    section = FormSection(N_("Put off to"), ((("due_on", day),),))
    texts = FormTexts(N_("Put off"), "", Message("Put task off"), lambda _name: Message("Put off"))
    RecordForm(context, window, texts, [section], _Day(), save, then, width=420).open()
