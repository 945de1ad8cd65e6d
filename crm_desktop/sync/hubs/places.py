"""What kind of place a path leads to, and which form of shared file suits it there.

A pure function over facts (the path, what is mounted where, which folders cloud programs name), so that each system can
be told from any other; `facts_here` gathers those of this computer.
"""

import importlib.util
import json
import os
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath
from typing import Any


class Kind(StrEnum):
    """What kind of place it is."""

    LOCAL = "local"
    NETWORK = "network"
    CLOUD = "cloud"
    REMOVABLE = "removable"
    SERVER = "server"


class Form(StrEnum):
    """How the shared file is kept."""

    FILE = "file"
    FOLDER = "folder"
    POSTGRESQL = "postgresql"


@dataclass(frozen=True)
class Place:
    """A recognised place: `service` names the cloud program."""

    kind: Kind
    form: Form
    service: str = ""


@dataclass(frozen=True)
class Mount:
    """One mounted volume: where it is seen, its file system, and what it is made from."""

    point: str
    system: str = ""
    source: str = ""
    is_removable: bool = False
    is_remote: bool = False


@dataclass(frozen=True)
class Facts:
    """What is known of a computer: its mounts, and folders that cloud programs say are theirs (folder → program)."""

    mounts: tuple[Mount, ...] = ()
    cloud_folders: Mapping[str, str] = field(default_factory=dict)
    is_windows: bool = False


# How the folders of cloud programs are called on disk, wherever people put them.
_CLOUD_NAMES = (
    (re.compile(r"dropbox( \(.+\))?", re.I), "Dropbox"),
    (re.compile(r"onedrive(( -|-).+)?", re.I), "OneDrive"),
    (re.compile(r"(mobile documents|icloud ?drive|com~apple~clouddocs)", re.I), "iCloud Drive"),
    (re.compile(r"(google ?drive(-.+| \(.+\))?|googledrive-.+|my drive|我的云端硬盘)", re.I), "Google Drive"),
    (re.compile(r"nextcloud\d*", re.I), "Nextcloud"),
    (re.compile(r"owncloud\d*", re.I), "ownCloud"),
    (re.compile(r"(nutstore( files)?|我的坚果云|坚果云)", re.I), "坚果云"),
    (re.compile(r"(baidusyncdisk|baidunetdisk(workspace)?|百度网盘(同步空间)?|百度云同步盘)", re.I), "百度网盘"),
    (re.compile(r"(seafile|synologydrive|pcloud ?drive|box sync|box)", re.I), ""),
)
_NETWORK_SYSTEMS = re.compile(
    r"cifs|smb[23]?|smbfs|nfs4?|afpfs|webdav|davfs|ncpfs|afs|ceph|9p|glusterfs|sshfs|fuse\.(sshfs|gvfsd-fuse|davfs2|rclone)"
)
# Where the systems mount what is plugged in.
_REMOVABLE_POINTS = ("/media/", "/run/media/")
_MAC_VOLUMES = "/Volumes/"
_REMOTE_DRIVE, _REMOVABLE_DRIVE = 4, 2


def recognise(path: Path | str, facts: Facts | None = None) -> Place:
    """What kind of place a path is, and the form that suits it: segments in a folder for a cloud, else one file."""
    text = str(path)
    if is_server(text):
        return Place(Kind.SERVER, Form.POSTGRESQL)
    known = facts or facts_here()
    pure: PurePath = PureWindowsPath(text) if known.is_windows else PurePosixPath(text)
    service = _cloud(pure, known)
    if service is not None:
        return Place(Kind.CLOUD, Form.FOLDER, service)
    kind = _volume(pure, known)
    return Place(kind, Form.FOLDER if kind == Kind.LOCAL else Form.FILE)


def is_server(address: str) -> bool:
    """Whether an address is that of a PostgreSQL database, and no path."""
    return re.match(r"postgres(ql)?(\+\w+)?://", address) is not None


def reaches_servers() -> bool:
    """Whether this edition of the program can meet at a server: the library for it is an extra."""
    return importlib.util.find_spec("psycopg") is not None


def without_password(address: str) -> str:
    """An address as it may be shown and printed; a path stays as it is."""
    if not is_server(address):
        return address
    hidden = re.sub(r"(://[^:/@]*):.*@", r"\1:••••@", address)
    return re.sub(r"(password=)[^&]*", r"\1••••", hidden, flags=re.I)


def _cloud(path: PurePath, facts: Facts) -> str | None:
    for folder, service in facts.cloud_folders.items():
        if path.is_relative_to(type(path)(folder)):
            return service
    for part in path.parts:
        for pattern, service in _CLOUD_NAMES:
            if pattern.fullmatch(part):
                return service or part
    return None


def _volume(path: PurePath, facts: Facts) -> Kind:
    if isinstance(path, PureWindowsPath) and path.drive.startswith("\\\\"):
        return Kind.NETWORK
    mount = _mount_of(path, facts)
    if mount is None:
        return Kind.LOCAL
    if mount.is_remote or _NETWORK_SYSTEMS.fullmatch(mount.system.lower()) or mount.source.startswith("//"):
        return Kind.NETWORK
    point = mount.point.rstrip("/") + "/"
    plugged_in = not facts.is_windows and point.startswith((*_REMOVABLE_POINTS, _MAC_VOLUMES))
    return Kind.REMOVABLE if mount.is_removable or plugged_in else Kind.LOCAL


def _mount_of(path: PurePath, facts: Facts) -> Mount | None:
    holding = [mount for mount in facts.mounts if path.is_relative_to(type(path)(mount.point))]
    return max(holding, key=lambda mount: len(mount.point), default=None)


def facts_here() -> Facts:
    """What this computer says about its volumes and cloud programs; what it does not say is left out."""
    if sys.platform == "win32":
        return Facts(_windows_mounts(), _cloud_folders(), is_windows=True)
    return Facts(_posix_mounts(), _cloud_folders())


def _posix_mounts() -> tuple[Mount, ...]:
    try:
        lines = Path("/proc/self/mounts").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return _mac_mounts()
    found = []
    for line in lines:
        source, point, system, *_ = [_unescaped(part) for part in line.split(" ")]
        found.append(Mount(point, system, source))
    return tuple(found)


def _unescaped(text: str) -> str:
    """The kernel writes blanks and the like as octal numbers."""
    return re.sub(r"\\(\d{3})", lambda found: chr(int(found[1], 8)), text)


def _mac_mounts() -> tuple[Mount, ...]:
    """`mount` prints: //anna@server/team on /Volumes/team (smbfs, nodev, …)."""
    import subprocess

    try:
        said = subprocess.run(["/sbin/mount"], capture_output=True, text=True, timeout=5, check=False).stdout
    except (OSError, subprocess.SubprocessError):
        return ()
    lines = re.finditer(r"^(?P<source>.+) on (?P<point>/.*) \((?P<system>[^,)]+)", said, re.M)
    return tuple(Mount(line["point"], line["system"], line["source"]) for line in lines)


def _windows_mounts() -> tuple[Mount, ...]:
    import ctypes

    # Only there is the library known; the checker of types looks at it as Linux does.
    kind_of: Any = vars(ctypes)["windll"].kernel32.GetDriveTypeW
    kinds = {f"{letter}:\\": kind_of(f"{letter}:\\") for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}
    return tuple(
        Mount(root, is_removable=kind == _REMOVABLE_DRIVE, is_remote=kind == _REMOTE_DRIVE)
        for root, kind in kinds.items()
        if kind > 1
    )


def _cloud_folders() -> dict[str, str]:
    """Folders that cloud programs name themselves: OneDrive in the environment, Dropbox in a file of its own."""
    found = {
        os.environ[name]: "OneDrive"
        for name in ("OneDrive", "OneDriveCommercial", "OneDriveConsumer")
        if os.environ.get(name)
    }
    homes = [Path.home() / ".dropbox"]
    homes += [Path(os.environ[name]) / "Dropbox" for name in ("LOCALAPPDATA", "APPDATA") if os.environ.get(name)]
    for home in homes:
        try:
            told = json.loads((home / "info.json").read_text(encoding="utf-8"))
            found |= {each["path"]: "Dropbox" for each in told.values()}
        except (OSError, ValueError, KeyError, AttributeError, TypeError):
            continue
    return found
