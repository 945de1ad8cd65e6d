"""What must hold in the end, judged without clocks, contexts and vectors: "knew of" is set inclusion of tokens."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from crm_desktop.models import Customer
from crm_desktop.storage import capture
from crm_desktop.storage.journal import Change
from tests.sync.laptop import Laptop

REGISTERS = capture.registers(Customer)
DELETED = ("deleted",)


@dataclass(frozen=True)
class Write:
    """A step as the oracle sees it: what it wrote into which registers of a customer, and which steps it knew."""

    row: str
    values: Mapping[tuple[str, ...], tuple[Any, ...]]
    knew: frozenset[int]


def judge_row(laptop: Laptop, row: str, writes: Mapping[int, Write]) -> None:
    """Of every register a maximal write is shown, and those with different maximal writes are listed for review."""
    listed = {tuple(reg.split(",")) for (reg,) in laptop.rows("SELECT reg FROM sync_conflict WHERE row_id = ?", row)}
    for register in dict.fromkeys(register for write in writes.values() for register in write.values):
        heads = _heads({token: each for token, each in writes.items() if register in each.values})
        values = {writes[token].values[register] for token in heads}
        (shown,) = laptop.rows(f"SELECT {', '.join(register)} FROM customer WHERE id = ?", row)
        if register == DELETED:
            _judge_deletion(row, writes, heads, bool(shown[0]), DELETED in listed)
        else:
            assert shown in values, ("shown is no maximal write", row, register, shown, values)
            assert (len(values) > 1) == (register in listed), ("review", row, register, values, listed)


def registers_of(change: Change) -> dict[tuple[str, ...], tuple[Any, ...]]:
    """What a change writes, register by register."""
    new = change.data if change.op == "i" else {name: pair[1] for name, pair in change.data.items()}
    touched = {REGISTERS[name] for name in new}
    return {register: tuple(new.get(name) for name in register) for register in touched}


def _heads(writes: Mapping[int, Write]) -> list[int]:
    """The writes that no other write knew."""
    return [
        token for token in writes if not any(token in each.knew for other, each in writes.items() if other != token)
    ]


def _judge_deletion(row: str, writes: Mapping[int, Write], heads: list[int], is_gone: bool, is_listed: bool) -> None:
    """An edit beside a deletion keeps the record and is listed; without one the deletion holds."""
    deletions = [token for token in heads if writes[token].values[DELETED] == (1,)]
    edits = [
        token
        for token, each in writes.items()
        if set(each.values) != {DELETED} and all(_beside(token, other, writes) for other in deletions)
    ]
    if len(deletions) == len(heads):
        assert is_listed == bool(edits), ("review of a deletion", row, deletions, edits)
        assert is_gone == (not edits), ("deleted", row, deletions, edits)
    elif deletions:
        assert not is_gone or not edits, ("deleted beside a restoration", row)
        assert not is_listed or edits, ("review of a deletion", row)
    else:
        assert not is_gone, ("nobody deleted it", row)
        assert not is_listed, ("review of no deletion", row)


def _beside(one: int, other: int, writes: Mapping[int, Write]) -> bool:
    return one != other and one not in writes[other].knew and other not in writes[one].knew
