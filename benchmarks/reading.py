"""How quickly a big company is read: lists, jumps, all ids, search, one customer; each beside the bare SQL."""

import random
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from benchmarks.measure import Measured, Took, best, middle, p95, timed
from crm_desktop.core.ids import unpack
from crm_desktop.core.listing import ListSpec, Sort
from crm_desktop.queries.customer import CUSTOMERS
from crm_desktop.queries.customer_details import customer_details
from crm_desktop.queries.interaction import INTERACTIONS
from crm_desktop.queries.list_query import ListQuery
from crm_desktop.queries.list_walk import is_worked_out
from crm_desktop.queries.overview import QUERIES
from crm_desktop.queries.search import search
from crm_desktop.queries.timeline import timeline
from crm_desktop.storage.database import Reading
from crm_desktop.storage.search_text import Typed

LISTS: tuple[ListQuery[Any], ...] = (*QUERIES.values(), INTERACTIONS)
# What columns that are hidden at first would show: the window does not ask for it.
UNREAD: Mapping[str, frozenset[str]] = {
    "customer": frozenset({"tags", "completeness", "protected_until", "data_at", "service_reasons"}),
    "contact": frozenset({"tags", "data_at"}),
    "opportunity": frozenset({"products", "campaign"}),
    "campaign": frozenset({"reached", "refused", "leads", "planned_minor"}),
    "campaign_member": frozenset({"campaign", "email", "city", "address"}),
    "contract": frozenset({"next_due_on", "is_overdue"}),
}
# What columns show when the first rows are there: it is counted over all that belongs to a record.
LATE: Mapping[str, frozenset[str]] = {
    "campaign": frozenset({"members", "answered", "won", "revenue_minor"}),
    "survey": frozenset({"responses", "score", "recommend"}),
    "supply_link": frozenset({"sold_in_minor", "passed_minor", "sold_on_minor", "stock_e6", "reported_on"}),
}
# What a large window shows at once.
WINDOW = 33
SHOWN = 8
MATCH = "SELECT rowid FROM search_index WHERE search_index MATCH ? ORDER BY rowid DESC LIMIT 51"
# What a page about one customer cannot do without, as plain statements.
EVERYTHING = (
    "SELECT * FROM customer WHERE id = ?",
    "SELECT c.* FROM contact_role r JOIN contact c ON c.id = r.contact_id WHERE r.customer_id = ? LIMIT 50",
    "SELECT * FROM opportunity WHERE customer_id = ? AND deleted = 0 AND outcome = 'open' LIMIT 50",
    "SELECT sum(amount_minor) FROM opportunity WHERE customer_id = ? AND deleted = 0 AND outcome = 'won'",
    "SELECT * FROM sales_order WHERE customer_id = ? ORDER BY ordered_on DESC LIMIT 50",
    "SELECT * FROM service_case WHERE customer_id = ? ORDER BY opened_on DESC LIMIT 50",
    "SELECT * FROM interaction WHERE customer_id = ? AND deleted = 0 ORDER BY happened_at DESC LIMIT 30",
)


def measure(reading: Reading) -> Iterator[Measured]:
    """Every measurement that only reads."""
    for query in LISTS:
        if query.count(reading, ListSpec()):
            yield from _list(reading, query)
    chosen = random.Random(7).sample(_ids(reading, CUSTOMERS), 200)
    yield from _typing(reading, [row.name for row in CUSTOMERS.rows(reading, chosen)])
    yield _customer(reading, chosen)


def _list(reading: Reading, query: ListQuery[Any]) -> Iterator[Measured]:
    spec, column, unread = ListSpec(), _first_column(query), UNREAD.get(query.kind, frozenset())
    ids = _ids(reading, query)
    table, name = query.entity.__tablename__, f"{query.kind}: {len(ids):,}"
    late = LATE.get(query.kind, frozenset())
    order = f"FROM {table} WHERE deleted IS 0 ORDER BY {column}"

    def bare(statement: str, *values: str, times: int = 9) -> Took | None:
        # What is worked out of several tables has none of its own to be read beside it.
        return None if query.in_parts else _bare(reading, statement, *values, times=times)

    yield Measured(
        f"{name}, first window",
        best(query.first, reading, spec, WINDOW, unread | late),
        bare(f"SELECT id {order} LIMIT {WINDOW}"),
        "≤ 1 ms",
    )
    if late:
        yield Measured(f"{name}, … with its figures", best(query.rows, reading, ids[:WINDOW], unread))
    slowest, took = _slowest_sort(reading, query)
    yield Measured(f"{name}, sorted by its slowest column", took, None, "≤ 1 ms", slowest)
    jumped = ids[len(ids) // 2 :][:WINDOW]
    marks = ", ".join("?" * len(jumped))
    yield Measured(
        f"{name}, jump to the middle",
        best(query.rows, reading, jumped, unread),
        bare(f"SELECT * FROM {table} WHERE id IN ({marks})", *jumped),
        "≤ 1 ms",
    )
    yield Measured(
        f"{name}, all ids",
        best(query.ids, reading, spec, times=5),
        bare(f"SELECT id {order}", times=5),
        "≤ 1.5 ×",
    )


def _slowest_sort(reading: Reading, query: ListQuery[Any]) -> tuple[str, Took]:
    """The column that a list takes longest to be sorted by, and how long."""
    took = {
        field.key: best(query.first, reading, ListSpec(sorts=(Sort(field.key, False),)), WINDOW, times=1)
        for field in query.fields
        if field.is_sortable
    }
    slow = sum(1 for each in took.values() if each.cpu > 60)
    slowest = max(took, key=lambda key: took[key].cpu)
    return f"{slowest}; {slow} of {len(took)} columns take more than 60 ms", took[slowest]


def _typing(reading: Reading, names: list[str]) -> Iterator[Measured]:
    """Every beginning of a name up to six characters, as the keys come."""
    typed = list(dict.fromkeys(name[:length] for name in names for length in range(1, 7) if name[:length].strip()))
    for text in typed[:50]:
        search(reading, text, limit=SHOWN)
    took = [timed(search, reading, text, None, SHOWN) for text in typed]
    bare = [_once(reading, MATCH, Typed(text).match) for text in typed if Typed(text).match]
    yield Measured("search while typing, p50", middle(took), middle(bare))
    yield Measured("search while typing, p95", p95(took), p95(bare), "≤ 2 ms", f"{len(typed):,} texts, all kinds")


def _customer(reading: Reading, ids: list[str]) -> Measured:
    def whole(customer_id: str) -> None:
        customer_details(reading, customer_id)
        timeline(reading, customer_id=customer_id)

    def plain(customer_id: str) -> None:
        for statement in EVERYTHING:
            _all(reading, statement, customer_id)

    for each in ids:
        whole(each)
        plain(each)
    took, bare = ([timed(act, each) for each in ids] for act in (whole, plain))
    return Measured("a customer with everything", middle(took), middle(bare), "≤ 1 ms")


def _ids(reading: Reading, query: ListQuery[Any]) -> list[str]:
    return list(unpack(query.ids(reading, ListSpec())))


def _first_column(query: ListQuery[Any]) -> str:
    """What the list is sorted by when nobody chose, as SQL."""
    sort = query.default_sorts[0]
    of, down = query.field(sort.field), " DESC" if sort.descending else ""
    if is_worked_out(of):
        return f"id{down}"
    value: Any = of.value
    return f"{value.expression}{down}, {query.entity.__tablename__}.id{down}"


def _bare(reading: Reading, statement: str, *values: str, times: int = 9) -> Took:
    return best(_all, reading, statement, *values, times=times)


def _once(reading: Reading, statement: str, *values: str) -> Took:
    return timed(_all, reading, statement, *values)


def _all(reading: Reading, statement: str, *values: str) -> list[tuple[Any, ...]]:
    """The rows of a statement, straight from the driver."""
    driver: Callable[..., Any] = reading.connection.connection.execute
    return list(driver(statement, values).fetchall())
