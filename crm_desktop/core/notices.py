"""Whose work the program carries, and under which licences: collected from the libraries themselves when it is built.

`resources/licences` has the texts that libraries refer to and do not bring along.
"""

import re
import sys
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from crm_desktop.core import paths
from crm_desktop.core.version import PROGRAM, VERSION

FILE = "NOTICES.txt"
_RULE = "=" * 100
_LONG_NAME = 80
_LICENCE = re.compile(r"(?i)licen[cs]e|copying|notice")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")

# Texts for libraries whose own packages bring none, or not that of what is compiled into them.
_TEXTS_HERE = {
    "pyside6-essentials": ("Qt.txt", "LGPL-3.0.txt", "GPL-3.0.txt"),
    "shiboken6": ("Qt.txt", "LGPL-3.0.txt", "GPL-3.0.txt"),
    "sqlcipher3": ("SQLCipher.txt", "Apache-2.0.txt"),
}
# What comes with the program besides libraries: its name, its licence, and where the text lies in the resources.
_OTHERS = (
    ("Python", "PSF-2.0", "licences/Python.txt"),
    ("Inter (typeface)", "OFL-1.1", "fonts/Inter-OFL.txt"),
    ("Noto Sans SC (typeface)", "OFL-1.1", "fonts/NotoSansSC-OFL.txt"),
    ("Lucide (icons)", "ISC", "icons/LICENSE"),
)


@dataclass(frozen=True)
class Notice:
    """One part of the program that others made."""

    name: str
    version: str
    licence: str
    texts: tuple[str, ...]


def notices(distributions: Iterable[str]) -> list[Notice]:
    """The notices of these distributions, and of everything else that is always inside."""
    others = [Notice(name, "", licence, (_resource(file),)) for name, licence, file in _OTHERS]
    return [*(_notice(each) for each in distributions), *others]


def notices_text() -> str:
    """The notices of this program: the file it was built with, or, run from its sources, what it needs."""
    bundle = getattr(sys, "_MEIPASS", None)
    if bundle:
        return (Path(bundle) / FILE).read_text(encoding="utf-8")
    return _text(notices(needed_distributions()))


def write_notices(path: Path, distributions: Iterable[str]) -> Path:
    """Write the notices of these distributions to a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(_text(notices(distributions)), encoding="utf-8")
    return path


def distributions_of(names: Iterable[str]) -> list[str]:
    """The distributions that modules (`babel.core`) and files (`numpy.libs/x.so`) of a program come from."""
    tops = {re.split(r"[./\\]", name, maxsplit=1)[0] for name in names}
    known = metadata.packages_distributions()
    return sorted({_canonical(each) for top in tops for each in known.get(top, ())})


def needed_distributions() -> list[str]:
    """The distributions that the program needs while it runs, and what these need in turn, as far as they are here."""
    project = Path(__file__).resolve().parents[2] / "pyproject.toml"
    todo = _names(tomllib.loads(project.read_text(encoding="utf-8"))["project"]["dependencies"])
    found = set[str]()
    while todo:
        name = todo.pop()
        if name in found:
            continue
        try:
            required = metadata.requires(name) or []
        except metadata.PackageNotFoundError:  # of another system
            continue
        found.add(name)
        todo += _names(line for line in required if "extra ==" not in line)
    return sorted(found)


def _notice(name: str) -> Notice:
    distribution = metadata.distribution(name)
    about = distribution.metadata
    licence = _licence(*(about.get_all(field) or () for field in ("License-Expression", "Classifier", "License")))
    own = tuple(_resource(f"licences/{file}") for file in _TEXTS_HERE.get(name, ()))
    brought = tuple(file.read_text(encoding="utf-8", errors="replace") for file in _files(distribution))
    return Notice(str(about["Name"]), distribution.version, licence, brought + own)


def _files(distribution: metadata.Distribution) -> Iterator[Path]:
    for file in distribution.files or ():
        folder, *inner = file.parts
        if folder.endswith(".dist-info") and inner and (inner[0] == "licenses" or _LICENCE.search(inner[-1])):
            yield Path(str(distribution.locate_file(file)))


def _licence(expression: Sequence[str], classifiers: Sequence[str], named: Sequence[str]) -> str:
    """The name of a licence; some libraries put its whole text where the name should be."""
    classified = [each.rpartition(" :: ")[2] for each in classifiers if each.startswith("License ::")]
    return ", ".join(expression or classified or [each for each in named if len(each) < _LONG_NAME])


def _resource(file: str) -> str:
    return (paths.resources() / file).read_text(encoding="utf-8")


def _text(parts: Iterable[Notice]) -> str:
    parts = list(parts)
    lines = [f"{PROGRAM} {VERSION}", "", "It is made with the work of others, under the licences that follow.", ""]
    lines += [f"  {_titled(each)}" for each in parts]
    # Several libraries bring the same text: it is printed once.
    printed: dict[str, str] = {}
    for each in parts:
        lines += ["", _RULE, _titled(each), _RULE]
        for text in each.texts:
            first = printed.setdefault(" ".join(text.split()), each.name)
            lines += ["", text.strip() if first == each.name else f"(The same text stands above, with {first}.)"]
    return "\n".join(lines) + "\n"


def _titled(notice: Notice) -> str:
    return " · ".join(part for part in (f"{notice.name} {notice.version}".strip(), notice.licence) if part)


def _names(requirements: Iterable[str]) -> list[str]:
    return [_canonical(found[0]) for line in requirements if (found := _NAME.match(line))]


def _canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
