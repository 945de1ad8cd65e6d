"""`share`, `join`, `sync`, `merge` and `replicas`: a team by the command line alone."""

import json
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from crm_desktop import cli
from crm_desktop.cli import main
from crm_desktop.core.i18n import Message
from crm_desktop.core.viewer import SYSTEM
from crm_desktop.storage.database import Database
from crm_desktop.sync import envelope
from crm_desktop.sync.settings import HubSettings, remember
from tests.architecture.sources import ROOT
from tests.builders import a_user, role
from tests.cli.running import Said, Shell, text_file


@pytest.fixture
def company(shell: Shell, tmp_path: Path) -> Shell:
    """A company with a customer."""
    assert shell("import", "customers", text_file(tmp_path / "c.csv", "name,number", "Haverton,H-1")).status == 0
    return shell


@pytest.fixture
def hub(tmp_path: Path) -> Path:
    return tmp_path / "Team.crmhub"


def joined(company: Shell, hub: Path, *options: str) -> tuple[Said, Shell]:
    """Another laptop's file, made by `join HUB F.crm`."""
    other = Shell(company.path.with_name("other.crm"), company.capsys)
    return Shell(hub, company.capsys)("join", other.path, *options), other


def names(shell: Shell) -> set[str]:
    return {name for (name,) in shell.rows("SELECT name FROM customer")}


@pytest.mark.parametrize("form", ["file", "folder"])
def test_two_laptops_meet_at_a_shared_file(company: Shell, hub: Path, tmp_path: Path, form: str) -> None:
    shared = company("share", hub, "--form", form, "--json")
    assert (shared.status, shared.data["form"], shared.data["encrypted"]) == (0, form, False)
    said, other = joined(company, hub)
    assert (said.status, names(other)) == (0, {"Haverton"})
    assert other("import", "customers", text_file(tmp_path / "d.csv", "name,number", "Zenith,Z-1")).status == 0
    assert other("sync", "--json").data["sent"] == 1
    assert company("sync").out == "1 step brought.\n0 steps sent.\n"
    assert names(company) == {"Haverton", "Zenith"}
    assert company("sync", "--json").data["brought"] == 0
    assert company("check").status == 0


def test_a_passphrase_may_stand_in_the_environment(company: Shell, hub: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(envelope, "_SCRYPT_N", 1 << 4)
    monkeypatch.setenv("CRM_PASSPHRASE", "blue heron 7")
    assert company("share", hub).status == 0
    said, other = joined(company, hub, "--passphrase", "red heron")
    assert (said.status, said.out, said.err.count("\n"), other.path.exists()) == (1, "", 1, False)
    assert joined(company, hub)[0].status == 0


def test_a_new_passphrase_is_given_to_the_exchange(company: Shell, hub: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(envelope, "_SCRYPT_N", 1 << 4)
    assert company("share", hub).status == 0
    _, other = joined(company, hub)
    hub.unlink() if hub.is_file() else shutil.rmtree(hub)
    assert company("share", hub, "--passphrase", "blue heron 7").status == 0
    assert [
        other("sync", *given).status for given in ((), ("--passphrase", "red"), ("--passphrase", "blue heron 7"))
    ] == [
        1,
        1,
        0,
    ]
    assert other("sync").status == 0


def test_a_copy_is_merged(company: Shell, hub: Path, tmp_path: Path) -> None:
    company("share", hub)
    _, other = joined(company, hub)
    other("import", "customers", text_file(tmp_path / "d.csv", "name,number", "Zenith,Z-1"))
    before = other.path.read_bytes()
    assert company("merge", other.path, "--json").data["brought"] == 1
    assert company("merge", other.path).out == "0 steps brought.\n"
    assert names(company) == {"Haverton", "Zenith"}
    assert other.path.read_bytes() == before


def test_the_laptops_are_listed(company: Shell, hub: Path, tmp_path: Path) -> None:
    company("share", hub)
    _, other = joined(company, hub)
    other("import", "customers", text_file(tmp_path / "d.csv", "name,number", "Zenith,Z-1"))
    listed = other("replicas", "--json").data["replicas"]
    assert [each["is_this"] for each in listed] == [True, False]
    assert "this laptop" in other("replicas").out.splitlines()[0]


def test_who_moves_to_another_shared_file_is_told_who_is_left_behind(company: Shell, hub: Path) -> None:
    assert "Until now" not in company("share", hub).err
    assert str(hub) in company("share", hub.with_name("New place.crmhub")).err


def test_what_cannot_be_done_gets_one_sentence_and_status_1(company: Shell, hub: Path, tmp_path: Path) -> None:
    letter = text_file(tmp_path / "letter.txt", "Dear Anna")
    company("share", hub, "--form", "folder")
    gone = company("sync")
    assert gone.status == 0
    for said in (
        company("share", company.path),
        company("share", letter),
        company("merge", tmp_path / "none.crm"),
        company("merge", letter),
        Shell(letter, company.capsys)("join", tmp_path / "new.crm"),
        Shell(tmp_path / "none", company.capsys)("join", tmp_path / "new.crm"),
        Shell(hub, company.capsys)("join", company.path),
    ):
        assert (said.status, said.out, said.err.count("\n")) == (1, "", 1), said
    assert letter.read_text() == "Dear Anna\n"


def test_a_file_that_is_not_shared_says_so(company: Shell, hub: Path) -> None:
    said = company("sync", "--json")
    assert (said.status, "not shared yet" in said.data["error"]) == (1, True)
    company("share", hub, "--form", "folder")
    shutil.rmtree(hub)
    assert "put back" in company("sync").out


def test_only_who_looks_after_the_company_shares_it(company: Shell, hub: Path) -> None:
    database = Database.open(company.path)
    with database.write(Message("Colleague"), SYSTEM) as work:
        a_user(work, "Grace Lin", login="grace", role_id=role("salesperson"))
    database.close()
    said = company("share", hub, "--as", "grace")
    assert (said.status, "Your role does not allow this" in said.err) == (1, True)
    assert not hub.exists()


def test_an_address_that_is_none_gets_a_sentence(company: Shell) -> None:
    said = company("share", "postgresql+psycopg://anna:secret@[server/team")
    assert (said.status, "is no address of a database" in said.err) == (1, True)
    assert "secret" not in said.err


@pytest.mark.parametrize(
    ("address", "form", "said"),
    [
        (" ", "file", "Say where the shared file is"),
        ("mysql://anna:secret@server/team", "file", "This is no address of a PostgreSQL server"),
        ("server/team", "postgresql", "This is no address of a PostgreSQL server"),
    ],
)
def test_what_is_no_address_is_said_and_no_path_is_made_of_it(
    company: Shell, address: str, form: str, said: str
) -> None:
    before = sorted(company.path.parent.iterdir())
    shared = company("share", address, "--form", form)
    assert (shared.status, said in shared.err, "secret" in shared.err) == (1, True, False)
    assert sorted(company.path.parent.iterdir()) == before


def test_a_folder_is_no_copy_to_merge_with(company: Shell, hub: Path) -> None:
    company("share", hub, "--form", "folder")
    said = company("merge", hub)
    assert (said.status, "is a folder" in said.err) == (1, True)


@pytest.fixture
def silent_server(company: Shell) -> Iterator[None]:
    """The company meets at a server that takes the call and never says a word; nothing else would end it."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"postgresql+psycopg://ada@127.0.0.1:{server.getsockname()[1]}/team"
        with closing(Database.open(company.path)) as database:
            known = HubSettings(address, "postgresql", {"workspace_id": "x", "hub_id": "y"})
            remember(database, known)
        yield


@pytest.mark.usefixtures("silent_server")
def test_an_exchange_ends_when_its_time_is_up(company: Shell) -> None:
    program = [sys.executable, "-m", "crm_desktop", "sync", str(company.path), "--within", "0.5", "--json"]
    done = subprocess.run(program, capture_output=True, text=True, check=False, cwd=ROOT)
    assert (done.returncode, done.stderr) == (
        1,
        "Given up after 0.5 seconds. What is left goes with the next exchange.\n",
    )
    assert "error" in json.loads(done.stdout)
    assert company("check").status == 0
    assert company("sync", "--within", "soon").status == 2


@pytest.mark.usefixtures("silent_server")
def test_an_exchange_ends_in_time_also_when_nobody_can_be_told(company: Shell) -> None:
    """As in a program built for a window, which has no streams, and as when whoever listened is gone."""
    told = "import sys; from crm_desktop import cli\nclass Gone:\n def write(self, _): raise BrokenPipeError\n"
    for streams in ("None", "Gone()"):
        program = f"{told}sys.stdout = sys.stderr = {streams}; cli.main(sys.argv[1:])"
        asked = [sys.executable, "-c", program, "sync", str(company.path), "--within", "0.5"]
        assert subprocess.run(asked, check=False, cwd=ROOT, timeout=60).returncode == 1


def test_without_a_console_an_exchange_works_in_silence(
    company: Shell, hub: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    company("share", hub)
    monkeypatch.setattr(sys, "stdout", None)
    monkeypatch.setattr(sys, "stderr", None)
    assert cli.main(["sync", str(company.path)]) == 0


def test_a_joined_company_file_ends_in_crm(company: Shell, hub: Path, tmp_path: Path) -> None:
    company("share", hub)
    for name, status in (("copy.txt", 1), ("copy", 0)):
        assert main(["join", str(hub), str(tmp_path / name)]) == status
    assert (tmp_path / "copy.crm").is_file()
    assert not (tmp_path / "copy").exists()
