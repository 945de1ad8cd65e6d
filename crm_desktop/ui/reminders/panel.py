"""The list behind the bell: reminders that wait for an answer, and the day in short."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from crm_desktop.core.i18n import N_, Message, tr
from crm_desktop.operations.reminding import end_reminders, remind_again, remind_on
from crm_desktop.operations.task import finish_tasks
from crm_desktop.queries.reminders import REMINDERS, Overview, Reminders, overview, reminders
from crm_desktop.queries.today import Today
from crm_desktop.ui.actions import Action, ActionSet
from crm_desktop.ui.background import Latest
from crm_desktop.ui.dialogs.dialog import Dialog
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.pages import TODAY
from crm_desktop.ui.reminders.words import day_lines
from crm_desktop.ui.texts import Plain
from crm_desktop.ui.theme import Role
from crm_desktop.ui.today.day_list import DayList
from crm_desktop.ui.widgets.buttons import Button, LinkButton
from crm_desktop.ui.widgets.labels import Label
from crm_desktop.ui.widgets.shrinking import Shrinking

_WIDTH, _ROW, _HEADING, _MOST_ROWS = 680, 36, 44, 9
# In minutes from now; None is the next morning.
LATER: tuple[tuple[str, int | None], ...] = (
    (N_("In 10 minutes"), 10),
    (N_("In 1 hour"), 60),
    (N_("In 3 hours"), 180),
    (N_("Tomorrow morning"), None),
)


class RemindersPanel(Dialog):
    """Each reminder is answered by a key or a button: done, later, written down, opened, or seen."""

    def __init__(self, context: PageContext, window: QWidget, show_page: Callable[[str], None]) -> None:
        super().__init__(window, context.theme, N_("Reminders"), primary=N_("Close"), cancel=False, width=_WIDTH)
        self._services, self._show_page = context, show_page
        self._reads = Latest(context.background, self)
        self.list = DayList(context)
        self.list.setAccessibleName(tr("Reminders"))
        self.nothing = Label(
            context.theme,
            N_("No reminder waits. A task reminds you when its form says so."),
            Role.BODY,
            colour="text2",
            wrap=True,
        )
        self.day = Label(context.theme, Plain(""), Role.BODY, colour="text2", wrap=True)
        self.actions_set = ActionSet(self, self._actions(), lambda: context.background.against_writing)
        self._lay_out()
        self.submitted.connect(self.accept)
        self.list.opened.connect(self.open)
        self.list.chosen.connect(self.actions_set.refresh)
        self.list.menu_wanted.connect(self._open_menu)
        context.feed.subscribe(self, ("task", "service_case"), lambda _changes: self.read())

    def read(self) -> None:
        """Read what waits now."""
        self._reads.read(lambda reading: (reminders(reading), overview(reading)), self._on_read)

    # --- answers

    def finish(self) -> None:
        """Mark the task as done."""
        self._write(Message("Task done"), finish_tasks, Message("Task done"))

    def see(self) -> None:
        """Remind of it no more."""
        self._write(Message("Reminder seen"), end_reminders, Message("Reminder seen"))

    def later(self) -> None:
        """Offer when to be reminded again."""
        menu = QMenu(self)
        menu.setAccessibleName(tr("Remind again"))
        menu.aboutToHide.connect(menu.deleteLater)
        for text, minutes in LATER:
            action = menu.addAction(tr(text))
            action.triggered.connect(lambda _checked=False, minutes=minutes: self.remind_again(minutes))
        menu.popup(self._place(), menu.actions()[0])
        menu.setActiveAction(menu.actions()[0])

    def remind_again(self, minutes: int | None) -> None:
        """Remind so many minutes from now, or on the next morning."""

        def put_off(work: Any, ids: list[str]) -> int:
            if minutes is None:
                return remind_on(work, ids, work.today + timedelta(days=1))
            return remind_again(work, ids, minutes)

        self._write(Message("Put reminder off"), put_off, Message("Put reminder off"))

    def log(self) -> None:
        """Write down what came of the task, which is done by that, or what was said about the case."""
        if (item := self.list.current()) is not None:
            self.accept()
            about = "task_id" if item.kind == "task" else "case_id"
            self._services.navigator.log_activity({about: item.record_id})

    def open(self) -> None:
        """Go to the task."""
        if (item := self.list.current()) is not None:
            self.accept()
            self._services.navigator.open(item.kind, item.record_id)

    def open_day(self) -> None:
        """Go to the page of the day."""
        self.accept()
        self._show_page(TODAY)

    def _write(self, step: Message, operation: Callable[..., int], said: Message) -> None:
        if (item := self.list.current()) is not None:
            self._services.background.write(
                step,
                lambda work: operation(work, [item.record_id]),
                lambda _count: self._on_written(said),
                lambda error: self.show_note(getattr(error, "message", Message("This could not be done."))),
                owner=self,
            )

    def _on_written(self, said: Message) -> None:
        self._services.navigator.did(said)
        self.read()

    def _actions(self) -> list[Action]:
        def is_possible(name: str) -> bool:
            # A case calls until it is taken care of: nobody is done with it here.
            item = self.list.current()
            return item is not None and (item.kind == "task" or name in ("open", "log"))

        def action(name: str, text: str, do: Callable[[], None], told: str, key: str, icon: str) -> Action:
            writes = name != "open"
            return Action(f"reminder.{name}", text, do, told, key, icon, lambda: is_possible(name), writes=writes)

        return [
            action("done", N_("Done"), self.finish, N_("Mark the task as done"), "D", "check"),
            action("later", N_("Later"), self.later, N_("Remind me again at another time"), "O", "clock"),
            action("log", N_("Log activity"), self.log, N_("Write down what happened"), "L", "message-square"),
            action("seen", N_("Seen"), self.see, N_("Remind me of it no more"), "S", "eye"),
            action("open", N_("Open"), self.open, N_("Look at it on its page"), "E", "external-link"),
        ]

    # --- what is shown

    def _on_read(self, found: tuple[Reminders, Overview]) -> None:
        waiting, day = found
        items = tuple(each.item for each in waiting.standing)
        self.list.show_day(Today(items, {REMINDERS: len(items)}))
        for widget in (self.list, self._buttons):
            widget.setVisible(bool(items))
        self.nothing.setVisible(not items)
        rows = min(_MOST_ROWS, len(items))
        self.list.setFixedHeight(self.theme.px(_HEADING + rows * _ROW) + 2)
        lines = day_lines(day, self._services)
        self.day.set_text(Plain("\n".join(lines)) if lines else N_("Nothing is waiting today"))
        self.actions_set.refresh()
        self.place()
        if items and self.isVisible():
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def focus_inside(self) -> None:
        """Begin in the list."""
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        known = {each.shortcut: each.id for each in self.actions_set.actions}
        if not event.modifiers() and event.text().upper() in known:
            self.actions_set.trigger(known[event.text().upper()])
        else:
            super().keyPressEvent(event)

    def _lay_out(self) -> None:
        px = self.theme.px
        self.body.addWidget(self.list)
        self.body.addWidget(self.nothing)
        self._buttons = QWidget()
        row = QHBoxLayout(self._buttons)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(8))
        buttons = [self._button(record) for record in self.actions_set.actions]
        for button in buttons:
            row.addWidget(button)
        row.addStretch(1)
        # In large letters there is no room for all words: the last ones give theirs up.
        self._buttons.setMinimumWidth(1)
        Shrinking(self._buttons, buttons[::-1])
        self.body.addWidget(self._buttons)
        self.body.addWidget(Label(self.theme, N_("Your day"), Role.SECTION))
        self.body.addWidget(self.day)
        to_day = LinkButton(self.theme, N_("Open the page of the day"), role=Role.BODY)
        to_day.clicked.connect(self.open_day)
        self.body.addWidget(to_day, 0, Qt.AlignmentFlag.AlignLeft)
        for widget in (self.list, self._buttons, self.nothing):
            widget.hide()

    def _button(self, record: Action) -> Button:
        button = Button(self.theme, record.text, kind="quiet", icon=record.icon, key=record.shortcut, height=30)
        button.clicked.connect(lambda: self.actions_set.trigger(record.id))

        def show() -> None:
            button.setEnabled(self.actions_set.qt(record.id).isEnabled())

        self.actions_set.refreshed.connect(show)
        return button

    def _place(self) -> QPoint:
        rect = self.list.visualRect(self.list.currentIndex())
        return self.list.viewport().mapToGlobal(rect.bottomLeft() + QPoint(self.theme.px(48), 0))

    def _open_menu(self, place: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.actions_set.fill_menu(menu, [each.id for each in self.actions_set.actions])
        menu.popup(place)


def open_reminders(context: PageContext, window: QWidget, show_page: Callable[[str], None]) -> RemindersPanel:
    """Show the reminders over a window."""
    panel = RemindersPanel(context, window, show_page)
    panel.open_panel()
    panel.read()
    return panel
