"""The card of a customer: what invoices and payments need, and whose it was from which day on and why."""

from datetime import timedelta

from crm_desktop.operations.pool import assign, claim, release
from crm_desktop.operations.sharing import share
from crm_desktop.ui.pages.customers import CustomersPage
from tests.builders import a_customer, a_user, entry
from tests.ui.pages.office import Office


def test_the_card_tells_bank_tax_invoice_title_and_credit(office: Office) -> None:
    firm = {
        "bank": "Bank of Wuxi",
        "bank_account": "6222 0001",
        "tax_number": "91320200MA1",
        "national_tax_number": "NT-7",
        "invoice_title": "Haverton Medical Co. Ltd",
        "legal_person": "Wang Fang",
        "licence_number": "LIC-5",
    }
    with office.company.write() as work:
        limit = {"credit": 4, "credit_limit_minor": 5_000_000, "credit_limit_currency": "CNY"}
        a_customer(work, "Haverton", level_id=entry("level", "A"), **firm, **limit)
    page = office.open_page(CustomersPage)
    page.actions_set.trigger("list.open")
    page.detail.show_tab("details")
    shown = office.words(page)
    assert [value for value in firm.values() if value not in shown] == []
    assert office.value(page, "Credit grade").value() == "★★★★☆"
    office.show_column(page, "credit")
    assert office.cells(page, "credit") == ["4"]
    assert "50,000" in office.value(page, "Credit limit").value()


def test_the_card_tells_who_had_the_customer_from_which_day_and_why(office: Office) -> None:
    company = office.company
    with company.write() as work:
        mei = a_user(work, "Mei Tan", login="mei")
        customer = a_customer(work, "Haverton", pooled=True)
    for days, what in ((1, "claim"), (9, "assign"), (20, "release")):
        company.clock.instant += timedelta(days=days)
        with company.write() as work:
            if what == "claim":
                claim(work, [customer], "Met at the fair")
            elif what == "assign":
                assign(work, [customer], mei, "Speaks Thai")
            else:
                release(work, [customer], "Moved away")
    with company.write() as work:
        claim(work, [customer])
        share(work, "customer", [customer], [mei], may_write=True, until=work.today + timedelta(days=3))
    page = office.open_page(CustomersPage)
    page.actions_set.trigger("list.open")
    page.detail.show_tab("details")
    shown = office.words(page)
    told = [each for each in shown if "Met at the fair" in each or "Speaks Thai" in each or "Moved away" in each]
    assert told == ["In the public pool · Moved away", "Mei Tan · Speaks Thai", "Ada Lin · Met at the fair"]
    assert {"1 Dec", "22 Nov"} <= {each.split(" · ")[0].removeprefix("Tue ").removeprefix("Sun ") for each in shown}
    assert any(each.startswith("Mei Tan (may change it, until ") for each in shown)
