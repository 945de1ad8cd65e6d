"""Fields for whole numbers, exact decimals, money and shares; right-aligned, and written out when left."""

from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from crm_desktop.core.formats import MINUS
from crm_desktop.core.i18n import Message
from crm_desktop.core.money import E6, from_e6, from_minor, minor_digits, to_e6, to_minor
from crm_desktop.ui.texts import Plain, Text
from crm_desktop.ui.theme import Role, Theme
from crm_desktop.ui.widgets.field import Field
from crm_desktop.ui.widgets.line_edit import LineEdit
from crm_desktop.ui.widgets.typed import NotUnderstoodError, decimal_of

_LARGEST = Decimal(10) ** 13  # keeps every stored integer, also in millionths, inside 64 bits with room for sums


class NumberField(Field):
    """A number with a fixed number of decimals at most; subclasses say how it is stored."""

    def __init__(
        self,
        theme: Theme,
        label: Text,
        *,
        required: bool = False,
        hint: Text = "",
        help_text: Text = "",
        decimals: int = 0,
        least: Decimal | int | None = None,
        most: Decimal | int | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, label, required=required, hint=hint, help_text=help_text, parent=parent)
        self._decimals, self._least, self._most = decimals, least, most
        self._kept: Decimal | None = None
        self.edit = LineEdit(theme)
        self.edit.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._put(self.edit)
        self.edit.textEdited.connect(self._on_edited)
        self.edit.left.connect(self._on_left)
        self.edit.stepped.connect(self._on_stepped)
        theme.theme_changed.connect(self._use_figures)
        self._use_figures()

    def number(self) -> Decimal | None:
        """The number typed; None when the field is empty or not understood."""
        return self._kept

    def set_number(self, number: Decimal | None) -> None:
        """Show a number."""
        self._kept = number
        self.edit.setText("" if number is None else self._written(number))

    def is_empty(self) -> bool:
        """Whether nothing was typed."""
        return not self.edit.text().strip()

    def complaint(self) -> Message | None:
        """Not a number, too many decimals, or out of range."""
        if self.is_empty():
            return None
        try:
            number = decimal_of(self.edit.text())
        except NotUnderstoodError:
            example = "1,234.50" if self._decimals else "1,234"
            return Message("This is not a number. Write it like {example}.", example=example)
        if number != round(number, self._decimals):
            if not self._decimals:
                return Message("Only whole numbers, please.")
            return Message("At most {count} decimals, please.", count=self._decimals)
        if self._least is not None and number < self._least:
            return Message("At least {least}, please.", least=self._written(Decimal(self._least)))
        most = _LARGEST if self._most is None else Decimal(self._most)
        if number > most or number < -_LARGEST:
            return Message("At most {most}, please.", most=self._written(most))
        return None

    def _written(self, number: Decimal) -> str:
        plain = f"{abs(number):,f}"
        if "." in plain:
            plain = plain.rstrip("0").rstrip(".")
        return (MINUS if number < 0 else "") + plain

    def _on_edited(self, text: str) -> None:
        try:
            self._kept = decimal_of(text) if text.strip() else None
        except NotUnderstoodError:
            self._kept = None
        self.changed.emit()

    def _on_left(self) -> None:
        if self._kept is not None and self.complaint() is None:
            self.set_number(self._kept)
        self.left.emit()

    def _on_stepped(self, step: int) -> None:
        """Up and Down change a whole number by one; money and shares are typed."""

    def _use_figures(self) -> None:
        self.edit.setFont(self.theme.font(Role.BODY, tabular=True))


class IntegerField(NumberField):
    """A whole number; Up and Down change it by one."""

    def value(self) -> int | None:
        """The number, None when empty."""
        number = self.number()
        return None if number is None or self.complaint() else int(number)

    def set_value(self, value: int | None) -> None:
        """Show a number."""
        self.set_number(None if value is None else Decimal(value))

    def _on_stepped(self, step: int) -> None:
        if self.edit.isReadOnly() or self.complaint():
            return
        number = (self.number() or Decimal(0)) + step
        if (self._least is None or number >= self._least) and (self._most is None or number <= self._most):
            self.set_number(number)
            self.changed.emit()


class DecimalField(NumberField):
    """An exact decimal kept in millionths: a quantity or a unit price."""

    def __init__(
        self, theme: Theme, label: Text, *, required: bool = False, hint: Text = "", least: Decimal | int | None = None
    ) -> None:
        super().__init__(theme, label, required=required, hint=hint, decimals=6, least=least)

    def value(self) -> int | None:
        """The number in millionths."""
        number = self.number()
        return None if number is None or self.complaint() else to_e6(number)

    def set_value(self, value: int | None) -> None:
        """Show a number given in millionths."""
        self.set_number(None if value is None else from_e6(value))


class MoneyField(NumberField):
    """An amount kept in minor units of its currency, which stands at the right of the label."""

    def __init__(
        self,
        theme: Theme,
        label: Text,
        *,
        currency: str,
        required: bool = False,
        help_text: Text = "",
        least: Decimal | int | None = None,
    ) -> None:
        super().__init__(theme, label, required=required, help_text=help_text, least=least)
        self._currency = ""
        self.set_currency(currency)

    def set_currency(self, currency: str) -> None:
        """Keep amounts in another currency; the typed number stays."""
        self._currency = currency
        self._decimals = minor_digits(currency)
        self.set_hint(Plain(currency))

    def value(self) -> int | None:
        """The amount in minor units."""
        number = self.number()
        return None if number is None or self.complaint() else to_minor(number, self._currency)

    def set_value(self, value: int | None) -> None:
        """Show an amount given in minor units."""
        self.set_number(None if value is None else from_minor(value, self._currency))

    def _written(self, number: Decimal) -> str:
        if number == int(number):
            return super()._written(number)
        return (MINUS if number < 0 else "") + f"{abs(number):,.{self._decimals}f}"


class PercentField(NumberField):
    """A share kept in millionths and typed in per cent: 12.5 is 125,000."""

    def __init__(
        self,
        theme: Theme,
        label: Text,
        *,
        required: bool = False,
        help_text: Text = "",
        least: Decimal | int | None = 0,
        most: Decimal | int | None = 100,
    ) -> None:
        hint = Plain("%")
        super().__init__(
            theme, label, required=required, hint=hint, help_text=help_text, decimals=4, least=least, most=most
        )

    def value(self) -> int | None:
        """The share in millionths."""
        number = self.number()
        return None if number is None or self.complaint() else int(number * E6 / 100)

    def set_value(self, value: int | None) -> None:
        """Show a share given in millionths."""
        self.set_number(None if value is None else (Decimal(value) * 100 / E6).normalize())
