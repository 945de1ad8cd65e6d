"""What a customer brings and costs, on its detail side: each line leads to the list of what it counts."""

from datetime import timedelta

import pytest

from crm_desktop.core.listing import Filter, ListSpec
from crm_desktop.core.money import to_e6
from crm_desktop.operations import parameter
from crm_desktop.operations.service_work import WorkDraft, note_work
from crm_desktop.queries.customer_profit import customer_profit
from crm_desktop.ui.detail_content import Group
from crm_desktop.ui.details.profit import profit_groups
from crm_desktop.ui.pages.customers import CustomersPage
from crm_desktop.ui.pages.orders import OrdersPage
from crm_desktop.ui.profit_figures import PROFIT_FIGURE, open_profit_figure
from crm_desktop.ui.widgets.filter_chip import FilterChip
from crm_desktop.ui.widgets.line_button import LineButton
from tests.builders import a_case, a_customer, an_order, an_order_line
from tests.ui.pages.office import Office


@pytest.fixture
def customer(office: Office) -> str:
    """1,050 sold for 600 and something, 80 minutes of service at 90 an hour, and 25.50 beside."""
    with office.company.write() as work:
        parameter.set_parameter(work, parameter.HOUR_COST, 90)
        found = a_customer(work, "Haverton Medical")
        an_order(work, customer_id=found, lines=(an_order_line("1000", unit_cost_e6=to_e6("600")), an_order_line("50")))
        note_work(work, WorkDraft(a_case(work, customer_id=found), minutes=80, cost_minor=2550))
    return found


def groups(office: Office, page: CustomersPage, customer_id: str) -> tuple[Group, ...]:
    with office.company.read() as reading:
        return profit_groups(customer_id, customer_profit(reading, customer_id), page.context)


def test_what_is_left_of_a_customer_is_told_line_by_line(office: Office, customer: str) -> None:
    page = office.open_page(CustomersPage)
    page.table.set_current(customer)
    page.detail.later.read_now()
    page.detail.show_tab("business")
    told = set(office.words(page))
    assert "Profit account, 12 months" in told
    assert "Profit account, in all" not in told, "what is the same is said once"
    (year,) = groups(office, page, customer)
    assert [(line.title, line.note, line.right) for line in year.lines] == [
        ("Orders", "net", "¥1,050"),
        ("Cost of orders", "cost of 1 line unknown", "−¥600"),
        ("Service time", "1 h 20 min × ¥90", "−¥120"),
        ("Service costs", "", "−¥25.50"),
        ("What is left", "", "¥304.50"),
    ]
    shown = [each.accessibleName() for each in page.detail.findChildren(LineButton) if each.isVisible()]
    assert all(any(line.title in each and line.right in each for each in shown) for line in year.lines)


def test_each_line_leads_to_the_list_of_what_it_counts(office: Office, customer: str) -> None:
    today = office.company.database.today()
    with office.company.write() as work:
        an_order(work, customer_id=customer, ordered_on=today - timedelta(days=500))
    page = office.open_page(CustomersPage)
    year, whole = groups(office, page, customer)
    first = today.replace(year=today.year - 1) + timedelta(days=1)
    assert whole.lines[0].right == "¥1,150"
    for group, days in ((year, [(first.isoformat(), today.isoformat())]), (whole, [])):
        office.notebook.lists.clear()
        for line in group.lines[:-1]:
            assert line.kind == PROFIT_FIGURE
            open_profit_figure(office.notebook, line.record_id)
        orders, _goods, time, costs = office.notebook.lists
        mine, sold = Filter("customer", "is", customer), Filter("is_sold", "is", True)
        assert orders == _goods
        assert (orders[0], orders[1].filters) == (
            "sales_order",
            (mine, sold, *(Filter("ordered_on", "between", each) for each in days)),
        )
        noted = [Filter("worked_on", "between", each) for each in days] or [Filter("worked_on", "not_empty")]
        assert time == costs
        assert (time[0], time[1].filters) == ("service_case", (mine, *noted))


def test_the_list_it_leads_to_says_whose_it_is(office: Office, customer: str) -> None:
    page = office.open_page(OrdersPage)
    for shown, said in ((customer, "Haverton Medical"), ("0" * 32, "other")):
        page.show_spec(ListSpec((Filter("customer", "is", shown),)))
        words = [each.words() for each in page.findChildren(FilterChip) if each.isVisible()]
        assert ("Customer", "is", said) in words
