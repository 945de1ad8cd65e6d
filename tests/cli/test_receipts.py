"""`receipts`: what came in, for people and for programs, and one more written down."""

from datetime import timedelta

import pytest

from crm_desktop.cli.receipts import read_amount
from crm_desktop.core.errors import UserError
from crm_desktop.core.i18n import Message
from crm_desktop.core.viewer import SYSTEM
from crm_desktop.queries.viewer import viewer_of
from crm_desktop.storage.database import Database
from tests.builders import a_customer, an_order
from tests.cli.running import Shell


def test_receipts_are_written_down_and_listed(shell: Shell) -> None:
    assert shell("demo").status == 0
    database = Database.open(shell.path)
    with database.read(SYSTEM) as reading:
        viewer, day = viewer_of(reading, None), reading.today - timedelta(days=1)
    with database.write(Message("Order"), viewer) as work:
        an_order(work, customer_id=a_customer(work, "Wexham Clinic"), number="SO-77777")
    database.close()
    told = shell("receipts", "--add", "60.50", "--order", "SO-77777", "--on", day.isoformat(), "--json").data
    assert (told["customer"], told["order"], told["amount_minor"]) == ("Wexham Clinic", "SO-77777", 6_050)
    assert shell("receipts", "--add", "39.51", "--order", "SO-77777").status == 1
    assert shell("receipts", "--add=-0.50", "--refunds", told["number"]).status == 0
    refunds = shell("receipts", "--view", "refunds", "--json").data["receipts"]
    assert refunds[0]["amount_minor"] == -50
    assert told["number"] in shell("receipts", "--limit", "100000").out
    assert shell("receipts", "--order", "SO-77777", "--json").data["count"] == 2
    assert shell("receipts", "--order", "SO-77777", "--customer", "Wexham Clinic", "--json").data["count"] == 2


def test_what_is_no_receipt_is_told_in_a_sentence(shell: Shell) -> None:
    assert shell("demo").status == 0
    for wrong in (("--add", "abc"), ("--add", "5", "--on", "soon"), ("--add", "5"), ("--add", "NaN"), ("--limit", "0")):
        assert shell("receipts", *wrong).status == 1
    # What was meant for a receipt to write down does not pass for a list of all.
    assert "--add" in shell("receipts", "--on", "2026-11-01").err
    assert shell("receipts", "--contract", "CT-99999").status == 1


@pytest.mark.parametrize("written", ["12,50", "1.005", "1e3", "1,00,000", "NaN"])
def test_an_amount_is_neither_rounded_nor_guessed_at(written: str) -> None:
    with pytest.raises(UserError):
        read_amount(written, "EUR")
    assert read_amount("-1,234.50", "EUR") == -123_450
