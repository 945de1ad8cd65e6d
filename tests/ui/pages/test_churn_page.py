"""The page of churn warnings: computed, by money at stake, in words, worked off by keys, and emptied."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from crm_desktop.core.listing import ListSpec
from crm_desktop.core.viewer import HIDDEN
from crm_desktop.exchange.list_export import ListExport, write_list
from crm_desktop.models.limited_fields import AMOUNT
from crm_desktop.models.order import PAID
from crm_desktop.queries.churn_watch import watched_details
from crm_desktop.queries.overview import view_counts
from crm_desktop.ui.actions import faults
from crm_desktop.ui.details.churn_watch import describe
from crm_desktop.ui.pages.churn import ChurnPage
from tests.builders import a_customer, an_order, an_order_line, entry
from tests.ui.pages.office import Key, Office


def buyer(office: Office, name: str, price: str, *days_ago: int) -> str:
    with office.company.write() as work:
        customer = a_customer(work, name, owner_id=office.company.viewer.user_id)
        for each in days_ago:
            on = work.today - timedelta(each)
            lines = (an_order_line(price),)
            an_order(work, customer_id=customer, ordered_on=on, payment_state=PAID, paid_on=on, lines=lines)
    return customer


def told(office: Office, customer: str) -> str:
    with office.company.read() as reading:
        content = describe(watched_details(reading, customer), office.context)
    lines = [line for tab in content.tabs for line in (*tab.lines, *(each for of in tab.groups for each in of.lines))]
    return "\n".join(f"{line.title}, {line.note}, {line.right}" for line in lines)


def test_every_command_has_its_own_key_and_help(office: Office) -> None:
    assert faults([office.open_page(ChurnPage).actions_set.actions]) == []


def test_who_may_be_leaving_is_worked_off_by_keys_from_the_most_money_at_stake(office: Office, tmp_path: Path) -> None:
    small = buyer(office, "Small", "10", 220, 190, 160, 130, 100)
    large = buyer(office, "Large", "900", 225, 195, 165, 135, 105)
    buyer(office, "Regular", "5000", 95, 65, 35, 5)
    page = office.open_page(ChurnPage)
    page.show_view("all")
    assert office.cells(page, "name") == []
    page.actions_set.trigger("churn.score")
    assert office.cells(page, "name") == ["Large", "Small"]
    page.table.set_current(large)
    page.detail.show_tab("why")
    assert "Silent for 105 days, usually 30" in office.words(page)
    assert "By rhythm, Usual gap 30 days, 100 / 100" in told(office, large)
    office.press(Key.Key_S)
    office.field("measure").set_value("Visit with the new catalogue")
    office.save()
    page.detail.show_tab("measures")
    assert "Visit with the new catalogue" in told(office, large)
    page.table.set_current(small)
    page.table.setFocus()
    office.press(Key.Key_X)
    office.field("reason_id").set_value(entry("churn_reason", "price"))
    office.save()
    with office.company.read() as reading:
        counts = view_counts(reading, "churn")
    assert counts == {"open": 1, "mine": 1, "checks": 0, "scored": 0, "lost": 1, "won_back": 0, "all": 2}
    page.table.set_current(small)
    page.table.setFocus()
    office.press(Key.Key_B)
    with office.company.read() as reading:
        assert view_counts(reading, "churn")["lost"] == 0
    page.table.setFocus()
    office.press(Key.Key_O)
    assert office.notebook.opened[-1] == ("customer", small)
    columns = (("name", "Customer"), ("stake", "At stake"), ("overdue", "Overdue"))
    wanted = ListExport("churn", columns, ListSpec(), str(tmp_path / "churn.csv"), "en")
    unseen = replace(office.company.viewer, limits=frozenset({(AMOUNT, HIDDEN)}))
    written = []
    for viewer in (office.company.viewer, unseen):
        with office.company.database.read(viewer) as reading:
            assert write_list(reading, wanted) == 2
        written.append((tmp_path / "churn.csv").read_text("utf-8-sig").splitlines()[1])
    assert written[0].startswith("Large,4")
    assert written[1] == "Large,,3.5"
