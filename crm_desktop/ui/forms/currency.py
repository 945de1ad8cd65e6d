"""The field for the currency of a deal, a quotation, a contract or an order; the amounts of the form follow it."""

from collections.abc import Callable

from crm_desktop.core.i18n import N_
from crm_desktop.core.money import COMMON_CURRENCIES
from crm_desktop.operations.amounts import is_currency
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.texts import Plain
from crm_desktop.ui.widgets.choice_fields import ChoiceField
from crm_desktop.ui.widgets.pick_box import Option


class CurrencyField(ChoiceField):
    """A currency: the company's and the common ones are offered, any other is typed by its three letters.

    `then` is told of each one that is shown or chosen. Emptied, it is again the one it began with.
    """

    def __init__(self, context: PageContext, own: str, then: Callable[[str], None]) -> None:
        codes = dict.fromkeys((context.currency, own, *COMMON_CURRENCIES))
        self._own, self._then = own, then
        super().__init__(context.theme, N_("Currency"), [(code, Plain(code)) for code in codes], empty=False)
        self.changed.connect(self._tell)

    def value(self) -> str:
        """The code chosen."""
        return super().value() or self._own

    def set_value(self, value: str | None) -> None:
        """Choose by its code."""
        super().set_value(value or self._own)
        self._tell()

    def _tell(self) -> None:
        self._then(self.value())

    def _options(self, typed: str = "") -> list[Option]:
        found, code = super()._options(typed), typed.strip().upper()
        if is_currency(code) and all(each.key != code for each in found):
            found.insert(0, Option(code, code))
        return found

    def _on_left(self) -> None:
        super()._on_left()
        if not self.box.text().strip():
            self.set_value(self._own)
