"""What the worker hands back of a visit folder; apart from the setting of pages, whose libraries no window loads."""

from dataclasses import dataclass


@dataclass(frozen=True)
class PrintedFolder:
    """The pages, and the codes of its sheets by the names on them."""

    pdf: bytes
    codes: tuple[tuple[str, str], ...]
