"""A damaged file gives back what can be read of it, wherever the damage is; nothing ever makes the rescue fail."""

import random
import shutil
from contextlib import closing
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as driver

from crm_desktop.core.clock import FixedClock
from crm_desktop.core.errors import UserError
from crm_desktop.core.i18n import Message
from crm_desktop.core.viewer import SYSTEM
from crm_desktop.queries.integrity import findings
from crm_desktop.storage import backup
from crm_desktop.storage.database import Database
from crm_desktop.storage.pages import PageFile
from crm_desktop.sync.rescuing import rescue
from tests.builders import a_contact, a_customer
from tests.company import NOW, found_company

COUNT = 120


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed company file with customers, each with a person; made once."""
    folder = tmp_path_factory.mktemp("rescue")
    database = found_company(folder / "team.crm", FixedClock.at(NOW))
    for at in range(6):
        with database.write(Message(f"Part {at}"), SYSTEM) as work:
            for number in range(at * COUNT // 6, (at + 1) * COUNT // 6):
                a_contact(work, f"Person {number}", a_customer(work, f"Customer {number}", note="x" * 300))
    database.close()
    backup.copy(database.path, folder / "copy.crm")
    return folder / "copy.crm"


@pytest.fixture
def whole(made: Path, tmp_path: Path) -> Path:
    """A copy of it to be damaged."""
    return Path(shutil.copyfile(made, tmp_path / "copy.crm"))


def customers(path: Path, *, is_checked: bool = False) -> set[str]:
    """The names of the customers of a file, which is checked on request."""
    database = Database.open(path, read_only=True)
    try:
        with database.read(SYSTEM) as reading:
            assert not is_checked or findings(reading) == []
            return {name for (name,) in reading.plain("SELECT name FROM customer WHERE deleted = 0")}
    finally:
        database.close()


ALL = {f"Customer {number}" for number in range(COUNT)}


def test_a_whole_file_comes_back_whole_with_its_history(whole: Path, tmp_path: Path) -> None:
    done = rescue(whole, tmp_path / "out.crm")
    assert done.lost == []
    assert (done.steps, done.steps_known, done.added) == (7, 7, 0)
    assert customers(tmp_path / "out.crm", is_checked=True) == ALL
    assert backup.verify(tmp_path / "out.crm").workspace == backup.verify(whole).workspace


def test_without_its_first_page_all_is_found_on_the_others(whole: Path, tmp_path: Path) -> None:
    content = bytearray(whole.read_bytes())
    content[:4096] = bytes(4096)
    whole.write_bytes(content)
    done = rescue(whole, tmp_path / "out.crm")
    assert done.steps >= 6
    assert customers(tmp_path / "out.crm") == ALL


@pytest.mark.parametrize("in_front", [b"received by mail: ", bytes(100), None], ids=["words", "zeros", "cut off"])
def test_a_file_whose_pages_were_moved_is_read_all_the_same(
    whole: Path, tmp_path: Path, in_front: bytes | None
) -> None:
    content = whole.read_bytes()
    whole.write_bytes(content[100:] if in_front is None else in_front + content)
    done = rescue(whole, tmp_path / "out.crm")
    assert done.is_whole is (in_front is not None)
    assert customers(tmp_path / "out.crm") == ALL


def test_a_lost_journal_leaves_the_records(whole: Path, tmp_path: Path) -> None:
    by_hand = driver.connect(str(whole))
    by_hand.executescript("DROP TABLE sync_change; DROP TABLE sync_txn; VACUUM;")
    by_hand.close()
    done = rescue(whole, tmp_path / "out.crm")
    assert done.steps == 0
    assert customers(tmp_path / "out.crm") == ALL


def test_an_altered_step_ends_the_history_and_the_records_stay(whole: Path, tmp_path: Path) -> None:
    by_hand = driver.connect(str(whole))
    with by_hand:
        by_hand.execute("UPDATE sync_txn SET actor = 'eve' WHERE seq = 4")
    by_hand.close()
    done = rescue(whole, tmp_path / "out.crm")
    assert (done.steps, done.steps_known) == (3, 7)
    assert "could not be taken over: 4" in str(done.lost[0])
    assert customers(tmp_path / "out.crm") == ALL


@pytest.mark.parametrize("seed", range(2))
def test_random_damage_never_stops_it_and_most_is_saved(whole: Path, tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    content = bytearray(whole.read_bytes())
    for _ in range(12):
        at = chance.randrange(4096, len(content) - 600)
        content[at : at + 512] = chance.randbytes(512)
    if seed:
        content = content[: len(content) * 9 // 10]
    whole.write_bytes(content)
    done = rescue(whole, tmp_path / "out.crm")
    found = customers(tmp_path / "out.crm", is_checked=True)
    # A tenth that is cut off holds the newest records, and with them the newest part of the journal.
    assert len(found & ALL) > COUNT * (0.3 if seed else 0.8)
    assert done.lost


def test_bits_that_flip_anywhere_are_survived(whole: Path, tmp_path: Path) -> None:
    chance = random.Random(7)
    content = bytearray(whole.read_bytes())
    for _ in range(200):
        content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    whole.write_bytes(content)
    rescue(whole, tmp_path / "out.crm")
    assert len(customers(tmp_path / "out.crm") & ALL) > COUNT * 0.6


def test_tables_of_the_program_itself_are_no_kinds_of_records(whole: Path, tmp_path: Path) -> None:
    """Where SQLite still tells the columns of the journal, its pages are not looked through for records."""
    content = bytearray(whole.read_bytes())
    with closing(driver.connect(str(whole))) as by_hand:
        roots = by_hand.execute("SELECT rootpage FROM sqlite_master WHERE tbl_name IN ('sync_meta', 'sync_change')")
        for (number,) in roots.fetchall():
            content[(number - 1) * 4096 : (number - 1) * 4096 + 8] = b"\xff" * 8
    whole.write_bytes(content)
    done = rescue(whole, tmp_path / "out.crm")
    assert customers(tmp_path / "out.crm") == ALL
    assert any("not readable to the end" in each.text for each in done.lost)


def test_the_pages_alone_hold_every_record(whole: Path) -> None:
    pages = PageFile(whole)
    found = {value for _, values in pages.records() for value in values if isinstance(value, str)}
    pages.close()
    assert found >= ALL


def test_tables_come_as_spreadsheets_too(whole: Path, tmp_path: Path) -> None:
    done = rescue(whole, tmp_path / "tables")
    lines = (tmp_path / "tables" / "customer.csv").read_text(encoding="utf-8-sig").splitlines()
    assert done.records["customer"] == len(lines) - 1 == COUNT
    assert done.is_whole
    content = bytearray(whole.read_bytes())
    content[:4096] = bytes(4096)
    whole.write_bytes(content)
    assert not rescue(whole, tmp_path / "of_damaged").is_whole


def test_nothing_is_written_over_and_nonsense_is_said(whole: Path, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="exists already"):
        rescue(whole, whole)
    (tmp_path / "tables").write_text("a file where a folder was meant")
    with pytest.raises(UserError, match="exists already"):
        rescue(whole, tmp_path / "tables")
    empty = tmp_path / "empty.crm"
    empty.write_bytes(b"")
    with pytest.raises(UserError, match="0 bytes"):
        rescue(empty, tmp_path / "out.crm")
    empty.write_bytes(random.Random(1).randbytes(40_000))
    with pytest.raises(UserError, match="Nothing can be read"):
        rescue(empty, tmp_path / "out.crm")
    assert not (tmp_path / "out.crm").exists()
