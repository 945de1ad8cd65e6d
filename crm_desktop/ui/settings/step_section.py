"""Sections of the settings that are one list of two lines each, whose lines are added, changed, deleted by keys."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from crm_desktop.core.i18n import N_, tr
from crm_desktop.core.viewer import ADMINISTER
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.rights import against
from crm_desktop.ui.settings.listed import Command, ListedSection
from crm_desktop.ui.widgets.buttons import Button
from crm_desktop.ui.widgets.key_commands import KeyCommands
from crm_desktop.ui.widgets.step_list import StepList, StepRow


class StepSection(ListedSection):
    """The frame of such a section: `note` explains what is listed, `nothing` what it means that nothing is."""

    title = ""
    note_text = ""
    nothing = ""
    reads: tuple[str, ...] = ()

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, self.note_text)
        self.records: list[Any] = []
        self.list = StepList(context.theme)
        self.list.setAccessibleName(tr(self.title))
        self._keys: dict[Button, str] = {}
        # Buttons that need a line to act on, by when they can.
        self._possible: list[tuple[Button, Callable[[Any], bool]]] = []
        self.add = self.command(N_("Add…"), "plus", "N")
        self.change = self.command(N_("Change…"), "pencil", "F2", self.can_change)
        self.remove = self.command(N_("Delete"), "trash-2", "Del", self.can_delete)
        self._commands = self.commands()
        self._bind_keys()
        self.setLayout(self.column(self.list, self._commands))
        self.list.chosen.connect(lambda _key: self._refresh())
        self.list.doubleClicked.connect(lambda _index: self._press(self.change))
        context.feed.subscribe(self, self.reads, lambda _changes: self.reload())
        context.viewer_changed.connect(self._refresh)
        self.reload()

    # --- for subclasses

    def read(self, reading: Any) -> Sequence[Any]:
        """What is listed; each has an id."""
        raise NotImplementedError

    def told(self, record: Any) -> StepRow:
        """One of them in two lines."""
        raise NotImplementedError

    def commands(self) -> list[Command]:
        """The buttons and what they do; asked once."""
        return [(self.add, self.add_new), (self.change, self.change_current), (self.remove, self.delete_current)]

    def add_new(self) -> None:
        """Open the form of a new one."""
        raise NotImplementedError

    def change_current(self) -> None:
        """Open the form of the current one."""
        raise NotImplementedError

    def delete_current(self) -> None:
        """Take the current one away."""
        raise NotImplementedError

    def can_change(self, _record: Any) -> bool:
        """Whether a line can be changed."""
        return True

    def can_delete(self, _record: Any) -> bool:
        """Whether a line can be taken away."""
        return True

    # --- what they use

    def command(self, text: str, icon: str, key: str = "", possible: Callable[[Any], bool] | None = None) -> Button:
        """A button of the section; with `possible` it needs a current line of which that holds."""
        button = Button(self._context.theme, text, icon=icon, key=key or None)
        self._keys[button] = key
        if possible is not None:
            self._possible.append((button, possible))
        return button

    @property
    def current(self) -> Any:
        """The current record, or None."""
        key = self.list.current()
        return next((each for each in self.records if self.told(each).key == key), None)

    def reload(self) -> None:
        """Read what is listed."""
        self._reads.read(self.read, self._on_read)

    # --- parts

    def _bind_keys(self) -> None:
        KeyCommands(self.list, {key: partial(self._press, button) for button, key in self._keys.items() if key})

    def _press(self, button: Button) -> None:
        if button.isEnabled():
            button.click()

    def _on_read(self, found: Sequence[Any]) -> None:
        current, place = self.list.current(), max(0, self.list.currentIndex().row())
        self.records = list(found)
        rows = [self.told(each) for each in found]
        self.list.clear()
        self.list.add(rows, has_more=False)
        keys = [each.key for each in rows]
        at = keys.index(current) if current in keys else min(place, len(keys) - 1)
        if keys:
            self.list.setCurrentIndex(self.list.model().index(at, 0))
        self.note.set_text(self.note_text if found else self.nothing)
        self._refresh()

    def _refresh(self) -> None:
        reason, current = against(self._context.background, ADMINISTER), self.current
        possible = {button: current is not None and can(current) for button, can in self._possible}
        for button, _what in self._commands:
            button.setEnabled(possible.get(button, True) and not reason)
            button.set_reason(reason)
