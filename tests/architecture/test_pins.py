"""The pinned libraries are complete and exact, on every system and Python the program is made for.

Whether each pin has a wheel only the package index knows: `python3 dev.py wheels` asks it.
"""

import re
import sys
import tomllib
from importlib import metadata

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import dev

PLATFORMS = {"win32": ("Windows", "nt"), "darwin": ("Darwin", "posix"), "linux": ("Linux", "posix")}
PIN = re.compile(r'[a-z0-9-]+==[a-z0-9.]+(; sys_platform == "(win32|darwin|linux)")?')


def test_constraints_are_exact_pins_without_addresses() -> None:
    lines = dev.CONSTRAINTS.read_text(encoding="utf-8").splitlines()
    pins = [line for line in lines if not line.startswith("#")]
    assert not [line for line in pins if not PIN.fullmatch(line)]
    assert pins == sorted(pins, key=lambda pin: pin.partition("==")[0])
    assert "://" not in "".join(lines)


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize("python", dev.WHEEL_PYTHONS)
def test_everything_needed_is_pinned(platform: str, python: str) -> None:
    """What pyproject.toml asks for, and what that needs in turn, judged by the markers of the other system."""
    pins = dict(pin.split("==") for pin in dev.pins_for(platform))
    todo, seen = _wanted_by_the_project(), set[str]()
    while todo:
        requirement = todo.pop()
        name = canonicalize_name(requirement.name)
        if not _holds(requirement, platform, python) or str(requirement) in seen:
            continue
        seen.add(str(requirement))
        assert name in pins, f"{requirement} is not pinned for {platform}"
        assert requirement.specifier.contains(pins[name], prereleases=True), f"{requirement} against {pins[name]}"
        todo += _needs(name, requirement.extras)
    assert not pins.keys() - {canonicalize_name(Requirement(each).name) for each in seen}, "pinned but not needed"


def test_what_is_installed_is_what_is_pinned() -> None:
    pins = dict(pin.split("==") for pin in dev.pins_for(_this_platform()))
    assert {name: metadata.version(name) for name in pins} == pins


def _wanted_by_the_project() -> list[Requirement]:
    project = tomllib.loads((dev.ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    groups = [project["dependencies"], *project["optional-dependencies"].values()]
    return [Requirement(line) for group in groups for line in group]


def _needs(name: str, extras: set[str]) -> list[Requirement]:
    """What a library asks for; those of other systems are not installed here, and need nothing but pinned ones."""
    try:
        lines = metadata.requires(name) or []
    except metadata.PackageNotFoundError:
        return []
    found = [Requirement(line) for line in lines]
    return [each for each in found if not each.marker or _of_extras(each, extras)]


def _of_extras(requirement: Requirement, extras: set[str]) -> bool:
    """Whether a requirement belongs to none or one of the wanted extras; the system is judged later."""
    return "extra" not in str(requirement.marker) or any(f'"{extra}"' in str(requirement.marker) for extra in extras)


def _holds(requirement: Requirement, platform: str, python: str) -> bool:
    """Whether a requirement's marker is true on that system; its extra, if any, was chosen before."""
    if not requirement.marker:
        return True
    system, os_name = PLATFORMS[platform]
    environment = {"sys_platform": platform, "platform_system": system, "os_name": os_name, "python_version": python}
    environment |= {"python_full_version": f"{python}.0", "platform_python_implementation": "CPython"}
    environment |= {"implementation_name": "cpython", "platform_machine": "arm64" if platform == "darwin" else "x86_64"}
    named = re.findall(r'extra == "([^"]+)"', str(requirement.marker)) or [""]
    return any(requirement.marker.evaluate({**environment, "extra": extra}) for extra in named)


def _this_platform() -> str:
    return next(name for name in PLATFORMS if sys.platform.startswith(name))
