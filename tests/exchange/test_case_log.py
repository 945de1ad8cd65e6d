"""Whatever a log says, the story of a case holds together: rounds and waits follow each other, and none is lost."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.exchange.case_log import CaseEvent, story_of
from crm_desktop.models.service_case import ARCHIVED, CUSTOMER, HANDLED, STATUSES, SUPPLIER, WAITING

DONE = (HANDLED, ARCHIVED)
EVENTS = st.lists(
    st.tuples(
        st.integers(0, 5), st.sampled_from(STATUSES), st.sampled_from((CUSTOMER, SUPPLIER)), st.sampled_from("ab")
    ),
    min_size=1,
    max_size=20,
)


@given(EVENTS)
def test_every_log_tells_a_story_that_holds_together(told: list[tuple[int, str, str, str]]) -> None:
    events, at = [], 0
    for later, status, whom, owner in told:
        at += later
        events.append(CaseEvent(at, status, whom if status == WAITING else None, owner))
    story = story_of(events, 0)
    came_back = sum(one.status in DONE and two.status not in DONE for one, two in pairwise(events))
    assert [each.number for each in story.rounds] == [*range(1, came_back + 2)]
    assert story.rework_count + story.reopen_count == came_back
    assert story.is_done == (events[-1].status in DONE)
    assert all(each.handled_at is not None for each in story.rounds[:-1])
    assert (story.last_round.handled_at is not None) == story.is_done
    assert (story.open_wait is not None) == (events[-1].status == WAITING)
    pauses = sorted(story.pauses)
    assert all(first <= last for first, last in pauses)
    assert all(one[1] <= two[0] for one, two in pairwise(pauses)), "no minute is waited twice"
    assert sum(last - first for first, last in pauses) <= at
