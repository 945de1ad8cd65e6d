"""The layout of a form as a field: what it shows is the form itself, each field in its place to be taken elsewhere."""

from collections.abc import Callable, Collection, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QPoint, QRect, QSize, Qt, QTimer
from PySide6.QtGui import QCursor, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QMenu, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from crm_desktop.core import form_layout
from crm_desktop.core.form_layout import FULL, HALF, FormLayout, Part, Placed, completed
from crm_desktop.core.i18n import N_, tr
from crm_desktop.ui.form_layout.commands import Command, changed_by, commands
from crm_desktop.ui.form_layout.part import DropLine, PartView
from crm_desktop.ui.form_layout.tile import Tile
from crm_desktop.ui.form_places import shipped_layout, title_of
from crm_desktop.ui.form_sections import FormSection
from crm_desktop.ui.theme import Theme
from crm_desktop.ui.widgets.buttons import Button, IconButton, LinkButton
from crm_desktop.ui.widgets.choices import Segmented
from crm_desktop.ui.widgets.field import Field, chain
from crm_desktop.ui.widgets.shrinking import Shrinking

_OUT = "left out"
_WIDTH, _HEIGHT, _LEAST = 720, 560, 200
_WIDTHS = (("1", N_("Whole row")), ("2", N_("Half")), ("3", N_("Third")))
_EDGE, _SCROLL_EVERY, _SCROLL_BY = 28, 40, 18
# Ask how a section is called, in both languages: now, whether it has a shipped heading, and who is told the new names.
AskNames = Callable[[tuple[str, str], bool, Callable[[str, str], None]], None]


class LayoutField(Field):
    """Tiles in their sections, commands above them; Ctrl+Z takes back the last change."""

    def __init__(
        self, theme: Theme, sections: Sequence[FormSection], must: Collection[str], ask_names: AskNames
    ) -> None:
        super().__init__(theme, N_("Layout"))
        self.show_label(False)
        self._sections, self._ask_names = sections, ask_names
        self.shipped = shipped_layout(sections)
        self._layout, self._past = self.shipped, list[FormLayout]()
        fields = {name: field for each in sections for row in each.rows for name, field in row}
        self._must = {*must, *(name for name, field in fields.items() if field.required)}
        self.tiles = {name: self._tile(name, field) for name, field in fields.items()}
        self._current: str | None = next(iter(self.tiles), None)
        self._commands = commands(self.shipped)
        self._buttons = {each.key: self._button(each) for each in self._commands if each.icon}
        self.width_of_current = Segmented(theme, _WIDTHS)
        self.width_of_current.changed.connect(self._on_width)
        self.add = Button(theme, N_("Add a section…"), icon="plus", height=28)
        self.add.clicked.connect(self._add_part)
        self.reset = LinkButton(theme, N_("Back to the shipped layout"))
        self.reset.clicked.connect(lambda: self._change(self.shipped))
        self._scroll = _Canvas(theme)
        self._scrolling = QTimer(self, interval=_SCROLL_EVERY)
        self._scrolling.timeout.connect(self._scroll_along)
        self.parts: list[PartView] = []
        self._line: DropLine | None = None
        self._put(self._whole())
        self._show()

    def value(self) -> FormLayout:
        """The layout as it is arranged now."""
        return self._layout

    def set_value(self, value: Any) -> None:
        """Show a layout; what it does not name stands where it is shipped."""
        self._layout, self._past = completed(value, self.shipped, self._must), []
        self._show()

    def is_empty(self) -> bool:
        """A form always has a layout."""
        return False

    def tab_stops(self) -> list[QWidget]:
        """The tiles of the form, in its order, between the buttons and the way back."""
        stops: list[QWidget] = [*self._buttons.values(), self.width_of_current, self.add]
        for part in self.parts:
            stops += [*part.buttons.values(), *(self.tiles[each.name] for each in part.part.fields)]
        return [*stops, self.reset]

    def do(self, command: Command) -> None:
        """Do something with the current field."""
        if self._current is not None:
            self._change(changed_by(command, self._layout, self._current, self._must))

    # --- changing

    def _change(self, layout: FormLayout) -> None:
        if layout == self._layout:
            return
        self._past.append(self._layout)
        self._layout = layout
        self._show()
        self.changed.emit()

    def _take_back(self) -> None:
        if self._past:
            self._layout = self._past.pop()
            self._show()
            self.changed.emit()

    def _do_with_part(self, key: str, what: str) -> None:
        part = next(each for each in self._layout.parts if each.key == key)
        if what == "rename":
            is_shipped = any(each.key == key for each in self.shipped.parts)
            names = (part.title_en, part.title_zh)
            self._ask_names(
                names, is_shipped, lambda en, zh: self._change(form_layout.renamed(self._layout, key, en, zh))
            )
        elif what == "remove":
            self._change(form_layout.without_part(self._layout, key))
        else:
            self._change(form_layout.part_stepped(self._layout, key, -1 if what == "up" else 1))

    def _add_part(self) -> None:
        home = self._layout.part_of(self._current or "")

        def add(title_en: str, title_zh: str) -> None:
            layout, _key = form_layout.with_part(self._layout, home.key if home else None, title_en, title_zh)
            self._change(layout)

        self._ask_names(("", ""), False, add)

    # --- keys and menu

    def _on_key(self, tile: Tile, event: QKeyEvent) -> None:
        self._current = tile.name
        pressed = QKeySequence(event.keyCombination())
        if event.matches(QKeySequence.StandardKey.Undo):
            self._take_back()
        elif (
            command := next((each for each in self._commands if QKeySequence(each.key) == pressed), None)
        ) is not None:
            self.do(command)
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Left) and not event.modifiers():
            self._walk(tile.name, -1)
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Right) and not event.modifiers():
            self._walk(tile.name, 1)
        else:
            return
        event.accept()

    def _walk(self, name: str, step: int) -> None:
        order = [*self._layout.names(), *self._layout.left_out]
        at = order.index(name) + step
        if 0 <= at < len(order):
            self.tiles[order[at]].setFocus(Qt.FocusReason.TabFocusReason)

    def _on_menu(self, tile: Tile, place: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for each in self._commands:
            if each.starts_group:
                menu.addSeparator()
            action = menu.addAction(f"{tr(each.text)}\t{QKeySequence(each.key).toString()}")
            action.setEnabled(changed_by(each, self._layout, tile.name, self._must) != self._layout)
            action.triggered.connect(partial(self._on_command, each))
        menu.popup(place)

    def _on_command(self, command: Command, _checked: bool = False) -> None:
        self.do(command)

    def _on_width(self) -> None:
        self.do(next(each for each in self._commands if each.key == self.width_of_current.value()))

    def _on_focus(self, tile: Tile) -> None:
        self._current = tile.name
        self._scroll.ensureWidgetVisible(tile, 0, self.theme.px(12))
        self._show_current()

    # --- dragging

    def _on_drag(self, tile: Tile, place: QPoint) -> None:
        self._scrolling.start()
        target = self._target(place)
        if target is None or self._line is None:
            return
        part, at = target
        box = part.line_at(at)
        self._line.setGeometry(QRect(part.pos() + box.topLeft(), box.size()))
        self._line.raise_()
        self._line.show()

    def _on_drop(self, tile: Tile, place: QPoint) -> None:
        self._on_given_up()
        if (target := self._target(place)) is None:
            return
        part, at = target
        if part.part.key != _OUT:
            self._change(form_layout.moved(self._layout, tile.name, part.part.key, at))
        elif tile.name not in self._must and tile.name not in self._layout.left_out:
            self._change(form_layout.left_out(self._layout, tile.name))

    def _on_given_up(self) -> None:
        self._scrolling.stop()
        if self._line is not None:
            self._line.hide()

    def _target(self, place: QPoint) -> tuple[PartView, int] | None:
        """The section that is nearest to a place of the screen, and before which of its fields that is."""
        content = self._scroll.widget()
        if content is None:
            return None
        inside = content.mapFromGlobal(place)
        tops = [(part, part.geometry()) for part in self.parts]
        part, box = min(tops, key=lambda each: max(each[1].top() - inside.y(), inside.y() - each[1].bottom(), 0))
        return part, part.place_at(inside - box.topLeft())

    def _scroll_along(self) -> None:
        """While a tile is held near an edge, what lies beyond comes into sight."""
        view = self._scroll.viewport()
        y, edge = view.mapFromGlobal(QCursor.pos()).y(), self.theme.px(_EDGE)
        by = -_SCROLL_BY if y < edge else _SCROLL_BY if y > view.height() - edge else 0
        bar = self._scroll.verticalScrollBar()
        bar.setValue(bar.value() + by)

    # --- showing

    def _show(self) -> None:
        current, had_focus = self._current, any(tile.hasFocus() for tile in self.tiles.values())
        at = self._scroll.verticalScrollBar().value()
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, self.theme.px(8), 0)
        column.setSpacing(self.theme.px(2))
        views = [
            PartView(self.theme, part, title_of(part, self._sections), self.tiles, self._do_with_part)
            for part in self._layout.parts
        ]
        views[0].buttons["up"].setEnabled(False)
        views[-1].buttons["down"].setEnabled(False)
        for view in views:
            view.buttons["remove"].setEnabled(len(views) > 1)
        out = Part(_OUT, tuple(Placed(name, form_layout.THIRD) for name in self._layout.left_out))
        nothing = N_("Drop here what nobody fills in.")
        self.parts = [*views, PartView(self.theme, out, N_("Not in the form"), self.tiles, None, nothing)]
        for part in self.parts:
            column.addWidget(part)
        column.addStretch(1)
        old = self._scroll.takeWidget()
        self._scroll.setWidget(content)
        content.setAutoFillBackground(False)
        self._line = DropLine(self.theme, content)
        if old is not None:
            old.deleteLater()
        content.layout().activate()  # type: ignore[union-attr]  # set above
        self._scroll.verticalScrollBar().setValue(at)
        # A tile that is taken out hands the keyboard to the next one.
        self._current = current
        if had_focus and current in self.tiles:
            self.tiles[current].setFocus(Qt.FocusReason.OtherFocusReason)
        if self.isVisible():
            chain(*self.tab_stops())
        self._show_current()

    def _show_current(self) -> None:
        for name, tile in self.tiles.items():
            tile.set_current(name == self._current)
        for each in self._commands:
            if (button := self._buttons.get(each.key)) is not None and self._current is not None:
                button.setEnabled(changed_by(each, self._layout, self._current, self._must) != self._layout)
                is_needed = each.key == "Del" and self._current in self._must
                button.set_reason(N_("This field must be filled, so that it stays in the form.") if is_needed else "")
        self.reset.setEnabled(self._layout != self.shipped)
        home = self._layout.part_of(self._current or "")
        self.width_of_current.setEnabled(home is not None)
        width = next((each.width for each in home.fields if each.name == self._current), HALF) if home else HALF
        self.width_of_current.set_value(str(FULL // width))

    def _whole(self) -> QWidget:
        whole, px = QWidget(), self.theme.px
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(8))
        # In large letters the last button gives up its words.
        tools = QWidget()
        tools.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(tools)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(4))
        row.setSizeConstraint(QHBoxLayout.SizeConstraint.SetNoConstraint)
        for button in self._buttons.values():
            row.addWidget(button)
        row.addSpacing(px(8))
        row.addWidget(self.width_of_current)
        row.addSpacing(px(8))
        row.addWidget(self.add)
        row.addStretch(1)
        Shrinking(tools, [self.add])
        column.addWidget(tools)
        column.addWidget(self._scroll, 1)
        column.addWidget(self.reset, 0, Qt.AlignmentFlag.AlignLeft)
        return whole

    def _button(self, command: Command) -> IconButton:
        button = IconButton(self.theme, command.icon, command.text, key=command.key, height=28)
        button.clicked.connect(partial(self._on_command, command))
        return button

    def _tile(self, name: str, field: Field) -> Tile:
        tile = Tile(self.theme, name, field)
        tile.pressed_key.connect(self._on_key)
        tile.focused.connect(self._on_focus)
        tile.dragged.connect(self._on_drag)
        tile.dropped.connect(self._on_drop)
        tile.given_up.connect(self._on_given_up)
        tile.menu_wanted.connect(self._on_menu)
        return tile


class _Canvas(QScrollArea):
    """Where the form is shown: as high as the window leaves room."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(_WIDTH), self._theme.px(_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self._theme.px(_LEAST))
