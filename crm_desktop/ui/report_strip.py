"""The key figures above the charts of a report, in rows of four that are split by lines."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from crm_desktop.reports import figures as names
from crm_desktop.ui.theme import Theme
from crm_desktop.ui.theme.shapes import vertical_line
from crm_desktop.ui.theme.tokens import Space
from crm_desktop.ui.widgets.figure_button import PAD, FigureButton

_ACROSS = 4


class FigureStrip(QWidget):
    """Shows the figures; `pressed` carries the name of the one to be opened."""

    pressed = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.figures = {name: FigureButton(theme) for name in names.FIGURES}
        px = theme.px
        grid = QGridLayout(self)
        # The words of a figure, not the field that lights up behind them, line up with the titles of the charts.
        side = px(Space.XL) - px(PAD)
        grid.setContentsMargins(side, px(Space.S), side, px(Space.M))
        grid.setHorizontalSpacing(px(Space.L))
        grid.setVerticalSpacing(px(Space.S))
        for number, (name, button) in enumerate(self.figures.items()):
            button.clicked.connect(partial(self._on_pressed, name))
            grid.addWidget(button, number // _ACROSS, number % _ACROSS)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, px = QPainter(self), self._theme.px
        for number, button in enumerate(self.figures.values()):
            if number % _ACROSS:
                place = button.geometry()
                x = place.left() - px(Space.L) // 2
                vertical_line(painter, x, place.top() + px(6), place.bottom() - px(6), self._theme.tokens.strong_line)
        painter.end()

    def _on_pressed(self, name: str, _checked: bool = False) -> None:
        self.pressed.emit(name)
