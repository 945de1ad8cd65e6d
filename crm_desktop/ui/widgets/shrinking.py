"""A row whose buttons give up their words, the least important first, when there is no room for all of them."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget

from crm_desktop.ui.widgets.buttons import Button


class Shrinking(QObject):
    """Watches a row laid out by a layout; `buttons` are named from the least to the most important.

    A button without its words shows its icon, and says them in a tool tip; one without an icon keeps them.
    """

    def __init__(self, row: QWidget, buttons: Sequence[Button]) -> None:
        super().__init__(row)
        self._row, self._buttons = row, [each for each in buttons if each.has_icon]
        row.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest):
            self._fit()
        return False

    def _fit(self) -> None:
        layout = self._row.layout()
        if layout is None:
            return
        shown = [each for each in self._buttons if not each.isHidden()]
        saved = sum(each.words_width for each in shown if each.is_compact)
        missing = layout.sizeHint().width() + saved - self._row.width()
        for each in shown:
            each.set_compact(missing > 0)
            missing -= each.words_width if each.is_compact else 0
