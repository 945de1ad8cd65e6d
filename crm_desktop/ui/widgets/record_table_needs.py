"""How much room the cells of each column need: measured once for each record that arrives, for the widths to follow.

What was needed once stays needed until fonts or language change, so that columns do not shrink while somebody scrolls.
"""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QTimer, Signal

from crm_desktop.ui.widgets.record_table_cells import Column, Kind
from crm_desktop.ui.widgets.record_table_lines import Line
from crm_desktop.ui.widgets.record_table_model import RecordTableModel
from crm_desktop.ui.widgets.record_table_painter import RecordTablePainter

_FIGURES = (Kind.NUMBER, Kind.MONEY, Kind.DATE)
# So many rows out of sight take some 3 ms: the window stays free for whoever scrolls or types.
_AT_ONCE = 16


class ColumnNeeds(QObject):
    """The widest cell of each column shown among the records that were loaded: those in sight first."""

    learned = Signal()

    def __init__(
        self, model: RecordTableModel, painter: RecordTablePainter, in_sight: Callable[[], tuple[int, int]]
    ) -> None:
        super().__init__(model)
        self._model, self._painter, self._in_sight = model, painter, in_sight
        self._widest: dict[str, int] = {}
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self.learn)

    def learn(self) -> None:
        """Measure the records that arrived since, though not between two letters typed."""
        if not self._model.is_brief and self._learn_some():
            self.learned.emit()

    def learn_anew(self) -> None:
        """Forget what was measured with other fonts or words, and measure what is loaded."""
        self._widest.clear()
        self._model.make_lines_fresh()
        self._learn_some()

    def learn_again(self) -> None:
        """Measure what is loaded once more, whose texts follow the clock."""
        self._model.make_lines_fresh()
        self.learn()

    def of(self, column: Column) -> int | None:
        """How wide the column has to be for its widest cell; None before any record was seen."""
        return self._widest.get(column.key)

    def of_figures(self, column: Column) -> int:
        """The same for what is never cut: amounts, figures and dates."""
        return self._widest.get(column.key, 0) if column.kind in _FIGURES else 0

    def _learn_some(self) -> bool:
        """Measure rows, and the rest of them later; whether a column needs more room than before."""
        model = self._model
        seen = model.take_fresh_lines(*self._in_sight())
        lines = seen or model.take_other_fresh_lines(_AT_ONCE)
        if model.has_fresh_lines:
            self._later.start()
        return self._measure(lines, is_seen=bool(seen))

    def _measure(self, lines: Sequence[Line], *, is_seen: bool) -> bool:
        is_news, cell_width = False, self._painter.cell_width
        for number, column in enumerate(self._model.columns):
            # A column that stretches takes what is left over, however long its texts are; a hidden one nothing.
            if column.stretches or column.key in self._model.hidden:
                continue
            needed = max((cell_width(column, line.cell(number), is_seen=is_seen) for line in lines), default=0)
            if needed > self._widest.get(column.key, 0):
                self._widest[column.key], is_news = needed, True
        return is_news
