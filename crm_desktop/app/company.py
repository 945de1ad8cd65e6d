"""What is read of a company before its window is built."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from crm_desktop.queries.choices import Choices


@dataclass(frozen=True)
class Company:
    """What the window of a company begins with."""

    name: str
    currency: str
    zone: ZoneInfo
    choices: Choices
    # The address of the team's shared file; none while the company is not shared.
    shared_at: str | None = None
