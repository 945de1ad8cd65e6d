"""Background work keeps its promises about threads, order, errors, cancelling and owners."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import pytest
import shiboken6
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from crm_desktop.core.changes import ChangeSet
from crm_desktop.core.errors import MachineError, UserError
from crm_desktop.core.i18n import Message
from crm_desktop.ui.background import Background, InlineBackground, Latest
from crm_desktop.ui.change_feed import ChangeFeed

LABEL = Message("Rename")


class FakeWork:
    def __init__(self, viewer: Any) -> None:
        self.viewer = viewer
        self.changes = ChangeSet({"customer": frozenset({"1"})})


class FakeDatabase:
    """Remembers in which order steps were begun and committed."""

    def __init__(self) -> None:
        self.story: list[str] = []

    @contextmanager
    def read(self, viewer: Any) -> Iterator[FakeWork]:
        yield FakeWork(viewer)

    @contextmanager
    def write(self, label: Message, viewer: Any) -> Iterator[FakeWork]:
        self.story.append("begin")
        try:
            yield FakeWork(viewer)
        except BaseException:
            self.story.append("rollback")
            raise
        self.story.append("commit")


@pytest.fixture
def errors() -> list[Exception]:
    return []


@pytest.fixture
def background(qtbot: QtBot, errors: list[Exception]) -> Iterator[Background]:
    threaded = Background(FakeDatabase(), errors.append, viewer="grace")
    yield threaded
    threaded.close()


def test_results_arrive_in_the_gui_thread(qtbot: QtBot, background: Background) -> None:
    seen: list[Any] = []
    owner = QObject()

    def query(reading: FakeWork) -> tuple[str, int]:
        return reading.viewer, threading.get_ident()

    background.read(owner, query, lambda result: seen.append((*result, threading.get_ident())))
    qtbot.waitUntil(lambda: bool(seen))
    viewer, read_in, told_in = seen[0]
    assert viewer == "grace"
    assert read_in != told_in == threading.get_ident()


def _number(number: int, _reading: object) -> int:
    """A query that needs nothing of the reading."""
    return number


def test_nothing_is_called_back_before_the_request_returns(qtbot: QtBot, background: Background) -> None:
    seen: list[int] = []
    owner = QObject()
    for number in range(200):
        background.read(owner, partial(_number, number), seen.append)
        assert seen == []
    qtbot.waitUntil(lambda: len(seen) == 200)


def test_a_result_is_dropped_when_its_owner_is_gone(qtbot: QtBot, background: Background) -> None:
    seen: list[str] = []
    gate = threading.Event()
    owner, witness = QObject(), QObject()
    background.read(owner, lambda _: gate.wait(5), lambda _: seen.append("gone"))
    shiboken6.delete(owner)
    gate.set()
    background.write(LABEL, lambda _: None, lambda _: seen.append("kept"), owner=witness)
    qtbot.waitUntil(lambda: "kept" in seen)
    background._readers.shutdown(wait=True)
    qtbot.wait(1)
    assert seen == ["kept"]


def test_writes_stay_in_order_and_are_announced_once_each(qtbot: QtBot, background: Background) -> None:
    done: list[int] = []
    announced: list[ChangeSet] = []
    background.committed.connect(announced.append)
    for number in range(20):
        background.write(LABEL, lambda _, number=number: number, done.append)
    qtbot.waitUntil(lambda: len(done) == 20)
    assert done == list(range(20))
    assert len(announced) == 20


def test_a_failed_write_is_not_announced(qtbot: QtBot, background: Background, errors: list[Exception]) -> None:
    announced: list[ChangeSet] = []
    background.committed.connect(announced.append)

    def broken(work: FakeWork) -> None:
        raise ValueError("bug")

    background.write(LABEL, broken)
    qtbot.waitUntil(lambda: bool(errors))
    assert isinstance(errors[0], ValueError)
    assert announced == []


def test_what_the_user_can_mend_goes_to_the_page_and_bugs_to_the_messages(
    errors: list[Exception], qtbot: QtBot
) -> None:
    inline = InlineBackground(FakeDatabase(), errors.append)
    told: list[Exception] = []

    def refuse(work: FakeWork) -> None:
        raise UserError(Message("Pick a name"))

    def crash(work: FakeWork) -> None:
        raise KeyError("bug")

    inline.write(LABEL, refuse, failed=told.append)
    assert [type(error) for error in told] == [UserError]
    assert errors == []
    inline.write(LABEL, refuse)
    inline.write(LABEL, crash, failed=told.append)
    assert [type(error) for error in errors] == [UserError, KeyError]
    assert isinstance(told[-1], KeyError)


def _holds(story: list[str], count: int) -> bool:
    return len(story) == count


def _refuse(_work: object) -> None:
    raise UserError(Message("Somebody was quicker"))


def test_a_refused_write_whose_owner_is_gone_is_still_told(
    qtbot: QtBot, background: Background, errors: list[Exception]
) -> None:
    gate, owner = threading.Event(), QObject()
    background.write(LABEL, lambda _: gate.wait(5))
    background.write(LABEL, _refuse, None, lambda _error: None, owner=owner)
    shiboken6.delete(owner)
    gate.set()
    qtbot.waitUntil(lambda: bool(errors))
    assert [str(each) for each in errors] == ["Somebody was quicker"]


def test_who_closes_hears_when_everything_is_written_and_not_when_it_was_refused(
    qtbot: QtBot, background: Background
) -> None:
    story: list[str] = []
    owner = QObject()
    assert background.is_written(owner, lambda: story.append("never"))
    for refused in (False, True):
        gate = threading.Event()
        background.write(LABEL, lambda _, gate=gate: gate.wait(5), owner=owner)
        operation = _refuse if refused else (lambda _: None)
        background.write(LABEL, operation, None, lambda _error: story.append("refused"), owner=owner)
        assert not background.is_written(owner, lambda: story.append("written"))
        gate.set()
        qtbot.waitUntil(partial(_holds, story, refused + 1))
    background.write(LABEL, lambda _: None, lambda _: story.append("later"), owner=owner)
    qtbot.waitUntil(lambda: story[-1] == "later")
    assert story == ["written", "refused", "later"]


def test_the_newest_request_wins(qtbot: QtBot, background: Background) -> None:
    seen: list[int] = []
    gate = threading.Event()
    owner = QObject()
    latest = Latest(background, owner)
    latest.read(lambda _: gate.wait(5) and 1, seen.append)
    latest.read(lambda _: 2, seen.append)
    qtbot.waitUntil(lambda: seen == [2])
    gate.set()
    background._readers.shutdown(wait=True)
    qtbot.wait(1)
    assert seen == [2]


def test_a_cancelled_import_rolls_back(qtbot: QtBot, background: Background, errors: list[Exception]) -> None:
    started, gate = threading.Event(), threading.Event()
    database = background._database
    assert isinstance(database, FakeDatabase)

    def slow(work: FakeWork, report: Callable[..., None]) -> None:
        started.set()
        gate.wait(5)
        report(0.5)

    ticket = background.write(LABEL, slow, title=Message("Importing"))
    assert [job.title for job in background.jobs] == [Message("Importing")]
    assert started.wait(5)
    ticket.cancel()
    gate.set()
    qtbot.waitUntil(lambda: not background.jobs)
    assert database.story == ["begin", "rollback"]
    assert errors == []


def double(number: int, progress: Callable[..., None]) -> int:
    progress(0.5, Message("half"))
    return 2 * number


def refuse() -> None:
    raise UserError(Message("The file is empty."))


def sleep_long() -> None:
    time.sleep(600)


def crash_hard() -> None:
    import os

    os._exit(3)


def test_a_heavy_function_runs_in_another_process(
    qtbot: QtBot, background: Background, errors: list[Exception]
) -> None:
    results: list[Any] = []
    steps: list[float] = []
    owner = QObject()
    background.run(owner, double, (21,), results.append, progress=lambda fraction, _: steps.append(fraction))
    background.run(owner, "os.getpid", (), results.append)
    qtbot.waitUntil(lambda: len(results) == 2, timeout=20_000)
    import os

    assert results[0] == 42
    assert results[1] != os.getpid()
    assert steps == [0.5]
    assert errors == []


def test_errors_of_the_worker_process_come_back(qtbot: QtBot, background: Background, errors: list[Exception]) -> None:
    told: list[Exception] = []
    owner = QObject()
    background.run(owner, refuse, (), lambda _: None, told.append)
    qtbot.waitUntil(lambda: bool(told), timeout=20_000)
    assert str(told[0]) == "The file is empty."
    background.run(owner, crash_hard, (), lambda _: None)
    qtbot.waitUntil(lambda: bool(errors), timeout=20_000)
    assert "ended unexpectedly" in str(errors[0])


def test_cancelling_ends_the_process_and_the_next_job_gets_a_new_one(
    qtbot: QtBot, background: Background, errors: list[Exception]
) -> None:
    results: list[Any] = []
    owner = QObject()
    ticket = background.run(owner, sleep_long, (), results.append)
    worker: Any = background._worker
    qtbot.waitUntil(lambda: worker._running is ticket, timeout=20_000)
    ticket.cancel()
    background.run(owner, "os.getpid", (), results.append)
    qtbot.waitUntil(lambda: bool(results), timeout=20_000)
    assert len(results) == 1
    assert errors == []


def test_closing_finishes_the_writes_that_wait(qtbot: QtBot, errors: list[Exception]) -> None:
    database = FakeDatabase()
    background = Background(database, errors.append)
    for _ in range(3):
        background.write(LABEL, lambda _: None)
    background.close()
    assert database.story == ["begin", "commit"] * 3
    assert not [thread for thread in threading.enumerate() if thread.name.startswith(("read", "write", "heavy"))]


class View(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.told: list[ChangeSet] = []


def test_visible_views_hear_at_once_and_hidden_ones_when_shown(qtbot: QtBot, errors: list[Exception]) -> None:
    background = InlineBackground(FakeDatabase(), errors.append)
    feed = ChangeFeed(background)
    shown, hidden, other = View(), View(), View()
    for view, entity in ((shown, "customer"), (hidden, "customer"), (other, "contact")):
        qtbot.addWidget(view)
        feed.subscribe(view, {entity}, view.told.append)
    shown.show()
    other.show()
    background.write(LABEL, lambda _: None)
    background.committed.emit(ChangeSet({"customer": frozenset({"2"})}))
    assert len(shown.told) == 2
    assert other.told == hidden.told == []
    hidden.show()
    assert [dict(each.entities) for each in hidden.told] == [{"customer": frozenset({"1", "2"})}]


def test_changes_of_another_process_are_announced(qtbot: QtBot, errors: list[Exception]) -> None:
    background = InlineBackground(FakeDatabase(), errors.append)
    answers = [None, ChangeSet({"customer": frozenset({"9"})})]
    feed = ChangeFeed(background, poll=lambda: answers.pop(0))
    view = View()
    qtbot.addWidget(view)
    feed.subscribe(view, {"customer"}, view.told.append)
    view.show()
    feed.look_for_foreign_changes()
    feed.look_for_foreign_changes()
    assert len(view.told) == 1
    feed.stop()


def test_a_file_out_of_reach_is_said_once_until_it_is_back(qtbot: QtBot, errors: list[Exception]) -> None:
    gone = MachineError(Message("The file is gone."))
    answers: list[ChangeSet | Exception] = [gone, gone, ChangeSet({"customer": frozenset({"9"})}), gone]

    def poll() -> ChangeSet:
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    feed = ChangeFeed(InlineBackground(FakeDatabase(), errors.append), poll=poll)
    heard: list[ChangeSet] = []
    feed.announced.connect(heard.append)
    for said in (1, 1, 1, 2):
        feed.look_for_foreign_changes()
        assert len(errors) == said
    assert len(heard) == 1
    feed.stop()
    errors.clear()
