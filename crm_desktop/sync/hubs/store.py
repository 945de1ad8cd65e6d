"""What every form of the shared file can do: keep immutable pieces of bytes under names, and nothing else.

Names are made of folders and a last part, such as `steps/<replica>-….seg`, or `hub.json`. A store knows nothing of
what it keeps; all merging happens in the local replica.
"""

from collections.abc import Mapping
from typing import Protocol

# All segments lie side by side, so that however many laptops there are, one listing tells of all.
STEPS = "steps"
SEGMENT = ".seg"
ABOUT = "hub.json"
BAD = ".bad"
NOTHING: Mapping[str, int] = {}


class Store(Protocol):
    """One shared file. Every call may raise `Unreachable`, those that change something also `NotWritable`."""

    place: str

    def segments(self, known: Mapping[str, int] = NOTHING) -> list[tuple[str, int]]:
        """Name and size of every segment of every writer; where to ask for a size costs, `known` ones are not asked."""

    def inside(self, folder: str) -> list[tuple[str, int]]:
        """Name and size of everything directly in one of the other folders, such as `base`."""

    def get(self, name: str) -> bytes | None:
        """What is kept under a name; None when there is nothing, or nothing that can be read."""

    def put(self, name: str, data: bytes) -> None:
        """Keep bytes under a name, wholly or not at all; what was there before is replaced."""

    def bad(self, name: str) -> None:
        """Set aside what turned out to be damaged."""

    def remove(self, name: str) -> None:
        """Take away what this writer has put there itself and replaced by something else."""

    def close(self) -> None:
        """Release whatever is held."""
