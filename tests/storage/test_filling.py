"""A new file that was filled at once is like one that was filled step by step."""

from pathlib import Path

from crm_desktop.core.clock import FixedClock
from crm_desktop.core.i18n import Message
from crm_desktop.core.viewer import SYSTEM
from crm_desktop.models import Customer
from crm_desktop.storage import check
from crm_desktop.storage.database import Database
from tests.company import NOW, Company, found_company


def layout(database: Database) -> list[list[object]]:
    """What the file is made of, what its planner knows, and how it is kept."""
    with database.write(Message("Look"), SYSTEM) as work:
        return [
            work.plain("SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'search%' ORDER BY name"),
            work.plain("SELECT * FROM sqlite_stat1 ORDER BY tbl, idx"),
            *(work.plain(f"PRAGMA {name}") for name in ("journal_mode", "synchronous", "foreign_keys", "cache_size")),
        ]


def test_a_filled_file_is_whole_and_searchable(tmp_path: Path, company: Company) -> None:
    database = found_company(tmp_path / "new.crm", FixedClock.at(NOW))
    told: list[tuple[int, int]] = []
    with database.filled(lambda done, total: told.append((done, total))):
        for name in ("Acme", "东方医疗"):
            with database.write(Message("Fill"), SYSTEM) as work:
                work.insert_rows(Customer, [{"id": work.new_id(), "number": name, "name": name, "created_at": 1}])

    assert told[-1] == (3, 3)
    assert layout(database) == layout(company.database)
    with database.read(SYSTEM) as reading:
        assert check.check(reading.connection) == []
        found = reading.plain("SELECT count(*) FROM search_index WHERE search_index MATCH 'wacm OR 医疗'")
    assert found == [(2,)]
    with database.write(Message("Later"), SYSTEM) as work:
        work.insert_rows(Customer, [{"id": work.new_id(), "number": "3", "name": "Later", "created_at": 1}])
    assert work.changes.touches(("customer",))
    database.close()
