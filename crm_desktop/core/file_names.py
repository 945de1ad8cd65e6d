"""Names of files that come from anywhere: made harmless on every system, and which of them a double click would run."""

import re
import unicodedata
from pathlib import PurePath

_AT_MOST = 180
_BAD = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]')
_DEVICES = frozenset({"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))})
# What a system runs, or what leads it elsewhere, when it is opened like a document.
_RUNS = re.compile(
    r"""
    apk|app|appimage|application|appref-ms|bash|bat|bin|chm|cmd|com|command|cpl|csh|deb|desktop|dll|dmg|docm|
    dotm|exe|fish|gadget|hta|inf|ins|iso|jar|jnlp|js|jse|ksh|lnk|mht|mhtml|msc|msi|msix|msp|mst|ocx|pif|pkg|pl|
    potm|ppam|ppsm|pptm|ps1|ps1xml|ps2|psc1|psd1|psm1|py|pyc|pyw|pyz|rb|reg|rpm|run|scf|scpt|scr|sct|
    settingcontent-ms|sh|shb|shortcut|sys|terminal|url|vb|vbe|vbs|vbscript|vhd|vhdx|webloc|website|workflow|wsc|
    wsf|wsh|xlam|xll|xlsm|xltm|zsh
    """,
    re.VERBOSE,
)


def tidy(name: str) -> str:
    """The last part of a name without anything a system would take for a path, a device or a hidden direction."""
    plain = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    # Characters that turn the writing direction make "gpj.exe" look like "exe.jpg".
    plain = "".join(each for each in plain if unicodedata.category(each) not in ("Cc", "Cf"))
    plain = _BAD.sub("_", plain).strip().rstrip(". ").lstrip(".")
    if PurePath(plain).stem.split(".")[0].casefold() in _DEVICES:
        plain = f"_{plain}"
    if len(plain) > _AT_MOST:
        ending = PurePath(plain).suffix[:20]
        plain = plain[: _AT_MOST - len(ending)].rstrip() + ending
    return plain or "file"


def runs(name: str) -> bool:
    """Whether opening a file of this name could start something instead of showing it."""
    endings = [each.lstrip(".").strip().casefold() for each in PurePath(tidy(name)).suffixes]
    return bool(endings) and _RUNS.fullmatch(endings[-1]) is not None
