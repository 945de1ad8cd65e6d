"""Plants bugs in the engine, one at a time, and sees that the tests find each: `dev.py mutants [NAME]`.

Most are to be found by the random schedules of laptops; three that those cannot see, because the final state is the
same, by the tests of folding and of merging.
"""

import os
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import contextmanager, redirect_stdout
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test
from sqlalchemy import Connection

from crm_desktop.core.paths import HOME_VARIABLE
from crm_desktop.storage import contexts, fold, folding, identity, journal
from crm_desktop.storage.connection import plain
from crm_desktop.sync import intake, merge
from crm_desktop.sync.replica import Replica
from crm_desktop.sync.transaction import Transaction
from tests.sync.laptop import make_template
from tests.sync.machine import Laptops
from tests.sync.soak import FOLDER

SCHEDULES = 400
Patch = pytest.MonkeyPatch


def arrival_order_wins(patch: Patch) -> None:
    """Entries are folded as they came in, not by clock and replica."""
    patch.setattr(fold, "sorted", lambda entries, key: list(entries), raising=False)


def everything_is_known(patch: Patch) -> None:
    """No two writes ever count as concurrent."""
    patch.setattr(fold.Entry, "knows", lambda _self, _other: True)


def nothing_is_known(patch: Patch) -> None:
    """Writes of different replicas always count as concurrent."""
    patch.setattr(fold.Entry, "knows", lambda self, other: self.origin == other.origin and other.seq < self.seq)


def no_identity_of_its_own(patch: Patch) -> None:
    """A file put back from a backup goes on as the replica it was."""
    patch.setattr(identity, "settle", lambda connection, _path, _device: journal.own_id(connection))


def folded_too_late(patch: Patch) -> None:
    """The journal is committed before the rows are folded: a break between the two leaves them as they were."""
    waiting: list[Mapping[str, list[str]]] = []
    whole = Replica.merge

    def merge_and_fold(self: Replica, transactions: Any, *more: Any) -> Any:
        waiting.clear()
        merged = whole(self, transactions, *more)
        with self.database.merging() as connection:
            for touched in waiting:
                folding.refold(connection, touched)
        return merged

    late = _Namespace(folding, refold=lambda _connection, touched: waiting.append(touched))
    patch.setattr(intake, "folding", late)
    patch.setattr(Replica, "merge", merge_and_fold)


def clocks_ignore_what_came(patch: Patch) -> None:
    """A step may be stamped earlier than what it knew."""
    whole = intake._go_on

    def go_on(connection: Connection, transactions: Any) -> None:
        ((before,),) = plain(connection, "SELECT last_hlc FROM sync_state")
        whole(connection, transactions)
        plain(connection, "UPDATE sync_state SET last_hlc = ?", (before,))

    patch.setattr(intake, "_go_on", go_on)


def contexts_grow_stale(patch: Patch) -> None:
    """What came in by a merge is not noted as known."""
    whole = intake._go_on

    def go_on(connection: Connection, transactions: Any) -> None:
        whole(connection, transactions)
        plain(connection, "UPDATE sync_state SET ctx_dirty = 0 WHERE ctx > 0")

    patch.setattr(intake, "_go_on", go_on)


def forms_know_everything(patch: Patch) -> None:
    """A form saved after a merge counts as typed in view of it."""
    patch.setattr(contexts, "as_of", lambda connection, _position: contexts.current(connection))


def changes_are_not_joined(patch: Patch) -> None:
    """Two changes of one row in one step stay two."""
    patch.setattr(journal, "_coalesce", lambda _connection, _me, _seq: None)


def groups_are_taken_apart(patch: Patch) -> None:
    """Columns that belong together merge one by one."""
    whole = fold._written

    def written(*given: Any) -> Any:
        return [((name,), {name: value}) for _, values in whole(*given) for name, value in values.items()]

    patch.setattr(fold, "_written", written)


def hashes_are_not_looked_at(patch: Patch) -> None:
    """What was altered on its way is taken in."""
    patch.setattr(Transaction, "is_genuine", lambda _self: True)


def nothing_is_held_back(patch: Patch) -> None:
    """A step is taken in before what it was written in knowledge of."""
    patch.setattr(merge, "_is_covered", lambda _transaction, _have: True)


BY_SCHEDULES = (
    arrival_order_wins,
    everything_is_known,
    nothing_is_known,
    no_identity_of_its_own,
    folded_too_late,
    clocks_ignore_what_came,
    contexts_grow_stale,
    forms_know_everything,
    changes_are_not_joined,
    groups_are_taken_apart,
)
BY_TESTS = (hashes_are_not_looked_at, nothing_is_held_back)
TESTS = ("tests/sync/test_merge.py",)


class _Namespace:
    """A module with some of its names replaced, for one of its users."""

    def __init__(self, module: Any, **names: object) -> None:
        self._module = module
        self.__dict__.update(names)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._module, name)


@contextmanager
def planted(bug: Callable[[Patch], None]) -> Any:
    """With the bug in the engine."""
    with pytest.MonkeyPatch.context() as patch:
        bug(patch)
        yield


def is_found_by_schedules() -> bool:
    """Whether some random schedule fails."""
    try:
        run_state_machine_as_test(
            seed(1)(Laptops),
            settings=settings(
                max_examples=SCHEDULES,
                stateful_step_count=40,
                deadline=None,
                database=None,
                derandomize=False,
                report_multiple_bugs=False,
                print_blob=False,
                suppress_health_check=list(HealthCheck),
                phases=(Phase.generate,),
            ),
        )
    except Exception:
        return True
    return False


def is_found_by_tests() -> bool:
    """Whether the directed tests fail."""
    return pytest.main(["-q", "-x", "-W", "ignore", "-p", "no:cacheprovider", *TESTS]) == pytest.ExitCode.TESTS_FAILED


def main(*names: str) -> int:
    """Plant each bug; returns how many were not found."""
    survived = 0
    with TemporaryDirectory(dir=FOLDER) as folder:
        os.environ[HOME_VARIABLE] = folder
        Laptops.template, Laptops.folder = Path(folder) / "template.crm", Path(folder)
        make_template(Laptops.template)
        for find, bugs in ((is_found_by_schedules, BY_SCHEDULES), (is_found_by_tests, BY_TESTS)):
            for bug in bugs:
                if names and bug.__name__ not in names:
                    continue
                started = time.process_time()
                with planted(bug), redirect_stdout(StringIO()):
                    is_found = find()
                survived += not is_found
                seconds = time.process_time() - started
                print(f"{'found' if is_found else 'NOT FOUND':<10}{bug.__name__:<28}{seconds:6.1f} s", flush=True)
    return survived


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
