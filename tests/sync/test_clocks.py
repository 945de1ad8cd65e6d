"""Clocks that are wrong: no step waits for one, nothing is lost, and people are told which to set right."""

from datetime import timedelta
from pathlib import Path

import pytest

from crm_desktop.core.i18n import tr_message
from crm_desktop.models import Customer
from crm_desktop.storage import clocks
from crm_desktop.sync import clocks as warnings
from crm_desktop.sync.exchange import open_team
from crm_desktop.sync.settings import last_sync
from crm_desktop.sync.share import share
from tests.company import Company
from tests.sync.conftest import Laptop
from tests.sync.meeting import add_customer, meet_at, names_on
from tests.sync.states import assert_alike

YEAR = timedelta(days=365)
NOW_MS = 1_800_000_000_000


def call(company: Company, customer: str, phone: str) -> None:
    """One edit."""
    with company.write() as work:
        work.session.get_one(Customer, customer).phone = phone


def phone_on(company: Company, customer: str) -> str | None:
    """What a laptop shows."""
    with company.read() as reading:
        return reading.session.get_one(Customer, customer).phone


@pytest.mark.parametrize("years", [40, 8, 0, -30])
def test_a_stamp_follows_what_is_known_and_no_clock_that_is_decades_ahead(years: int) -> None:
    newest = NOW_MS << 16
    wall = NOW_MS + years * 365 * 24 * 3600 * 1000
    made = clocks.stamp(wall, newest)
    assert made == (wall << 16 if years == 8 else newest + 1)
    assert made <= clocks.latest(newest)


def test_what_is_written_by_a_clock_decades_ahead_reaches_the_others_at_once(
    company: Company, laptop: Laptop, tmp_path: Path
) -> None:
    hub, eager = str(tmp_path / "hub"), laptop("eager")
    customer = add_customer(company, "Haverton")
    meet_at(hub, company)
    meet_at(hub, eager)
    eager.clock.instant += 40 * YEAR
    call(eager, customer, "1")
    add_customer(eager, "Zenith")
    told = meet_at(hub, eager).clock
    assert told is not None
    assert "this computer" in tr_message(told)
    done = meet_at(hub, company)
    assert (done.brought, done.held, names_on(company)) == (2, 0, {"Haverton", "Zenith"})
    assert done.clock is not None
    assert "14600 days" in tr_message(done.clock)
    # It does not win for decades to come either.
    call(company, customer, "2")
    meet_at(hub, company)
    meet_at(hub, eager)
    assert (phone_on(company, customer), phone_on(eager, customer)) == ("2", "2")


def test_after_the_clock_is_set_right_nothing_is_left_to_tell(company: Company, laptop: Laptop, tmp_path: Path) -> None:
    hub, eager, third = str(tmp_path / "hub"), laptop("eager"), laptop("third")
    for each in (company, eager, third):
        meet_at(hub, each)
    eager.clock.instant += 40 * YEAR
    add_customer(eager, "Before")
    eager.clock.instant -= 40 * YEAR
    add_customer(eager, "After")
    assert meet_at(hub, eager).clock is None
    for each in (company, third):
        done = meet_at(hub, each)
        assert (done.held, done.clock) == (0, None)
        assert {"Before", "After"} <= names_on(each)
    for each in (company, eager, third):
        meet_at(hub, each)
    assert_alike(company, eager, third)


def test_a_clock_that_is_hours_ahead_is_told_by_its_name(company: Company, laptop: Laptop, tmp_path: Path) -> None:
    hub, ahead = str(tmp_path / "hub"), laptop("ahead")
    meet_at(hub, company)
    ahead.clock.instant += timedelta(hours=3)
    add_customer(ahead, "Zenith")
    assert meet_at(hub, ahead).clock is None
    done = meet_at(hub, company)
    assert done.clock is not None
    assert "3 hours" in tr_message(done.clock)
    company.clock.instant += timedelta(hours=3)
    assert warnings.warning(company.database) is None


def test_what_was_told_of_a_clock_for_a_week_is_told_again_only_of_new_steps(
    company: Company, laptop: Laptop, tmp_path: Path
) -> None:
    hub, eager = str(tmp_path / "hub"), laptop("eager")
    eager.clock.instant += 40 * YEAR
    add_customer(eager, "Zenith")
    for each in (eager, company):
        meet_at(hub, each)
    add_customer(company, "Haverton")
    assert meet_at(hub, company).clock is not None
    company.clock.instant += timedelta(days=8)
    assert meet_at(hub, company).clock is None
    add_customer(eager, "Moor")
    meet_at(hub, eager)
    assert meet_at(hub, company).clock is not None


def test_a_clock_that_was_decades_ahead_puts_off_no_look_at_the_whole_shared_file(
    company: Company, tmp_path: Path
) -> None:
    hub = str(tmp_path / "hub")
    company.clock.instant += 40 * YEAR
    share(company.database, hub, "folder")
    company.clock.instant -= 40 * YEAR
    open_team(company.database).sync()
    assert last_sync(company.database).scrubbed_ms == last_sync(company.database).at_ms == company.clock.now_ms()
