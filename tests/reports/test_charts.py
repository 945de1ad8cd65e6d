"""Charts as sketches, and as pictures for the screen."""

import io
from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from crm_desktop.core.formats import compact_money
from crm_desktop.core.i18n import CHINESE, ENGLISH, LANGUAGES
from crm_desktop.reports import figures as names
from crm_desktop.reports.charts import CHARTS, chart_of, render_chart
from crm_desktop.reports.columns import MOST_TICKS, axis
from crm_desktop.reports.figures import Report, exact
from crm_desktop.reports.fonts import SEMIBOLD, text_width
from crm_desktop.reports.sketch import Box, Sketch, Stroke, Words
from crm_desktop.reports.style import COLUMN_WIDTH, PAPER, TEXT_WIDTH
from tests.reports import sample

OVERHANG = 1.0


def _words(sketch: Sketch) -> list[str]:
    return [mark.text for mark in sketch.marks if isinstance(mark, Words)]


def _span(words: Words) -> tuple[float, float]:
    width = text_width(words.text, words.size, words.weight)
    left = words.x - {"left": 0.0, "center": width / 2, "right": width}[words.anchor]
    return left, left + width


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ["typical", "empty", "one_month", "all_lost", "overfull", "strange"])
def test_every_chart_stays_within_its_frame(kind: str, language: str) -> None:
    report: Report = getattr(sample, kind)(language)
    for name in CHARTS:
        for width, height in ((COLUMN_WIDTH, 150.0), (TEXT_WIDTH, 200.0)):
            sketch = chart_of(report, name, width, height).sketch
            for mark in sketch.marks:
                _assert_within(mark, width, height)


def _assert_within(mark: Box | Stroke | Words, width: float, height: float) -> None:
    if isinstance(mark, Words):
        left, right = _span(mark)
        assert left >= -OVERHANG, mark
        assert right <= width + OVERHANG, mark
        assert 0 <= mark.y <= height, mark
    elif isinstance(mark, Box):
        assert mark.x >= -OVERHANG, mark
        assert mark.x + mark.width <= width + OVERHANG, mark
        assert mark.y >= -OVERHANG, mark
        assert mark.y + mark.height <= height, mark
    else:
        assert all(-OVERHANG <= x <= width + OVERHANG and -OVERHANG <= y <= height for x, y in mark.points), mark


def test_the_latest_month_is_emphasised_and_carries_its_value() -> None:
    sketch = chart_of(sample.typical(), names.BY_MONTH, TEXT_WIDTH, 150.0).sketch
    assert [mark.fill for mark in sketch.marks if isinstance(mark, Box)][-1] == PAPER.emphasis
    assert {"$1.34M", "$1.13M"} <= set(_words(sketch))


def test_an_incomplete_month_is_pale_and_named_in_the_unit() -> None:
    chart = chart_of(sample.one_month(), names.BY_MONTH, TEXT_WIDTH, 150.0)
    assert [mark.fill for mark in chart.sketch.marks if isinstance(mark, Box)] == [PAPER.remainder]
    assert chart.subtitle == "Won revenue, EUR; pale column: not complete"


def test_chinese_charts_count_in_one_unit() -> None:
    chart = chart_of(sample.typical(CHINESE, "CNY"), names.BY_OWNER, COLUMN_WIDTH, 200.0)
    assert chart.subtitle == "成交额，万元"
    assert "320.2" in _words(chart.sketch)


def test_rows_that_do_not_fit_become_one_that_counts_them() -> None:
    sketch = chart_of(sample.overfull(), names.BY_OWNER, COLUMN_WIDTH, 200.0).sketch
    others = [text for text in _words(sketch) if "others" in text]
    shown = len([text for text in _words(sketch) if text.startswith(sample.OWNERS[ENGLISH])])
    assert others == [f"{200 - shown} others"]


def test_the_first_reason_for_losing_is_hatched_so_that_it_shows_without_colour() -> None:
    marks = chart_of(sample.typical(), names.LOST_REASONS, COLUMN_WIDTH, 150.0).sketch.marks
    alarms = [mark for mark in marks if isinstance(mark, Box) and mark.fill == PAPER.alarm]
    assert len(alarms) == 1
    assert sum(isinstance(mark, Stroke) and mark.colour == PAPER.hatch for mark in marks) > 5


def test_an_empty_chart_says_so() -> None:
    assert _words(chart_of(sample.empty(), names.BY_REGION, COLUMN_WIDTH, 150.0).sketch) == [
        "Nothing to show for this period"
    ]


def test_a_picture_has_the_size_and_the_regions_of_the_screen() -> None:
    image = render_chart(sample.typical(), names.BY_MONTH, 370, 230, ratio=1.5, theme="dark")
    assert Image.open(io.BytesIO(image.png)).size == (555, 345)
    assert len(image.regions) == 12
    march = image.regions[2]
    assert march.text == "Mar 2017: $1,134,672, 472 deals"
    assert march.kind == "opportunities"
    assert march.filter.filters[1].value == "2017-03"
    for region in image.regions:
        assert 0 <= region.x < region.x + region.width <= 370
        assert 0 <= region.y < region.y + region.height <= 230


def test_pictures_differ_by_theme_and_repeat_exactly() -> None:
    light = render_chart(sample.typical(), names.BY_STAGE, 300, 200)
    dark = render_chart(sample.typical(), names.BY_STAGE, 300, 200, theme="dark")
    assert light.png != dark.png
    assert light == render_chart(sample.typical(), names.BY_STAGE, 300, 200)


@given(st.integers(-(10**15), 10**15), st.integers(-(10**15), 10**15))
def test_an_axis_has_few_marks_reaches_zero_and_covers_what_lies_below(one: int, other: int) -> None:
    low, high = Fraction(min(one, other)), Fraction(max(one, other))
    first, last, step = axis(low, high)
    assert first <= 0 <= last
    assert first <= low or low >= 0
    assert (last - first) / step <= MOST_TICKS + 2
    assert first % step == last % step == 0


def test_the_marks_of_an_axis_are_evenly_apart_as_they_are_written() -> None:
    report = replace(sample.one_month(), currency="CNY", language=CHINESE)
    months = report.breakdown(names.BY_MONTH)
    assert months is not None
    small = replace(months, unit="money:CNY", rows=(replace(months.rows[0], value=1_000_000),))
    breakdowns = tuple(small if each.name == names.BY_MONTH else each for each in report.breakdowns)
    chart = chart_of(replace(report, breakdowns=breakdowns), names.BY_MONTH, 400, 200)
    written = [mark.text for mark in chart.sketch.marks if isinstance(mark, Words)]
    assert [text for text in written if text in ("0", "0.5", "1")] == ["0", "0.5", "1"]
    assert not {"0.3", "0.8"} & set(written)


def test_the_best_and_the_latest_month_carry_their_values_even_as_neighbours() -> None:
    report = _months(sample.typical(), (100, 120, 90, 130, 110, 105, 125, 95, 100, 400, 410))
    for width in (COLUMN_WIDTH, TEXT_WIDTH):
        sketch = chart_of(report, names.BY_MONTH, width, 150.0).sketch
        values = [
            mark
            for mark in sketch.marks
            if isinstance(mark, Words) and mark.text in ("$400K", "$410K") and mark.weight == SEMIBOLD
        ]
        assert [mark.text for mark in values] == ["$400K", "$410K"]
        assert _span(values[0])[1] < _span(values[1])[0]


def test_a_bar_of_the_pipeline_is_as_long_as_the_figure_at_its_end() -> None:
    report = sample.typical()
    sketch = chart_of(report, names.BY_STAGE, COLUMN_WIDTH, 200.0).sketch
    amounts = [value for row in report.rows(names.BY_STAGE) if (value := exact(row.value))]
    bars = [mark for mark in sketch.marks if isinstance(mark, Box)]
    assert len(bars) == len(amounts)
    for bar, amount in zip(bars, amounts, strict=True):
        assert bar.width == pytest.approx(float(bars[0].width * amount / amounts[0]))
        end = min((m for m in sketch.marks if isinstance(m, Words) and m.x > bar.x + bar.width), key=_from(bar))
        assert end.text == compact_money(amount, report.currency, ENGLISH)


def _from(bar: Box) -> Callable[[Words], float]:
    return lambda words: abs(words.y - bar.y - bar.height) + words.x


def _months(report: Report, thousands: Sequence[int]) -> Report:
    """The report with this revenue of its first months, the last of them incomplete."""
    months = report.breakdown(names.BY_MONTH)
    assert months is not None
    rows = tuple(
        replace(row, value=value * 100_000, partial=value == thousands[-1])
        for row, value in zip(months.rows, thousands, strict=False)
    )
    breakdowns = tuple(replace(each, rows=rows) if each is months else each for each in report.breakdowns)
    return replace(report, breakdowns=breakdowns)


@pytest.mark.parametrize("ratio", [1.0, 1.5])
def test_no_letter_is_cut_at_the_edge_of_a_picture(ratio: float) -> None:
    report = sample.typical()
    reasons = report.breakdown(names.LOST_REASONS)
    assert reasons is not None
    rows = tuple(replace(row, label="Product does not fit") for row in reasons.rows)
    breakdowns = tuple(replace(each, rows=rows) if each is reasons else each for each in report.breakdowns)
    image = render_chart(replace(report, breakdowns=breakdowns), names.LOST_REASONS, 360, 264, ratio=ratio)
    edge = Image.open(io.BytesIO(image.png)).convert("L").crop((0, 0, 1, round(264 * ratio)))
    assert edge.getextrema() == (255, 255)
