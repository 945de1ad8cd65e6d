"""What the program wrote down about itself on this device: one log file that never grows beyond a few megabytes."""

import copy
import logging
from logging.handlers import RotatingFileHandler
from pathlib import Path

from crm_desktop.core import crash

FILE, _BYTES, _OLDER = "crm-desktop.log", 1_000_000, 2
_FORMAT = "%(asctime)s %(process)d %(levelname)s %(name)s: %(message)s"


def keep_log(folder: Path) -> logging.Handler | None:
    """Write what the program logs to a file in a folder from now on; None when there can be none."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(folder / FILE, maxBytes=_BYTES, backupCount=_OLDER, encoding="utf-8")
    except OSError:
        return None
    handler.setFormatter(_WithoutData(_FORMAT))
    program = logging.getLogger("crm_desktop")
    program.setLevel(logging.INFO)
    program.addHandler(handler)
    return handler


class _WithoutData(logging.Formatter):
    """Tells exceptions as the reports do: without anybody's data."""

    def format(self, record: logging.LogRecord) -> str:
        if not record.exc_info or record.exc_info[1] is None:
            return super().format(record)
        # A copy: the record keeps the traceback in words that the first formatter found.
        plain = copy.copy(record)
        plain.exc_info = plain.exc_text = None
        return "\n".join([super().format(plain), *crash.story_of(record.exc_info[1])])
