"""The mouse on the header of a record table: click to sort, drag to move a column or its edge, double click to fit it.

Qt's own handling is not used: it knows nothing of frozen columns and drags a grey picture of the section.
"""

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QHeaderView

from crm_desktop.ui.widgets.record_table_places import SectionPlaces


class HeaderGrip(QObject):
    """What is being done with the mouse; `moving` is the section on its way to `gap`, -1 for none."""

    clicked = Signal(int, bool)
    resized = Signal()
    moved = Signal(int, int)
    fit_wanted = Signal(int)

    def __init__(self, header: QHeaderView, places: SectionPlaces) -> None:
        super().__init__(header)
        self._header, self._places = header, places
        self._pressed = self._resizing = -1
        self._start = self._width = 0
        self.moving = self.gap = -1

    @property
    def is_resizing(self) -> bool:
        """Whether an edge is being dragged."""
        return self._resizing > 0

    def press(self, event: QMouseEvent) -> None:
        """Grasp an edge, or a column."""
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        x = self._start = round(event.position().x())
        self._resizing = self._places.divider_at(x)
        self._pressed = -1 if self._resizing > 0 else self._places.section_at(x)
        self._width = self._header.sectionSize(self._resizing) if self._resizing > 0 else 0

    def move(self, event: QMouseEvent) -> None:
        """Drag what was grasped; show at an edge that it can be."""
        x = round(event.position().x())
        if self._resizing > 0:
            self._header.resizeSection(
                self._resizing, max(self._header.minimumSectionSize(), self._width + x - self._start)
            )
        elif self._pressed > 0:
            if self.moving > 0 or abs(x - self._start) >= QApplication.startDragDistance():
                self.moving, self.gap = self._pressed, self._places.gap_at(x)
                self._header.viewport().update()
        else:
            at_edge = self._places.divider_at(x) > 0
            self._header.viewport().setCursor(Qt.CursorShape.SplitHCursor if at_edge else Qt.CursorShape.ArrowCursor)

    def release(self, event: QMouseEvent) -> None:
        """Let go: of an edge, of a column where it belongs now, or of one that was only clicked."""
        pressed, moving, gap = self._pressed, self.moving, self.gap
        was_resizing = self.is_resizing
        self.let_go()
        if was_resizing:
            self.resized.emit()
        elif moving > 0:
            self.moved.emit(moving, gap)
        elif pressed >= 0 and pressed == self._places.section_at(round(event.position().x())):
            self.clicked.emit(pressed, bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))

    def double_click(self, event: QMouseEvent) -> None:
        """Fit the column at whose edge it was."""
        section = self._places.divider_at(round(event.position().x()))
        if section > 0:
            self.let_go()
            self.fit_wanted.emit(section)
        else:
            self.press(event)

    def let_go(self) -> None:
        """Drag nothing any more."""
        self._pressed = self._resizing = self.moving = self.gap = -1
        self._header.viewport().update()
