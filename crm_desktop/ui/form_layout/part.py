"""A section of a form that is arranged: its heading with what can be done with it, and its tiles in their rows."""

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from crm_desktop.core.form_layout import FULL, Part, rows
from crm_desktop.core.i18n import N_
from crm_desktop.ui.form_layout.tile import Tile
from crm_desktop.ui.texts import Text
from crm_desktop.ui.theme import Role, Theme
from crm_desktop.ui.widgets.buttons import IconButton
from crm_desktop.ui.widgets.labels import Label, Rule

_EMPTY = N_("No field stands here yet.")
# What can be done with a section: its name, its icon, its words.
DOINGS = (
    ("rename", "pencil", N_("Rename this section…")),
    ("up", "arrow-up", N_("Move this section up")),
    ("down", "arrow-down", N_("Move this section down")),
    ("remove", "trash-2", N_("Remove this section; its fields stay")),
)


class PartView(QWidget):
    """One section; without `do` it is what stands outside of the form."""

    def __init__(
        self,
        theme: Theme,
        part: Part,
        title: Text,
        tiles: Mapping[str, Tile],
        do: Callable[[str, str], None] | None,
        empty: Text = _EMPTY,
    ) -> None:
        super().__init__()
        self.part = part
        self._theme = theme
        self._tiles = [tiles[each.name] for each in part.fields]
        self.buttons: dict[str, IconButton] = {}
        px = theme.px
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, px(8))
        column.setSpacing(px(2))
        column.addWidget(Rule(theme))
        head = QHBoxLayout()
        head.setContentsMargins(px(8), px(4), 0, 0)
        head.setSpacing(px(2))
        head.addWidget(Label(theme, title, Role.SECTION, elide=True), 1)
        for name, icon, words in DOINGS if do is not None else ():
            button = self.buttons[name] = IconButton(theme, icon, words, height=26)
            button.clicked.connect(partial(_done, do, part.key, name))
            head.addWidget(button)
        column.addLayout(head)
        for placed in rows(part.fields):
            row = QHBoxLayout()
            row.setSpacing(0)
            for each in placed:
                row.addWidget(tiles[each.name], each.width)
            if (rest := FULL - sum(each.width for each in placed)) > 0:
                row.addStretch(rest)
            column.addLayout(row)
        if not part.fields:
            note = Label(theme, empty, Role.SMALL, colour="text3", wrap=True)
            note.setContentsMargins(px(8), 0, px(8), px(6))
            column.addWidget(note)

    def place_at(self, point: QPoint) -> int:
        """Before which field something let go here comes, in the coordinates of the section."""
        best, least = len(self._tiles), None
        for at, tile in enumerate(self._tiles):
            box = self._box(tile)
            across, down = point.x() - box.center().x(), point.y() - box.center().y()
            is_in_row = box.top() <= point.y() <= box.bottom()
            distance = abs(across) + (0 if is_in_row else 10 * abs(down))
            if least is None or distance < least:
                is_after = across > 0 if is_in_row else down > 0
                best, least = at + is_after, distance
        return best

    def line_at(self, at: int) -> QRect:
        """Where the line is drawn that shows this place."""
        if not self._tiles:
            return QRect(self._theme.px(8), self.height() - 3, self.width() - self._theme.px(16), 2)
        is_end = at >= len(self._tiles)
        box = self._box(self._tiles[-1 if is_end else at])
        return QRect(box.right() - 1 if is_end else box.left() - 1, box.top() + 4, 2, box.height() - 8)

    def _box(self, tile: Tile) -> QRect:
        return QRect(tile.mapTo(self, QPoint(0, 0)), tile.size())


class DropLine(QWidget):
    """The line that shows where a tile would come."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setStyleSheet(f"background: {theme.tokens.accent_text};")
        self.hide()


def _done(do: Callable[[str, str], None] | None, key: str, name: str, _checked: bool = False) -> None:
    if do is not None:
        do(key, name)
