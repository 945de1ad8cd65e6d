"""What two replicas are compared by."""

from contextlib import closing
from pathlib import Path
from typing import Any

from crm_desktop.core.viewer import SYSTEM
from crm_desktop.models import ENTITIES
from crm_desktop.queries.integrity import findings
from crm_desktop.storage import contexts
from crm_desktop.storage.database import Database, Reading
from tests.company import Company


def state_of(company: Company) -> dict[str, Any]:
    """Every row of every table, the conflicts, and what is known of each replica."""
    with company.read() as reading:
        return _state(reading)


def state_of_file(path: Path) -> dict[str, Any]:
    """The same of a file that nobody has open, in which nothing may be wrong."""
    with closing(Database.open(path, read_only=True)) as database, database.read(SYSTEM) as reading:
        assert findings(reading) == []
        return _state(reading)


def _state(reading: Reading) -> dict[str, Any]:
    connection = reading.connection
    tables = {
        each.__tablename__: connection.exec_driver_sql(f"SELECT * FROM {each.__tablename__} ORDER BY id").all()
        for each in ENTITIES
    }
    conflicts = sorted(connection.exec_driver_sql("SELECT * FROM sync_conflict").all())
    return {**tables, "conflicts": conflicts, "vector": contexts.vector(connection)}


def assert_alike(*companies: Company) -> None:
    """The same records, the same conflicts, and nothing wrong with any of the files."""
    first, *others = (state_of(each) for each in companies)
    for other in others:
        for name, rows in first.items():
            assert other[name] == rows, name
    for each in companies:
        with each.read() as reading:
            assert findings(reading) == []
