"""Which columns of a table can be found by search, and how they are read."""

from dataclasses import dataclass


@dataclass(frozen=True)
class SearchFields:
    """How a table takes part in the search index.

    `names` are found by words, Chinese characters and pinyin, `numbers` as record numbers, `phones` by digits in any
    place, `words` by words and Chinese characters. `persons` reads the first character of names as a surname. A child
    table names in `via` the column with its parent's id: its values then belong to the parent's entry. Of a child table
    of several kinds, `scope` says in SQL which rows belong to this one; `only` says which of those are read.
    """

    kind: str
    title: str = ""
    subtitle: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    persons: bool = False
    via: str | None = None
    scope: str = ""
    only: str = ""
