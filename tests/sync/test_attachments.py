"""Attached files travel by their hash: once, both ways, and whoever lacks one gets it by a later sync."""

import shutil
from collections import Counter
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

import pytest

from crm_desktop.core.errors import MachineError
from crm_desktop.core.i18n import Message
from crm_desktop.core.ids import new_id
from crm_desktop.models import Attachment
from crm_desktop.storage import blobs
from crm_desktop.storage.connection import plain
from crm_desktop.sync import attachments
from crm_desktop.sync.attachments import Files
from crm_desktop.sync.exchange import open_team
from crm_desktop.sync.share import share
from tests.company import Company
from tests.sync.conftest import Laptop
from tests.sync.meeting import add_customer, meet_at

CONTENT = bytes(range(256)) * 40


class Memory:
    """A content in memory."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    def open(self) -> BinaryIO:
        """A stream at the beginning."""
        return BytesIO(self._content)


@pytest.fixture(autouse=True)
def _small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attachments, "PIECE", 4096)


def attach(company: Company, content: bytes = CONTENT) -> str:
    """Keep a file with a new customer; returns its hash."""
    customer = add_customer(company, "Haverton")
    sha256, size = blobs.digest(BytesIO(content))
    with company.write("A file") as work:
        blobs.store(work.connection, sha256, size, Memory(content))
        made = Attachment(id=new_id(), record_kind="customer", record_id=customer, name="offer.pdf", added_at=1)
        made.size, made.sha256 = size, sha256
        work.session.add(made)
    return sha256


def content_on(company: Company, sha256: str) -> bytes | None:
    """What a laptop holds of a file."""
    with company.read() as reading:
        held = blobs.holds(reading.connection, sha256)
        return b"".join(blobs.pieces(reading.connection, sha256)) if held else None


def pieces_in(hub: Path) -> list[Path]:
    return sorted(hub.glob("blobs/*/*"))


@pytest.mark.parametrize("content", [CONTENT, b"", b"x" * 4096])
def test_a_file_added_on_one_laptop_is_on_the_other(
    company: Company, laptop: Laptop, address: str, form: str, content: bytes
) -> None:
    other = laptop("other")
    sha256 = attach(company, content)
    assert meet_at(address, company, form=form).files_sent == 1
    assert meet_at(address, other, form=form).files_brought == 1
    assert content_on(other, sha256) == content


def test_what_is_not_there_yet_is_fetched_later(company: Company, laptop: Laptop, tmp_path: Path) -> None:
    hub = tmp_path / "hub"
    other = laptop("other")
    sha256 = attach(company)
    meet_at(str(hub), company)
    (hub / "blobs").rename(tmp_path / "later")
    assert meet_at(str(hub), other).files_missing == 1
    assert content_on(other, sha256) is None
    (tmp_path / "later").rename(hub / "blobs")
    assert meet_at(str(hub), other).files_brought == 1
    assert content_on(other, sha256) == CONTENT


def test_what_stays_away_is_asked_for_more_and_more_seldom(
    company: Company, laptop: Laptop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub, asked = tmp_path / "hub", Counter[str]()
    sha256, other = attach(company), laptop("other")
    share(company.database, str(hub), "folder")
    share(other.database, str(hub), "folder")
    (hub / "blobs").rename(tmp_path / "later")
    real = Files._piece

    def counted(files: Files, name: str) -> bytes | None:
        asked[name] += 1
        return real(files, name)

    monkeypatch.setattr(Files, "_piece", counted)
    with other.write("Lost here") as work:
        plain(work.connection, "DELETE FROM blob")
    team = open_team(other.database)
    assert all(team.sync().files_missing == 1 for _ in range(33))
    assert asked.total() == 7
    (tmp_path / "later").rename(hub / "blobs")
    assert sum(team.sync().files_brought for _ in range(33)) == 1
    assert content_on(other, sha256) == CONTENT


def test_damaged_pieces_are_put_there_again(company: Company, laptop: Laptop, tmp_path: Path) -> None:
    hub = tmp_path / "hub"
    other = laptop("other")
    sha256 = attach(company)
    meet_at(str(hub), company)
    assert len(pieces_in(hub)) == 3
    for piece, content in zip(pieces_in(hub), (b"", b"junk", None), strict=True):
        piece.write_bytes(content if content is not None else piece.read_bytes()[:-1])
    for _ in pieces_in(hub):
        assert meet_at(str(hub), other).files_missing == 1
        meet_at(str(hub), company, thorough=True)
    assert meet_at(str(hub), other).files_brought == 1
    assert content_on(other, sha256) == CONTENT


def test_a_hub_that_lost_everything_gets_the_files_back(company: Company, laptop: Laptop, tmp_path: Path) -> None:
    hub = tmp_path / "hub"
    other, third = laptop("other"), laptop("third")
    sha256 = attach(company)
    for each in (company, other):
        meet_at(str(hub), each)
    shutil.rmtree(hub)
    assert meet_at(str(hub), other).files_sent == 1
    meet_at(str(hub), third)
    assert content_on(third, sha256) == CONTENT


def test_trouble_on_this_laptop_is_no_reason_to_doubt_the_hub(
    company: Company, laptop: Laptop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub = tmp_path / "hub"
    other = laptop("other")
    sha256 = attach(company)
    meet_at(str(hub), company)
    there = pieces_in(hub)

    def refuse(*_args: object) -> None:
        raise MachineError(Message("The disk is full."))

    with monkeypatch.context() as patch:
        patch.setattr(blobs, "store", refuse)
        with pytest.raises(MachineError, match="full"):
            meet_at(str(hub), other)
    assert pieces_in(hub) == there
    assert meet_at(str(hub), other).files_brought == 1
    assert content_on(other, sha256) == CONTENT
