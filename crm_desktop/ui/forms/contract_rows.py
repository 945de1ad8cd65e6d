"""The rows of a contract while they are edited: lines with tax, payments with what is left to plan, and shares."""

from collections.abc import Callable, Mapping
from typing import Any

from crm_desktop.core import formats
from crm_desktop.core.i18n import N_, Message
from crm_desktop.core.money import share_of
from crm_desktop.operations import product_lines
from crm_desktop.operations.contract_shares import ContractShareDraft
from crm_desktop.operations.payment_plan import PlanRow
from crm_desktop.queries.product import product_taxes
from crm_desktop.ui.company_fields import choice
from crm_desktop.ui.forms.deal_lines import LinesField, drafts
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.texts import Text
from crm_desktop.ui.widgets.fields import DateField, LineField, MoneyField, PercentField, RowColumn, RowsField

# A day with its button.
_DAY = 136


class TaxedLinesField(LinesField):
    """Lines of which each knows its tax: its own, that of its product, or the one given for the whole."""

    def __init__(self, context: PageContext, label: Text, currency: str, names: Mapping[str, str]) -> None:
        self._taxes: dict[str, int | None] = {}
        super().__init__(context, label, currency, names)
        self.changed.connect(self._ask_for_taxes)

    def with_tax(self, rate_e6: int | None) -> int | None:
        """What the lines cost with their taxes; None without any."""
        lines = drafts(self.value())
        if not lines:
            return None
        total = 0
        for line in lines:
            net = product_lines.net(line, self._currency)
            own = getattr(line, "tax_rate_e6", None)
            tax = own if own is not None else self._taxes.get(line.product_id or "")
            total += net + share_of(net, (rate_e6 if tax is None else tax) or 0)
        return total

    def _ask_for_taxes(self) -> None:
        new = {each.product_id for each in self.value() if each.product_id} - self._taxes.keys()
        if not new:
            return
        self._taxes |= dict.fromkeys(new)

        def bring(found: Mapping[str, int | None]) -> None:
            self._taxes |= found
            self.changed.emit()

        self._context.background.read(self, lambda reading: product_taxes(reading, new), bring)


class PlanField(RowsField):
    """The payments of a contract; a new row is offered what is not planned yet, and below stands what is left."""

    def __init__(self, context: PageContext, label: Text, currency: str) -> None:
        theme, self._currency, self._amount = context.theme, currency, 0
        columns = (
            RowColumn("due_on", N_("Due date"), lambda: DateField(theme, N_("Due date"), today=context.today), 3),
            RowColumn("title", N_("What for"), lambda: LineField(theme, N_("What for"), max_length=200), 5),
            RowColumn(
                "amount_minor",
                N_("Amount"),
                lambda: MoneyField(theme, N_("Amount"), currency=self._currency),
                3,
                is_number=True,
            ),
        )
        super().__init__(
            theme,
            label,
            columns,
            lambda old, **values: PlanRow(old.id if old else None, **{**values, "title": values["title"] or None}),
            add=N_("Add a payment"),
        )
        self.changed.connect(self._say_rest)

    def set_currency(self, currency: str) -> None:
        """The payments are in another currency; what was typed stays."""
        self._currency = currency
        for row in self.rows():
            amount = row["amount_minor"]
            assert isinstance(amount, MoneyField)
            amount.set_currency(currency)

    def of(self, amount_minor: int | None) -> None:
        """The payments are those of a contract of this amount."""
        self._amount = amount_minor or 0
        self._say_rest()

    def rest(self) -> int:
        """What is not planned yet; below 0 when more is planned than there is."""
        return self._amount - sum(each.amount_minor or 0 for each in self.value())

    def _on_add(self) -> None:
        rest = self.rest()
        super()._on_add()
        if rest > 0:
            self.rows()[-1]["amount_minor"].set_value(rest)
            self.changed.emit()

    def _say_rest(self) -> None:
        rest, rows = self.rest(), self.value()
        amount = formats.money(abs(rest), self._currency, symbol=True)
        if not rows or rest == 0:
            self.show_warning(None)
        elif rest > 0:
            self.show_warning(Message("{amount} is not planned yet.", amount=amount))
        else:
            self.show_warning(Message("{amount} too much is planned.", amount=amount))


def shares_field(context: PageContext) -> RowsField:
    """Who else has a share of the commission, from and to a day."""
    theme = context.theme

    def day(title: Text) -> Callable[[], DateField]:
        return lambda: DateField(theme, title, today=context.today)

    def made(old: Any, **values: Any) -> ContractShareDraft:
        return ContractShareDraft(old.id if old else None, **{**values, "part": values["part"] or None})

    return RowsField(
        theme,
        N_("Shares of colleagues in the commission; the rest is the owner's"),
        (
            RowColumn("user_id", N_("Colleague"), lambda: choice(context, N_("Colleague"), "users"), 4),
            RowColumn("share_e6", N_("Share %"), lambda: PercentField(theme, N_("Share %")), 2, is_number=True),
            RowColumn("from_on", N_("From"), day(N_("From")), 3, least=_DAY),
            RowColumn("to_on", N_("To"), day(N_("To")), 3, least=_DAY),
            RowColumn("part", N_("What they do"), lambda: LineField(theme, N_("What they do")), 3),
        ),
        made,
        add=N_("Share it with a colleague"),
    )
