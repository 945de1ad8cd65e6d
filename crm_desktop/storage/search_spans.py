"""Which parts of a text a typed text was found by, to be shown marked."""

import itertools
from collections.abc import Callable, Iterable, Sequence

from crm_desktop.storage.search_pinyin import readings
from crm_desktop.storage.search_text import NOT_INITIALS, RUN, Unit, dialled_ways, fold, is_digits, spelled


def spans(
    text: str, units: Sequence[Unit], how: str, *, person: bool = False
) -> tuple[list[tuple[int, int]], list[Unit]]:
    """The parts of a text that the units match, in order and not overlapping, and the units that match nothing in it.

    `how` the text is read: name, word, number or phone.
    """
    folded, places = _folded_with_places(text)
    by_unit = [_placed(_unit_spans(folded, unit, how, person=person), places) for unit in units]
    if not all(by_unit) and len(spelled(text)) != len(text):
        folded, places = _folded_with_places(text, spelled)
        by_unit = [
            found or _placed(_unit_spans(folded, unit, how, person=person), places)
            for unit, found in zip(units, by_unit, strict=True)
        ]
    missing = [unit for unit, found in zip(units, by_unit, strict=True) if not found]
    if len(missing) == len(units):
        return [], missing
    merged: list[tuple[int, int]] = []
    for start, end in sorted(itertools.chain.from_iterable(by_unit)):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged, missing


def _placed(found: Iterable[tuple[int, int]], places: Sequence[int]) -> list[tuple[int, int]]:
    return [(places[start], places[end - 1] + 1) for start, end in found]


def _folded_with_places(text: str, write: Callable[[str], str] = str) -> tuple[str, Sequence[int]]:
    whole = fold(write(text))
    if len(whole) == len(text):
        return whole, range(len(text))
    folded: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        plain = fold(write(character))
        folded.append(plain)
        places.extend([place] * len(plain))
    return "".join(folded), places


def _unit_spans(folded: str, unit: Unit, how: str, *, person: bool) -> list[tuple[int, int]]:
    if unit.kind == "digits":
        if how == "phone":
            return list(_phone_spans(folded, unit))
        return [found for group in unit.groups for found in _part_spans(folded, group, how)]
    found = [part for run in unit.runs if run in folded for part in _part_spans(folded, run, how)]
    if how == "name" and unit.is_pinyin and len(unit.run) > 1 and not folded.isascii():
        found.extend(_pinyin_spans(folded, unit, person=person))
    return found


def _part_spans(folded: str, part: str, how: str) -> Iterable[tuple[int, int]]:
    at = folded.find(part)
    anywhere = len(part) > 2 or RUN.match(part)[1] is not None  # type: ignore[index]  # a unit is never empty
    while at >= 0:
        starts = at == 0 or not folded[at - 1].isalnum() or (how == "number" and folded[at - 1] == "0")
        if anywhere or starts or is_digits(part) != is_digits(folded[at - 1]):
            yield at, at + len(part)
        at = folded.find(part, at + 1)


def _phone_spans(folded: str, unit: Unit) -> Iterable[tuple[int, int]]:
    places = [place for place, character in enumerate(folded) if character in "0123456789"]
    digits = "".join(folded[place] for place in places)
    for dialled in dialled_ways(unit):
        at = digits.find(dialled)
        if at >= 0:
            yield places[at], places[at + len(dialled) - 1] + 1


def _pinyin_spans(folded: str, unit: Unit, *, person: bool) -> Iterable[tuple[int, int]]:
    letters = tuple(unit.run)
    ways = (letters, *unit.syllables) if NOT_INITIALS.isdisjoint(unit.run) else unit.syllables
    for found in RUN.finditer(folded):
        if not found[1]:
            continue
        spoken = readings(found[0], person=person and found.start() == 0)
        for way in ways:
            for place in range(len(spoken) - len(way) + 1):
                # Nearly every place fails at its first syllable: nothing is built to find that out.
                for reading in spoken[place]:
                    if reading.startswith(way[0]) and _reads(spoken[place:], way, initials=way is letters):
                        yield found.start() + place, found.start() + place + len(way)
                        break


def _reads(spoken: Sequence[tuple[str, ...]], way: Sequence[str], *, initials: bool) -> bool:
    whole = () if initials else way[:-1]
    begun = way if initials else way[-1:]
    return all(syllable in read for syllable, read in zip(whole, spoken, strict=False)) and all(
        any(reading.startswith(start) for reading in read)
        for start, read in zip(begun, spoken[len(whole) :], strict=False)
    )
