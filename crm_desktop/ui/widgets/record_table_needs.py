"""How much room the cells of each column need: measured once for each record that arrives, for the widths to follow.

What was needed once stays needed until fonts or language change, so that columns do not shrink while somebody scrolls.
"""

from crm_desktop.ui.widgets.record_table_cells import Column, Kind
from crm_desktop.ui.widgets.record_table_model import RecordTableModel
from crm_desktop.ui.widgets.record_table_painter import RecordTablePainter

_FIGURES = (Kind.NUMBER, Kind.MONEY, Kind.DATE)


class ColumnNeeds:
    """The widest cell of each column among the records that were loaded."""

    def __init__(self, model: RecordTableModel, painter: RecordTablePainter) -> None:
        self._model, self._painter = model, painter
        self._widest: dict[str, int] = {}

    def learn(self) -> bool:
        """Measure the records that arrived since; whether a column needs more room than before."""
        lines = [each for each in self._model.take_fresh_lines() if each.row is not None]
        is_news = False
        for section, column in enumerate(self._model.columns):
            if column.stretches or column.key in self._model.hidden:
                # It takes what is left over, however long its texts are; or nothing.
                continue
            needed = max((self._painter.cell_width(column, line.cells[section]) for line in lines), default=0)
            if needed > self._widest.get(column.key, 0):
                self._widest[column.key], is_news = needed, True
        return is_news

    def learn_anew(self) -> None:
        """Forget what was measured with other fonts or words, and measure what is loaded."""
        self._widest.clear()
        self._model.make_lines_fresh()
        self.learn()

    def of(self, column: Column) -> int | None:
        """How wide the column has to be for its widest cell; None before any record was seen."""
        return self._widest.get(column.key)

    def of_figures(self, column: Column) -> int:
        """The same for what is never cut: amounts, figures and dates."""
        return self._widest.get(column.key, 0) if column.kind in _FIGURES else 0
