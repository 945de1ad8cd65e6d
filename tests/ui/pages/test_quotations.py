"""The page of quotations: found by number, sent, accepted, declined and made anew by keys, and written to a file."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from crm_desktop.core.listing import ListSpec
from crm_desktop.exchange.list_export import ListExport, write_list
from crm_desktop.operations.quotation import create_quotation, new_quotation, send_quotation
from crm_desktop.queries.overview import view_counts
from crm_desktop.queries.quotation import QuotationRow, quotations_of
from crm_desktop.ui.actions import faults
from crm_desktop.ui.pages.quotations import QuotationsPage
from tests.builders import a_customer, a_line, an_opportunity
from tests.ui.pages.office import Key, Office


@pytest.fixture
def deal(office: Office) -> str:
    """A deal with a quotation that is still a draft."""
    with office.company.write() as work:
        made = an_opportunity(work, "Probes", customer_id=a_customer(work), lines=(a_line("100", "3"),))
        work.session.flush()
        create_quotation(work, new_quotation(work, made))
    return made


def quotations(office: Office, deal: str) -> list[QuotationRow]:
    with office.company.read() as reading:
        return list(quotations_of(reading, opportunity_id=deal))


def opened(office: Office, view: str) -> QuotationsPage:
    page = office.open_page(QuotationsPage)
    page.show_view(view)
    page.table.setFocus()
    return page


def test_every_command_has_its_own_key_and_help(office: Office) -> None:
    assert faults([office.open_page(QuotationsPage).actions_set.actions]) == []


def test_a_quotation_is_sent_accepted_and_made_anew_by_keys(office: Office, deal: str) -> None:
    opened(office, "all")
    for key, status in ((Key.Key_D, "sent"), (Key.Key_W, "accepted")):
        office.press(key)
        assert [each.status for each in quotations(office, deal)] == [status]
    office.press(Key.Key_R)
    assert [each.name for each in quotations(office, deal)] == ["Q-00001/2", "Q-00001"]


def test_why_it_was_declined_is_asked_for(office: Office, deal: str) -> None:
    with office.company.write() as work:
        send_quotation(work, quotations(office, deal)[0].id)
    opened(office, "valid")
    office.press(Key.Key_X)
    office.field("reason").set_value("Too dear")
    office.save()
    assert quotations(office, deal)[0].status == "declined"


def test_one_is_made_that_belongs_to_no_deal(office: Office, deal: str) -> None:
    page = opened(office, "all")
    office.press(Key.Key_N)
    office.type("title", "Spare parts")
    office.save()
    assert sorted(row.title for row in office.rows(page)) == ["Probes", "Spare parts"]


def test_views_tell_what_holds_and_what_is_about_to_end(office: Office, deal: str) -> None:
    today = office.company.database.today()
    with office.company.write() as work:
        for days in (3, 40):
            draft = replace(new_quotation(work, deal), valid_until=today + timedelta(days=days))
            send_quotation(work, create_quotation(work, draft))
    with office.company.read() as reading:
        counts = view_counts(reading, "quotation")
    assert {name: counts[name] for name in ("valid", "expiring", "drafts", "accepted", "all")} == {
        "valid": 2,
        "expiring": 1,
        "drafts": 1,
        "accepted": 0,
        "all": 3,
    }


def test_the_list_is_written_to_a_file(office: Office, deal: str, tmp_path: Path) -> None:
    columns = (("number", "Number"), ("customer", "Customer"), ("net", "Net amount"), ("status", "Status"))
    target = tmp_path / "quotations.csv"
    with office.company.read() as reading:
        assert write_list(reading, ListExport("quotation", columns, ListSpec(), str(target), "en")) == 1
    assert "Q-00001,Haverton Medical,300,Draft" in target.read_text("utf-8-sig").replace("300.00", "300")
