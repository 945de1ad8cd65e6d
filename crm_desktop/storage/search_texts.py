"""What the index keeps of a record: which columns it reads, the tokens of what stands in them, and their signature.

Nothing of the database is needed for it, so that a second process can do it (`search_ahead`).
"""

import hashlib
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any

from crm_desktop.storage.search_tokens import name_tokens, number_tokens, phone_tokens, word_tokens

if TYPE_CHECKING:
    from crm_desktop.models.search_fields import SearchFields

# Column, what makes its tokens, whether they are those of a name.
Reads = tuple[tuple[str, Callable[[str], list[str]], bool], ...]
# A record's rows, its own first, then its parts'; each with how its columns are read.
Values = list[tuple[Reads, tuple[Any, ...]]]
# A record, the signature of its values, the tokens of its names and those of all else.
Entry = tuple[str, int, str, str]


@cache
def reads_of(fields: "SearchFields") -> Reads:
    """Each searched column with how it is read; one that is both phone and words is told apart by its value."""
    names = _person_tokens if fields.persons else name_tokens
    either = set(fields.phones) & set(fields.words)
    return (
        *((column, names, True) for column in fields.names),
        *((column, number_tokens, False) for column in fields.numbers),
        *((column, _either_tokens if column in either else phone_tokens, False) for column in fields.phones),
        *((column, word_tokens, False) for column in fields.words if column not in either),
    )


def serve(connection: Any) -> None:
    """Make the entries of {kind: {record: values}}, over and over; what the second process of `search_ahead` does."""
    while True:
        part: dict[str, dict[str, Values]] = connection.recv()
        connection.send({kind: entries_of(values) for kind, values in part.items()})


def entries_of(found: dict[str, Values]) -> list[Entry]:
    """What the index keeps of each record."""
    return [(record, signature_of(values), *texts(values)) for record, values in found.items()]


def texts(values: Values) -> tuple[str, str]:
    """The tokens of a record's names, and those of all else."""
    names: list[str] = []
    tokens: list[str] = []
    plain_words: list[str] = []
    for reads, row in values:
        for (_, read, is_name), value in zip(reads, row, strict=False):
            if not value:
                continue
            text = value if type(value) is str else str(value)
            if read is word_tokens and text.isascii():
                plain_words.append(text)
            else:
                (names if is_name else tokens).extend(read(text))
    if plain_words:
        # Words of several columns are cut as one text, at half the cost; one that stands in two of them is there once.
        tokens += word_tokens("\n".join(plain_words))
    return " ".join(names), " ".join(tokens)


def _person_tokens(value: str) -> list[str]:
    return name_tokens(value, person=True)


def _either_tokens(value: str) -> list[str]:
    return phone_tokens(value) if is_phone(value) else word_tokens(value)


def is_phone(value: str) -> bool:
    """Whether a value that may be a telephone number or an address is a number."""
    return not any(character.isalpha() for character in value)


def signature_of(values: Values) -> int:
    """What tells whether the index read something else before."""
    text = repr(values[0][1] if len(values) == 1 else [row for _, row in values])
    digest = hashlib.blake2b(text.encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)
