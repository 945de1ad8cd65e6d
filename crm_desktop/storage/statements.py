"""Statements of SQLAlchemy put into SQL once and run by the driver alone: what a reader asks again and again.

Around each statement SQLAlchemy takes some 0.4 ms, most of it to recognise the statement and to wrap the result; SQLite
answers most in less. What is run here must therefore be kept by whoever asks it: a statement made anew for each
question is put into SQL anew, which takes longer still.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import BindParameter, ColumnElement, CompoundSelect, Select, TextualSelect
from sqlalchemy.dialects import sqlite

Statement = Select[Any] | CompoundSelect[Any] | TextualSelect
Convert = Callable[[Any], Any]


class _Compiler(sqlite.base.SQLiteCompiler):
    """Writes whole numbers into the statement.

    SQLite plans a statement anew whenever a value is bound to a LIMIT, or to a column that a partial index asks about.
    """

    def visit_bindparam(self, bindparam: BindParameter[Any], *arguments: Any, **options: Any) -> str:
        if isinstance(bindparam.value, int) and not bindparam.expanding:
            options["literal_binds"] = True
        written: str = super().visit_bindparam(  # type: ignore[no-untyped-call]  # SQLAlchemy's compilers are not typed
            bindparam, *arguments, **options
        )
        return written


# Of the default paramstyle (by name) the driver would look up every value by its name.
_DIALECT = sqlite.dialect(paramstyle="qmark")
_DIALECT.statement_compiler = _Compiler


@dataclass(frozen=True)
class Prepared:
    """A statement as SQL: the values it always has, which are given each time, and how its columns become Python's."""

    sql: str
    always: tuple[Any, ...]
    given: tuple[tuple[int, str, Convert | None], ...]
    columns: tuple[tuple[int, Convert], ...]

    def rows(self, driver: Any, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """All rows the statement finds with these values."""
        asked = list(self.always)
        for position, name, convert in self.given:
            asked[position] = values[name] if convert is None else convert(values[name])
        found: list[tuple[Any, ...]] = driver.execute(self.sql, asked).fetchall()
        return [self._converted(row) for row in found] if self.columns else found

    def _converted(self, row: tuple[Any, ...]) -> tuple[Any, ...]:
        cells = list(row)
        for position, convert in self.columns:
            if cells[position] is not None:
                cells[position] = convert(cells[position])
        return tuple(cells)


_PREPARED: WeakKeyDictionary[Statement, Prepared] = WeakKeyDictionary()


def prepared(statement: Statement, values: Mapping[str, Any]) -> Prepared:
    """The statement as SQL, put together at its first use; a value it names is never a list."""
    found = _PREPARED.get(statement)
    if found is None:
        found = _PREPARED[statement] = _prepare(statement, values)
    return found


def _prepare(statement: Statement, values: Mapping[str, Any]) -> Prepared:
    state = statement.compile(dialect=_DIALECT).construct_expanded_state(dict(values))
    named = [(name, state.processors.get(name)) for name in state.positiontup or ()]
    known = [(state.parameters[name], convert) for name, convert in named]
    types = [each.type.dialect_impl(_DIALECT) for each in _columns(statement)]
    converts = [each.result_processor(_DIALECT, None) for each in types]
    return Prepared(
        state.statement,
        tuple(value if convert is None else convert(value) for value, convert in known),
        tuple((position, name, convert) for position, (name, convert) in enumerate(named) if name in values),
        tuple((position, convert) for position, convert in enumerate(converts) if convert is not None),
    )


def _columns(statement: Statement) -> list[ColumnElement[Any]]:
    return list(statement.selected_columns)
