"""What the status bar says of the shared file, in both languages, and in little room."""

from datetime import date
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from crm_desktop.core.errors import MachineError
from crm_desktop.core.i18n import CHINESE, Message, set_language
from crm_desktop.core.sync_state import Phase, SyncState
from crm_desktop.ui.background import InlineBackground
from crm_desktop.ui.status_bar import StatusBar
from crm_desktop.ui.status_sign import ReviewSign
from crm_desktop.ui.sync_sign import SyncSign, story, words
from crm_desktop.ui.texts import Plain
from crm_desktop.ui.theme import Theme
from crm_desktop.ui.widgets.key_hints import KeyHint

ZONE, TODAY = ZoneInfo("Asia/Shanghai"), date(2026, 11, 21)
# 14:02 on that day in Shanghai.
AT = 1_795_240_920_000


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (SyncState(Phase.IN_STEP, 0, AT), "All my changes are in the shared file (14:02)"),
        (SyncState(Phase.IN_STEP, 2, AT), "2 changes on their way"),
        (SyncState(Phase.IN_STEP, 0, AT, lacks=True), "Not everything of the others has arrived"),
        (SyncState(Phase.IN_STEP, 2, AT, lacks=True), "2 changes on their way"),
        (SyncState(Phase.WAITING, 1, AT), "1 change on its way"),
        (SyncState(Phase.OFFLINE, 14, AT), "Offline, 14 changes waiting"),
        (SyncState(Phase.OFFLINE, 0, AT), "Offline, nothing waiting"),
        (SyncState(Phase.STOPPED, 3, AT), "Sharing needs you"),
        (SyncState(Phase.WORKING, fraction=0.42), "Exchanging changes… 42%"),
    ],
)
def test_a_state_in_a_few_words(state: SyncState, said: str) -> None:
    assert words(state, ZONE, TODAY) == said


def test_another_day_is_named() -> None:
    assert words(SyncState(Phase.IN_STEP, 0, AT), ZONE, date(2026, 11, 22)) == (
        "All my changes are in the shared file (21 Nov 2026 14:02)"
    )


def test_the_story_tells_what_is_wrong_and_when_it_was_right_last() -> None:
    problem = MachineError(Message("The stick is not here.")).message
    assert story(SyncState(Phase.OFFLINE, 2, AT, problem), ZONE, TODAY).splitlines() == [
        "Offline, 2 changes waiting",
        "The stick is not here.",
        "Everything was in the shared file last at 14:02.",
    ]


def test_what_is_to_be_reviewed_is_counted_while_there_is_something(qtbot: QtBot, theme: Theme) -> None:
    sign = ReviewSign(theme)
    qtbot.addWidget(sign)
    sign.show_count(3)
    assert (sign.text(), sign.isHidden()) == ("3 to review", False)
    sign.show_count(0)
    assert sign.isHidden()


def test_it_speaks_chinese_as_soon_as_the_window_does(qtbot: QtBot, theme: Theme) -> None:
    sign = SyncSign(theme, ZONE, lambda: TODAY)
    qtbot.addWidget(sign)
    sign.show_state(SyncState(Phase.OFFLINE, 14, AT))
    set_language(CHINESE)
    sign.retranslate()
    assert sign.text() == "离线，14 项更改待交换"


def test_in_a_narrow_window_the_sign_keeps_its_icon_and_tells_the_rest_in_a_tool_tip(
    qtbot: QtBot, theme: Theme
) -> None:
    background = InlineBackground(None, lambda error: None)  # type: ignore[arg-type]  # nothing is read here
    bar, sign = StatusBar(theme, background), SyncSign(theme, ZONE, lambda: TODAY)
    qtbot.addWidget(bar)
    bar.add_sign(sign)
    bar.set_text(Plain("250 customers"))
    sign.show_state(SyncState(Phase.IN_STEP, 0, AT))
    bar.show()
    shown = []
    for width in (900, 200, 900):
        bar.resize(width, bar.height())
        bar.fit()
        shown.append((sign.is_compact, "All my changes" in sign.toolTip()))
    assert shown == [(False, True), (True, True), (False, True)]


def test_keys_that_find_no_room_beside_a_running_job_are_left_out_and_not_cut(
    qtbot: QtBot, theme: Theme, monkeypatch: pytest.MonkeyPatch
) -> None:
    background = InlineBackground(None, lambda error: None)  # type: ignore[arg-type]  # nothing is read here
    window = QWidget()
    qtbot.addWidget(window)
    bar = StatusBar(theme, background, window)
    bar.set_hints([("Enter", Plain("Open the records")), ("Ctrl+P", Plain("Preview and print"))])
    job = SimpleNamespace(text=Plain("Drawing the charts of the year"), title=None, fraction=0.0)
    monkeypatch.setattr(type(background), "jobs", (job,))
    background.jobs_changed.emit()
    window.show()
    for width in range(300, 900, 20):
        bar.resize(width, bar.height())
        QApplication.processEvents()
        shown = [each for each in bar.findChildren(KeyHint) if each.isVisible()]
        assert all(each.width() >= each.sizeHint().width() for each in shown)
        assert all(each.geometry().right() < bar.width() for each in shown)
