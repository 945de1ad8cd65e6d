"""Which columns give way when a list gets narrow."""

from crm_desktop.core.i18n import N_
from crm_desktop.ui.widgets.record_table_cells import Column, Kind
from crm_desktop.ui.widgets.record_table_widths import fitted_widths

COLUMNS = (
    Column("name", N_("Name"), 200, min_width=120),
    Column("owner", N_("Owner"), 100, is_quiet=True, min_width=60, gives_way=1),
    Column("step", N_("Next step"), 150, stretches=True, gives_way=2),
    Column("stage", N_("Stage"), 100, Kind.STATUS),
    Column("amount", N_("Amount"), 90, Kind.MONEY),
)
WISHED = {each.key: each.width for each in COLUMNS}
LEAST = {"name": 120, "owner": 60, "step": 56, "stage": 100, "amount": 90}


def test_what_is_left_over_goes_to_the_stretching_column() -> None:
    assert fitted_widths(COLUMNS, WISHED, LEAST, 660) == {**WISHED, "step": 170}


def test_quiet_columns_give_way_before_names_and_amounts_never_do() -> None:
    assert fitted_widths(COLUMNS, WISHED, LEAST, 516) == {**WISHED, "owner": 70, "step": 56}
    narrow = fitted_widths(COLUMNS, WISHED, LEAST, 440)
    assert (narrow["owner"], narrow["name"], narrow["amount"]) == (60, 134, 90)
    assert sum(narrow.values()) == 440


def test_the_least_important_column_leaves_before_all_become_unreadable() -> None:
    assert fitted_widths(COLUMNS, WISHED, LEAST, 420) == {"name": 170, "owner": 60, "stage": 100, "amount": 90}
    assert fitted_widths(COLUMNS, WISHED, LEAST, 350) == {"name": 160, "stage": 100, "amount": 90}


def test_below_the_least_the_list_is_wider_than_its_room() -> None:
    assert fitted_widths(COLUMNS, WISHED, LEAST, 100) == {"name": 120, "stage": 100, "amount": 90}


def test_in_plenty_of_room_long_names_come_before_the_stretching_column() -> None:
    assert fitted_widths(COLUMNS, WISHED, LEAST, 900) == {**WISHED, "name": 300, "owner": 150, "step": 260}


def test_names_get_no_more_room_than_they_need() -> None:
    widths = fitted_widths(COLUMNS, WISHED, LEAST, 900, roomy={"name": 230, "owner": 100})
    assert (widths["name"], widths["owner"], widths["step"]) == (230, 100, 380)


def test_what_follows_gives_room_to_names_before_it_takes_more_than_its_share() -> None:
    widths = fitted_widths(COLUMNS, WISHED, LEAST, 700)
    assert widths == {"name": 214, "owner": 107, "step": 189, "stage": 100, "amount": 90}


def test_a_width_the_user_drew_stays_in_plenty_of_room() -> None:
    widths = fitted_widths(COLUMNS, WISHED, LEAST, 900, ("name",))
    assert (widths["name"], widths["owner"], widths["step"]) == (200, 150, 360)
