"""What can happen to a shared file that lies somewhere: each is one accident, or one evil deed."""

import os
import shutil
from pathlib import Path
from random import Random

KINDS = ("wiped", "gone", "cut", "renamed", "a bit", "a page")


def damage(hub: Path, kind: str, dice: Random) -> bool:
    """Do it to a folder or a file; False when there was nothing to do it to."""
    if not hub.exists():
        return False
    pieces = sorted(path for path in hub.rglob("*") if path.is_file()) if hub.is_dir() else [hub]
    if kind == "wiped":
        shutil.rmtree(hub) if hub.is_dir() else hub.unlink()
        return True
    if not pieces:
        return False
    victim = dice.choice(pieces)
    match kind:
        case "gone":
            victim.unlink()
        case "cut":
            os.truncate(victim, dice.randrange(max(1, victim.stat().st_size)))
        case "renamed":
            place = dice.randrange(len(victim.stem))
            name = victim.name[:place] + dice.choice("0123456789abcdef") + victim.name[place + 1 :]
            victim.rename(victim.with_name(name))
        case "a bit":
            _overwrite(victim, 1, dice)
        case _:
            _overwrite(victim, 4096, dice)
    return True


def _overwrite(path: Path, length: int, dice: Random) -> None:
    content = bytearray(path.read_bytes())
    place = dice.randrange(max(1, len(content)))
    part = content[place : place + length]
    content[place : place + length] = bytes(each ^ 1 << dice.randrange(8) for each in part)
    path.write_bytes(content)
