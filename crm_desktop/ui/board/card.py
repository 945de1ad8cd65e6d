"""What a card of the board says, in the current language: worked out once when its row is read, then only painted."""

from dataclasses import dataclass
from typing import Any

from crm_desktop.ui.theme import Tone


@dataclass(frozen=True, slots=True)
class Note:
    """A short text with its icon and tone; of one too long for its room, `tail` is kept whole."""

    text: str
    icon: str = ""
    tone: Tone = Tone.NEUTRAL
    tail: str = ""

    @property
    def words(self) -> str:
        """All of it."""
        return self.text + self.tail


@dataclass(frozen=True, slots=True)
class Card:
    """A row and the texts of its card; `spoken` is for screen readers, `tip` the tool tip with full dates."""

    row: Any
    name: str
    customer: str
    amount: str
    standing: Note
    step: Note
    owner: str
    spoken: str
    tip: str
