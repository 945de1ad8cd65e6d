"""How a company file stands to the shared file of its team: what the status bar says."""

from dataclasses import dataclass
from enum import Enum

from crm_desktop.core.i18n import Message

# What the window says to the process that keeps a company in step.
CHANGED, NOW, STOP = "changed", "now", "stop"


class Phase(Enum):
    """What the laptop is doing about the shared file."""

    STARTING = "starting"
    IN_STEP = "in step"
    WAITING = "waiting"
    WORKING = "working"
    OFFLINE = "offline"
    STOPPED = "stopped"


@dataclass(frozen=True)
class SyncState:
    """`waiting` steps of this laptop are not in the shared file; everything was there at `at_ms` last (UTC).

    In step it may still be that it `lacks` something of the others that has not arrived. Offline comes to an end by
    itself; stopped needs a person, whom `problem` tells what to do, such as to give the passphrase that the shared file
    has now. `story` is for the log: what went wrong unforeseen, without anybody's data.
    """

    phase: Phase
    waiting: int = 0
    at_ms: int | None = None
    problem: Message | None = None
    fraction: float = 0.0
    brought: int = 0
    story: str = ""
    needs_passphrase: bool = False
    lacks: bool = False
