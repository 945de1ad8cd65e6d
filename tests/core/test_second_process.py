"""A second process ends with the first, however that ends, and what it cannot do is known at once."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from crm_desktop.core.second_process import Ended, SecondProcess

_PATIENCE_S = 20
_PROGRAM = """
import sys
from crm_desktop.core.second_process import SecondProcess
from tests.core.test_second_process import tell_pid
if __name__ == "__main__":
    second = SecondProcess(tell_pid)
    print(second.receive(), flush=True)
    sys.stdin.read()
"""


def test_it_answers_in_order() -> None:
    second = SecondProcess(_double, 2)
    for n in (1, 2):
        second.send(n)
        assert second.receive() == 2 * n
    second.close()


def test_that_it_ended_is_known_when_it_is_asked() -> None:
    second = SecondProcess(tell_pid)
    os.kill(second.receive(), signal.SIGTERM)
    with pytest.raises(Ended):
        second.receive()
    second.close()


def test_whoever_waits_can_give_up() -> None:
    second = SecondProcess(_double, 2)
    with pytest.raises(ZeroDivisionError):
        second.receive(_give_up)
    second.close()


@pytest.mark.skipif(sys.platform == "win32", reason="looks for a process as POSIX does")
def test_it_ends_when_the_first_one_is_killed(tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(_PROGRAM)
    first = subprocess.Popen(
        [sys.executable, program],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert first.stdout is not None
    second = int(first.stdout.readline())
    first.kill()
    first.communicate()
    ends = time.monotonic() + _PATIENCE_S
    while _is_there(second):
        assert time.monotonic() < ends
        time.sleep(0.02)


def tell_pid(connection: Any) -> None:
    connection.send(os.getpid())
    connection.recv()


def _give_up() -> None:
    raise ZeroDivisionError


def _double(connection: Any, factor: int) -> None:
    while True:
        connection.send(factor * connection.recv())


def _is_there(pid: int) -> bool:
    """Also one that has ended waits to be collected, by whoever took it over; that counts as gone."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    state = Path(f"/proc/{pid}/stat")
    return not state.exists() or state.read_text().rpartition(")")[2].split()[0] != "Z"
