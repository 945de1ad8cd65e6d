"""What is asked and answered when a list is printed; light enough for the window's process."""

from dataclasses import dataclass
from typing import Any

from crm_desktop.core.listing import ListSpec


@dataclass(frozen=True)
class ListPrint:
    """A list to print: its kind (the name of its table), its title, key and heading of each column, what it shows
    and the same in words; all texts are in `language` already. Of the groups in `folded` only the headings are printed.
    """

    kind: str
    title: str
    columns: tuple[tuple[str, str], ...]
    spec: ListSpec
    words: str
    language: str
    folded: frozenset[Any] = frozenset()


@dataclass(frozen=True)
class PrintedList:
    """The pages as PDF, how many records were to be printed, and how many of them are on paper."""

    pdf: bytes
    total: int
    printed: int
