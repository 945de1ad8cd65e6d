"""What a page says of its list: columns, filters, views, commands and words."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from crm_desktop.core.listing import ListSpec
from crm_desktop.ui.actions import Action
from crm_desktop.ui.widgets.filter_field import FilterField
from crm_desktop.ui.widgets.record_table_cells import Column
from crm_desktop.ui.widgets.record_table_source import ListSource


@dataclass(frozen=True)
class View:
    """A named list at the side bar: its filters and order.

    A saved one has the icon of a `sign`, and may say how the columns are arranged. With a `problem` it cannot be shown.
    One that `is_costly` is counted only by being shown.
    """

    key: str
    title: str
    spec: ListSpec = field(default_factory=ListSpec)
    sign: str = ""
    columns: Mapping[str, Any] | None = None
    problem: str = ""
    is_costly: bool = False

    @property
    def holds_everything(self) -> bool:
        """Whether nothing narrows it, so that its count says whether there are records at all."""
        return not self.spec.filters and not self.spec.search


@dataclass(frozen=True)
class ListDeclaration:
    """What a page's list is.

    `reads` names the tables whose changes concern it, `counted` words how many there are, `totals` the sums.
    The menu of a row ends with commands `of_window`.
    """

    name: str
    title: str
    query: ListSource
    columns: Sequence[Column]
    filters: Sequence[FilterField]
    views: Sequence[View]
    reads: frozenset[str]
    counted: Callable[[int], str]
    totals: Callable[[dict[str, int]], str]
    empty_title: str
    empty_body: str
    actions: Sequence[Action] = ()
    primary: str = ""
    secondary: str = ""
    selection_actions: Sequence[str] = ()
    menu: Sequence[str | None] = ()
    of_window: Sequence[str] = ()
    tools: Sequence[str] = ()
    drop_hint: str = ""
