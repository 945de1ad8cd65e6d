"""The program's source files as syntax trees, for rules that hold in all of them."""

import ast
import gc
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "crm_desktop"


class Source(NamedTuple):
    """One file of the program, named from the package: `ui/pages/customers.py`."""

    name: str
    tree: ast.Module

    def within(self, *places: str) -> bool:
        """Whether the file is one of these, or lies in one of these folders."""
        return any(self.name == place or self.name.startswith(f"{place}/") for place in places)

    def at(self, node: ast.expr | ast.stmt) -> str:
        """Where to look."""
        return f"crm_desktop/{self.name}:{node.lineno}"

    def calls(self) -> Iterator[tuple[str, str, ast.Call]]:
        """Every call as (what it is called on, its name, the node): `datetime.now()` is ("datetime", "now", …)."""
        yield from _calls(self)

    def texts(self) -> Iterator[tuple[str, ast.expr]]:
        """Every string that is not a docstring; the values within an f-string stand as {}."""
        skipped = {id(node.value) for node in ast.walk(self.tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(self.tree):
            if isinstance(node, ast.JoinedStr):
                skipped |= {id(part) for part in node.values}
                yield joined_text(node), node
            elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in skipped:
                yield node.value, node


@cache
def sources() -> tuple[Source, ...]:
    """All files of the program, those added later included."""
    files = sorted(PACKAGE.rglob("*.py"))
    # Trees stay and have no cycles; to look for some among them all, again and again, takes twice as long as to parse.
    was_on = gc.isenabled()
    gc.disable()
    try:
        return tuple(Source(file.relative_to(PACKAGE).as_posix(), _parsed(file)) for file in files)
    finally:
        if was_on:
            gc.enable()


@cache
def _calls(source: Source) -> tuple[tuple[str, str, ast.Call], ...]:
    """Looked for once: a dozen rules ask for those of every file."""
    return tuple(
        (last_name(getattr(node.func, "value", None)), last_name(node.func), node)
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Call)
    )


def last_name(node: ast.AST | None) -> str:
    """`c` of `a.b.c`; nothing for what has no name."""
    return str(getattr(node, "attr", None) or getattr(node, "id", None) or "")


def joined_text(node: ast.JoinedStr) -> str:
    """An f-string with {} where its values go."""
    return "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)


def _parsed(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"), str(file))
