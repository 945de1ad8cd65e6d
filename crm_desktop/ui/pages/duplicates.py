"""Duplicates: records that may be one, two at a time; made one with the values somebody chooses, or kept separate."""

from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from crm_desktop.core.formats import integer
from crm_desktop.core.i18n import N_, Message, language, listed, tr, trn
from crm_desktop.core.viewer import DELETE
from crm_desktop.operations.merging_records import merge_records
from crm_desktop.operations.review import tell_apart
from crm_desktop.queries.duplicates import EMAIL, LICENCE, NAME, PHONE, TAX, Compared, Duplicates, Pair, compare
from crm_desktop.ui.actions import Action, ActionSet
from crm_desktop.ui.background import Latest, Ticket
from crm_desktop.ui.duplicates.pair_view import PairView
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.reading_page import PageTitle, ReadingPage, TwoSides, command_button
from crm_desktop.ui.rights import against
from crm_desktop.ui.texts import Plain
from crm_desktop.ui.theme.tokens import Space
from crm_desktop.ui.widgets.choices import Segmented
from crm_desktop.ui.widgets.empty_state import EmptyState
from crm_desktop.ui.widgets.labels import Rule
from crm_desktop.ui.widgets.step_list import StepList, StepRow

_SEARCH = "crm_desktop.queries.duplicates.duplicates_in_file"
_SETTLE_MS = 800
_LIST, _SIDE = 400, 600
_KINDS = (("customer", N_("Customers")), ("contact", N_("Contacts")), ("lead", N_("Leads")))
_REASONS = {
    NAME: N_("same name"),
    PHONE: N_("same phone"),
    EMAIL: N_("same e-mail"),
    TAX: N_("same tax number"),
    LICENCE: N_("same licence number"),
}


class DuplicatesPage(ReadingPage):
    """The pairs at the left, the surest first; at the right both records of the current pair."""

    hints = (
        ("↑↓", N_("Move")),
        ("Ctrl+Enter", N_("Make them one")),
        ("K", N_("Keep both")),
        ("X", N_("Let the other stay")),
    )

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, _SETTLE_MS)
        self._pairs: dict[str, Pair] = {}
        self._count = 0
        self._search: Ticket | None = None
        self._is_looking = False
        self._compared = Latest(context.background, self)
        self.of_kind = Segmented(context.theme, _KINDS)
        self.of_kind.set_value("customer")
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.list, self.view = StepList(context.theme), PairView(context.theme)
        self.actions_set = ActionSet(self, self._actions(), lambda: context.background.against_writing)
        self.actions_set.refused.connect(lambda reason: context.navigator.refuse(Message(reason)))
        self._build()
        self.of_kind.changed.connect(self._on_kind)
        self.list.chosen.connect(self._on_current)
        context.feed.announced.connect(self.read_soon)

    @property
    def table(self) -> QWidget:
        """Where the keyboard goes when the page is shown; while there is no pair the page itself has it."""
        return self.list if self._pairs else self

    def status_text(self) -> str:
        """How many pairs there are."""
        if self._is_looking and not self._pairs:
            return tr("Looking for duplicates…")
        return trn("{count} pair may be one record", "{count} pairs may be one record", self._count)

    def keys_now(self) -> tuple[tuple[str, str], ...]:
        """The keys that do something now: none without a pair."""
        return self.hints if self._pairs else ()

    def current(self) -> Pair | None:
        """The pair shown."""
        return self._pairs.get(self.list.current() or "")

    # --- what can be done

    def merge(self) -> None:
        """Make one record of the current two, with the values chosen."""
        pair, kept, gone, taken = self.current(), self.view.kept, self.view.gone, self.view.taken()
        if pair is None or kept is None or gone is None or not self._compares():
            return
        operation = partial(merge_records, kind=pair.kind, kept_id=kept.id, other_id=gone.id, taken=taken)
        done = Message("“{name}” is one record now", name=kept.name)
        self._write(pair, Message("Make two records one: “{name}”", name=kept.name), operation, done, gone.id)

    def _compares(self) -> bool:
        """Whether the current pair stands side by side: what is not read yet cannot be made one."""
        pair = self.current()
        return pair is not None and self.view.pair == pair

    def keep_separate(self) -> None:
        """Note that the two are different ones; nobody is asked again."""
        if (pair := self.current()) is not None:
            done = Message("Kept separate: nobody is asked about these two again")
            step = Message("Keep separate: “{name}”", name=pair.one.name)
            self._write(pair, step, partial(tell_apart, find=pair.find), done)

    def open_one(self, other: bool = False) -> None:
        """Look at one of the two on its page."""
        if (pair := self.current()) is not None:
            self._context.navigator.open_window(pair.kind, (pair.other if other else pair.one).id)

    def _write(self, pair: Pair, step: Message, operation: Any, done: Message, gone: str = "") -> None:
        def written(_result: Any) -> None:
            self._context.navigator.did(done)
            self._leave_out(pair, gone)

        self._context.background.write(step, operation, written, self.refuse, owner=self)

    def _leave_out(self, decided: Pair, gone: str) -> None:
        """The list goes on without what was decided; what it looks like now is read a little later."""
        left = [each for each in self._pairs.values() if each != decided and gone not in (each.one.id, each.other.id)]
        self._show(Duplicates(tuple(left), self._count - len(self._pairs) + len(left)))

    def _actions(self) -> list[Action]:
        def has_any() -> bool:
            return self.current() is not None

        def lacks() -> str:
            return against(self._context.background, DELETE)

        def may_merge() -> bool:
            return self._compares() and not lacks()

        one, other = N_("Open the first"), N_("Open the second")
        window, page = N_("Look at it in a window of its own"), self
        return [
            Action(
                "duplicates.merge",
                N_("Make them one"),
                self.merge,
                N_("One record with the values chosen, and with everything that belongs to either"),
                "Ctrl+Return",
                "git-merge",
                may_merge,
                reason=lacks,
                writes=True,
            ),
            Action(
                "duplicates.apart",
                N_("Keep both"),
                self.keep_separate,
                N_("They are two different ones; nobody is asked again"),
                "K",
                "copy",
                has_any,
                writes=True,
            ),
            Action(
                "duplicates.swap",
                N_("Let the other stay"),
                self.view.swap,
                N_("Keep the second record instead of the first, or back"),
                "X",
                "arrow-right-left",
                has_any,
            ),
            Action("duplicates.open", one, self.open_one, window, "O", "external-link", has_any),
            Action("duplicates.other", other, lambda: page.open_one(True), window, "Shift+O", "external-link", has_any),
            Action(
                "duplicates.again",
                N_("Look again"),
                self.read_again,
                N_("Look for duplicates again"),
                "F5",
                "refresh-cw",
            ),
        ]

    # --- reading

    def read_again(self) -> None:
        """Look for duplicates in the worker process; what is shown stays until they are found."""
        super().read_again()
        if self._search is not None:
            self._search.cancel()
        self._is_looking = True
        if not self._pairs:
            self._stack.setCurrentIndex(2)
        arguments = (str(self._context.path), self._context.background.viewer, self.of_kind.value())
        self._search = self._context.background.run(self, _SEARCH, arguments, self._on_found, self._on_not_found)
        self.status_changed.emit()

    def _on_found(self, found: Duplicates) -> None:
        self._is_looking = False
        self._show(found)

    def _on_not_found(self, error: Exception) -> None:
        self._is_looking = False
        self.refuse(error)

    def _on_kind(self, _kind: str) -> None:
        self._show(Duplicates((), 0))
        self.read_again()

    def _show(self, found: Duplicates) -> None:
        current, before = self.list.current(), list(self._pairs)
        place = before.index(current) if current in before else 0
        self._pairs = {f"{each.one.id}|{each.other.id}": each for each in found.pairs}
        self._count = found.count
        self._title.count.set_text(Plain(integer(found.count) if found.count else ""))
        self._stack.setCurrentIndex(0 if self._pairs else 2 if self._is_looking else 1)
        keys = list(self._pairs)
        row = keys.index(current) if current in self._pairs else min(place, len(keys) - 1)
        if keys != before:
            self.list.blockSignals(True)
            self.list.clear()
            self.list.add([self._as_step(key) for key in keys], has_more=False)
            self.list.blockSignals(False)
            if keys:
                self.list.setCurrentIndex(self.list.model().index(row, 0))
                if self.hasFocus():
                    self.list.setFocus(Qt.FocusReason.OtherFocusReason)
        if not keys:
            self.view.show_pair(None)
        elif self.view.pair != self.current():
            self._on_current(keys[row])
        self.actions_set.refresh()
        self.status_changed.emit()

    def _as_step(self, key: str) -> StepRow:
        pair = self._pairs[key]
        same = listed(tr(_REASONS[each]) for each in pair.reasons)
        other = pair.other.name if pair.other.name != pair.one.name else pair.other.note
        return StepRow(key, pair.one.name, "", " · ".join(filter(None, (same, other))))

    def _on_current(self, key: str) -> None:
        pair, spoken = self._pairs[key], language()
        self.actions_set.refresh()
        self._compared.read(
            lambda reading: compare(reading, pair.kind, pair.one.id, pair.other.id, spoken),
            lambda compared: self._on_compared(pair, compared),
            lambda _error: self.view.show_pair(None),
        )

    def _on_compared(self, pair: Pair, compared: tuple[Compared, ...]) -> None:
        self.view.show_pair(pair, compared)
        self.actions_set.refresh()

    # --- building

    def _build(self) -> None:
        px, theme = self._context.theme.px, self._context.theme
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        buttons = [
            command_button(theme, self.actions_set, *each)
            for each in (("duplicates.apart", "secondary"), ("duplicates.merge", "primary"))
        ]
        self._title = PageTitle(theme, N_("Duplicates"), buttons)
        column.addWidget(self._title)
        kinds = QHBoxLayout()
        kinds.setContentsMargins(px(Space.XL), 0, px(Space.XL), px(12))
        kinds.addWidget(self.of_kind)
        kinds.addStretch(1)
        column.addLayout(kinds)
        column.addWidget(Rule(theme))
        split = TwoSides(self.list, self.view, (_LIST, _SIDE))
        split.setSizes([px(_LIST), px(_SIDE)])
        self.list.setMinimumWidth(px(160))
        self.view.setMinimumWidth(px(240))
        none = N_("Nobody is here twice by name, phone, e-mail, tax number or licence number.")
        looking = N_("Everything is compared by name, phone, e-mail, tax number and licence number.")
        self._stack = QStackedWidget()
        for each in (
            split,
            EmptyState(theme, N_("No duplicates"), none),
            EmptyState(theme, N_("Looking for duplicates…"), looking),
        ):
            self._stack.addWidget(each)
        column.addWidget(self._stack, 1)
        self.name_parts()

    def name_parts(self) -> None:
        """Name the list."""
        self.list.setAccessibleName(tr("Pairs"))
