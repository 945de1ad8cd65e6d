"""The index says what the tables say, after every kind of write."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection

from crm_desktop.core.i18n import Message
from crm_desktop.core.viewer import SYSTEM
from crm_desktop.models import Contact, ContactPoint, Customer
from crm_desktop.storage import search_index
from crm_desktop.storage.connection import transaction
from crm_desktop.storage.database import Database, UnitOfWork
from crm_desktop.storage.search_text import Typed

LABEL = Message("A test step")


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    made = Database.create(tmp_path / "search.crm")
    yield made
    made.close()


def _found(database: Database, typed: str) -> set[str]:
    with database.read(SYSTEM) as reading:
        rows = reading.connection.exec_driver_sql(
            "SELECT id FROM search_record WHERE row IN (SELECT rowid FROM search_index WHERE search_index MATCH ?)",
            (Typed(typed).match,),
        )
        return set(rows.scalars())


def _compared(database: Database) -> search_index.IndexCheck:
    with database.read(SYSTEM) as reading:
        return search_index.compare(reading.connection)


def _a_customer(work: UnitOfWork, name: str = "重庆银行", number: str = "C-00417") -> str:
    made = Customer(id=work.new_id(), name=name, number=number, created_at=work.now_ms)
    work.session.add(made)
    return made.id


def _a_contact(work: UnitOfWork, name: str, *values: str) -> str:
    made = Contact(id=work.new_id(), name=name, created_at=work.now_ms)
    work.session.add(made)
    work.session.add_all(
        ContactPoint(id=work.new_id(), contact_id=made.id, kind="phone", value=value) for value in values
    )
    return made.id


def test_a_record_is_found_as_soon_as_it_is_written_and_by_its_new_name_after_a_change(database: Database) -> None:
    with database.write(LABEL, SYSTEM) as work:
        bank = _a_customer(work)
    assert _found(database, "cqyh") == {bank}
    with database.write(LABEL, SYSTEM) as work:
        work.session.get_one(Customer, bank).name = "长沙银行"
    assert _found(database, "cqyh") == set()
    assert _found(database, "changsha") == {bank}
    assert _compared(database).is_sound


def test_a_deleted_record_is_not_found_until_it_is_restored(database: Database) -> None:
    with database.write(LABEL, SYSTEM) as work:
        bank = _a_customer(work)
    for deleted, found in ((True, set()), (False, {bank})):
        with database.write(LABEL, SYSTEM) as work:
            work.session.get_one(Customer, bank).deleted = deleted
        assert _found(database, "银行") == found
        assert _compared(database).is_sound


def test_a_contact_is_found_by_its_telephone_and_by_name_and_telephone_together(database: Database) -> None:
    with database.write(LABEL, SYSTEM) as work:
        anna = _a_contact(work, "Anna Müller", "+86 138-1234-5678", "anna@example.com")
    assert _found(database, "1381234") == _found(database, "muller 5678") == _found(database, "example") == {anna}


def test_a_telephone_that_moves_to_another_person_leaves_the_first(database: Database) -> None:
    with database.write(LABEL, SYSTEM) as work:
        anna = _a_contact(work, "Anna", "13812345678")
        bert = _a_contact(work, "Bert")
    with database.write(LABEL, SYSTEM) as work:
        work.session.query(ContactPoint).one().contact_id = bert
    assert _found(database, "12345") == {bert}
    with database.write(LABEL, SYSTEM) as work:
        work.session.query(ContactPoint).one().deleted = True
    assert _found(database, "12345") == set()
    assert _found(database, "an") == {anna}
    assert _compared(database).is_sound


def test_a_failed_write_leaves_no_trace_in_the_index(database: Database) -> None:
    def fail() -> None:
        with database.write(LABEL, SYSTEM) as work:
            _a_customer(work)
            work.session.flush()
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert _found(database, "银行") == set()


def test_a_change_of_what_is_not_searched_does_not_touch_the_index(database: Database) -> None:
    with database.write(LABEL, SYSTEM) as work:
        bank = _a_customer(work)
    with database.write(LABEL, SYSTEM) as work:
        work.session.get_one(Customer, bank).satisfaction = 4
        work.session.flush()
        before = work.connection.exec_driver_sql("SELECT total_changes()").scalar_one()
        search_index.update(work.connection, "customer", [bank])
        assert work.connection.exec_driver_sql("SELECT total_changes()").scalar_one() == before


def test_rebuilding_gives_the_same_answers_and_reports_progress(database: Database) -> None:
    with database.write(LABEL, SYSTEM) as work:
        bank = _a_customer(work)
        anna = _a_contact(work, "Anna", "13812345678")
    seen: list[tuple[int, int]] = []
    with database.write(LABEL, SYSTEM) as work:
        search_index.rebuild(work.connection, lambda done, total: seen.append((done, total)))
    assert _found(database, "cqyh") == {bank}
    assert _found(database, "45678") == {anna}
    assert seen[-1] == (2, 2)
    assert _compared(database).is_sound


def test_an_index_kept_in_step_and_one_built_anew_hold_the_same_words(database: Database) -> None:
    with database.write(LABEL, SYSTEM) as work:
        bank, other = _a_customer(work), _a_customer(work, "Straßenbau Müller & Co. 长沙分公司", "K 07/2")
        person = _a_contact(work, "单雄信", "+86 138-1234 5678", "dan@example.com")
        _a_contact(work, "Anna", "13900001111")
    with database.write(LABEL, SYSTEM) as work:
        work.session.get_one(Customer, bank).name = "厦门银行"
        work.session.get_one(Customer, other).note = "asked twice, 问了两次, asked again"
        work.session.get_one(Contact, person).deleted = True
    with database.write(LABEL, SYSTEM) as work:
        work.session.get_one(Contact, person).deleted = False
    kept = _words(database)
    with database.write(LABEL, SYSTEM) as work:
        search_index.rebuild(work.connection)
    assert _words(database) == kept
    assert len(kept) > 100


def test_a_big_write_leaves_one_segment_to_ask(database: Database) -> None:
    for start in (0, 2_500):
        with database.write(LABEL, SYSTEM) as work:
            numbers = range(start, start + 2_500)
            rows = [{"id": work.new_id(), "name": f"Firm {n}", "number": f"C-{n}", "created_at": n} for n in numbers]
            work.insert_rows(Customer, rows)
    with database.read(SYSTEM) as reading:
        segments = "SELECT count(DISTINCT segid) FROM search_index_idx"
        assert reading.connection.exec_driver_sql(segments).scalar_one() == 1


def _words(database: Database) -> list[tuple[str, str, int]]:
    """Record, token and place of everything in the index."""
    with database.write(LABEL, SYSTEM) as work:
        connection = work.connection
        connection.exec_driver_sql("CREATE VIRTUAL TABLE temp.said USING fts5vocab(main, search_index, instance)")
        found = connection.exec_driver_sql(
            "SELECT id, term, offset FROM temp.said JOIN search_record ON row = doc ORDER BY 1, 3"
        ).all()
        connection.exec_driver_sql("DROP TABLE temp.said")
    return [(record, term, place) for record, term, place in found]


def test_an_index_of_another_version_is_rebuilt_when_the_file_is_opened(database: Database) -> None:
    with database.write(LABEL, SYSTEM) as work:
        bank = _a_customer(work)
        _empty_the_index(work.connection)
        work.connection.exec_driver_sql("UPDATE search_state SET version = 'older'")
    database.close()
    again = Database.open(database.path)
    assert bank in _found(again, "银行")
    again.close()


def test_the_check_names_what_is_wrong(database: Database) -> None:
    with database.write(LABEL, SYSTEM) as work:
        _a_customer(work, number="C-1")
        stale = _a_customer(work, number="C-2")
        gone = _a_customer(work, number="C-3")
    assert _problems(database) == []
    with database.write(LABEL, SYSTEM) as work:
        missing = _a_customer(work, number="C-4")
    with database._write_connection() as connection, transaction(connection, immediate=True):
        connection.exec_driver_sql("UPDATE sync_state SET capture = 0")
        connection.exec_driver_sql("UPDATE customer SET name = 'X' WHERE id = ?", (stale,))
        connection.exec_driver_sql("UPDATE customer SET deleted = 1 WHERE id = ?", (gone,))
        row = connection.exec_driver_sql("SELECT row FROM search_record WHERE id = ?", (missing,)).scalar_one()
        connection.exec_driver_sql("DELETE FROM search_record WHERE row = ?", (row,))
        connection.exec_driver_sql("UPDATE sync_state SET capture = 1")
    found = _compared(database)
    assert found.missing == (("customer", missing),)
    assert found.stale == (("customer", stale),)
    assert found.gone == (("customer", gone),)
    assert found.broken_rows == 1
    assert len(_problems(database)) == 4


def _problems(database: Database) -> list[str]:
    with database.read(SYSTEM) as reading:
        return [str(message) for message in search_index.check(reading.connection)]


def _empty_the_index(connection: Connection) -> None:
    connection.exec_driver_sql("INSERT INTO search_index(search_index) VALUES ('delete-all')")
    connection.exec_driver_sql("DELETE FROM search_record")


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["name", "delete", "restore", "point", "move", "drop"]),
        st.integers(0, 3),
        st.sampled_from(["王伟", "Anna Müller", "单雄信", "13812345678", "+1 555 0100", "a@example.com", "重庆 Bank"]),
    ),
    max_size=12,
)


@settings(max_examples=8)
@given(STEPS)
def test_the_index_is_in_step_after_any_edits(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int, str]]
) -> None:
    database = Database.create(tmp_path_factory.mktemp("steps") / "steps.crm")
    with database.write(LABEL, SYSTEM) as work:
        people = [_a_contact(work, f"Person {n}", f"1380000000{n}") for n in range(4)]
    for what, who, value in steps:
        with database.write(LABEL, SYSTEM) as work:
            _edit(work, what, people, who, value)
    assert _compared(database).is_sound
    with database.read(SYSTEM) as reading:
        alive = set(reading.session.query(Contact.id).filter(Contact.deleted.is_(False)).all())
        indexed = set(reading.connection.exec_driver_sql("SELECT id FROM search_record").scalars())
    assert indexed == {row[0] for row in alive}
    database.close()


def _edit(work: UnitOfWork, what: str, people: list[str], who: int, value: str) -> None:
    person = work.session.get_one(Contact, people[who])
    points = work.session.query(ContactPoint).filter_by(contact_id=person.id).all()
    match what:
        case "name":
            person.name = value
        case "delete" | "restore":
            person.deleted = what == "delete"
        case "point":
            work.session.add(ContactPoint(id=work.new_id(), contact_id=person.id, kind="phone", value=value))
        case "move" if points:
            points[0].contact_id = people[(who + 1) % 4]
        case "drop" if points:
            points[0].deleted = True
