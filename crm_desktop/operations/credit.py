"""What becomes of an order or a contract that passes the credit limit of its customer: as the company decided."""

from crm_desktop.core.errors import Invalid
from crm_desktop.core.i18n import Message
from crm_desktop.models import Customer
from crm_desktop.operations import parameter
from crm_desktop.queries.balance import credit_passed
from crm_desktop.storage.database import Reading, UnitOfWork


def refuse_beyond(work: UnitOfWork, customer_id: str | None, more_minor: int, currency: str) -> None:
    """Nobody owes more than the limit says, where the company refuses that."""
    said = _passing(work, customer_id, more_minor, currency, (parameter.REFUSE,))
    if said is not None:
        raise Invalid({"customer_id": said})


def warning(reading: Reading, customer_id: str | None, more_minor: int, currency: str) -> Message | None:
    """What a form says before so much more is owed; None where all is well, or nobody wants to be told."""
    return _passing(reading, customer_id, more_minor, currency, (parameter.WARN, parameter.REFUSE))


def _passing(
    reading: Reading, customer_id: str | None, more_minor: int, currency: str, told: tuple[str, ...]
) -> Message | None:
    customer = reading.session.get(Customer, customer_id) if customer_id and more_minor > 0 else None
    # Hardly any customer has a limit; of the others nothing more is asked.
    if customer is None or customer.credit_limit_minor is None:
        return None
    if parameter.value(reading, parameter.ON_EXCEEDING) not in told:
        return None
    return credit_passed(reading, customer.id, more_minor, currency)
