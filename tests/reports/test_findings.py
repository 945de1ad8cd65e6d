"""The sentences computed from the figures."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.core.i18n import CHINESE, ENGLISH, LANGUAGES, Message
from crm_desktop.reports import figures as names
from crm_desktop.reports.figures import Breakdown, Report, Row
from crm_desktop.reports.findings import chart_title, findings
from tests.reports import sample

KINDS = (sample.typical, sample.empty, sample.one_month, sample.all_lost, sample.overfull, sample.strange)


def _with(report: Report, breakdown: Breakdown) -> Report:
    others = tuple(each for each in report.breakdowns if each.name != breakdown.name)
    return replace(report, breakdowns=(*others, breakdown))


def _split(name: str, values: Sequence[int], keys: Sequence[str] = ()) -> Breakdown:
    rows = tuple(
        Row(keys[index] if keys else f"k{index}", f"Name {index}", value, abs(value) or 1)
        for index, value in enumerate(values)
    )
    unit = names.COUNT if name.endswith("reasons") else "money:USD"
    return Breakdown(name, Message("Neutral title"), unit, Message("What it means."), rows)


def _months(values: Sequence[int]) -> Report:
    keys = [f"2017-{month:02d}" for month in range(1, len(values) + 1)]
    return _with(sample.typical(), _split(names.BY_MONTH, [value * 100 for value in values], keys))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_every_report_has_three_findings_and_a_title_for_each_chart(kind: object, language: str) -> None:
    assert callable(kind)
    report = kind(language)
    texts = [text for finding in findings(report) for text in (finding.head, finding.body)]
    texts += [chart_title(report, name) for name in names.BREAKDOWNS]
    assert len(texts) == 6 + len(names.BREAKDOWNS)
    assert all(text and "None" not in text for text in texts)


def test_the_first_finding_compares_with_the_period_before() -> None:
    first = findings(sample.typical())[0]
    assert first.head == "Won revenue up 12.0%."
    assert first.body.startswith("$10.0M from 4,238 deals won, against $8.93M in the period before.")
    assert findings(sample.typical(CHINESE))[0].head == "成交额增长 12.0%。"


def test_without_an_earlier_period_nothing_is_compared() -> None:
    first = findings(sample.one_month())[0]
    assert first.head == "Won revenue €538K."
    assert "no earlier period" in first.body


def test_a_period_without_deals_says_so() -> None:
    heads = [finding.head for finding in findings(sample.empty())]
    assert heads == ["Nothing won.", "No win rate.", "The pipeline is empty."]


def test_a_period_of_losses_names_their_number_and_first_reason() -> None:
    won, rate, _ = findings(sample.all_lost())
    assert won.body == "7 deals were lost in the period."
    assert rate.head == "Win rate 0.0%."
    assert rate.body.endswith("The reason named most often for losing: Price too high (4).")


def test_the_latest_month_is_named_when_it_is_the_best() -> None:
    assert chart_title(_months([1000, 3000, 2000, 5000]), names.BY_MONTH) == "Apr 2017 was the best month with $5.0K"


def test_three_months_in_one_direction_are_a_run_two_are_not() -> None:
    run = chart_title(_months([9000, 8000, 7000, 6000]), names.BY_MONTH)
    assert run == "Revenue fell 3 months in a row, to $6.0K"
    short = chart_title(_months([7000, 9000, 8000, 7000]), names.BY_MONTH)
    assert short == "Apr 2017 brought $7.0K; the best month was Feb 2017 with $9.0K"


def test_equal_leaders_and_amounts_below_zero_get_a_neutral_title() -> None:
    for values in ([500, 500, 100], [-5, -7], [500, -100]):
        report = _with(sample.typical(), _split(names.BY_REGION, values))
        assert chart_title(report, names.BY_REGION) == "Neutral title"


def test_what_has_no_name_never_leads() -> None:
    breakdown = Breakdown(
        names.BY_REGION,
        Message("Revenue by region"),
        "money:USD",
        Message("What it means."),
        (Row("", Message("No region"), 900, 3), Row("w", "West", 100, 1)),
    )
    assert chart_title(_with(sample.typical(), breakdown), names.BY_REGION) == "No region: 90.0% of revenue"


@given(
    st.lists(st.integers(-(10**12), 10**12), max_size=14), st.sampled_from(names.BREAKDOWNS), st.sampled_from(LANGUAGES)
)
def test_any_values_make_a_title(values: list[int], name: str, language: str) -> None:
    keys = [f"{2000 + index // 12}-{index % 12 + 1:02d}" for index in range(len(values))] if "month" in name else ()
    if "quarter" in name:
        keys = [f"{2000 + index // 4}-Q{index % 4 + 1}" for index in range(len(values))]
    report = _with(sample.typical(language), _split(name, values, keys))
    assert chart_title(report, name)
    assert all(finding.head and finding.body for finding in findings(report))


def test_a_latest_month_without_revenue_leaves_the_title_to_the_best() -> None:
    assert chart_title(_months([3000, 9000, 0]), names.BY_MONTH) == "Feb 2017 was the best month with $9.0K"


def _of_one_seller(lost: int) -> Report:
    rows = (Row("a", "Ada", 900, 3, won=3, lost=2), Row("b", "Bo", 0, 0, won=0, lost=lost))
    owners = Breakdown(names.BY_OWNER, Message("Revenue by owner"), "money:USD", Message("Meaning."), rows)
    return _with(sample.typical(), owners)


@pytest.mark.parametrize("lost", [0, 4])
def test_who_brought_all_of_it_leads_nobody(lost: int) -> None:
    report = _of_one_seller(lost)
    assert chart_title(report, names.BY_OWNER) == "Ada won 3 of 5 closed deals"
    assert "Ada" not in findings(report)[0].body


def test_the_whole_of_something_is_told_without_a_share() -> None:
    report = _with(sample.typical(), _split(names.BY_STAGE, [500, 0]))
    assert chart_title(report, names.BY_STAGE) == "All of the open pipeline: Name 0"
    assert findings(report)[2].body.endswith("All of it stands in the stage Name 0.")
    assert chart_title(_with(report, _split(names.LOST_REASONS, [3])), names.LOST_REASONS) == "Every deal lost: Name 0"
    assert chart_title(_with(report, _split(names.BY_REGION, [3, 0])), names.BY_REGION) == "All revenue: Name 0"


def test_every_language_writes_its_own() -> None:
    assert chart_title(sample.typical(ENGLISH), names.BY_CUSTOMER) == "The 5 largest customers bring 80.7% of revenue"
    assert chart_title(sample.typical(CHINESE), names.BY_CUSTOMER) == "前 5 大客户贡献成交额的 80.7%"


def test_of_a_month_that_is_not_over_no_more_is_told_than_its_sum() -> None:
    assert chart_title(sample.one_month(), names.BY_MONTH).endswith(": revenue €538K")


def test_a_month_that_is_not_over_may_be_the_best() -> None:
    report = sample.typical()
    months = report.breakdown(names.BY_MONTH)
    assert months is not None
    best = replace(months.rows[-1], value=900_000_000, partial=True)
    changed = replace(months, rows=(*months.rows[:-1], best))
    breakdowns = tuple(changed if each.name == names.BY_MONTH else each for each in report.breakdowns)
    title = chart_title(replace(report, breakdowns=breakdowns), names.BY_MONTH)
    assert title == "Nov 2017 brought $939K; the best month was Dec 2017 with $9.00M"


def test_a_period_ahead_of_the_data_says_so() -> None:
    report = replace(sample.empty(), open_on=date(2016, 11, 21))
    assert findings(report)[0].body == "The period begins after the newest data."
    assert findings(report)[2].body == "No deal was open on 21 Nov 2016."
