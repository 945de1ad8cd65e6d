"""The command line as tests call it: in this process, with what it printed and its exit status."""

import csv
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from crm_desktop.cli import main
from crm_desktop.core.viewer import SYSTEM
from crm_desktop.storage.database import Database


@dataclass(frozen=True)
class Said:
    """What a command said."""

    status: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        """Standard output as JSON."""
        return json.loads(self.out)


@dataclass(frozen=True)
class Shell:
    """Runs commands on one company file."""

    path: Path
    capsys: pytest.CaptureFixture[str]

    def __call__(self, verb: str, *arguments: object) -> Said:
        """Run a verb on the company file."""
        try:
            status = main([verb, str(self.path), *map(str, arguments)])
        except SystemExit as left:
            status = int(left.code or 0)
        printed = self.capsys.readouterr()
        assert "Traceback" not in printed.err
        return Said(status, printed.out, printed.err)

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        """What plain SQL says about the file."""
        database = Database.open(self.path, read_only=True)
        try:
            with database.read(SYSTEM) as reading:
                return [tuple(row) for row in reading.connection.exec_driver_sql(statement)]
        finally:
            database.close()

    def value(self, statement: str) -> Any:
        """The one value plain SQL gives."""
        return self.rows(statement)[0][0]


def table(path: Path) -> list[dict[str, str]]:
    """A CSV as other programs read it."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def text_file(path: Path, *lines: str) -> Path:
    """A small CSV."""
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path
