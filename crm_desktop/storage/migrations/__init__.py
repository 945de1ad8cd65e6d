"""Bringing an older company file to this program's schema, step by step, after a backup of it.

Alembic is loaded only when a file is behind. Each revision is numbered; `PRAGMA user_version` holds the number reached.
Foreign keys and capture are off meanwhile, the journal's triggers are dropped before and generated anew afterwards.
"""

from pathlib import Path

from sqlalchemy import Connection

from crm_desktop.storage import statistics
from crm_desktop.storage.connection import transaction

HERE = Path(__file__).parent


def upgrade(connection: Connection, path: Path, target: int) -> Path:
    """Bring a file from its version to `target`; returns the backup taken before. On failure the file is unchanged."""
    from alembic.migration import MigrationContext
    from alembic.operations import Operations
    from alembic.script import ScriptDirectory

    version = int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())
    backup = _back_up(connection, path, version)
    script = ScriptDirectory(str(HERE))
    connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
    try:
        with transaction(connection, immediate=True):
            _drop_triggers(connection)
            steps = MigrationContext.configure(connection, opts={"render_as_batch": True})
            with Operations.context(steps):
                for number in range(version + 1, target + 1):
                    revision = script.get_revision(f"{number:04d}")
                    assert revision is not None
                    revision.module.upgrade()
            statistics.install(connection)
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
            if broken is not None:
                raise AssertionError(f"migration left a dangling reference: {tuple(broken)}")
            connection.exec_driver_sql(f"PRAGMA user_version = {target}")
    finally:
        connection.exec_driver_sql("PRAGMA foreign_keys = ON")
    return backup


def _back_up(connection: Connection, path: Path, version: int) -> Path:
    number = 1
    while (backup := path.with_name(f"{path.stem}.before-v{version + 1}-{number}{path.suffix}")).exists():
        number += 1
    connection.exec_driver_sql("VACUUM INTO ?", (str(backup),))
    connection.rollback()
    return backup


def _drop_triggers(connection: Connection) -> None:
    rows = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'journal%'")
    for (name,) in rows.all():
        connection.exec_driver_sql(f"DROP TRIGGER {name}")
