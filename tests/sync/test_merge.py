"""What is taken in, what waits and what is refused: the pure part of merging, with transactions made by hand."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import permutations
from typing import Any

import pytest

from crm_desktop.sync.merge import Arranged, Damaged, Forked, arrange
from crm_desktop.sync.transaction import Transaction

ANNA, BEN = "a" * 16, "b" * 16
NOW = 1_700_000_000_000


def step(
    origin: str, seq: int, previous: str = "", knows: Mapping[str, int] | None = None, **values: Any
) -> Transaction:
    """A genuine transaction; its clock follows from its sequence and what it knew."""
    knows = knows or {}
    hlc = (NOW << 16) + seq + 10 * max(knows.values(), default=0)
    data = '{"name":["One","Two"]}'
    fields: dict[str, Any] = {
        **{"origin": origin, "seq": seq, "hlc": hlc, "epoch": 1, "context": knows, "actor": "", "label": '["Edit",{}]'},
        **{"wall_ms": NOW, "schema_version": 3, "app_version": "1", "undo_of": None, "previous": previous, "hash": ""},
        "changes": (("customer", "1", "u", data),),
    }
    made = Transaction(**(fields | values))
    return replace(made, hash=made.sealed())


def chain(origin: str, count: int) -> list[Transaction]:
    steps: list[Transaction] = []
    for seq in range(1, count + 1):
        steps.append(step(origin, seq, steps[-1].hash if steps else ""))
    return steps


def arranged(incoming: Iterable[Transaction], held: Iterable[Transaction] = ()) -> Arranged:
    """With these transactions held already."""
    hashes = {(each.origin, each.seq): each.hash for each in held}
    vector: dict[str, int] = {}
    for origin, seq in hashes:
        vector[origin] = max(seq, vector.get(origin, 0))
    return arrange(incoming, vector, lambda origin, seq: hashes.get((origin, seq)), NOW)


def test_whatever_the_order_they_come_in_all_are_taken_in() -> None:
    anna = chain(ANNA, 2)
    ben = step(BEN, 1, knows={ANNA: 2})
    for order in permutations((*anna, ben)):
        assert arranged(order) == Arranged((*anna, ben), ())


def test_what_was_written_in_knowledge_of_something_missing_waits() -> None:
    anna = chain(ANNA, 2)
    ben = step(BEN, 1, knows={ANNA: 2})
    assert arranged([anna[0], ben]) == Arranged((anna[0],), (ben,))
    assert arranged([anna[1]]) == Arranged((), (anna[1],))


def test_what_is_known_is_skipped() -> None:
    anna = chain(ANNA, 3)
    assert arranged(anna, held=anna[:2]) == Arranged((anna[2],), ())


@pytest.mark.parametrize(
    "altered",
    [
        {"changes": (("customer", "1", "u", '{"name":["One","Three"]}'),)},
        {"actor": "somebody"},
        {"label": '["Delete",{}]'},
        {"context": {BEN: 0}},
        {"hlc": (NOW << 16) + 9},
        {"undo_of": f"{ANNA}:1"},
    ],
)
def test_what_was_altered_on_the_way_is_refused(altered: Mapping[str, Any]) -> None:
    with pytest.raises(Damaged):
        arranged([replace(chain(ANNA, 1)[0], **altered)])


def test_a_journal_that_went_on_twice_is_refused() -> None:
    anna = chain(ANNA, 2)
    other = step(ANNA, 2, anna[0].hash, actor="the twin")
    with pytest.raises(Forked):
        arranged([other], held=anna)
    with pytest.raises(Forked):
        arranged([step(ANNA, 3, other.hash)], held=anna)


def test_a_clock_that_is_decades_ahead_waits_until_it_is_less() -> None:
    eager = step(ANNA, 1, hlc=(NOW + 30 * 365 * 24 * 3600 * 1000) << 16)
    assert arranged([eager]) == Arranged((), (eager,))


def test_what_was_stamped_in_view_of_later_steps_is_believed_as_they_are() -> None:
    """Whoever held those could believe a clock that is as far ahead of them."""
    nine_years = (9 * 365 * 24 * 3600 * 1000) << 16
    anna = step(ANNA, 1, hlc=(NOW << 16) + nine_years)
    ben = step(BEN, 1, knows={ANNA: 1}, hlc=anna.hlc + nine_years)
    assert arranged([ben]).ready == ()
    assert arranged([anna, ben]) == Arranged((anna, ben), ())


def test_a_clock_whose_battery_is_empty_keeps_nothing_of_the_others_out() -> None:
    (anna,) = chain(ANNA, 1)
    assert arrange([anna], {}, lambda _origin, _seq: None, now_ms=0) == Arranged((anna,), ())


def test_a_transaction_travels_as_json_and_nothing_else_is_taken_for_one() -> None:
    (anna,) = chain(ANNA, 1)
    assert Transaction.from_json(anna.as_json()) == anna
    broken = [*anna.as_json()[:-1], [["customer", "1", "u", "{"]]]
    values: tuple[Any, ...] = (None, [], {}, "text", anna.as_json()[:-1], broken)
    for nonsense in values:
        with pytest.raises(ValueError, match=r"transaction|Expecting"):
            Transaction.from_json(nonsense)
