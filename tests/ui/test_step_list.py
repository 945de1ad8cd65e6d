"""The list of steps keeps room for what was done, however narrow it is and however large its letters."""

from crm_desktop.ui.theme import Theme
from crm_desktop.ui.widgets.step_list import StepRow, placed

_ROW = StepRow("1", "Import clients.csv: 3,032 customers", "22 Nov 2026 19:50", "Ann Lee · vm")


def test_the_moment_of_a_step_stands_below_where_it_would_take_the_place_of_its_title(theme: Theme) -> None:
    assert placed(theme, _ROW, 380) == (_ROW.when, _ROW.note)
    assert placed(theme, _ROW, 150) == ("", f"{_ROW.when} · {_ROW.note}")
