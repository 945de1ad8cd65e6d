"""Which orders can be purchases; apart from `purchases`, so that who asks this alone loads no library for numbers."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Select, Text, type_coerce

from crm_desktop.models import Order
from crm_desktop.models.order import CANCELLED


def counted(
    statement: Select[Any], as_of: date, owners: frozenset[str] | None = None, only: Sequence[str] | None = None
) -> Select[Any]:
    """A statement over orders narrowed to those that can be purchases up to a day.

    Of the orders of some owners, or of some customers, only when given.
    """
    statement = statement.where(
        Order.deleted.is_(False),
        Order.status != CANCELLED,
        Order.customer_id.is_not(None),
        type_coerce(Order.ordered_on, Text) <= as_of.isoformat(),
    )
    if owners is not None:
        statement = statement.where(Order.owner_id.in_(sorted(owners)))
    return statement if only is None else statement.where(Order.customer_id.in_(sorted(only)))
