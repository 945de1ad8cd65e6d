"""Whatever is written, imported, deleted, restored, undone or redone: search finds each living record, and no other."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm_desktop.core.clock import FixedClock
from crm_desktop.core.errors import Problem
from crm_desktop.core.viewer import SYSTEM
from crm_desktop.models import Customer
from crm_desktop.operations.customer import customer_draft, delete_customers, update_customer
from crm_desktop.operations.restore import restore_records
from crm_desktop.operations.undo_step import redo, undo
from crm_desktop.queries.search import search
from crm_desktop.queries.viewer import viewer_of
from crm_desktop.storage import search_index
from crm_desktop.storage.database import UnitOfWork
from tests.builders import a_customer
from tests.company import NOW, Company, found_company

NAMES = ("重庆银行", "Müller & Söhne", "单雄信", "Haverton 138", "厦门")
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["add", "import", "rename", "delete", "restore", "undo", "undo", "redo"]),
        st.integers(0, 5),
        st.sampled_from(NAMES),
    ),
    min_size=3,
    max_size=10,
)


def _ids(work: UnitOfWork, *, deleted: bool) -> list[str]:
    return [each.id for each in work.session.query(Customer).filter_by(deleted=deleted).order_by(Customer.id)]


def _import(work: UnitOfWork, _nth: int, name: str) -> None:
    rows = [{"id": work.new_id(), "name": f"{name} {n}", "number": f"I-{n}", "created_at": 1} for n in range(3)]
    work.insert_rows(Customer, rows)


def _rename(work: UnitOfWork, nth: int, name: str) -> None:
    for each in _ids(work, deleted=False)[nth : nth + 1]:
        update_customer(work, each, replace(customer_draft(work, each), name=name))


STEP: dict[str, Callable[[UnitOfWork, int, str], object]] = {
    "add": lambda work, nth, name: a_customer(work, name, phone=f"1380000{nth:04}"),
    "import": _import,
    "rename": _rename,
    "delete": lambda work, nth, name: delete_customers(work, _ids(work, deleted=False)[nth : nth + 2]),
    "restore": lambda work, nth, name: restore_records(work, "customer", _ids(work, deleted=True)[nth : nth + 1]),
    "undo": lambda work, nth, name: undo(work),
    "redo": lambda work, nth, name: redo(work),
}


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Company:
    path: Path = tmp_path_factory.mktemp("step") / "step.crm"
    database = found_company(path, FixedClock.at(NOW))
    with database.read(SYSTEM) as reading:
        return Company(database, FixedClock.at(NOW), viewer_of(reading))


@settings(max_examples=12)
@given(STEPS)
def test_search_is_in_step_with_the_records(company: Company, steps: list[tuple[str, int, str]]) -> None:
    for what, nth, name in steps:
        try:
            with company.write() as work:
                STEP[what](work, nth, name)
        except Problem:
            continue  # nothing to undo, or nothing deleted
    with company.read() as reading:
        assert search_index.compare(reading.connection).is_sound
        living = reading.session.query(Customer).filter_by(deleted=False)
        for name in NAMES:
            called = {each.id for each in living if name in each.name}
            assert {hit.id for hit in search(reading, name, ("customer",), 500).hits} == called
