"""What holds in every test: nothing outside a temporary folder is touched, and nothing is left behind.

Warnings are errors by pyproject.toml, Qt's own included. Fixtures with data are at the end.
"""

import logging
import os
import shutil
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from crm_desktop.core import i18n, paths
from crm_desktop.core.clock import FixedClock
from crm_desktop.core.viewer import SYSTEM
from crm_desktop.queries.viewer import viewer_of
from crm_desktop.storage import identity
from crm_desktop.storage.database import Database
from tests.company import NOW, Company, found_company

ROOT = Path(__file__).resolve().parents[1]

# Before any test creates the application; whoever wants to watch a test sets another platform.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# Listing the system's fonts takes matplotlib seconds: every process of every run shares one list.
os.environ.setdefault("MPLCONFIGDIR", str(Path(tempfile.gettempdir()) / "crm-desktop-tests-matplotlib"))

# Small enough to stay switched on, and the same examples on every run.
settings.register_profile(
    "crm",
    derandomize=True,
    deadline=None,
    database=None,
    max_examples=25,
    stateful_step_count=15,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("crm")


# --- guards


def pytest_configure(config: pytest.Config) -> None:
    """Forbid the network once; an audit hook sees every socket, however it was made, and cannot be removed."""
    config.addinivalue_line("markers", "logs(text): the test makes the program log a warning or error with this text")
    sys.addaudithook(_refuse_the_network)


def pytest_sessionfinish() -> None:
    """Empty the clipboard: that of the offscreen platform would free what Python put there after Python has ended."""
    gui = sys.modules.get("PySide6.QtGui")
    if gui is not None and gui.QGuiApplication.instance() is not None:
        gui.QGuiApplication.clipboard().clear()


def _refuse_the_network(event: str, arguments: tuple[object, ...]) -> None:
    if event == "socket.connect":
        address = arguments[1]
        host = address[0] if isinstance(address, tuple) else ""
    elif event == "socket.getaddrinfo":
        host = arguments[0]
    else:
        return
    # This machine is no network: socket pairs on Windows and a test's own database server live there.
    if host not in ("", None, "localhost", "127.0.0.1", "::1"):
        raise RuntimeError(f"a test tried to reach {host!r}")


@pytest.fixture(scope="session")
def _home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder that stands for this device; its cache lasts for the session, because compiling catalogues is slow."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(paths.HOME_VARIABLE, str(home))
        # Qt's own dialogs keep their settings there.
        patch.setenv("XDG_CONFIG_HOME", str(home / "config"))
        yield home


@pytest.fixture(autouse=True)
def _fresh_device(_home: Path) -> Iterator[None]:
    """Every test starts on a device without preferences or files, in English."""
    for part in ("data", "documents", "log"):
        shutil.rmtree(_home / part, ignore_errors=True)
    i18n.set_language(i18n.ENGLISH)
    yield
    i18n.set_language(i18n.ENGLISH)


class _Unexpected(logging.Handler):
    """Collects what a healthy program does not log."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        # Libraries warn about much; only their errors are ours to mend.
        if record.name.startswith("crm_desktop") or record.levelno >= logging.ERROR:
            self.messages.append(f"{record.levelname} {record.name}: {record.getMessage()}")


@pytest.fixture(autouse=True)
def _quiet_log(request: pytest.FixtureRequest) -> Iterator[None]:
    """A warning in the log fails the test unless a `logs` marker announces its text."""
    announced = [str(marker.args[0]) for marker in request.node.iter_markers("logs")]
    handler = _Unexpected()
    logging.getLogger().addHandler(handler)
    yield
    logging.getLogger().removeHandler(handler)
    unexpected = [message for message in handler.messages if not any(text in message for text in announced)]
    silent = [text for text in announced if not any(text in message for message in handler.messages)]
    assert not unexpected, f"unexpected log records: {unexpected}"
    assert not silent, f"announced log records that did not come: {silent}"


@pytest.fixture(autouse=True)
def _nothing_left_running() -> Iterator[None]:
    """Threads and windows a test starts end with it."""
    before = set(threading.enumerate())
    yield
    left = [thread for thread in threading.enumerate() if thread not in before and not _ends(thread)]
    assert not left, f"threads left behind: {left}"
    assert not (windows := _visible_windows()), f"windows left behind: {windows}"


def _ends(thread: threading.Thread) -> bool:
    """Whether a thread is on its way out; Qt's threads appear in Python as dummies that never do."""
    if not isinstance(thread, threading._DummyThread):
        thread.join(timeout=2)
        return not thread.is_alive()
    return True


def _visible_windows() -> list[str]:
    """Windows still shown; a test without Qt does not load it for this."""
    widgets = sys.modules.get("PySide6.QtWidgets")
    if widgets is None or widgets.QApplication.instance() is None:
        return []
    return [repr(window) for window in widgets.QApplication.topLevelWidgets() if window.isVisible()]


# --- data


@pytest.fixture(scope="session")
def test_data() -> Path:
    """The folder of real data: CRM_TEST_DATA, else `shared/data` beside the project."""
    folder = Path(os.environ.get("CRM_TEST_DATA", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"no real data in {folder}; set CRM_TEST_DATA to its folder")
    return folder


@pytest.fixture
def clock() -> FixedClock:
    """A clock a test moves by hand."""
    return FixedClock.at(NOW)


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A company file made once; each test works on a copy."""
    path = tmp_path_factory.mktemp("company") / "founded.crm"
    database = found_company(path, FixedClock.at(NOW))
    with database.merging() as connection:
        # Copies of it are no copies of a company in use.
        identity.forget_home(connection)
    database.close()
    return path


@pytest.fixture
def company(founded: Path, tmp_path: Path, clock: FixedClock) -> Iterator[Company]:
    """A new company, seen by its administrator."""
    path = tmp_path / "company.crm"
    shutil.copyfile(founded, path)
    database = Database.open(path, clock)
    with database.read(SYSTEM) as reading:
        administrator = viewer_of(reading)
    yield Company(database, clock, administrator)
    database.close()
