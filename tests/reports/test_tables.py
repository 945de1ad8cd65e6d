"""Where a table breaks."""

from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.reports.tables import KEPT_TOGETHER, rows_on_page

heights = st.lists(st.sampled_from((25.0, 36.5, 48.0)), min_size=1, max_size=60)
PAGE = 600.0
TOTAL = 25.0


@given(heights, st.floats(120.0, PAGE))
def test_every_row_is_set_once_and_the_total_is_never_alone(rows: list[float], first_room: float) -> None:
    room, start, counts = first_room, 0, []
    while start < len(rows):
        count = rows_on_page(rows[start:], room, TOTAL)
        used = sum(rows[start : start + count])
        assert count >= 1
        assert used <= room
        start += count
        counts.append(count)
        if start == len(rows):
            assert used + TOTAL <= room or len(rows) <= KEPT_TOGETHER
        room = PAGE
    assert sum(counts) == len(rows)
    if len(counts) > 1 and len(rows) > KEPT_TOGETHER:
        assert counts[-1] >= KEPT_TOGETHER


def test_a_table_that_fits_is_not_broken() -> None:
    assert rows_on_page([25.0] * 10, 275.0, 25.0) == 10
    assert rows_on_page([25.0] * 10, 274.0, 25.0) == 8
