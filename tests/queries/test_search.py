"""Search finds everything it must, of what a viewer may see, in the order people expect."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from crm_desktop.core.i18n import Message
from crm_desktop.core.ids import PACKED
from crm_desktop.core.listing import ListSpec
from crm_desktop.core.viewer import OWN, SYSTEM, Viewer
from crm_desktop.models import Contact, ContactPoint, Customer, Product, Role, User
from crm_desktop.queries.customer import CUSTOMERS
from crm_desktop.queries.search import SearchResult, search, search_counts, search_ids
from crm_desktop.storage.database import Database, UnitOfWork
from tests.storage import search_truth as truth

LABEL = Message("A test step")
Values = list[tuple[str, str]]


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    made = Database.create(tmp_path / "search.crm")
    yield made
    made.close()


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory, test_data: Path) -> Iterator[tuple[Database, Values, Values]]:
    """A company with every 60th real name and those of the facts, and people with telephone numbers."""
    database = Database.create(tmp_path_factory.mktemp("full") / "full.crm")
    names = truth.company_names(test_data)
    sample = names[::60] + [name for name in names if any(part in name for part in ("北京", "华为", "阿里", "银行"))]
    with database.write(LABEL, SYSTEM) as work:
        companies = [(work.new_id(), name) for name in dict.fromkeys(sample)]
        work.insert_rows(
            Customer,
            [
                {"id": record, "name": name, "number": f"C-{n:05}", "created_at": n}
                for n, (record, name) in enumerate(companies)
            ],
        )
        people = _people(work, test_data)
    yield database, companies, people
    database.close()


def _people(work: UnitOfWork, test_data: Path) -> Values:
    family, given = truth.family_names(test_data), truth.english_names(test_data)
    people = [(work.new_id(), f"{given[n * 29]} {family[n]}") for n in range(800)]
    work.insert_rows(Contact, [{"id": record, "name": name, "created_at": 1} for record, name in people])
    work.insert_rows(
        ContactPoint,
        [
            {"id": work.new_id(), "contact_id": record, "kind": "phone", "value": _telephone(n)}
            for n, (record, _) in enumerate(people)
        ],
    )
    return people


def _telephone(n: int) -> str:
    digits = f"1{38 + n % 7:02}{n * 7_919 % 100_000_000:08}"
    return f"+86 {digits[:3]}-{digits[3:7]} {digits[7:]}" if n % 2 else digits


def _ids(database: Database, typed: str, kind: str) -> set[str]:
    with database.read(SYSTEM) as reading:
        return set(reading.session.scalars(search_ids(typed, kind, SYSTEM)))


@pytest.mark.parametrize("typed", ["科技", "银行", "中国", "物流", "北京", "华为", "阿里", "科", "大", "阿里巴巴"])
def test_chinese_finds_exactly_the_names_that_contain_it(full: tuple[Database, Values, Values], typed: str) -> None:
    database, companies, _ = full
    assert _ids(database, typed, "customer") == truth.expected(companies, typed, truth.chinese)


@pytest.mark.parametrize("name", range(0, 4_000, 97))
def test_pinyin_and_initials_find_every_name_they_should(full: tuple[Database, Values, Values], name: int) -> None:
    database, companies, _ = full
    runs = truth.HAN.findall(companies[name][1])
    syllables = truth.spoken(runs[0]) if runs else ("hua", "wei")
    joined = "".join(syllables)
    for typed in {joined, joined[:-1] or joined, joined[: len(joined) // 2 + 1], "".join(s[0] for s in syllables)}:
        expected = truth.expected(companies, typed, truth.initials, truth.pinyin, truth.word)
        found = _ids(database, typed, "customer")
        # One letter finds what begins with it; more would be half of all records.
        assert len(typed) == 1 or expected <= found, typed


@pytest.mark.parametrize("typed", ["hw", "alb", "zg", "yh", "cqyh", "yinhang", "chongqing", "alibaba", "zhongg"])
def test_what_pinyin_finds_beyond_is_read_in_another_sensible_way(
    full: tuple[Database, Values, Values], typed: str
) -> None:
    database, companies, _ = full
    expected = truth.expected(companies, typed, truth.initials, truth.pinyin, truth.word)
    beyond = _ids(database, typed, "customer") - expected
    assert len(beyond) <= max(2, len(expected) // 20)


@pytest.mark.parametrize("typed", ["an", "ann", "mari", "stin", "ott", "elizabeth", "MÁRIA"])
def test_parts_of_words_find_exactly_the_people_so_named(full: tuple[Database, Values, Values], typed: str) -> None:
    database, _, people = full
    found = _ids(database, typed, "contact")
    words = truth.expected(people, truth.plain(typed), truth.word)
    assert words <= found
    assert found <= words | truth.expected(people, truth.plain(typed), truth.pinyin, truth.initials)


@pytest.mark.parametrize("n", [0, 1, 2, 77, 333, 640])
def test_digits_in_any_place_find_exactly_the_people_with_that_telephone(
    full: tuple[Database, Values, Values], n: int
) -> None:
    database, _, people = full
    numbers = [(record, _telephone(m)) for m, (record, _) in enumerate(people)]
    digits = "".join(c for c in _telephone(n).removeprefix("+86") if c.isdigit())
    for typed in (digits, digits[4:8], digits[-4:], digits[1:4], f"{digits[:3]} {digits[3:7]}", f"+86 {digits[:5]}"):
        plain = typed.removeprefix("+86").replace(" ", "")
        assert _ids(database, typed, "contact") == truth.expected(numbers, plain, truth.phone), typed


def test_the_record_called_exactly_so_comes_first_and_the_others_newest_first(database: Database) -> None:
    names = ["华为", "华为云", "杭州华为", "华为科技"]
    with database.write(LABEL, SYSTEM) as work:
        for n, name in enumerate(names):
            _a_customer(work, name, f"C-{n}")
    assert _titles(database, "华为") == ["华为", "华为科技", "杭州华为", "华为云"]


def test_a_number_comes_before_names_and_telephones_that_contain_it(database: Database) -> None:
    with database.write(LABEL, SYSTEM) as work:
        _a_customer(work, "Seventeen", "C-00417")
        _a_customer(work, "Studio 417", "C-00900")
        _a_customer(work, "Other", "C-01417", phone="13804174170")
    assert _titles(database, "417") == ["Seventeen", "Studio 417", "Other"]
    assert _titles(database, "C-00417") == ["Seventeen"]


def test_a_symbol_is_found_as_it_stands_and_puts_the_names_that_hold_it_first(database: Database) -> None:
    with database.write(LABEL, SYSTEM) as work:
        _a_customer(work, "100% Cotton", "C-00007")
        _a_customer(work, "Seventeen", "C-00100")
        _a_customer(work, "Studio 100", "C-00900")
        _a_customer(work, "Cloth & Co", "C-00901")
    assert _titles(database, "100%") == ["100% Cotton", "Studio 100", "Seventeen"]
    assert _titles(database, "100") == ["Seventeen", "Studio 100", "100% Cotton"]
    assert _titles(database, "%") == ["100% Cotton"]
    assert _titles(database, "&") == ["Cloth & Co"]
    assert _titles(database, "🎉") == []
    hit = _search(database, "%").hits[0]
    assert [hit.title[start:end] for start, end in hit.spans] == ["%"]


def test_names_with_an_apostrophe_are_found_and_marked_without_it(database: Database) -> None:
    with database.write(LABEL, SYSTEM) as work:
        _a_customer(work, "Shamus O'Brien", "C-1")
    for typed, marked in (("obrien", ["O'Brien"]), ("o'brien", ["O", "Brien"]), ("obr", ["O'Br"])):
        hit = _search(database, typed).hits[0]
        assert [hit.title[start:end] for start, end in hit.spans] == marked


def test_hits_show_which_part_matched_and_where_it_stands(database: Database) -> None:
    with database.write(LABEL, SYSTEM) as work:
        _a_customer(work, "杭州华为科技有限公司", "C-1", note="long " * 40 + "asked for a discount in March")
    hit = _search(database, "华为 discount").hits[0]
    assert [hit.title[start:end] for start, end in hit.spans] == ["华为"]
    assert hit.field == "note"
    assert [hit.excerpt[start:end] for start, end in hit.excerpt_spans] == ["discount"]
    assert len(hit.excerpt) <= 82


def test_a_telephone_of_a_contact_is_shown_as_the_reason(database: Database) -> None:
    with database.write(LABEL, SYSTEM) as work:
        anna = Contact(id=work.new_id(), name="Anna", created_at=1)
        work.session.add(anna)
        work.session.add(ContactPoint(id=work.new_id(), contact_id=anna.id, kind="phone", value="+86 138-1234-5678"))
    hit = _search(database, "81234").hits[0]
    assert (hit.title, hit.field, hit.excerpt) == ("Anna", "value", "+86 138-1234-5678")
    assert [hit.excerpt[start:end] for start, end in hit.excerpt_spans] == ["8-1234"]


def test_more_than_the_limit_is_said_and_counted(database: Database) -> None:
    with database.write(LABEL, SYSTEM) as work:
        for n in range(7):
            _a_customer(work, f"Studio {n}", f"C-{n}")
        work.session.add(Contact(id=work.new_id(), name="Studio Anna", created_at=1))
    result = _search(database, "studio", limit=5)
    assert [hit.kind for hit in result.hits] == ["customer"] * 5 + ["contact"]
    assert result.more == {"customer"}
    with database.read(SYSTEM) as reading:
        assert search_counts(reading, "studio", ("customer", "contact")) == {"customer": 7, "contact": 1}


def test_only_the_kinds_asked_for_are_searched(database: Database) -> None:
    with database.write(LABEL, SYSTEM) as work:
        _a_customer(work, "Studio", "C-1")
        work.session.add(Contact(id=work.new_id(), name="Studio Anna", created_at=1))
    with database.read(SYSTEM) as reading:
        assert [hit.kind for hit in search(reading, "studio", kinds=("contact",)).hits] == ["contact"]


def test_a_kind_with_many_records_hides_none_of_the_others(database: Database) -> None:
    with database.write(LABEL, SYSTEM) as work:
        for n in range(40):
            _a_customer(work, f"Studio {n}", f"C-{n}")
            work.session.add(Contact(id=work.new_id(), name=f"Studio {n}", created_at=1))
            work.session.add(Product(id=work.new_id(), code=f"P{n}", name="Studio lamp", currency="EUR"))
    for limit in (1, 3, 39, 40):
        found = _search(database, "studio", limit)
        assert [hit.kind for hit in found.hits] == [k for k in ("customer", "contact", "product") for _ in range(limit)]
        assert found.more == (frozenset() if limit == 40 else {"customer", "contact", "product"})
    assert [hit.title for hit in _search(database, "studio", 2).hits[:2]] == ["Studio 39", "Studio 38"]


def test_a_viewer_finds_only_what_is_in_scope(database: Database) -> None:
    with database.write(LABEL, SYSTEM) as work:
        mine, theirs = (_a_user(work, login) for login in ("me", "they"))
        _a_customer(work, "Studio Mine", "C-1", owner_id=mine)
        _a_customer(work, "Studio", "C-2", owner_id=theirs)
        _a_customer(work, "Studio Free", "C-3")
    viewer = Viewer(mine, "me", "Me", "sales", OWN, OWN, frozenset(), frozenset({mine}), frozenset({mine}))
    with database.read(viewer) as reading:
        assert {hit.title for hit in search(reading, "studio").hits} == {"Studio Mine", "Studio Free"}
        assert search_counts(reading, "studio", ("customer",)) == {"customer": 2}


@pytest.mark.parametrize("typed", ["", " ", '"', "-", "+", "…"])
def test_nothing_searchable_finds_nothing_and_leaves_lists_alone(database: Database, typed: str) -> None:
    with database.write(LABEL, SYSTEM) as work:
        one = _a_customer(work, "Studio", "C-1")
    assert _search(database, typed) == SearchResult()
    assert _ids(database, typed, "customer") == {one}


def test_search_narrows_a_list_as_a_subquery(database: Database) -> None:
    with database.write(LABEL, SYSTEM) as work:
        one = _a_customer(work, "Studio", "C-1")
        _a_customer(work, "Bank", "C-2")
        work.session.add(Contact(id=work.new_id(), name="Studio Anna", created_at=1))
    with database.read(SYSTEM) as reading:
        found = reading.session.scalars(
            select(Customer.id).where(Customer.id.in_(search_ids("stu", "customer", SYSTEM)))
        )
        assert list(found) == [one]


def _search(database: Database, typed: str, limit: int = 50) -> SearchResult:
    with database.read(SYSTEM) as reading:
        return search(reading, typed, limit=limit)


def _titles(database: Database, typed: str) -> list[str]:
    return [hit.title for hit in _search(database, typed).hits]


def _a_customer(work: UnitOfWork, name: str, number: str, **values: str) -> str:
    made = Customer(id=work.new_id(), name=name, number=number, created_at=1, **values)
    work.session.add(made)
    work.session.flush()
    return made.id


def _a_user(work: UnitOfWork, login: str) -> str:
    role = Role(id=work.new_id(), code="sales", name_en="Sales", name_zh="销售", read_scope=OWN, write_scope=OWN)
    user = User(id=work.new_id(), login=login, name=login, role_id=role.id)
    work.session.add_all((role, user))
    work.session.flush()
    return user.id


def test_a_list_that_was_searched_sees_what_was_written_since(database: Database) -> None:
    spec = ListSpec(search="stu")
    names: list[list[str]] = []
    for number, name in enumerate(("Studio", "Stubbs")):
        with database.write(LABEL, SYSTEM) as work:
            _a_customer(work, name, f"C-{number}")
        with database.read(SYSTEM) as reading:
            names.append([row.name for row in CUSTOMERS.first(reading, spec, 1)])
            assert len(CUSTOMERS.ids(reading, spec)) == PACKED * (number + 1)
    assert names == [["Studio"], ["Stubbs"]]


def test_names_that_hold_the_text_come_before_records_that_hold_it_elsewhere(database: Database) -> None:
    with database.write(LABEL, SYSTEM) as work:
        names = [work.new_id() for _ in range(3)]
        called = ("重庆长江轴承股份有限公司", "西南重庆纸业", "100% Natural")
        rows = [
            {"id": i, "name": name, "number": f"N-{i}", "created_at": 1} for i, name in zip(names, called, strict=True)
        ]
        for n in range(9):
            rows.append({"id": work.new_id(), "name": f"长沙 {n}", "number": f"M{n}", "city": "重庆", "created_at": 2})
            rows[-1]["phone"] = f"023 6{n}1 00 88"
        work.insert_rows(Customer, [{"city": None, "phone": None, **row} for row in rows])
    with database.read(SYSTEM) as reading:
        for typed, first in (("重庆", names[1::-1]), ("100%", names[2:])):
            for limit in (3, 50):
                found = [hit.id for hit in search(reading, typed, limit=limit).hits]
                assert found[: len(first)] == first
                assert len(found) == min(limit, 11 if typed == "重庆" else 10)
