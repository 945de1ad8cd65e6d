"""A long step made searchable while it goes on ends as one made so in the end, whatever becomes of the helper."""

import multiprocessing
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from crm_desktop.core.i18n import Message
from crm_desktop.core.second_process import Ended
from crm_desktop.core.viewer import SYSTEM
from crm_desktop.models import Contact, ContactPoint, Customer
from crm_desktop.queries.search import search
from crm_desktop.storage import bulk, search_ahead, search_index, search_texts
from crm_desktop.storage.database import Database, UnitOfWork
from crm_desktop.storage.search_texts import Values

LABEL = Message("A test step")


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    monkeypatch.setattr(bulk, "_WORTH_IT", 3)
    made = Database.create(tmp_path / "ahead.crm")
    yield made
    made.close()
    assert not multiprocessing.active_children()


def test_records_come_into_the_index_while_the_step_goes_on(database: Database) -> None:
    with database.write(LABEL, SYSTEM) as work:
        with work.filling(Customer, 4):
            for part in (("Anna Moor", "Bert Moor"), ("Carl Moor", "东方医疗"), ("Dora Moor",)):
                _insert(work, *part)
                work.index_ahead()
            assert work.plain("SELECT count(*) FROM search_record") == [(4,)]
        assert work.plain("SELECT count(*) FROM search_record") == [(5,)]
    assert _found(database, "moor") == {"Anna Moor", "Bert Moor", "Carl Moor", "Dora Moor"}
    assert _found(database, "dfyl") == {"东方医疗"}
    _is_as_built_anew(database)


def test_what_changes_or_goes_after_it_was_indexed_is_indexed_again(database: Database) -> None:
    with database.write(LABEL, SYSTEM) as work, work.filling(Customer, 4):
        _insert(work, "Anna", "Bert", "Carl")
        work.index_ahead()
        _insert(work, "Dora")
        work.index_ahead()
        anna, bert = work.session.query(Customer).where(Customer.name.in_(("Anna", "Bert"))).order_by(Customer.name)
        anna.name, bert.deleted = "Berta", True
    assert _found(database, "anna") == set()
    assert _found(database, "bert") == {"Berta"}
    assert _found(database, "berta") == {"Berta"}
    with database.read(SYSTEM) as reading:
        assert search_index.compare(reading.connection).is_sound


def test_a_contact_is_indexed_with_its_telephone(database: Database) -> None:
    with database.write(LABEL, SYSTEM) as work, work.filling(Contact, 4):
        contact = work.new_id()
        work.insert_rows(Contact, [{"id": contact, "name": "Erin Moor", "created_at": 1}])
        point = {"id": work.new_id(), "contact_id": contact, "kind": "phone", "value": "0113 496 0271", "position": 0}
        work.insert_rows(ContactPoint, [point])
        work.index_ahead()
    assert _found(database, "4960271") == {"Erin Moor"}
    _is_as_built_anew(database)


def test_a_telephone_that_comes_after_its_contact_was_indexed_is_found(database: Database) -> None:
    with database.write(LABEL, SYSTEM) as work, work.filling(Contact, 4):
        contact = work.new_id()
        work.insert_rows(Contact, [{"id": contact, "name": "Erin Moor", "created_at": 1}])
        work.index_ahead()
        point = {"id": work.new_id(), "contact_id": contact, "kind": "phone", "value": "0113 496 0271", "position": 0}
        work.insert_rows(ContactPoint, [point])
        work.index_ahead()
    assert _found(database, "4960271") == {"Erin Moor"}
    with database.read(SYSTEM) as reading:
        assert search_index.compare(reading.connection).is_sound


def test_what_changes_when_all_is_filled_is_indexed_again(database: Database) -> None:
    with database.write(LABEL, SYSTEM) as work:
        with work.filling(Customer, 4):
            _insert(work, "Anna", "Bert")
            work.index_ahead()
        work.session.query(Customer).where(Customer.name == "Anna").one().name = "Carl"
    assert _found(database, "anna") == set()
    assert _found(database, "carl") == {"Carl"}


def test_what_was_indexed_ahead_is_not_read_again(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    compared = 0
    of_values = search_texts.signature_of

    def signature_of(values: Values) -> int:
        nonlocal compared
        compared += 1
        return of_values(values)

    monkeypatch.setattr(search_index, "signature_of", signature_of)
    with database.write(LABEL, SYSTEM) as work:
        with work.filling(Customer, 4):
            _insert(work, "Anna", "Bert")
            work.index_ahead()
        _insert(work, "Carl")
    assert compared == 1


@pytest.mark.logs("the second process for the search index has ended")
def test_a_second_process_that_dies_leaves_its_work_to_this_one(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search_ahead, "serve", _die)
    _fill(database)
    _is_as_built_anew(database)


@pytest.mark.logs("no second process for the search index")
def test_without_a_second_process_all_is_done_by_this_one(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise Ended

    monkeypatch.setattr(search_ahead, "SecondProcess", refuse)
    _fill(database)
    _is_as_built_anew(database)


def test_a_step_given_up_while_tokens_are_awaited_leaves_no_process_and_no_record(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search_ahead, "serve", _hang)
    with pytest.raises(ZeroDivisionError):
        _fill(database, given_up=True)
    assert not multiprocessing.active_children()
    assert _found(database, "moor") == set()


def _fill(database: Database, *, given_up: bool = False) -> None:
    with database.write(LABEL, SYSTEM) as work:
        if given_up:
            work.give_up = _give_up
        with work.filling(Customer, 4):
            for n in range(3):
                _insert(work, f"Anna {n} Moor", f"Bert {n} Moor")
                work.index_ahead()


def _give_up() -> None:
    raise ZeroDivisionError


def _die(connection: Any) -> None:
    connection.recv()
    os._exit(1)


def _hang(connection: Any) -> None:
    connection.recv()
    connection.recv()


def _insert(work: UnitOfWork, *names: str) -> None:
    rows = ({"id": work.new_id(), "name": name, "number": f"C-{len(name)}"} for name in names)
    work.insert_rows(Customer, [{**row, "created_at": 1} for row in rows])


def _found(database: Database, text: str) -> set[str]:
    with database.read(SYSTEM) as reading:
        return {hit.title for hit in search(reading, text).hits}


def _is_as_built_anew(database: Database) -> None:
    """Entries, their rows and their tokens, as the index would be if it were made from the tables now."""
    with database.merging() as connection:
        before = _index(connection)
        search_index.rebuild(connection)
        assert _index(connection) == before


def _index(connection: Any) -> list[Any]:
    connection.exec_driver_sql("CREATE VIRTUAL TABLE temp.words USING fts5vocab(main, search_index, instance)")
    asked = ("* FROM search_record", "* FROM search_part", "id, sz FROM search_index_docsize", "* FROM temp.words")
    found = [sorted(map(tuple, connection.exec_driver_sql(f"SELECT {each}").all())) for each in asked]
    connection.exec_driver_sql("DROP TABLE temp.words")
    return found
