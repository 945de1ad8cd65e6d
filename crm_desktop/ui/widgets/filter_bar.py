"""The filters of a list as chips of three cells: field, operator and value, each with a popup of its own.

A page declares its fields as `FilterField` records; the bar knows nothing else of them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from math import ceil
from typing import Any

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAction, QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QMenu, QSizePolicy, QVBoxLayout, QWidget

from crm_desktop.core import formats
from crm_desktop.core.i18n import N_, language, tr
from crm_desktop.core.listing import ME, Filter
from crm_desktop.core.money import to_minor
from crm_desktop.ui.texts import Retranslating
from crm_desktop.ui.theme import Role, Theme
from crm_desktop.ui.theme.shapes import ring, rounded, vertical_line
from crm_desktop.ui.theme.tokens import Height, Radius
from crm_desktop.ui.widgets.buttons import Button
from crm_desktop.ui.widgets.fields import DateField, DecimalField, Field, IntegerField, LineField
from crm_desktop.ui.widgets.popup import Popup
from crm_desktop.ui.widgets.tags_field import FlowLayout

OPERATORS = {
    "is": N_("is"),
    "is_not": N_("is not"),
    "in": N_("in"),
    "contains": N_("contains"),
    "between": N_("between"),
    "at_least": N_("at least"),
    "at_most": N_("at most"),
    "within": N_("within"),
    "is_empty": N_("is empty"),
    "not_empty": N_("is not empty"),
}
_OPERATORS_OF = {
    "text": ("contains", "is", "is_empty", "not_empty"),
    "choice": ("in", "is_not", "is_empty", "not_empty"),
    "person": ("in", "is_not", "is_empty", "not_empty"),
    "flag": ("is",),
    "choice_on": ("is",),
    "date": ("within", "between", "at_least", "at_most", "is_empty", "not_empty"),
    "number": ("at_least", "at_most", "between"),
    "money": ("at_least", "at_most", "between"),
}
_WITHIN = (7, 14, 30, 60, 90, 180, 365)
_NO_VALUE = ("is_empty", "not_empty")

Choice = tuple[Any, str]


@dataclass(frozen=True)
class FilterField:
    """A field one can filter by. `choices` gives (value, name) in the current language when asked."""

    key: str
    title: str
    type: str
    choices: Callable[[], Sequence[Choice]] | None = None
    currency: str = ""
    is_offered: bool = True


class FilterBar(Retranslating):
    """The chips and the button that adds one; emits `changed` whenever the list should be read again."""

    changed = Signal()

    def __init__(self, theme: Theme, fields: Sequence[FilterField], today: Callable[[], date]) -> None:
        super().__init__()
        self._theme, self._today = theme, today
        self._fields = {field.key: field for field in fields}
        self._chips: list[FilterChip] = []
        self._row = FlowLayout(self, theme.px(8))
        self._row.setContentsMargins(0, 0, 0, 0)
        self.add_button = Button(theme, N_("Filter"), kind="quiet", icon="plus", key="F", height=Height.FILTER_CHIP)
        self.add_button.clicked.connect(self.choose_field)
        self._row.addWidget(self.add_button)

    def filters(self) -> tuple[Filter, ...]:
        """The filters that hold; one whose value is still to be chosen does not."""
        return tuple(chip.filter for chip in self._chips if chip.is_complete)

    def set_filters(self, filters: Sequence[Filter]) -> None:
        """Show these filters; ones of unknown fields are left out."""
        for chip in self._chips:
            self._take_away(chip)
        self._chips = []
        for one in filters:
            if one.field in self._fields:
                self._append(one)
        self._fit()

    def clear(self) -> None:
        """Remove every filter."""
        if self._chips:
            self.set_filters(())
            self.changed.emit()

    def choose_field(self) -> None:
        """Offer the fields for a further filter."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for field in self._fields.values():
            if field.is_offered:
                menu.addAction(tr(field.title), partial(self._add, field, None))
        menu.popup(self.add_button.mapToGlobal(QPoint(0, self.add_button.height() + 2)))

    def _choose_other_field(self, chip: "FilterChip") -> None:
        """Offer the fields in the place of a chip's own."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for field in self._fields.values():
            if field.is_offered:
                action = menu.addAction(tr(field.title), partial(self._replace, chip, field))
                action.setCheckable(True)
                action.setChecked(field.key == chip.filter.field)
        menu.popup(chip.mapToGlobal(QPoint(0, chip.height() + 2)))

    def _replace(self, chip: "FilterChip", field: FilterField) -> None:
        """Filter by another field; the chip keeps its place."""
        if field.key == chip.filter.field:
            return
        at, was_complete = self._chips.index(chip), chip.is_complete
        self._chips.remove(chip)
        self._take_away(chip)
        self._add(field, at)
        if was_complete:
            self.changed.emit()

    def describe(self) -> str:
        """The filters in words, for the empty list and for print."""
        return "; ".join(" ".join(chip.words()) for chip in self._chips)

    def retranslate(self) -> None:
        """Show the chips in the current language."""
        for chip in self._chips:
            chip.refresh()

    def _add(self, field: FilterField, at: int | None = None) -> None:
        operator = _OPERATORS_OF[field.type][0]
        start: Any = {"within": 30, "in": (), "contains": ""}.get(operator)
        if field.type == "flag":
            start = True
        chip = self._append(Filter(field.key, operator, start), at)
        if field.type == "flag":
            self.changed.emit()
        else:
            chip.edit_value()

    def _append(self, one: Filter, at: int | None = None) -> "FilterChip":
        chip = FilterChip(self._theme, self._fields[one.field], one, self._today)
        chip.resized.connect(self._fit)
        chip.changed.connect(self.changed)
        chip.removed.connect(self._on_removed)
        chip.field_requested.connect(self._choose_other_field)
        place = len(self._chips) if at is None else at
        self._chips.insert(place, chip)
        self._row.insert_widget(place, chip)
        chip.show()  # a layout gives no room to what is not yet shown
        self._fit()
        return chip

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Be as high as the rows of chips need."""
        self._row.invalidate()
        self.setFixedHeight(max(self._theme.px(Height.FILTER_CHIP), self._row.height_for(self.width())))

    def _take_away(self, chip: "FilterChip") -> None:
        self._row.removeWidget(chip)
        chip.hide()
        chip.deleteLater()

    def _on_removed(self, chip: "FilterChip") -> None:
        self._chips.remove(chip)
        self._take_away(chip)
        self._fit()
        self.add_button.setFocus()
        self.changed.emit()


class FilterChip(QWidget):
    """One filter: field, operator, value, and a cross to remove it."""

    changed = Signal()
    removed = Signal(object)
    field_requested = Signal(object)
    resized = Signal()

    def __init__(self, theme: Theme, field: FilterField, one: Filter, today: Callable[[], date]) -> None:
        super().__init__()
        self._theme, self._field, self._today = theme, field, today
        self.filter = one
        self._popup: _ValuePopup | None = None
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.theme_changed.connect(self.update)
        self.refresh()

    @property
    def is_complete(self) -> bool:
        """Whether the filter says something already."""
        return self.filter.operator in _NO_VALUE or self.filter.value not in (None, "", (), (None, None))

    def words(self) -> tuple[str, str, str]:
        """Field, operator and value in the current language."""
        operator = tr(OPERATORS[self.filter.operator])
        return tr(self._field.title), operator, self._value_text()

    def refresh(self) -> None:
        """Show what the filter says now."""
        self.setAccessibleName(" ".join(self.words()))
        self.updateGeometry()
        self.resized.emit()
        self.update()

    def edit_value(self) -> None:
        """Open the popup of the value."""
        if self.filter.operator in _NO_VALUE:
            return
        if self._field.type in ("choice", "choice_on", "person", "flag"):
            self._choices_menu().popup(self._below(2))
        elif self.filter.operator == "within":
            self._days_menu().popup(self._below(2))
        else:
            self._popup = _ValuePopup(self._theme, self, self._field, self.filter, self._today)
            self._popup.taken.connect(self._set)
            self._popup.open()

    def edit_operator(self) -> None:
        """Open the list of operators; what was true on a day knows no other than that day."""
        if self._field.type == "choice_on" or (self._field.type == "date" and self.filter.operator == "is"):
            self.edit_value()
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for operator in _OPERATORS_OF[self._field.type]:
            menu.addAction(tr(OPERATORS[operator]), partial(self._set_operator, operator))
        menu.popup(self._below(1))

    def sizeHint(self) -> QSize:
        return QSize(self._edges()[-1] + self._theme.px(22), self._theme.px(Height.FILTER_CHIP))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, tokens = self._theme, self._theme.tokens
        painter = QPainter(self)
        rounded(painter, QRectF(self.rect()), Radius.FIELD, tokens.content, tokens.strong_line)
        edges = self._edges()
        for number, (text, left) in enumerate(zip(self.words(), edges, strict=False)):
            if not text:
                continue
            if number:
                vertical_line(painter, left, 1, self.height() - 1, tokens.line)
            painter.setFont(theme.font(Role.SMALL, 600 if number == 2 else 400))
            painter.setPen(QColor(tokens.text1 if number == 2 else tokens.text2))
            room = QRectF(left + theme.px(8), 0, edges[number + 1] - left, self.height())
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, text)
        cross = theme.pixmap("x", tokens.text3, 12, self.devicePixelRatioF())
        painter.drawPixmap(self.width() - theme.px(20), (self.height() - 12) // 2, cross)
        if self.hasFocus():
            ring(painter, QRectF(self.rect()), Radius.FIELD, tokens.accent_text)
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        place, edges = event.position().x(), self._edges()
        if place >= edges[3]:
            self.removed.emit(self)
        elif place >= edges[2]:
            self.edit_value()
        elif place < edges[1]:
            self.field_requested.emit(self)
        else:
            self.edit_operator()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.removed.emit(self)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.edit_value()
        elif key == Qt.Key.Key_Up:
            self.field_requested.emit(self)
        elif key == Qt.Key.Key_Down:
            self.edit_operator()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def _edges(self) -> list[int]:
        """The left edges of the three cells and of the cross."""
        edges = [0]
        for number, text in enumerate(self.words()):
            font = self._theme.font(Role.SMALL, 600 if number == 2 else 400)
            width = self._theme.width_of(text, font) + self._theme.px(16) if text else 0
            edges.append(edges[-1] + ceil(width))
        return edges

    def _below(self, cell: int) -> QPoint:
        return self.mapToGlobal(QPoint(self._edges()[cell], self.height() + 2))

    def _choices_menu(self) -> QMenu:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chosen = self.filter.value if isinstance(self.filter.value, tuple) else (self.filter.value,)
        for value, name in self._choices():
            action = QAction(name.replace("&", "&&"), menu, checkable=True, checked=value in chosen)
            action.triggered.connect(lambda _checked, value=value: self._toggle(value))
            menu.addAction(action)
        return menu

    def _days_menu(self) -> QMenu:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for days in _WITHIN:
            menu.addAction(formats.days(days, language()), partial(self._set, days))
        return menu

    def _choices(self) -> Sequence[Choice]:
        if self._field.type == "flag":
            return ((True, tr("yes")), (False, tr("no")))
        found = list(self._field.choices()) if self._field.choices else []
        return [(ME, tr("me")), *found] if self._field.type == "person" else found

    def _toggle(self, value: Any) -> None:
        if self._field.type == "choice_on":
            self._set((value, self.filter.value[1]))
            return
        if self.filter.operator != "in":
            self._set(value)
            return
        chosen = self.filter.value if isinstance(self.filter.value, tuple) else (self.filter.value,)
        self._set(tuple(v for v in chosen if v != value) if value in chosen else (*chosen, value))

    def _set(self, value: Any) -> None:
        self.filter = replace(self.filter, value=value)
        self.refresh()
        self.changed.emit()

    def _set_operator(self, operator: str) -> None:
        keeps = operator not in (*_NO_VALUE, "between", "within", "in") and not isinstance(self.filter.value, tuple)
        self.filter = replace(self.filter, operator=operator, value=self.filter.value if keeps else None)
        if operator == "within":
            self.filter = replace(self.filter, value=30)
        self.refresh()
        if operator in (*_NO_VALUE, "within"):
            self.changed.emit()
        else:
            self.edit_value()

    def _value_text(self) -> str:
        value = self.filter.value
        if self.filter.operator in _NO_VALUE:
            return ""
        if self.filter.operator == "within":
            return formats.days(int(value), language())
        if self._field.type == "choice_on":
            day = formats.day_far(date.fromisoformat(value[1]), language())
            return tr("{choice} on {day}", choice=self._one(value[0]), day=day)
        if isinstance(value, tuple) and self.filter.operator == "between":
            return " – ".join(self._one(each) if each is not None else "…" for each in value)
        if isinstance(value, tuple):
            names = [self._one(each) for each in value]
            return ", ".join(names[:3]) + (" …" if len(names) > 3 else "") if names else tr("choose")
        return self._one(value) if value not in (None, "") else tr("choose")

    def _one(self, value: Any) -> str:
        if self._field.type in ("choice", "choice_on", "person", "flag"):
            return next((name for key, name in self._choices() if key == value), tr("other") if value else "—")
        if self._field.type == "date":
            return formats.day_far(date.fromisoformat(str(value)), language())
        if self._field.type == "money":
            return formats.money(int(value), self._field.currency)
        return str(value)


class _ValuePopup(Popup):
    """One or two fields for a text, a number, an amount or days; Enter takes them."""

    taken = Signal(object)

    def __init__(
        self, theme: Theme, chip: FilterChip, field: FilterField, one: Filter, today: Callable[[], date]
    ) -> None:
        super().__init__(theme, chip)
        self._type, self._currency, self._between = field.type, field.currency, one.operator == "between"
        titles = (N_("From"), N_("To")) if self._between else (field.title,)
        self._inputs = [_input(theme, field.type, title, today) for title in titles]
        values = one.value if isinstance(one.value, tuple) else (one.value,)
        column = QVBoxLayout(self)
        for each, value in zip(self._inputs, (*values, None), strict=False):
            if value is not None:
                each.set_value(_shown_value(field, value))
            column.addWidget(each)
        take = Button(theme, N_("Apply"), kind="primary", key="Enter")
        take.clicked.connect(self._take)
        column.addWidget(take, 0, Qt.AlignmentFlag.AlignRight)

    def open(self) -> None:
        """Show the popup and put the keyboard into its first field."""
        hint = self.sizeHint()
        self.open_at(max(self._theme.px(240), hint.width()), self._theme.px(70 + 76 * len(self._inputs)))
        self._inputs[0].setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._take()
        elif event.key() == Qt.Key.Key_Escape:
            self.close_popup()
        else:
            super().keyPressEvent(event)

    def _take(self) -> None:
        if any(each.complaint() for each in self._inputs):
            return
        values = tuple(self._meant(each.value()) for each in self._inputs)
        self.close_popup()
        self.taken.emit(values if self._between else values[0])

    def _meant(self, value: Any) -> Any:
        if value is None:
            return None
        if self._type == "date":
            return value.isoformat()
        if self._type == "money":
            return value * to_minor(1, self._currency) // 1_000_000
        return value


def _input(theme: Theme, kind: str, title: str, today: Callable[[], date]) -> Field:
    if kind == "date":
        return DateField(theme, title, today=today)
    if kind == "number":
        return IntegerField(theme, title)
    return DecimalField(theme, title) if kind == "money" else LineField(theme, title)


def _shown_value(field: FilterField, value: Any) -> Any:
    if field.type == "date":
        return date.fromisoformat(value)
    if field.type == "money":
        return value * 1_000_000 // to_minor(1, field.currency)
    return value
