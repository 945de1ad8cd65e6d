"""Which cards are chosen: the list's own selection, put together by keys and presses on the board."""

from collections.abc import Callable, Iterable

from crm_desktop.ui.board.card_model import CardModel
from crm_desktop.ui.widgets.record_table_source import Selection


class Choosing:
    """Chooses cards one by one, from one to another, or all; `changed` is called after each."""

    def __init__(self, selection: Callable[[], Selection], changed: Callable[[], None]) -> None:
        self._selection, self._changed = selection, changed
        self._anchor = -1

    def __contains__(self, record_id: str) -> bool:
        return record_id in self._selection()

    def toggle(self, record_id: str, position: int) -> None:
        """Choose a card, or no longer; a range may begin at its position."""
        self._anchor = position
        self._selection().put([record_id], record_id not in self._selection())
        self._changed()

    def everything(self) -> None:
        """Choose all cards there are, also those not read yet."""
        self._selection().reset(everything=True)
        self._changed()

    def reach(self, cards: CardModel, current_id: str | None, target: int) -> None:
        """Choose from where Shift was first pressed to the target; of another column the target alone."""
        start = cards.position_of(current_id) if current_id else -1
        if self._anchor < 0 or start < 0:
            self._anchor = start if start >= 0 else target
        if start >= 0 and abs(target - self._anchor) < abs(start - self._anchor):
            self._selection().put(cards.ids_between(start, target), False)
        self._selection().put(cards.ids_between(self._anchor, target), True)
        self._changed()

    def let_go(self) -> None:
        """Begin the next range elsewhere."""
        self._anchor = -1

    def among(self, columns: Iterable[CardModel]) -> list[str]:
        """The chosen cards of these columns, in their order."""
        selection = self._selection()
        ids = (cards.ids_between(0, cards.rowCount()) for cards in columns)
        return [record_id for listed in ids for record_id in listed if record_id in selection]
