"""Rules about who may do what that import contracts cannot express; they hold for every file, also for new ones."""

import ast
import importlib
import os
import pkgutil
import re
import subprocess
import sys
from collections.abc import Sequence

import crm_desktop.models
from crm_desktop.models.base import SYNCED, Base
from tests.architecture.sources import PACKAGE, ROOT, Source, sources

HEAVY = ("pandas", "scipy", "matplotlib", "reportlab", "pikepdf")
FIRST_PAGE = "crm_desktop.ui.pages.customers"
# Half of the start, when it is loaded then.
LATER = (
    *(f"crm_desktop.{name}" for name in ("cli", "exchange", "insight", "reports", "sync", "storage.migrations")),
    *(f"crm_desktop.ui.{name}" for name in ("activity_form", "record_form", "forms.", "details.", "report_")),
    *(
        f"crm_desktop.ui.dialogs.{name}"
        for name in ("import_", "export_", "palette", "print_", "settings", "shortcuts")
    ),
    *(f"crm_desktop.ui.pages.{name}" for name in ("contacts", "opportunities", "reports", "service_cases")),
    *(f"crm_desktop.queries.{name}" for name in ("contact", "opportunity", "service_case", "customer_details")),
    *("alembic", "babel", "holidays", "phonenumbers", "pypdfium2", "pypinyin", "rapidfuzz", "xlsxwriter"),
)
# core/ids.py builds the time into an id, where it orders and means nothing.
CLOCK = ("core/clock.py", "core/ids.py")
CLOCK_CALLS = {
    *(("datetime", name) for name in ("now", "today", "utcnow")),
    *(("time", name) for name in ("time", "time_ns", "localtime", "gmtime", "ctime")),
    ("date", "today"),
    ("QDate", "currentDate"),
    ("QTime", "currentTime"),
    *(("QDateTime", f"current{name}") for name in ("DateTime", "DateTimeUtc", "MSecsSinceEpoch", "SecsSinceEpoch")),
}
# What core needs besides the standard library.
CORE_MAY_IMPORT = {
    "core/paths.py": {"platformdirs"},
    "core/i18n.py": {"babel"},
    "core/countries.py": {"babel"},
}
UPSERT = re.compile(r"\bON\s+CONFLICT\b|\bOR\s+REPLACE\b|\bREPLACE\s+INTO\b", re.IGNORECASE)
TARGET = re.compile(r"\bINTO\s+\"?(\w+)", re.IGNORECASE)


def test_only_storage_commits() -> None:
    offences = [
        source.at(call)
        for source in sources()
        if not source.within("storage")
        for _, name, call in source.calls()
        if name == "commit"
    ]
    assert not offences, "\n".join(offences)


def test_only_the_clock_looks_at_the_time() -> None:
    offences = [
        source.at(call)
        for source in sources()
        if not source.within(*CLOCK)
        for owner, name, call in source.calls()
        if (owner, name) in CLOCK_CALLS
    ]
    offences += [
        source.at(node)
        for source in sources()
        if not source.within(*CLOCK)
        for node in ast.walk(source.tree)
        if isinstance(node, ast.ImportFrom)
        and node.module == "time"
        and {each.name for each in node.names} & {"time", "time_ns"}
    ]
    assert not offences, "\n".join(offences)


def test_core_needs_nothing_but_the_standard_library() -> None:
    known = set(sys.stdlib_module_names) | {"crm_desktop"}
    offences = [
        f"{source.at(node)}: {name}"
        for source in sources()
        if source.within("core")
        for node, name in _imports(source)
        if name not in known | CORE_MAY_IMPORT.get(source.name, set())
    ]
    assert not offences, "\n".join(offences)


def test_synced_tables_know_no_upsert() -> None:
    """A merge cannot tell such writes apart; on local tables and those of a hub, named there, they may be."""
    synced = _synced_tables()
    offences = []
    for source in sources():
        for text, node in source.texts():
            if UPSERT.search(text):
                targets = set(TARGET.findall(text))
                if not source.within("storage", "sync") or not targets or targets & synced:
                    offences.append(source.at(node))
        offences += [source.at(call) for _, name, call in source.calls() if name.startswith("on_conflict_")]
    assert not offences, "\n".join(offences)


def test_the_window_loads_none_of_the_heavy_libraries() -> None:
    """Importing everything the window's process consists of, in a fresh process."""
    modules = ["crm_desktop.core", *(_module(source) for source in sources() if source.within("ui", "app"))]
    assert not set(HEAVY) & _loaded(modules)


def test_the_start_loads_nothing_that_waits_for_a_command() -> None:
    """Importing the window with its first list: no form, dialog or other page, no library but Qt and SQLAlchemy."""
    loaded = _loaded(["crm_desktop.app", "crm_desktop.app.session", FIRST_PAGE])
    assert not sorted(name for name in loaded if name.startswith(LATER))


def test_the_frame_of_the_window_comes_before_the_database_is_loaded() -> None:
    loaded = _loaded(["crm_desktop.app"])
    assert not {"sqlalchemy", "sqlcipher3", "multiprocessing"} & loaded
    assert not sorted(name for name in loaded if name.startswith(("crm_desktop.models", "crm_desktop.storage")))


def test_every_module_says_what_it_knows() -> None:
    assert not [source.name for source in sources() if source.tree.body and not ast.get_docstring(source.tree)]


def test_every_folder_of_the_program_is_a_package() -> None:
    """The installer finds modules that are imported by name only in packages."""
    names = {source.name for source in sources()}
    folders = {source.name.rpartition("/")[0] for source in sources() if "/migrations/" not in source.name}
    assert not sorted(folder for folder in folders if f"{folder}/__init__.py".lstrip("/") not in names)


def _imports(source: Source) -> list[tuple[ast.stmt, str]]:
    """The top packages a file imports, wherever in the file."""
    found: list[tuple[ast.stmt, str]] = []
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            found += [(node, alias.name.partition(".")[0]) for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.append((node, node.module.partition(".")[0]))
    return found


def _loaded(modules: Sequence[str]) -> set[str]:
    """What is loaded after importing these modules in a fresh process."""
    code = f"import importlib, sys; [importlib.import_module(m) for m in {modules!r}]; print(*sys.modules, sep='\\n')"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", code], env=environment, text=True, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    return set(done.stdout.split())


def _synced_tables() -> set[str]:
    for found in pkgutil.walk_packages(crm_desktop.models.__path__, "crm_desktop.models."):
        importlib.import_module(found.name)
    entities = (mapper.class_ for mapper in Base.registry.mappers)
    return {entity.__tablename__ for entity in entities if entity.__storage__ == SYNCED}


def _module(source: Source) -> str:
    path = (PACKAGE / source.name).relative_to(ROOT).with_suffix("")
    return ".".join(path.parts).removesuffix(".__init__")
