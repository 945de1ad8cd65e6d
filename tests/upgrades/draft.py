"""Writes the draft of a migration: what lies between the newest one and the models, in the words of `tables`.

Run `python -m tests.upgrades.draft 0002_what_for` to write versions/0002_what_for.py, then read it
through. The first one, drafted anew, describes the models as they are. Indexes are made when a file is opened and stand
in none but the first. What Alembic finds beyond tables and columns is written in Alembic's own words.
"""

import subprocess
import sys
import textwrap
import warnings
from collections.abc import Iterable, Iterator
from pathlib import Path

from alembic.autogenerate import produce_migrations, render_python_code
from alembic.migration import MigrationContext
from alembic.operations import ops
from sqlalchemy import BigInteger, Column, Connection, SmallInteger, create_engine

from crm_desktop.models import ENTITY_OF
from crm_desktop.models.base import Base
from crm_desktop.storage.journal import LOCAL_TABLES
from crm_desktop.storage.migrations import HERE, run_revisions

_HEAD = '''"""{title}."""

from alembic import op

from crm_desktop.storage.migrations.tables import add_ref, computed, flag, number, partial_index, ref, synced, text

revision = "{number:04d}"
down_revision = {previous}


'''


def main(name: str) -> None:
    """Write the draft of the migration of this name, which begins with its number."""
    number = int(name[:4])
    with create_engine("sqlite://").begin() as connection:
        run_revisions(connection, 0, number - 1)
        lines = list(_lines(connection, with_indexes=number == 1))
    title = "The first schema" if number == 1 else name[5:].replace("_", " ").capitalize()
    previous = repr(f"{number - 1:04d}") if number > 1 else None
    body = _whole_schema(lines) if number == 1 else _function("upgrade", title, [line for _, line in lines])
    file = HERE / "versions" / f"{name}.py"
    file.write_text(_HEAD.format(title=title, number=number, previous=previous) + body, encoding="utf-8")
    _tidy(file)


def _whole_schema(lines: list[tuple[str, str]]) -> str:
    """The first migration, which makes everything: a function for each module of the models."""
    subjects = dict.fromkeys(subject for subject, _ in lines)
    parts = [_function("upgrade", "Make all tables", [*(f"_{subject}()" for subject in subjects), "_local()"])]
    for subject in subjects:
        title = f"The tables of models/{subject}.py"
        parts.append(_function(f"_{subject}", title, [line for each, line in lines if each == subject]))
    parts.append(_function("_local", "The journal and what else stays on one computer", map(_execute, LOCAL_TABLES)))
    return "\n\n".join(parts)


def _function(name: str, title: str, lines: Iterable[str]) -> str:
    return f'def {name}() -> None:\n    """{title}."""\n' + "".join(f"    {line}\n" for line in lines)


def _execute(statement: str) -> str:
    pieces = textwrap.wrap(statement, 106, drop_whitespace=False)
    return f"op.execute({' '.join(map(repr, pieces))})"


def _lines(connection: Connection, *, with_indexes: bool) -> Iterator[tuple[str, str]]:
    """(module, statement) that lead from the file's schema to the models, in the order the models are listed."""
    context = MigrationContext.configure(
        connection,
        opts={"compare_type": True, "include_name": lambda name, kind, _: kind != "table" or name in ENTITY_OF},
    )
    with warnings.catch_warnings():
        # Tables that point to each other have no order; SQLite needs none.
        warnings.simplefilter("ignore")
        found = produce_migrations(context, Base.metadata).upgrade_ops
    assert found is not None
    # A key that was added with its column has no name, and looks as if it were another than that of the models.
    left_out = (ops.DropConstraintOp,) if with_indexes else (ops.DropConstraintOp, ops.CreateIndexOp, ops.DropIndexOp)
    steps = [step for step in _flat(found) if not isinstance(step, left_out)]
    for table, entity in ENTITY_OF.items():
        subject = entity.__module__.rpartition(".")[2]
        yield from ((subject, _line(step)) for step in steps if getattr(step, "table_name", None) == table)


def _flat(container: ops.OpContainer) -> Iterator[ops.MigrateOperation]:
    for step in container.ops:
        if isinstance(step, ops.OpContainer):
            yield from _flat(step)
        else:
            yield step


def _line(step: ops.MigrateOperation) -> str:
    if isinstance(step, ops.CreateTableOp):
        table = step.to_table()
        own = [_column(column) for column in table.columns if column.name not in ("id", "deleted")]
        return f"synced({', '.join([repr(table.name), *own])},)"
    if isinstance(step, ops.AddColumnOp):
        if step.column.foreign_keys:
            return f"add_{_column(step.column)}".replace("(", f"({step.table_name!r}, ", 1)
        return f"op.add_column({step.table_name!r}, {_column(step.column)})"
    if isinstance(step, ops.CreateIndexOp):
        columns = [column.name for column in step.to_index().columns]
        where = step.to_index().dialect_options["sqlite"]["where"]
        if where is not None:
            return f"partial_index({step.index_name!r}, {step.table_name!r}, {columns!r}, {str(where)!r})"
        return f"op.create_index({step.index_name!r}, {step.table_name!r}, {columns!r})"
    return render_python_code(ops.UpgradeOps([step]))


def _column(column: Column[object]) -> str:
    required = "" if column.nullable else ", required=True"
    if column.foreign_keys:
        (key,) = column.foreign_keys
        return f"ref({column.name!r}, {key.target_fullname.partition('.')[0]!r}{required})"
    if column.computed is not None:
        return f"computed({column.name!r}, {str(column.computed.sqltext)!r}{required})"
    stored = getattr(column.type, "impl", column.type)
    word = "number" if isinstance(stored, BigInteger) else "flag" if isinstance(stored, SmallInteger) else "text"
    return f"{word}({column.name!r}{required})"


def _tidy(file: Path) -> None:
    """Leave out unused words and lay the file out like any other."""
    for verb in (["format"], ["check", "--select", "F401,I", "--fix"], ["format"]):
        subprocess.run([sys.executable, "-m", "ruff", *verb, "--quiet", str(file)], check=True)


if __name__ == "__main__":
    main(sys.argv[1])
