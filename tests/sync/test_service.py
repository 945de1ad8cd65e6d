"""When the shared file is looked at, and what is said of it."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from crm_desktop.core.errors import MachineError, UserError
from crm_desktop.core.i18n import Message
from crm_desktop.core.sync_state import CHANGED, NOW, Phase, SyncState
from crm_desktop.sync import service
from crm_desktop.sync.service import Keeper
from crm_desktop.sync.trouble import WrongPassphrase


@dataclass(frozen=True)
class _Done:
    brought: int
    at_ms: int
    held: int = 0
    damaged: int = 0
    clock: Message | None = None


class _Team:
    """A shared file in memory: what it lacks, and what goes wrong with it."""

    def __init__(self) -> None:
        self.owed, self.theirs, self.looks = 0, 0, 0
        self.held = self.damaged = 0
        self.clock: Message | None = None
        self.trouble: Exception | None = None

    def sync(self, progress: Callable[[float], None]) -> _Done:
        self.looks += 1
        progress(0.5)
        if self.trouble is not None:
            raise self.trouble
        brought, self.theirs, self.owed = self.theirs, 0, 0
        return _Done(brought, 1_000 * self.looks, self.held, self.damaged, self.clock)

    def waiting(self) -> int:
        return self.owed

    def last_in_step_ms(self) -> int | None:
        return 500


class _Desk:
    """A keeper with a clock that stands still, and everything it said."""

    def __init__(self) -> None:
        self.team, self.now, self.said = _Team(), 100.0, list[SyncState]()
        self.keeper = Keeper(self.team, self.said.append, lambda: self.now)

    def rests(self) -> float:
        return self.keeper.rest()


@pytest.fixture
def desk() -> _Desk:
    return _Desk()


def test_it_looks_at_once_and_then_every_so_often(desk: _Desk) -> None:
    assert desk.rests() == 0
    desk.keeper.look()
    assert desk.said[-1] == SyncState(Phase.IN_STEP, 0, 1_000)
    assert desk.rests() == service.LOOK_EVERY


def test_looks_that_find_nothing_new_are_not_talked_about(desk: _Desk) -> None:
    desk.keeper.look()
    desk.now += 1_000
    desk.said.clear()
    desk.keeper.look()
    assert [each.phase for each in desk.said] == [Phase.IN_STEP]


def test_a_change_here_is_brought_soon_and_counted_meanwhile(desk: _Desk) -> None:
    desk.keeper.look()
    desk.team.owed = 3
    desk.keeper.hear(CHANGED)
    assert desk.said[-1] == SyncState(Phase.WAITING, 3, 1_000)
    assert desk.rests() == service.SETTLE
    desk.keeper.look()
    assert (desk.said[-1].phase, desk.said[-1].waiting) == (Phase.IN_STEP, 0)


def test_a_change_that_came_from_the_others_is_no_reason_to_look(desk: _Desk) -> None:
    desk.keeper.look()
    desk.said.clear()
    desk.keeper.hear(CHANGED)
    assert desk.rests() == service.LOOK_EVERY
    # The window waits for an answer all the same, and tells nobody twice what arrived.
    assert desk.said == [SyncState(Phase.IN_STEP, 0, 1_000)]


def test_what_arrived_is_told(desk: _Desk) -> None:
    desk.team.theirs = 14
    desk.keeper.look()
    assert desk.said[-1].brought == 14


def test_a_shared_file_out_of_reach_is_tried_again_less_and_less_often(desk: _Desk) -> None:
    desk.team.owed, desk.team.trouble = 2, MachineError(Message("The stick is not here."))
    rests = []
    for _ in range(8):
        desk.keeper.look()
        rests.append(desk.rests())
        desk.now += desk.rests()
    assert rests[0] == service.RETRY_FIRST
    assert rests == sorted(rests)
    assert rests[-1] == service.RETRY_AT_MOST
    assert desk.said[-1] == SyncState(Phase.OFFLINE, 2, 500, Message("The stick is not here."))


def test_it_begins_with_short_waits_again_after_the_shared_file_came_back(desk: _Desk) -> None:
    desk.team.trouble = MachineError(Message("Gone."))
    for _ in range(4):
        desk.keeper.look()
    desk.team.trouble = None
    desk.keeper.look()
    desk.team.trouble = MachineError(Message("Gone."))
    desk.keeper.look()
    assert desk.rests() == service.RETRY_FIRST


def test_changes_while_offline_are_counted_and_stay_offline(desk: _Desk) -> None:
    desk.team.trouble = MachineError(Message("Gone."))
    desk.keeper.look()
    desk.team.owed = 7
    desk.keeper.hear(CHANGED)
    assert (desk.said[-1].phase, desk.said[-1].waiting, desk.said[-1].problem) == (Phase.OFFLINE, 7, Message("Gone."))


def test_what_needs_a_person_is_not_tried_with_every_change(desk: _Desk) -> None:
    desk.team.trouble = UserError(Message("The passphrase is wrong."))
    desk.keeper.look()
    desk.team.owed = 1
    desk.keeper.hear(CHANGED)
    assert desk.said[-1].phase is Phase.STOPPED
    assert desk.rests() == service.STOPPED_FOR


def test_a_passphrase_that_does_not_fit_any_more_is_asked_for(desk: _Desk) -> None:
    desk.team.trouble = WrongPassphrase.mismatch()
    desk.keeper.look()
    assert (desk.said[-1].phase, desk.said[-1].needs_passphrase) == (Phase.STOPPED, True)
    desk.team.trouble = UserError(Message("Another company's."))
    desk.keeper.look()
    assert not desk.said[-1].needs_passphrase


def test_a_person_may_always_ask_for_it(desk: _Desk) -> None:
    desk.team.trouble = UserError(Message("The passphrase is wrong."))
    desk.keeper.look()
    desk.keeper.hear(NOW)
    assert desk.rests() == 0


@pytest.mark.logs("sync failed")
def test_an_unforeseen_error_ends_nothing(desk: _Desk) -> None:
    desk.team.trouble = RuntimeError("a bug")
    desk.keeper.look()
    assert desk.said[-1].phase is Phase.STOPPED
    assert desk.said[-1].problem is not None
    assert "RuntimeError" in desk.said[-1].story
    assert "a bug" not in desk.said[-1].story


def test_what_waits_or_was_damaged_is_told_beside_being_in_step(desk: _Desk) -> None:
    told = []
    for desk.team.held, desk.team.damaged in ((0, 0), (2, 0), (0, 1), (0, 0)):
        desk.keeper.look()
        told.append(desk.said[-1].problem)
        assert desk.said[-1].phase is Phase.IN_STEP
    assert [each is not None for each in told] == [False, True, True, False]
    assert told[1] != told[2]
    assert [state.lacks for state in desk.said if state.phase is Phase.IN_STEP] == [False, True, False, False]
    desk.team.clock = Message("A clock is wrong.")
    desk.keeper.look()
    assert desk.said[-1].problem == desk.team.clock
