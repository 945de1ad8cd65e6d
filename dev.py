#!/usr/bin/env python3
"""The project's one tool: prepares the environment, then runs, checks, tests or packages the program.

It uses the standard library alone, because it makes the environment in which everything else is installed.
"""

import ctypes
import hashlib
import importlib.util
import os
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

# Nothing above or at this line may need a newer Python than the sentence is meant for.
OLDEST_PYTHON = (3, 11)
if sys.version_info[:2] < OLDEST_PYTHON:
    sys.exit("dev.py: CRM Desktop needs Python 3.11 or newer; this one is " + sys.version.split()[0] + ".")

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
CONSTRAINTS = ROOT / "constraints.txt"
# Holds the fingerprint of what was installed; written last, so that an interrupted setup is taken up again.
STAMP = VENV / "installed.sha256"

# What Qt's widgets load on Linux, and the package of Debian and Ubuntu that has it: the NEEDED entries of QtGui,
# QtWidgets, QtNetwork, QtDBus and of the platforms xcb and offscreen, less what these packages pull in themselves.
LINUX_LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11.so.6": "libx11-6",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libbrotlidec.so.1": "libbrotli1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgssapi_krb5.so.2": "libgssapi-krb5-2",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}

# The systems the program is made for: `sys_platform` there, and pip's names for their wheels. Debian 12 has glibc 2.36.
WHEEL_PLATFORMS = {
    "Windows x64": ("win32", ["win_amd64"]),
    "macOS 15 arm64": ("darwin", ["macosx_15_0_arm64"]),
    "Linux x86-64": (
        "linux",
        [*(f"manylinux_2_{minor}_x86_64" for minor in range(36, 4, -1)), "manylinux2014_x86_64"],
    ),
}
WHEEL_PYTHONS = ("3.11", "3.12", "3.13", "3.14")

# Each takes tests that stand together, which share what is prepared for them, and in the end some of the other's.
TWO_PROCESSES = ("-n", "2", "--dist", "worksteal")
# Python keeps what it compiled even where it is told not to, as containers often do: the tests start hundreds of
# processes, and each would compile the whole program anew.
TEST_VARIABLES = {"QT_QPA_PLATFORM": "offscreen", "PYTHONDONTWRITEBYTECODE": ""}
SHARED_MEMORY, TEST_BYTES = Path("/dev/shm"), 4 << 30

# What `check` runs, in this order: name shown, and the arguments of .venv's Python.
CHECKS = (
    ("format", ["-m", "ruff", "format", "--check", "."]),
    ("lint", ["-m", "ruff", "check", "."]),
    ("types", ["-m", "mypy"]),
    ("imports", ["-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"]),
    ("translations", ["-m", "tests.architecture.catalogues", "check"]),
)


class Stop(Exception):
    """Ends the run with a sentence for the person at the keyboard."""


class Verb(NamedTuple):
    """What a person can ask for; it is offered when the file it needs is there."""

    explanation: str
    run: Callable[[list[str]], int]
    needs: str = "dev.py"


def main(arguments: Sequence[str]) -> int:
    """Run one verb and return the exit status."""
    verbs = {name: verb for name, verb in VERBS.items() if (ROOT / verb.needs).exists()}
    if not arguments or arguments[0] in ("-h", "--help", "help"):
        print("usage: python3 dev.py VERB [arguments]\n")
        print("\n".join(f"  {name:<13}{verb.explanation}" for name, verb in verbs.items()))
        return 0 if arguments else 2
    try:
        if arguments[0] not in verbs:
            raise Stop(f"there is no verb {arguments[0]!r}; there are {', '.join(verbs)}.")
        return verbs[arguments[0]].run(list(arguments[1:]))
    except Stop as reason:
        print(f"dev.py: {reason}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


# --- verbs


def setup(_rest: Sequence[str] = ()) -> int:
    """Bring .venv to the pinned state; quick when it already is."""
    install_system_libraries()
    if PYTHON.exists() and STAMP.exists() and STAMP.read_text() == fingerprint():
        return 0
    print("Preparing .venv; the first time this takes a few minutes ...", flush=True)
    create_environment()
    # Every pin is listed and nothing is resolved or compiled, so that each machine gets the same set.
    pip = [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
    quietly([*pip, "--no-deps", "--only-binary", ":all:", "-r", str(CONSTRAINTS)], "installing the pinned libraries")
    STAMP.write_text(fingerprint())
    return 0


def run(rest: list[str]) -> int:
    """Start the program, or its command line when a verb is given."""
    setup()
    # The caller's folder stays the current one, because file names on the command line are meant from there.
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    return subprocess.call([str(PYTHON), "-m", "crm_desktop", *rest], env={**os.environ, "PYTHONPATH": path})


def check(_rest: Sequence[str] = ()) -> int:
    """Everything that can be said about the code without running it."""
    setup()
    for name, arguments in CHECKS:
        started = time.monotonic()
        done = subprocess.run([str(PYTHON), *arguments], cwd=ROOT, text=True, capture_output=True, check=False)
        if done.returncode:
            print(f"{done.stdout}{done.stderr}".rstrip())
            raise Stop(f"check failed: {name}")
        print(f"{name:<13}ok  {time.monotonic() - started:5.1f} s", flush=True)
    return 0


def test(rest: list[str]) -> int:
    """The static checks, then pytest, on two processors when everything is tested."""
    check()
    install_test_server()
    return in_project(["-m", "pytest", *(rest or TWO_PROCESSES)], {**in_memory(), **TEST_VARIABLES})


def in_memory() -> dict[str, str]:
    """Where the tests keep their files: in memory where Linux has enough, because every step waits for the disk."""
    has_room = SHARED_MEMORY.is_dir() and shutil.disk_usage(SHARED_MEMORY).free >= TEST_BYTES
    return {"PYTEST_DEBUG_TEMPROOT": str(SHARED_MEMORY)} if has_room and os.access(SHARED_MEMORY, os.W_OK) else {}


def translations(_rest: Sequence[str] = ()) -> int:
    """Bring the catalogues up to date with the texts in the code."""
    setup()
    return in_project(["-m", "tests.architecture.catalogues", "update"])


def wheels(rest: list[str]) -> int:
    """Ask the package index whether every pin has a wheel for each system (needs the network)."""
    setup()
    missing = [
        f"{system}, Python {version}: {problem}"
        for version in rest or WHEEL_PYTHONS
        for system, (platform, tags) in WHEEL_PLATFORMS.items()
        for problem in missing_wheels(platform, tags, version)
    ]
    if missing:
        raise Stop("not every pin has a wheel.\n  " + "\n  ".join(missing))
    print(f"Every pin has a wheel for {', '.join(WHEEL_PLATFORMS)} on Python {', '.join(rest or WHEEL_PYTHONS)}.")
    return 0


def installer(rest: list[str]) -> int:
    """Build the program into dist/, pack it for this system and test it; with --test, only test what was built."""
    setup()
    if "--test" not in rest:
        for step in (["-m", "PyInstaller", "--noconfirm", *rest, "build_installer.spec"], ["-m", "installer.pack"]):
            if status := in_project(step):
                return status
    # Not part of the other tests: it takes minutes to build what it needs. Other runs of pytest clear each other's
    # folders, while this one is still at work in its own.
    return in_project(["-m", "pytest", "-s", "--basetemp=build/tried", "tests/installer"], {"CRM_TEST_BUILT": "1"})


def module(name: str) -> Callable[[list[str]], int]:
    """A verb that runs a module of the project."""

    def run_module(rest: list[str]) -> int:
        setup()
        return in_project(["-m", name, *rest])

    return run_module


VERBS = {
    "setup": Verb("make or refresh .venv with the pinned libraries", setup),
    "run": Verb("start the program; with a verb, its command line", run),
    "check": Verb("formatter, linter, types, import contracts, translations", check),
    "test": Verb("check, then all tests (arguments go to pytest)", test),
    "translations": Verb("add new texts to the catalogues, remove obsolete ones", translations),
    "wheels": Verb("ask the package index for a wheel of every pin", wheels),
    "demo": Verb(
        "make a sample company: demo FILE [...]", lambda rest: run(["demo", *rest]), "crm_desktop/__main__.py"
    ),
    "screens": Verb(
        "make the pictures of the guide", module("tests.end_to_end.screens"), "tests/end_to_end/screens.py"
    ),
    "bench": Verb("measure on big data", module("benchmarks.run"), "benchmarks/run.py"),
    "soak": Verb("work for a long time and watch", module("benchmarks.soak"), "benchmarks/soak.py"),
    "mutants": Verb(
        "plant bugs in the merging of laptops and see that tests find each",
        module("tests.sync.mutants"),
        "tests/sync/mutants.py",
    ),
    "installer": Verb(
        "build, pack and test what people download (--test: only test)", installer, "crm_desktop/__main__.py"
    ),
}


# --- how


def fingerprint() -> str:
    """Changes when other libraries are wanted."""
    return hashlib.sha256(CONSTRAINTS.read_bytes() + (ROOT / "pyproject.toml").read_bytes()).hexdigest()


def create_environment() -> None:
    """Make .venv unless a working one is there."""
    if (
        PYTHON.exists()
        and subprocess.run([str(PYTHON), "-c", "import pip"], capture_output=True, check=False).returncode == 0
    ):
        return
    if importlib.util.find_spec("ensurepip") is None:
        # Debian and Ubuntu split this part of Python off.
        install_packages([f"python{sys.version_info.major}.{sys.version_info.minor}-venv"], "Python's venv module")
    quietly([sys.executable, "-m", "venv", "--clear", str(VENV)], "creating .venv")


def install_system_libraries() -> None:
    """On Linux, see to the shared libraries Qt loads."""
    if not sys.platform.startswith("linux"):
        return
    missing = [library for library in LINUX_LIBRARIES if not can_load(library)]
    if missing:
        install_packages([LINUX_LIBRARIES[library] for library in missing], f"Qt ({', '.join(missing)})")


def can_load(library: str) -> bool:
    """Whether the dynamic linker finds a shared library."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def install_packages(packages: list[str], purpose: str) -> None:
    """Install system packages when we may; else say which command does it."""
    command = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    if shutil.which("apt-get") is None:
        raise Stop(f"this system lacks what {purpose} needs; please install it with the system's package manager.")
    if os.geteuid() != 0:
        by_hand = f"sudo {shlex.join(command)}"
        raise Stop(f"this system lacks what {purpose} needs. Please run this once, then try again:\n  {by_hand}")
    print(f"Installing system packages for {purpose} ...", flush=True)
    unattended = {"DEBIAN_FRONTEND": "noninteractive"}
    # A fresh system has no package lists yet, and an old one has stale ones.
    if subprocess.run(command, env={**os.environ, **unattended}, capture_output=True, check=False).returncode:
        quietly(["apt-get", "update"], "reading the package lists", unattended)
        quietly(command, f"installing {' '.join(packages)}", unattended)


def install_test_server() -> None:
    """On Debian and Ubuntu, when we may, see to PostgreSQL for the tests that need one; they are skipped without it."""
    if any(Path("/usr/lib/postgresql").glob("*/bin/initdb")) or shutil.which("initdb"):
        return
    if not sys.platform.startswith("linux") or shutil.which("apt-get") is None or os.geteuid() != 0:
        return
    try:
        install_packages(["postgresql"], "the tests of the PostgreSQL hub")
    except Stop as reason:
        print(f"The tests of the PostgreSQL hub are left out: {reason}", flush=True)


def missing_wheels(platform: str, tags: Sequence[str], version: str) -> list[str]:
    """What pip has to say when it picks, without installing, a wheel for every pin of another system."""
    with TemporaryDirectory() as folder:
        wanted = Path(folder) / "pins.txt"
        # pip would judge the markers by the machine it runs on.
        wanted.write_text("\n".join(pins_for(platform)), encoding="utf-8")
        command = [str(PYTHON), "-m", "pip", "install", "--dry-run", "--ignore-installed", "--no-deps", "--quiet"]
        command += ["--disable-pip-version-check", "--only-binary", ":all:", "--implementation", "cp"]
        command += ["--python-version", version, "--target", folder, "-r", str(wanted)]
        command += [argument for tag in tags for argument in ("--platform", tag)]
        done = subprocess.run(command, text=True, capture_output=True, check=False)
    return [line for line in done.stderr.splitlines() if line.startswith("ERROR")] if done.returncode else []


def pins_for(platform: str) -> list[str]:
    """The pins that hold where `sys_platform` has this value, without their markers."""
    lines = [
        line.partition(";")
        for line in CONSTRAINTS.read_text(encoding="utf-8").splitlines()
        if line[:1] not in ("", "#")
    ]
    return [pin.strip() for pin, _, marker in lines if not marker or f'"{platform}"' in marker]


def in_project(arguments: Sequence[str], variables: Mapping[str, str] | None = None) -> int:
    """Run .venv's Python in the project's folder, its output going where ours goes."""
    return subprocess.call([str(PYTHON), *arguments], cwd=ROOT, env={**os.environ, **(variables or {})})


def quietly(command: Sequence[str], doing: str, variables: Mapping[str, str] | None = None) -> None:
    """Run a command that should need no attention; show what it said only when it fails."""
    environment = {**os.environ, **(variables or {})}
    done = subprocess.run(list(command), env=environment, text=True, capture_output=True, check=False)
    if done.returncode:
        print(f"{done.stdout}{done.stderr}".rstrip(), file=sys.stderr)
        raise Stop(f"{doing} failed; what was said stands above. Running the same command again takes it up from here.")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
