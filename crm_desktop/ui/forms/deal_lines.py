"""The product lines of a deal while they are edited: prices for its customer, every net amount and the sum at once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial

from PySide6.QtCore import Qt

from crm_desktop.core import formats
from crm_desktop.core.i18n import N_
from crm_desktop.core.money import E6
from crm_desktop.operations import product_lines
from crm_desktop.operations.product_lines import LineDraft
from crm_desktop.queries.floor_price import APPROVE, NOTHING, WARN, policy
from crm_desktop.queries.price import LineFacts, LineQuestion, line_facts
from crm_desktop.ui.background import Latest
from crm_desktop.ui.company_fields import lookup
from crm_desktop.ui.forms.line_notes import note_of_line
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.texts import Text
from crm_desktop.ui.theme import Theme
from crm_desktop.ui.widgets.fields import (
    DecimalField,
    Field,
    LineField,
    LookupField,
    MoneyField,
    PercentField,
    RowColumn,
    RowsField,
)

# What is said below lines of which one is sold below its floor.
_LOW = {
    APPROVE: N_("Prices below the floor have to be approved before a customer can rely on them."),
    WARN: N_("Some prices lie below the floor of their products."),
}


@dataclass(frozen=True)
class EditedLine:
    """A line as its row shows it; `line` is what the record has, None for a new one."""

    product_id: str | None
    description: str | None
    quantity_e6: int | None
    unit_price_e6: int | None
    discount_e6: int | None
    net_minor: int | None
    line: LineDraft | None = None

    def draft(self) -> LineDraft:
        """The line to be saved; a gap in quantity means one piece, in discount none."""
        return replace(
            self.line or LineDraft(),
            product_id=self.product_id,
            description=self.description or None,
            quantity_e6=E6 if self.quantity_e6 is None else self.quantity_e6,
            unit_price_e6=self.unit_price_e6,
            discount_e6=self.discount_e6 or 0,
        )


def edited(lines: Iterable[LineDraft], currency: str) -> tuple[EditedLine, ...]:
    """Lines as the editor takes them."""
    return tuple(
        EditedLine(
            line.product_id,
            line.description,
            line.quantity_e6,
            line.unit_price_e6,
            line.discount_e6,
            product_lines.net(line, currency),
            line,
        )
        for line in lines
    )


def drafts(lines: Iterable[EditedLine]) -> tuple[LineDraft, ...]:
    """What the editor holds, as lines to be saved."""
    return tuple(each.draft() for each in lines)


class LinesField(RowsField):
    """Rows of product, quantity, price and discount; a product brings what it costs this customer, the net follows."""

    def __init__(self, context: PageContext, label: Text, currency: str, names: Mapping[str, str]) -> None:
        self._context, self._currency = context, currency
        self._customer: Field | None = None
        self._day: Field | None = None
        self._facts: dict[LineQuestion, LineFacts] = {}
        self._seen: dict[LookupField, LineQuestion] = {}
        self._brought: dict[LookupField, int | None] = {}
        self._policy, self._is_low = NOTHING, False
        theme = context.theme
        columns = (
            RowColumn("product_id", N_("Product"), lambda: lookup(context, N_("Product"), "product", names), 10),
            RowColumn(
                "description", N_("Description"), lambda: LineField(theme, N_("Description"), max_length=4000), 6
            ),
            RowColumn(
                "quantity_e6",
                N_("Quantity"),
                lambda: _starting(DecimalField(theme, N_("Quantity")), E6),
                5,
                is_number=True,
            ),
            RowColumn(
                "unit_price_e6",
                N_("Unit price"),
                lambda: DecimalField(theme, N_("Unit price"), least=0),
                8,
                is_number=True,
            ),
            RowColumn(
                "discount_e6", N_("Discount %"), lambda: PercentField(theme, N_("Discount %")), 5, is_number=True
            ),
            RowColumn("net_minor", N_("Net"), lambda: NetField(theme, self._currency), 8, is_number=True),
        )
        super().__init__(
            theme,
            label,
            columns,
            _line,
            add=N_("Add a line"),
            prefilled=("quantity_e6", "discount_e6", "net_minor"),
        )
        self._latest = Latest(context.background, self)
        self.changed.connect(self._on_changed)

    def set_currency(self, currency: str) -> None:
        """The lines are in another currency: prices that were brought are brought anew, typed ones stay."""
        if currency == self._currency:
            return
        self._forget_prices()
        self._currency = currency
        for row in self.rows():
            net = row["net_minor"]
            assert isinstance(net, MoneyField)
            net.set_currency(currency)
        self.changed.emit()

    def total(self) -> int | None:
        """The sum of the lines; None without any."""
        lines = self.value()
        return sum(each.net_minor or 0 for each in lines) if lines else None

    def set_value(self, value: Iterable[EditedLine] | None) -> None:
        """Show these lines."""
        self._seen.clear()
        self._brought.clear()
        super().set_value(value)
        # What a line was saved with stays, whatever its product costs by now.
        asked = ((product, self._question(product, row)) for product, row in self._products())
        self._seen = {product: question for product, question in asked if question is not None}
        self._ask()
        self._tell()

    def sold(self, customer: Field | None = None, day: Field | None = None) -> None:
        """Prices are those for the customer of a field, on the day of another; without one, today."""
        self._customer, self._day = customer, day
        for each in (customer, day):
            if each is not None:
                each.changed.connect(self.changed)

    def _products(self) -> list[tuple[LookupField, dict[str, Field]]]:
        return [(field, row) for row in self.rows() if isinstance(field := row["product_id"], LookupField)]

    def _forget_prices(self) -> None:
        """What a product costs in this currency was brought, also into a text that was taken up again."""
        for product, row in self._products():
            question = self._question(product, row)
            facts = self._facts.get(question) if question else None
            if facts is not None and facts.price and facts.price.price_e6 == row["unit_price_e6"].value():
                self._brought[product] = facts.price.price_e6

    def _on_changed(self) -> None:
        self._ask()
        self._tell()
        self._add_up()

    def _question(self, product: LookupField, row: Mapping[str, Field]) -> LineQuestion | None:
        customer, day = (each.value() if each is not None else None for each in (self._customer, self._day))
        chosen = product.value()
        return LineQuestion(chosen, customer, self._currency, row["quantity_e6"].value(), day) if chosen else None

    def _ask(self) -> None:
        """Read what is not known yet of the lines as they are now."""
        asked = {self._question(*each) for each in self._products()}
        new = [each for each in asked if each is not None and each not in self._facts]
        if new:
            self._latest.read(lambda reading: (line_facts(reading, new), policy(reading)), self._on_facts)

    def _on_facts(self, found: tuple[Mapping[LineQuestion, LineFacts], str]) -> None:
        facts, self._policy = found
        self._facts |= facts
        if self._tell():
            self.changed.emit()

    def _tell(self) -> bool:
        """Bring the price where the line asks for another than before, and say what is known; whether one was."""
        brought = is_low = False
        for number, (product, row) in enumerate(self._products()):
            question = self._question(product, row)
            facts = self._facts.get(question) if question else None
            if question is None or facts is None:
                self.say_of_row(number, "")
                continue
            if question != self._seen.get(product):
                self._seen[product] = question
                brought |= self._bring_price(product, row["unit_price_e6"], facts)
            price, discount = row["unit_price_e6"].value(), row["discount_e6"].value()
            note = note_of_line(facts, price, discount, self._currency)
            warns = note.warns and self._policy != NOTHING
            self.say_of_row(number, note.text, warns=warns)
            is_low |= warns
        if is_low != self._is_low:
            self._is_low = is_low
            self.show_warning(_LOW[self._policy] if is_low else None)
        return brought

    def _bring_price(self, product: LookupField, price: Field, facts: LineFacts) -> bool:
        """Fill in the price unless one of its own was typed."""
        before = self._brought.get(product)
        wanted = facts.price.price_e6 if facts.price else None
        if price.value() == wanted or not (price.is_empty() or price.value() == before):
            return False
        self._brought[product] = wanted
        price.set_value(wanted)
        return True

    def _add_up(self) -> None:
        for row in self.rows():
            values = {name: field.value() for name, field in row.items()}
            line = _line(None, **values).draft()
            nothing = line.product_id is None and line.description is None and line.unit_price_e6 is None
            row["net_minor"].set_value(None if nothing else product_lines.net(line, self._currency))


class NetField(MoneyField):
    """The net amount of a line: computed, never typed, and no stop of the Tab key."""

    def __init__(self, theme: Theme, currency: str) -> None:
        super().__init__(theme, N_("Net"), currency=currency)
        self.edit.setReadOnly(True)
        self.edit.setProperty("readOnly", True)
        self.edit.setFocusPolicy(Qt.FocusPolicy.NoFocus)


class FollowingAmount(MoneyField):
    """An amount that shows what it follows until one of its own is typed."""

    def follow(self, amount_minor: int | None) -> None:
        """Follow a sum; None means there is none to follow."""
        text = "" if amount_minor is None else formats.money(amount_minor, self._currency)
        self.edit.setPlaceholderText(text)


class FollowingShare(PercentField):
    """A probability that shows that of the stage until one of its own is typed."""

    def follow(self, share_e6: int | None) -> None:
        """Follow a share."""
        percent = "" if share_e6 is None else f"{(Decimal(share_e6) * 100 / E6).normalize():f}"
        self.edit.setPlaceholderText(percent)


def _line(old: EditedLine | None, **values: object) -> EditedLine:
    make = partial(EditedLine, line=old.line if old else None)
    return make(**values)  # type: ignore[arg-type]  # the fields of a row are the attributes of a line


def _starting(field: DecimalField, value: int) -> DecimalField:
    field.set_value(value)
    return field
