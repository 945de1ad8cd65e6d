"""The command line: every verb explains itself in both languages, and loads no more than it needs."""

import os
import re
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
    "insight",
    "segments",
    "search",
    "tasks",
    "cases",
    "churn",
    "contracts",
    "receipts",
    "invoices",
    "targets",
    "commission",
    "surveys",
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
    "bin",
    "claim",
    "release",
    "share-record",
    "handover",
    "rules",
)

# What makes a file, or has to do with one that is damaged, asks for no user.
FOR_NOBODY = ("demo", "join", "backup", "rescue")


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
    assert ("--as LOGIN" in said) == (verb not in FOR_NOBODY)
    if language == CHINESE:
        words = re.sub(r"crm_desktop|https?:\S+|postgresql\S+|--?[a-z-]+|[A-Z_]{2,}", "", said)
        assert not re.search(r"usage|option|argument|show this", words, re.I)


def test_a_mistake_is_told_in_the_language_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        cli.main(["merge", "--lang", CHINESE, "team.crm"])
    assert left.value.code == cli.WRONG
    assert "required" not in capsys.readouterr().err


def test_only_the_report_loads_the_heavy_libraries() -> None:
    code = (
        "import sys\nfrom crm_desktop import cli\nfor verb in sys.argv[1:]:\n    try: cli.main([verb, '--help'])\n"
        "    except SystemExit: pass\nprint(*sys.modules, sep='\\n')"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    verbs = [verb for verb in VERBS if verb != "report"]
    done = subprocess.run(
        [sys.executable, "-c", code, *verbs], env=environment, text=True, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr
    loaded = set(done.stdout.split())
    assert "crm_desktop.cli.rescue" in loaded
    assert not loaded & set(HEAVY)
    assert "PySide6" not in loaded


def test_an_unknown_verb_is_a_mistake_of_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        cli.main(["dance", "team.crm"])
    assert left.value.code == cli.WRONG
    assert "dance" in capsys.readouterr().err
