"""What every file of the project keeps to, whatever its kind."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT

# Written in pieces, because this file is searched too.
HOME_PATHS = re.compile(rb"/(?:home|Users|root|work)/" + rb"[\w.]+|[A-Z]:\\+Users" + rb"\\+\w")
LICENCES = ("resources/fonts/Inter-OFL.txt", "resources/fonts/NotoSansSC-OFL.txt", "resources/icons/LICENSE")
LEFT_OUT = {".git", ".venv", "build", "dist", "__pycache__"}


def test_no_file_names_a_place_of_one_machine() -> None:
    offences = [
        f"{file.relative_to(ROOT)}: {found[0].decode(errors='replace')}"
        for file, content in _texts()
        if (found := HOME_PATHS.findall(content))
    ]
    assert not offences, "\n".join(offences)


@pytest.mark.parametrize("licence", LICENCES)
def test_what_others_made_comes_with_its_licence(licence: str) -> None:
    assert (ROOT / licence).stat().st_size > 500


def _texts() -> Iterator[tuple[Path, bytes]]:
    """The tracked and the new files that are text."""
    for file in _files():
        content = file.read_bytes() if file.is_file() else b"\0"
        if b"\0" not in content[:4096]:
            yield file, content


def _files() -> list[Path]:
    if not (ROOT / ".git").exists():
        return [file for file in ROOT.rglob("*") if not LEFT_OUT & set(file.relative_to(ROOT).parts)]
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout
    return [ROOT / name for name in listed.decode().split("\0") if name]
