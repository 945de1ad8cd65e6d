"""The views of one list: those that are ready and those that people saved, how many records each holds, the current."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtWidgets import QMenu, QWidget

from crm_desktop.core.formats import integer
from crm_desktop.ui.background import Background, Latest
from crm_desktop.ui.list_declaration import ListDeclaration, View
from crm_desktop.ui.side_views import ViewEntry
from crm_desktop.ui.texts import shown


class ListViews:
    """What the side bar offers of a list; `counted` is called when the records of all views were counted."""

    def __init__(
        self, declaration: ListDeclaration, background: Background, owner: QWidget, counted: Callable[[], None]
    ) -> None:
        self._declaration, self._counted = declaration, counted
        self._reads = Latest(background, owner)
        self._counts: dict[str, int] = {}
        self.current = declaration.views[0]
        self.saved: Sequence[View] = ()
        # Whether the view where the list was left is still to be found among the saved ones.
        self.is_left_to_find = False

    @property
    def first(self) -> View:
        """The view a list begins with."""
        return self._declaration.views[0]

    def every(self) -> list[View]:
        """All views that can be shown."""
        return [*self._declaration.views, *(each for each in self.saved if not each.problem)]

    def find(self, key: Any) -> View | None:
        """The view of a key."""
        return next((view for view in self.every() if view.key == key), None)

    def entries(self) -> list[ViewEntry]:
        """All views with their counts, also those that cannot be shown."""
        every = (*self._declaration.views, *self.saved)
        return [ViewEntry(v.key, v.title, self._counts.get(v.key), v.sign, v.problem) for v in every]

    def fill_menu(self, menu: QMenu, choose: Callable[[str], None]) -> None:
        """Append all views with their counts, the current one ticked."""
        for entry in self.entries():
            count = "" if entry.count is None else f"\t{integer(entry.count)}"
            action = menu.addAction(shown(entry.title).replace("&", "&&") + count, partial(choose, entry.key))
            action.setCheckable(True)
            action.setChecked(entry.key == self.current.key)
            action.setEnabled(not entry.problem)

    def count(self) -> int | None:
        """How many records the current view holds, None until they are counted."""
        return self._counts.get(self.current.key)

    def everything(self) -> int | None:
        """How many records there are at all, None until they are counted."""
        counts = (self._counts.get(view.key) for view in self._declaration.views if view.holds_everything)
        return next((count for count in counts if count is not None), None)

    def read_counts(self) -> None:
        """Count the records of all views."""
        views, source = [view for view in self.every() if not view.is_costly], self._declaration.query

        def query(reading: Any) -> dict[str, int]:
            return {view.key: source.count(reading, view.spec) for view in views}

        self._reads.read(query, self._on_counts)

    def _on_counts(self, counts: dict[str, int]) -> None:
        self._counts = counts
        self._counted()
