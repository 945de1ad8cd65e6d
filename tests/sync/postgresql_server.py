"""A PostgreSQL server of the tests' own: in a temporary folder, reached by a socket there, gone afterwards.

It needs the server's programs (Debian's `postgresql`, which `dev.py test` installs where it may) and, when the tests
run as root, an account that is not: the server refuses root.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# A server to use instead, as an address.
VARIABLE = "CRM_TEST_POSTGRESQL"
_ACCOUNT = "postgres"
_QUICK = "-c fsync=off -c listen_addresses='' -c shared_buffers=16MB -c max_connections=20"


class Missing(Exception):
    """Why no server can be had here."""


def programs() -> Path:
    """The folder of the server's programs."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda each: int(each.parent.name.split(".")[0]))
    if found:
        return found[-1]
    initdb = shutil.which("initdb")
    if initdb is None:
        raise Missing("PostgreSQL's server is not installed (Debian and Ubuntu: apt-get install postgresql)")
    return Path(initdb).resolve().parent


@contextmanager
def server() -> Iterator[str]:
    """The address of a database of a running server."""
    if given := os.environ.get(VARIABLE):
        yield given
        return
    if sys.platform == "win32":
        raise Missing(f"on Windows, name a server in {VARIABLE}")
    place, account = programs(), _account()
    folder = Path(tempfile.mkdtemp(prefix="crm-pg-"))
    try:
        if account:
            shutil.chown(folder, account)
        data = folder / "data"
        _run([place / "initdb", "-D", data, "-U", _ACCOUNT, "-A", "trust", "-N", "-E", "UTF8", "--locale=C"], account)
        options = f"{_QUICK} -k {folder}"
        _run([place / "pg_ctl", "-D", data, "-w", "-o", options, "-l", folder / "log", "start"], account)
        try:
            yield f"postgresql+psycopg://{_ACCOUNT}@/postgres?host={folder}"
        finally:
            _run([place / "pg_ctl", "-D", data, "-w", "-m", "immediate", "stop"], account)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _account() -> str | None:
    """Whom the server runs as; None for ourselves."""
    if os.geteuid() != 0:
        return None
    import pwd

    try:
        return pwd.getpwnam(_ACCOUNT).pw_name
    except KeyError as error:
        raise Missing(f"the server refuses to run as root, and there is no account {_ACCOUNT}") from error


def _run(command: list[str | Path], account: str | None) -> None:
    # Output to a pipe would be held open by the server that stays.
    with tempfile.TemporaryFile() as said:
        done = subprocess.run(
            command, user=account, cwd="/", stdin=subprocess.DEVNULL, stdout=said, stderr=said, check=False
        )
        said.seek(0)
        if done.returncode:
            raise Missing(f"{Path(command[0]).name} failed: {said.read().decode(errors='replace').strip()}")
