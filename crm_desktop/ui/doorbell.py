"""One window for each company file: starting the program again on a file brings the window forward that has it open.

The window hangs up a bell: a local socket named after the file and the person at this computer. Whoever is about to
open a file rings first. A bell left by a program that crashed does not answer, and is taken down by the next window.
"""

import contextlib
import getpass
import hashlib
import json
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from crm_desktop.core.clock import SystemClock

_PREFIX = "crm-desktop-"
_PATIENCE_MS = 2000
_LEFT_BEHIND_S = 24 * 3600
_OPEN = b"open\n"
_OTHER = b"other\n"
# What a desktop hands a program it starts, so that a window may come forward; passed on to the window that does.
_TOKENS = ("XDG_ACTIVATION_TOKEN", "DESKTOP_STARTUP_ID")


def ring(path: Path, login: str | None = None) -> bool:
    """Ask the window that has this file open to come forward; False when there is none, or it is someone else's."""
    _let_others_forward()
    socket = QLocalSocket()
    socket.connectToServer(bell_name(path))
    if not socket.waitForConnected(_PATIENCE_MS):
        return False
    tokens = {name: os.environ[name] for name in _TOKENS if os.environ.get(name)}
    socket.write(json.dumps({"login": login, "tokens": tokens}).encode() + b"\n")
    socket.flush()
    while not socket.canReadLine() and socket.waitForReadyRead(_PATIENCE_MS):
        pass
    answer = socket.readLine().data()
    socket.disconnectFromServer()
    return bytes(answer) == _OPEN


def bell_name(path: Path) -> str:
    """The name of the bell of a file: the same however the way to the file is written, and each person's own."""
    place = os.path.normcase(path.resolve())
    return _PREFIX + hashlib.sha256(f"{getpass.getuser()}\n{place}".encode()).hexdigest()[:24]


def _hangs(name: str) -> bool:
    """Whether a living program has this bell; it need not be able to answer just now."""
    socket = QLocalSocket()
    socket.connectToServer(name)
    found = socket.waitForConnected(_PATIENCE_MS)
    socket.abort()
    return found


def _remove_left_behind() -> None:
    """Where bells are files, one of a program that was killed stays until its company is opened again, if ever."""
    long_ago = SystemClock().now_ms() / 1000 - _LEFT_BEHIND_S
    for each in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        # Another program may tidy up at the same time; another person's bells are not ours to ring.
        with contextlib.suppress(OSError):
            is_old_bell = each.is_socket() and each.owner() == getpass.getuser() and each.stat().st_mtime < long_ago
            if is_old_bell and not _hangs(each.name):
                each.unlink()


class Doorbell(QObject):
    """The bell of an open file; `answer(login)` brings the window forward, or says that it is someone else's."""

    def __init__(self, path: Path, answer: Callable[[str | None], bool]) -> None:
        super().__init__()
        self._answer = answer
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._on_ring)
        name = bell_name(path)
        # Asked first, because listening takes the place of whoever has it. A window that is only busy keeps its own.
        if not _hangs(name):
            # A crash may have left it.
            QLocalServer.removeServer(name)
            self._server.listen(name)

    def take_down(self) -> None:
        """Answer no more."""
        self._server.close()
        _remove_left_behind()

    def _on_ring(self) -> None:
        while (caller := self._server.nextPendingConnection()) is not None:
            caller.disconnected.connect(caller.deleteLater)
            caller.readyRead.connect(lambda caller=caller: self._on_word(caller))
            self._on_word(caller)

    def _on_word(self, caller: QLocalSocket) -> None:
        if not caller.canReadLine():
            return
        try:
            said = json.loads(bytes(caller.readLine().data()))
            login, tokens = said["login"], said["tokens"]
        except (ValueError, KeyError, TypeError):
            caller.disconnectFromServer()
            return
        os.environ.update({name: str(tokens[name]) for name in _TOKENS if name in tokens})
        caller.write(_OPEN if self._answer(login) else _OTHER)
        caller.flush()


def _let_others_forward() -> None:
    """Windows lets only the program just started bring windows forward, unless that one allows others to."""
    if sys.platform == "win32":
        import ctypes

        ctypes.windll.user32.AllowSetForegroundWindow(-1)
