"""`invoices`: the register, for people and for programs; entered, corrected and voided."""

from datetime import timedelta

from crm_desktop.core.i18n import Message
from crm_desktop.core.viewer import SYSTEM
from crm_desktop.queries.viewer import viewer_of
from crm_desktop.storage.database import Database
from tests.builders import a_customer, an_order, an_order_line
from tests.cli.running import Shell


def test_invoices_are_entered_corrected_voided_and_listed(shell: Shell) -> None:
    assert shell("demo").status == 0
    database = Database.open(shell.path)
    with database.read(SYSTEM) as reading:
        viewer, day = viewer_of(reading, None), reading.today - timedelta(days=1)
    with database.write(Message("Order"), viewer) as work:
        customer = a_customer(work, "Wexham Clinic")
        an_order(work, customer_id=customer, number="SO-77777", lines=(an_order_line("87"),), tax_minor=13_00)
    database.close()
    told = shell("invoices", "--order", "SO-77777", "--amount", "60.50", "--on", day.isoformat(), "--json").data
    assert (told["customer"], told["order"], told["amount_minor"]) == ("Wexham Clinic", "SO-77777", 6_050)
    assert told["tax_minor"] == 787, "its share: 60.50 of 100.00 with 13.00 of tax"
    assert shell("invoices", "--order", "SO-77777", "--amount", "39.51").status == 1
    rest = shell("invoices", "--order", "SO-77777", "--json").data
    assert (rest["amount_minor"], rest["tax_minor"]) == (3_950, 513), "all that is left"
    note = shell("invoices", "--credit", told["number"], "--amount=-0.50", "--json").data
    assert (note["amount_minor"], note["tax_minor"]) == (-50, -7)
    assert shell("invoices", "--void", rest["number"]).status == 0
    assert shell("invoices", "--void", rest["number"]).status == 1
    listed = shell("invoices", "--view", "void", "--json").data["invoices"]
    assert listed[0]["number"] == rest["number"]
    assert told["number"] in shell("invoices", "--limit", "100000").out


def test_what_is_no_invoice_is_told_in_a_sentence(shell: Shell) -> None:
    assert shell("demo").status == 0
    for wrong in (
        ("--contract", "none"),
        ("--void", "none"),
        ("--contract", "a", "--order", "b"),
        ("--limit", "0"),
    ):
        assert shell("invoices", *wrong).status == 1
