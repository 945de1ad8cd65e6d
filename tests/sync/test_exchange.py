"""Laptops meet at a shared file of every form; whatever happens to it, the next sync mends it."""

import os
import random
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from crm_desktop.sync import exchange, upkeep
from crm_desktop.sync.envelope import Envelope
from crm_desktop.sync.exchange import open_team, sync
from crm_desktop.sync.hubs import folder
from crm_desktop.sync.hubs.disk import Disk
from crm_desktop.sync.hubs.folder import FolderStore
from crm_desktop.sync.hubs.single_file import SingleFileStore
from crm_desktop.sync.listing import Listing
from crm_desktop.sync.merge import Forked
from crm_desktop.sync.replica import Replica
from crm_desktop.sync.segment import name_of, pack
from crm_desktop.sync.share import share
from crm_desktop.sync.trouble import NotWritable, Unreachable
from tests.company import Company
from tests.sync.conftest import Laptop, Twin, emptied
from tests.sync.counting import Counting
from tests.sync.meeting import add_customer, hub_over, meet_at, names_on, segments_in
from tests.sync.states import assert_alike


def test_what_each_wrote_is_on_all_afterwards(company: Company, laptop: Laptop, address: str, form: str) -> None:
    other, third = laptop("other"), laptop("third")
    add_customer(company, "Haverton")
    add_customer(other, "Zenith")
    first = meet_at(address, company, form=form)
    assert (first.is_new, first.brought, first.sent > 0) == (True, 0, True)
    second = meet_at(address, other, form=form)
    assert (second.is_new, second.brought, second.sent) == (False, 1, 1)
    assert meet_at(address, third, form=form).brought == 2
    assert meet_at(address, company, form=form).brought == 1
    assert meet_at(address, company, form=form).is_idle
    assert_alike(company, other, third)


def test_what_was_sent_is_counted_once(company: Company, laptop: Laptop, tmp_path: Path) -> None:
    other = laptop("other")
    add_customer(other, "Zenith")
    meet_at(str(tmp_path / "hub"), company)
    assert meet_at(str(tmp_path / "hub"), other).sent == 1
    assert meet_at(str(tmp_path / "hub"), other).is_idle


# --- damage

Damage = Callable[[str, str, random.Random], None]


def _segment(folder: str, dice: random.Random) -> Path:
    return dice.choice(segments_in(Path(folder)))


def _cut(path: Path, dice: random.Random) -> None:
    os.truncate(path, dice.randrange(path.stat().st_size))


def _flip(path: Path, dice: random.Random) -> None:
    content = bytearray(path.read_bytes())
    content[dice.randrange(len(content))] ^= 1 << dice.randrange(8)
    path.write_bytes(content)


def _rename(path: Path, dice: random.Random) -> None:
    name = path.name
    place = dice.randrange(len(name) - 4)
    path.rename(path.with_name(name[:place] + dice.choice("0123456789abcdef") + name[place + 1 :]))


FOLDER_DAMAGE: dict[str, Callable[[str, random.Random], object]] = {
    "deleted": lambda hub, _dice: shutil.rmtree(hub),
    "one segment gone": lambda hub, dice: _segment(hub, dice).unlink(),
    "cut": lambda hub, dice: _cut(_segment(hub, dice), dice),
    "a bit": lambda hub, dice: _flip(_segment(hub, dice), dice),
    "renamed": lambda hub, dice: _rename(_segment(hub, dice), dice),
    "hub.json gone": lambda hub, _dice: (Path(hub) / "hub.json").unlink(),
    "hub.json damaged": lambda hub, dice: _flip(Path(hub) / "hub.json", dice),
}


def test_a_damaged_folder_is_whole_again_after_a_sync(company: Company, laptop: Laptop, tmp_path: Path) -> None:
    """Whole: all steps can be read from it, as who joins would."""
    whole = tmp_path / "whole"
    other = laptop("other")
    for number in range(3):
        for each in (company, other):
            add_customer(each, f"{number}")
            meet_at(str(whole), each)
    meet_at(str(whole), company)
    for number, (name, damage) in enumerate(FOLDER_DAMAGE.items()):
        for seed in range(2):
            hub = tmp_path / f"{number}-{seed}"
            shutil.copytree(whole, hub)
            damage(str(hub), random.Random(seed))
            meet_at(str(hub), company, thorough=True)
            assert readable(hub, company) == held(company), (name, seed)


def readable(hub: Path, company: Company) -> set[str]:
    """The hashes of all steps that can be read from a folder."""
    listing = Listing.of(hub_over(FolderStore(hub), company))
    return {each.hash for origin in list(listing.spans) for each in listing.after(origin, 0)}


def held(company: Company) -> set[str]:
    """The hashes of all steps a laptop holds."""
    return {each.hash for each in Replica(company.database).export({})}


def test_what_a_wiped_hub_held_is_put_back_by_whoever_has_it(
    company: Company, laptop: Laptop, address: str, form: str
) -> None:
    other, third = laptop("other"), laptop("third")
    add_customer(company, "Haverton")
    meet_at(address, company, form=form)
    meet_at(address, other, form=form)
    _wipe(address, form)
    put_back = meet_at(address, other, form=form)
    assert (put_back.is_new, put_back.sent, put_back.put_back > 0) == (True, 0, True)
    meet_at(address, third, form=form)
    assert names_on(third) == {"Haverton"}


def _wipe(address: str, form: str) -> None:
    if form == "postgresql":
        emptied(address)
    elif form == "folder":
        shutil.rmtree(address)
    else:
        Path(address).unlink()


def test_a_hub_rolled_back_to_an_old_copy_is_brought_up_to_date(
    company: Company, laptop: Laptop, tmp_path: Path
) -> None:
    hub, old = tmp_path / "hub", tmp_path / "old"
    other = laptop("other")
    add_customer(company, "Before")
    meet_at(str(hub), company)
    shutil.copytree(hub, old)
    add_customer(company, "After")
    meet_at(str(hub), company)
    shutil.rmtree(hub)
    old.rename(hub)
    assert meet_at(str(hub), company).put_back == 1
    meet_at(str(hub), other)
    assert names_on(other) == {"Before", "After"}


@pytest.mark.parametrize("share", [0.3, 0.7])
def test_files_that_arrive_in_any_order_are_taken_in_as_they_fit(
    company: Company, laptop: Laptop, tmp_path: Path, share: float
) -> None:
    """A cloud folder delivers some files, not the others yet, and of some only a part."""
    hub, partly = tmp_path / "hub", tmp_path / "partly"
    other = laptop("other")
    third = laptop("third")
    for number in range(4):
        add_customer(company, f"A{number}")
        meet_at(str(hub), company)
        meet_at(str(hub), other)
        add_customer(other, f"B{number}")
        meet_at(str(hub), other)
    dice = random.Random(5)
    for _ in range(3):
        shutil.rmtree(partly, ignore_errors=True)
        shutil.copytree(hub, partly)
        for segment in segments_in(partly):
            if dice.random() > share:
                segment.unlink() if dice.random() < 0.5 else _cut(segment, dice)
        meet_at(str(partly), third)
    meet_at(str(hub), third)
    assert_alike(*_met(str(hub), company, other, third))


def _met(hub: str, *companies: Company) -> tuple[Company, ...]:
    for each in (*companies, *companies):
        meet_at(hub, each)
    return companies


# --- identities


def test_a_laptop_put_back_from_an_image_of_its_disk_gets_a_new_identity_and_loses_nothing(
    company: Company, laptop: Laptop, twin: Twin, tmp_path: Path
) -> None:
    hub = str(tmp_path / "hub")
    other = laptop("other")
    add_customer(other, "Before")
    meet_at(hub, other)
    restored = twin(other)
    add_customer(other, "Sent")
    meet_at(hub, other)
    add_customer(other, "Also sent")
    meet_at(hub, other)
    add_customer(restored, "After the restore")
    assert meet_at(hub, restored).relabelled == 1
    meet_at(hub, company)
    meet_at(hub, other)
    assert (
        names_on(restored)
        == names_on(company)
        == names_on(other)
        == {"Before", "Sent", "Also sent", "After the restore"}
    )


def test_an_identity_used_twice_by_another_laptop_is_refused(
    company: Company, laptop: Laptop, twin: Twin, tmp_path: Path
) -> None:
    one, two = str(tmp_path / "one"), str(tmp_path / "two")
    other = laptop("other")
    restored = twin(other)
    add_customer(other, "On the laptop")
    meet_at(one, other)
    add_customer(restored, "On its image")
    meet_at(two, restored)
    meet_at(one, company)
    before = names_on(company)
    with pytest.raises(Forked):
        meet_at(two, company)
    assert names_on(company) == before


# --- slow, full, read-only, small


@pytest.mark.parametrize("laptops", [2, 8])
def test_twenty_edits_cost_few_file_calls_however_many_laptops_there_are(
    company: Company, laptop: Laptop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, laptops: int
) -> None:
    disk = Counting()
    monkeypatch.setattr(folder, "Disk", lambda: disk)
    share(company.database, str(tmp_path / "hub"), "folder")
    teams = [open_team(each.database) for each in (company, *(laptop(f"{n}") for n in range(laptops - 1)))]
    for number, team in enumerate(teams):
        add_customer(Company(team.database, company.clock, company.viewer), f"{number}")
        team.sync()
    assert len(segments_in(tmp_path / "hub")) > laptops
    for team in teams[:2]:
        team.sync()
    for number in range(20):
        add_customer(company, f"A{number}")
    disk.calls = 0
    assert teams[0].sync().sent == 20
    sending, disk.calls = disk.calls, 0
    assert teams[1].sync().brought == 20
    # Opening it looks at its place three times more, beside what the disk counts.
    assert max(sending, disk.calls) + 3 <= 30, (sending, disk.calls)


def test_a_segment_cut_short_later_is_put_back_by_a_team_that_knew_it_whole(company: Company, tmp_path: Path) -> None:
    share(company.database, str(tmp_path / "hub"), "folder")
    team = open_team(company.database)
    before = held(company)
    os.truncate(max(segments_in(tmp_path / "hub"), key=lambda path: path.stat().st_size), 1)
    for _ in range(exchange.SIZES_EVERY):
        team.sync()
    assert readable(tmp_path / "hub", company) == before == held(company)


def test_a_folder_that_may_only_be_read_brings_and_says_so(company: Company, laptop: Laptop, tmp_path: Path) -> None:
    other = laptop("other")
    add_customer(company, "Haverton")
    meet_at(str(tmp_path / "hub"), company)

    class ReadOnly(Disk):
        def write(self, path: Path, data: bytes) -> None:
            raise PermissionError(13, "Permission denied")

    add_customer(other, "Mine")
    hub = hub_over(FolderStore(tmp_path / "hub", ReadOnly()), company)
    with pytest.raises(NotWritable):
        sync(Replica(other.database), hub)
    assert names_on(other) == {"Haverton", "Mine"}


def test_what_cannot_be_read_back_is_no_success(company: Company, tmp_path: Path) -> None:
    class Forgetful(Disk):
        def write(self, path: Path, data: bytes) -> None:
            super().write(path, data[: len(data) // 2])

    hub = hub_over(FolderStore(tmp_path / "hub", Forgetful()), company)
    with pytest.raises(Unreachable, match="read back"):
        sync(Replica(company.database), hub)


def test_many_small_segments_of_a_laptop_become_few(
    company: Company, laptop: Laptop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upkeep, "SEGMENTS_AT_MOST", 6)
    hub = tmp_path / "hub"
    other = laptop("other")
    for number in range(8):
        add_customer(company, f"A{number}")
        meet_at(str(hub), company)
    assert len(segments_in(hub)) <= 6
    meet_at(str(hub), other)
    assert names_on(other) == names_on(company)


def test_a_segment_that_vanishes_while_it_is_read_is_no_damage(
    company: Company, laptop: Laptop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its writer joins it with others just now."""
    other = laptop("other")
    hub = str(tmp_path / "hub")
    for number in range(3):
        add_customer(company, f"A{number}")
        meet_at(hub, company)

    class Joining(FolderStore):
        def get(self, name: str) -> bytes | None:
            if name.endswith(".seg"):
                monkeypatch.setattr(upkeep, "SEGMENTS_AT_MOST", 1)
                meet_at(hub, company)
            return super().get(name)

    done = sync(Replica(other.database), hub_over(Joining(tmp_path / "hub"), company), thorough=False)
    assert (done.damaged, done.put_back) == (0, 0)
    meet_at(hub, other)
    assert names_on(other) == {"A0", "A1", "A2"}


# --- one file whose locks do not work


def test_a_file_whose_locks_do_not_work_loses_nothing(company: Company, laptop: Laptop, tmp_path: Path) -> None:
    other = laptop("other")
    path = tmp_path / "Team.crmhub"

    class Lockless(SingleFileStore):
        def __init__(self) -> None:
            super().__init__(path, "nolock=1", mends=True)

    for number in range(5):
        for each, name in ((company, "A"), (other, "B")):
            add_customer(each, f"{name}{number}")
            hub = hub_over(Lockless(), company)
            sync(Replica(each.database), hub, thorough=False)
        content = bytearray(path.read_bytes())
        content[4096 * 2 : 4096 * 3] = os.urandom(4096)
        path.write_bytes(content)
    for each in (company, other, company, other):
        sync(Replica(each.database), hub_over(Lockless(), company), thorough=True)
    assert names_on(company) == names_on(other) == {f"{name}{number}" for name in "AB" for number in range(5)}


def test_a_segment_of_another_company_is_left_alone(company: Company, laptop: Laptop, tmp_path: Path) -> None:
    """Somebody copied it there; its key is not ours."""
    hub = tmp_path / "hub"
    other = laptop("other")
    add_customer(company, "Haverton")
    meet_at(str(hub), company)
    steps = list(Replica(other.database).export({}))
    data = pack(steps, Envelope("another", bytes(32)))
    foreign = hub / name_of("00000000000000aa", [replace(steps[0], origin="00000000000000bb")], len(data))
    foreign.parent.mkdir(exist_ok=True)
    foreign.write_bytes(data)
    assert meet_at(str(hub), other).damaged == 1
    assert names_on(other) == {"Haverton"}
    assert foreign.read_bytes() == data
