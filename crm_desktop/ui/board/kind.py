"""What a board shows: which columns there are, what their heads and cards say, and where cards may be put.

A board of deals stands in columns of stages, one of cases in columns of statuses; all else is the same for both.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from crm_desktop.core.listing import Filter, ListSpec, Sort
from crm_desktop.ui.board.card import Card
from crm_desktop.ui.theme import Tone


class Place(Protocol):
    """Where cards stand: a stage, a status."""

    @property
    def id(self) -> str:
        """What tells it from the others."""


class BoardColumn(Protocol):
    """A place with the ids of all its cards, packed, and the rows of the first few."""

    @property
    def stage(self) -> Any:
        """The place."""

    @property
    def ids(self) -> bytes:
        """The ids of its cards in their order."""

    @property
    def cards(self) -> Sequence[Any]:
        """The rows of the first cards."""

    @property
    def count(self) -> int:
        """How many cards there are."""


class Board(Protocol):
    """The columns of a list."""

    @property
    def columns(self) -> Sequence[Any]:
        """The columns from left to right."""

    @property
    def count(self) -> int:
        """How many cards the board holds."""


@dataclass(frozen=True)
class Head:
    """What stands above a column: a share with its bar, two figures with shorter forms, and what to beware of."""

    spoken: str
    share: str = ""
    part: float = 0.0
    first: str = ""
    first_short: str = ""
    second: str = ""
    second_short: str = ""
    warning: str = ""


@dataclass(frozen=True)
class QuickFilter:
    """A filter one presses on and off."""

    title: str
    filter: Filter


@dataclass(frozen=True)
class Zone:
    """A place that no column is shown of; while something is dragged it is offered at the foot of the board."""

    place: Any
    name: str
    tone: Tone
    icon: str


@dataclass(frozen=True)
class BoardKind:
    """One kind of board. `read` gets the list and which part of it is wanted, such as a pipeline.

    `first_part` narrows a list to what is worth showing while the rest is read, `zones` says where else cards may be
    dropped. `may_drop` gets the place a card comes from and its row, where that is known; `stays_away` whether a card
    leaves a hole at once because nothing is asked first. `may_add` says where new records begin, as `preset` says.
    """

    read: Callable[[Any, ListSpec, str | None], Any]
    cards: Callable[[Any, Sequence[str]], Sequence[Any]]
    card_of: Callable[[Any], Card]
    place_of: Callable[[Any], str]
    name_of: Callable[[Any], str]
    head_of: Callable[[Any, str], Head]
    told_drop: Callable[[Any, str], str]
    told_moving: Callable[[int], str]
    told_columns: Callable[[int], str]
    empty: str
    add: str
    told_adding: Callable[[str], str]
    may_add: Callable[[Any], bool]
    preset: Callable[[Any], dict[str, Any]]
    orders: Sequence[tuple[str, str]]
    quick: Sequence[QuickFilter]
    default_sort: Sort
    hints: tuple[tuple[str, str], ...]
    zones: Callable[[Any], Sequence[Zone]] = lambda _board: ()
    may_drop: Callable[[str, Any, Any], bool] = lambda _from, _row, _place: True
    stays_away: Callable[[Any], bool] = lambda _place: False
    first_part: Callable[[ListSpec], ListSpec | None] = lambda _spec: None
    figures: Callable[[Any], Sequence[tuple[str, str]]] = lambda _board: ()
    parts: Callable[[Any], tuple[Sequence[tuple[str, str]], str]] = lambda _board: ((), "")
