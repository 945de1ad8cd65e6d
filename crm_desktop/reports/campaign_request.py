"""What is asked and answered when a campaign goes on paper; light enough for the window's process."""

from dataclasses import dataclass, field
from datetime import date

from crm_desktop.core.listing import ListSpec

CALL_LIST, LETTERS, LABELS = "call_list", "letters", "labels"


@dataclass(frozen=True)
class CampaignPrint:
    """What to print of a campaign, and for which members: those a list of them shows, or `only` some of these.

    `day` is that of the letters. With a `text` the letters say that instead of what is kept; `most` stops after so many
    members, for a preview.
    """

    campaign_id: str
    what: str
    language: str
    day: date
    spec: ListSpec = field(default_factory=ListSpec)
    only: tuple[str, ...] = ()
    text: str | None = None
    most: int = 0


@dataclass(frozen=True)
class PrintedCampaign:
    """The pages as PDF, for how many members they are, and how many were left out because they refuse or lack it."""

    pdf: bytes
    printed: int
    refused: int
    without_address: int = 0
