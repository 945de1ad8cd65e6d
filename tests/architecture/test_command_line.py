"""The command line: every verb explains itself in both languages, and loads no more than it needs."""

import os
import subprocess
import sys

import pytest

from crm_desktop import cli
from crm_desktop.core.i18n import CHINESE, ENGLISH
from tests.architecture.sources import ROOT
from tests.architecture.test_layers import HEAVY

VERBS = (
    "demo",
    "import",
    "export",
    "report",
    "search",
    "check",
    "history",
    "undo",
    "backup",
    "share",
    "join",
    "sync",
    "merge",
    "replicas",
    "conflicts",
    "resolve",
    "restore",
    "rescue",
)


def test_there_are_the_verbs_people_were_promised() -> None:
    assert set(cli.MODULES) == set(VERBS)


@pytest.mark.parametrize("language", [ENGLISH, CHINESE])
@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_explains_itself(verb: str, language: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        cli.main([verb, "--help", "--lang", language])
    said = capsys.readouterr().out
    assert left.value.code == 0
    assert "F.crm" in said
    assert "--as LOGIN" in said


@pytest.mark.parametrize("verb", [verb for verb in VERBS if verb != "report"])
def test_only_the_report_loads_the_heavy_libraries(verb: str) -> None:
    code = (
        "import sys\nfrom crm_desktop import cli\ntry: cli.main([sys.argv[1], '--help'])\n"
        "except SystemExit: print(*sys.modules, sep='\\n')"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", code, verb], env=environment, text=True, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr
    loaded = set(done.stdout.split())
    assert not loaded & set(HEAVY)
    assert "PySide6" not in loaded


def test_an_unknown_verb_is_a_mistake_of_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        cli.main(["dance", "team.crm"])
    assert left.value.code == cli.WRONG
    assert "dance" in capsys.readouterr().err
