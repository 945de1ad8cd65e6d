"""A menu of choices for the current row of a list: to hand over, to move on; walked by keyboard like any menu."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QAbstractItemView, QApplication, QMenu

from crm_desktop.core.i18n import tr
from crm_desktop.ui.texts import Text, shown
from crm_desktop.ui.widgets.record_table import RecordTable

Option = tuple[str | None, Text]


def choose_for_row(
    table: RecordTable, title: str, options: Sequence[Option], current: str | None, then: Callable[[str | None], None]
) -> QMenu:
    """Offer the options under the current row; `then` gets the key of the one taken."""
    menu = QMenu(table)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.setAccessibleName(tr(title))
    for key, text in options:
        action = menu.addAction(shown(text).replace("&", "&&"))
        action.setCheckable(True)
        action.setChecked(key == current)
        action.triggered.connect(lambda _checked=False, key=key: then(key))
    actions = menu.actions()
    menu.popup(_below_row(table), actions[0] if actions else None)
    if actions:
        menu.setActiveAction(next((each for each in actions if each.isChecked()), actions[0]))
    return menu


def _below_row(table: RecordTable) -> QPoint:
    focus = QApplication.focusWidget()
    if not table.isVisible() and isinstance(focus, QAbstractItemView):
        # The board stands in for the table.
        return focus.viewport().mapToGlobal(focus.visualRect(focus.currentIndex()).bottomLeft())
    rect = table.visualRect(table.currentIndex())
    return table.viewport().mapToGlobal(QPoint(table.columns_header.sectionSize(0), max(0, rect.bottom() + 1)))
