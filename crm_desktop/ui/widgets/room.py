"""How those that stand side by side share too little room."""

from collections.abc import Iterable


def fair_share(wanted: Iterable[int], room: int) -> int:
    """What the widest ones get when all that want less have what they want; all the room where it is enough."""
    left, whole = sorted(wanted), room
    while left and left[0] <= room // len(left):
        room -= left.pop(0)
    return room // len(left) if left else whole
