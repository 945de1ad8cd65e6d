"""The cards of one column: all ids at once, the cards themselves only around what is in sight."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QSize, Qt, Signal

from crm_desktop.core.i18n import N_, tr
from crm_desktop.ui.background import Background, Latest
from crm_desktop.ui.board.card import Card
from crm_desktop.ui.widgets.record_table_source import IdVector

BLOCK = 16
KEPT_BLOCKS = 16

Index = QModelIndex | QPersistentModelIndex
_NO_PARENT = QModelIndex()
# Plain integers, because comparing with the enum members is slow.
_DISPLAY = int(Qt.ItemDataRole.DisplayRole)
_SPOKEN = int(Qt.ItemDataRole.AccessibleTextRole)
_TIP = int(Qt.ItemDataRole.ToolTipRole)
_SIZE = int(Qt.ItemDataRole.SizeHintRole)


class CardModel(QAbstractListModel):
    """A column's records in the order of the list; `read` gives the rows of ids."""

    arrived = Signal()

    def __init__(
        self,
        background: Background,
        read: Callable[[Any, Sequence[str]], Sequence[Any]],
        make_card: Callable[[Any], Card],
        pitch: int,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._read_cards, self._make_card = read, make_card
        self._size = QSize(1, pitch)
        self._ids = IdVector()
        self._cards: dict[int, Card] = {}
        self._range = (0, BLOCK)
        self._requested: frozenset[int] = frozenset()
        self._rows = Latest(background, self)

    def show(self, ids: bytes, rows: Sequence[Any]) -> None:
        """Show these records; of ones known already, the cards are kept until they are read again."""
        by_id = {row.id: row for row in rows}
        old = {self._ids[at]: card for at, card in self._cards.items()}
        self._rows.cancel()
        self._requested = frozenset()
        is_new = ids != self._ids.packed
        if is_new:
            self.beginResetModel()
        self._ids = IdVector(ids)
        self._cards = {}
        low, high = max(0, self._range[0] - BLOCK), min(len(self._ids), max(self._range[1] + BLOCK, 2 * BLOCK))
        for at in range(low, high):
            record_id = self._ids[at]
            if (row := by_id.get(record_id)) is not None:
                self._cards[at] = self._make_card(row)
            elif record_id in old:
                self._cards[at] = old[record_id]
        if is_new:
            self.endResetModel()
        self._read_again(frozenset(by_id))
        self.arrived.emit()

    def ensure(self, first: int, last: int) -> None:
        """See to it that the cards from first to last are there or on their way, with some around them."""
        self._range = (max(0, first - BLOCK // 2), min(len(self._ids), last + BLOCK // 2))
        blocks = range(self._range[0] // BLOCK, max(0, self._range[1] - 1) // BLOCK + 1)
        missing = frozenset(block for block in blocks if self._is_missing(block))
        if missing and not missing <= self._requested:
            self._read(missing)

    def card(self, position: int) -> Card | None:
        """The card at a position, None while it is on its way."""
        return self._cards.get(position)

    def id_at(self, position: int) -> str | None:
        """The id at a position."""
        return self._ids[position] if 0 <= position < len(self._ids) else None

    def ids_between(self, first: int, last: int) -> list[str]:
        """The ids between two positions, both included, in either order."""
        return self._ids.slice(min(first, last), max(first, last) + 1)

    def position_of(self, record_id: str) -> int:
        """Where a deal stands in this column, or -1."""
        return self._ids.find(record_id)

    @property
    def held(self) -> int:
        """How many cards are in memory."""
        return len(self._cards)

    def retranslate(self) -> None:
        """Word the cards again in the current language."""
        self._cards = {at: self._make_card(card.row) for at, card in self._cards.items()}
        self.arrived.emit()

    # --- Qt's questions

    def rowCount(self, parent: Index = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self._ids)

    def data(self, index: Index, role: int = _DISPLAY) -> Any:
        if role == _SIZE:
            return self._size
        if role not in (_DISPLAY, _SPOKEN, _TIP):
            return None
        card = self._cards.get(index.row())
        if card is None:
            return tr(N_("Loading"))
        return card.name if role == _DISPLAY else card.spoken if role == _SPOKEN else card.tip

    # --- reading

    def _is_missing(self, block: int) -> bool:
        first, last = block * BLOCK, min((block + 1) * BLOCK, len(self._ids)) - 1
        return any(at not in self._cards for at in range(first, last + 1))

    def _read_again(self, fresh: frozenset[str]) -> None:
        """Read the cards in sight that were kept from before."""
        low, high = self._range[0], min(self._range[1], len(self._ids))
        stale = {at // BLOCK for at in range(low, high) if self._ids[at] not in fresh}
        if stale:
            self._read(frozenset(stale))

    def _read(self, blocks: frozenset[int]) -> None:
        self._requested = blocks
        ids = [each for block in sorted(blocks) for each in self._ids.slice(block * BLOCK, (block + 1) * BLOCK)]
        self._rows.read(lambda reading: self._read_cards(reading, ids), self._on_rows)

    def _on_rows(self, rows: Sequence[Any]) -> None:
        blocks, self._requested = self._requested, frozenset()
        by_id = {row.id: row for row in rows}
        for block in blocks:
            for at in range(block * BLOCK, min((block + 1) * BLOCK, len(self._ids))):
                if (row := by_id.get(self._ids[at])) is not None:
                    self._cards[at] = self._make_card(row)
        self._forget_far_cards()
        self.arrived.emit()

    def _forget_far_cards(self) -> None:
        if len(self._cards) > KEPT_BLOCKS * BLOCK:
            low, high = self._range[0] - 4 * BLOCK, self._range[1] + 4 * BLOCK
            self._cards = {at: card for at, card in self._cards.items() if low <= at <= high}
