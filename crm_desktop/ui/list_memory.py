"""What is remembered of one list on this device: its view, filters, order, folded groups, place and columns.

Each company file has its own memory, because another one has neither its people nor its levels; and each of its users,
because two people at one computer work differently.
"""

from collections.abc import Callable
from typing import Any

from crm_desktop.core.listing import Condition, Grouping, ListSpec, Sort
from crm_desktop.core.preferences import Preferences
from crm_desktop.ui.list_declaration import View


class ListMemory:
    """Values of one list by name, those of whoever acts now."""

    def __init__(self, preferences: Preferences, name: str, company: str, who: Callable[[], Any]) -> None:
        self._preferences, self._who = preferences, who
        self._name = ".".join(part for part in ("list", name, company) if part)

    @property
    def prefix(self) -> str:
        """What the names of all values begin with."""
        user_id = getattr(self._who(), "user_id", None)
        return f"{self._name}.{user_id}" if user_id else self._name

    def get(self, name: str, default: Any = None) -> Any:
        """A value, or the default."""
        return self._preferences.get(f"{self.prefix}.{name}", default)

    def set(self, name: str, value: Any) -> None:
        """Remember a value; None forgets it."""
        self._preferences.set(f"{self.prefix}.{name}", value)

    # --- what the list shows

    def keep(self, view: View, spec: ListSpec, folded: frozenset[Any]) -> None:
        """Remember what is shown of a view. What the view says by itself stays the view's: “this month” moves on."""
        said, own = spec.to_json(), view.spec.to_json()
        self.set("view", view.key)
        self.set("grouping", None if spec.grouping == view.spec.grouping else said["grouping"] or [])
        self.set("folded", sorted(folded, key=str) or None)
        self.set("sorts", said["sorts"] or None)
        self.set("filters", None if said["filters"] == own["filters"] else said["filters"])

    @property
    def view(self) -> str:
        """The key of the view where the list was left."""
        return str(self.get("view", ""))

    def filters(self, view: View) -> tuple[Condition, ...]:
        """The filters where the list was left in a view."""
        stored = self.get("filters")
        return view.spec.filters if stored is None else ListSpec.from_json({"filters": stored}).filters

    def sorts(self, view: View) -> tuple[Sort, ...]:
        """The order of the list in a view."""
        return ListSpec.from_json({"sorts": self.get("sorts", [])}).sorts or view.spec.sorts

    def grouping(self, view: View) -> Grouping | None:
        """The groups where the list was left in a view."""
        stored = self.get("grouping")
        return view.spec.grouping if stored is None else ListSpec.from_json({"grouping": stored}).grouping

    @property
    def folded(self) -> frozenset[Any]:
        """The values of the groups that were left folded."""
        return frozenset(self.get("folded") or ())
