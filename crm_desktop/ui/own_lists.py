"""The fields that a company added as columns, filters and totals of the lists of their records, without a restart."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from crm_desktop.core import formats
from crm_desktop.core.i18n import language, tr
from crm_desktop.core.listing import ListSpec
from crm_desktop.models.customising import own_kind_id
from crm_desktop.queries import custom_field as own
from crm_desktop.queries.custom_field import CustomFieldView, CustomValueView
from crm_desktop.queries.list_query import Field, ListQuery
from crm_desktop.ui.list_declaration import ListDeclaration
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.widgets.filter_field import FilterField
from crm_desktop.ui.widgets.record_table_cells import MISSING, Column, Kind

if TYPE_CHECKING:
    from crm_desktop.ui.record_page import RecordPage

_KINDS = {
    own.INTEGER: Kind.NUMBER,
    own.DECIMAL: Kind.NUMBER,
    own.PERCENT: Kind.NUMBER,
    own.MONEY: Kind.MONEY,
    own.DATE: Kind.DATE,
    own.MOMENT: Kind.DATE,
}
_WIDTH = 110
_SHOWN = 4
# Records of which there may be very many, by the name under which fields offer them.
_MANY = {
    "customers": "customer",
    "contacts": "contact",
    "opportunities": "opportunity",
    "service_cases": "service_case",
}
_READS = frozenset({"custom_value", "custom_field"})


class OwnSource:
    """The list of a page with the company's own fields: what a table asks, answered for the fields there are now."""

    def __init__(self, query: ListQuery[Any], fields: Sequence[CustomFieldView]) -> None:
        self.query, self.fields = query, tuple(fields)
        self.summed: frozenset[str] = frozenset()

    @property
    def kind(self) -> str:
        """What kind of records it lists: by that is known what of them is hidden from whom."""
        return self.query.kind

    def of(self, reading: Any) -> ListQuery[Any]:
        """The list as it is now."""
        if not self.fields:
            return self.query
        from crm_desktop.queries.own_list import with_own

        return with_own(reading, self.query, self.fields, self.summed)

    def first(self, reading: Any, spec: ListSpec, limit: int, without: frozenset[str] = frozenset()) -> Sequence[Any]:
        """The first rows."""
        return self.of(reading).first(reading, spec, limit, without)

    def ids(self, reading: Any, spec: ListSpec) -> bytes | Iterable[bytes]:
        """All ids in order."""
        return self.of(reading).ids(reading, spec)

    def rows(self, reading: Any, ids: Sequence[str], without: frozenset[str] = frozenset()) -> Sequence[Any]:
        """The rows of these ids."""
        return self.of(reading).rows(reading, ids, without)

    def count(self, reading: Any, spec: ListSpec) -> int:
        """How many records the list holds."""
        return self.of(reading).count(reading, spec)

    def groups(self, reading: Any, spec: ListSpec, *, with_sums: bool = True) -> Sequence[Any]:
        """What the list is grouped by."""
        return self.of(reading).groups(reading, spec, with_sums=with_sums)

    def values(self, reading: Any, spec: ListSpec, key: str, limit: int, words: str = "") -> Sequence[Any]:
        """The first values of a field."""
        return self.of(reading).values(reading, spec, key, limit, words)

    def sums(self, reading: Any, spec: ListSpec, ids: Sequence[str] | None = None) -> dict[str, int]:
        """The totals, also of own columns that are shown."""
        return self.of(reading).sums(reading, spec, ids)


class OwnLists(QObject):
    """What the company added to the list of one page, which follows when that changes, as long as it is there."""

    def __init__(self, context: PageContext, kind: str, declaration: ListDeclaration) -> None:
        super().__init__()
        self._context, self._kind, self._plain = context, kind, declaration
        self._page: RecordPage | None = None
        self.source = OwnSource(declaration.query, self._fields())  # type: ignore[arg-type]  # pages of records have such a list

    @property
    def fields(self) -> tuple[CustomFieldView, ...]:
        """The own fields that the page knows."""
        return self.source.fields

    def declared(self) -> ListDeclaration:
        """The declaration of the page with own columns and filters."""
        from crm_desktop.queries.own_values import described

        plain, context, fields = self._plain, self._context, self.source.fields
        return replace(
            plain,
            query=self.source,
            columns=(*plain.columns, *(_column(each, context, self._is_shown(at)) for at, each in enumerate(fields))),
            filters=(*plain.filters, *(filter_field(context, described(each, context.currency)) for each in fields)),
            totals=self._totals,
            reads=plain.reads | _READS,
        )

    def follow(self, page: "RecordPage") -> None:
        """Let the page follow what is added, renamed and taken away, and which columns are shown."""
        self._page = page
        self.setParent(page)
        self._context.choices_changed.connect(self._on_choices)
        page.table.columns.arranged = self._sum_what_is_shown
        self._sum_what_is_shown()

    def _is_shown(self, place: int) -> bool:
        """Whether a field is a column from the beginning: an own kind is told by its first ones."""
        return bool(own_kind_id(self._kind)) and place < _SHOWN

    def _fields(self) -> tuple[CustomFieldView, ...]:
        return tuple(self._context.choices.custom.get(self._kind, ()))

    def _on_choices(self) -> None:
        fields, page = self._fields(), self._page
        if fields == self.source.fields or page is None:
            return
        self.source.fields = fields
        page.declare(self.declared())

    def _sum_what_is_shown(self) -> None:
        """Totals are made of those columns only that somebody looks at."""
        page = self._page
        if page is None or not self.source.fields:
            return
        shown = {each.key for each in page.table.columns.chosen()}
        summed = frozenset(each.key for each in self.source.fields if each.key in shown and _is_summed(each))
        if summed != self.source.summed:
            self.source.summed = summed
            page.table.records.read_totals()

    def _totals(self, sums: dict[str, int]) -> str:
        """The totals in words, those of own columns behind the others."""
        parts = [self._plain.totals(sums)]
        for each in self.source.fields:
            if each.key in sums:
                name = tr(each.title)
                parts.append(f"{name} {in_words(each, sums[each.key], self._context)}")
        return " · ".join(part for part in parts if part)


def filter_field(context: PageContext, of: Field) -> FilterField:
    """A filter of a list, with the company's own choices."""
    return FilterField(
        of.key,
        of.title,
        ("share" if of.share else "decimal") if of.millionths else of.type,
        _chooser(context, of.choices) if of.choices else None,
        of.currency or context.currency,
        is_due=of.is_due,
        is_groupable=of.is_groupable,
        has_values=of.has_values and not of.millionths,
        is_offered=of.is_filterable and (of.choices is None or of.choices in context.choices.lists),
        named=_namer(context, of.choices),
    )


def in_words(of: CustomFieldView, value: Any, context: PageContext) -> str:
    """A value of a list as people read it."""
    if value is None or value == "":
        return MISSING
    if of.type == own.CHOICES and isinstance(value, str):
        return ", ".join(value.splitlines())
    if of.type == own.REFERENCE:
        return str(value)
    if of.type == own.MONEY:
        # In the words of the list: the sign stands in the heading.
        return formats.money(value, of.currency or context.currency)
    from crm_desktop.ui.details.own import in_words as said

    return said(CustomValueView(of, value), context)


def _column(of: CustomFieldView, context: PageContext, is_shown: bool) -> Column:
    unit = formats.currency_symbol(of.currency or context.currency).strip() if of.type == own.MONEY else ""
    return Column(
        of.key,
        of.title,
        _WIDTH,
        _KINDS.get(of.type, Kind.TEXT),
        lambda row: in_words(of, getattr(row, of.key, None), context),
        is_quiet=True,
        is_hidden=not is_shown,
        unit=unit,
        reads=(of.key,),
    )


def _is_summed(of: CustomFieldView) -> bool:
    from crm_desktop.queries.own_list import can_be_summed

    return can_be_summed(of)


def _namer(context: PageContext, name: str | None) -> Callable[[QWidget, Any, Callable[[str], None]], None] | None:
    """What reads the name of a record, where too many could be chosen to be listed."""
    kind = _MANY.get(name or "")
    if kind is None:
        return None

    def ask(owner: QWidget, record_id: Any, then: Callable[[str], None]) -> None:
        context.background.read(owner, lambda reading: own.name_of_record(reading, kind, record_id), then)

    return ask


def _chooser(context: PageContext, name: str) -> Callable[[], list[tuple[Any, str]]]:
    return lambda: list(context.choices.options(name, language()))
