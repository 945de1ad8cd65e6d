"""What a record shows by its entries: every rule of merging, in whatever order the entries came."""

from collections.abc import Mapping, Sequence
from itertools import permutations
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.storage.fold import Conflict, Entry, Folded, fold

ADDRESS = ("city", "street")
REGISTERS = {"name": ("name",), "phone": ("phone",), "deleted": ("deleted",), "city": ADDRESS, "street": ADDRESS}
ANNA, BEN, CARA = "a" * 16, "b" * 16, "c" * 16
# What everybody knows: Anna's first step.
SHARED = {ANNA: 1}


def new(**values: Any) -> Entry:
    return Entry(10, ANNA, 1, {}, "i", {"deleted": 0, "name": "Acme", **values})


def edit(
    origin: str, hlc: int, seq: int = 2, knows: Mapping[str, int] | None = None, op: str = "u", **values: Any
) -> Entry:
    """A change of one replica's second step that knows the first of Anna alone, unless told otherwise."""
    context = SHARED if knows is None else knows
    data = {name: ["before", value] for name, value in values.items()}
    return Entry(hlc, origin, seq, context, op, data)


def folded(*entries: Entry) -> Folded:
    """The same whatever the order: that is the promise."""
    states = [fold(order, REGISTERS) for order in permutations(entries)]
    assert all(state == states[0] for state in states)
    return states[0]


def listed(conflicts: Sequence[Conflict]) -> list[tuple[tuple[str, ...], str, list[Mapping[str, Any]]]]:
    return [(each.register, each.kind, [head.values for head in each.heads]) for each in conflicts]


def test_different_columns_are_both_kept() -> None:
    state = folded(new(), edit(ANNA, 20, name="Acme Ltd"), edit(BEN, 30, phone="1"))
    assert state.values == {"deleted": 0, "name": "Acme Ltd", "phone": "1"}
    assert state.conflicts == ()


def test_a_later_write_that_knew_the_earlier_one_replaces_it() -> None:
    state = folded(new(), edit(ANNA, 20, name="One"), edit(BEN, 30, knows={ANNA: 2}, name="Two"))
    assert state == Folded({"deleted": 0, "name": "Two"})


def test_equal_values_are_no_conflict() -> None:
    state = folded(new(), edit(ANNA, 20, name="Same"), edit(BEN, 30, name="Same"))
    assert state == Folded({"deleted": 0, "name": "Same"})


def test_of_different_values_the_latest_is_shown_and_all_are_listed() -> None:
    state = folded(new(), edit(ANNA, 20, name="One"), edit(BEN, 30, name="Two"), edit(CARA, 25, name="Three"))
    assert state.values["name"] == "Two"
    assert listed(state.conflicts) == [(("name",), "edit/edit", [{"name": "One"}, {"name": "Three"}, {"name": "Two"}])]


def test_of_values_at_one_instant_the_greatest_replica_is_shown() -> None:
    assert folded(new(), edit(BEN, 20, name="Two"), edit(ANNA, 20, name="One")).values["name"] == "Two"


def test_columns_of_a_group_win_or_lose_together() -> None:
    state = folded(new(), edit(ANNA, 20, city="York", street="High St"), edit(BEN, 30, city="Leeds", street="Low St"))
    assert (state.values["city"], state.values["street"]) == ("Leeds", "Low St")
    assert [each.register for each in state.conflicts] == [ADDRESS]


def test_what_an_older_program_leaves_out_of_a_group_stays() -> None:
    state = folded(new(), edit(ANNA, 20, city="York", street="High St"), edit(BEN, 30, knows={ANNA: 2}, city="Leeds"))
    assert (state.values["city"], state.values["street"]) == ("Leeds", "High St")


def test_a_write_that_knows_all_values_closes_the_conflict() -> None:
    one, two = edit(ANNA, 20, name="One"), edit(BEN, 30, name="Two")
    chosen = edit(CARA, 40, seq=1, knows={ANNA: 2, BEN: 2}, name="One")
    assert folded(new(), one, two, chosen) == Folded({"deleted": 0, "name": "One"})
    partly = edit(CARA, 40, seq=1, knows={ANNA: 2}, name="Three")
    assert listed(folded(new(), one, two, partly).conflicts) == [
        (("name",), "edit/edit", [{"name": "Two"}, {"name": "Three"}])
    ]


def test_a_decision_for_what_is_shown_closes_the_conflict() -> None:
    one, two = edit(ANNA, 20, name="One"), edit(BEN, 30, name="Two")
    kept = edit(CARA, 40, seq=1, knows={ANNA: 2, BEN: 2}, op="r", name="Two")
    assert folded(new(), one, two, kept) == Folded({"deleted": 0, "name": "Two"})


def test_an_edit_keeps_alive_what_another_deleted_without_knowing() -> None:
    state = folded(new(), edit(ANNA, 30, deleted=1), edit(BEN, 20, phone="1"))
    assert state.values == {"deleted": 0, "name": "Acme", "phone": "1"}
    assert listed(state.conflicts) == [(("deleted",), "edit/delete", [{"deleted": 1}, {"phone": "1"}])]


def test_a_deletion_that_knew_the_edit_holds() -> None:
    state = folded(new(), edit(BEN, 20, phone="1"), edit(ANNA, 30, knows={BEN: 2}, deleted=1))
    assert state.values["deleted"] == 1
    assert state.conflicts == ()


def test_one_of_two_deletions_that_knew_the_edit_is_enough() -> None:
    knowing = edit(ANNA, 30, knows={BEN: 2}, deleted=1)
    state = folded(new(), edit(BEN, 20, phone="1"), knowing, edit(CARA, 40, seq=1, deleted=1))
    assert state.values["deleted"] == 1
    assert state.conflicts == ()


def test_deciding_to_delete_or_to_restore_holds() -> None:
    gone, edited = edit(ANNA, 30, deleted=1), edit(BEN, 20, phone="1")
    for decision in (0, 1):
        decided = edit(CARA, 40, seq=1, knows={ANNA: 2, BEN: 2}, op="r", deleted=decision)
        state = folded(new(), gone, edited, decided)
        assert (state.values["deleted"], state.conflicts) == (decision, ())


def test_deleted_twice_or_restored_meanwhile_goes_by_the_clock() -> None:
    assert folded(new(), edit(ANNA, 20, deleted=1), edit(BEN, 30, deleted=1)).values["deleted"] == 1
    restored = folded(new(deleted=1), edit(ANNA, 20, deleted=1), edit(BEN, 30, deleted=0))
    assert (restored.values["deleted"], restored.conflicts) == (0, ())


def test_the_same_row_made_twice_is_one_row() -> None:
    twice = Entry(20, BEN, 1, {}, "i", {"deleted": 0, "name": "Acme", "phone": "1"})
    assert folded(new(), twice) == Folded({"deleted": 0, "name": "Acme", "phone": "1"})
    other = Entry(20, BEN, 1, {}, "i", {"deleted": 0, "name": "Acme & Co"})
    assert [each.register for each in folded(new(), other).conflicts] == [("name",)]


def test_a_form_saved_after_a_merge_counts_as_not_knowing_it() -> None:
    """Its second step knew Ben's, its third was typed before that came in."""
    theirs, saved = edit(BEN, 20, name="Two"), edit(ANNA, 40, seq=3, knows={}, name="One")
    state = folded(new(), theirs, edit(ANNA, 30, knows={BEN: 2}, phone="1"), saved)
    assert state.values["name"] == "One"
    assert [each.register for each in state.conflicts] == [("name",)]


def test_an_erased_record_is_an_empty_stub_whatever_else_was_written() -> None:
    erased = Entry(20, ANNA, 2, {}, "x", {"deleted": 1, "name": ""})
    assert folded(new(), erased, edit(BEN, 90, name="Later")) == Folded({"deleted": 1, "name": ""}, is_erased=True)


def test_columns_of_a_newer_program_are_left_alone() -> None:
    assert folded(new(mood="sunny"), edit(BEN, 20, mood="rainy", phone="1")).values == {
        "deleted": 0,
        "name": "Acme",
        "phone": "1",
    }


# A history of three laptops: at every step one of them writes, then perhaps takes in what another has.
STEPS = st.lists(
    st.tuples(
        st.sampled_from((ANNA, BEN, CARA)),
        st.sampled_from((("name", "x"), ("name", "y"), ("phone", "x"), ("city", "x"), ("deleted", 1), ("deleted", 0))),
        st.none() | st.sampled_from((ANNA, BEN, CARA)),
    ),
    max_size=6,
)


@given(steps=STEPS, order=st.randoms(use_true_random=False))
def test_the_state_does_not_depend_on_the_order(steps: Sequence[Any], order: Any) -> None:
    entries, known = [new()], {ANNA: dict(SHARED), BEN: dict(SHARED), CARA: dict(SHARED)}
    for hlc, (origin, (column, value), source) in enumerate(steps, 20):
        seq = known[origin].get(origin, 0) + 1
        context = {name: at for name, at in known[origin].items() if name != origin}
        entries.append(edit(origin, hlc, seq, context, **{column: value}))
        known[origin][origin] = seq
        if source is not None:
            mine, theirs = known[origin], known[source]
            known[origin] = {name: max(mine.get(name, 0), theirs.get(name, 0)) for name in mine.keys() | theirs.keys()}
    expected = fold(entries, REGISTERS)
    order.shuffle(entries)
    assert fold(entries, REGISTERS) == expected
