"""The window on a large company: its start, its memory, from key to paint, frames, and where it makes one wait.

Each runs in a process of its own: `python -m benchmarks.window start|bare|qt_sql|walk FILE`, which prints JSON.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QEvent, QEventLoop, QObject, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QTableView

from benchmarks.measure import Measured, Took, middle, p95, said, timed
from crm_desktop.core import paths

START, BARE, QT_SQL, WALK = "start", "bare", "qt_sql", "walk"
FRAMES, ROUNDS, STARTS = 100, 30, 3
_CUSTOMERS = "SELECT name, number, kind, status, city, phone, level_id, created_at FROM customer ORDER BY name, id"
# 33 rows of eight cells.
_ROW, _VIEW = 28, (1040, 28 * 33 + 32)
SIZE = (1440, 1140)
# As the program begins, and then here.
_BEGIN = "from crm_desktop.__main__ import load_qt; load_qt(); from benchmarks.window import run; run()"
ROOT = Path(__file__).resolve().parents[1]


def measure(customers: int, file: Path, small: Path) -> Iterator[Measured]:
    """Everything about the window; `small` is a company of usual size."""
    # One device for all: its first start compiles the texts, which the later ones find ready.
    with tempfile.TemporaryDirectory() as home:
        for work, each in ((f"{customers:,} customers", file), ("250 customers", small)):
            yield from _begun(work, each, home)
        yield from _used(_child(WALK, file, home), _child(QT_SQL, file, home))


def _begun(work: str, file: Path, home: str) -> Iterator[Measured]:
    bare = _least([_child(BARE, file, home) for _ in range(STARTS)])
    _child(START, file, home)
    started = [_child(START, file, home) for _ in range(STARTS)]
    begun, frame = _least(started), _least([each["frame"] for each in started])
    yield Measured(f"start until the frame is painted: {work}", _took(frame), _took(bare), "≤ 1.2 ×")
    yield Measured(f"start until the list is painted: {work}", _took(begun), _took(bare), "≤ 3.0 ×")
    memory = min(float(each["memory"]) for each in started)
    note = f"{memory:.0f} MiB; the bare window with its rows {bare['memory']:.0f} MiB"
    yield Measured(f"idle memory of the window: {work}", Took(0, 0), None, "≤ 130 MiB", note)


def _least(found: list[dict[str, Any]]) -> dict[str, Any]:
    return min(found, key=lambda each: float(each["cpu"]))


def _used(found: dict[str, Any], qt_sql: dict[str, Any]) -> Iterator[Measured]:
    for name, limit in qt_sql.items():
        yield Measured(f"scrolling: {name}", Took(**found[name]["p50"]), Took(**limit["p50"]), "≤ 1.5 ×")
        yield Measured("… p95", Took(**found[name]["p95"]), Took(**limit["p95"]), "≤ 16 ms")
    for name in ("key to painted list search", "key to the next customer, painted with its details"):
        yield Measured(f"{name}, p50", Took(**found[name]["p50"]), None, "", found[name]["note"])
        yield Measured("… p95", Took(**found[name]["p95"]))
    if "turns" not in found:
        return
    turns = found["turns"]
    note = f"{turns['count']:,} turns of the loop in the walk"
    yield Measured("a turn of the window, p95", Took(turns["wall"], turns["cpu"]), None, "≤ 16 ms", note)
    for area, turn in found["stalls"].items():
        took = Took(turn["wall"], turn["cpu"])
        yield Measured(f"longest turn of the window: {area}", took, None, "", turn["doing"])


def _child(what: str, file: Path, home: str) -> dict[str, Any]:
    environment = {"QT_QPA_PLATFORM": "offscreen", **os.environ, paths.HOME_VARIABLE: home}
    # The compiled modules are kept for the next process, as of an installed program.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    environment["PYTHONPYCACHEPREFIX"] = str(Path(home) / "compiled")
    command = [sys.executable, "-c", _BEGIN, what, str(file), str(time.monotonic())]
    done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(done.stderr)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def _took(found: dict[str, Any]) -> Took:
    return Took(float(found["wall"]), float(found["cpu"]))


# --- in the processes measured


def main(what: str, file: Path, begun: float) -> None:
    """Measure one thing and print it."""
    app = QApplication([])
    found = {START: _start, BARE: _bare, QT_SQL: _qt_sql, WALK: _walk}[what](app, file, begun)
    print(json.dumps(found))


class _Painted(QObject):
    """Ends a loop after the first paint of a widget for which a condition holds."""

    def __init__(self, widget: Any, holds: Callable[[], bool]) -> None:
        super().__init__()
        self._holds, self._loop = holds, QEventLoop()
        self._widget = widget
        widget.installEventFilter(self)

    def wait(self) -> None:
        """Until it is painted."""
        self._loop.exec()
        self._widget.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Paint and self._holds():
            QTimer.singleShot(0, self._loop.quit)
        return False


def _start(app: QApplication, file: Path, begun: float) -> dict[str, Any]:
    from crm_desktop.app.desk import Desk
    from crm_desktop.core.clock import SystemClock
    from crm_desktop.core.preferences import Preferences
    from crm_desktop.ui.loading import IdleLoading

    desk = Desk(app, Preferences(paths.data_dir() / "preferences.json"), SystemClock())
    desk.start(file)
    frame = desk.shown_window()
    _Painted(frame, lambda: True).wait()
    framed = {"wall": (time.monotonic() - begun) * 1000, "cpu": time.process_time() * 1000}
    loop = QEventLoop()
    desk.opened.connect(loop.quit)
    if desk.is_opening:
        loop.exec()
    session = desk.session
    assert session is not None
    table: Any = vars(session.window.page(session.window.current_page))["table"]
    _Painted(table.viewport(), lambda: table.records.line(0) is not None).wait()
    found: dict[str, Any] = {"wall": (time.monotonic() - begun) * 1000, "cpu": time.process_time() * 1000}
    IdleLoading(desk)
    _pause(8_000)
    found["memory"], found["frame"] = _memory(), framed
    desk.close()
    return found


def _bare(_app: QApplication, file: Path, begun: float) -> dict[str, Any]:
    """A window with a plain table of Qt over the customers, straight from the driver: what PySide6 itself needs."""
    import sqlcipher3.dbapi2 as driver

    connection = driver.connect(str(file))
    table = QTableView()
    model = _Plain(connection.execute(_CUSTOMERS).fetchall())
    table.setModel(model)
    table.resize(*_VIEW)
    painted = _Painted(table.viewport(), lambda: True)
    table.show()
    painted.wait()
    return {"wall": (time.monotonic() - begun) * 1000, "cpu": time.process_time() * 1000, "memory": _memory()}


class _Plain(QAbstractTableModel):
    """Rows as the driver gives them."""

    def __init__(self, rows: list[tuple[Any, ...]]) -> None:
        super().__init__()
        self._rows = rows

    def rowCount(self, parent: Any = None) -> int:
        return len(self._rows)

    def columnCount(self, parent: Any = None) -> int:
        return 8

    def data(self, index: Any, role: int = 0) -> Any:
        return self._rows[index.row()][index.column()] if role == 0 else None


def _qt_sql(_app: QApplication, file: Path, _begun: float) -> dict[str, Any]:
    """Scrolling the same rows by Qt's own model of a query; Qt brings an SQLite of its own, so the file is a copy."""
    from PySide6.QtSql import QSqlDatabase, QSqlQueryModel

    database = QSqlDatabase.addDatabase("QSQLITE")
    database.setDatabaseName(str(file))
    if not database.open():
        raise RuntimeError(database.lastError().text())
    table, model = QTableView(), QSqlQueryModel()
    model.setQuery(_CUSTOMERS, database)
    while model.canFetchMore():
        model.fetchMore()
    table.setModel(model)
    table.verticalHeader().setDefaultSectionSize(_ROW)
    table.resize(*_VIEW)
    painted = _Painted(table.viewport(), lambda: True)
    table.show()
    painted.wait()
    return _scrolled(table)


def _walk(app: QApplication, file: Path, _begun: float) -> dict[str, Any]:
    from crm_desktop.core.clock import SystemClock
    from tests.end_to_end import desk as stage
    from tests.end_to_end.walk import Walk
    from tests.gui_thread import Watchdog

    vars(stage)["_PATIENCE_MS"] = 300_000
    found: dict[str, Any] = {}
    with stage.at_the_desk(app, paths.data_dir(), SystemClock(), file) as driver, Watchdog() as watchdog:
        driver.window.resize(*SIZE)
        driver.window.activateWindow()
        driver.wait(driver.window.isActiveWindow)
        driver.wait_for_list()
        walk = Walk(driver, watchdog.during)
        walk.settle()
        found |= _frames(driver)
        found["key to painted list search"] = _typing(driver)
        walk.settle()
        found["key to the next customer, painted with its details"] = _moving(driver)
        walk.settle()
        watchdog.turns.clear()
        walk.everywhere()
    longest: dict[str, Any] = {}
    for turn in sorted(watchdog.turns, key=lambda each: each.cpu_ms):
        longest[turn.doing.split(":")[0]] = {"doing": turn.doing, "cpu": turn.cpu_ms, "wall": turn.wall_ms}
    for turn in watchdog.stalls():
        print(f"{said(turn.cpu_ms)} of {said(turn.wall_ms)}: {turn.doing}", *sorted(set(turn.stacks)), sep="\n    ")
    took = [Took(each.wall_ms, each.cpu_ms) for each in watchdog.turns]
    return found | {"stalls": longest, "turns": {**vars(p95(took)), "count": len(took)}}


def _frames(driver: Any) -> dict[str, Any]:
    return _scrolled(driver.page.table)


def _scrolled(table: Any) -> dict[str, Any]:
    """A repaint in place; after a turn of the wheel; a page somewhere else."""
    bar, port = table.verticalScrollBar(), table.viewport()

    def turn(number: int) -> None:
        bar.setValue(number * bar.singleStep() * 3)
        port.repaint()

    def jump(number: int) -> None:
        bar.setValue(bar.maximum() * number // FRAMES)
        port.repaint()

    found = {"a frame in place": [_drawn(port.repaint) for _ in range(FRAMES)]}
    for name, act in (("a turn of the wheel", turn), ("a jump", jump)):
        found[name] = []
        for number in range(FRAMES):
            found[name].append(_drawn(act, number))
            _pause(20)
    return {name: {"p50": vars(middle(took)), "p95": vars(p95(took))} for name, took in found.items()}


def _drawn(act: Callable[..., object], *arguments: Any) -> Took:
    """As `timed`, of the window's thread alone: readers that still fetch ids are not part of a frame."""
    wall, cpu = time.perf_counter(), time.thread_time()
    act(*arguments)
    return Took((time.perf_counter() - wall) * 1000, (time.thread_time() - cpu) * 1000)


def _typing(driver: Any) -> dict[str, Any]:
    """Each letter of a few names, until the rows that match are painted; then all that follows when typing rests."""
    search, records, port = driver.page.search, driver.page.table.records, driver.page.table.viewport()
    took, rested = [], []
    for name in ("shanghai", "grove", "yiliao"):
        for letter in name[:5]:
            typed = partial(QTest.keyClicks, search, letter)
            took.append(timed(_until, typed, records.arrived, lambda: records.spec.search == search.text(), port))
        rested.append(timed(_until, lambda: None, records.totals_changed, lambda: True, port))
        search.clear()
        _until(partial(QTest.keyClick, search, Qt.Key.Key_Return), records.totals_changed, lambda: True, port)
    note = f"{len(took)} letters; once typing rests {said(middle(rested).cpu)} more, for ids, sums and widths"
    return _spread(took, note)


def _moving(driver: Any) -> dict[str, Any]:
    page, took = driver.page, []
    page.table.setFocus()
    for _ in range(ROUNDS):
        started, cpu = time.perf_counter(), time.process_time()
        QTest.keyClick(page.table, Qt.Key.Key_Down)
        wanted = page.table.current_id
        while page.detail.details is None or page.detail.record_id != wanted:
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 50)
        page.detail.repaint()
        took.append(Took((time.perf_counter() - started) * 1000, (time.process_time() - cpu) * 1000))
    return _spread(took, f"{ROUNDS} customers")


def _until(act: Callable[[], object], signal: Any, holds: Callable[[], bool], port: Any) -> None:
    loop = QEventLoop()

    def look() -> None:
        if holds():
            loop.quit()

    signal.connect(look)
    act()
    loop.exec()
    signal.disconnect(look)
    port.repaint()


def _spread(took: list[Took], note: str) -> dict[str, Any]:
    return {"p50": vars(middle(took)), "p95": vars(p95(took)), "note": note}


def _pause(milliseconds: int) -> None:
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def _memory() -> float:
    """What of this process lies in memory, in MiB; 0 where the system does not say."""
    status = Path("/proc/self/status")
    if not status.exists():
        return 0.0
    return next(int(line.split()[1]) / 1024 for line in status.read_text().splitlines() if line.startswith("VmRSS"))


def run() -> None:
    """Measure what the command line names."""
    main(sys.argv[1], Path(sys.argv[2]), float(sys.argv[3]))


if __name__ == "__main__":
    run()
