"""Bringing an older company file to this program's schema, step by step, after a backup of it.

Alembic is loaded only when a file is behind. Each revision is numbered; `PRAGMA user_version` holds the number reached.
Foreign keys are off meanwhile, and so is capture: the journal's triggers are dropped before and generated anew after.
"""

from pathlib import Path

from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from crm_desktop.storage import capture, folding, indexes, journal, search_index, statistics
from crm_desktop.storage.connection import transaction

HERE = Path(__file__).parent


def upgrade(connection: Connection, path: Path, target: int) -> Path:
    """Bring a file from its version to `target`; returns the backup taken before. On failure the file is unchanged."""
    backup = _back_up(connection, path)
    # Within a transaction this pragma does nothing.
    connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
    try:
        with transaction(connection, immediate=True):
            # Asked again: another program may have been quicker.
            version = _version(connection)
            if version < target:
                _upgrade(connection, version, target)
    finally:
        connection.exec_driver_sql("PRAGMA foreign_keys = ON")
    return backup


def run_revisions(connection: Connection, version: int, target: int) -> None:
    """Run the revisions between two versions, within the caller's transaction."""
    script = ScriptDirectory(str(HERE))
    steps = MigrationContext.configure(connection, opts={"render_as_batch": True})
    with Operations.context(steps):
        for number in range(version + 1, target + 1):
            revision = script.get_revision(f"{number:04d}")
            assert revision is not None, f"there is no migration {number:04d}"
            revision.module.upgrade()


def _upgrade(connection: Connection, version: int, target: int) -> None:
    for name in capture.present(connection):
        connection.exec_driver_sql(f"DROP TRIGGER {name}")
    run_revisions(connection, version, target)
    if version == 0:
        journal.start(connection)
    capture.install(connection)
    indexes.install(connection)
    statistics.install(connection)
    if version:
        touched = folding.refold_since(connection, version)
        if touched and search_index.is_current(connection):
            search_index.update_all(connection, touched)
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    if broken is not None:
        raise AssertionError(f"a migration left a dangling reference: {tuple(broken)}")
    connection.exec_driver_sql(f"PRAGMA user_version = {target}")


def _version(connection: Connection) -> int:
    return int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())


def _back_up(connection: Connection, path: Path) -> Path:
    """A copy beside the file, named after the version it has; it stays there whatever happens."""
    number, version = 1, _version(connection)
    while (backup := path.with_name(f"{path.stem}.version-{version}-{number}{path.suffix}")).exists():
        number += 1
    try:
        connection.exec_driver_sql("VACUUM INTO ?", (str(backup),))
    except BaseException:
        backup.unlink(missing_ok=True)
        raise
    finally:
        connection.rollback()
    return backup
