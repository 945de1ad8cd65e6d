"""Search on 267,397 real names: time to build, query times beside the bare MATCH, recall and precision.

Run `python -m benchmarks.search [--names N]`; data comes from CRM_TEST_DATA, by default `../shared/data`.
"""

import argparse
import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from crm_desktop.core.i18n import Message
from crm_desktop.core.viewer import SYSTEM
from crm_desktop.models import Contact, ContactPoint, Customer
from crm_desktop.queries.search import search, search_ids
from crm_desktop.storage import search_index
from crm_desktop.storage.database import Database, Reading
from crm_desktop.storage.search_text import Typed
from tests.storage import search_truth as truth

FACTS = {"科技": 2_081, "银行": 122, "中国": 226, "物流": 541, "北京": 16, "华为": 12, "阿里": 87}
INITIALS = {"hw": 615, "alb": 39, "zg": 654}
SHOWN = 8
RANDOM = 20
Values = list[tuple[str, str]]
# How a text is cut from a value, what it must find, and in which other values when not in these.
Way = tuple[Callable[[str], str], tuple[truth.Definition, ...], Values | None]
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
        people, phones = _people(database, data)
        _rebuild(database)
        with database.read(SYSTEM) as reading:
            _facts(reading, companies)
            print("\nrecall and precision against brute force, random texts")
            _recall(reading, "customer", companies, _company_ways(companies))
            _recall(reading, "contact", people, _people_ways(people, phones))
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


def _people(database: Database, data: Path) -> tuple[Values, Values]:
    """People of English names and of Chinese ones, each reached at a number written in one of four ways."""
    family, english = truth.family_names(data), truth.english_names(data)
    given = "伟芳娜敏静丽强磊军洋勇艳杰涛明超秀霞平刚"
    names = [f"{each} {english[(n * 7 + 13) % len(english)]}" for n, each in enumerate(english)]
    names += [f"{each}{a}{b}" for each in family for a, b in zip(given, given[3:] + given[:3], strict=True)]
    names = list(dict.fromkeys(names))
    with database.write(Message("Benchmark"), SYSTEM) as work:
        people = [(work.new_id(), name) for name in names]
        phones = [(record, _telephone(n)) for n, (record, _) in enumerate(people)]
        work.insert_rows(Contact, [{"id": record, "name": name, "created_at": 1} for record, name in people])
        points = ({"id": work.new_id(), "contact_id": record, "value": phone} for record, phone in phones)
        work.insert_rows(ContactPoint, [{"kind": "phone", **point} for point in points])
    return people, phones


def _telephone(n: int) -> str:
    digits = f"1{30 + n % 70:02}{n * 7_919 % 100_000_000:08}"
    first, second, third = digits[:3], digits[3:7], digits[7:]
    return (digits, f"+86 {first}-{second}-{third}", f"{first} {second} {third}", f"({first}) {second}{third}")[n % 4]


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


def _found(reading: Reading, typed: str, kind: str = "customer") -> set[str]:
    return set(reading.session.scalars(search_ids(typed, kind, SYSTEM)))


def _count(companies: list[tuple[str, str]], typed: str, definition: truth.Definition) -> int:
    return len(truth.expected(companies, typed, definition))


def _recall(reading: Reading, kind: str, values: Values, ways: Mapping[str, Way]) -> None:
    """What a kind finds beside what it must find, for random texts cut from what is there."""
    for label, (ask, holds, ids_of) in ways.items():
        chosen = random.Random(label).sample(values, min(len(values), RANDOM * 3))
        texts = [text for text in dict.fromkeys(ask(value) for _, value in chosen) if text][:RANDOM]
        wanted = found = both = 0
        if not texts:
            continue
        for typed in texts:
            expected, got = truth.expected(ids_of or values, typed, *holds), set(_found(reading, typed, kind))
            wanted, found, both = wanted + len(expected), found + len(got), both + len(expected & got)
        precision = both / found if found else 1.0
        print(f"  {label:34} {len(texts):3} texts  recall {both / max(1, wanted):.5f}  precision {precision:.5f}")


def _company_ways(companies: Values) -> dict[str, Way]:
    letters = (truth.word, truth.pinyin, truth.initials)
    numbers = [(record, f"C-{n:05}") for n, (record, _) in enumerate(companies)]
    number_of = dict(zip((name for _, name in companies), (number for _, number in numbers), strict=True))
    return {
        "one character": (lambda name: _characters(name)[:1], (truth.chinese,), None),
        "two characters": (
            lambda name: _characters(name) if len(_characters(name)) == 2 else "",
            (truth.chinese,),
            None,
        ),
        "pinyin": (lambda name: "".join(_first_run(name))[:9] if len(_first_run(name)) > 1 else "", letters, None),
        "pinyin, unfinished": (lambda name: "".join(_first_run(name))[:5], letters, None),
        "initials": (lambda name: "".join(s[0] for s in _first_run(name))[:4], letters, None),
        "characters and pinyin": (_mixed, (_mixed_truth,), None),
        "words": (lambda name: next(iter(truth.words(name)), "")[:5], letters, None),
        "numbers of records": (lambda name: number_of[name][4:], (_number,), numbers),
    }


def _people_ways(people: Values, phones: Values) -> dict[str, Way]:
    letters = (truth.word, truth.pinyin, truth.initials)
    phone_of = dict(zip((name for _, name in people), (phone for _, phone in phones), strict=False))
    return {
        "people: middle of a word": (lambda name: max(truth.words(name) or [""], key=len)[1:5], letters, None),
        "people: two words in any order": (_turned, (_both_words,), None),
        "people: characters": (lambda name: _characters(name), (truth.chinese,), None),
        "people: digits in any place": (lambda name: _digits(phone_of[name])[4:9], (truth.phone,), phones),
        "people: digits as they are written": (lambda name: phone_of[name][4:12], (truth.phone,), phones),
    }


def _mixed(name: str) -> str:
    spoken, characters = _first_run(name), _characters(name)
    return f"{characters[0]} {spoken[1]}" if len(spoken) > 1 else ""


def _mixed_truth(name: str, typed: str) -> bool:
    character, spoken = typed.split()
    return truth.chinese(name, character) and any(
        holds(name, spoken) for holds in (truth.word, truth.pinyin, truth.initials)
    )


def _number(number: str, typed: str) -> bool:
    return number[2:].startswith(typed) or number[2:].lstrip("0").startswith(typed) or typed in number[2:]


def _turned(name: str) -> str:
    found = [word for word in truth.words(name) if len(word) > 3]
    return f"{found[1][:3]} {found[0][:3]}" if len(found) > 1 else ""


def _both_words(name: str, typed: str) -> bool:
    holds = (truth.word, truth.pinyin, truth.initials)
    return all(any(each(name, part) for each in holds) for part in typed.split())


def _digits(phone: str) -> str:
    return "".join(character for character in phone if character.isdecimal())


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
