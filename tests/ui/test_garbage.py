"""What is left alone at one opening is looked at again at the next."""

import gc
import weakref

from pytestqt.qtbot import QtBot

from crm_desktop.ui.garbage import GarbageCollection


class Company:
    """Something in a cycle, as windows and their callbacks are."""

    def __init__(self) -> None:
        self.itself = self


def test_a_company_closed_since_is_freed_when_the_next_one_is_open(qtbot: QtBot) -> None:
    garbage = GarbageCollection()
    try:
        company = Company()
        seen = weakref.ref(company)
        garbage.leave_alone()
        del company
        gc.collect()
        assert seen() is not None
        garbage.leave_alone()
        assert seen() is None
    finally:
        garbage.stop()
