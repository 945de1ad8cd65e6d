"""One filter as a chip of three cells: field, operator and value, each with a popup of its own, and a cross.

A chip that `is_alternative` begins with “or”: the list holds what meets it or the chip before it.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from math import ceil
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAction,
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QMenu, QSizePolicy, QWidget

from crm_desktop.core import formats
from crm_desktop.core.i18n import language, listed, tr
from crm_desktop.core.listing import ME, Filter
from crm_desktop.core.money import from_e6
from crm_desktop.ui.theme import Role, Theme
from crm_desktop.ui.theme.shapes import ring, rounded, vertical_line
from crm_desktop.ui.theme.tokens import Height, Radius
from crm_desktop.ui.widgets.filter_field import OPERATORS, OPERATORS_OF, SPANS, WITHOUT_VALUE, Choice, FilterField

if TYPE_CHECKING:  # loaded when a value is first typed, not at the start
    from crm_desktop.ui.widgets.filter_value_popup import FilterValuePopup

Key = Qt.Key
_OWN_KEYS = (Key.Key_Delete, Key.Key_Backspace, Key.Key_O)
_WITHIN = (7, 14, 30, 60, 90, 180, 365)
# The value of these means nothing to another operator.
_WITH_OWN_VALUES = {*WITHOUT_VALUE, "between", "within", "during", "in"}


# The part with the cross; the least width of a whole chip; and as wide as one likes.
_CROSS, _LEAST, _ANY = 22, 160, 1 << 24


class FilterChip(QWidget):
    """Says what its filter is and lets each part be changed by mouse and by keyboard."""

    changed = Signal()
    removed = Signal(object)
    field_requested = Signal(object)
    alternative_requested = Signal(object)
    values_requested = Signal(object)
    resized = Signal()

    def __init__(
        self,
        theme: Theme,
        field: FilterField,
        one: Filter,
        today: Callable[[], date],
        *,
        is_alternative: bool = False,
    ) -> None:
        super().__init__()
        self._theme, self._field, self._today = theme, field, today
        self.filter = one
        self._is_alternative = is_alternative
        self._held = one if self.is_complete else None
        self._popup: FilterValuePopup | None = None
        self._most = _ANY
        # What records are called that no list offers; nothing as long as it is being read.
        self._names: dict[Any, str] = {}
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.theme_changed.connect(self.update)
        self.refresh()

    @property
    def is_complete(self) -> bool:
        """Whether the filter says something already."""
        return self.filter.operator in WITHOUT_VALUE or self.filter.value not in (None, "", (), (None, None))

    @property
    def is_alternative(self) -> bool:
        """Whether it widens what the chip before it says, instead of narrowing the list."""
        return self._is_alternative

    def set_alternative(self, is_alternative: bool) -> None:
        """Stand behind “or”, or for itself."""
        self._is_alternative = is_alternative
        self.refresh()

    def words(self) -> tuple[str, str, str]:
        """Field, operator and value in the current language; yes and no need no operator: “Overdue | yes”."""
        operator = "" if self._field.type == "flag" else tr(OPERATORS[self.filter.operator])
        return tr(self._field.title), operator, self._value_text()

    def fit(self, room: int) -> None:
        """Take no more width than this; what the value says is told by a tool tip where it is cut."""
        self._most = _ANY
        wanted = self.sizeHint().width()
        self._most = max(room, self._theme.px(_LEAST))
        self.setToolTip(" ".join(self.words()) if wanted > self._most else "")
        self.updateGeometry()

    def refresh(self) -> None:
        """Show what the filter says now."""
        self.setAccessibleName(" ".join(([tr("or")] if self._is_alternative else []) + [*self.words()]))
        self.updateGeometry()
        self.resized.emit()
        self.update()

    def edit_value(self) -> None:
        """Open the popup of the value; closed without one, the chip says again what it said, or goes."""
        if self.filter.operator in WITHOUT_VALUE or self._field.type == "these":
            return
        if self._field.type in ("choice", "choice_on", "person", "flag"):
            self._open_menu(self._choices_menu())
        elif self.filter.operator == "in":
            self.values_requested.emit(self)
        elif self.filter.operator == "within":
            self._open_menu(self._days_menu())
        elif self.filter.operator == "during":
            self._open_menu(self._spans_menu())
        else:
            from crm_desktop.ui.widgets.filter_value_popup import FilterValuePopup

            self._popup = FilterValuePopup(self._theme, self, self._field, self.filter, self._today)
            self._popup.taken.connect(self._set)
            self._popup.closed.connect(self._settle_soon)
            self._popup.open()

    def take(self, one: Filter) -> None:
        """Say another filter of the same field."""
        self.filter = one
        self._set(one.value)

    def edit_operator(self) -> None:
        """Open the list of operators; what was true on a day knows no other than that day."""
        if self._field.type in ("choice_on", "these") or (self._field.type == "date" and self.filter.operator == "is"):
            self.edit_value()
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for operator in OPERATORS_OF[self._field.type]:
            menu.addAction(tr(OPERATORS[operator]), partial(self._set_operator, operator))
        menu.popup(self._below(1))

    def sizeHint(self) -> QSize:
        return QSize(self._edges()[-1] + self._theme.px(_CROSS), self._theme.px(Height.FILTER_CHIP))

    def minimumSizeHint(self) -> QSize:
        hint = self.sizeHint()
        return QSize(min(hint.width(), self._theme.px(_LEAST)), hint.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, tokens = self._theme, self._theme.tokens
        painter = QPainter(self)
        rounded(painter, QRectF(self.rect()), Radius.FIELD, tokens.content, tokens.strong_line)
        edges = self._edges()
        if self._is_alternative:
            painter.setFont(theme.font(Role.SMALL, 600))
            painter.setPen(QColor(tokens.accent_text))
            room = QRectF(theme.px(8), 0, edges[0], self.height())
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, tr("or"))
        for number, (text, left) in enumerate(zip(self.words(), edges, strict=False)):
            if not text:
                continue
            if number or left:
                vertical_line(painter, left, 1, self.height() - 1, tokens.line)
            painter.setFont(theme.font(Role.SMALL, 600 if number == 2 else 400))
            painter.setPen(QColor(tokens.text1 if number == 2 else tokens.text2))
            room = QRectF(left + theme.px(8), 0, edges[number + 1] - left, self.height())
            fitted = painter.fontMetrics().elidedText(
                text, Qt.TextElideMode.ElideRight, ceil(room.width()) - theme.px(14)
            )
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, fitted)
        cross = theme.pixmap("x", tokens.text3, 12, self.devicePixelRatioF())
        painter.drawPixmap(self.width() - theme.px(20), (self.height() - theme.px(12)) // 2, cross)
        if self.hasFocus():
            ring(painter, QRectF(self.rect()), Radius.FIELD, tokens.accent_text)
        painter.end()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Say what else can be done with the chip: most of all, add an alternative."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(tr("Or…"), Key.Key_O, lambda: self.alternative_requested.emit(self))
        menu.addAction(tr("Another field…"), Key.Key_Up, lambda: self.field_requested.emit(self))
        menu.addSeparator()
        menu.addAction(tr("Remove"), Key.Key_Delete, lambda: self.removed.emit(self))
        menu.popup(event.globalPos())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        place, edges = event.position().x(), self._edges()
        if place >= edges[3]:
            self.removed.emit(self)
        elif place >= edges[2]:
            self.edit_value()
        elif place < edges[1]:
            self.field_requested.emit(self)
        else:
            self.edit_operator()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.ShortcutOverride and event.key() in _OWN_KEYS:
            # Delete takes the chip away, never the records it lists.
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.removed.emit(self)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.edit_value()
        elif key == Qt.Key.Key_O and not event.modifiers():
            self.alternative_requested.emit(self)
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
        if self._is_alternative:
            edges[0] = ceil(self._theme.width_of(tr("or"), self._theme.font(Role.SMALL, 600))) + self._theme.px(14)
        for number, text in enumerate(self.words()):
            font = self._theme.font(Role.SMALL, 600 if number == 2 else 400)
            width = self._theme.width_of(text, font) + self._theme.px(16) if text else 0
            edges.append(edges[-1] + ceil(width))
        # In a bar narrower than the chip the value is cut, and the cross stays in reach.
        return [min(edge, self._most - self._theme.px(_CROSS)) for edge in edges]

    def _below(self, cell: int) -> QPoint:
        return self.mapToGlobal(QPoint(self._edges()[cell], self.height() + 2))

    def _open_menu(self, menu: QMenu) -> None:
        menu.aboutToHide.connect(self._settle_soon)
        menu.popup(self._below(2))

    def _settle_soon(self) -> None:
        # What was chosen is told only after the menu or popup has closed.
        QTimer.singleShot(0, self, self._settle)

    def _settle(self) -> None:
        """Leave no filter behind that says nothing."""
        if self.is_complete:
            return
        if self._held is None:
            self.removed.emit(self)
            return
        self.filter = self._held
        self.refresh()

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

    def _spans_menu(self) -> QMenu:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for name in SPANS:
            action = menu.addAction(self._field.span_title(name), partial(self._set, name))
            action.setCheckable(True)
            action.setChecked(name == self.filter.value)
        return menu

    def _choices(self) -> Sequence[Choice]:
        if self._field.type == "flag":
            return ((True, tr("yes")), (False, tr("no")))
        found = list(self._field.choices()) if self._field.choices else []
        return [(ME, tr("me")), *found] if self._field.type == "person" else found

    def _toggle(self, value: Any) -> None:
        if self._field.type == "choice_on":
            self._set((value, *self.filter.value[1:]))
            return
        if self.filter.operator != "in":
            self._set(value)
            return
        chosen = self.filter.value if isinstance(self.filter.value, tuple) else (self.filter.value,)
        self._set(tuple(v for v in chosen if v != value) if value in chosen else (*chosen, value))

    def _set(self, value: Any) -> None:
        self.filter = replace(self.filter, value=value)
        if not self.is_complete:
            self.removed.emit(self)
            return
        self._held = self.filter
        self.refresh()
        self.changed.emit()

    def _set_operator(self, operator: str) -> None:
        old = self.filter
        keeps = not isinstance(old.value, tuple) and not {old.operator, operator} & _WITH_OWN_VALUES
        self.filter = replace(old, operator=operator, value=old.value if keeps else None)
        if operator == "within":
            self.filter = replace(self.filter, value=30)
        self.refresh()
        if operator in (*WITHOUT_VALUE, "within"):
            self._held = self.filter
            self.changed.emit()
        else:
            self.edit_value()

    def _value_text(self) -> str:
        value = self.filter.value
        if self.filter.operator in WITHOUT_VALUE:
            return ""
        if self.filter.operator == "within":
            return formats.days(int(value), language())
        if self.filter.operator == "during":
            return self._field.span_title(value) if value in SPANS else tr("choose")
        if self._field.type == "these":
            return str(value[0])
        if self._field.type == "choice_on":
            days = [formats.day_far(date.fromisoformat(each), language()) for each in value[1:]]
            if len(days) > 1:
                return tr("{choice} from {first} to {last}", choice=self._one(value[0]), first=days[0], last=days[-1])
            return tr("{choice} on {day}", choice=self._one(value[0]), day=days[0])
        if isinstance(value, tuple) and self.filter.operator == "between":
            return " – ".join(self._one(each) if each is not None else "…" for each in value)
        if isinstance(value, tuple):
            names = [self._one(each) for each in value]
            return listed(names[:3]) + (" …" if len(names) > 3 else "") if names else tr("choose")
        return self._one(value) if value not in (None, "") else tr("choose")

    def _called(self, value: Any) -> str:
        """What a choice is called; of a record that no list offers it is asked once, and shown when it is known."""
        offered = next((name for key, name in self._choices() if key == value), None)
        if offered is not None or not value:
            return offered or "—"
        if value not in self._names and self._field.named is not None:
            self._names[value] = ""
            self._field.named(self, value, partial(self._learn, value))
        return self._names.get(value) or tr("other")

    def _learn(self, value: Any, name: str) -> None:
        if name:
            self._names[value] = name
            self.refresh()

    def _one(self, value: Any) -> str:
        if value is None:
            return tr("empty")
        if self._field.type in ("choice", "choice_on", "person", "flag"):
            return self._called(value)
        if self._field.type == "date":
            return formats.day_far(date.fromisoformat(str(value)), language())
        if self._field.type == "money":
            return formats.money(int(value), self._field.currency)
        if self._field.type in ("decimal", "share"):
            share = self._field.type == "share"
            return f"{from_e6(int(value) * (100 if share else 1)):f}{'%' if share else ''}"
        return str(value)
