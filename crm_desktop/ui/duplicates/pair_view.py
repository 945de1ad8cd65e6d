"""Two records side by side: which of them stays, and of each field whose value the one that stays has."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtGui import QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from crm_desktop.core.formats import MISSING
from crm_desktop.core.i18n import N_, tr
from crm_desktop.operations.merging_records import may_choose
from crm_desktop.queries.duplicates import Compared, Pair, Side
from crm_desktop.ui.texts import Plain, Text
from crm_desktop.ui.theme import Role, Theme
from crm_desktop.ui.theme.tokens import Space
from crm_desktop.ui.widgets.choices import RadioButton
from crm_desktop.ui.widgets.labels import Label, Rule

_TITLE, _WIDE = 130, 520
_LINES = 4


class _Row(NamedTuple):
    """A line of the comparison: its title, and the two values."""

    title: QWidget
    values: tuple[QWidget, QWidget]


class PairView(QScrollArea):
    """Shows a pair; `kept` is the record that stays, `taken` the columns it has from the other."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(widgetResizable=True)
        self._theme = theme
        self._rows: list[_Row] = []
        self._fields: list[tuple[Compared, _Choice]] = []
        self._stays: _Choice | None = None
        self._grid: QGridLayout | None = None
        self.pair: Pair | None = None
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().setAutoFillBackground(False)

    def show_pair(self, pair: Pair | None, compared: Sequence[Compared] = ()) -> None:
        """Show a pair, or nothing."""
        self.pair, self._rows, self._fields, self._stays, self._grid = pair, [], [], None, None
        inside = QWidget()
        column = QVBoxLayout(inside)
        px = self._theme.px
        column.setContentsMargins(px(Space.XL), px(Space.M), px(Space.XL), px(Space.XL))
        if pair is not None:
            self._fill(column, pair, compared)
        column.addStretch(1)
        if (old := self.takeWidget()) is not None:
            old.hide()
            old.deleteLater()
        self.setWidget(inside)
        # Setting it made it paint the colour of the bars.
        inside.setAutoFillBackground(False)
        inside.show()
        self._place()

    @property
    def kept(self) -> Side | None:
        """The record that stays."""
        if self.pair is None or self._stays is None:
            return None
        return (self.pair.one, self.pair.other)[self._stays.value()]

    @property
    def gone(self) -> Side | None:
        """The record that becomes part of the other."""
        kept = self.kept
        return (
            None if self.pair is None or kept is None else self.pair.other if kept is self.pair.one else self.pair.one
        )

    def taken(self) -> tuple[str, ...]:
        """The columns whose values come from the record that goes."""
        stays = self._stays.value() if self._stays else 0
        return tuple(name for each, choice in self._fields if choice.value() != stays for name in each.columns)

    def swap(self) -> None:
        """Let the other one stay."""
        if self._stays is not None:
            self._stays.choose(1 - self._stays.value())

    def choose(self, title: str, side: int) -> None:
        """Take a field, named by its title, from the first (0) or the second (1)."""
        next(choice for each, choice in self._fields if each.title == title).choose(side)

    def focus_first(self) -> None:
        """Give the keyboard to what stays."""
        if self._stays is not None:
            self._stays.take_focus()

    # --- building

    def _fill(self, column: QVBoxLayout, pair: Pair, compared: Sequence[Compared]) -> None:
        px = self._theme.px
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(px(Space.L))
        self._grid.setVerticalSpacing(px(6))
        names = [f"{side.name}\n{side.note}" if side.note else side.name for side in (pair.one, pair.other)]
        self._stays = _Choice(self._theme, N_("This one stays"), names, Role.BODY)
        self._stays.group.idToggled.connect(lambda _number, _checked: self._follow())
        self._add(N_("This one stays"), self._stays.cells, "text1")
        differing = [each for each in compared if each.differs and self._is_choice(each)]
        for each in differing:
            choice = _Choice(self._theme, each.title, (each.one, each.other), Role.BODY)
            self._fields.append((each, choice))
            self._add(each.title, choice.cells)
        self._follow()
        for each in compared:
            if each not in differing:
                self._add(each.title, self._quiet(each))
        column.addLayout(self._grid)
        column.addSpacing(px(Space.M))
        column.addWidget(Rule(self._theme))
        note = N_("Everything that belongs to either goes to the one that stays. Undo makes them two again.")
        column.addWidget(Label(self._theme, note, Role.SMALL, colour="text3", wrap=True))

    def _is_choice(self, each: Compared) -> bool:
        return self.pair is not None and any(may_choose(self.pair.kind, name) for name in each.columns)

    def _add(self, title: Text, values: tuple[QWidget, QWidget], colour: str = "text3") -> None:
        self._rows.append(_Row(Label(self._theme, title, Role.SMALL, colour=colour, wrap=True), values))

    def _quiet(self, each: Compared) -> tuple[QWidget, QWidget]:
        one, other = (
            Label(self._theme, Plain(text or MISSING), Role.BODY, colour="text2", wrap=True, most=_LINES)
            for text in (each.one, each.other)
        )
        return one, other

    def _follow(self) -> None:
        """Untouched fields follow the record that stays, unless it says nothing."""
        stays = self._stays.value() if self._stays else 0
        for each, choice in self._fields:
            said = (each.one, each.other)
            choice.propose(stays if said[stays] else 1 - stays)

    def _place(self) -> None:
        """Titles stand beside their values, or above them where there is no room."""
        grid = self._grid
        if grid is None:
            return
        px = self._theme.px
        is_wide = self.viewport().width() >= px(_WIDE)
        for number, row in enumerate(self._rows):
            top = Qt.AlignmentFlag.AlignTop
            if is_wide:
                places = ((number, 0, 1), (number, 1, 1), (number, 2, 1))
            else:
                places = ((2 * number, 0, 3), (2 * number + 1, 1, 1), (2 * number + 1, 2, 1))
            for widget, (line, at, span) in zip((row.title, *row.values), places, strict=True):
                grid.removeWidget(widget)
                grid.addWidget(widget, line, at, 1, span, top)
        grid.setColumnMinimumWidth(0, px(_TITLE) if is_wide else 0)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(2, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()


class _Choice:
    """Two values of which one is chosen."""

    def __init__(self, theme: Theme, title: Text, texts: Iterable[str], role: Role) -> None:
        self.group = QButtonGroup()
        self._is_touched = False
        one, other = (_Value(theme, title, text, role) for text in texts)
        self.cells = (one, other)
        for number, cell in enumerate(self.cells):
            self.group.addButton(cell.button, number)
            cell.button.clicked.connect(self._touch)
        one.button.setChecked(True)

    def value(self) -> int:
        """0 for the first, 1 for the second."""
        return max(0, self.group.checkedId())

    def choose(self, side: int) -> None:
        """Choose as somebody who presses it."""
        self.cells[side].button.click()

    def propose(self, side: int) -> None:
        """Choose unless somebody chose already."""
        if not self._is_touched:
            self.cells[side].button.setChecked(True)

    def take_focus(self) -> None:
        """Give the chosen one the keyboard."""
        self.cells[self.value()].button.setFocus(Qt.FocusReason.TabFocusReason)

    def _touch(self) -> None:
        self._is_touched = True


class _Value(QWidget):
    """A value with its radio button; a press anywhere chooses it."""

    def __init__(self, theme: Theme, title: Text, text: str, role: Role) -> None:
        super().__init__()
        self.button = RadioButton(theme, Plain(""))
        self.button.setAccessibleName(f"{title if isinstance(title, Plain) else tr(str(title))}: {text or MISSING}")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(6))
        row.addWidget(self.button, 0, Qt.AlignmentFlag.AlignTop)
        label = Label(theme, Plain(text or MISSING), role, weight=500, wrap=True, most=_LINES)
        row.addWidget(label, 1, Qt.AlignmentFlag.AlignTop)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.button.click()
        super().mouseReleaseEvent(event)
