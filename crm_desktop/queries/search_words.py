"""Finding texts of the program by typing, as records are found: words in any order, characters, pinyin, initials."""

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

from crm_desktop.queries.search_hits import Spans
from crm_desktop.storage.search_pinyin import readings
from crm_desktop.storage.search_spans import spans
from crm_desktop.storage.search_text import Typed, Unit, fold


def load_readings() -> None:
    """Read the table of pinyin now: the first text typed would wait for it."""
    readings("重庆")


def word_search(typed: str) -> Callable[[str], Spans | None]:
    """What says of a text whether everything typed is in it, and which parts match; an empty text is in every one.

    Chinese is typed without spaces between its words: 新建拜访 is found in 新建上门拜访.
    """
    ways = list(_ways(Typed(typed).units))

    def find(text: str) -> Spans | None:
        known = _everything_of(text)
        for units in ways:
            if not all(unit.run in known or unit.spoken in known for unit in units):
                continue
            found, missing = spans(text, units, "name") if units else ([], [])
            if not missing:
                return tuple(found)
        return None

    return find


@lru_cache(maxsize=2_048)
def _everything_of(text: str) -> str:
    """The text, its pinyin and the initials of that in one: what is not in here is not found, told in no time."""
    folded = fold(text)
    spoken = [each[0] for each in readings(folded) if each]
    return " ".join((folded, "".join(spoken), "".join(syllable[0] for syllable in spoken)))


def _ways(units: Sequence[Unit]) -> Iterator[Sequence[Unit]]:
    yield units
    for number, unit in enumerate(units):
        if unit.kind == "chinese":
            for end in range(2, len(unit.run) - 1):
                parts = (Unit(unit.run[:end], "chinese"), Unit(unit.run[end:], "chinese"))
                yield (*units[:number], *parts, *units[number + 1 :])
