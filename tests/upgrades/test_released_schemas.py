"""Company files of every released schema open with this program, whole and with everything in them."""

import lzma
from collections.abc import Iterator
from pathlib import Path

import pytest

from crm_desktop.core.clock import FixedClock
from crm_desktop.core.viewer import SYSTEM
from crm_desktop.models import ENTITIES
from crm_desktop.operations.undo_step import undo
from crm_desktop.queries.integrity import findings
from crm_desktop.queries.search import search
from crm_desktop.queries.viewer import viewer_of
from crm_desktop.storage.database import Database
from tests.builders import a_customer
from tests.company import NOW, Company
from tests.upgrades.schema import schema_of

FILES = sorted(Path(__file__).parent.glob("schema_*.crm.xz"))
# What `make_fixture` wrote into the file of each schema; a record never goes missing.
RECORDS = {"customer": 3, "contact": 1, "opportunity": 2, "sales_order": 1, "service_case": 1, "interaction": 2}


@pytest.fixture(params=FILES, ids=lambda file: file.name)
def old(request: pytest.FixtureRequest, tmp_path: Path, clock: FixedClock) -> Iterator[Company]:
    """The company of one schema, opened."""
    path = tmp_path / "old.crm"
    path.write_bytes(lzma.decompress(request.param.read_bytes()))
    database = Database.open(path, clock)
    with database.read(SYSTEM) as reading:
        viewer = viewer_of(reading)
    yield Company(database, clock, viewer)
    database.close()


def counts(company: Company) -> dict[str, int]:
    """How many records there are of each kind that has some."""
    with company.read() as reading:
        found = {
            each.__tablename__: reading.connection.exec_driver_sql(
                f"SELECT count(*) FROM {each.__tablename__}"
            ).scalar_one()
            for each in ENTITIES
        }
    return {table: count for table, count in found.items() if table in RECORDS}


def test_it_is_whole_and_complete(old: Company) -> None:
    assert counts(old) == RECORDS
    with old.read() as reading:
        assert findings(reading) == []


def test_it_has_the_schema_of_a_new_file(old: Company, tmp_path: Path) -> None:
    """Fails when the models changed without a migration."""
    Database.create(tmp_path / "new.crm", FixedClock.at(NOW)).close()
    assert schema_of(old.database.path) == schema_of(tmp_path / "new.crm")


def test_its_records_are_found_and_its_steps_undone(old: Company) -> None:
    with old.read() as reading:
        assert search(reading, "cqca").hits
        assert not search(reading, "Mistaken").hits
    with old.write("Undo") as work:
        undo(work)
    with old.read() as reading:
        assert search(reading, "Mistaken").hits


def test_it_can_be_worked_with(old: Company) -> None:
    with old.write() as work:
        a_customer(work, "New here")
    assert counts(old)["customer"] == RECORDS["customer"] + 1
