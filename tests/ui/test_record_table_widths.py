"""Which columns give way when a list gets narrow."""

from crm_desktop.core.i18n import N_
from crm_desktop.ui.widgets.record_table_cells import Column, Kind
from crm_desktop.ui.widgets.record_table_widths import fitted_widths

COLUMNS = (
    Column("name", N_("Name"), 200, min_width=120),
    Column("owner", N_("Owner"), 100, is_quiet=True),
    Column("step", N_("Next step"), 150, stretches=True),
    Column("stage", N_("Stage"), 100, Kind.STATUS),
    Column("amount", N_("Amount"), 90, Kind.MONEY),
)
WISHED = {each.key: each.width for each in COLUMNS}


def test_what_is_left_over_goes_to_the_stretching_column() -> None:
    assert fitted_widths(COLUMNS, WISHED, 900) == {**WISHED, "step": 410}


def test_quiet_columns_give_way_before_names_and_amounts_never_do() -> None:
    assert fitted_widths(COLUMNS, WISHED, 516) == {**WISHED, "owner": 70, "step": 56}
    narrow = fitted_widths(COLUMNS, WISHED, 440)
    assert (narrow["owner"], narrow["name"], narrow["amount"]) == (56, 138, 90)
    assert sum(narrow.values()) == 440


def test_below_the_least_the_list_is_wider_than_its_room() -> None:
    least = fitted_widths(COLUMNS, WISHED, 100)
    assert (least["name"], least["stage"], least["amount"]) == (120, 80, 90)
