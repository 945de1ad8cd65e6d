"""Which parts of a text a typed text was found by, to be shown marked; and how the Chinese among them is read."""

import itertools
from collections.abc import Callable, Iterable, Sequence

from crm_desktop.storage.search_pinyin import readings
from crm_desktop.storage.search_text import (
    NOT_INITIALS,
    RUN,
    Unit,
    dialled_ways,
    fold,
    is_digits,
    is_of_person,
    spelled,
)


def spans(
    text: str, units: Sequence[Unit], how: str, *, person: bool = False
) -> tuple[list[tuple[int, int]], list[Unit]]:
    """The parts of a text that the units match, in order and not overlapping, and the units that match nothing in it.

    `how` the text is read: name, word, number or phone.
    """
    if text.isascii():
        folded, places = text.lower(), None
    else:
        folded, places = _folded_with_places(text)
    by_unit = [_placed(_unit_spans(folded, unit, how, person=person), places) for unit in units]
    if not all(by_unit) and len(spelled(text)) != len(text):
        folded, places = _folded_with_places(text, spelled)
        by_unit = [
            found or _placed(_unit_spans(folded, unit, how, person=person), places)
            for unit, found in zip(units, by_unit, strict=True)
        ]
    if not any(by_unit):
        return [], list(units)
    missing = [unit for unit, found in zip(units, by_unit, strict=True) if not found]
    merged: list[tuple[int, int]] = []
    for start, end in sorted(itertools.chain.from_iterable(by_unit)):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged, missing


def spoken_parts(text: str, units: Sequence[Unit], *, person: bool = False) -> tuple[tuple[str, int], ...]:
    """The syllables by which pinyin found a name, each with how many of its letters were typed."""
    if text.isascii():
        return ()
    folded, _ = _folded_with_places(text)
    found: dict[int, tuple[str, int]] = {}
    for unit in units:
        if unit.is_pinyin and unit.run not in folded:
            for place, spoken, way in _spoken_matches(folded, unit, person=person):
                for at, (read, typed) in enumerate(zip(spoken, way, strict=False), place):
                    syllable = next(each for each in read if each.startswith(typed))
                    found.setdefault(at, (syllable, len(typed)))
                break
    return tuple(found[at] for at in sorted(found))


# Nothing stands for every place its own.
_Places = Sequence[int] | None


def _placed(found: Sequence[tuple[int, int]], places: _Places) -> Sequence[tuple[int, int]]:
    return found if places is None else [(places[start], places[end - 1] + 1) for start, end in found]


def _folded_with_places(text: str, write: Callable[[str], str] = str) -> tuple[str, _Places]:
    whole = fold(write(text))
    if len(whole) == len(text):
        return whole, None
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
        return [found for group in unit.groups for found in _part_spans(folded, group, how, anywhere=len(group) > 2)]
    found: list[tuple[int, int]] = []
    for run in unit.runs:
        if run in folded:
            found += _part_spans(folded, run, how, anywhere=unit.is_anywhere)
    if how == "name" and unit.is_pinyin and not folded.isascii():
        found.extend(_pinyin_spans(folded, unit, person=person))
    return found


def _part_spans(folded: str, part: str, how: str, *, anywhere: bool) -> list[tuple[int, int]]:
    found, at = [], folded.find(part)
    while at >= 0:
        if (
            anywhere
            or at == 0
            or not folded[at - 1].isalnum()
            or (how == "number" and folded[at - 1] == "0")
            or is_digits(part) != is_digits(folded[at - 1])
        ):
            found.append((at, at + len(part)))
        at = folded.find(part, at + 1)
    return found


def _phone_spans(folded: str, unit: Unit) -> Iterable[tuple[int, int]]:
    places = [place for place, character in enumerate(folded) if character in "0123456789"]
    digits = "".join(folded[place] for place in places)
    for dialled in dialled_ways(unit):
        at = digits.find(dialled)
        if at >= 0:
            yield places[at], places[at + len(dialled) - 1] + 1


def _pinyin_spans(folded: str, unit: Unit, *, person: bool) -> Iterable[tuple[int, int]]:
    return ((place, place + len(way)) for place, _, way in _spoken_matches(folded, unit, person=person))


def _spoken_matches(
    folded: str, unit: Unit, *, person: bool
) -> Iterable[tuple[int, Sequence[tuple[str, ...]], Sequence[str]]]:
    """Where the letters are read, how the characters from there on are, and what was typed of each."""
    letters = tuple(unit.run)
    ways = (letters, *unit.syllables) if NOT_INITIALS.isdisjoint(unit.run) else unit.syllables
    if len(letters) == 1:
        ways = (letters,)
    for found in RUN.finditer(folded):
        if not found[1]:
            continue
        spoken = readings(found[0], person=is_of_person(found, folded, person=person))
        for way in ways:
            # One letter finds what begins with it; in any place it would find half of all names.
            for place in range(len(spoken) - len(way) + 1 if len(unit.run) > 1 else 1):
                # Nearly every place fails at its first syllable: nothing is built to find that out.
                for reading in spoken[place]:
                    if reading.startswith(way[0]) and _reads(spoken[place:], way, initials=way is letters):
                        yield found.start() + place, spoken[place:], way
                        break


def _reads(spoken: Sequence[tuple[str, ...]], way: Sequence[str], *, initials: bool) -> bool:
    whole = () if initials else way[:-1]
    begun = way if initials else way[-1:]
    return all(syllable in read for syllable, read in zip(whole, spoken, strict=False)) and all(
        any(reading.startswith(start) for reading in read)
        for start, read in zip(begun, spoken[len(whole) :], strict=False)
    )
