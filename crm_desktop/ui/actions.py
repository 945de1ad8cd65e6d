"""User commands as records, from which menus, buttons, context menus and the page of shortcuts are built.

A shortcut of one bare letter is never given to a menu: macOS would take the letter away from text fields. It works
through a `QShortcut` on the page, which stands aside while a text field has the focus, and is only shown in the menu.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)

from crm_desktop.core import trail
from crm_desktop.core.i18n import N_, tr

FILE, EDIT, RECORD, VIEW, HELP = N_("File"), N_("Edit"), N_("Record"), N_("View"), N_("Help")
MENUS = (FILE, EDIT, RECORD, VIEW, HELP)


def always() -> bool:
    """Answer for commands that are always possible."""
    return True


def nothing() -> str:
    """Answer for commands that nothing stands against."""
    return ""


@dataclass(frozen=True)
class Action:
    """One user command. Texts are marked with `N_` and translated when shown; `shortcut` is in Qt's portable form."""

    id: str
    text: str
    handler: Callable[[], None]
    help: str = ""
    shortcut: str = ""
    icon: str = ""
    enabled: Callable[[], bool] = always
    menu: str = ""
    starts_group: bool = False
    checked: Callable[[], bool] | None = None
    title: Callable[[], str] | None = None
    # Why it is not possible although it is offered, in a marked text: for its button, and for whoever presses its key.
    reason: Callable[[], str] = nothing
    # Whether it changes what is kept, which a file that can only be read does not allow.
    writes: bool = False

    @property
    def is_single_key(self) -> bool:
        """Whether the shortcut is a bare key that would also be typed into a text field."""
        return len(self.shortcut) == 1

    def label(self) -> str:
        """The text in the current language; `title` computes it where it changes ("Undo rename")."""
        return self.title() if self.title is not None else tr(self.text)


class ActionSet(QObject):
    """The commands of one surface (the window or one page), alive as Qt actions with working keys.

    `against_writing` says why nothing can be changed, if so. `refused` hands on the reason when a key is pressed whose
    command is not possible.
    """

    refused = Signal(str)
    refreshed = Signal()

    def __init__(self, scope: QWidget, actions: Iterable[Action], against_writing: Callable[[], str] = nothing) -> None:
        super().__init__(scope)
        self._scope = scope
        self.actions: tuple[Action, ...] = tuple(_guarded(each, against_writing) for each in actions)
        self._by_id = {action.id: action for action in self.actions}
        self._qt: dict[str, QAction] = {}
        self._refusing: dict[str, QShortcut] = {}
        for action in self.actions:
            self._qt[action.id] = self._build(action)
        self.refresh()

    def replace_some(self, before: Sequence[Action], now: Sequence[Action]) -> None:
        """Have other commands in the place of some; what is gone has no key and stands in no menu any more."""
        gone = {each.id for each in before}
        self.actions = (*(each for each in self.actions if each.id not in gone), *now)
        for action_id in gone:
            del self._by_id[action_id]
            self._qt.pop(action_id).deleteLater()
        for action in now:
            self._by_id[action.id] = action
            self._qt[action.id] = self._build(action)
        self.refresh()

    def __contains__(self, action_id: str) -> bool:
        return action_id in self._by_id

    def record(self, action_id: str) -> Action:
        """The record of a command."""
        return self._by_id[action_id]

    def qt(self, action_id: str) -> QAction:
        """The Qt action of a command, for menus and buttons."""
        return self._qt[action_id]

    def trigger(self, action_id: str) -> None:
        """Carry the command out if it is possible now; else hand on why it is not, if there is anything to say."""
        action = self._by_id[action_id]
        if action.enabled():
            trail.leave("command", action_id)
            action.handler()
        elif reason := action.reason():
            self.refused.emit(reason)

    def refresh(self) -> None:
        """Bring texts, ticks and possibility up to date; after a change of selection, state or language."""
        for action in self.actions:
            shown = self._qt[action.id]
            # Undo titles hold names of records: “Oil & Gas” is no letter to press.
            text = action.label().replace("&", "&&")
            shown.setText(f"{text}\t{action.shortcut}" if action.is_single_key else text)
            shown.setStatusTip(tr(action.help))
            shown.setEnabled(action.enabled())
            if action.id in self._refusing:
                self._refusing[action.id].setEnabled(not shown.isEnabled() and bool(action.reason()))
            if action.checked is not None:
                shown.setChecked(action.checked())
        self.refreshed.emit()

    def fill_menu(self, menu: QMenu, action_ids: Sequence[str | None]) -> None:
        """Append the commands to a menu, a separator for each None."""
        self.refresh()
        for action_id in action_ids:
            if action_id is None:
                menu.addSeparator()
            else:
                menu.addAction(self._qt[action_id])

    def fill_grouped(self, menu: QMenu, folded: str, title: str) -> None:
        """Append all commands, those of one subject together; the subject `folded` has a menu of its own."""
        inner = QMenu(tr(title), menu)
        before = ""
        for action in self.actions:
            subject = action.id.partition(".")[0]
            place = inner if subject == folded else menu
            is_new = action.starts_group if place is inner else bool(before) and before != subject
            if is_new and not place.isEmpty():
                place.addSeparator()
            place.addAction(self._qt[action.id])
            before = before if place is inner else subject
        if inner.isEmpty():
            inner.deleteLater()
        else:
            menu.addSeparator()
            menu.addMenu(inner)

    def fill_bar_menu(self, menu: QMenu, name: str) -> None:
        """Append all commands that belong to the named menu of the menu bar."""
        for action in self.actions:
            if action.menu == name:
                if action.starts_group and not menu.isEmpty():
                    menu.addSeparator()
                menu.addAction(self._qt[action.id])

    def _build(self, action: Action) -> QAction:
        shown = QAction(self)
        shown.setCheckable(action.checked is not None)
        # Without this macOS moves anything called "Settings" or "About" out of its menu by its English name.
        shown.setMenuRole(QAction.MenuRole.NoRole)
        shown.triggered.connect(lambda _checked=False, action_id=action.id: self.trigger(action_id))
        if action.is_single_key:
            shortcut = QShortcut(QKeySequence(action.shortcut), self._scope)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(lambda action_id=action.id: self._press_single_key(action_id))
        elif action.shortcut:
            shown.setShortcut(QKeySequence(action.shortcut))
            shown.setShortcutContext(
                Qt.ShortcutContext.WindowShortcut
                if self._scope.isWindow()
                else Qt.ShortcutContext.WidgetWithChildrenShortcut
            )
            if action.reason is not nothing:
                # Qt passes over the key of a command that is disabled.
                refusing = QShortcut(QKeySequence(action.shortcut), self._scope)
                refusing.setContext(shown.shortcutContext())
                refusing.activated.connect(lambda action_id=action.id: self.trigger(action_id))
                self._refusing[action.id] = refusing
        self._scope.addAction(shown)
        return shown

    def _press_single_key(self, action_id: str) -> None:
        if not is_text_being_entered():
            self.trigger(action_id)


def _guarded(action: Action, against_writing: Callable[[], str]) -> Action:
    """The command, impossible whenever there is a reason against it."""
    own, writes, is_possible = action.reason, action.writes and against_writing is not nothing, action.enabled
    if own is nothing and not writes:
        return action

    def reason() -> str:
        return (against_writing() if writes else "") or own()

    return replace(action, reason=reason, enabled=lambda: is_possible() and not reason())


def is_text_being_entered() -> bool:
    """Whether letters are typed where the focus is, or belong to a menu that is open."""
    if QApplication.activePopupWidget() is not None:
        return True
    focus = QApplication.focusWidget()
    if isinstance(focus, QLineEdit | QTextEdit | QPlainTextEdit):
        return not focus.isReadOnly()
    if isinstance(focus, QComboBox):
        return focus.isEditable()
    return isinstance(focus, QAbstractSpinBox)


def fill_from_window(menu: QMenu, page: QWidget, action_ids: Sequence[str]) -> None:
    """Append commands of the window that a page stands in, where it has them."""
    shared = getattr(page.window(), "actions_set", None)
    known = [each for each in action_ids if isinstance(shared, ActionSet) and each in shared]
    if isinstance(shared, ActionSet) and known:
        shared.fill_menu(menu, [None, *known])


def faults(sets: Sequence[Sequence[Action]]) -> list[str]:
    """What is wrong with commands that are valid together: ids or keys used twice, or no help; for the tests."""
    together = [action for actions in sets for action in actions]
    ids = Counter(action.id for action in together)
    keys = Counter(QKeySequence(action.shortcut).toString() for action in together if action.shortcut)
    found = [f"id {name} is used {count} times" for name, count in ids.items() if count > 1]
    found += [f"key {key} is used {count} times" for key, count in keys.items() if count > 1]
    return found + [f"{action.id} has no help" for action in together if not action.help]
