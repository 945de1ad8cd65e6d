"""What a file sells below the floor price, or beyond a credit limit, is refused line by line as by hand."""

from pathlib import Path

from crm_desktop.core.money import to_e6
from crm_desktop.exchange import import_run
from crm_desktop.exchange.import_request import ImportRequest
from crm_desktop.models import OrderLine
from crm_desktop.operations import parameter
from tests.builders import a_customer, a_product, a_user, role
from tests.company import Company
from tests.exchange.test_import_run import imported, living, written

HEADER = "order id,customer,order date,product,quantity,price,status,payment state"


def test_a_salesperson_imports_nothing_below_the_floor(company: Company, tmp_path: Path) -> None:
    with company.write() as work:
        ian = a_user(work, "Ian", login="ian", role_id=role("salesperson"))
        a_customer(work, "Acme", owner_id=ian)
        a_product(work, "Pump", "100", floor_price_e6=to_e6("80"))
    seen = company.seen_by("ian")
    source = written(
        tmp_path,
        HEADER,
        "1,Acme,2026-01-05,Pump,1,80,,",
        "1,Acme,2026-01-05,Pump,2,79.99,,",
        "2,Acme,2026-01-05,Pump,1,10,,",
        "3,Acme,2026-01-05,Pump,1,10,cancelled,",
        "4,Acme,2026-01-05,Pump,-1,10,,",
    )
    result = imported(seen, source, "orders")
    assert [row.line for row in result.rejected_rows] == [3, 4]
    assert {problem.reason.values["product"] for row in result.rejected_rows for problem in row.problems} == {"Pump"}
    assert result.created == 3
    cheaper = written(tmp_path, "order id,product,quantity,price", "1,Pump,1,70")
    assert [row.line for row in imported(seen, cheaper, "orders").rejected_rows] == [2]
    assert living(company, OrderLine, "net_minor") == [(-10_00,), (10_00,), (80_00,)], "cancelled, taken back, sold"
    assert imported(company, source, "orders").rejected == 0, "whoever may approve needs nobody else"


def test_no_customer_owes_more_by_a_file_than_the_limit_says(company: Company, tmp_path: Path) -> None:
    with company.write() as work:
        parameter.set_parameter(work, parameter.ON_EXCEEDING, parameter.REFUSE)
        a_customer(work, "Acme", credit_limit_minor=150_00, credit_limit_currency="CNY")
        a_customer(work, "Free")
        a_product(work, "Pump", "100")
    source = written(
        tmp_path,
        HEADER,
        "1,Acme,2026-01-05,Pump,1,100,,",
        "2,Acme,2026-01-05,Pump,1,51,,",
        "3,Acme,2026-01-05,Pump,1,900,,paid",
        "4,Acme,2026-01-05,Pump,1,900,cancelled,",
        "1,Acme,2026-01-05,Pump,7,7,,",
        "1,Acme,2026-01-05,Pump,1,1,,",
        "5,Free,2026-01-05,Pump,1,900,,",
    )
    with company.read() as reading:
        preview = import_run.prepare(reading, ImportRequest(source, "orders"))
    result = imported(company, source, "orders")
    assert [row.line for row in result.rejected_rows] == [3]
    assert preview.counts == result.counts
    more = written(tmp_path, "order id,product,quantity,price", "1,Pump,1,200")
    assert [row.line for row in imported(company, more, "orders").rejected_rows] == [2]
