"""What can be done with a company file where it lies: written, only read, or only read because nothing changes it.

SQLite wants to lay two files beside one that is open. Where it cannot, the file is read as what never changes, which is
true as long as no other program has it open; whoever reads so looks now and then whether it still is.
"""

import os
import sys
import tempfile
from enum import Enum
from pathlib import Path
from urllib.parse import quote

from crm_desktop.core.errors import UserError
from crm_desktop.core.i18n import Message


class Access(Enum):
    """How a file is opened; the value is what SQLite is told in its address."""

    FULL = ""
    SHARED = "?mode=ro"
    FIXED = "?immutable=1"


def access_of(path: Path) -> Access:
    """How a company file can be opened where it lies; refused when its last changes could not be read."""
    log, index = (path.with_name(path.name + ending) for ending in ("-wal", "-shm"))
    is_open = log.exists() and index.exists()
    is_writable = all(_may_write(each) for each in (path, log, index) if each.exists())
    if is_writable and (is_open or _takes_files(path.parent)):
        return Access.FULL
    if is_open:
        return Access.SHARED
    if log.exists() and log.stat().st_size:
        raise UserError(
            Message(
                "“{file}” can only be read here, and what was written last still lies beside it in “{log}”. Copy both"
                " to a folder of your own and open it there.",
                file=path.name,
                log=log.name,
            )
        )
    return Access.FIXED


def address(path: Path, access: Access) -> str:
    """The file as the driver is told of it."""
    if access is Access.FULL:
        return str(path)
    place = path.resolve().as_posix()
    return f"file://{'' if place.startswith('/') else '/'}{quote(place)}{access.value}"


def only_read(path: Path) -> UserError:
    """Nothing can be written to a file."""
    return UserError(
        Message(
            "“{file}” can only be read here. To change something, copy it to a folder of your own and open the copy.",
            file=path.name,
        )
    )


def _takes_files(folder: Path) -> bool:
    if not _may_write(folder):
        return False
    if sys.platform == "win32":
        # There the rights of a folder are known only by trying.
        try:
            with tempfile.TemporaryFile(dir=folder):
                pass
        except OSError:
            return False
    return True


def _may_write(place: Path) -> bool:
    return os.access(place, os.W_OK, effective_ids=os.access in os.supports_effective_ids)
