"""The calendar page: one's own tasks and activities of a month, a week or a day."""

from collections.abc import Callable
from datetime import date
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from crm_desktop.core import formats
from crm_desktop.core.clock import instant_of
from crm_desktop.core.i18n import N_, Message, language, trn
from crm_desktop.operations.task import finish_tasks, plan_at
from crm_desktop.queries.calendar import TASK, CalendarItem, calendar
from crm_desktop.ui.actions import Action, ActionSet
from crm_desktop.ui.background import Latest
from crm_desktop.ui.calendar.places import DAY, MONTH, WEEK
from crm_desktop.ui.calendar.view import CalendarView
from crm_desktop.ui.day_watch import DayWatch
from crm_desktop.ui.dialogs.task_reach import ONE, ask_reach
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.planning import plan_task
from crm_desktop.ui.reading_page import ReadingPage
from crm_desktop.ui.texts import Plain
from crm_desktop.ui.theme import Role
from crm_desktop.ui.theme.tokens import Height, Space
from crm_desktop.ui.widgets.buttons import Button, Kind
from crm_desktop.ui.widgets.labels import Label, Rule
from crm_desktop.ui.widgets.shrinking import Shrinking

READS = frozenset({"task", "interaction", "customer"})
_SETTLE_MS = 120


class CalendarPage(ReadingPage):
    """One's own time."""

    hints = (
        ("←→↑↓", N_("Another day")),
        ("Space", N_("Next of the day")),
        ("Ctrl+←→↑↓", N_("Move")),
        ("Enter", N_("Open or plan")),
        ("D", N_("Done")),
    )

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, _SETTLE_MS)
        self._reads = Latest(context.background, self)
        self.view = CalendarView(context)
        self.actions_set = ActionSet(self, self._actions(), lambda: context.background.against_writing)
        self.actions_set.refused.connect(lambda reason: context.navigator.refuse(Message(reason)))
        self._build()
        self.view.turned.connect(self.read_again)
        self.view.opened.connect(self._open)
        self.view.wanted.connect(lambda place: self._plan(*place))
        self.view.moved.connect(self._move)
        context.feed.subscribe(self, READS, self.read_soon)
        DayWatch(self, context.today).day_changed.connect(self.view.update)

    @property
    def table(self) -> QWidget:
        """Where the keyboard goes when the page is shown."""
        return self.view

    def status_text(self) -> str:
        """How much is shown."""
        return trn("{count} entry", "{count} entries", len(self.view.items))

    def about_current(self) -> dict[str, Any]:
        """What an activity begun here is about: the chosen task."""
        item = self.view.current()
        return {"task_id": item.record_id} if item is not None and item.kind == TASK else {}

    def finish(self) -> None:
        """Mark the chosen task as done."""
        if (item := self.view.current()) is not None and item.is_movable:
            done = Message("Task done")
            self._write(done, lambda work: finish_tasks(work, [item.record_id]), done)

    def _open(self, item: CalendarItem) -> None:
        self._context.navigator.open(item.kind, item.record_id)

    def _plan(self, day: date, minute: int | None) -> None:
        about: dict[str, Any] = {"due_on": day}
        if minute is not None:
            about["due_at"] = instant_of(day, self._context.zone, *divmod(minute, 60))
        plan_task(self._context, self, about)

    def _move(self, planned: tuple[str, date, int | None, int | None]) -> None:
        item = next((each for each in self.view.items if each.record_id == planned[0]), None)
        if item is None or item.series_id is None:
            self._plan_at(planned)
            return
        heading = Message("Move “{name}”", name=item.title)
        ask_reach(self._context, self.window(), heading, lambda reach: self._plan_at(planned, reach))

    def _plan_at(self, planned: tuple[str, date, int | None, int | None], reach: str = ONE) -> None:
        task_id, day, minute, minutes = planned

        def move(work: Any) -> None:
            if reach == ONE:
                plan_at(work, task_id, day, minute, minutes)
                return
            from crm_desktop.operations.task_reach import move_repeating

            move_repeating(work, task_id, day, minute, minutes, reach)

        words = formats.day(day, language(), self._context.today())
        self._write(
            Message("Move task"),
            move,
            Message("Moved to {day}", day=words),
        )

    def _write(self, step: Message, operation: Callable[[Any], Any], said: Message) -> None:
        navigator = self._context.navigator

        def refuse(error: Exception) -> None:
            fields = getattr(error, "fields", {})
            sentence = next(iter(fields.values()), getattr(error, "message", Message("This could not be done.")))
            navigator.refuse(sentence)

        self._context.background.write(step, operation, lambda _result: navigator.did(said), refuse, owner=self)

    def _actions(self) -> list[Action]:
        view = self.view

        def action(name: str, text: str, do: Callable[[], Any], told: str, key: str, icon: str) -> Action:
            return Action(f"calendar.{name}", text, do, told, key, icon, writes=name in ("new", "done"))

        day = N_("Show one day")
        return [
            action("new", N_("New task"), lambda: self._plan(view.day, None), N_("Plan it on this day"), "N", "plus"),
            action("done", N_("Done"), self.finish, N_("Mark the chosen task as done"), "D", "check"),
            action("month", N_("Whole month"), lambda: self._show(MONTH), N_("Show a whole month"), "M", "calendar"),
            action("week", N_("Whole week"), lambda: self._show(WEEK), N_("Show a week by hours"), "W", "columns-3"),
            action("day", N_("One day"), lambda: self._show(DAY), day, "Y", "square"),
            action(
                "hours",
                N_("All hours"),
                lambda: view.show_all_hours(not view.all_hours),
                N_("Show the night too, or the usual hours again"),
                "H",
                "clock",
            ),
            action("previous", N_("Before"), lambda: view.turn(-1), N_("Show what lies before"), "P", "chevron-left"),
            action("next", N_("After"), lambda: view.turn(1), N_("Show what comes after"), "X", "chevron-right"),
            action(
                "today",
                N_("Today"),
                lambda: view.go_to(self._context.today()),
                N_("Go to this day"),
                "T",
                "calendar-check",
            ),
        ]

    def _show(self, span: str) -> None:
        self.view.go_to(self.view.day, span)
        self._show_title()

    # --- reading

    def read_again(self) -> None:
        """Read what is shown now."""
        super().read_again()
        self._show_title()
        first, last = self.view.first, self.view.last
        self._reads.read(
            lambda reading: (calendar(reading, first, last), reading.now_ms), lambda found: self._on_items(*found)
        )

    def _on_items(self, items: list[CalendarItem], now_ms: int) -> None:
        self.view.tell_now(now_ms)
        self.view.show_items(items)
        self.status_changed.emit()

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._title_row())
        column.addWidget(Rule(self._theme))
        column.addWidget(self.view, 1)
        self._show_title()

    def _title_row(self) -> QWidget:
        px = self._theme.px
        bar = QWidget()
        bar.setFixedHeight(px(Height.TITLE_BAR))
        row = QHBoxLayout(bar)
        row.setContentsMargins(px(Space.XL), 0, px(Space.L), 0)
        row.setSpacing(px(Space.XS))
        self._title = Label(self._theme, Plain(""), Role.TITLE)
        row.addWidget(self._title)
        row.addStretch(1)
        buttons: dict[str, Button] = {}
        for name in ("previous", "today", "next", "month", "week", "day", "new"):
            record = self.actions_set.record(f"calendar.{name}")
            kind: Kind = "primary" if name == "new" else "quiet"
            button = Button(self._theme, record.text, kind=kind, icon=record.icon, key=record.shortcut)
            button.clicked.connect(self._trigger(record.id))
            row.addWidget(button)
            buttons[name] = button
        by_weight = ("previous", "next", "today", "day", "week", "month", "new")
        Shrinking(bar, [buttons[name] for name in by_weight])
        return bar

    def _trigger(self, action_id: str) -> Callable[[], None]:
        return lambda: self.actions_set.trigger(action_id)

    def _show_title(self) -> None:
        view = self.view
        if view.span == DAY:
            words = formats.day_far(view.day, language())
        elif view.span == WEEK:
            words = f"{formats.day_far(view.first, language())} – {formats.day_far(view.last, language())}"
        else:
            words = formats.month_of_year(view.day.year, view.day.month, language())
        self._title.set_text(Plain(words))
        view.setAccessibleName(words)

    def retranslate(self) -> None:
        """Show the calendar in the current language."""
        if hasattr(self, "_title"):
            self._show_title()
            self.view.update()
