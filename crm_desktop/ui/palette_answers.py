"""What the palette asks the company file: one question at a time, answered off the window's thread, the newest wins."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QObject

from crm_desktop.queries.search import SearchResult, search, search_counts
from crm_desktop.queries.search_facts import Facts, facts_of
from crm_desktop.queries.search_scope import search_records, search_within
from crm_desktop.queries.search_words import load_readings
from crm_desktop.ui.background import Background, Latest

Key = tuple[str, str]
# More than so many are not counted: nobody reads the figure, and counting a million takes long.
COUNTED = 1_000


@dataclass(frozen=True)
class Question:
    """What is asked: a text, the kinds wanted of it, a customer within whom, or the records opened last."""

    typed: str = ""
    kinds: tuple[str, ...] = ()
    limit: int = 5
    within: str | None = None
    recent: tuple[Key, ...] = ()


@dataclass(frozen=True)
class Answer:
    """The records found, what stands beside them, and how many milliseconds it took."""

    question: Question = Question()
    result: SearchResult = field(default_factory=SearchResult)
    facts: Mapping[Key, Facts] = field(default_factory=dict)
    took_ms: float = 0.0


class Questions:
    """Asks for an owner; counts follow where an answer does not hold everything."""

    def __init__(self, background: Background, owner: QObject) -> None:
        self._asking, self._counting = Latest(background, owner), Latest(background, owner)
        background.call(owner, load_readings, lambda _done: None)

    def ask(self, question: Question, then: Callable[[Answer], None]) -> None:
        """Answer, and forget what was asked before."""
        self._counting.cancel()
        self._asking.read(lambda reading: answer(reading, question), then)

    def count(self, question: Question, then: Callable[[Mapping[str, int]], None]) -> None:
        """How many records of each kind there are, at most `COUNTED`."""
        self._counting.read(lambda reading: search_counts(reading, question.typed, question.kinds, COUNTED), then)

    def forget(self) -> None:
        """Nobody waits any more."""
        self._asking.cancel()
        self._counting.cancel()


def answer(reading: Any, question: Question) -> Answer:
    """What is found, read in one go."""
    started = time.perf_counter()
    result = _result(reading, question)
    facts = facts_of(reading, result.hits)
    return Answer(question, result, facts, (time.perf_counter() - started) * 1000)


def customer_at(reading: Any, key: Key) -> tuple[str, str] | None:
    """Id and name of the customer a record belongs to, as far as both may be seen."""
    hits = search_records(reading, [key])
    facts = facts_of(reading, hits).get(key)
    if facts is None or facts.customer_id is None:
        return None
    return facts.customer_id, hits[0].title if key[0] == "customer" else facts.customer or ""


def _result(reading: Any, question: Question) -> SearchResult:
    if question.within is not None:
        return search_within(reading, question.within, question.typed, question.kinds, question.limit)
    if question.typed:
        return search(reading, question.typed, question.kinds, question.limit)
    return SearchResult(tuple(search_records(reading, _wanted(question))[: question.limit]))


def _wanted(question: Question) -> Sequence[Key]:
    return [key for key in question.recent if key[0] in question.kinds]
