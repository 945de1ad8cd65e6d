"""What stands below the entries of a timeline: who took part, how a visit was felt, what colleagues said of it."""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

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
    if not (comments or people or ratings):
        return tuple(items)
    return tuple(
        replace(
            each,
            people=tuple(people.get(each.record_id, ())),
            ratings=tuple(ratings.get(each.record_id, ())),
            comments=tuple(comments.get(each.record_id, ())),
        )
        if each.kind in (INTERACTION, TASK, TO_DO)
        else each
        for each in items
    )
