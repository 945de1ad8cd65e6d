"""At which rates the account of a customer counts what has no bill: hours of selling, waiting for money, the future."""

from fractions import Fraction

from crm_desktop.core.money import to_minor
from crm_desktop.storage.database import Reading

SALES_HOUR, INTEREST, DISCOUNT = "profit.sales_hour", "profit.interest", "profit.discount"
DEFAULT_INTEREST, DEFAULT_DISCOUNT = 5, 10
"""In percent a year."""


def sales_hour(reading: Reading) -> int:
    """What an hour of visits and other selling costs, in minor units of the company's currency; 0 while nobody said."""
    return to_minor(_stored(reading, SALES_HOUR, 0), reading.currency)


def interest(reading: Reading) -> Fraction:
    """What a year of waiting for money costs, as a part of it."""
    return Fraction(_stored(reading, INTEREST, DEFAULT_INTEREST), 100)


def discount(reading: Reading) -> Fraction:
    """How much less money of a year later is worth, as a part of it."""
    return Fraction(_stored(reading, DISCOUNT, DEFAULT_DISCOUNT), 100)


TIERS = ("tier.first", "tier.second", "tier.third")
"""How much a customer must buy in twelve months for the highest level of the list, the next, and the one after."""


def tier_limits(reading: Reading) -> tuple[int, ...]:
    """The least sales of each level that has any, in minor units of the company's currency, the highest level first."""
    found: list[int] = []
    for name in TIERS:
        least = _stored(reading, name, 0)
        if not least:
            break
        found.append(to_minor(least, reading.currency))
    return tuple(found)


def _stored(reading: Reading, name: str, usual: int) -> int:
    rows = reading.plain("SELECT value FROM parameter WHERE name = ? AND deleted = 0", (name,))
    text = str(rows[0][0] or "") if rows else ""
    return int(text) if text.isascii() and text.isdigit() else usual
