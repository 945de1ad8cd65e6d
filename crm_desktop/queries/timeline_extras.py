"""What stands below the entries of a timeline: who took part, how a visit was felt, what colleagues said of it."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from crm_desktop.queries.custom_field import (
    REFERENCE,
    CustomFieldView,
    CustomValueView,
    custom_fields,
    name_of_record,
    read_stored,
)
from crm_desktop.queries.timeline_items import INTERACTION, TASK, TO_DO, CommentView, RatingView, TimelineItem
from crm_desktop.storage.database import Reading

_COMMENTS = (
    "SELECT c.record_id, c.id, c.author_id, (SELECT name FROM app_user WHERE id = c.author_id), c.written_at, c.body"
    " FROM comment c WHERE c.record_id IN (SELECT value FROM json_each(?)) AND c.deleted = 0"
    " ORDER BY c.written_at, c.id"
)
_PEOPLE = (
    "SELECT p.interaction_id, coalesce((SELECT name FROM contact WHERE id = p.contact_id AND deleted = 0),"
    " (SELECT name FROM app_user WHERE id = p.user_id)) AS name"
    " FROM participant p WHERE p.interaction_id IN (SELECT value FROM json_each(?)) AND p.deleted = 0"
    " ORDER BY p.user_id IS NOT NULL, name"
)
_RATINGS = (
    "SELECT r.interaction_id, r.item_id, r.expected, r.perceived FROM rating r"
    " JOIN dictionary_entry e ON e.id = r.item_id"
    " WHERE r.interaction_id IN (SELECT value FROM json_each(?)) AND r.deleted = 0 ORDER BY e.position, e.id"
)
# By the index of records, so that a company without own fields pays one look at nothing.
_OWN = (
    "SELECT v.record_id, v.field_id, v.text_value, v.int_value FROM custom_value v"
    " WHERE v.record_id IN (SELECT value FROM json_each(?)) AND v.deleted = 0"
)
_Own = Mapping[str, tuple[CustomValueView, ...]]


def with_extras(reading: Reading, items: Sequence[TimelineItem]) -> tuple[TimelineItem, ...]:
    """The same entries with what belongs to them."""
    activities = json.dumps([each.record_id for each in items if each.kind == INTERACTION])
    of_either = json.dumps([each.record_id for each in items if each.kind in (INTERACTION, TASK, TO_DO)])
    comments, people, ratings = defaultdict(list), defaultdict(list), defaultdict(list)
    for record_id, *said in reading.plain(_COMMENTS, (of_either,)) if of_either != "[]" else ():
        comments[record_id].append(CommentView(*said))
    if activities != "[]":
        for record_id, name in reading.plain(_PEOPLE, (activities,)):
            if name:
                people[record_id].append(str(name))
        for record_id, *rated in reading.plain(_RATINGS, (activities,)):
            ratings[record_id].append(RatingView(*rated))
    own = _own(reading, activities) if activities != "[]" else {}
    if not (comments or people or ratings or own):
        return tuple(items)
    return tuple(
        replace(
            each,
            people=tuple(people.get(each.record_id, ())),
            ratings=tuple(ratings.get(each.record_id, ())),
            comments=tuple(comments.get(each.record_id, ())),
            own=own.get(each.record_id, ()),
        )
        if each.kind in (INTERACTION, TASK, TO_DO)
        else each
        for each in items
    )


def _own(reading: Reading, activities: str) -> _Own:
    """Activity → what was typed into the fields that the company added to activities."""
    rows = reading.plain(_OWN, (activities,))
    found: dict[str, dict[str, tuple[str | None, int | None]]] = defaultdict(dict)
    for record_id, field_id, text, number in rows:
        if (text, number) != (None, None):
            found[record_id][field_id] = (text, number)
    fields = custom_fields(reading, "interaction") if found else []
    return {
        record_id: tuple(_told(reading, of, *kept[of.id]) for of in fields if of.id in kept)
        for record_id, kept in found.items()
    }


def _told(reading: Reading, of: CustomFieldView, text: str | None, number: int | None) -> CustomValueView:
    is_name = of.type == REFERENCE and bool(text)
    name = name_of_record(reading, of.refers_to or "customer", text or "") if is_name else ""
    return CustomValueView(of, read_stored(of.type, text, number), name)
