"""What was done last, told by the names of commands, pages and steps alone: the story in a report of a crash.

Nothing of a record ever enters it, which is why callers give names the program itself made, never texts people typed.
"""

import logging
from collections import deque

NAME = "crm_desktop.trail"
_LENGTH = 60
_log = logging.getLogger(NAME)


def leave(kind: str, name: str) -> None:
    """Note that something was done: a kind of thing (`command`, `page`, `step`) and its name."""
    _log.info("%s %s", kind, name)


class Trail(logging.Handler):
    """Remembers the last things done in this run."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.setFormatter(logging.Formatter("%(asctime)s %(message)s", "%H:%M:%S"))
        self._lines: deque[str] = deque(maxlen=_LENGTH)
        _log.setLevel(logging.INFO)
        _log.addHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        self._lines.append(self.format(record))

    @property
    def lines(self) -> list[str]:
        """What was done, oldest first."""
        return list(self._lines)

    def end(self) -> None:
        """Remember nothing more."""
        _log.removeHandler(self)
