"""What money, prices, shares and currencies must look like in any draft."""

from crm_desktop.core.i18n import Message
from crm_desktop.core.money import E6
from crm_desktop.operations.validation import Problems
from crm_desktop.queries.money import AMOUNT_LIMIT

# A single unit is no dearer than a whole sum may be, in millionths of the currency.
PRICE_LIMIT = AMOUNT_LIMIT // 100 * E6


def check_amount(problems: Problems, name: str, amount_minor: int | None) -> None:
    """A sum, if given, lies between 0 and what totals can hold."""
    problems.within(name, amount_minor, 0, AMOUNT_LIMIT, Message("Give an amount of 0 or more, without extra digits."))


def check_price(problems: Problems, name: str, price_e6: int | None) -> None:
    """A price or cost a unit, if given, is not negative."""
    problems.within(name, price_e6, 0, PRICE_LIMIT, Message("Give a price of 0 or more, without extra digits."))


def check_share(problems: Problems, name: str, share_e6: int | None) -> None:
    """A share, if given, lies between nothing and the whole."""
    problems.within(name, share_e6, 0, E6, Message("Give a figure between 0 and 100 %."))


# Codes of the list that stand for no money: none, one to test with, units of bonds and of account, and metals.
_NO_MONEY = frozenset(["XXX", "XTS", "XBA", "XBB", "XBC", "XBD", "XUA", "XSU", "XDR", "XAU", "XAG", "XPT", "XPD"])


def check_currency(problems: Problems, name: str, currency: str | None) -> None:
    """A currency, if given, is three capital letters."""
    if currency is not None and not is_currency(currency):
        problems.add(name, Message("Choose a currency by its three letters, such as CNY or USD."))


def is_currency(code: str) -> bool:
    """Whether a text has the form of an ISO 4217 code, of one that is money."""
    return code not in _NO_MONEY and len(code) == 3 and code.isascii() and code.isalpha() and code.isupper()
