"""Search on 267,397 real names: time to build, query times beside the bare MATCH, recall and precision.

Run `python -m benchmarks.search [--names N]`; data comes from CRM_TEST_DATA, by default `../shared/data`.
"""

import argparse
import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from crm_desktop.core.i18n import Message
from crm_desktop.core.viewer import SYSTEM
from crm_desktop.models import Customer
from crm_desktop.queries.search import search, search_ids
from crm_desktop.storage import search_index
from crm_desktop.storage.database import Database, Reading
from crm_desktop.storage.search_text import Typed
from tests.storage import search_truth as truth

FACTS = {"科技": 2_081, "银行": 122, "中国": 226, "物流": 541, "北京": 16, "华为": 12, "阿里": 87}
INITIALS = {"hw": 615, "alb": 39, "zg": 654}
SHOWN = 8
RANDOM = 20
BARE = "SELECT rowid FROM search_index WHERE search_index MATCH ? ORDER BY rowid DESC LIMIT 51"


def main() -> None:
    """Build a company, then print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--names", type=int, default=267_397)
    asked = parser.parse_args()
    data = Path(os.environ.get("CRM_TEST_DATA", Path(__file__).resolve().parents[2] / "shared" / "data"))
    names = truth.company_names(data)[: asked.names]
    with tempfile.TemporaryDirectory() as folder:
        database = Database.create(Path(folder) / "bench.crm")
        companies = _fill(database, names)
        _rebuild(database)
        with database.read(SYSTEM) as reading:
            _facts(reading, companies)
            _recall(reading, companies)
            _times(reading, names)
        database.close()


def _fill(database: Database, names: list[str]) -> list[tuple[str, str]]:
    with database.write(Message("Benchmark"), SYSTEM) as work:
        companies = [(work.new_id(), name) for name in names]
        work.insert_rows(
            Customer,
            [
                {"id": record, "name": name, "number": f"C-{n:05}", "created_at": n}
                for n, (record, name) in enumerate(companies)
            ],
        )
        started = time.perf_counter()
    print(f"write of {len(names):,} names, journal and index closed in {time.perf_counter() - started:.1f} s")
    return companies


def _rebuild(database: Database) -> None:
    with database.write(Message("Benchmark"), SYSTEM) as work:
        search_index.create(work.connection)
        count = work.connection.exec_driver_sql("SELECT count(*) FROM customer").scalar_one()
        started = time.perf_counter()
        search_index.rebuild(work.connection)
        took = time.perf_counter() - started
    print(f"rebuild {took:.1f} s, {took / count * 100_000:.1f} s for 100,000 names; file {_mb(database):.0f} MB")


def _mb(database: Database) -> float:
    return database.path.stat().st_size / 1e6


def _facts(reading: Reading, companies: list[tuple[str, str]]) -> None:
    print("\nfound / by brute force / the fact for all names")
    for typed, fact in FACTS.items():
        print(f"  {typed:8} {len(_found(reading, typed)):6} {_count(companies, typed, truth.chinese):6} {fact:6}")
    for typed, fact in INITIALS.items():
        found = _found(reading, typed)
        starting = sum(1 for record, name in companies if record in found and _starts(name, typed))
        anywhere = _count(companies, typed, truth.initials)
        print(f"  {typed:8} {len(found):6} {anywhere:6} anywhere; at the start {starting:6} {fact:6}")


def _starts(name: str, typed: str) -> bool:
    runs = truth.HAN.findall(name)
    return bool(runs) and "".join(s[0] for s in truth.spoken(runs[0])).startswith(typed)


def _found(reading: Reading, typed: str) -> set[str]:
    return set(reading.session.scalars(search_ids(typed, "customer")))


def _count(companies: list[tuple[str, str]], typed: str, definition: truth.Definition) -> int:
    return len(truth.expected(companies, typed, definition))


def _recall(reading: Reading, companies: list[tuple[str, str]]) -> None:
    print("\nrecall and precision against brute force, random queries")
    definitions: dict[str, tuple[Callable[[str], str], tuple[truth.Definition, ...]]] = {
        "chinese, 1 or 2 characters": (_characters, (truth.chinese,)),
        "pinyin": (lambda name: "".join(_first_run(name))[:9], (truth.pinyin, truth.initials, truth.word)),
        "initials": (
            lambda name: "".join(s[0] for s in _first_run(name))[:4],
            (truth.pinyin, truth.initials, truth.word),
        ),
        "words": (
            lambda name: next(iter(truth.words(name)), "abc")[:5],
            (truth.word, truth.pinyin, truth.initials),
        ),
    }
    for label, (ask, holds) in definitions.items():
        chosen = random.Random(label).sample(companies, RANDOM * 3)
        queries = [q for q in dict.fromkeys(ask(name) for _, name in chosen) if len(q) > (label[0] != "c")][:RANDOM]
        wanted = found = both = 0
        for typed in queries:
            expected, got = truth.expected(companies, typed, *holds), _found(reading, typed)
            wanted, found, both = wanted + len(expected), found + len(got), both + len(expected & got)
        print(f"  {label:28} {len(queries):3} queries  recall {both / wanted:.5f}  precision {both / found:.5f}")


def _first_run(name: str) -> tuple[str, ...]:
    runs = truth.HAN.findall(name)
    return truth.spoken(runs[0]) if runs else ()


def _characters(name: str) -> str:
    runs = truth.HAN.findall(name)
    return str(runs[0][:2]) if runs else ""


def _times(reading: Reading, names: list[str]) -> None:
    print(f"\ntime of one query in ms, p50 / p95: search over all kinds with {SHOWN} shown, with 50, bare MATCH")
    kinds: dict[str, Callable[[str], str]] = {
        "two characters": lambda name: name[:2],
        "one character": lambda name: name[:1],
        "initials": lambda name: "".join(s[0] for s in _first_run(name))[:3],
        "pinyin while typing": lambda name: "".join(_first_run(name))[:5],
        "number": lambda name: str(len(name) * 97),
    }
    for label, ask in kinds.items():
        queries = [q for q in map(ask, random.Random(7).sample(names, 150)) if q][:100]
        shown = [_timed(lambda q=q: search(reading, q, limit=SHOWN)) for q in queries]  # type: ignore[misc]  # mypy cannot type a lambda with a default
        full = [_timed(lambda q=q: search(reading, q)) for q in queries]  # type: ignore[misc]  # mypy cannot type a lambda with a default
        bare = [
            _timed(lambda m=match: reading.connection.exec_driver_sql(BARE, (m,)).all())  # type: ignore[misc]  # mypy cannot type a lambda with a default
            for match in (Typed(q).match for q in queries)
        ]
        print(f"  {label:22} {_two(shown)}   {_two(full)}   {_two(bare)}")


def _timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


def _two(times: list[float]) -> str:
    return f"{statistics.median(times):6.2f} /{statistics.quantiles(times, n=20)[-1]:6.2f}"


if __name__ == "__main__":
    main()
