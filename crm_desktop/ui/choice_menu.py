"""A menu of choices for the current row of a list: to hand over, to move on. One of many is found by typing instead."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QAbstractItemView, QApplication, QMenu, QWidget

from crm_desktop.core.i18n import tr
from crm_desktop.ui.texts import Text, shown
from crm_desktop.ui.theme import Theme
from crm_desktop.ui.widgets.record_table import RecordTable

Option = tuple[str | None, Text]
# A longer menu fills the window.
_MENU_HOLDS = 12
_DIGITS = 9


def choose_for_row(
    theme: Theme,
    table: RecordTable,
    title: str,
    options: Sequence[Option],
    current: str | None,
    then: Callable[[str | None], None],
    *,
    numbered: bool = False,
) -> None:
    """Offer the options under the current row; `then` gets the key of the one taken.

    Those of a menu that is `numbered` are taken by their digit.
    """
    anchor, place = _row(table)
    if len(options) > _MENU_HOLDS:
        _open_popup(theme, anchor, place, title, options, current, then)
    else:
        _open_menu(anchor, place, title, options, current, then, numbered=numbered)


def _open_popup(
    theme: Theme,
    anchor: QWidget,
    place: QRect,
    title: str,
    options: Sequence[Option],
    current: str | None,
    then: Callable[[str | None], None],
) -> None:
    from crm_desktop.ui.widgets.pick_popup import PickPopup

    keys = [key for key, _ in options]
    popup = PickPopup(
        theme,
        anchor,
        title,
        [(number, shown(text)) for number, (_, text) in enumerate(options)],
        keys.index(current) if current in keys else None,
        lambda number: then(keys[number]),
    )
    popup.part = place
    popup.closed.connect(anchor.setFocus)
    popup.open_here()


def _open_menu(
    anchor: QWidget,
    place: QRect,
    title: str,
    options: Sequence[Option],
    current: str | None,
    then: Callable[[str | None], None],
    *,
    numbered: bool,
) -> None:
    menu = QMenu(anchor)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.setAccessibleName(tr(title))
    for number, (key, text) in enumerate(options, 1):
        digit = f"&{number}  " if numbered and number <= _DIGITS else ""
        action = menu.addAction(digit + shown(text).replace("&", "&&"))
        action.setCheckable(True)
        action.setChecked(key == current)
        action.triggered.connect(lambda _checked=False, key=key: then(key))
    actions = menu.actions()
    menu.popup(anchor.mapToGlobal(place.bottomLeft() + QPoint(0, 1)), actions[0] if actions else None)
    if actions:
        menu.setActiveAction(next((each for each in actions if each.isChecked()), actions[0]))


def _row(table: RecordTable) -> tuple[QWidget, QRect]:
    """Where the current record stands: in the table, or on the board that stands in for it."""
    focus = QApplication.focusWidget()
    if not table.isVisible() and isinstance(focus, QAbstractItemView):
        return focus.viewport(), focus.visualRect(focus.currentIndex())
    rect = table.visualRect(table.currentIndex())
    rect.setLeft(table.columns_header.sectionSize(0))
    return table.viewport(), rect if rect.bottom() > 0 else QRect(rect.left(), 0, rect.width(), 0)
