"""What a field rolls up, built by choosing: of which records, in which way, which field, and under which conditions."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from crm_desktop.core.i18n import N_, language, tr
from crm_desktop.core.listing import Filter
from crm_desktop.models import ENTITY_OF
from crm_desktop.queries.list_query import Field as Listed
from crm_desktop.queries.roll_up import CHILDREN, COUNT, LAST, LEAST, MOST, SUM, RollUp, conditions_of, fields_of
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.texts import Plain, Text
from crm_desktop.ui.widgets.choice_fields import ChoiceField
from crm_desktop.ui.widgets.conditions_field import Askable, ConditionsField
from crm_desktop.ui.widgets.field import Field

WAYS = (
    (COUNT, N_("How many")),
    (SUM, N_("Sum of")),
    (LEAST, N_("Least of")),
    (MOST, N_("Greatest of")),
    (LAST, N_("Last")),
)


class RollUpField(Field):
    """Its value is what is kept: JSON, None while nothing can be rolled up."""

    def __init__(self, context: PageContext, kind: str) -> None:
        super().__init__(context.theme, N_("Rolled up from"))
        self._context = context
        theme, px = context.theme, context.theme.px
        kinds: list[tuple[str, Text]] = [
            (each, Plain(tr(ENTITY_OF[each].__title__))) for each in CHILDREN.get(kind, {})
        ]
        if kind == "customer":
            kinds += [(each.kind, Plain(tr(each.title))) for each in context.choices.own_kinds]
        self.of = ChoiceField(theme, N_("Records"), kinds, empty=False)
        self.way = ChoiceField(theme, N_("How"), WAYS, empty=False)
        self.field = ChoiceField(theme, N_("Field"), [], empty=False)
        self.where = ConditionsField(theme, N_("Only those of which"), [], context.today)
        body = QWidget()
        column, line = QVBoxLayout(body), QHBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(10))
        line.setSpacing(px(10))
        for part in (self.way, self.field, self.of):
            line.addWidget(part, 1)
        column.addLayout(line)
        column.addWidget(self.where)
        self._put(body)
        self.show_label(False)
        if kinds:
            self.of.set_value(kinds[0][0])
        self.way.set_value(COUNT)
        self._on_of()
        self.of.changed.connect(self._on_of)
        self.way.changed.connect(self._on_way)
        self.field.changed.connect(self.changed)
        self.where.changed.connect(self.changed)

    def value(self) -> str | None:
        """What is rolled up."""
        of, way = self.of.value(), self.way.value()
        if of is None or way is None:
            return None
        return RollUp(of, way, "" if way == COUNT else self.field.value() or "", self.where.value()).to_json()

    def set_value(self, value: str | None) -> None:
        """Show what is rolled up; nothing else than before when that is not known here."""
        if not value:
            return
        said = RollUp.from_json(value)
        self.of.set_value(said.of)
        self.way.set_value(said.way)
        self._on_of()
        self.field.set_value(said.field or None)
        self.where.set_value(tuple(one for one in said.where if isinstance(one, Filter)))

    def _on_of(self) -> None:
        if (of := self.of.value()) is not None:
            self.where.offer([askable(self._context, each) for each in conditions_of(of) if _can_be_asked(each)])
        self._on_way()

    def _on_way(self) -> None:
        of, way = self.of.value(), self.way.value() or COUNT
        fields: Sequence[Listed] = fields_of(of, way) if of is not None and way != COUNT else ()
        before = self.field.value()
        self.field.set_choices([(each.key, each.title) for each in fields])
        known = [each.key for each in fields]
        self.field.set_value(before if before in known else next(iter(known), None))
        self.field.setVisible(way != COUNT)
        self.changed.emit()


def askable(context: PageContext, of: Listed) -> Askable:
    """A field of a list as one that a condition may ask about."""
    name = of.choices

    def choices() -> list[tuple[Any, str]]:
        return list(context.choices.options(name or "", language()))

    return Askable(of.key, of.title, of.type, choices if name is not None else None, context.currency)


def _can_be_asked(of: Listed) -> bool:
    return of.choices is None or of.choices not in _LOOKED_UP


_LOOKED_UP = ("customers", "contacts", "opportunities", "orders")
