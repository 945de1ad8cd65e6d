"""Habits that keep the code honest, checked in every file."""

import ast
import importlib
import re
import sys
from functools import reduce

from tests.architecture.sources import ROOT, sources

PYTHON_FILES = [
    file
    for folder in ("crm_desktop", "tests", "benchmarks")
    for file in sorted((ROOT / folder).rglob("*.py"))
    if "__pycache__" not in file.parts
]
# One watches a process that parses foreign files, within that process; the other waits until a virus scanner lets go.
SLEEPERS = ("exchange/sandbox.py", "sync/hubs/disk.py")
MONEY = ("models", "operations", "queries/money.py", "core/money.py")
MADE_UP = ("operations/sample",)


def test_nothing_waits_by_turning_the_event_loop_or_sleeping() -> None:
    offences = [
        source.at(call)
        for source in sources()
        for _, name, call in source.calls()
        if name == "processEvents" or (name == "sleep" and not source.within(*SLEEPERS))
    ]
    assert not offences, "\n".join(offences)


def test_money_is_never_a_float() -> None:
    offences = [
        source.at(call)
        for source in sources()
        if source.within(*MONEY) and not source.within(*MADE_UP)
        for _, name, call in source.calls()
        if name == "float"
    ]
    assert not offences, "\n".join(offences)


def test_what_the_worker_is_asked_for_by_name_exists() -> None:
    """The window names heavy work by its place, so that it need not import it."""
    wanted = {
        (text, source.at(node))
        for source in sources()
        if source.within("ui", "app")
        for text, node in source.texts()
        if re.fullmatch(r"crm_desktop(\.\w+){2,}", text)
    }
    assert wanted
    missing = [f"{place}: {text}" for text, place in sorted(wanted) if not _exists(text)]
    assert not missing, "\n".join(missing)


def test_the_tool_needs_nothing_but_the_standard_library() -> None:
    tree = ast.parse((ROOT / "dev.py").read_text(encoding="utf-8"))
    imported = {
        name.partition(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in ([node.module or ""] if isinstance(node, ast.ImportFrom) else [each.name for each in node.names])
    }
    assert imported <= set(sys.stdlib_module_names)


def test_a_checker_is_silenced_only_with_its_rule_and_a_reason() -> None:
    # Written in pieces, because this file is searched too.
    silenced, explained = re.compile("# (type: " + "ignore|no" + "qa)"), re.compile(r"# type: \w+\[[a-z, -]+\]  # \S")
    offences = [
        f"{file.relative_to(ROOT).as_posix()}:{number}"
        for file in PYTHON_FILES
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
        if silenced.search(line) and not explained.search(line)
    ]
    assert not offences, "\n".join(offences)


def _exists(dotted: str) -> bool:
    """Whether a dotted name is a module, or something within one."""
    parts = dotted.split(".")
    for length in range(len(parts), 1, -1):
        try:
            module = importlib.import_module(".".join(parts[:length]))
        except ModuleNotFoundError:
            continue
        try:
            reduce(getattr, parts[length:], module)
        except AttributeError:
            return False
        return True
    return False


def test_names_are_listed_as_the_language_does() -> None:
    """A comma between translated names is the English way; `i18n.listed` knows the others."""
    joined = re.compile(r"""["'], ["']\.join\((map\(tr\b|tr\()""")
    shown = [file for file in PYTHON_FILES if file.is_relative_to(ROOT / "crm_desktop")]
    offences = [str(file) for file in shown if joined.search(file.read_text(encoding="utf-8"))]
    assert not offences, "\n".join(offences)
