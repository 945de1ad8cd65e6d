"""Choices that a later version of the program relies on, added to companies that were founded before it."""

import json

from crm_desktop.models import DictionaryEntry
from crm_desktop.operations.shipped import DICTIONARY, FIXED
from crm_desktop.storage.database import Reading, UnitOfWork


def add_missing(work: UnitOfWork) -> int:
    """Add what a fixed list lacks, and whole lists that came with a later version; returns how many choices.

    Whatever was there once, deleted or not, is left alone.
    """
    wanted = missing(work)
    for kind, code in wanted:
        position, names = next((at, each) for at, each in enumerate(DICTIONARY[kind]) if each[0] == code)
        work.session.add(
            DictionaryEntry(
                id=DictionaryEntry.id_of(kind, code),
                kind=kind,
                code=code,
                name_en=names[1],
                name_zh=names[2],
                position=position,
                is_editable=kind not in FIXED,
            )
        )
    return len(wanted)


def missing(reading: Reading) -> list[tuple[str, str]]:
    """List and code of what the company lacks."""
    begun = {kind for (kind,) in reading.plain("SELECT DISTINCT kind FROM dictionary_entry")}
    wanted = sorted(FIXED | (DICTIONARY.keys() - begun))
    shipped = {DictionaryEntry.id_of(kind, code): (kind, code) for kind in wanted for code, *_ in DICTIONARY[kind]}
    there = reading.plain(
        "SELECT id FROM dictionary_entry WHERE id IN (SELECT value FROM json_each(?))", (json.dumps(sorted(shipped)),)
    )
    known = {entry_id for (entry_id,) in there}
    return [key for entry_id, key in shipped.items() if entry_id not in known]
