"""A file read ahead by a second process comes in as one read here, whatever becomes of that process."""

import multiprocessing
import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from crm_desktop.core.errors import UserError
from crm_desktop.core.second_process import Ended
from crm_desktop.exchange import import_reading, import_run, limits
from crm_desktop.exchange.import_request import ImportCancelled, ImportRequest, agreed_mapping
from crm_desktop.exchange.import_result import ImportResult
from crm_desktop.models import Customer
from tests.company import Company
from tests.exchange.test_import_run import imported, living, written

_ROWS = (
    "name,city,employees,credit limit,parent",
    "Haverton,York,12,1e400,Kestrel",
    "Kestrel,Köln,many,,",
    "",
    ",Leeds,1,,",
    "Moor,杭州,3,100,Nobody",
    "Lowfield,Hull,4,20,,one cell too many",
    *(f"Customer {n},York,{n},{n},Kestrel" for n in range(600)),
)
_UNCLOSED = (*_ROWS, '"Wyke,Hull', "Swallowed,Hull")


@pytest.fixture(autouse=True)
def _ahead(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(import_reading, "_WORTH_IT", 1)
    yield
    assert not multiprocessing.active_children()


def checked(company: Company, source: Path, **choices: Any) -> ImportResult:
    with company.read() as reading:
        return import_run.prepare(reading, ImportRequest(source, "customers", **choices))


@pytest.fixture
def as_read_here(company: Company, tmp_path: Path) -> ImportResult:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(import_reading, "_WORTH_IT", 10_000)
        return checked(company, written(tmp_path, *_UNCLOSED))


def test_every_row_problem_and_count_is_the_same(company: Company, tmp_path: Path, as_read_here: ImportResult) -> None:
    source = written(tmp_path, *_UNCLOSED)
    assert checked(company, source) == as_read_here
    assert as_read_here.rejected > 3
    done = imported(company, source, "customers")
    assert (done.counts, done.rejected_rows, done.checks) == (
        as_read_here.counts,
        as_read_here.rejected_rows,
        as_read_here.checks,
    )
    assert len(living(company, Customer, "name")) == done.created


@pytest.mark.logs("the second process that read the file has ended")
def test_when_the_second_process_dies_the_import_goes_on_alone(
    company: Company, tmp_path: Path, as_read_here: ImportResult, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_reading, "serve", _die_midway)
    assert checked(company, written(tmp_path, *_UNCLOSED)) == as_read_here


@pytest.mark.logs("no second process to read the file")
def test_without_a_second_process_the_file_is_read_here(
    company: Company, tmp_path: Path, as_read_here: ImportResult, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise Ended

    monkeypatch.setattr(import_reading, "SecondProcess", refuse)
    assert checked(company, written(tmp_path, *_UNCLOSED)) == as_read_here


def test_what_cannot_be_read_on_the_way_is_said_and_nothing_is_written(
    company: Company, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_reading, "serve", _allow_few)
    with pytest.raises(UserError, match="more than 550 rows"):
        imported(company, written(tmp_path, *_ROWS), "customers")
    assert living(company, Customer, "name") == []


def test_a_cancel_is_obeyed_while_rows_are_awaited(
    company: Company, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_reading, "serve", _hang)
    source = written(tmp_path, *_ROWS)
    with pytest.raises(ImportCancelled), company.write() as work:
        import_run.run(work, ImportRequest(source, "customers"), cancelled=lambda: True)
    assert living(company, Customer, "name") == []


@pytest.mark.parametrize(("rows", "notes", "most"), [(60_000, "", 25_000), (3_000, "Long. " * 1_000, 500)])
def test_no_more_than_a_few_rows_are_handed_over_at_once(tmp_path: Path, rows: int, notes: str, most: int) -> None:
    """What is sent waits until it is taken, so memory grows neither with the file nor with its texts."""
    source = written(tmp_path, "name,notes", *(f"Customer {n},{notes}" for n in range(rows)))
    request = ImportRequest(source, "customers")
    with request.open() as table:
        agreed = agreed_mapping(request, table)
    taken = _Taken()
    import_reading.serve(taken, request, agreed, date(2026, 11, 21))
    assert sum(taken.rows) == rows
    assert max(taken.rows) <= most


class _Taken:
    """The end of a pipe that counts the rows of each message."""

    def __init__(self) -> None:
        self.rows: list[int] = []

    def send(self, message: Any) -> None:
        if isinstance(message, list):
            self.rows.append(sum(map(len, message)))


def _die_midway(connection: Any, *args: Any) -> None:
    import_reading._HANDED_OVER_CELLS = 1
    import_reading.serve(_Once(connection), *args)


class _Once:
    """Lets one message through; the process ends at the second."""

    def __init__(self, connection: Any) -> None:
        self._connection, self._was_used = connection, False

    def send(self, message: Any) -> None:
        if self._was_used:
            os._exit(1)
        self._was_used = True
        self._connection.send(message)


def _allow_few(connection: Any, *args: Any) -> None:
    limits.MAX_IMPORTED_ROWS = 550
    import_reading.serve(connection, *args)


def _hang(connection: Any, *_: Any) -> None:
    connection.recv()
