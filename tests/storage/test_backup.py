"""Backups are whole or not there, are checked, thin out with time, and say what is in their way."""

import lzma
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as driver

from crm_desktop.core.errors import MachineError, UserError
from crm_desktop.storage import backup, restore
from crm_desktop.storage.backup_thinning import DAY_MS, HOUR_MS, Policy, to_drop
from tests.builders import a_customer
from tests.company import Company

UPGRADES = Path(__file__).parents[1] / "upgrades"
NOON = 1_764_000_000_000


@dataclass(frozen=True)
class Aged:
    """A backup as thinning sees it."""

    made_at: int
    size: int = 1_000_000
    is_automatic: bool = True


def files(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.rglob("*") if each.is_file() and each.suffix == ".crm")


def test_a_backup_is_a_whole_company_file(company: Company, tmp_path: Path) -> None:
    with company.write() as work:
        a_customer(work, "Acme")
    made = backup.make(company.database.path, tmp_path / "kept", NOON).generation
    assert made is not None
    assert made.is_verified
    assert made.identity == backup.verify(made.path)
    assert backup.generations(made.path.parent) == [made]
    assert backup.generations_of(company.database.path, tmp_path / "kept") == [made]
    # One file, readable where nothing may be written.
    assert [each.name for each in made.path.parent.iterdir() if "-wal" in each.name] == []


@pytest.mark.skipif(os.name == "nt", reason="Windows tells by the folder who may read a file")
def test_a_backup_is_read_by_nobody_who_may_not_read_the_file(company: Company, tmp_path: Path) -> None:
    company.database.path.chmod(0o400)
    backup.copy(company.database.path, tmp_path / "copy.crm")
    assert (tmp_path / "copy.crm").stat().st_mode & 0o777 == 0o600


def test_nothing_is_made_by_itself_while_nothing_changed(company: Company, tmp_path: Path) -> None:
    place = tmp_path / "kept"
    assert backup.make(company.database.path, place, NOON).generation is not None
    assert backup.make(company.database.path, place, NOON + HOUR_MS).generation is None
    assert backup.make(company.database.path, place, NOON + HOUR_MS, is_automatic=False).generation is not None
    with company.write() as work:
        a_customer(work, "Acme")
    assert backup.make(company.database.path, place, NOON + 2 * HOUR_MS).generation is not None


def test_many_of_today_and_fewer_of_last_month_are_kept() -> None:
    quarters = [Aged(NOON - number * HOUR_MS // 4) for number in range(60 * 24 * 4)]
    gone = set(to_drop(quarters, NOON, Policy(cap_bytes=10**12)))
    kept = [(NOON - each.made_at) / HOUR_MS for each in quarters if each not in gone]
    assert kept[0] == 0
    assert len([age for age in kept if age <= 24]) in (25, 26)
    assert len([age for age in kept if 24 < age <= 14 * 24]) in (13, 14)
    assert 5 <= len([age for age in kept if age > 14 * 24]) <= 8


def test_thinning_again_takes_nothing_more() -> None:
    left = [Aged(NOON - number * HOUR_MS // 2) for number in range(2_000)]
    for each in to_drop(left, NOON, Policy()):
        left.remove(each)
    assert to_drop(left, NOON, Policy()) == []


def test_the_room_is_kept_to_and_what_stays_reaches_back() -> None:
    daily = [Aged(NOON - number * DAY_MS, 500) for number in range(14)]
    gone = to_drop(daily, NOON, Policy(cap_bytes=2_000))
    ages = sorted((NOON - each.made_at) // DAY_MS for each in daily if each not in gone)
    assert len(ages) == 4
    assert ages[0] == 0
    assert ages[-1] == 13
    assert ages[1] <= 3


def test_the_newest_stays_whatever_it_takes_and_what_was_made_by_hand_too() -> None:
    by_hand = Aged(NOON - 400 * DAY_MS, 10**10, is_automatic=False)
    assert to_drop([Aged(NOON - 900 * DAY_MS, 10**10), by_hand], NOON, Policy()) == []


def test_backups_thin_out_on_disk(company: Company, tmp_path: Path) -> None:
    place = tmp_path / "kept"
    for number in range(4):
        with company.write() as work:
            a_customer(work, f"Customer {number}")
        backup.make(company.database.path, place, NOON + number * 60_000)
    assert len(files(place)) == 1
    assert not [each for each in place.rglob("*.json") if not each.with_suffix("").exists()]


def test_a_second_place_gets_the_same_and_its_absence_is_said(company: Company, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    missing = backup.make(company.database.path, tmp_path / "kept", NOON, second=stick)
    assert missing.generation is not None
    assert missing.second_problem is not None
    assert not stick.exists()
    stick.mkdir()
    made = backup.make(company.database.path, tmp_path / "kept", NOON + 1, second=stick, is_automatic=False)
    assert made.second_problem is None
    (there,) = backup.generations_of(company.database.path, backup.second_place(stick))
    assert made.generation is not None
    assert there.identity == made.generation.identity


def test_an_ended_copy_leaves_nothing_under_its_name(company: Company, tmp_path: Path) -> None:
    program = (
        "import os, sys\n"
        "from pathlib import Path\n"
        "from crm_desktop.storage import backup\n"
        "backup._PAGES_AT_ONCE = 20\n"
        "tell = lambda done, _text: done > 0.3 and os._exit(9)\n"
        "backup.make(Path(sys.argv[1]), Path(sys.argv[2]), 5, progress=tell)\n"
    )
    place = tmp_path / "kept"
    ended = subprocess.run([sys.executable, "-c", program, str(company.database.path), str(place)], check=False)
    assert ended.returncode == 9
    assert files(place) == []
    assert list(place.rglob("*.tmp"))
    now = round(min(each.stat().st_mtime for each in place.rglob("*.tmp")) * 1000)
    assert backup.make(company.database.path, place, now).generation is not None
    assert list(place.rglob("*.tmp"))
    backup.make(company.database.path, place, now + 2 * HOUR_MS, is_automatic=False)
    assert not list(place.rglob("*.tmp*"))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "0 bytes"),
        (b"This is a letter to somebody", "encrypted with a key"),
        (b"SQLite format 3\0" + b"\xff" * 5_000, "damaged"),
    ],
)
def test_what_is_no_backup_is_said_in_a_sentence(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "found.crm"
    path.write_bytes(content)
    with pytest.raises((UserError, MachineError), match=words):
        backup.verify(path)


def test_a_foreign_database_is_no_backup(tmp_path: Path) -> None:
    path = tmp_path / "found.crm"
    foreign = driver.connect(str(path))
    foreign.execute("CREATE TABLE t(x)")
    foreign.close()
    with pytest.raises(UserError, match="not a company file"):
        backup.verify(path)


def test_a_damaged_copy_is_found(company: Company, tmp_path: Path) -> None:
    copied = tmp_path / "copy.crm"
    backup.copy(company.database.path, copied)
    content = bytearray(copied.read_bytes())
    at = content.rindex(b"ada")
    content[at : at + 3] = b"eve"
    copied.write_bytes(content)
    with pytest.raises(MachineError, match="damaged"):
        backup.verify(copied)


@pytest.mark.skipif(os.name == "nt" or os.geteuid() != 0, reason="only root may mount a small disk")
def test_a_full_disk_is_said_and_leaves_what_was_there(company: Company, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=300k", "tmpfs", str(disk)], check=False).returncode:
        pytest.skip("no small disk can be mounted here")
    try:
        (disk / "letter.txt").write_text("kept")
        with pytest.raises(MachineError, match="no room"):
            backup.make(company.database.path, disk, NOON)
        with pytest.raises(MachineError, match="full"):
            backup.copy(company.database.path, disk / "copy.crm")
        assert [each.name for each in disk.rglob("*") if each.is_file()] == ["letter.txt"]
    finally:
        subprocess.run(["umount", str(disk)], check=True)


@pytest.mark.parametrize("released", sorted(UPGRADES.glob("schema_*.crm.xz")), ids=lambda file: file.name)
def test_backups_of_older_programs_are_told_whole_and_compared(released: Path, tmp_path: Path) -> None:
    path = tmp_path / "old.crm"
    path.write_bytes(lzma.decompress(released.read_bytes()))
    assert backup.verify(path).steps > 0
    assert restore.preview(path, path).missing_count == 0
