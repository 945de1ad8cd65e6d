"""The page of the day: what is due, late or new, whom to speak with; each line is done, put off, opened or logged."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QHBoxLayout, QMenu, QStackedWidget, QVBoxLayout, QWidget

from crm_desktop.core import formats
from crm_desktop.core.formats import integer
from crm_desktop.core.i18n import N_, Message, language, trn
from crm_desktop.operations.task import drop_tasks, finish_tasks
from crm_desktop.queries.today import Today, TodayItem, today
from crm_desktop.ui.actions import Action, ActionSet, fill_from_window
from crm_desktop.ui.background import Latest
from crm_desktop.ui.day_watch import DayWatch
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.planning import plan_task
from crm_desktop.ui.putting_off import ask_until_when
from crm_desktop.ui.reading_page import ReadingPage
from crm_desktop.ui.texts import Plain
from crm_desktop.ui.theme import Role
from crm_desktop.ui.theme.tokens import Height, Space
from crm_desktop.ui.today.day_list import DayList
from crm_desktop.ui.widgets.buttons import Button
from crm_desktop.ui.widgets.empty_state import EmptyState
from crm_desktop.ui.widgets.labels import Label, Rule
from crm_desktop.ui.widgets.shrinking import Shrinking

READS = frozenset(
    {"task", "customer", "contact", "interaction", "opportunity", "service_case", "lead", "lead_plan_item", "comment"}
    | {"level_rule", "parameter", "contract", "quotation", "approval"}
    | {"receivable", "receipt", "sales_order", "order_line", "churn_case", "churn_measure"}
)
_SETTLE_MS = 120
_ABOUT = {
    "task": "task_id",
    "customer": "customer_id",
    "contact": "contact_id",
    "opportunity": "opportunity_id",
    "service_case": "case_id",
    "lead": "lead_id",
}


class TodayPage(ReadingPage):
    """What a salesperson sees in the morning."""

    hints = (
        ("↑↓", N_("Move")),
        ("Enter", N_("Open")),
        ("D", N_("Done")),
        ("O", N_("Put off")),
        ("L", N_("Log activity")),
        ("N", N_("New task")),
    )

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, _SETTLE_MS)
        self._day = Today((), {})
        self._reads = Latest(context.background, self)
        self.list = DayList(context)
        self.actions_set = ActionSet(self, self._actions(), lambda: context.background.against_writing)
        self.actions_set.refused.connect(lambda reason: context.navigator.refuse(Message(reason)))
        self._build()
        self.list.chosen.connect(self.actions_set.refresh)
        self.list.opened.connect(self.open)
        self.list.menu_wanted.connect(self._open_menu)
        context.feed.subscribe(self, READS, self.read_soon)
        context.choices_changed.connect(self.list.viewport().update)
        DayWatch(self, context.today).day_changed.connect(self.read_again)

    @property
    def table(self) -> QWidget:
        """Where the keyboard goes when the page is shown."""
        return self.list

    def status_text(self) -> str:
        """How much there is to do."""
        return trn("{count} line for today", "{count} lines for today", sum(self._day.counts.values()))

    # --- what can be done with a line

    def finish(self) -> None:
        """Mark the task as done, the comment as seen; a step of a lead is done by its result."""
        item = self.list.current()
        if item is not None and item.kind == "comment":
            self._see(item.record_id)
        elif item is not None and item.kind == "lead_plan_item":
            self.open()
        else:
            self._finish_task()

    def _see(self, comment_id: str) -> None:
        from crm_desktop.operations.comment import mark_seen

        self._context.background.write(
            Message("Comment seen"),
            lambda work: mark_seen(work, [comment_id]),
            lambda _done: self.read_again(),
            self._refuse,
            owner=self,
        )

    def _finish_task(self) -> None:
        self._write(Message("Task done"), finish_tasks, Message("Task done"))

    def drop(self) -> None:
        """Give the task up."""
        self._write(Message("Drop task"), drop_tasks, Message("Task dropped"))

    def put_off(self) -> None:
        """Offer other days for the task; what is no task yet becomes one on that day."""
        item = self.list.current()
        if item is None:
            return
        if item.kind != "task":
            self.plan()
            return
        rect = self.list.visualRect(self.list.currentIndex())
        place = self.list.viewport().mapToGlobal(rect.bottomLeft() + QPoint(self._theme.px(48), 0))
        ask_until_when(self._context, self.window(), place, [item.record_id], self._refuse)

    def log(self) -> None:
        """Write down what happened; a task is done by that."""
        item = self.list.current()
        if item is not None and item.kind == "lead_plan_item":
            self.open()
        elif item is not None:
            self._context.navigator.log_activity(self.about_current())

    def about_current(self) -> dict[str, Any]:
        """What an activity or a task begun here is about: the current line."""
        item = self.list.current()
        return _about(item) if item is not None else {}

    def plan(self) -> None:
        """Plan a task with whom the current line is about."""
        about = {name: value for name, value in self.about_current().items() if name != "task_id"}
        plan_task(self._context, self, about)

    def open(self) -> None:
        """Go to the record of the line."""
        if (item := self.list.current()) is not None:
            self._context.navigator.open(item.kind, item.record_id)
            if item.kind == "comment" and not self._context.background.against_writing:
                self._see(item.record_id)

    def open_customer(self) -> None:
        """Go to the customer of the line."""
        if (item := self.list.current()) is not None and item.customer_id:
            self._context.navigator.open("customer", item.customer_id)

    def _write(self, step: Message, operation: Callable[..., int], said: Message) -> None:
        item = self.list.current()
        if item is not None and item.kind == "task":
            self._context.background.write(
                step,
                lambda work: operation(work, [item.record_id]),
                lambda _count: self._context.navigator.did(said),
                self._refuse,
                owner=self,
            )

    def _refuse(self, error: Exception) -> None:
        self._context.navigator.refuse(getattr(error, "message", Message("This could not be done.")))

    def _actions(self) -> list[Action]:
        def action(
            name: str, text: str, do: Callable[[], None], told: str, key: str, icon: str, can: Callable[[], bool]
        ) -> Action:
            return Action(f"today.{name}", text, do, told, key, icon, can, writes=name not in ("open", "customer"))

        def has_any() -> bool:
            return self.list.current() is not None

        def is_task() -> bool:
            item = self.list.current()
            return item is not None and item.kind == "task"

        def can_finish() -> bool:
            item = self.list.current()
            return item is not None and item.kind in ("task", "comment", "lead_plan_item")

        def has_customer() -> bool:
            item = self.list.current()
            return item is not None and item.customer_id is not None

        done, log = N_("Done"), N_("Log activity")
        plan, later, drop = N_("New task"), N_("Put off"), N_("Drop")
        return [
            action("new", plan, self.plan, N_("Plan something to do"), "N", "plus", lambda: True),
            action("done", done, self.finish, N_("Mark the task as done"), "D", "check", can_finish),
            action("log", log, self.log, N_("Write down what happened"), "L", "message-square", has_any),
            action("put_off", later, self.put_off, N_("Do it on another day"), "O", "calendar-clock", has_any),
            action("drop", drop, self.drop, N_("Give the task up"), "X", "circle-x", is_task),
            action("open", N_("Open"), self.open, N_("Look at it on its page"), "E", "external-link", has_any),
            action(
                "customer",
                N_("Open the customer"),
                self.open_customer,
                N_("Look at the customer of the line"),
                "C",
                "building-2",
                has_customer,
            ),
        ]

    def _open_menu(self, place: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        names = ("done", "log", "put_off", "drop", None, "open", "customer", None, "new")
        self.actions_set.fill_menu(menu, [f"today.{name}" if name else None for name in names])
        fill_from_window(menu, self, ("work.folder", "work.sheet", "work.report"))
        menu.popup(place)

    # --- reading

    def read_again(self) -> None:
        """Read the day as it is now."""
        super().read_again()
        self._reads.read(today, self._on_day)

    def _on_day(self, day: Today) -> None:
        self._day = day
        self.list.show_day(day)
        self._show_lines(bool(day.items))
        self._show_title()
        self.actions_set.refresh()
        self.status_changed.emit()

    def _show_lines(self, has_any: bool) -> None:
        """The list, or that there is nothing; what had the keyboard there has it still."""
        focus = QApplication.focusWidget()
        had_focus = focus is None or self._stack.isAncestorOf(focus)
        if has_any != (self._stack.currentIndex() == 0):
            self._stack.setCurrentIndex(0 if has_any else 1)
            if self.isVisible() and had_focus:
                (self.list if has_any else self._first_button).setFocus(Qt.FocusReason.OtherFocusReason)

    # --- building

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._title_row())
        column.addWidget(Rule(self._theme))
        self._stack = QStackedWidget()
        self._first_button = self._button("new", "primary")
        self._stack.addWidget(self.list)
        self._stack.addWidget(
            EmptyState(
                self._theme,
                N_("Nothing is waiting today"),
                N_("What is due, what others gave you and whom you have not spoken with for long will stand here."),
                primary=self._first_button,
            )
        )
        column.addWidget(self._stack, 1)
        self._show_title()

    def _title_row(self) -> QWidget:
        px = self._theme.px
        bar = QWidget()
        bar.setFixedHeight(px(Height.TITLE_BAR))
        row = QHBoxLayout(bar)
        row.setContentsMargins(px(Space.XL), 0, px(Space.L), 0)
        row.setSpacing(px(Space.S))
        self._title = Label(self._theme, N_("Today"), Role.TITLE)
        self._date = Label(self._theme, Plain(""), Role.BODY, colour="text3")
        row.addWidget(self._title)
        row.addWidget(self._date)
        row.addStretch(1)
        buttons = [self._button(name, "quiet") for name in ("done", "log", "put_off")]
        buttons.append(self._button("new", "primary"))
        for button in buttons:
            row.addWidget(button)
        Shrinking(bar, buttons)
        return bar

    def _button(self, name: str, kind: Any) -> Button:
        record = self.actions_set.record(f"today.{name}")
        button = Button(self._theme, record.text, kind=kind, icon=record.icon, key=record.shortcut, height=30)
        button.clicked.connect(lambda: self.actions_set.trigger(record.id))

        def show() -> None:
            button.setEnabled(self.actions_set.qt(record.id).isEnabled())

        self.actions_set.refreshed.connect(show)
        return button

    def _show_title(self) -> None:
        day = self._context.today()
        count = sum(self._day.counts.values())
        words = formats.day(day, language(), day)
        self._date.set_text(Plain(f"{words}    {integer(count)}" if count else words))
        self.list.setAccessibleName(words)

    # --- what happens to the page

    def retranslate(self) -> None:
        """Show the day in the current language."""
        if hasattr(self, "_date"):
            self._show_title()
            self.list.viewport().update()


def _about(item: TodayItem) -> dict[str, Any]:
    if item.kind in ("interaction", "comment", "lead_plan_item", "contract", "quotation", "sales_order"):
        return {name: value for name in ("customer_id", "contact_id") if (value := getattr(item, name))}
    return {_ABOUT[item.kind]: item.record_id}
