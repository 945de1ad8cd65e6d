"""Spec, notices and workflow agree with what the program needs; whether it works is tested by building it."""

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import dev
from crm_desktop.core.notices import Notice, distributions_of, needed_distributions, notices
from crm_desktop.core.version import PROGRAM, VERSION
from tests.architecture.sources import ROOT

SPEC = (ROOT / "build_installer.spec").read_text(encoding="utf-8")
WORKFLOW = (ROOT / ".github" / "workflows" / "installers.yml").read_text(encoding="utf-8")


def test_the_version_is_said_once() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["version"] == VERSION
    assert VERSION not in SPEC


@pytest.mark.parametrize("notice", notices(needed_distributions()), ids=lambda notice: notice.name)
def test_all_that_is_bundled_comes_with_its_licence(notice: Notice) -> None:
    assert max((len(text) for text in notice.texts), default=0) > 400


def test_the_terms_of_qt_are_kept() -> None:
    (qt,) = notices(["pyside6-essentials"])[:1]
    told = " ".join("\n".join(qt.texts).split())
    for part in ("may replace them by a compatible version", "source code of Qt", "GNU LESSER GENERAL PUBLIC LICENSE"):
        assert part in told
    # Linked as separate files, never into one.
    assert "--onefile" not in SPEC
    assert "COLLECT(" in SPEC


def test_files_and_modules_lead_to_their_distribution() -> None:
    found = distributions_of(
        ["babel.core", "PySide6/Qt/lib/libQt6Core.so.6", "sqlcipher3\\_sqlite3.pyd", "crm_desktop.core"]
    )
    assert found == ["babel", "pyside6-essentials", "sqlcipher3"]


def test_nothing_the_program_imports_is_left_out() -> None:
    left_out = set(_constant("LEFT_OUT"))
    imported = {
        name
        for file in (ROOT / "crm_desktop").rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        for name in _imported(node)
    }
    assert not left_out & imported
    assert not left_out & {name.partition(".")[0] for name in imported}


def test_all_folders_of_data_are_inside() -> None:
    for folder in ("resources", "crm_desktop/storage/migrations"):
        assert all(part in SPEC for part in folder.split("/"))
        assert (ROOT / folder).is_dir()
    others = {
        file.parent
        for file in (ROOT / "crm_desktop").rglob("*")
        if file.is_file() and file.suffix not in (".py", ".pyc")
    }
    assert not others, "data inside the package that the spec does not know"


@pytest.mark.parametrize("name", ["phonenumbers", "pypdfium2", "reportlab", "tzdata"])
def test_libraries_with_files_are_needed(name: str) -> None:
    assert f'"{name}"' in SPEC
    assert name in needed_distributions()


def test_the_workflow_builds_and_tests_on_every_system() -> None:
    for system in ("windows-", "macos-", "ubuntu-"):
        assert system in WORKFLOW
    assert "dev.py installer" in WORKFLOW
    assert "upload-artifact" in WORKFLOW
    assert set(re.findall(r"dev\.py (\w+)", WORKFLOW)) <= set(dev.VERBS)


def test_what_the_setup_program_installs_is_what_is_built() -> None:
    setup = (ROOT / "installer" / "windows.iss").read_text(encoding="utf-8")
    assert f"{PROGRAM}.exe" in setup
    for name in re.findall(r"\{#(\w+)\}", setup):
        assert f"/D{name}=" in (ROOT / "installer" / "pack.py").read_text(encoding="utf-8")
    assert Path(ROOT / "resources" / "app" / "crm-desktop.ico").is_file()


@pytest.mark.skipif(sys.platform == "win32", reason="a shell script for Linux")
def test_the_entry_of_the_menu_names_where_the_program_lies(tmp_path: Path) -> None:
    for file in (ROOT / "installer" / "linux").iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    command, data = ["sh", str(tmp_path / "add-to-menu.sh")], {"XDG_DATA_HOME": str(tmp_path / "data")}
    subprocess.run(
        command, env=data | {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path)}, check=True, capture_output=True
    )
    entry = tmp_path / "data" / "applications" / "crm-desktop.desktop"
    assert f'Exec="{tmp_path}/CRM Desktop" %f' in entry.read_text(encoding="utf-8")
    subprocess.run([*command, "--remove"], env=data | {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path)}, check=True)
    assert not entry.exists()


def _constant(name: str) -> list[str]:
    node = next(
        each
        for each in ast.walk(ast.parse(SPEC))
        if isinstance(each, ast.Assign) and isinstance(each.targets[0], ast.Name) and each.targets[0].id == name
    )
    return [str(each) for each in ast.literal_eval(node.value)]


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [each.name for each in node.names]
    return [node.module] if isinstance(node, ast.ImportFrom) and node.module else []
