"""Packs the built program into the one file that people download: an archive, a disk image or a setup program.

`python -m installer.pack` prints the name of the file it made in dist/.
"""

import hashlib
import os
import platform
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

from crm_desktop.core.version import PROGRAM, VERSION

ROOT = Path(__file__).resolve().parents[1]
HERE = Path(__file__).resolve().parent
DIST = ROOT / "dist"
BUILT = DIST / PROGRAM
_STEM = f"CRM-Desktop-{VERSION}"


def main() -> int:
    """Make the file for this system."""
    add_papers(BUILT)
    packed = {"win32": setup_program, "darwin": disk_image}.get(sys.platform, archive)()
    checksum = packed.with_name(f"{packed.name}.sha256")
    checksum.write_text(f"{hashlib.sha256(packed.read_bytes()).hexdigest()}  {packed.name}\n", encoding="utf-8")
    print(packed)
    return 0


def add_papers(folder: Path) -> None:
    """Put what people should find first beside the program: the notices, and how it is placed in the menu."""
    inside = folder / "_internal" / "NOTICES.txt"
    if inside.is_file():
        shutil.copyfile(inside, folder / "NOTICES.txt")
    if sys.platform.startswith("linux"):
        for each in sorted((HERE / "linux").iterdir()):
            shutil.copy(each, folder / each.name)
        shutil.copy(ROOT / "resources" / "app" / "crm-desktop.png", folder / "crm-desktop.png")


def archive() -> Path:
    """Linux: one archive that is unpacked anywhere and needs no administrator."""
    made = DIST / f"{_STEM}-linux-{platform.machine()}.tar.gz"
    with tarfile.open(made, "w:gz", compresslevel=6) as packed:
        packed.add(BUILT, arcname=PROGRAM, filter=_of_nobody)
    return made


def disk_image() -> Path:
    """macOS: a disk image with the program and the folder it is dragged to."""
    made, staged = DIST / f"{_STEM}-macos-{platform.machine()}.dmg", DIST / "image"
    shutil.rmtree(staged, ignore_errors=True)
    staged.mkdir(parents=True)
    app = f"{PROGRAM}.app"
    subprocess.run(["ditto", DIST / app, staged / app], check=True)
    (staged / "Applications").symlink_to("/Applications")
    shutil.copyfile(ROOT / "build" / "build_installer" / "NOTICES.txt", staged / "NOTICES.txt")
    made.unlink(missing_ok=True)
    command = ["hdiutil", "create", "-volname", PROGRAM, "-srcfolder", str(staged), "-format", "UDZO", str(made)]
    subprocess.run(command, check=True, stdout=sys.stderr)
    shutil.rmtree(staged)
    return made


def setup_program() -> Path:
    """Windows: a setup program by Inno Setup, for one user and without an administrator."""
    programs = Path(os.environ.get("PROGRAMFILES(X86)", "C:/Program Files (x86)"))
    compiler = shutil.which("iscc") or str(programs / "Inno Setup 6" / "ISCC.exe")
    name = f"{_STEM}-windows-x64-setup"
    defined = [f"/DVersion={VERSION}", f"/DBuilt={BUILT}", f"/DOut={DIST}", f"/DName={name}"]
    subprocess.run([compiler, "/Qp", *defined, str(HERE / "windows.iss")], check=True, stdout=sys.stderr)
    return DIST / f"{name}.exe"


def _of_nobody(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    """Not of whoever built it."""
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = ""
    return entry


if __name__ == "__main__":
    sys.exit(main())
