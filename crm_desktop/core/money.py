"""Exact money and quantities: totals in minor units, prices, quantities and shares in millionths; never a float."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

E6 = 1_000_000
# What is offered where a currency is chosen; any other can be written.
COMMON_CURRENCIES = ("CNY", "USD", "EUR", "GBP", "HKD", "JPY", "TWD", "SGD", "KRW", "AUD", "CAD", "CHF", "INR")
NO_MINOR = frozenset(
    {"BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF", "XPF"}
)
THREE_MINOR = frozenset({"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"})


def minor_digits(currency: str) -> int:
    """Digits after the decimal point of a currency (ISO 4217)."""
    if currency in NO_MINOR:
        return 0
    return 3 if currency in THREE_MINOR else 2


def to_e6(value: Decimal | int | str) -> int:
    """A price, quantity or share as millionths, rounded half-up."""
    return _round(Decimal(value) * E6)


def from_e6(value_e6: int) -> Decimal:
    """Millionths as a plain decimal without trailing zeros."""
    plain = (Decimal(value_e6) / E6).normalize()
    return plain if plain.as_tuple().exponent not in range(1, 40) else plain.quantize(Decimal(1))


def to_minor(value: Decimal | int | str, currency: str) -> int:
    """An amount in major units as minor units of its currency, rounded half-up."""
    return _round(Decimal(value).scaleb(minor_digits(currency)))


def from_minor(amount_minor: int, currency: str) -> Decimal:
    """Minor units as an exact decimal with the currency's digits."""
    return Decimal(amount_minor).scaleb(-minor_digits(currency))


def line_net(quantity_e6: int, unit_price_e6: int, discount_e6: int, currency: str) -> int:
    """Net amount of one line in minor units: quantity × price × (1 − discount), rounded half-up once."""
    return rounded_part(quantity_e6 * unit_price_e6, (E6 - discount_e6) * 10 ** minor_digits(currency), E6**3)


def share_of(amount_minor: int, share_e6: int) -> int:
    """A share in millionths of an amount in minor units, rounded half-up."""
    return rounded_part(amount_minor, share_e6, E6)


def rounded_part(whole: int, parts: int, of: int) -> int:
    """`whole` × `parts` ÷ `of`, rounded half-up, away from zero; a Decimal would round products of 28 digits."""
    exact = whole * parts
    return (2 * exact + of) // (2 * of) if exact >= 0 else -((of - 2 * exact) // (2 * of))


def spread(amount_minor: int, weights: Sequence[int]) -> list[int]:
    """An amount parted by weights so that the parts sum to it exactly: the largest remainders get what is left over.

    A negative amount is parted as its opposite. Weights that sum to nothing get nothing.
    """
    total = sum(weights)
    if total <= 0:
        return [0] * len(weights)
    whole = abs(amount_minor)
    parts = [divmod(whole * weight, total) for weight in weights]
    over = whole - sum(part for part, _ in parts)
    order = sorted(range(len(parts)), key=lambda place: -parts[place][1])
    more = set(order[:over])
    sign = 1 if amount_minor >= 0 else -1
    return [sign * (part + (place in more)) for place, (part, _) in enumerate(parts)]


def _round(value: Decimal) -> int:
    # `quantize` refuses numbers of more than 28 digits, which foreign files do hold.
    return int(value.to_integral_value(rounding=ROUND_HALF_UP))
