"""A trend tells each period in words too, and its axis goes as low as its figures."""

from crm_desktop.ui.theme import Theme
from crm_desktop.ui.widgets.trend_chart import Trend, TrendChart, TrendPoint


def test_the_axis_reaches_the_lowest_figure() -> None:
    assert Trend(("Score",), (TrendPoint("Q1", "", (70,)),)).low == 0
    assert Trend(("Score", "Other"), (TrendPoint("Q1", "", (70, -20)), TrendPoint("Q2", "", (None, None)))).low == -50


def test_what_is_drawn_is_told_in_words(theme: Theme) -> None:
    points = (TrendPoint("Q1", "Q1: 70", (70, None)), TrendPoint("Q2", "Q2: too few", (None, None)))
    chart = TrendChart(theme, Trend(("Score", "Other"), points))
    chart.resize(300, chart.sizeHint().height())
    assert not chart.grab().isNull()
    assert chart.accessibleName() == "Q1: 70. Q2: too few"
