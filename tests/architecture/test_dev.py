"""dev.py does what it can, and otherwise says in one sentence what a person can do."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import dev


@pytest.fixture
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A .venv that lies elsewhere and seems to work."""
    monkeypatch.setattr(dev, "STAMP", tmp_path / "installed.sha256")
    monkeypatch.setattr(dev, "install_system_libraries", lambda: None)
    monkeypatch.setattr(dev, "create_environment", lambda: None)
    return tmp_path


def test_an_interrupted_setup_is_taken_up_again(environment: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    installs: list[str] = []

    def install(_command: list[str], doing: str) -> None:
        installs.append(doing)
        if len(installs) == 1:
            raise dev.Stop(doing)

    monkeypatch.setattr(dev, "quietly", install)
    with pytest.raises(dev.Stop):
        dev.setup()
    assert not list(environment.iterdir())
    dev.setup()
    dev.setup()
    assert len(installs) == 2


@pytest.mark.usefixtures("environment")
def test_other_pins_are_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    installs: list[str] = []
    monkeypatch.setattr(dev, "quietly", lambda _command, doing: installs.append(doing))
    dev.setup()
    monkeypatch.setattr(dev, "fingerprint", lambda: "another")
    dev.setup()
    assert len(installs) == 2


def test_without_root_the_exact_command_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(dev, "can_load", lambda library: library != "libEGL.so.1")
    monkeypatch.setattr(shutil, "which", lambda name: name)
    monkeypatch.setattr(os, "geteuid", lambda: 1000, raising=False)
    with pytest.raises(dev.Stop, match="sudo apt-get install -y --no-install-recommends libegl1"):
        dev.install_system_libraries()


def test_as_root_stale_package_lists_are_read_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    commands: list[list[str]] = []

    def first_attempt_fails(command: list[str], **_options: object) -> subprocess.CompletedProcess[str]:
        commands.append(command[:2])
        return subprocess.CompletedProcess(command, 100 if len(commands) == 1 else 0, "", "")

    monkeypatch.setattr(shutil, "which", lambda name: name)
    monkeypatch.setattr(os, "geteuid", lambda: 0, raising=False)
    monkeypatch.setattr(subprocess, "run", first_attempt_fails)
    dev.install_packages(["libegl1"], "Qt")
    assert commands == [["apt-get", "install"], ["apt-get", "update"], ["apt-get", "install"]]


@pytest.mark.usefixtures("environment")
def test_a_failing_check_stops_with_its_name(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    dev.STAMP.write_text(dev.fingerprint())
    failing = ["-c", "import sys; print('line 7 is bad'); sys.exit(1)"]
    monkeypatch.setattr(dev, "CHECKS", (("format", ["-c", ""]), ("lint", failing), ("types", failing)))
    assert dev.main(["check"]) == 2
    said = capsys.readouterr()
    assert said.out.splitlines()[1:] == ["line 7 is bad"]
    assert said.err == "dev.py: check failed: lint\n"


def test_verbs_whose_files_are_missing_are_not_offered(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(dev.VERBS, "fly", dev.Verb("take off", dev.setup, "wings.py"))
    assert dev.main(["fly"]) == 2
    assert dev.main(["--help"]) == 0
    assert "take off" not in capsys.readouterr().out


def test_what_is_compiled_for_the_tests_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    keeps = "import sys; sys.exit(sys.dont_write_bytecode)"
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    assert dev.in_project(["-c", keeps]) == 1
    assert dev.in_project(["-c", keeps], dev.TEST_VARIABLES) == 0


def test_the_tests_keep_their_files_in_memory_only_where_there_is_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dev, "SHARED_MEMORY", tmp_path)
    monkeypatch.setattr(dev, "TEST_BYTES", 1)
    assert dev.in_memory() == {"PYTEST_DEBUG_TEMPROOT": str(tmp_path)}
    monkeypatch.setattr(dev, "TEST_BYTES", 1 << 60)
    assert dev.in_memory() == {}
    monkeypatch.setattr(dev, "SHARED_MEMORY", tmp_path / "missing")
    assert dev.in_memory() == {}
