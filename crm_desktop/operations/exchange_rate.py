"""Exchange rates: what one unit of another currency is worth in the company's, from a day on."""

from collections.abc import Iterable
from datetime import date

from crm_desktop.core.i18n import Message
from crm_desktop.core.money import E6, minor_digits
from crm_desktop.core.viewer import ADMINISTER
from crm_desktop.models import ExchangeRate
from crm_desktop.operations import amounts, records
from crm_desktop.operations.validation import Problems
from crm_desktop.queries import rights
from crm_desktop.queries.money import RATE_LIMIT
from crm_desktop.storage.database import UnitOfWork


def set_exchange_rate(work: UnitOfWork, currency: str, on_date: date, rate_e6: int) -> str:
    """Give, or correct, the rate of a currency from a day on; returns its id."""
    rights.require(work.viewer, ADMINISTER)
    _check(work, currency, rate_e6)
    rate_id = ExchangeRate.id_of(currency, on_date)
    rate = work.session.get(ExchangeRate, rate_id)
    if rate is None:
        work.session.add(ExchangeRate(id=rate_id, currency=currency, on_date=on_date, rate_e6=rate_e6))
    else:
        records.apply(work, rate, {"rate_e6": rate_e6, "deleted": False})
    return rate_id


def delete_exchange_rates(work: UnitOfWork, ids: Iterable[str]) -> int:
    """Delete rates; from their day on the ones before them count again. Returns how many."""
    rights.require(work.viewer, ADMINISTER)
    return records.delete(work, ExchangeRate, ids)


def _check(work: UnitOfWork, currency: str, rate_e6: int) -> None:
    problems = Problems()
    amounts.check_currency(problems, "currency", currency)
    if currency == work.currency:
        problems.add("currency", Message("This is the company's own currency. Choose another one."))
    if rate_e6 <= 0:
        problems.add("rate_e6", Message("Give a rate above 0."))
    elif rate_e6 * 10 ** minor_digits(work.currency) > RATE_LIMIT * E6 * 10 ** minor_digits(currency):
        problems.add(
            "rate_e6", Message("This rate is too large. Give what one unit is worth in {base}.", base=work.currency)
        )
    problems.refuse()
