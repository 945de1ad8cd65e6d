"""Periods are understood as people write them after “report”."""

from datetime import date

import pytest

from crm_desktop.ui.palette_periods import typed_period

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("report 2025 Q3", "2025-07-01", "2025-09-30"),
        ("Report Q3 2025", "2025-07-01", "2025-09-30"),
        ("report 2025-q3", "2025-07-01", "2025-09-30"),
        ("report q1", "2026-01-01", "2026-03-31"),
        ("report july 2025", "2025-07-01", "2025-07-31"),
        ("report Feb", "2026-02-01", "2026-02-28"),
        ("report 2024-02", "2024-02-01", "2024-02-29"),
        ("report 2024", "2024-01-01", "2024-12-31"),
        ("report h2 2025", "2025-07-01", "2025-12-31"),
        ("报表 2025年第三季度", "2025-07-01", "2025-09-30"),
        ("报表 三季度", "2026-07-01", "2026-09-30"),
        ("报表2025年3月", "2025-03-01", "2025-03-31"),
        ("报表 3月", "2026-03-01", "2026-03-31"),
        ("报表 下半年", "2026-07-01", "2026-12-31"),
        ("报告 2025年", "2025-01-01", "2025-12-31"),
    ],
)
def test_a_period_is_understood(text: str, first: str, last: str) -> None:
    assert typed_period(text, TODAY) == (date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    "text", ["", "report", "2025 Q3", "report Q5", "report 2025-13", "reporting 2025", "报表 长沙"]
)
def test_anything_else_is_none(text: str) -> None:
    assert typed_period(text, TODAY) is None
