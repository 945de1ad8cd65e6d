"""How amounts and days stand in lists of business: quotations, contracts, orders, invoices, receipts, open payments."""

from collections.abc import Callable
from datetime import date
from typing import Any

from crm_desktop.core import formats
from crm_desktop.core.i18n import language
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.theme import Tone
from crm_desktop.ui.widgets.record_table_cells import Cell, Column, Kind


def day_of(context: PageContext, name: str) -> Callable[[Any], str]:
    """How a day of a row is shown."""
    return lambda row: formats.day(getattr(row, name), language(), context.today())


def money_of(context: PageContext, name: str) -> Callable[[Any], str]:
    """How an amount of a row is shown: in the company's currency without its sign, others say what they are."""
    return lambda row: formats.money(getattr(row, name), row.currency, symbol=row.currency != context.currency)


def money_column(
    context: PageContext,
    key: str,
    title: str,
    width: int = 100,
    *,
    taken_off: str = "",
    is_hidden: bool = False,
    gives_way: int = 0,
) -> Column:
    """The column of the amount that rows call `{key}_minor`; the company's currency stands in its heading.

    `taken_off` is the attribute that says whether an amount is money that goes back.
    """
    said = money_of(context, f"{key}_minor")

    def marked(row: Any) -> Cell:
        return Cell(said(row), Tone.BAD if getattr(row, taken_off) else Tone.NEUTRAL)

    shown = marked if taken_off else said
    unit = formats.currency_symbol(context.currency).strip()
    return Column(key, title, width, Kind.MONEY, shown, unit=unit, is_hidden=is_hidden, gives_way=gives_way)


def near_day(context: PageContext, day: date | None, tone: Tone | None) -> Cell:
    """A day; with a tone it is one to be seen to, and says how near or how long ago it is."""
    if day is None:
        return Cell(formats.MISSING)
    code, today = language(), context.today()
    far = formats.day_far(day, code)
    if tone is None:
        return Cell(formats.day(day, code, today), tooltip=far)
    return Cell(formats.relative(day, code, today), tone, "circle-alert", tooltip=far)


def tone_before(context: PageContext, day: date | None, soon_days: int) -> Tone | None:
    """The tone of a last day that is near or past; None while it is far."""
    days = (day - context.today()).days if day is not None else soon_days + 1
    return None if days > soon_days else Tone.BAD if days < 0 else Tone.WARNING
