"""The recycle bin: what was deleted, looked at, brought back, or taken away for good."""

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from crm_desktop.core.formats import integer
from crm_desktop.core.i18n import N_, Message, language, tr, trn
from crm_desktop.core.viewer import ADMINISTER, DELETE
from crm_desktop.models.customising import OWN_RECORD
from crm_desktop.operations import parameter
from crm_desktop.operations.recycle import empty_bin, purge
from crm_desktop.operations.restore import restore_mixed
from crm_desktop.queries.recycle import BinFilter, RecycledRow, bin_kinds, recycled, recycled_count
from crm_desktop.queries.recycle_links import Missing, missing
from crm_desktop.ui.actions import Action, ActionSet
from crm_desktop.ui.background import Latest
from crm_desktop.ui.dialogs.confirm import confirm
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.reading_page import PageTitle, ReadingPage, TwoSides, command_button
from crm_desktop.ui.recycled_record import RecycledRecord, ask_about_missing, kind_title
from crm_desktop.ui.rights import against
from crm_desktop.ui.step_words import when
from crm_desktop.ui.texts import Plain
from crm_desktop.ui.theme.tokens import Space
from crm_desktop.ui.widgets.choice_fields import ChoiceField
from crm_desktop.ui.widgets.empty_state import EmptyState
from crm_desktop.ui.widgets.labels import Rule
from crm_desktop.ui.widgets.step_list import StepList, StepRow
from crm_desktop.ui.widgets.text_fields import LineField

_PAGE = 200
_LIST, _SIDE = 46, 54
_DAY_MS = 86_400_000
_FOR_EVER = (
    N_("What they said, and the contents of their files, go for ever, on every laptop. It cannot be undone."),
    N_("Empty records stay behind, so that what refers to them still has something to refer to."),
)


class BinPage(ReadingPage):
    """Deleted records page by page at the left; at the right what the current one said."""

    hints = (
        ("↑↓", N_("Move")),
        ("R", N_("Restore")),
        ("Shift+↓", N_("Choose more")),
        ("F", N_("Find")),
    )

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        theme = context.theme
        self._rows: dict[str, RecycledRow] = {}
        self._count = 0
        self._pages, self._counts = Latest(context.background, self), Latest(context.background, self)
        self.list = StepList(theme, many=True)
        self.record = RecycledRecord(context)
        self.of_kind = ChoiceField(theme, N_("Kind"), [], placeholder=N_("All kinds"))
        self.person = ChoiceField(theme, N_("Deleted by"), [], placeholder=N_("Everybody"))
        self.words = LineField(theme, N_("Name"), placeholder=N_("Words of the name"))
        self.actions_set = ActionSet(self, self._actions(), lambda: context.background.against_writing)
        self.actions_set.refused.connect(lambda reason: context.navigator.refuse(Message(reason)))
        self._build()
        self.name_parts()
        for each in (self.of_kind, self.person, self.words):
            each.changed.connect(self._settle.start)
        self.list.chosen.connect(self._on_current)
        self.list.more_wanted.connect(self._read)
        self.list.selectionModel().selectionChanged.connect(lambda: self._on_selection())
        context.feed.announced.connect(self.read_soon)

    @property
    def table(self) -> QWidget:
        """Where the keyboard goes when the page is shown."""
        return self.list

    def status_text(self) -> str:
        """How much lies in the bin, or how much of it is chosen."""
        chosen = len(self.list.chosen_keys())
        if chosen > 1:
            return trn("{count} record chosen", "{count} records chosen", chosen)
        return trn("{count} deleted record", "{count} deleted records", self._count) if self._count else ""

    def chosen(self) -> list[RecycledRow]:
        """The chosen records, or the current one."""
        keys = self.list.chosen_keys() or [key for key in (self.list.current(),) if key]
        return [self._rows[key] for key in keys if key in self._rows]

    # --- what can be done

    def restore(self, *, whole_steps: bool = False) -> None:
        """Bring the chosen records back; what they belong to is offered with them when it is deleted too."""
        rows = self.chosen()

        def found(reading: Any) -> list[Missing]:
            by_kind: dict[str, list[str]] = {}
            for row in rows:
                by_kind.setdefault(row.kind, []).append(row.id)
            chosen = {(row.kind, row.id) for row in rows}
            every = (one for kind, ids in by_kind.items() for one in missing(reading, kind, ids))
            return [each for each in every if (each.kind, each.id) not in chosen]

        def ask(away: list[Missing]) -> None:
            write = partial(self._restore, [(row.kind, row.id) for row in rows], away, whole_steps)
            if away:
                ask_about_missing(self._context, self.window(), away, write)
            else:
                write(False)

        if rows:
            self._context.background.read(self, found, ask, self.refuse)

    def _restore(
        self, chosen: list[tuple[str, str]], away: list[Missing], whole_steps: bool, with_missing: bool
    ) -> None:
        wanted = [*((each.kind, each.id) for each in away), *chosen] if with_missing else chosen

        def done(count: int) -> None:
            said = trn("{count} record restored", "{count} records restored", count)
            self._context.navigator.did(Message("{text}", text=said))

        step = Message("Restore from the recycle bin")
        self._write(step, lambda work: restore_mixed(work, wanted, whole_steps=whole_steps), done)

    def purge(self) -> None:
        """Ask, then take the chosen records away for good."""
        rows = self.chosen()
        if not rows:
            return
        chosen = [(row.kind, row.id) for row in rows]
        many = Message("Erase {count} records for ever?", count=integer(len(rows)))
        title = Message("Erase “{name}” for ever?", name=rows[0].title) if len(rows) == 1 else many
        label = Message("Erase from the recycle bin")
        self._ask(title, lambda: self._write(label, lambda work: purge(work, chosen), self._on_erased))

    def empty(self) -> None:
        """Ask, then take away for good what was deleted before the days that the company keeps."""

        def count(reading: Any) -> tuple[int, int]:
            days = parameter.integer(reading, parameter.BIN_DAYS)
            return days, recycled_count(reading, BinFilter(before_ms=reading.now_ms - days * _DAY_MS))

        def ask(found: tuple[int, int]) -> None:
            days, old = found
            if not old:
                text = Message(
                    "Nothing was deleted more than {days} days ago. The settings say how many days.", days=days
                )
                self._context.navigator.say(text)
                return
            title = Message("Erase {count} records deleted more than {days} days ago?", count=integer(old), days=days)
            label = Message("Empty the recycle bin")
            self._ask(title, lambda: self._write(label, lambda work: empty_bin(work, days), self._on_erased))

        self._context.background.read(self, count, ask, self.refuse)

    def _ask(self, title: Message, then: Callable[[], None]) -> None:
        asked, action = self._context.background.answered, N_("Erase for ever")
        confirm(self.window(), self._context.theme, title, _FOR_EVER, action=action, then=then, asked=asked)

    def _write(self, step: Message, operation: Callable[[Any], int], done: Callable[[int], None]) -> None:
        self._context.background.write(step, operation, done, self.refuse, owner=self)

    def _on_erased(self, count: int) -> None:
        said = trn("{count} record erased for ever", "{count} records erased for ever", count)
        self._context.navigator.say(Message("{text}", text=said))

    def _actions(self) -> list[Action]:
        def has_any() -> bool:
            return bool(self.chosen())

        def lacks(right: str) -> Callable[[], str]:
            return lambda: against(self._context.background, right)

        back, step = N_("Restore"), N_("Restore the whole step")
        with_step = N_("Bring back everything that the same step deleted")
        return [
            Action(
                "bin.restore",
                back,
                self.restore,
                N_("Bring the chosen records back, with what belongs to them"),
                "R",
                "archive-restore",
                has_any,
                reason=lacks(DELETE),
                writes=True,
            ),
            Action(
                "bin.restore_step",
                step,
                lambda: self.restore(whole_steps=True),
                with_step,
                "Shift+R",
                "undo-2",
                has_any,
                reason=lacks(DELETE),
                writes=True,
            ),
            Action("bin.find", N_("Find in the bin"), self._find, N_("Look for a name"), "F", "search"),
            Action(
                "bin.purge",
                N_("Erase for ever…"),
                self.purge,
                N_("Take the chosen records away for good"),
                "Del",
                "shield-alert",
                has_any,
                reason=lacks(ADMINISTER),
                writes=True,
            ),
            Action(
                "bin.empty",
                N_("Empty…"),
                self.empty,
                N_("Take away for good what was deleted long ago"),
                "Ctrl+Shift+Del",
                "trash-2",
                reason=lacks(ADMINISTER),
                writes=True,
            ),
        ]

    def _find(self) -> None:
        self.words.edit.setFocus(Qt.FocusReason.ShortcutFocusReason)

    # --- reading

    def read_again(self) -> None:
        """Begin with what was deleted last."""
        super().read_again()
        self._rows = {}
        wanted = self._wanted()
        self._counts.read(lambda reading: recycled_count(reading, wanted), self._on_count)
        self._read()

    def _wanted(self) -> BinFilter:
        return BinFilter(self.of_kind.value(), self.person.value(), self.words.value())

    def _read(self) -> None:
        wanted, spoken = self._wanted(), language()
        last = next(reversed(self._rows.values()), None)
        after = last.cursor if last else None

        def page(reading: Any) -> list[RecycledRow]:
            return recycled(reading, limit=_PAGE, wanted=wanted, after=after, language=spoken)

        self._pages.read(page, lambda rows: self._on_page(rows, is_first=after is None), self.refuse)

    def _on_page(self, rows: list[RecycledRow], *, is_first: bool) -> None:
        if is_first:
            self.list.clear()
        self._rows |= {f"{row.kind}:{row.id}": row for row in rows}
        self.list.add([self._as_step(row) for row in rows], has_more=len(rows) == _PAGE)
        self._stack.setCurrentIndex(0 if self._rows else 1 if self._wanted() == BinFilter() else 2)
        self._on_selection()

    def _as_step(self, row: RecycledRow) -> StepRow:
        with_it = trn("with {count} more", "with {count} more", row.together) if row.together else ""
        note = " · ".join(filter(None, (tr(row.called), row.by, row.reason, with_it)))
        title = row.title or tr(row.called)
        return StepRow(f"{row.kind}:{row.id}", title, when(self._context, row.deleted_at), note)

    def _on_count(self, count: int) -> None:
        self._count = count
        self._title.count.set_text(Plain(integer(count) if count else ""))
        self.status_changed.emit()

    def _on_current(self, key: str) -> None:
        self.record.show_record(self._rows[key])

    def _on_selection(self) -> None:
        self.actions_set.refresh()
        self.status_changed.emit()

    # --- building

    def _build(self) -> None:
        px, theme = self._context.theme.px, self._context.theme
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        commands = (("bin.empty", "quiet"), ("bin.purge", "secondary"), ("bin.restore", "primary"))
        buttons = [
            command_button(theme, self.actions_set, name, kind, has_key=kind == "primary") for name, kind in commands
        ]
        self._title = PageTitle(theme, N_("Recycle bin"), buttons)
        column.addWidget(self._title)
        column.addWidget(self._filter_row())
        column.addWidget(Rule(theme))
        split = TwoSides(self.list, self.record, (_LIST, _SIDE))
        self.list.setMinimumWidth(px(180))
        self.record.setMinimumWidth(px(220))
        empty = N_("What you delete lies here until it is brought back, or taken away for good.")
        nothing = EmptyState(theme, N_("The recycle bin is empty"), empty)
        other = EmptyState(theme, N_("Nothing matches"), N_("Take a filter away to see what else was deleted."))
        self._stack = QStackedWidget()
        for each in (split, nothing, other):
            self._stack.addWidget(each)
        column.addWidget(self._stack, 1)

    def _filter_row(self) -> QWidget:
        px = self._context.theme.px
        bar = QWidget()
        row = QHBoxLayout(bar)
        row.setContentsMargins(px(Space.XL), 0, px(Space.XL), px(12))
        row.setSpacing(px(8))
        for each in (self.of_kind, self.person, self.words):
            row.addWidget(each, 1)
        return bar

    def name_parts(self) -> None:
        """Name the list, and what it can be narrowed to."""
        self.list.setAccessibleName(tr("Deleted records"))
        kinds = [(kind, kind_title(kind)) for kind in bin_kinds() if kind != OWN_RECORD]
        kinds += [(each.kind, tr(each.title)) for each in self._context.choices.own_kinds]
        kinds.sort(key=lambda each: each[1])
        self.of_kind.set_choices([(kind, Plain(name)) for kind, name in kinds])
        people = self._context.choices.options("users", language())
        self.person.set_choices([(key, Plain(name)) for key, name in people])
