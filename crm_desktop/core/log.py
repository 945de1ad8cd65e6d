"""What the program wrote down about itself on this device: one log file that never grows beyond a few megabytes."""

import logging
from logging.handlers import RotatingFileHandler
from pathlib import Path

FILE, _BYTES, _OLDER = "crm-desktop.log", 1_000_000, 2
_FORMAT = "%(asctime)s %(process)d %(levelname)s %(name)s: %(message)s"


def keep_log(folder: Path) -> logging.Handler | None:
    """Write what the program logs to a file in a folder from now on; None when there can be none."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(folder / FILE, maxBytes=_BYTES, backupCount=_OLDER, encoding="utf-8")
    except OSError:
        return None
    handler.setFormatter(logging.Formatter(_FORMAT))
    program = logging.getLogger("crm_desktop")
    program.setLevel(logging.INFO)
    program.addHandler(handler)
    return handler
