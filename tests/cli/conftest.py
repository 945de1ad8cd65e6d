"""A company file that commands may make."""

from pathlib import Path

import pytest

from tests.cli.running import Shell


@pytest.fixture
def shell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    """Commands on a file that does not exist yet."""
    return Shell(tmp_path / "team.crm", capsys)
