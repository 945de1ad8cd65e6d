"""The key figures above the charts of a report, in rows of four, or fewer without the room, split by lines."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from crm_desktop.reports import figures as names
from crm_desktop.ui.theme import Theme
from crm_desktop.ui.theme.shapes import vertical_line
from crm_desktop.ui.theme.tokens import Space
from crm_desktop.ui.widgets.figure_button import PAD, FigureButton

_ACROSS, _LEAST_WIDTH = 4, 144


class FigureStrip(QWidget):
    """Shows the figures; `pressed` carries the name of the one to be opened."""

    pressed = Signal(str)

    def __init__(self, theme: Theme, shown: Sequence[str] = names.FIGURES) -> None:
        super().__init__()
        self._theme = theme
        self.figures = {name: FigureButton(theme) for name in shown}
        px = theme.px
        self.across = 0
        self._grid = grid = QGridLayout(self)
        # The words of a figure, not the field that lights up behind them, line up with the titles of the charts.
        side = px(Space.XL) - px(PAD)
        grid.setContentsMargins(side, px(Space.S), side, px(Space.M))
        grid.setHorizontalSpacing(px(Space.L))
        grid.setVerticalSpacing(px(Space.S))
        for name, button in self.figures.items():
            button.clicked.connect(partial(self._on_pressed, name))
        self.fit(px(_LEAST_WIDTH) * _ACROSS)

    def fit(self, width: int) -> None:
        """Stand side by side as far as a width has room for the figures and their words."""
        least = self._theme.px(_LEAST_WIDTH)
        across = next((each for each in (_ACROSS, 2) if width >= each * least), 1)
        if across == self.across:
            return
        self.across = across
        for number, button in enumerate(self.figures.values()):
            self._grid.removeWidget(button)
            self._grid.addWidget(button, number // across, number % across)

    @property
    def is_tall(self) -> bool:
        """Whether it takes more rows than usual."""
        return self.across < _ACROSS

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, px = QPainter(self), self._theme.px
        for number, button in enumerate(self.figures.values()):
            if number % self.across:
                place = button.geometry()
                x = place.left() - px(Space.L) // 2
                vertical_line(painter, x, place.top() + px(6), place.bottom() - px(6), self._theme.tokens.strong_line)
        painter.end()

    def _on_pressed(self, name: str, _checked: bool = False) -> None:
        self.pressed.emit(name)
