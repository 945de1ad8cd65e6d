"""What a statement that names the records it refers to keeps in memory."""

from typing import Any

import pytest
from sqlalchemy import Alias

from crm_desktop.models import Order
from crm_desktop.queries.names import customer_name, user_name


@pytest.mark.parametrize("named", [customer_name(Order.customer_id), user_name(Order.owner_id)])
def test_a_name_brings_along_no_other_column_of_its_kind(named: Any) -> None:
    (kind,) = (each for each in named.element.get_final_froms() if isinstance(each, Alias))
    assert set(kind.c.keys()) == {"id", "name"}
