"""The story of two people on two laptops, each with a window of its own, who meet over a stick.

`python -m tests.end_to_end.two_laptops [en|zh_CN] [light|dark]` keeps a picture of both windows after every step.
"""

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from crm_desktop.core import paths
from crm_desktop.core.clock import FixedClock
from crm_desktop.core.i18n import Message, tr, trn
from crm_desktop.core.sync_state import Phase
from crm_desktop.core.viewer import SYSTEM
from crm_desktop.queries.viewer import viewer_of
from crm_desktop.ui.pages import REVIEW
from crm_desktop.ui.widgets.list_popup import ListPopup
from tests.builders import a_customer, a_user, role
from tests.company import NOW, found_company
from tests.end_to_end.desk import CONTROL, Driver, at_the_desk

Key = Qt.Key
Look = Callable[[str, Driver, Driver], None]
COPY = "East Sales.crm"


@dataclass
class Team:
    """The two windows, the stick, and where it is when nobody has it plugged in."""

    ada: Driver
    grace: Driver
    stick: Path
    look: Look
    customers: tuple[str, ...] = field(default=())

    @property
    def hub(self) -> Path:
        return self.stick / "East Sales.crmhub"

    def show(self, step: str) -> None:
        self.look(step, self.ada, self.grace)

    def pull_the_stick(self) -> None:
        self.stick.rename(self.stick.with_name("pocket"))

    def put_it_back(self) -> None:
        self.stick.with_name("pocket").rename(self.stick)


def tell(app: QApplication, folder: Path, clock: FixedClock, look: Look, **preferences: Any) -> tuple[Path, Path]:
    """Everything from sharing to agreeing; returns the two company files."""
    mine, theirs = folder / "ada" / COPY, folder / "grace" / COPY
    for each in (mine.parent, theirs.parent, folder / "stick"):
        each.mkdir()
    customers = _found(mine, clock)
    with (
        at_the_desk(app, mine.parent, clock, mine, "ada", **preferences) as ada,
        at_the_desk(app, theirs.parent, clock, **preferences) as grace,
    ):
        team = Team(ada, grace, folder / "stick", look, customers)
        _share(team)
        _join(team, theirs)
        _work_apart(team)
        _meet(team)
        _agree(team)
    return mine, theirs


def _found(path: Path, clock: FixedClock) -> tuple[str, ...]:
    """A company of two people with two customers."""
    database = found_company(path, clock)
    with database.read(SYSTEM) as reading:
        ada = viewer_of(reading)
    with database.write(Message("Found"), ada) as work:
        a_user(work, "Grace Lin", login="grace", role_id=role("administrator"))
        ids = a_customer(work, "Haverton Medical", phone="0571 2041 0000"), a_customer(work, "Yarrow Trading")
    database.close()
    return ids


def _share(team: Team) -> None:
    ada = team.ada
    ada.wait_for_list()
    ada.turn_to(ada.window)
    ada.window.actions_set.trigger("team.share")
    ada.panel.folder.set_value(str(team.stick))
    ada.panel.folder.changed.emit()
    team.show("share")
    ada.panel.submit()
    ada.wait_until_closed()
    _wait_for(ada, Phase.IN_STEP)
    team.show("shared")


def _join(team: Team, path: Path) -> None:
    """Grace takes a copy on her laptop, opens it and says who she is."""
    grace = team.grace
    grace.desk.join_team()
    asking = grace.panel
    for place, value in ((asking.address, team.hub), (asking.copy, path)):
        place.set_value(str(value))
        place.changed.emit()
    team.show("join")
    asking.submit()
    grace.wait(lambda: grace.desk.session is not None, "the copy to be open")
    grace.wait(lambda: bool(_popups(grace)), "the question who acts")
    (asked,) = _popups(grace)
    QTest.keyClicks(asked.search, "Grace")
    team.show("who_acts")
    asked.take()
    grace.wait(lambda: _session(grace).background.viewer.login == "grace", "Grace to act")
    _wait_for(grace, Phase.IN_STEP)
    team.show("joined")


def _work_apart(team: Team) -> None:
    """Without the stick: both change one customer, and one deletes what the other works at."""
    haverton, yarrow = team.customers
    team.pull_the_stick()
    for each in (team.ada, team.grace):
        _session(each).team.process.sync_now()
        _wait_for(each, Phase.OFFLINE)
    _edit(team.ada, haverton, phone="0571 2041 1111")
    _edit(team.ada, yarrow, phone="0571 2041 3333")
    _edit(team.grace, haverton, phone="0571 2041 2222")
    _delete(team.grace, yarrow)
    for each in (team.ada, team.grace):
        _wait_for_sign(each, trn("Offline, {count} change waiting", "Offline, {count} changes waiting", 2))
    team.show("apart")


def _meet(team: Team) -> None:
    """The stick goes from one to the other and back; each sees both customers to be reviewed."""
    team.put_it_back()
    for each in (team.ada, team.grace, team.ada):
        _exchange(each)
    for each in (team.ada, team.grace):
        _wait_for_review(each, 2)
    team.show("met")


def _agree(team: Team) -> None:
    """Ada decides once for each; with the next exchange it is decided for Grace too."""
    ada, grace = team.ada, team.grace
    haverton, yarrow = team.customers
    for each in (grace, ada):
        each.window.show_page(REVIEW)
        _wait_for_list_of_review(each)
    for number, (customer, word) in enumerate(((haverton, tr("Take this")), (yarrow, tr("Keep the record")))):
        ada.page.show_record("customer", customer)
        ada.wait_for_button(ada.page.view, word)
        team.show(f"review_{number + 1}")
        ada.click(ada.page.view, word)
        _wait_for_review(ada, 1 - number)
    for each in (ada, grace):
        _exchange(each)
    _wait_for_review(grace, 0)
    team.show("agreed")
    for each in (ada, grace):
        each.window.show_page("customers")
        each.wait_for_list()
        assert not each.window.side_bar.tabs.isTabVisible(each.window.page_keys.index("review"))
    team.show("end")


def _edit(at: Driver, customer: str, **values: str) -> None:
    """Open a customer's form by its key, type, save."""
    _choose(at, customer)
    at.press(Key.Key_E)
    for name, text in values.items():
        at.panel.form.field(name)
        at.type_into(name, text)
    at.press(Key.Key_S, CONTROL)
    at.wait_until_closed()


def _delete(at: Driver, customer: str) -> None:
    _choose(at, customer)
    rows = at.page.table.records.rowCount()
    at.press(Key.Key_Delete)
    at.wait(lambda: at.page.table.records.rowCount() == rows - 1, "it to be gone")


def _choose(at: Driver, customer: str) -> None:
    at.turn_to(at.window)
    at.wait_for_list()
    at.page.show_record(customer)
    at.wait_for_detail(customer)
    at.page.table.setFocus()


def _exchange(at: Driver) -> None:
    """By its command, until all is in the shared file and what came from it is shown."""
    process, said = _session(at).team.process, list[Phase]()
    process.changed.connect(lambda state: said.append(state.phase))
    at.window.actions_set.trigger("team.sync")
    at.wait(lambda: Phase.IN_STEP in said and not process.state.waiting, "an exchange")
    _session(at).feed.look_for_foreign_changes()


def _wait_for(at: Driver, phase: Phase) -> None:
    at.wait(lambda: _session(at).team.process.state.phase is phase, f"it to be {phase.value}")


def _wait_for_sign(at: Driver, text: str) -> None:
    sign = _session(at).team.sign
    at.wait(lambda: sign.text() == text, f"“{text}”, not “{sign.text()}”")


def _wait_for_review(at: Driver, count: int) -> None:
    at.wait(lambda: _session(at).review.count == count, f"{count} to review")


def _wait_for_list_of_review(at: Driver) -> None:
    at.wait(lambda: len(at.page.list.records()) == _session(at).review.count, "the list of the review")


def _session(at: Driver) -> Any:
    return at.desk.session


def _popups(at: Driver) -> list[ListPopup]:
    return [each for each in at.window.findChildren(ListPopup) if each.isVisible()]


def main(language: str = "en", theme: str = "light") -> None:
    """Tell it once and keep the pictures."""
    from tests.end_to_end.screens import keep_pairs

    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = QApplication([])
    with TemporaryDirectory(prefix="crm-story-") as folder:
        os.environ[paths.HOME_VARIABLE] = str(Path(folder) / "home")
        look = keep_pairs(f"two_laptops/{language}_{theme}")
        tell(app, Path(folder), FixedClock.at(NOW), look, language=language, theme=theme)


if __name__ == "__main__":
    main(*sys.argv[1:])
