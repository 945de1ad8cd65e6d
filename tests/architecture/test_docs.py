"""The documents say what is so: tests they name exist, commands they show are offered."""

import re
from pathlib import Path

import pytest

import dev
from tests.architecture.sources import ROOT

CITED = re.compile(r"`(?:([\w/]+\.py)(?:::)?)?(test_\w+)?`")
VERB = re.compile(r"(?:python3|py) dev\.py (\w+)")
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])


def test_every_proof_of_the_coverage_exists() -> None:
    missing = [f"{file}::{name or ''}" for file, name in _proofs() if not _has(ROOT / "tests" / file, name)]
    assert not missing, "\n".join(missing)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_is_offered(page: Path) -> None:
    assert set(VERB.findall(page.read_text(encoding="utf-8"))) <= set(dev.VERBS)


def _proofs() -> list[tuple[str, str | None]]:
    """(file, test) of every citation; a test alone belongs to the file named before it in the line."""
    found = []
    for line in (ROOT / "docs" / "coverage.md").read_text(encoding="utf-8").splitlines():
        file = ""
        for named, test in CITED.findall(line.partition(" | ")[2]):
            file = named or file
            if file and (named or test):
                found.append((file, test or None))
    return [each for each in found if each[0] != "dev.py"]


def _has(file: Path, test: str | None) -> bool:
    return file.is_file() and (test is None or f"def {test}(" in file.read_text(encoding="utf-8"))
