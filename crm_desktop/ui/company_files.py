"""Tells Qt what company files are by their names, so that it never opens them to find out.

Qt's own file dialog reads a few bytes of every file whose ending it does not know. Closing a file takes away all locks
that this process holds on it: SQLite's locks on the open company file would be gone, and the next process that closes
the file would delete its journal under our feet ("disk I/O error", and worse).
"""

import os
import sys

from crm_desktop.core import paths

_VARIABLE, _USUAL = "XDG_DATA_DIRS", "/usr/local/share:/usr/share"


def know_company_files() -> None:
    """Add our kinds of files to those the system knows, before Qt asks; elsewhere the system's own dialogs serve."""
    if not sys.platform.startswith("linux"):
        return
    ours, known = str(paths.resources() / "mime"), os.environ.get(_VARIABLE) or _USUAL
    if ours not in known.split(os.pathsep):
        os.environ[_VARIABLE] = os.pathsep.join([ours, known])
