"""A company is shared, others join it; what is no shared file of it is refused in a sentence, and nothing is lost."""

import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from crm_desktop.core.clock import FixedClock
from crm_desktop.core.errors import MachineError, Problem, UserError
from crm_desktop.core.i18n import Message, tr_message
from crm_desktop.storage import snapshot
from crm_desktop.storage.database import Database
from crm_desktop.sync import base, envelope, settings
from crm_desktop.sync.about import About
from crm_desktop.sync.exchange import Synced, open_team
from crm_desktop.sync.hubs.folder import FolderStore
from crm_desktop.sync.hubs.opening import open_hub, store_at
from crm_desktop.sync.jobs import share_company
from crm_desktop.sync.join import describe, join
from crm_desktop.sync.replica import Replica
from crm_desktop.sync.share import share
from crm_desktop.sync.trouble import (
    NewerHub,
    NoPlaceForOne,
    NotAHub,
    NotWritable,
    OtherCompany,
    Unreachable,
    WrongPassphrase,
)
from tests.company import NOW, Company, found_company
from tests.sync.meeting import add_customer, names_on, segments_in
from tests.sync.states import assert_alike

PASSPHRASE = "blue heron 7"


@pytest.fixture(autouse=True)
def _quick_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(envelope, "_SCRYPT_N", 1 << 4)


@pytest.fixture
def joined(company: Company, tmp_path: Path) -> Iterator[Callable[..., Company]]:
    """Joins the company from a shared file."""
    opened: list[Database] = []

    def open_(address: str, passphrase: str | None = None, name: str = "joined") -> Company:
        path = join(address, tmp_path / f"{name}.crm", passphrase)
        opened.append(Database.open(path, company.clock))
        return replace(company, database=opened[-1])

    yield open_
    for each in opened:
        each.close()


def synced(company: Company) -> Synced:
    """One sync with the remembered shared file; the company stays open."""
    return open_team(company.database).sync()


def test_who_joins_has_everything_and_an_identity_of_its_own(
    company: Company, joined: Callable[..., Company], address: str, form: str
) -> None:
    passphrase = None if form == "folder" else PASSPHRASE
    add_customer(company, "Haverton")
    known = share(company.database, address, form, passphrase)
    assert (known.form, settings.hub_of(company.database)) == (form, known)
    other = joined(address, passphrase)
    assert Replica(other.database).id != Replica(company.database).id
    assert_alike(company, other)
    add_customer(other, "Zenith")
    assert synced(other).sent == 1
    assert synced(company).brought == 1
    assert_alike(company, other)


def test_a_large_company_is_joined_from_its_base(
    company: Company, joined: Callable[..., Company], address: str, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(base, "WORTH_IT", 1)
    monkeypatch.setattr(base, "PIECE", 1 << 18)
    add_customer(company, "In the base")
    share(company.database, address, form, PASSPHRASE)
    add_customer(company, "Since")
    synced(company)
    other = joined(address, PASSPHRASE)
    assert names_on(other) == {"In the base", "Since"}
    add_customer(other, "Own")
    with other.read() as reading:
        assert reading.plain("SELECT count(*) FROM number_counter")[0][0] == 1
    synced(other)
    synced(company)
    assert_alike(company, other)


def test_copies_that_a_killed_process_left_are_taken_away(
    company: Company, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(base, "WORTH_IT", 1)
    monkeypatch.setattr(base, "TemporaryDirectory", _left_behind)
    add_customer(company, "In the base")
    share(company.database, str(tmp_path / "hub"), "folder")
    (left,) = company.database.path.parent.glob(".crm-base-*")
    monkeypatch.undo()
    monkeypatch.setattr(base, "WORTH_IT", 1)
    # One that is made just now is another's.
    share(company.database, str(tmp_path / "second"), "folder")
    assert left.exists()
    os.utime(left, (0, 0))
    share(company.database, str(tmp_path / "third"), "folder")
    assert not left.exists()


@contextmanager
def _left_behind(**where: Any) -> Iterator[str]:
    yield tempfile.mkdtemp(**where)


def test_a_join_that_breaks_off_is_gone_on_with(
    company: Company, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(base, "WORTH_IT", 1)
    monkeypatch.setattr(base, "PIECE", 1 << 18)
    hub, path = tmp_path / "hub", tmp_path / "joined.crm"
    share(company.database, str(hub), "folder")
    read: list[str] = []
    whole = FolderStore.get

    def broken_off(store: FolderStore, name: str) -> bytes | None:
        read.append(name)
        if name.endswith("-3.part"):
            raise Unreachable.at("hub", "gone")
        return whole(store, name)

    def noted(store: FolderStore, name: str) -> bytes | None:
        read.append(name)
        return whole(store, name)

    monkeypatch.setattr(FolderStore, "get", broken_off)
    with pytest.raises(Unreachable):
        join(str(hub), path)
    assert not path.exists()
    monkeypatch.setattr(FolderStore, "get", noted)
    read.clear()
    join(str(hub), path)
    assert not [name for name in read if name.endswith("-0.part")]
    assert sorted(each.name for each in tmp_path.iterdir() if "joined" in each.name) == ["joined.crm"]


def pieces_of_base(company: Company, hub: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Share a company with one customer; the pieces of its base in order, the spare one last."""
    monkeypatch.setattr(base, "WORTH_IT", 1)
    monkeypatch.setattr(base, "PIECE", 1 << 18)
    add_customer(company, "Haverton")
    share(company.database, str(hub), "folder")
    return sorted((hub / "base").glob("*.part"), key=lambda path: (len(path.name), path.name))


@pytest.mark.parametrize("which", [0, 2, -2, -1])
@pytest.mark.parametrize("damage", ["a bit", "gone"])
def test_one_damaged_piece_of_a_base_is_made_again_from_the_others(
    company: Company, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, which: int, damage: str
) -> None:
    hub = tmp_path / "hub"
    said: list[Message | None] = []
    piece = pieces_of_base(company, hub, monkeypatch)[which]
    content = bytearray(piece.read_bytes())
    content[len(content) // 2] ^= 4
    if damage == "gone":
        piece.unlink()
    else:
        piece.write_bytes(content)
    shutil.rmtree(hub / "steps")
    path = join(str(hub), tmp_path / "joined.crm", None, lambda _fraction, text: said.append(text))
    assert "damaged" not in " ".join(tr_message(each) for each in said if each)
    with closing(Database.open(path, company.clock)) as other:
        assert names_on(replace(company, database=other)) == {"Haverton"}


def test_a_base_damaged_in_two_places_is_passed_over_and_that_is_told(
    company: Company, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub = tmp_path / "hub"
    said: list[Message | None] = []
    for piece in pieces_of_base(company, hub, monkeypatch)[1:3]:
        piece.write_bytes(piece.read_bytes()[:-1])
    path = join(str(hub), tmp_path / "joined.crm", None, lambda _fraction, text: said.append(text))
    assert "step" in tr_message(next(each for each in reversed(said) if each))
    with closing(Database.open(path, company.clock)) as other:
        assert names_on(replace(company, database=other)) == {"Haverton"}


def test_a_base_made_anew_leaves_no_piece_of_one_that_was_not_whole(
    company: Company, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is made anew when somebody was erased, and each piece holds what was said of them."""
    place = tmp_path / "hub"
    first, second, *pieces = pieces_of_base(company, place, monkeypatch)
    first.unlink()
    second.unlink()
    company.clock.instant += timedelta(hours=1)
    with closing(open_hub(str(place), None)) as hub:
        base.renew(Replica(company.database), hub)
        assert len(base.bases(hub)) == 1
    assert not [piece for piece in pieces if piece.exists()]


# --- what is refused


def other_company(tmp_path: Path) -> Database:
    """A company nobody here knows."""
    return found_company(tmp_path / "other.crm", FixedClock.at(NOW))


def test_another_companys_hub_is_refused(company: Company, tmp_path: Path, address: str, form: str) -> None:
    theirs = other_company(tmp_path)
    share(theirs, address, form)
    with pytest.raises(OtherCompany):
        share(company.database, address, form)
    assert settings.hub_of(company.database) is None
    theirs.close()


def test_a_hub_that_became_another_companys_is_left_alone(company: Company, tmp_path: Path) -> None:
    hub = tmp_path / "hub"
    share(company.database, str(hub), "folder")
    hub.rename(tmp_path / "ours")
    theirs = other_company(tmp_path)
    share(theirs, str(hub), "folder")
    theirs.close()
    before = {path: path.read_bytes() for path in hub.rglob("*") if path.is_file()}
    with pytest.raises(OtherCompany):
        synced(company)
    assert {path: path.read_bytes() for path in hub.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize("about", [None, b"", b"not what it was"])
def test_another_companys_steps_are_not_taken_in_though_nothing_says_whose_they_are(
    company: Company, tmp_path: Path, about: bytes | None
) -> None:
    """A cloud service brings files in any order."""
    hub = tmp_path / "hub"
    share(company.database, str(hub), "folder")
    hub.rename(tmp_path / "ours")
    theirs = other_company(tmp_path)
    share(theirs, str(hub), "folder")
    theirs.close()
    (hub / "hub.json").unlink()
    if about is not None:
        (hub / "hub.json").write_bytes(about)
    before = {path: path.read_bytes() for path in hub.rglob("*") if path.is_file()}
    with pytest.raises(OtherCompany):
        synced(company)
    assert {path: path.read_bytes() for path in hub.rglob("*") if path.is_file()} == before
    assert len(Replica(company.database).vector()) == 1


def test_another_companys_steps_among_those_of_the_team_are_passed_over(company: Company, tmp_path: Path) -> None:
    """Whoever put them there by mistake keeps nobody from exchanging."""
    hub = tmp_path / "hub"
    share(company.database, str(hub), "folder")
    theirs = other_company(tmp_path)
    share(theirs, str(tmp_path / "theirs"), "folder")
    theirs.close()
    for segment in segments_in(tmp_path / "theirs"):
        shutil.copytree(segment.parent, hub / segment.parent.name, dirs_exist_ok=True)
    before = {path: path.read_bytes() for path in segments_in(hub)}
    assert synced(company).damaged == len(segments_in(tmp_path / "theirs"))
    assert {path: path.read_bytes() for path in segments_in(hub)} == before
    assert len(Replica(company.database).vector()) == 1


def test_a_wrong_or_missing_passphrase_is_refused(company: Company, tmp_path: Path, address: str, form: str) -> None:
    share(company.database, address, form, PASSPHRASE)
    assert describe(address).is_encrypted
    for wrong in (None, "", "red heron"):
        with pytest.raises(WrongPassphrase):
            join(address, tmp_path / "joined.crm", wrong)
        with pytest.raises(WrongPassphrase):
            share(company.database, address, form, wrong)
    assert not (tmp_path / "joined.crm").exists()


def test_a_passphrase_for_a_hub_without_one_is_refused(company: Company, tmp_path: Path) -> None:
    share(company.database, str(tmp_path / "hub"), "folder")
    with pytest.raises(UserError, match="without a passphrase"):
        share(company.database, str(tmp_path / "hub"), "folder", PASSPHRASE)


def test_a_newer_hub_is_refused(company: Company, tmp_path: Path, address: str, form: str) -> None:
    known = share(company.database, address, form)
    store = store_at(address, form)
    store.put("hub.json", replace(About(**known.about), format=2).to_bytes())
    store.close()
    for act in (lambda: synced(company), lambda: join(address, tmp_path / "joined.crm")):
        with pytest.raises(NewerHub, match="newer version"):
            act()


def test_a_folder_with_other_files_is_not_taken(company: Company, tmp_path: Path) -> None:
    folder = tmp_path / "Photos"
    folder.mkdir()
    (folder / "beach.jpg").write_bytes(b"jpg")
    with pytest.raises(NotAHub, match="other files"):
        share(company.database, str(folder))
    with pytest.raises(NotAHub):
        join(str(folder), tmp_path / "joined.crm")
    assert [each.name for each in folder.iterdir()] == ["beach.jpg"]


def test_a_document_is_not_taken(company: Company, tmp_path: Path) -> None:
    for name, content in (("letter.docx", b"PK\x03\x04 letter"), ("other.db", b"SQLite format 3\x00" + b"\x00" * 200)):
        file = tmp_path / name
        file.write_bytes(content)
        for act in (
            lambda file=file: share(company.database, str(file)),
            lambda file=file: join(str(file), tmp_path / "joined.crm"),
        ):
            with pytest.raises(NotAHub):
                act()
        assert file.read_bytes() == content
    with pytest.raises(Problem):
        Database.open(tmp_path / "letter.docx")


def test_a_company_file_is_not_taken(company: Company, tmp_path: Path) -> None:
    other = tmp_path / "other.crm"
    other_company(tmp_path).close()
    before = other.read_bytes()
    for address in (company.database.path, other):
        with pytest.raises(UserError, match="company file"):
            share(company.database, str(address))
    with pytest.raises(NotAHub, match="company file"):
        join(str(other), tmp_path / "joined.crm")
    assert other.read_bytes() == before


def test_an_empty_file_says_that_it_is_not_there_yet(company: Company, tmp_path: Path) -> None:
    hub = tmp_path / "Team.crmhub"
    hub.write_bytes(b"")
    with pytest.raises(MachineError, match="not downloaded yet"):
        join(str(hub), tmp_path / "joined.crm")
    share(company.database, str(hub), "file")
    add_customer(company, "Haverton")
    hub.write_bytes(b"")
    assert synced(company).put_back


def test_a_hub_that_holds_nothing_yet_is_waited_for(company: Company, tmp_path: Path) -> None:
    hub = tmp_path / "hub"
    share(company.database, str(hub), "folder")
    for segment in segments_in(hub):
        segment.unlink()
    with pytest.raises(UserError, match="nothing in"):
        join(str(hub), tmp_path / "joined.crm")
    assert not list(tmp_path.glob("joined*"))


def test_a_drive_that_is_not_there_is_not_made_anew(company: Company, tmp_path: Path) -> None:
    drive = tmp_path / "stick"
    drive.mkdir()
    share(company.database, str(drive / "Team.crmhub"), "folder")
    drive.rename(tmp_path / "away")
    with pytest.raises(Unreachable):
        synced(company)
    assert not drive.exists()
    with pytest.raises(NotAHub, match="drive is connected"):
        join(str(drive / "Team.crmhub"), tmp_path / "joined.crm")


def test_a_share_that_is_not_mounted_is_not_made_anew_below_its_mount_point(company: Company, tmp_path: Path) -> None:
    known = share(company.database, str(tmp_path / "hub"), "folder")
    settings.remember(company.database, replace(known, place="network"))
    (tmp_path / "hub").rename(tmp_path / "away")
    with pytest.raises(Unreachable):
        synced(company)
    assert not (tmp_path / "hub").exists()


def refuse_to_write(patch: pytest.MonkeyPatch) -> None:
    """A hub's place that may only be read, also by root."""

    def refuse(_store: FolderStore, name: str, _data: bytes) -> None:
        raise NotWritable.at(name)

    patch.setattr(FolderStore, "put", refuse)


def test_where_nothing_can_be_written_no_shared_file_is_made(
    company: Company, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    refuse_to_write(monkeypatch)
    with pytest.raises(NoPlaceForOne, match="Choose another place"):
        share(company.database, str(tmp_path / "Team.crmhub"), "folder")
    assert settings.hub_of(company.database) is None


def test_a_shared_file_that_takes_nothing_in_is_shared_all_the_same_and_that_is_told(
    company: Company, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub = str(tmp_path / "Team.crmhub")
    share(company.database, hub, "folder")
    settings.forget(company.database)
    add_customer(company, "Zenith")
    refuse_to_write(monkeypatch)
    told = share_company(company.database.path, hub, "folder", None, lambda *_: None)
    assert told is not None
    assert "may only be read" in tr_message(told)
    assert settings.hub_of(company.database) is not None


def test_an_existing_company_file_is_never_replaced(company: Company, tmp_path: Path) -> None:
    share(company.database, str(tmp_path / "hub"), "folder")
    with pytest.raises(UserError, match="exists already"):
        join(str(tmp_path / "hub"), company.database.path)


def test_what_is_remembered_is_forgotten_on_request(company: Company, tmp_path: Path) -> None:
    share(company.database, str(tmp_path / "hub"), "folder")
    settings.forget(company.database)
    assert settings.hub_of(company.database) is None
    with pytest.raises(UserError, match="not shared yet"):
        open_team(company.database)


def test_sharing_anew_elsewhere_begins_with_nothing_known_to_be_there(company: Company, tmp_path: Path) -> None:
    add_customer(company, "A")
    share(company.database, str(tmp_path / "first"), "folder")
    first = synced(company)
    assert (first.sent, first.put_back) == (0, 0)
    hub = settings.hub_of(company.database)
    assert hub is not None
    settings.remember(
        company.database, replace(hub, address=str(tmp_path / "second"), about={**hub.about, "hub_id": "b"})
    )
    assert open_team(company.database).waiting() > 0
    second = synced(company)
    assert (second.sent > 0, second.put_back) == (True, 0)


def test_what_waits_is_counted_while_the_hub_is_away(company: Company, tmp_path: Path) -> None:
    share(company.database, str(tmp_path / "hub"), "folder")
    team = open_team(company.database)
    assert team.waiting() == 0
    for name in ("A", "B"):
        add_customer(company, name)
    assert team.waiting() == 2
    team.sync()
    assert (team.waiting(), team.last_in_step_ms()) == (0, company.clock.now_ms())


def test_a_base_holds_nothing_of_this_computer(company: Company, tmp_path: Path) -> None:
    share(company.database, str(tmp_path / "hub"), "folder", PASSPHRASE)
    known = settings.hub_of(company.database)
    assert known is not None
    assert known.key is not None
    snapshot.take(company.database.path, tmp_path / "base.crm")
    content = (tmp_path / "base.crm").read_bytes()
    assert known.key.hex().encode() not in content
    assert json.dumps(known.address)[1:-1].encode() not in content


def test_who_joins_at_a_damaged_shared_file_is_told_that_more_will_come(company: Company, tmp_path: Path) -> None:
    hub = tmp_path / "hub"
    share(company.database, str(hub), "folder")
    add_customer(company, "Zenith")
    synced(company)
    told: list[Message] = []
    join(str(hub), tmp_path / "whole.crm", told=told.append)
    assert not told
    newest = max(segments_in(hub), key=lambda segment: segment.stat().st_mtime_ns)
    newest.write_bytes(newest.read_bytes()[:-1] + b"?")
    join(str(hub), tmp_path / "part.crm", told=told.append)
    assert len(told) == 1


def test_who_lacks_what_others_wrote_is_told_at_every_look(company: Company, tmp_path: Path) -> None:
    """The damaged piece was set aside by the first; what follows on it is still there."""
    hub = tmp_path / "hub"
    share(company.database, str(hub), "folder")
    for name in ("Zenith", "Yarrow"):
        add_customer(company, name)
        synced(company)
    middle = sorted(segments_in(hub), key=lambda segment: segment.stat().st_mtime_ns)[-2]
    middle.write_bytes(middle.read_bytes()[:-1] + b"?")
    with closing(Database.open(join(str(hub), tmp_path / "part.crm"), company.clock)) as database:
        other = replace(company, database=database)
        assert [synced(other).held for _ in range(2)] == [1, 1]
        synced(company)
        assert (synced(other).held, "Yarrow" in names_on(other)) == (0, True)
