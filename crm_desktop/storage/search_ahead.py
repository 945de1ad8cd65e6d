"""A long step made searchable while it goes on: a second process makes the tokens of what is written already.

Nothing depends on it. What it does not come to, and what changes again, is indexed when the step is closed.
"""

import logging
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from contextlib import contextmanager

from sqlalchemy import Connection

from crm_desktop.core.second_process import Ended, SecondProcess
from crm_desktop.storage import journal, search_index
from crm_desktop.storage.search_texts import serve

_log = logging.getLogger(__name__)


@contextmanager
def ahead(connection: Connection, give_up: Callable[[], None]) -> Iterator["IndexedAhead | None"]:
    """Within the block, each `go_on` indexes what was new at the one before; `give_up` may raise.

    One part at a time is away: more would pile up in memory. The tables of the index stay in the caller's transaction.
    """
    try:
        process = SecondProcess(serve)
    except Ended:
        _log.warning("no second process for the search index", exc_info=True)
        yield None
        return
    try:
        with search_index.gathering(connection):
            parts = IndexedAhead(connection, process, give_up)
            yield parts
            parts.end()
    finally:
        process.close()


class IndexedAhead:
    """What was written since the last part, on its way to the other process and back."""

    def __init__(self, connection: Connection, process: SecondProcess, give_up: Callable[[], None]) -> None:
        self._connection, self._process, self._give_up = connection, process, give_up
        self._reached = journal.position(connection)
        self._is_away = self._has_ended = False
        # By table, so that what the step touches again is found.
        self._indexed: dict[str, set[str]] = defaultdict(set)

    def records(self) -> Mapping[str, Set[str]]:
        """Table → the records that the index knows as they are; asked before the journal joins what it says of each."""
        self._forget(journal.touched_after(self._connection, self._reached))
        return self._indexed

    def go_on(self) -> None:
        """Index the part that was away, and give away what came since."""
        self.take_back()
        if self._has_ended:
            return
        touched = journal.touched_after(self._connection, self._reached)
        self._forget(touched)
        self._reached = journal.position(self._connection)
        try:
            self._process.send(search_index.new_values(self._connection, touched))
            self._is_away = True
        except Ended:
            self._stop()

    def take_back(self) -> None:
        """Index the part that was away."""
        if not self._is_away:
            return
        try:
            done = self._process.receive(self._give_up)
        except Ended:
            self._stop()
            return
        self._is_away = False
        for kind, entries in done.items():
            source = search_index.sources()[kind]
            search_index.add(self._connection, source, entries)
            self._indexed[source.table].update(record for record, *_ in entries)

    def end(self) -> None:
        """Index the part that was away, the last one."""
        self.take_back()
        self._has_ended = True

    def _forget(self, touched: Mapping[str, Iterable[str]]) -> None:
        for table, ids in touched.items():
            self._indexed[table].difference_update(ids)

    def _stop(self) -> None:
        """The step goes on alone."""
        _log.warning("the second process for the search index has ended")
        self._is_away, self._has_ended = False, True
