"""Layouts of forms as plain data: whatever is kept, no field is lost and none is invented."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm_desktop.core.form_layout import (
    FULL,
    HALF,
    THIRD,
    FormLayout,
    Part,
    Placed,
    completed,
    left_out,
    moved,
    moved_over,
    part_stepped,
    read,
    renamed,
    resized,
    rows,
    shown_again,
    stepped,
    with_part,
    without_part,
    written,
)

SHIPPED = FormLayout(
    (
        Part("Company", (Placed("name"), Placed("phone"), Placed("note", FULL))),
        Part("Address", (Placed("city"), Placed("country"))),
    )
)
NAMES = SHIPPED.names()


def test_a_layout_comes_back_as_it_was_kept() -> None:
    layout = renamed(left_out(SHIPPED, "phone"), "Address", "Where", "地点")
    assert read(written(layout)) == layout


@pytest.mark.parametrize("text", [None, "", "null", "{", "[]", "3", '{"parts": 1}', '{"parts": [{"key": "a"}]}'])
def test_what_is_not_understood_is_no_layout(text: str | None) -> None:
    assert read(text) is None


def test_a_field_that_the_layout_does_not_name_follows_the_one_shipped_before_it() -> None:
    older = FormLayout((Part("Address", (Placed("name"), Placed("city"))), Part("Company", (Placed("note"),))))
    assert completed(older, SHIPPED).names() == ["name", "phone", "city", "country", "note"]


def test_what_nobody_knows_is_passed_over_and_what_must_be_filled_is_shown() -> None:
    kept = FormLayout((Part("Company", (Placed("name"), Placed("gone"), Placed("name"))),), ("phone", "lost"))
    assert completed(kept, SHIPPED).left_out == ("phone",)
    assert set(completed(kept, SHIPPED, {"phone"}).names()) == set(NAMES)


def test_fields_step_through_their_section_and_into_the_next() -> None:
    assert stepped(SHIPPED, "name", 1).names()[:3] == ["phone", "name", "note"]
    assert stepped(SHIPPED, "note", 1).part_of("note") == Part(
        "Address", (Placed("note", FULL), *SHIPPED.parts[1].fields)
    )
    assert stepped(SHIPPED, "city", -1).names() == NAMES
    assert stepped(SHIPPED, "name", -1) == SHIPPED
    assert moved_over(SHIPPED, "name", 1).names() == ["phone", "note", "city", "country", "name"]


def test_sections_come_go_and_move_and_their_fields_stay() -> None:
    layout, key = with_part(SHIPPED, "Company", "Billing", "")
    layout = moved(layout, "note", key, 0)
    assert [part.key for part in layout.parts] == ["Company", key, "Address"]
    assert without_part(layout, key).names() == NAMES
    assert without_part(SHIPPED, "Company").names() == NAMES
    assert [part.key for part in part_stepped(SHIPPED, "Address", -1).parts] == ["Address", "Company"]


def test_a_field_shown_again_stands_where_it_is_shipped() -> None:
    out = left_out(SHIPPED, "phone")
    assert shown_again(out, "phone", SHIPPED) == SHIPPED


def test_rows_take_as_many_fields_as_there_is_room_for() -> None:
    fields = [Placed("a"), Placed("b"), Placed("c", FULL), Placed("d", THIRD), Placed("e", THIRD), Placed("f", HALF)]
    assert [[each.name for each in row] for row in rows(fields)] == [["a", "b"], ["c"], ["d", "e"], ["f"]]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(["step", "over", "wide", "out", "in", "part", "drop"]), st.sampled_from(NAMES)))
)
def test_whatever_is_done_each_field_is_there_once(doings: list[tuple[str, str]]) -> None:
    layout = SHIPPED
    for number, (what, name) in enumerate(doings):
        by = 1 if number % 2 else -1
        if what == "step":
            layout = stepped(layout, name, by)
        elif what == "over":
            layout = moved_over(layout, name, by)
        elif what == "wide":
            layout = resized(layout, name, THIRD)
        elif what == "out":
            layout = left_out(layout, name)
        elif what == "in":
            layout = shown_again(layout, name, SHIPPED)
        elif what == "part":
            layout, _key = with_part(layout, None, "More", "")
        else:
            layout = without_part(layout, layout.parts[number % len(layout.parts)].key)
        assert sorted([*layout.names(), *layout.left_out]) == sorted(NAMES)
    assert completed(read(written(layout)), SHIPPED) == layout
