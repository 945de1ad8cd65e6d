"""Conditions built by choosing: a field, what is asked of it, and a value; all of them must hold."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from crm_desktop.core.i18n import N_, Message
from crm_desktop.core.listing import Filter
from crm_desktop.ui.texts import Plain, Text
from crm_desktop.ui.theme import Theme
from crm_desktop.ui.widgets.buttons import Button, IconButton
from crm_desktop.ui.widgets.choice_fields import ChoiceField
from crm_desktop.ui.widgets.date_field import DateField
from crm_desktop.ui.widgets.field import Field
from crm_desktop.ui.widgets.number_fields import DecimalField, IntegerField, MoneyField, PercentField
from crm_desktop.ui.widgets.text_fields import LineField

MOST = 4
WITHOUT_VALUE = ("is_empty", "not_empty")
WORDS = {
    "is": N_("is"),
    "is_not": N_("is not"),
    "contains": N_("contains"),
    "at_least": N_("at least"),
    "at_most": N_("at most"),
    "is_empty": N_("is empty"),
    "not_empty": N_("is not empty"),
}
_EMPTY = ("is_empty", "not_empty")
_OPERATORS = {
    "text": ("is", "is_not", "contains", *_EMPTY),
    "choice": ("is", "is_not", *_EMPTY),
    "flag": ("is",),
    "date": ("at_least", "at_most", *_EMPTY),
}
_OF_NUMBERS = ("is", "at_least", "at_most", *_EMPTY)


@dataclass(frozen=True)
class Askable:
    """A field that a condition may ask about: what it is called, its type, and its choices when it has some."""

    key: str
    title: Text
    type: str
    choices: Callable[[], Sequence[tuple[Any, str]]] | None = None
    currency: str = ""


class ConditionsField(Field):
    """Up to a few conditions; a tuple of filters."""

    def __init__(self, theme: Theme, label: Text, askable: Sequence[Askable], today: Callable[[], date]) -> None:
        super().__init__(theme, label)
        self._askable, self._today = list(askable), today
        self._rows: list[_Condition] = []
        self._every = QWidget()
        self._stack = QVBoxLayout(self._every)
        self._stack.setContentsMargins(0, 0, 0, 0)
        self._stack.setSpacing(theme.px(6))
        self.add = Button(theme, N_("Add a condition"), kind="quiet", icon="plus")
        self.add.clicked.connect(lambda: self._add_row())
        self._stack.addWidget(self.add)
        self._put(self._every)

    def offer(self, askable: Sequence[Askable]) -> None:
        """Ask about the fields of another kind; conditions about fields that are gone go with them."""
        kept = [each for each in self.value() if each.field in {one.key for one in askable}]
        self._askable = list(askable)
        self.set_value(tuple(kept))

    def value(self) -> tuple[Filter, ...]:
        """The conditions that are complete."""
        return tuple(found for row in self._rows if (found := row.filter()) is not None)

    def set_value(self, value: Sequence[Filter] | None) -> None:
        """Show these conditions."""
        for row in self._rows:
            self._stack.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._rows = []
        for one in value or ():
            self._add_row(one)
        self.add.setVisible(len(self._rows) < MOST)

    def complaint(self) -> Message | None:
        """A condition that says only half."""
        if all(row.filter() is not None for row in self._rows):
            return None
        return Message("Complete this condition, or take it away.")

    def is_empty(self) -> bool:
        """Whether nothing is asked."""
        return not self._rows

    def _add_row(self, one: Filter | None = None) -> None:
        if not self._askable:
            return
        row = _Condition(self.theme, self._askable, self._today, one)
        row.changed.connect(self.changed)
        row.remove.clicked.connect(lambda: self._remove(row))
        self._rows.append(row)
        self._stack.insertWidget(len(self._rows) - 1, row)
        self.add.setVisible(len(self._rows) < MOST)
        if one is None:
            self.changed.emit()

    def _remove(self, row: "_Condition") -> None:
        self._rows.remove(row)
        self._stack.removeWidget(row)
        row.hide()
        row.deleteLater()
        self.add.setVisible(True)
        self.changed.emit()


class _Condition(Field):
    """One condition in a line."""

    def __init__(self, theme: Theme, askable: Sequence[Askable], today: Callable[[], date], one: Filter | None) -> None:
        super().__init__(theme, Plain(""))
        self.show_label(False)
        self._askable, self._today = {each.key: each for each in askable}, today
        line = QWidget()
        self._across = QHBoxLayout(line)
        self._across.setContentsMargins(0, 0, 0, 0)
        self._across.setSpacing(theme.px(6))
        self.field = ChoiceField(theme, N_("Field"), [(each.key, each.title) for each in askable], empty=False)
        self.operator = ChoiceField(theme, N_("What is asked"), [], empty=False)
        self.remove = IconButton(theme, "x", N_("Remove the condition"), height=32)
        self.typed: Field = LineField(theme, N_("Value"))
        for each in (self.field, self.operator, self.typed):
            each.show_label(False)
            self._across.addWidget(each, 1)
        self._across.addWidget(self.remove)
        self._put(line)
        self.field.set_value(one.field if one is not None and one.field in self._askable else askable[0].key)
        self._on_field(one)
        self.field.changed.connect(self._on_field)
        self.operator.changed.connect(self._on_operator)

    def value(self) -> Filter | None:
        """The condition, None while it is not complete."""
        return self.filter()

    def set_value(self, value: Filter | None) -> None:
        """Conditions are shown anew, never changed from outside."""

    def filter(self) -> Filter | None:
        """The condition, None while it is not complete."""
        key, operator = self.field.value(), self.operator.value()
        if key is None or operator is None:
            return None
        if operator in WITHOUT_VALUE:
            return Filter(key, operator)
        value = self.typed.value()
        if value is None or value == "":
            return None
        if isinstance(value, date):
            value = value.isoformat()
        of = self._askable[key]
        if of.type == "flag":
            value = value == "yes"
        return Filter(key, operator, value)

    def _on_field(self, one: Filter | None = None) -> None:
        of = self._askable[self.field.value() or ""]
        operators = _OPERATORS.get("choice" if of.choices else of.type, _OF_NUMBERS)
        self.operator.set_choices([(each, WORDS[each]) for each in operators])
        self.operator.set_value(one.operator if one is not None and one.operator in operators else operators[0])
        self._across.removeWidget(self.typed)
        self.typed.hide()
        self.typed.deleteLater()
        self.typed = self._typed_for(of)
        self.typed.show_label(False)
        self._across.insertWidget(2, self.typed, 1)
        if one is not None and one.value is not None:
            self.typed.set_value(self._shown(of, one.value))
        self.typed.changed.connect(self.changed)
        self._on_operator()

    def _on_operator(self) -> None:
        self.typed.setVisible(self.operator.value() not in WITHOUT_VALUE)
        self.changed.emit()

    def _typed_for(self, of: Askable) -> Field:
        theme, title = self.theme, N_("Value")
        if of.choices is not None:
            return ChoiceField(theme, title, [(key, Plain(name)) for key, name in of.choices()], empty=False)
        match of.type:
            case "flag":
                return ChoiceField(theme, title, [("yes", N_("yes")), ("no", N_("no"))], empty=False)
            case "date":
                return DateField(theme, title, today=self._today)
            case "number":
                return IntegerField(theme, title)
            case "money":
                return MoneyField(theme, title, currency=of.currency)
            case "decimal":
                return DecimalField(theme, title)
            case "share":
                return PercentField(theme, title)
        return LineField(theme, title)

    def _shown(self, of: Askable, value: Any) -> Any:
        if of.type == "flag":
            return "yes" if value else "no"
        if of.type == "date":
            return date.fromisoformat(value)
        return value
