"""The timeline of a detail side: read in portions, narrowed by kind, pinned notes above it, and a line to write one."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from crm_desktop.core.errors import Problem
from crm_desktop.core.i18n import N_, Message, tr, trn
from crm_desktop.queries import timeline_items as kinds
from crm_desktop.queries.timeline_items import Cursor, TimelineItem
from crm_desktop.queries.timeline_items import Timeline as Answer
from crm_desktop.ui.background import Latest
from crm_desktop.ui.detail_source import DetailSource
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.texts import Retranslating
from crm_desktop.ui.theme.tokens import Space
from crm_desktop.ui.timeline_comments import TimelineComments
from crm_desktop.ui.timeline_entries import entries_of, pinned_entries, to_do_entries
from crm_desktop.ui.widgets.buttons import IconButton
from crm_desktop.ui.widgets.chip_row import ChipRow
from crm_desktop.ui.widgets.line_edit import LineEdit
from crm_desktop.ui.widgets.timeline import GUTTER, Timeline, TimelineEntry

if TYPE_CHECKING:
    from crm_desktop.ui.kept_notes import KeptNotes

_EVERYTHING = ""
_CHIPS = (
    (_EVERYTHING, N_("All")),
    (kinds.ACTIVITIES, N_("Activities")),
    (kinds.DEALS, N_("Deal moves")),
    (kinds.MONEY, N_("Money")),
    (kinds.SERVICE, N_("Service")),
    (kinds.FILES, N_("Files")),
    (kinds.LEADS, N_("Plan")),
)
# What cannot happen with a kind of record is not offered.
_WITHOUT = {
    "customer": (kinds.LEADS,),
    "contact": (kinds.MONEY, kinds.LEADS),
    "opportunity": (kinds.SERVICE, kinds.LEADS),
    "service_case": (kinds.DEALS, kinds.MONEY, kinds.LEADS),
    "lead": (kinds.DEALS, kinds.MONEY, kinds.SERVICE),
    "campaign": (kinds.SERVICE, kinds.LEADS),
    "campaign_member": (kinds.LEADS,),
    "custom_record": (kinds.LEADS,),
}
_NOTHING = N_("Nothing has happened yet. Calls, visits and everything else will stand here, the newest first.")
_NONE_OF_THEM = N_("Nothing of this kind has happened yet.")
_NOTE_HINT = N_("Write a note, Enter keeps it")
# So many tasks stand above the timeline at first.
_TASKS, _MORE = 5, "more tasks"
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class DetailTimeline(Retranslating):
    """Everything dated about one record; every refresh leaves its place, and typing is kept for each record."""

    file_wanted = Signal(str)

    def __init__(self, context: PageContext, source: DetailSource) -> None:
        super().__init__()
        self._context, self._source = context, source
        self._record_id: str | None = None
        self._cursor: Cursor | None = None
        self._all_tasks = False
        self._items: dict[str, TimelineItem] = {}
        self._newest, self._older = Latest(context.background, self), Latest(context.background, self)
        self._notes: dict[str, str] = {}
        self.note = LineEdit(context.theme)
        self.note.installEventFilter(self)
        self.note.textEdited.connect(self._on_typed)
        self._kept: KeptNotes | None = None
        offered = [chip for chip in _CHIPS if chip[0] not in _WITHOUT.get(source.table, ())]
        self.chips = ChipRow(context.theme, offered)
        self.chips.set_current(_EVERYTHING)
        self.chips.chosen.connect(lambda _key: self._on_chosen())
        self.history = Timeline(context.theme)
        self.history.opened.connect(self._on_entry)
        self.history.earlier_wanted.connect(self._read_earlier)
        self.history.menu_requested.connect(self._open_menu)
        self.history.removed.connect(self.delete_current)
        self.history.ticked.connect(self._on_ticked)
        self.history.comment_wanted.connect(lambda _entry: self.comment())
        self.comments = TimelineComments(context, self.history)
        self._wanted: tuple[str, str, str] | None = None
        self._build()
        self.retranslate()

    def _build(self) -> None:
        px = self._context.theme.px
        above = QWidget()
        rows = QVBoxLayout(above)
        rows.setContentsMargins(0, px(10), GUTTER, 0)
        rows.setSpacing(px(6))
        line = QHBoxLayout()
        line.setSpacing(px(6))
        line.addWidget(self.note, 1)
        if self._source.kind != "task":
            line.addWidget(self._task_button())
        rows.addLayout(line)
        rows.addWidget(self.chips)
        column = QVBoxLayout(self)
        # The scroll bar stands in the gutter.
        column.setContentsMargins(px(Space.XL), 0, px(Space.S), 0)
        column.setSpacing(0)
        column.addWidget(above)
        # What activities are not about, such as a survey, takes no notes either.
        above.setVisible(bool(self._source.about))
        column.addWidget(self.history, 1)

    def _task_button(self) -> IconButton:
        button = IconButton(self._context.theme, "square-check", N_("New task"), kind="secondary", height=32)
        button.setEnabled(not self._context.background.against_writing)
        button.clicked.connect(self.plan_task)
        return button

    def plan_task(self) -> None:
        """Plan something about the record."""
        from crm_desktop.ui.planning import plan_task

        self._ask_about(lambda about: plan_task(self._context, self, about))

    def plan_series(self) -> None:
        """Plan a series of tasks about the record."""
        from crm_desktop.ui.forms.task_plan import plan_series

        self._ask_about(lambda about: plan_series(self._context, self, about))

    def _ask_about(self, then: Callable[[Mapping[str, Any]], None]) -> None:
        if self._record_id is not None:
            self._source.ask_about(self._context, self, self._record_id, then)

    def show_record(self, record_id: str | None) -> None:
        """Show the timeline of another record as soon as it is read; a note begun waits at its record."""
        if self._record_id is not None:
            self._notes[self._record_id] = self.note.text()
        self._record_id, self._all_tasks = record_id, False
        self.comments.leave()
        self._newest.cancel()
        self._older.cancel()
        self.note.setText(self._notes.pop(record_id, "") if record_id else "")

    def forget(self) -> None:
        """Show nothing, because nothing is known yet."""
        self._items = {}
        self.history.forget()

    def unsaved(self) -> str | None:
        """A record with a note begun and not kept."""
        if self._record_id is not None and self.note.text().strip():
            return self._record_id
        return next((record_id for record_id, text in self._notes.items() if text.strip()), None)

    def read_again(self) -> None:
        """Read the newest entries."""
        self._read(None)

    def retranslate(self) -> None:
        """Show everything in the current language."""
        reason = self._context.background.against_writing
        self.note.setEnabled(not reason)
        self.note.setPlaceholderText(tr(reason or _NOTE_HINT))
        self.note.setAccessibleName(tr("Note"))
        self._say_nothing()

    # --- reading

    @property
    def _only(self) -> str | None:
        return self.chips.current() or None

    def _on_chosen(self) -> None:
        self._say_nothing()
        self.history.verticalScrollBar().setValue(0)
        self.read_again()

    def _say_nothing(self) -> None:
        self.history.set_nothing(tr(_NONE_OF_THEM if self._only else _NOTHING))

    def _read_earlier(self) -> None:
        self._read(self._cursor)

    def _read(self, before: Cursor | None) -> None:
        record_id, only = self._record_id, self._only
        if record_id is None:
            return
        reads = self._newest if before is None else self._older
        reads.read(
            lambda reading: (record_id, only, self._source.timeline(reading, record_id, before, only)),
            lambda answer: self._on_read(*answer, first=before is None),
            lambda _error: None,
        )

    def _on_read(self, record_id: str, only: str | None, found: Answer, *, first: bool) -> None:
        if (record_id, only) != (self._record_id, self._only):
            return
        if first:
            self._items = {}
            # What was asked for follows entries that stand here no more.
            self._older.cancel()
        if found.items:
            self._cursor = found.items[-1].cursor
        entries = entries_of(found.items, self._context)
        self._remember(entries, found.items)
        if first:
            pinned = pinned_entries(found.pinned, self._context)
            self._remember(pinned, found.pinned)
            self.history.set_entries([*pinned, *self._to_do(found.to_do), *entries], found.earlier)
            self._go_to_wanted()
        else:
            self.history.add_earlier(entries, found.earlier)

    def _to_do(self, items: Sequence[TimelineItem]) -> list[TimelineEntry]:
        """The next tasks, and how many more there are."""
        shown = items if self._all_tasks or len(items) <= _TASKS + 1 else items[:_TASKS]
        entries = to_do_entries(shown, self._context)
        self._remember(entries, shown)
        if (more := len(items) - len(shown)) > 0:
            words = trn("1 more task", "{count} more tasks", more)
            entries.append(TimelineEntry(_MORE, "", tr("To do"), "chevron-down", words, ""))
        return entries

    def go_to(self, record_id: str, kind: str, entry_id: str) -> None:
        """Make an entry of a record current, as soon as that is shown and read."""
        self._wanted = (record_id, kind, entry_id)
        self.chips.set_current(_EVERYTHING)
        self.read_again()

    def _go_to_wanted(self) -> None:
        if self._wanted is not None and self._wanted[0] == self._record_id:
            is_here = self.history.go_to(*self._wanted[1:])
            self._wanted = None
            if is_here:
                self.history.setFocus(Qt.FocusReason.OtherFocusReason)

    def _remember(self, entries: Sequence[TimelineEntry], items: Sequence[TimelineItem]) -> None:
        self._items.update(zip((entry.key for entry in entries), items, strict=True))

    # --- entries

    def _on_entry(self, entry: TimelineEntry) -> None:
        item = self._items.get(entry.key)
        if entry.key == _MORE:
            self._all_tasks = True
            self.read_again()
        if item is None:
            return
        if item.kind == kinds.FILE:
            self.file_wanted.emit(item.record_id)
        elif item.record_id != self._record_id:
            self._context.navigator.open(item.record_kind, item.record_id)

    def current_interaction(self) -> TimelineItem | None:
        """The interaction that keys act on."""
        entry = self.history.current_entry()
        item = self._items.get(entry.key) if entry else None
        return item if item is not None and item.kind == kinds.INTERACTION else None

    def pin_current(self) -> None:
        """Keep the current interaction above the timeline, or let it go back to its day."""
        item = self.current_interaction()
        if item is None:
            return
        from crm_desktop.operations.interaction import pin_interaction

        pinned = not item.is_pinned
        step = Message("Pin activity") if pinned else Message("Unpin activity")
        self._write(step, lambda work: pin_interaction(work, item.record_id, pinned=pinned))

    def current_item(self) -> TimelineItem | None:
        """What the current entry tells of."""
        entry = self.history.current_entry()
        return self._items.get(entry.key) if entry else None

    def can_comment(self) -> bool:
        """Whether the current entry is an activity or a task."""
        item = self.current_item()
        return item is not None and item.record_kind in ("interaction", "task")

    def comment(self) -> None:
        """Begin a comment on the current entry."""
        entry, item = self.history.current_entry(), self.current_item()
        if entry is not None and item is not None:
            self.comments.begin(entry, item)

    def _on_ticked(self, entry: TimelineEntry) -> None:
        """Mark a task as done."""
        from crm_desktop.operations.task import finish_tasks

        if (item := self._items.get(entry.key)) is not None:
            done = Message("Task done")
            self._write(
                done,
                lambda work: finish_tasks(work, [item.record_id]),
                lambda _count: self._context.navigator.did(done),
            )

    def delete_current(self) -> None:
        """Delete the current comment or interaction; the toast offers to undo it."""
        from crm_desktop.operations.interaction import delete_interactions

        if (remark := self.history.current_remark()) is not None:
            self.comments.delete(remark.id)
            return
        if (item := self.current_interaction()) is not None:
            self._write(
                Message("Delete activity"),
                lambda work: delete_interactions(work, [item.record_id]),
                lambda _count: self._context.navigator.did(Message("Activity deleted")),
            )

    def _open_menu(self, entry: TimelineEntry, place: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(tr("Open"), lambda: self._on_entry(entry))
        if (remark := self.history.current_remark()) is not None and remark.is_own:
            menu.addAction(tr("Delete comment"), self.delete_current)
        if entry.is_open:
            self._add_task_commands(menu, entry, place)
        if self.can_comment():
            menu.addAction(tr("Comment…"), self.comment)
        if remark is None and (item := self.current_interaction()) is not None:
            menu.addAction(tr("Unpin") if item.is_pinned else tr("Pin above the timeline"), self.pin_current)
            menu.addSeparator()
            menu.addAction(tr("Delete"), self.delete_current)
        menu.popup(place)

    def _add_task_commands(self, menu: QMenu, entry: TimelineEntry, place: QPoint) -> None:
        from crm_desktop.ui.putting_off import ask_until_when

        task_id, navigator = entry.record_id, self._context.navigator
        menu.addAction(tr("Done"), lambda: self._on_ticked(entry))
        menu.addAction(tr("Done with result"), lambda: navigator.log_activity({"task_id": task_id}))
        menu.addAction(
            tr("Put off"), lambda: ask_until_when(self._context, self.window(), place, [task_id], self._refused)
        )

    # --- the note

    def begin_note(self) -> None:
        """Take the keyboard to the line for a note."""
        self.note.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.note and isinstance(event, QKeyEvent):
            if event.type() is QEvent.Type.ShortcutOverride and event.key() in (*_ENTER, Qt.Key.Key_Escape):
                event.accept()
                return True
            if event.type() is QEvent.Type.KeyPress:
                return self._on_note_key(event)
        return False

    def _on_note_key(self, event: QKeyEvent) -> bool:
        if event.key() in _ENTER:
            self._keep_note()
        elif event.key() == Qt.Key.Key_Escape:
            self.note.clear()
            self._on_typed()
            self.history.setFocus(Qt.FocusReason.OtherFocusReason)
        elif event.key() == Qt.Key.Key_Down:
            self.history.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            return False
        return True

    def _on_typed(self) -> None:
        if self._record_id is None:
            return
        if self._kept is None:
            # With the first letter: the start needs nothing of it.
            from crm_desktop.ui.kept_notes import KeptNotes

            self._kept = KeptNotes(self, self._context, self._source.about_of, self._note_of)
        self._kept.on_typed(self._record_id)

    def _note_of(self, record_id: str) -> str:
        return self.note.text() if record_id == self._record_id else self._notes.get(record_id, "")

    def _keep_note(self) -> None:
        record_id, text = self._record_id, self.note.text().strip()
        if record_id is None or not text:
            return
        # What writes is loaded when something is written: it is no part of the start.
        from crm_desktop.operations.interaction import new_interaction, note_interaction, with_text

        def log(work: Any) -> str:
            about = self._source.about_of(work, record_id)
            return note_interaction(work, with_text(new_interaction(work, "note", **about), text))

        def kept(_id: str) -> None:
            if self._kept is not None:
                self._kept.end(record_id)
            self._notes.pop(record_id, None)
            if record_id == self._record_id and self.note.text().strip() == text:
                self.note.clear()

        keeper = self._kept.keeper(record_id) if self._kept is not None else None
        self._write(Message("Write a note"), log, kept, keeper.is_written if keeper is not None else None)

    def _write(
        self,
        step: Message,
        operation: Callable[[Any], Any],
        then: Callable[[Any], None] | None = None,
        written: Callable[[], None] | None = None,
    ) -> None:
        self._context.background.write(step, operation, then, self._refused, owner=self, written=written)

    def _refused(self, error: Exception) -> None:
        if isinstance(error, Problem):
            self._context.navigator.refuse(error.message)
