"""Two people, two laptops, two windows: a day without the stick on which they meet. Both change one customer, one
deletes what the other works at; then the stick is back, they review, and agree."""

from pathlib import Path

from PySide6.QtWidgets import QApplication

from crm_desktop.core.clock import FixedClock
from tests.end_to_end.two_laptops import tell
from tests.sync.states import state_of_file


def test_two_people_offline_for_a_day_meet_review_and_agree(
    qapp: QApplication, tmp_path: Path, clock: FixedClock
) -> None:
    mine, theirs = (state_of_file(path) for path in tell(qapp, tmp_path, clock, lambda *_: None))
    for name, rows in mine.items():
        assert theirs[name] == rows, name
    assert mine["conflicts"] == []
    phones = {each.name: (each.phone, each.deleted) for each in mine["customer"]}
    assert phones["Yarrow Trading"] == ("0571 2041 3333", 0)
    assert phones["Haverton Medical"][0] in ("0571 2041 1111", "0571 2041 2222")
