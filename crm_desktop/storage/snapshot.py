"""A copy of a company file for other laptops to begin from: the data and the journal, nothing of this computer.

Like a backup, it opens the company file anew, and so never runs in the window's process.
"""

from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from crm_desktop.storage.connection import connect, explained, plain

# What a file keeps of itself for all; the rest of `sync_meta` is of one computer: its place, its shared file, its keys.
_FOR_ALL = '["workspace_id", "review.looked"]'


def take(source: Path, target: Path) -> None:
    """Make the copy, of one moment, in a file that must not be there yet. The contents of files are left out."""
    with explained(source):
        connection = connect(source, writes=True)
        try:
            connection.execute("VACUUM INTO ?", (str(target),))
        finally:
            connection.close()
        connection = connect(target, writes=True)
        try:
            _strip(connection)
        finally:
            connection.close()


def _strip(connection: Any) -> None:
    execute = connection.execute
    execute("PRAGMA journal_mode = OFF")
    execute("PRAGMA secure_delete = ON")
    execute("BEGIN")
    execute("DELETE FROM sync_meta WHERE key NOT IN (SELECT value FROM json_each(?))", (_FOR_ALL,))
    execute("DELETE FROM number_counter")
    ((contents,),) = execute("SELECT count(*) FROM blob").fetchall()
    execute("DELETE FROM blob")
    execute("COMMIT")
    if contents:
        execute("VACUUM")


def adopt(connection: Connection, workspace: str) -> None:
    """Let a new, empty file be one of a company that exists, within the caller's transaction."""
    plain(connection, "UPDATE sync_meta SET value = ? WHERE key = 'workspace_id'", (workspace,))
