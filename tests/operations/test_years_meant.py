"""Days of years that nobody means are refused before anything is reckoned with them."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from crm_desktop.core.errors import Invalid
from crm_desktop.operations.channel import SupplyDraft, create_supply
from crm_desktop.operations.commission_rule import CommissionRuleDraft, create_rule, end_rule
from crm_desktop.operations.payment import ReceivableDraft, add_receivable
from crm_desktop.operations.product_price import PriceDraft, create_price
from crm_desktop.storage.database import UnitOfWork
from tests.builders import a_customer, a_product, an_order
from tests.commission import a_rule
from tests.company import Company


def a_supply(work: UnitOfWork, day: date) -> str:
    return create_supply(work, SupplyDraft(a_customer(work), a_customer(work, "Birch"), to_on=day))


def a_price(work: UnitOfWork, day: date) -> str:
    return create_price(work, PriceDraft(product_id=a_product(work), price_e6=1, to_on=day))


def a_receivable(work: UnitOfWork, day: date) -> str:
    return add_receivable(work, ReceivableDraft(5, day, customer_id=a_customer(work)))


WRITTEN: tuple[tuple[str, Callable[[UnitOfWork, date], Any]], ...] = (
    ("to_on", a_supply),
    ("to_on", a_price),
    ("due_on", a_receivable),
    ("to_on", lambda work, day: create_rule(work, CommissionRuleDraft("All", work.today, day, rate_e6=1))),
    ("to_on", lambda work, day: end_rule(work, a_rule(work), day)),
    ("due_on", lambda work, day: an_order(work, due_on=day)),
)


@pytest.mark.parametrize(("field", "write"), WRITTEN)
def test_a_year_that_nobody_means_is_refused(
    company: Company, field: str, write: Callable[[UnitOfWork, date], Any]
) -> None:
    with pytest.raises(Invalid) as said, company.write() as work:
        write(work, date.max)
    assert "This year is hardly meant" in said.value.fields[field].text
    with company.write() as work:
        write(work, date(2199, 12, 31))
