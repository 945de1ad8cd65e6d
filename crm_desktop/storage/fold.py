"""What a record is: a pure function of its journal entries, the same on every replica and in whatever order they came.

It knows no files and no SQL. Columns merge one by one, those of a merge group as one value (a register). Whatever was
written in knowledge of an earlier value replaces it; of values written without knowledge of each other the one with the
greatest (clock, replica) is shown, and all are listed as a conflict until a later write knows them all.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

INSERT, UPDATE, REVIEW, ERASE = "i", "u", "r", "x"
EDIT_EDIT, EDIT_DELETE = "edit/edit", "edit/delete"
DELETED = "deleted"

Register = tuple[str, ...]
# Column → the columns that merge together with it (itself alone when it is in no group).
Registers = Mapping[str, Register]


class Entry(NamedTuple):
    """One record in one transaction: its clock, who wrote it, what that replica had of the others, and what it says."""

    hlc: int
    origin: str
    seq: int
    context: Mapping[str, int]
    op: str
    data: Mapping[str, Any]

    def knows(self, other: "Entry") -> bool:
        """Whether whoever wrote this had the other entry."""
        if self.origin == other.origin:
            return other.seq < self.seq
        return self.context.get(other.origin, 0) >= other.seq

    @property
    def new_values(self) -> Mapping[str, Any]:
        """The values it gives columns; of a change the later of each pair."""
        is_plain = self.op in (INSERT, ERASE)
        return self.data if is_plain else {name: pair[1] for name, pair in self.data.items()}


class Head(NamedTuple):
    """A value that no later write knew: whose, and which."""

    origin: str
    seq: int
    values: Mapping[str, Any]


class Conflict(NamedTuple):
    """Values of one register that nobody chose between yet; of an edit and a deletion, the deletions come first."""

    register: Register
    kind: str
    heads: tuple[Head, ...]


class Folded(NamedTuple):
    """What a record shows (columns nobody wrote are left out), what is to be reviewed, and whether it was erased."""

    values: dict[str, Any]
    conflicts: tuple[Conflict, ...] = ()
    is_erased: bool = False


class _Write(NamedTuple):
    entry: Entry
    values: dict[str, Any]


def fold(entries: Sequence[Entry], registers: Registers) -> Folded:
    """The state of one record by all entries of it; columns that are no register are left for a newer program."""
    if len(entries) == 1 and entries[0].op == INSERT:
        return Folded({name: value for name, value in entries[0].data.items() if name in registers})
    ordered = sorted(entries, key=lambda entry: entry[:2])
    erased = [entry for entry in ordered if entry.op == ERASE]
    if erased:
        return Folded({name: value for name, value in erased[-1].data.items() if name in registers}, is_erased=True)
    if _is_chain(ordered):
        plain = {name: value for entry in ordered for name, value in entry.new_values.items()}
        return Folded({name: value for name, value in plain.items() if name in registers})
    shown: dict[Register, dict[str, Any]] = {}
    heads: dict[Register, list[_Write]] = {}
    for entry in ordered:
        for register, values in _written(entry, registers, shown):
            shown[register] = values
            known = heads.get(register, ())
            heads[register] = [*(each for each in known if not entry.knows(each.entry)), _Write(entry, values)]
    conflicts = [found for register in heads if (found := _edits(register, heads[register]))]
    values = {name: value for register in shown.values() for name, value in register.items()}
    if values.get(DELETED) and (found := _deletion(ordered, heads[DELETED,], registers)):
        values[DELETED] = 0
        conflicts.append(found)
    return Folded(values, tuple(conflicts))


def _is_chain(ordered: Sequence[Entry]) -> bool:
    """Whether each entry was written in knowledge of all before it: most rows, at a fifth of the time."""
    newest: dict[str, Entry] = {}
    for entry in ordered:
        # Whoever had the newest of a replica had all before it.
        if not all(entry.knows(each) for each in newest.values()):
            return False
        newest[entry.origin] = entry
    return True


def _written(
    entry: Entry, registers: Registers, shown: Mapping[Register, Mapping[str, Any]]
) -> Iterable[tuple[Register, dict[str, Any]]]:
    """(register, its values) an entry writes; what an older program did not know of a group stays as it was."""
    new = entry.new_values
    touched = dict.fromkeys(registers[name] for name in new if name in registers)
    for register in touched:
        before = shown.get(register, {})
        yield register, {name: new[name] if name in new else before.get(name) for name in register}


def _edits(register: Register, heads: Sequence[_Write]) -> Conflict | None:
    """Different values side by side; whether a record is deleted is decided by the clock alone."""
    if len(heads) < 2 or register == (DELETED,) or all(each.values == heads[0].values for each in heads):
        return None
    return Conflict(register, EDIT_EDIT, tuple(Head(each.entry.origin, each.entry.seq, each.values) for each in heads))


def _deletion(ordered: Sequence[Entry], heads: Sequence[_Write], registers: Registers) -> Conflict | None:
    """Edits that no deletion knew, made by people who knew of none: they keep the record alive."""
    deletions = [each.entry for each in heads if each.values[DELETED]]
    edits = [
        Head(entry.origin, entry.seq, values)
        for entry in ordered
        if (values := _edited(entry, registers)) and all(_is_beside(entry, deletion) for deletion in deletions)
    ]
    if not edits:
        return None
    return Conflict((DELETED,), EDIT_DELETE, (*(Head(d.origin, d.seq, {DELETED: 1}) for d in deletions), *edits))


def _is_beside(one: Entry, other: Entry) -> bool:
    return one is not other and not one.knows(other) and not other.knows(one)


def _edited(entry: Entry, registers: Registers) -> dict[str, Any]:
    """What an entry says besides whether the record is deleted."""
    return {name: value for name, value in entry.new_values.items() if name in registers and name != DELETED}


def heads_text(conflict: Conflict) -> str:
    """The heads as they stand in `sync_conflict`: [replica, sequence, {column: value}] each."""
    return json.dumps([list(head) for head in conflict.heads], ensure_ascii=False, separators=(",", ":"))
