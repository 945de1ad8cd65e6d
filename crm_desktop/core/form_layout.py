"""How the fields of a form are laid out, as plain data: in which parts and order, how wide, and which are left out.

A layout that is kept may be older than the form: `completed` gives what it does not name its shipped place.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

# Of a row of twelve.
FULL, HALF, THIRD = 12, 6, 4
WIDTHS = (FULL, HALF, THIRD)
_NEW = "new:"


@dataclass(frozen=True)
class Placed:
    """A field in its place."""

    name: str
    width: int = HALF


@dataclass(frozen=True)
class Part:
    """Fields under a heading. The heading is that of the shipped part called `key` until somebody gives it names."""

    key: str
    fields: tuple[Placed, ...] = ()
    title_en: str = ""
    title_zh: str = ""


@dataclass(frozen=True)
class FormLayout:
    """The parts of a form in their order, and what it does not show."""

    parts: tuple[Part, ...] = ()
    left_out: tuple[str, ...] = ()

    def names(self) -> list[str]:
        """The fields that are shown, in the order in which they are walked."""
        return [each.name for part in self.parts for each in part.fields]

    def part_of(self, name: str) -> Part | None:
        """The part in which a field stands."""
        return next((part for part in self.parts if any(each.name == name for each in part.fields)), None)


def written(layout: FormLayout) -> str:
    """A layout as text to be kept."""
    parts = [
        {"key": part.key, "en": part.title_en, "zh": part.title_zh, "fields": [[e.name, e.width] for e in part.fields]}
        for part in layout.parts
    ]
    return json.dumps({"parts": parts, "left_out": list(layout.left_out)}, ensure_ascii=False)


def read(text: str | None) -> FormLayout | None:
    """A layout that was kept; none when there is none, or when it is not understood."""
    try:
        found = json.loads(text or "null")
        if found is None:
            return None
        return FormLayout(tuple(_part(each) for each in found["parts"]), tuple(map(str, found.get("left_out", ()))))
    except (ValueError, TypeError, KeyError, AttributeError):
        return None


def _part(found: Any) -> Part:
    fields = tuple(Placed(str(name), width if width in WIDTHS else HALF) for name, width in found["fields"])
    return Part(str(found["key"]), fields, str(found.get("en") or ""), str(found.get("zh") or ""))


def completed(layout: FormLayout | None, shipped: FormLayout, needed: Iterable[str] = ()) -> FormLayout:
    """The layout for a form that has just the shipped fields; what is `needed` is shown whatever the layout says.

    A field that the layout does not name follows the one that is shipped before it, wherever that stands.
    """
    if layout is None:
        return shipped
    known, must = set(shipped.names()), set(needed)
    left_out = tuple(name for name in dict.fromkeys(layout.left_out) if name in known - must)
    seen: set[str] = set(left_out)
    parts = []
    for part in layout.parts:
        fields = []
        for each in part.fields:
            if each.name in known and each.name not in seen:
                seen.add(each.name)
                fields.append(each)
        parts.append(replace(part, fields=tuple(fields)))
    whole = FormLayout(tuple(parts), left_out)
    for at_part in shipped.parts:
        before: str | None = None
        for each in at_part.fields:
            if each.name not in seen:
                whole = _added(whole, at_part, each, before)
            before = before if each.name in left_out else each.name
    return whole


def _added(layout: FormLayout, shipped_in: Part, field: Placed, before: str | None) -> FormLayout:
    home = layout.part_of(before) if before is not None else None
    if home is not None:
        names = [each.name for each in home.fields]
        return _with(layout, home.key, _inserted(home.fields, names.index(before or "") + 1, field))
    home = next((each for each in layout.parts if each.key == shipped_in.key), None)
    if home is not None:
        return _with(layout, home.key, (field, *home.fields))
    return replace(layout, parts=(*layout.parts, replace(shipped_in, fields=(field,))))


# --- arranging


def moved(layout: FormLayout, name: str, key: str, at: int) -> FormLayout:
    """A field put before the `at`th of a part, counted with the field still in its old place; it is shown then."""
    field, home = _find(layout, name), layout.part_of(name)
    if home is not None and home.key == key and [each.name for each in home.fields].index(name) < at:
        at -= 1
    layout = _without(layout, name)
    target = next(each for each in layout.parts if each.key == key)
    return _with(layout, key, _inserted(target.fields, at, field))


def stepped(layout: FormLayout, name: str, step: int) -> FormLayout:
    """A field one place further up (-1) or down (1); past the end of its part it goes on in the next one."""
    home = layout.part_of(name)
    if home is None:
        return layout
    at = [each.name for each in home.fields].index(name)
    if 0 <= at + step < len(home.fields):
        return moved(layout, name, home.key, at + step + (step > 0))
    return moved_over(layout, name, step, at_near_end=True)


def moved_over(layout: FormLayout, name: str, step: int, *, at_near_end: bool = False) -> FormLayout:
    """A field into the part before (-1) or after (1): at the end it comes from, else behind all that stand there."""
    home = layout.part_of(name)
    place = layout.parts.index(home) + step if home is not None else -1
    if not 0 <= place < len(layout.parts):
        return layout
    target = layout.parts[place]
    return moved(layout, name, target.key, 0 if at_near_end and step > 0 else len(target.fields))


def resized(layout: FormLayout, name: str, width: int) -> FormLayout:
    """A field as wide as this."""
    parts = (
        replace(part, fields=tuple(replace(each, width=width) if each.name == name else each for each in part.fields))
        for part in layout.parts
    )
    return replace(layout, parts=tuple(parts))


def left_out(layout: FormLayout, name: str) -> FormLayout:
    """The form without a field."""
    rest = _without(layout, name)
    return replace(rest, left_out=(*rest.left_out, name))


def shown_again(layout: FormLayout, name: str, shipped: FormLayout) -> FormLayout:
    """A field that was left out, back where it is shipped."""
    rest = tuple(each for each in layout.left_out if each != name)
    return completed(replace(layout, left_out=rest), shipped)


def with_part(layout: FormLayout, after: str | None, title_en: str, title_zh: str) -> tuple[FormLayout, str]:
    """The layout with one more part, and its key."""
    taken = {part.key for part in layout.parts}
    key = next(key for number in range(1, len(taken) + 2) if (key := f"{_NEW}{number}") not in taken)
    keys = [part.key for part in layout.parts]
    at = keys.index(after) + 1 if after in keys else len(keys)
    parts = [*layout.parts]
    parts.insert(at, Part(key, (), title_en, title_zh))
    return replace(layout, parts=tuple(parts)), key


def renamed(layout: FormLayout, key: str, title_en: str, title_zh: str) -> FormLayout:
    """A part under another heading."""
    parts = (replace(part, title_en=title_en, title_zh=title_zh) if part.key == key else part for part in layout.parts)
    return replace(layout, parts=tuple(parts))


def without_part(layout: FormLayout, key: str) -> FormLayout:
    """The layout without a part; its fields go on in the one before it, or after it when it is the first."""
    at = next((at for at, part in enumerate(layout.parts) if part.key == key), None)
    if at is None or len(layout.parts) < 2:
        return layout
    gone, rest = layout.parts[at], [*layout.parts[:at], *layout.parts[at + 1 :]]
    heir = rest[max(0, at - 1)]
    fields = (*heir.fields, *gone.fields) if at else (*gone.fields, *heir.fields)
    return _with(replace(layout, parts=tuple(rest)), heir.key, fields)


def part_stepped(layout: FormLayout, key: str, step: int) -> FormLayout:
    """A part one place further up (-1) or down (1)."""
    parts = [*layout.parts]
    at = next((at for at, part in enumerate(parts) if part.key == key), 0)
    if 0 <= at + step < len(parts):
        parts[at], parts[at + step] = parts[at + step], parts[at]
    return replace(layout, parts=tuple(parts))


def rows(fields: Sequence[Placed]) -> list[list[Placed]]:
    """Fields in rows: as many side by side as there is room for."""
    found: list[list[Placed]] = []
    room = 0
    for each in fields:
        if not found or each.width > room:
            found.append([])
            room = FULL
        found[-1].append(each)
        room -= each.width
    return found


def _find(layout: FormLayout, name: str) -> Placed:
    return next((each for part in layout.parts for each in part.fields if each.name == name), Placed(name))


def _without(layout: FormLayout, name: str) -> FormLayout:
    parts = (replace(part, fields=tuple(each for each in part.fields if each.name != name)) for part in layout.parts)
    return FormLayout(tuple(parts), tuple(each for each in layout.left_out if each != name))


def _with(layout: FormLayout, key: str, fields: tuple[Placed, ...]) -> FormLayout:
    parts = (replace(part, fields=fields) if part.key == key else part for part in layout.parts)
    return replace(layout, parts=tuple(parts))


def _inserted(fields: tuple[Placed, ...], at: int, field: Placed) -> tuple[Placed, ...]:
    return (*fields[:at], field, *fields[at:])
