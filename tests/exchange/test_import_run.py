"""The import as one step: undone and redone, cancelled without a trace, checked without writing, for whoever acts."""

import csv
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from crm_desktop.core.clock import FixedClock
from crm_desktop.core.errors import NotAllowed, UserError
from crm_desktop.core.i18n import Message
from crm_desktop.core.viewer import SYSTEM
from crm_desktop.exchange import import_run, limits
from crm_desktop.exchange.import_request import ImportCancelled, ImportRequest
from crm_desktop.exchange.import_result import CREATED, REJECTED, ImportResult
from crm_desktop.exchange.mapping import CREATE as ALWAYS_CREATE
from crm_desktop.models import (
    Contact,
    ContactPoint,
    Customer,
    CustomerDemand,
    Interaction,
    Opportunity,
    Order,
    OrderLine,
    Product,
    Receipt,
    ServiceCase,
    Synced,
)
from crm_desktop.queries.search import search
from crm_desktop.queries.viewer import viewer_of
from crm_desktop.storage import undo
from tests.builders import a_case, a_customer, a_product, a_user, an_order, role
from tests.company import NOW, Company, found_company


def imported(company: Company, path: Path, kind: str, **choices: Any) -> ImportResult:
    with company.write() as work:
        return import_run.run(work, ImportRequest(path, kind, **choices))


def written(tmp_path: Path, *lines: str) -> Path:
    path = tmp_path / "file.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def living(company: Company, entity: type[Synced], *columns: str) -> list[tuple[Any, ...]]:
    of: Any = entity
    wanted = [getattr(of, column) for column in columns]
    with company.read() as reading:
        found = reading.session.execute(select(*wanted).where(of.deleted.is_(False)).order_by(*wanted))
        return [tuple(row) for row in found]


def revert(company: Company, which: int) -> Message:
    with company.read() as reading:
        step = undo.next_steps(reading.connection, company.viewer.user_id)[which]
    assert step is not None
    with company.write() as work:
        assert undo.revert(work, step.id) == []
    return step.label


def test_an_import_is_one_step_that_is_undone_and_redone(company: Company, tmp_path: Path) -> None:
    with company.write() as work:
        a_customer(work, "Haverton", number="H-1", city="Selby")
    source = written(
        tmp_path,
        "name,number,city,sector,tags,contact name",
        "Haverton,H-1,York,,,",
        "Kestrel,H-2,Leeds,Falconry,new,Ida Fry",
    )
    result = imported(company, source, "customers", key="number")
    assert (result.created, result.updated) == (1, 1)
    after = living(company, Customer, "name", "city")
    assert after == [("Haverton", "York"), ("Kestrel", "Leeds")]

    label = revert(company, 0)
    assert str(label) == "Import file.csv: 2 customers"
    assert living(company, Customer, "name", "city") == [("Haverton", "Selby")]
    revert(company, 1)
    assert living(company, Customer, "name", "city") == after

    # What an undone import had made, such as tags and choices, does not stand in the way of the next.
    revert(company, 0)
    again = imported(company, source, "customers", key="number")
    assert (again.created, again.rejected) == (1, 0)
    assert living(company, Customer, "name", "city") == after


def test_a_cancelled_import_leaves_nothing(company: Company, tmp_path: Path) -> None:
    source = written(tmp_path, "name", *(f"Customer {n}" for n in range(5000)))
    seen: list[int] = []
    with pytest.raises(ImportCancelled), company.write() as work:
        import_run.run(
            work, ImportRequest(source, "customers"), lambda done, _: seen.append(done), lambda: seen[-1:] > [4000]
        )
    assert seen
    assert seen == sorted(seen)
    assert living(company, Customer, "name") == []
    with company.read() as reading:
        assert search(reading, "Customer").hits == ()


def test_a_file_of_more_rows_than_memory_allows_is_refused_whole(
    company: Company, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MAX_IMPORTED_ROWS", 3)
    too_many = written(tmp_path, "name", "One", "Two", "Three", "Four")
    with pytest.raises(UserError, match="more than 3 rows"), company.write() as work:
        import_run.run(work, ImportRequest(too_many, "customers"))
    assert living(company, Customer, "name") == []
    just_enough = written(tmp_path, "name", "One", "Two", "Three")
    with company.write() as work:
        import_run.run(work, ImportRequest(just_enough, "customers"))
    assert len(living(company, Customer, "name")) == 3


def test_preparing_says_what_running_does(company: Company, tmp_path: Path) -> None:
    source = written(
        tmp_path, "name,employees,parent", "Haverton,12,Kestrel", "Kestrel,many,", "Lowfield,3,", "Moor,4,Lowfield"
    )
    with company.read() as reading:
        planned = import_run.prepare(reading, ImportRequest(source, "customers"))
    done = imported(company, source, "customers")
    assert planned.counts == done.counts
    assert planned.rejected_rows == done.rejected_rows
    assert [(row.line, row.outcome) for row in planned.preview] == [
        (3, REJECTED),
        (4, CREATED),
        (5, CREATED),
        (2, REJECTED),
    ]
    assert planned.checks["employees"].wrong == 1


def test_a_parent_may_come_later_and_in_generations(company: Company, tmp_path: Path) -> None:
    result = imported(company, written(tmp_path, "name,parent", "A1,B1", "B1,C1", "C1,", "D1,E1", "E1,D1"), "customers")
    assert (result.created, result.rejected) == (3, 2)
    with company.read() as reading:
        rows = reading.session.execute(select(Customer.id, Customer.name, Customer.parent_id)).all()
    names = {record_id: name for record_id, name, _ in rows}
    assert sorted((name, names[parent]) for _, name, parent in rows if parent) == [("A1", "B1"), ("B1", "C1")]


def test_imported_records_are_found_at_once(company: Company, tmp_path: Path) -> None:
    imported(company, written(tmp_path, "客户名称,电话", "海维康医疗器械,138 0571 2046"), "customers")
    with company.read() as reading:
        assert [hit.title for hit in search(reading, "hwk").hits] == ["海维康医疗器械"]
        assert [hit.title for hit in search(reading, "5712046").hits] == ["海维康医疗器械"]


def test_who_sees_only_their_own_owns_what_they_import(company: Company, tmp_path: Path) -> None:
    with company.write() as work:
        a_user(work, "Ida Fry", login="ida", role_id=role("salesperson"))
        a_customer(work, "Haverton", number="H-1", owner_id=company.viewer.user_id)
    ida = company.seen_by("ida")
    result = imported(ida, written(tmp_path, "name,number", "Kestrel,K-1", "Haverton,H-1"), "customers", key="number")
    # A customer she cannot see is not hers to change, and its number is taken.
    assert (result.created, result.rejected) == (1, 1)
    assert ("Kestrel", ida.viewer.user_id) in living(company, Customer, "name", "owner_id")
    imported(company, written(tmp_path, "name", "Lowfield"), "customers")
    assert ("Lowfield", None) in living(company, Customer, "name", "owner_id")


def test_deals_stand_in_their_stage_since_the_days_of_the_file(company: Company, tmp_path: Path) -> None:
    with company.write() as work:
        a_customer(work, "Haverton")
    imported(company, written(tmp_path, "product,price", "GTX Pro,100"), "products")
    deals = written(
        tmp_path,
        "deal id,account,product,stage,opened,close date,amount,qty",
        "1,Haverton,GTX Pro,Won,2026-01-05,2026-02-01,300,2",
        "2,Haverton,GTX Pro,Negotiation,2026-01-05,2026-12-24,,3",
        "3,Haverton,GTX Pro,Won,2026-02-05,2026-02-01,300,1",
        "4,Haverton,GTX Pro,Lost,2026-02-05,,300,1",
        "5,Nobody,GTX Pro,Sleeping,2030-01-01,,,",
    )
    result = imported(company, deals, "opportunities")
    assert [(row.line, [p.column for p in row.problems]) for row in result.rejected_rows] == [
        (5, [None]),
        (6, ["account", "stage", "opened"]),
    ]
    shown = ("external_key", "outcome", "amount_minor", "expected_close_on", "closed_on")
    with company.read() as reading:
        today = reading.today.replace(month=2, day=1)
    assert living(company, Opportunity, *shown) == [
        ("1", "won", 30000, None, today),
        ("2", "open", 30000, today.replace(month=12, day=24), None),
        ("3", "won", 30000, None, today),
    ]
    assert [(row.line, row.problems[0].column) for row in result.warnings] == [(4, "opened")]
    # Winning the open one later is an ordinary change of stage, without asking why.
    won = imported(company, written(tmp_path, "deal id,stage,close date", "2,Won,2026-11-20"), "opportunities")
    assert (won.updated, won.rejected) == (1, 0)
    assert living(company, Opportunity, "outcome") == [("won",)] * 3


def test_a_file_without_the_columns_it_needs_is_refused(company: Company, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="has no column for: Name"):
        imported(company, written(tmp_path, "colour,shape", "red,round"), "customers")
    with pytest.raises(UserError, match="cannot be told apart by"):
        imported(company, written(tmp_path, "name,city", "Haverton,York"), "customers", key="city")


@pytest.fixture(scope="module")
def lasting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    """One company for all the random files."""
    database = found_company(tmp_path_factory.mktemp("lasting") / "company.crm", FixedClock.at(NOW))
    with database.read(SYSTEM) as reading:
        viewer = viewer_of(reading)
    yield Company(database, FixedClock.at(NOW), viewer)
    database.close()


@given(rows=st.lists(st.tuples(st.text(max_size=6), st.text(max_size=6), st.text(max_size=6)), min_size=1, max_size=6))
def test_whatever_stands_in_the_cells_every_row_comes_in_or_says_why(
    lasting: Company, rows: list[tuple[str, str, str]]
) -> None:
    with TemporaryDirectory() as folder:
        source = Path(folder) / "any.csv"
        with source.open("w", encoding="utf-8", newline="", errors="replace") as stream:
            csv.writer(stream).writerows([("name", "employees", "tags"), *rows])
        try:
            result = imported(lasting, source, "customers", on_match="create", has_header=True)
        except UserError:
            return
    assert result.created + result.rejected == result.rows
    assert len(result.rejected_rows) == result.rejected
    assert all(problem.reason.text for row in result.rejected_rows for problem in row.problems)


@pytest.mark.parametrize(
    ("kind", "lines"),
    [
        ("users", ("name,login,role", "Eve,eve,Administrator")),
        ("products", ("name,list price", "GTX Pro,1")),
    ],
)
def test_who_may_not_type_it_may_not_import_it(
    company: Company, tmp_path: Path, kind: str, lines: tuple[str, ...]
) -> None:
    with company.write() as work:
        a_user(work, "Ian", login="ian", role_id=role("salesperson"))
    source = written(tmp_path, *lines)
    with pytest.raises(NotAllowed):
        imported(company.seen_by("ian"), source, kind)
    with pytest.raises(NotAllowed), company.seen_by("ian").read() as reading:
        import_run.prepare(reading, ImportRequest(source, kind))
    assert imported(company, source, kind).created == 1


def test_a_price_list_brings_floor_and_cost_with_their_currency(company: Company, tmp_path: Path) -> None:
    imported(company, written(tmp_path, "品名,标价,底价,成本", "GTX Pro,100,80.5,60"), "products")
    shown = ("list_price_e6", "floor_price_e6", "unit_cost_e6", "currency")
    assert living(company, Product, *shown) == [(100_000_000, 80_500_000, 60_000_000, "CNY")]
    result = imported(company, written(tmp_path, "品名,标价,底价", "GTX Max,5,10"), "products")
    assert [row.line for row in result.rejected_rows] == [2], "a floor above the list price"


def test_a_refused_row_keeps_no_number_from_a_good_one(company: Company, tmp_path: Path) -> None:
    source = written(tmp_path, "number,name,employees", "X1,Bad,-1", "X1,Good,5", "X1,Again,5")
    result = imported(company, source, "customers", on_match=ALWAYS_CREATE)
    assert living(company, Customer, "number", "name") == [("X1", "Good")]
    assert [row.line for row in result.rejected_rows] == [2, 4]


def test_an_order_whose_first_line_is_refused_comes_with_the_next(company: Company, tmp_path: Path) -> None:
    with company.write() as work:
        a_customer(work, "Acme")
        a_product(work, "GTX")
    header = "order id,customer,order date,product,quantity,price,payment state"
    source = written(
        tmp_path,
        header,
        "1,Acme,2026-01-05,Nope,1,5,paid",
        "1,Acme,2026-01-05,GTX,2,5,paid",
        "2,Acme,2026-01-06,Nope,1,5,paid",
    )
    result = imported(company, source, "orders")
    assert (result.created, result.rejected) == (1, 2)
    assert living(company, Order, "number") == [("1",)]
    assert living(company, OrderLine, "net_minor") == [(1_000,)]
    assert living(company, Receipt, "amount_minor") == [(1_000,)]


def test_a_known_order_is_not_changed_by_a_row_whose_line_is_refused(company: Company, tmp_path: Path) -> None:
    with company.write() as work:
        a_customer(work, "Acme")
        a_product(work, "GTX")
    header = "order id,customer,order date,product,quantity,price,note"
    imported(company, written(tmp_path, header, "1,Acme,2026-01-05,GTX,2,5,first"), "orders")
    result = imported(company, written(tmp_path, header, "1,Acme,2026-01-05,Nope,2,5,second"), "orders")
    assert result.rejected == 1
    assert living(company, Order, "note") == [("first",)]


@pytest.mark.parametrize(
    ("kind", "entity", "lines"),
    [
        ("cases", ServiceCase, ("case number,subject,customer", "00001,Drift,Acme")),
        ("orders", Order, ("order id,customer,order date,product,price", "2026-1,Acme,2026-01-05,GTX,5")),
    ],
)
def test_a_number_of_ours_is_not_given_twice(
    company: Company, tmp_path: Path, kind: str, entity: type[Synced], lines: tuple[str, ...]
) -> None:
    with company.write() as work:
        customer = a_customer(work, "Acme")
        a_product(work, "GTX")
        a_case(work, customer_id=customer)
        a_user(work, "Ian", login="ian", role_id=role("salesperson"))
        an_order(work, number="2026-1", customer_id=customer)
    # On purpose by someone who need not see the record that has the number.
    result = imported(company, written(tmp_path, *lines), kind, on_match=ALWAYS_CREATE)
    assert (result.created, result.rejected) == (1, 0)
    numbers = [number for (number,) in living(company, entity, "number")]
    assert len(numbers) == len(set(numbers)) == 2


@pytest.mark.parametrize(
    ("kind", "lines"),
    [
        ("interactions", ("subject,customer,date", "Visit,Acme,2027-01-01", "Visit,Acme,2026-11-21")),
        ("cases", ("case number,subject,customer,opened at", "1,A,Acme,2027-01-01", "2,B,Acme,2026-11-21")),
    ],
)
def test_nothing_happened_in_the_future(company: Company, tmp_path: Path, kind: str, lines: tuple[str, ...]) -> None:
    with company.write() as work:
        a_customer(work, "Acme")
    result = imported(company, written(tmp_path, *lines), kind)
    assert (result.created, [row.line for row in result.rejected_rows]) == (1, [2])


def test_an_undone_import_is_imported_again_in_full(company: Company, tmp_path: Path) -> None:
    with company.write() as work:
        a_customer(work, "Haverton", number="H-1")
    source = written(
        tmp_path,
        "number,name,annual demand,last contact,contact,contact phone",
        "H-1,Haverton,1000,2026-10-01,Dana,0113 496 0000",
    )
    assert imported(company, source, "customers").updated == 1
    made = (CustomerDemand, Interaction, Contact, ContactPoint)
    before = [living(company, entity, "id") for entity in made[:2]]
    revert(company, 0)
    assert [living(company, entity, "id") for entity in made] == [[], [], [], []]
    assert imported(company, source, "customers").updated == 1
    assert [living(company, entity, "id") for entity in made[:2]] == before
    assert [len(living(company, entity, "id")) for entity in made[2:]] == [1, 1]
    assert imported(company, source, "customers").counts["unchanged"] == 1


def test_a_deal_expected_before_it_was_opened_comes_without_that_day(company: Company, tmp_path: Path) -> None:
    deals = written(tmp_path, "deal id,name,opened,expected close date", "1,Screens,2026-03-01,2026-02-01")
    result = imported(company, deals, "opportunities")
    assert [(row.line, row.problems[0].column) for row in result.warnings] == [(2, "expected close date")]
    assert living(company, Opportunity, "name", "expected_close_on") == [("Screens", None)]
    again = imported(company, written(tmp_path, "deal id,expected close date", "1,2026-02-01"), "opportunities")
    assert [[each.column for each in row.problems] for row in again.rejected_rows] == [["expected close date"]]
