"""Values of fields that a company added, as cells of files and of pages."""

from datetime import UTC, date, datetime
from typing import Any

from crm_desktop.core import formats
from crm_desktop.core.i18n import N_, Translator
from crm_desktop.core.money import from_e6, from_minor
from crm_desktop.exchange import writer
from crm_desktop.exchange.cell import Cell
from crm_desktop.queries import custom_field as own
from crm_desktop.queries.choices import Choices
from crm_desktop.queries.custom_field import CustomFieldView
from crm_desktop.queries.list_query import ListQuery
from crm_desktop.storage.database import Reading

_WRITTEN = {
    own.INTEGER: writer.INTEGER,
    own.DECIMAL: writer.NUMBER,
    own.PERCENT: writer.SHARE,
    own.MONEY: writer.MONEY,
    own.DATE: writer.DATE,
    own.MOMENT: writer.MOMENT,
    own.FLAG: writer.FLAG,
}
FIGURES = (own.INTEGER, own.DECIMAL, own.PERCENT, own.MONEY)


def own_of(query: ListQuery[Any], key: str) -> CustomFieldView | None:
    """The own field of a list by the key of its column."""
    return next((each for each in query.own if each.key == key), None)


def written_as(of: CustomFieldView) -> str:
    """What a column of the field holds."""
    return _WRITTEN.get(of.type, writer.TEXT)


def own_cell(reading: Reading, known: Choices, of: CustomFieldView, value: Any, language: str) -> Cell:
    """A value as a file holds it."""
    if value is None or value == "":
        return None
    match of.type:
        case own.MONEY:
            return from_minor(value, of.currency or reading.currency)
        case own.DECIMAL | own.PERCENT:
            return from_e6(value)
        case own.MOMENT:
            return datetime.fromtimestamp(value / 1000, UTC).astimezone(reading.zone).replace(tzinfo=None)
        case own.CHOICES:
            return "; ".join(own.options_of(value) if isinstance(value, str) else value)
        case own.USER:
            return known.name(value, language) or value
    given: Cell = value
    return given


def own_text(reading: Reading, known: Choices, of: CustomFieldView, value: Any, language: str) -> str:
    """A value as it stands on paper."""
    found = own_cell(reading, known, of, value, language)
    if found is None:
        return formats.MISSING
    if isinstance(found, bool):
        return Translator(language).t(N_("yes") if found else N_("no"))
    if isinstance(found, datetime):
        return f"{formats.day_far(found.date(), language)} {found:%H:%M}"
    if isinstance(found, date):
        return formats.day_far(found, language)
    if of.type == own.MONEY:
        return formats.money(value, of.currency or reading.currency, symbol=bool(of.currency))
    if of.type == own.PERCENT:
        return formats.percent(found)  # type: ignore[arg-type]  # a share is a plain number
    if of.type == own.INTEGER:
        return formats.integer(value)
    return " ".join(str(found).split())
