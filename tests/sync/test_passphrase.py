"""A shared file that was made anew with another passphrase, or without: nothing is exchanged until somebody says so."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from crm_desktop.storage.database import Database
from crm_desktop.sync import envelope
from crm_desktop.sync.exchange import open_team
from crm_desktop.sync.join import join
from crm_desktop.sync.share import give_passphrase, share
from crm_desktop.sync.trouble import NotEncrypted, OtherCompany, WrongPassphrase
from tests.company import Company, found_company
from tests.sync.meeting import add_customer, names_on

OLD, NEW = "blue heron 7", "grey heron 8"


@pytest.fixture(autouse=True)
def _quick_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(envelope, "_SCRYPT_N", 1 << 4)


@pytest.fixture
def hub(tmp_path: Path) -> Path:
    return tmp_path / "hub"


@pytest.fixture
def other(company: Company, hub: Path, tmp_path: Path) -> Iterator[Company]:
    """Another laptop of the team, which knows the passphrase of the first day."""
    share(company.database, str(hub), "folder", OLD)
    database = Database.open(join(str(hub), tmp_path / "other.crm", OLD), company.clock)
    yield replace(company, database=database)
    database.close()


def _made_anew(company: Company, hub: Path, passphrase: str | None) -> None:
    hub.rename(hub.with_name("before"))
    share(company.database, str(hub), "folder", passphrase)


def _held(hub: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in hub.rglob("*") if path.is_file()}


def test_another_passphrase_is_asked_for_and_then_both_are_in_step(company: Company, other: Company, hub: Path) -> None:
    _made_anew(company, hub, NEW)
    add_customer(company, "Haverton")
    add_customer(other, "Zenith")
    before = _held(hub)
    for wrong in (OLD, ""):
        with pytest.raises(WrongPassphrase):
            open_team(other.database).sync()
        with pytest.raises(WrongPassphrase):
            give_passphrase(other.database, wrong)
    assert _held(hub) == before
    give_passphrase(other.database, NEW)
    for each in (company, other, company):
        open_team(each.database).sync()
    assert names_on(company) == names_on(other) == {"Haverton", "Zenith"}


@pytest.mark.parametrize("form", ["folder", "file"])
def test_what_was_encrypted_is_not_put_where_it_lies_open(
    company: Company, other: Company, hub: Path, form: str
) -> None:
    """Else each would take the pieces of the other for damaged, and never say so."""
    hub.rename(hub.with_name("before"))
    share(company.database, str(hub), form)
    add_customer(other, "Zenith")
    with pytest.raises(NotEncrypted, match="without the passphrase"):
        open_team(other.database).sync()
    share(other.database, str(hub), form)
    open_team(company.database).sync()
    assert names_on(company) == {"Zenith"}


def test_a_passphrase_for_another_companys_shared_file_is_refused(
    company: Company, other: Company, hub: Path, tmp_path: Path
) -> None:
    theirs = found_company(tmp_path / "theirs.crm", company.clock)
    hub.rename(hub.with_name("before"))
    share(theirs, str(hub), "folder", NEW)
    theirs.close()
    with pytest.raises(OtherCompany):
        give_passphrase(other.database, NEW)
