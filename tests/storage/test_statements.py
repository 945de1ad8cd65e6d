"""Statements run by the driver alone find what SQLAlchemy finds, however often and with whatever values."""

from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Text, bindparam, func, literal, select, union_all
from sqlalchemy.engine.interfaces import CacheStats

from crm_desktop.models import Customer, Interaction
from crm_desktop.storage.connection import engine
from tests.builders import a_customer, an_interaction
from tests.company import Company


def test_dates_and_flags_come_as_python_knows_them(company: Company) -> None:
    with company.write() as work:
        customer = a_customer(work, "Haverton")
        an_interaction(work, customer_id=customer)
    statement: Any = select(Interaction.happened_on, Interaction.deleted, Interaction.next_step_on)
    with company.read() as reading:
        assert reading.fetch(statement) == [tuple(row) for row in reading.session.execute(statement)]
        ((day, deleted, _),) = reading.fetch(statement)
        assert isinstance(day, date)
        assert deleted is False


def test_a_kept_statement_is_asked_with_other_values(company: Company) -> None:
    with company.write() as work:
        for name in ("Haverton", "Kinley", "Northgate"):
            a_customer(work, name)
    named: Any = bindparam("named", type_=Text)
    statement = select(Customer.name).where(Customer.name.in_(["Haverton", "Kinley"]), Customer.name >= named)
    ordered = statement.order_by(Customer.name).limit(1)
    with company.read() as reading:
        assert reading.value(ordered, {"named": "A"}) == "Haverton"
        assert reading.value(ordered, {"named": "I"}) == "Kinley"
        assert reading.value(ordered, {"named": "L"}) is None


def test_a_union_has_the_columns_of_its_parts(company: Company) -> None:
    both = union_all(
        select(literal("'a?'").label("text"), literal(1).label("number")), select(func.lower("B"), literal(2))
    )
    with company.read() as reading:
        assert reading.fetch(both) == [("'a?'", 1), ("b", 2)]


def test_a_step_under_way_sees_what_it_changed(company: Company) -> None:
    statement = select(func.count()).select_from(Customer)
    with company.write() as work:
        a_customer(work, "Haverton")
        assert work.value(statement) == 1


def test_readers_let_go_of_the_file_while_idle_and_read_on_afterwards(company: Company) -> None:
    with company.write() as work:
        a_customer(work, "Haverton")
    statement: Any = select(Customer.name)
    with company.read() as reading:
        company.database.rest()
        assert reading.value(statement) == "Haverton"
    company.database.rest()
    with company.read() as reading:
        assert reading.value(statement) == "Haverton"


def test_what_was_compiled_for_one_file_serves_the_next(tmp_path: Path) -> None:
    told = []
    for number in (1, 2):
        made = engine(tmp_path / f"{number}.crm", writes=True)
        with made.connect() as connection:
            answer: Any = connection.execute(select(literal(number).label("asked_nowhere_else")))
            told.append((answer.scalar_one(), answer.context.cache_hit))
        made.dispose()
    assert told == [(1, CacheStats.CACHE_MISS), (2, CacheStats.CACHE_HIT)]
