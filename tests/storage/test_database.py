"""The company file: created, opened, written in whole steps, read without waiting."""

import contextlib
import gc
import sys
import threading
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as driver
from sqlalchemy import Connection, select, text
from sqlalchemy.exc import DBAPIError

from crm_desktop.core.clock import FixedClock
from crm_desktop.core.errors import Damaged, MachineError, Problem, UserError
from crm_desktop.core.i18n import Message
from crm_desktop.core.viewer import SYSTEM
from crm_desktop.models import Customer
from crm_desktop.operations.parameter import COMPANY_ZONE, set_parameter
from crm_desktop.queries.integrity import findings
from crm_desktop.storage import numbers, statistics
from crm_desktop.storage.database import Database
from tests.builders import a_customer
from tests.company import Company


def names(company: Company) -> list[str]:
    """The names of the customers there are."""
    with company.read() as reading:
        return list(reading.session.scalars(select(Customer.name).order_by(Customer.name)))


def test_a_step_that_fails_leaves_nothing(company: Company) -> None:
    def half_a_step() -> None:
        with company.write() as work:
            a_customer(work, "Acme")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        half_a_step()
    assert names(company) == []
    with company.read() as reading:
        assert findings(reading) == []


def test_a_dangling_reference_refuses_the_whole_step(company: Company) -> None:
    def orphan() -> None:
        with company.write() as work:
            a_customer(work, "Acme")
            work.session.add(Customer(id=work.new_id(), number="C-2", name="Lost", parent_id="0" * 32, created_at=1))

    with pytest.raises(DBAPIError, match="FOREIGN KEY"):
        orphan()
    assert names(company) == []


def test_an_error_of_the_database_tells_no_customers_data(company: Company) -> None:
    with pytest.raises(DBAPIError) as refused, company.write() as work:
        work.session.add(Customer(id="0" * 32, number="C-1", name="Secret Ltd", created_at=None))
    assert "Secret" not in str(refused.value)


def test_changes_name_every_record_once_and_only_after_the_commit(company: Company) -> None:
    with company.write() as work:
        acme = a_customer(work, "Acme")
        assert not work.changes
    assert work.changes.entities["customer"] == {acme}


def test_a_reader_sees_one_state_while_another_writes(company: Company) -> None:
    with company.read() as reading:
        assert reading.session.scalars(select(Customer.name)).all() == []
        with company.write() as work:
            a_customer(work, "Acme")
        assert reading.session.scalars(select(Customer.name)).all() == []
    assert names(company) == ["Acme"]


def test_writers_queue_up(company: Company) -> None:
    def add(number: int) -> None:
        with company.write() as work:
            a_customer(work, f"Customer {number}")

    threads = [threading.Thread(target=add, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(names(company)) == 8
    with company.read() as reading:
        numbers = reading.session.scalars(select(Customer.number)).all()
    assert len(set(numbers)) == 8


def test_another_program_on_the_file_is_noticed(company: Company) -> None:
    other = Database.open(company.database.path, company.clock)
    assert not company.database.poll()
    with other.write(Message("Elsewhere"), company.viewer) as work:
        acme = a_customer(work, "Acme")
    other.close()
    assert company.database.poll().entities["customer"] == {acme}
    assert not company.database.poll()


def test_a_file_changed_by_hand_is_closed_as_foreign_at_the_next_start(company: Company, clock: FixedClock) -> None:
    with company.write() as work:
        a_customer(work, "Acme")
    by_hand = driver.connect(str(company.database.path))
    by_hand.execute("UPDATE customer SET city = 'Bonn'")
    by_hand.commit()
    by_hand.close()
    opened = Database.open(company.database.path, clock)
    with opened.read(SYSTEM) as reading:
        label = reading.session.scalar(text("SELECT label FROM sync_txn ORDER BY seq DESC LIMIT 1"))
        assert findings(reading) == []
    opened.close()
    assert "another program" in str(label)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "it has 0 bytes"),
        (b"hello", "not a company file"),
        (b"SQLite format 3\x00" + b"\x00" * 84, "not a company file"),
        (b"PK\x03\x04" + bytes(range(256)) * 40, "not a company file"),
    ],
)
def test_a_file_that_is_no_company_is_refused_and_left_alone(tmp_path: Path, content: bytes, says: str) -> None:
    path = tmp_path / "other.crm"
    path.write_bytes(content)
    with pytest.raises(Problem, match=says):
        Database.open(path)
    assert path.read_bytes() == content


def test_a_foreign_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "music.crm"
    other = driver.connect(str(path))
    other.execute("CREATE TABLE song(title TEXT)")
    other.commit()
    other.close()
    with pytest.raises(UserError, match="not a company file"):
        Database.open(path)


def test_a_damaged_file_is_told_so(company: Company) -> None:
    company.database.close()
    path = company.database.path
    content = bytearray(path.read_bytes())
    content[100:4096] = b"\xff" * (4096 - 100)
    path.write_bytes(content)
    with pytest.raises(MachineError, match="damaged"):
        Database.open(path)


def test_a_newer_file_is_refused(company: Company) -> None:
    company.database.close()
    by_hand = driver.connect(str(company.database.path))
    by_hand.execute("PRAGMA user_version = 99")
    by_hand.close()
    with pytest.raises(MachineError, match="newer version"):
        Database.open(company.database.path)


def test_creating_never_overwrites(company: Company) -> None:
    with pytest.raises(UserError, match="exists already"):
        Database.create(company.database.path)


def test_a_key_encrypts_the_file(tmp_path: Path, clock: FixedClock) -> None:
    path = tmp_path / "sealed.crm"
    Database.create(path, clock, key="it's secret").close()
    assert not path.read_bytes().startswith(b"SQLite format 3")
    with pytest.raises(Problem):
        Database.open(path, clock)
    Database.open(path, clock, key="it's secret").close()


def test_an_encrypted_file_is_told_from_a_damaged_one(tmp_path: Path, clock: FixedClock) -> None:
    """Nothing in the program makes one yet."""
    path = tmp_path / "company.crm"
    Database.create(path, clock, key="it's secret").close()
    before = path.read_bytes()
    with pytest.raises(Damaged, match="is encrypted"):
        Database.open(path, clock)
    assert path.read_bytes() == before


@pytest.mark.parametrize("text", [b"CREATE TABLE", b"CREATE INDEX"])
def test_a_file_whose_description_is_no_text_is_damaged(tmp_path: Path, clock: FixedClock, text: bytes) -> None:
    """SQLite quotes it in what it says, which the driver cannot read."""
    path = tmp_path / "company.crm"
    Database.create(path, clock).close()
    path.write_bytes(path.read_bytes().replace(text, b"CREAT\xc2" + text[6:]))
    with pytest.raises(Damaged, match="Restore a backup"):
        Database.open(path, clock)


def test_a_file_of_zero_bytes_is_damaged_and_stays_as_it_is(tmp_path: Path, clock: FixedClock) -> None:
    """So that its newest backup is offered."""
    path = tmp_path / "company.crm"
    path.touch()
    with pytest.raises(Damaged, match="0 bytes"):
        Database.open(path, clock)
    assert path.read_bytes() == b""


def test_numbers_follow_their_pattern_and_are_never_handed_out_twice(company: Company) -> None:
    with company.write() as work:
        first = work.next_numbers("customer", 3)
    with contextlib.suppress(RuntimeError), company.write() as work:
        work.next_number("customer")
        raise RuntimeError
    with company.write() as work:
        later = work.next_numbers("customer", 250)
    assert first == ["C-00001", "C-00002", "C-00003"]
    assert later[0] == "C-00004"
    assert len(set(later)) == 250


@pytest.mark.parametrize(
    ("pattern", "written"), [("C-###", "C-007"), ("#", "7"), ("#-#", "7-#"), ("A##B###", "A07B###"), ("none", "none7")]
)
def test_the_first_run_of_signs_becomes_the_digits(pattern: str, written: str) -> None:
    assert numbers.written(7, pattern) == written


def test_a_file_that_could_not_be_laid_out_is_taken_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_connection: Connection) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(statistics, "install", refuse)
    with pytest.raises(MachineError, match="No space left"):
        Database.create(tmp_path / "new.crm")
    assert list(tmp_path.iterdir()) == []


def test_today_is_the_companys_day_from_the_first_moment_on(company: Company, clock: FixedClock) -> None:
    clock.instant = datetime(2026, 11, 21, 20, tzinfo=UTC)
    reopened = Database.open(company.database.path, clock)
    assert reopened.today() == date(2026, 11, 22)
    with company.write() as work:
        set_parameter(work, COMPANY_ZONE, "Europe/Berlin")
    assert company.database.today() == date(2026, 11, 21)
    assert reopened.poll()
    assert reopened.today() == date(2026, 11, 21)
    reopened.close()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows lets nobody move an open file")
@pytest.mark.parametrize("becomes", ["deleted", "moved", "replaced"])
def test_nothing_is_written_to_a_file_nobody_would_find_again(company: Company, becomes: str) -> None:
    path = company.database.path
    content = path.read_bytes()
    moved = path.rename(path.with_name("elsewhere.crm"))
    if becomes == "replaced":
        path.write_bytes(content)
    elif becomes == "deleted":
        moved.unlink()
    with (
        pytest.raises(MachineError, match=r"was moved, deleted or replaced.*Put it back.*backup"),
        company.write() as work,
    ):
        a_customer(work)
    if becomes == "moved":
        moved.rename(path)
        with company.write() as work:
            a_customer(work)


def test_nothing_holds_the_file_once_it_is_closed(company: Company) -> None:
    """Nor a reader that was lent while the readers were renewed, though nobody collects what is left in cycles."""
    gc.disable()
    try:
        with company.read():
            company.database.rest()
        company.database.close()
        alone = driver.connect(str(company.database.path), timeout=0)
        assert alone.execute("PRAGMA journal_mode = DELETE").fetchone() == ("delete",)
        alone.close()
    finally:
        gc.enable()
