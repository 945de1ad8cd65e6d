"""Lines of quotations, orders and contracts on paper, with taxes and the total, which capital characters repeat."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from crm_desktop.core import formats
from crm_desktop.core.capital_amount import capital_amount
from crm_desktop.core.i18n import CHINESE, N_
from crm_desktop.core.money import from_e6
from crm_desktop.reports.business_paper import Block, amount, sums
from crm_desktop.reports.document import Composer
from crm_desktop.reports.speech import Speech
from crm_desktop.reports.tables import Table, TableColumn, set_table

# What is sold is shortened for nobody who signs it.
_SOLD_LINES, _DISCOUNT = 20, 4
_RENMINBI = "CNY"


class SoldLine(Protocol):
    """A product or service with its price, as the views of all three kinds say it."""

    @property
    def product(self) -> str | None: ...

    @property
    def description(self) -> str | None: ...

    @property
    def unit(self) -> str | None: ...

    @property
    def quantity_e6(self) -> int: ...

    @property
    def unit_price_e6(self) -> int: ...

    @property
    def discount_e6(self) -> int: ...

    @property
    def net_minor(self) -> int | None: ...


def lines_table(
    lines: Sequence[SoldLine], net_minor: int | None, currency: str, heading: str, continued: str, speak: Speech
) -> Block:
    """The table of what is sold, with the sum without tax."""
    columns = [
        TableColumn(speak.t(N_("No."))),
        TableColumn(heading, flexible=True, strong=True, most_lines=_SOLD_LINES),
        TableColumn(speak.t(N_("Quantity")), numeric=True, wraps=True, most_lines=_SOLD_LINES),
        TableColumn(speak.t(N_("Unit price")), numeric=True),
        TableColumn(speak.t(N_("Discount")), numeric=True),
        TableColumn(speak.t(N_("Net, {currency}"), currency=currency), numeric=True),
    ]
    rows = [_row(number, line, currency) for number, line in enumerate(lines, 1)]
    rows.append(["", speak.t(N_("Sum without tax")), "", "", "", amount(net_minor, currency)])
    if not any(line.discount_e6 for line in lines):
        # An empty column would say nothing.
        columns.pop(_DISCOUNT)
        for row in rows:
            row.pop(_DISCOUNT)
    *whole, total = (tuple(row) for row in rows)
    said = speak.t(N_("{title}, continued"), title=continued)

    def block(composer: Composer) -> None:
        composer.y += 2
        set_table(composer, Table("", tuple(columns), tuple(whole), total, continued=said))

    return block


def tax_rows(taxes: Mapping[int, int], currency: str, speak: Speech) -> list[tuple[str, str]]:
    """A label and an amount for each rate of tax there is, the lowest first."""
    return [
        (speak.t(N_("Tax {rate}"), rate=formats.percent_in_full(from_e6(rate))), amount(tax, currency))
        for rate, tax in sorted(taxes.items())
    ]


def to_pay(rows: Sequence[tuple[str, str]], total_minor: int | None, currency: str, speak: Speech) -> Block:
    """What is added to the net amount, and what is to be paid; renminbi on a Chinese form in capitals, too."""
    shown = formats.money(total_minor, currency, symbol=True, cents=True)
    return sums([*rows, (speak.t(N_("Total to pay")), shown)], in_capitals(total_minor, currency, speak))


def in_capitals(minor: int | None, currency: str, speak: Speech) -> str:
    """An amount of renminbi as a Chinese form repeats it; nothing for others."""
    if minor is None or currency != _RENMINBI or speak.language != CHINESE:
        return ""
    return speak.t(N_("Renminbi in capitals: {amount}"), amount=capital_amount(minor))


def _row(number: int, line: SoldLine, currency: str) -> list[str]:
    name = " · ".join(part for part in dict.fromkeys((line.product, line.description)) if part)
    quantity = formats.number(from_e6(line.quantity_e6))
    return [
        str(number),
        " ".join(name.split()),
        f"{quantity} {line.unit}" if line.unit else quantity,
        formats.unit_price(line.unit_price_e6, currency),
        formats.percent_in_full(from_e6(line.discount_e6), 1) if line.discount_e6 else "",
        amount(line.net_minor, currency),
    ]
