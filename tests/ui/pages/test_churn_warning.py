"""Complaints and low scores: whoever listens hears of them, and the customer carries a warning that leads to them."""

from collections.abc import Callable
from pathlib import Path

import pytest

from crm_desktop.app.churn_signals import ChurnSignals, told_to
from crm_desktop.core.errors import Invalid
from crm_desktop.core.i18n import tr_message
from crm_desktop.core.listing import Filter, ListSpec
from crm_desktop.exchange import import_run
from crm_desktop.exchange.import_request import ImportRequest
from crm_desktop.operations import parameter
from crm_desktop.operations.churn import warn
from crm_desktop.operations.service_steps import assign_case, give_feedback, handle_case
from crm_desktop.operations.undo_step import undo
from crm_desktop.queries.churn import months_later
from crm_desktop.queries.churn_signal import COMPLAINT, LOW_SCORE, Raised
from crm_desktop.queries.customer import CUSTOMERS
from crm_desktop.queries.customer_details import customer_details
from crm_desktop.queries.today import AT_RISK, today
from crm_desktop.ui.details.customer import describe
from crm_desktop.ui.pages.customers import CustomersPage
from tests.builders import a_case, a_customer, a_user, an_order, entry
from tests.company import Company
from tests.meeting import meet
from tests.sync.conftest import laptop as laptop
from tests.ui.pages.office import Office

Heard = list[tuple[str, str, str]]


@pytest.fixture
def heard(office: Office) -> Heard:
    """What a listener was told: customer, case and why."""
    told: Heard = []
    signals = ChurnSignals(office.context, office.feed, office.company.database.reached)
    signals.setParent(office.window)
    signals.raised.connect(lambda raised: told.extend(each[:3] for each in raised))
    return told


def step(office: Office, operation: Callable[..., object]) -> None:
    """One step, told as the program tells its own."""
    with office.company.write() as work:
        operation(work)
    office.feed.announce(work.changes)


def a_complaint(office: Office, customer: str) -> str:
    made: list[str] = []
    kind = entry("case_kind", "complaint")
    step(office, lambda work: made.append(a_case(work, "Nobody calls back", customer_id=customer, kind_id=kind)))
    return made[0]


def at_risk(company: Company) -> list[tuple[str, int | None]]:
    """The customers of the list that carry the warning, with the number of reasons."""
    with company.read() as reading:
        rows = CUSTOMERS.first(reading, ListSpec((Filter("service_risk", "is", True),)), 9)
    return [(each.name, each.service_reasons) for each in rows]


def told_today(company: Company) -> list[tuple[str, int, int]]:
    with company.read() as reading:
        return [(each.title, each.complaints, each.low_scores) for each in today(reading, [AT_RISK]).items]


@pytest.fixture
def customer(office: Office) -> str:
    with office.company.write() as work:
        a_customer(work, "Anders")
        return a_customer(work, "Haverton", owner_id=office.company.viewer.user_id)


def test_a_complaint_and_a_low_score_are_told_and_undo_takes_the_reason_away(
    office: Office, heard: Heard, customer: str
) -> None:
    me = office.company.viewer.user_id
    page = office.open_page(CustomersPage)
    complaint = a_complaint(office, customer)
    assert heard == [(customer, complaint, COMPLAINT)]
    with office.company.write() as work:
        repair = a_case(work, "The screen stays dark", customer_id=customer)
        assign_case(work, repair, me)
        handle_case(work, repair, "Reset")
    office.feed.announce(work.changes)
    step(office, lambda work: give_feedback(work, repair, "Still dark", 2))
    assert heard[1:] == [(customer, repair, LOW_SCORE)]
    assert at_risk(office.company) == [("Haverton", 2)]
    assert told_today(office.company) == [("Haverton", 1, 1)]
    page.table.set_current(customer)
    page.detail.show_tab("service")
    assert "Reasons of the churn warning" in office.words(page)
    with office.company.read() as reading:
        content = describe(customer_details(reading, customer), office.context)
    assert content.chips[0].text == "Churn warning: 2"
    lines = next(tab for tab in content.tabs if tab.key == "service").groups[0].lines
    assert {(each.record_id, each.note) for each in lines} == {
        (complaint, "Complaint · New"),
        (repair, "2 / 5 · Assigned"),
    }
    step(office, undo)
    assert (at_risk(office.company), told_today(office.company)) == ([("Haverton", 1)], [("Haverton", 1, 0)])
    assert len(heard) == 2


def test_what_comes_by_merge_or_import_is_told_alike(
    office: Office, heard: Heard, laptop: Callable[[str], Company], tmp_path: Path
) -> None:
    one, other = office.company, laptop("other")
    with one.write() as work:
        customer = a_customer(work, "Haverton")
        office.feed.announce(work.changes)
    meet(one, other)
    with other.write() as work:
        case = a_case(work, customer_id=customer, kind_id=entry("case_kind", "complaint"))
    assert heard == []
    meet(one, other)
    changes = one.database.poll()
    assert changes is not None
    office.feed.announce(changes)
    assert heard == [(customer, case, COMPLAINT)]
    file = tmp_path / "cases.csv"
    file.write_text(
        "case number,subject,customer,kind,status,satisfaction,closed at\n"
        "A-1,Drift,Haverton,Repair,Archived,1,2026-11-20\n"
        "A-2,Long ago,Haverton,Repair,Archived,1,2025-11-20\n"
        "A-3,Well done,Haverton,Repair,Archived,5,2026-11-20\n",
        encoding="utf-8",
    )
    step(office, lambda work: import_run.run(work, ImportRequest(file, "cases")))
    assert [(who, why) for who, _case, why in heard[1:]] == [(customer, LOW_SCORE)]
    assert at_risk(one) == [("Haverton", 2)]


def test_settings_say_what_is_a_complaint_and_how_long_it_counts(office: Office, customer: str) -> None:
    company = office.company
    with company.write() as work:
        case = a_case(work, customer_id=customer, kind_id=entry("case_kind", "return"))
    assert at_risk(company) == []
    with company.write() as work:
        parameter.set_parameter(work, parameter.COMPLAINT_KINDS, "投诉，退换货")
    assert at_risk(company) == [("Haverton", 1)]
    with company.write() as work:
        parameter.set_parameter(work, parameter.RISK_DAYS, 10)
        assign_case(work, case, company.viewer.user_id)
        handle_case(work, case, "Taken back")
        give_feedback(work, case, "Fine", 5)
    assert at_risk(company) == [("Haverton", 1)]
    company.clock.instant = company.clock.instant.replace(month=12, day=9)
    assert at_risk(company) == []
    with company.write() as work, pytest.raises(Invalid):
        parameter.set_parameter(work, parameter.COMPLAINT_KINDS, "Complaint, Grumbling")


def test_the_owner_is_told_what_others_noted(office: Office) -> None:
    with office.company.write() as work:
        mei = a_user(work, "Mei", login="mei")
    told = Raised("c", "s", COMPLAINT, "Haverton", "Nobody calls back", mei, "somebody")
    assert told_to(mei, (told._replace(by=mei), told._replace(owner_id="else"))) is None
    said = told_to(mei, (told,))
    assert said is not None
    assert tr_message(said) == "Churn warning: Haverton, “Nobody calls back”"


def test_a_loss_is_put_off_and_confirmed_from_the_customer_who_stopped_ordering(office: Office, customer: str) -> None:
    with office.company.write() as work:
        on = months_later(work.today, -8)
        an_order(work, customer_id=customer, ordered_on=on, payment_state="paid", paid_on=on)
        assert warn(work) == 1
    page = office.open_page(CustomersPage)
    page.table.set_current(customer)
    page.detail.show_tab("service")
    assert "Churn warning" in office.words(page)

    def said() -> str:
        with office.company.read() as reading:
            content = describe(customer_details(reading, customer), office.context)
        (group,) = next(tab for tab in content.tabs if tab.key == "service").groups
        return "\n".join(f"{line.title}, {line.note}" for line in group.lines)

    assert "No paid order since" in said()
    page.actions_set.trigger("customer.postpone_loss")
    office.field("measure").set_value("Visit with the new catalogue")
    office.save()
    assert "Visit with the new catalogue" in said()
    page.actions_set.trigger("customer.confirm_loss")
    office.field("reason_id").set_value(entry("churn_reason", "price"))
    office.field("competitor").set_value("Nordlicht")
    office.save()
    assert "Price · Nordlicht" in said()
    page.actions_set.trigger("customer.take_back_loss")
    assert "Price · Nordlicht" not in said()
    assert "Visit with the new catalogue" in said()
