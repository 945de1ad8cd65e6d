"""Random schedules of three laptops, judged by an oracle that knows nothing of clocks, contexts and vectors.

Every step carries a token of its own as its label. What a step knew is the set of tokens that stood in the journal of
its laptop when it was written, so that "knew of" is set inclusion. In the end all laptops must agree; no token may be
missing unless it died with a laptop that was restored; of every field a maximal write must be shown, and exactly the
fields with different maximal writes must be listed for review.
"""

import json
import shutil
from collections import Counter
from collections.abc import Callable, Generator, Mapping
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import ClassVar
from uuid import UUID

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from crm_desktop.core.errors import Problem
from crm_desktop.core.i18n import Message
from crm_desktop.core.ids import derived_id
from crm_desktop.core.viewer import SYSTEM
from crm_desktop.models import Interaction
from crm_desktop.operations.tag import tag_records
from crm_desktop.storage import check, journal, relabelling
from crm_desktop.storage import undo as journal_undo
from crm_desktop.storage.database import UnitOfWork
from crm_desktop.sync import replica as replica_module
from crm_desktop.sync.pairwise import merge_replicas
from crm_desktop.sync.replica import Replica
from crm_desktop.sync.transaction import Transaction
from tests.sync.conftest import copied
from tests.sync.laptop import KIND, Laptop, Watch, assert_same, dump, insert_customer
from tests.sync.oracle import Write, judge_row, registers_of

LAPTOPS = 3
WHICH = st.integers(0, LAPTOPS - 1)
NTH = st.integers(0, 99)
FIELDS = ("name", "phone", "email", "city", "address", "note")
FIELD = st.sampled_from(FIELDS)
SEEDS = st.integers(0, 2**16)
# A third of a year either way, or decades.
SKEW = st.one_of(st.integers(-(10**10), 10**10), st.sampled_from((-(10**12), 10**12)))


class Crash(Exception):
    """The laptop stops in the middle of a merge."""


class Laptops(RuleBasedStateMachine):
    """What people and machines do. Set `template`, a company file, and `folder` before it runs."""

    template: Path
    folder: Path
    runs = 0
    seen: ClassVar[Counter[str]] = Counter()

    def __init__(self) -> None:
        super().__init__()
        type(self).runs += 1
        self.home = self.folder / str(self.runs)
        self.home.mkdir()
        dice = Random(7)
        # The same example has the same identities each time it is run.
        self.patch = pytest.MonkeyPatch()
        self.patch.setattr(relabelling, "uuid4", lambda: UUID(int=dice.getrandbits(128)))
        self.laptops: list[Laptop] = []
        self.writes: dict[int, Write] = {}
        self.may_be_lost: set[int] = set()
        self.count = 0
        self.recorded: set[int] = set()
        self.future: set[str] = set()

    @initialize()
    def found(self) -> None:
        """Three copies of one company."""
        time = [1_700_000_000_000]
        for number in range(LAPTOPS):
            laptop = Laptop(self.home / f"{number}.crm", Watch(time))
            shutil.copyfile(self.template, laptop.path)
            laptop.open()
            if number:
                with laptop.database.merging() as connection:
                    relabelling.rehome(connection)
            self.laptops.append(laptop)

    # --- what people do

    @rule(at=WHICH)
    def insert(self, at: int) -> None:
        key = derived_id("customer", str(self.count))
        self._write(at, lambda work: insert_customer(work, key), key)

    @rule(at=WHICH, column=FIELD, nth=NTH)
    def edit(self, at: int, column: str, nth: int) -> None:
        row = self._row(at, nth)
        self._write(at, lambda work: _set(work, row, **{column: self._value()}), row)

    @rule(at=WHICH, column=FIELD, nth=NTH)
    def edit_twice_in_one_step(self, at: int, column: str, nth: int) -> None:
        def twice(work: UnitOfWork) -> None:
            _set(work, row, **{column: "for a moment"})
            _set(work, row, **{column: self._value()})

        row = self._row(at, nth)
        self._write(at, twice, row)

    @rule(at=WHICH, first=FIELD, second=FIELD, nth=NTH)
    def edit_two_fields(self, at: int, first: str, second: str, nth: int) -> None:
        row = self._row(at, nth)
        self._write(at, lambda work: _set(work, row, **{first: self._value(), second: "both"}), row)

    @rule(at=WHICH, nth=NTH, is_deleted=st.booleans())
    def delete_or_restore(self, at: int, nth: int, is_deleted: bool) -> None:
        row = self._row(at, nth)
        self._write(at, lambda work: _set(work, row, deleted=int(is_deleted)), row)

    @rule(at=WHICH, nth=NTH)
    def add_a_child(self, at: int, nth: int) -> None:
        row, key = self._row(at, nth), derived_id("child", str(self.count))
        self._write(at, lambda work: _insert_interaction(work, key, row))

    @rule(at=WHICH, nth=NTH, tag=st.integers(0, 1), is_on=st.booleans())
    def tag(self, at: int, nth: int, tag: int, is_on: bool) -> None:
        row = self._row(at, nth)
        self._write(at, lambda work: _tag(work, row, f"Tag {tag}", is_on))

    @rule(at=WHICH, source=WHICH, column=FIELD, nth=NTH)
    def save_a_form_opened_before_a_merge(self, at: int, source: int, column: str, nth: int) -> None:
        row = self._row(at, nth)
        with self.laptops[at].database.read(SYSTEM) as reading:
            position = reading.position
        knew = self.laptops[at].tokens()
        if at != source:
            self._merge(at, source)

        def save(work: UnitOfWork) -> None:
            _set(work, row, **{column: self._value()})
            work.base_on(position)

        self._write(at, save, row, knew=knew)

    @rule(at=WHICH, nth=NTH, is_first=st.booleans())
    def review(self, at: int, nth: int, is_first: bool) -> None:
        """Somebody takes one of the values, or keeps what is shown; nobody needs to decide again."""
        found = self.laptops[at].rows("SELECT tbl, row_id, reg, kind, heads FROM sync_conflict ORDER BY 1, 2, 3")
        if not found:
            return
        table, row, register, kind, heads = found[nth % len(found)]
        columns = register.split(",")
        chosen = json.loads(heads)[0][2] if is_first and kind == "edit/edit" and table == "customer" else {}

        def decide(work: UnitOfWork) -> None:
            if chosen:
                _set(work, row, **chosen)
            journal.decide(work.connection, table, row, columns)

        self._write(at, decide, row)
        self.seen["reviews"] += 1
        left = self.laptops[at].rows("SELECT 1 FROM sync_conflict WHERE row_id = ? AND reg = ?", row, register)
        assert not left, "a decision left the conflict open"

    @rule(at=WHICH)
    def undo(self, at: int) -> None:
        """The last step of this laptop is taken back; what it wrote is read from its journal."""
        with self.laptops[at].database.read(SYSTEM) as reading:
            step, _ = journal_undo.next_steps(reading.connection, "")
        if step is not None:
            self._write(at, lambda work: journal_undo.revert(work, step.id))

    @rule(at=WHICH, nth=NTH)
    def work_with_a_newer_program(self, at: int, nth: int) -> None:
        """It writes a column and a table that the others do not know."""
        row = self._row(at, nth)
        self.count += 1
        name = f"new {self.count}"
        with self.laptops[at].database.write(Message(str(self.count)), SYSTEM) as work:
            journal.append(work.connection, "customer", row, "u", {"mood": [None, name]})
            journal.append(work.connection, "invention", name, "i", {"deleted": 0, "name": name})
        self.recorded.add(self.count)
        self.future.add(name)

    # --- what machines do

    @rule(at=WHICH, source=WHICH, crash=st.none() | st.integers(0, 6))
    def merge(self, at: int, source: int, crash: int | None) -> None:
        if at != source:
            self._merge(at, source, crash)

    @rule(at=WHICH)
    def back_up(self, at: int) -> None:
        laptop = self.laptops[at]
        laptop.backup = self._backup(at).replace(laptop.path.with_suffix(".backup"))

    @precondition(lambda self: any(laptop.backup for laptop in self.laptops))
    @rule(at=WHICH)
    def restore(self, at: int) -> None:
        """What had reached nobody else is gone; everything else comes back from the others."""
        laptop = self.laptops[at]
        if laptop.backup is None:
            return
        self._put_back(at, laptop.backup)

    @rule(at=WHICH, other=WHICH, how=st.sampled_from(("backup", "disk", "copy here", "copy elsewhere")), nth=NTH)
    def go_on_twice(self, at: int, other: int, how: str, nth: int) -> None:
        """Two files that were one are both written in, or were; neither may write under the name of the other."""
        if at == other:
            return
        # Only a file that was written in says where it belongs.
        self.edit(other, "city", nth)
        if how.startswith("copy"):
            self._take_a_copy(at, other, is_same_computer=how == "copy here")
        else:
            self._lose_what_others_have(at, other, nth, is_whole_disk=how == "disk")
        for each in (at, other):
            self.edit(each, "city", nth)
        if how == "disk":
            # Nothing but this tells the computer; a third that meets both before refuses the second.
            self._merge(at, other)
        self.seen["went on twice"] += 1

    @rule(at=WHICH, skew=SKEW)
    def set_the_clock(self, at: int, skew: int) -> None:
        self.laptops[at].watch.skew = skew

    # --- what must hold in the end

    def teardown(self) -> None:
        if not self.laptops:
            return
        try:
            self.gather()
            self._judge()
        finally:
            for laptop in self.laptops:
                laptop.database.close()
            self.patch.undo()
            shutil.rmtree(self.home, ignore_errors=True)

    def gather(self) -> None:
        """Everybody comes to know everything."""
        for at in range(1, LAPTOPS):
            self._merge(0, at)
        for at in range(1, LAPTOPS):
            self._merge(at, 0)

    def _judge(self) -> None:
        first = self.laptops[0]
        state = dump(first)
        self.seen["schedules"] += 1
        self.seen["conflicts in the end"] += len(state["conflicts"])
        for other in self.laptops[1:]:
            assert_same(dump(other), state)
        with first.database.read(SYSTEM) as reading:
            assert check.check(reading.connection) == []
        held = first.tokens()
        missing = self.recorded - held - self.may_be_lost
        assert not missing, f"lost steps: {sorted(missing)}"
        self._judge_future(held)
        for row in {write.row for write in self.writes.values()}:
            judge_row(
                first, row, {token: each for token, each in self.writes.items() if each.row == row and token in held}
            )

    def _judge_future(self, held: frozenset[int]) -> None:
        kept = {name for (name,) in self.laptops[0].rows("SELECT row_id FROM sync_change WHERE tbl = 'invention'")}
        expected = {name for name in self.future if int(name.split()[1]) in held}
        assert kept == expected

    # --- how

    def _value(self) -> str:
        return f"value {self.count}"

    def _row(self, at: int, nth: int) -> str:
        found = self.laptops[at].rows("SELECT id FROM customer ORDER BY id")
        return str(found[nth % len(found)][0])

    def _write(
        self,
        at: int,
        operation: Callable[[UnitOfWork], object],
        row: str | None = None,
        knew: frozenset[int] | None = None,
    ) -> None:
        """One step, and what the oracle has to know of it."""
        laptop = self.laptops[at]
        self.count += 1
        token = self.count
        knew = laptop.tokens() if knew is None else knew
        try:
            with laptop.database.write(Message(str(token)), SYSTEM) as work:
                operation(work)
        except Problem:
            return
        if work.transaction is None:
            return
        self.recorded.add(token)
        self.seen["steps"] += 1
        with laptop.database.read(SYSTEM) as reading:
            changes = journal.changes_of(reading.connection, work.transaction)
        for change in changes:
            if change.table == "customer":
                self.writes[token] = Write(change.row_id, registers_of(change), knew)
                assert row is None or row == change.row_id

    def _backup(self, at: int) -> Path:
        path = self.laptops[at].path
        return copied(path, path.with_suffix(".copy"))

    def _put_back(self, at: int, backup: Path) -> None:
        laptop = self.laptops[at]
        before = laptop.tokens()
        laptop.put_back(backup)
        self.may_be_lost |= before - laptop.tokens()
        self.seen["restores"] += 1

    def _take_a_copy(self, at: int, source: int, *, is_same_computer: bool) -> None:
        """Somebody leaves his file for a copy of another's."""
        laptop = self.laptops[at]
        own = laptop.path.with_suffix(".device")
        laptop.device = self.laptops[source].device if is_same_computer else own
        self._put_back(at, self._backup(source))

    def _lose_what_others_have(self, at: int, witness: int, nth: int, *, is_whole_disk: bool) -> None:
        """A backup is put back; of a whole disk also what the computer remembers outside the file."""
        laptop = self.laptops[at]
        self.edit(at, "city", nth)
        backup, remembered = self._backup(at), laptop.path.with_suffix(".remembered")
        shutil.copytree(laptop.device, remembered)
        self.edit(at, "city", nth)
        self._merge(witness, at)
        if is_whole_disk:
            shutil.rmtree(laptop.device)
            shutil.copytree(remembered, laptop.device)
        shutil.rmtree(remembered)
        self._put_back(at, backup)

    def _merge(self, at: int, source: int, crash: int | None = None) -> None:
        into, other = Replica(self.laptops[at].database), Replica(self.laptops[source].database)
        self.seen["merges"] += 1
        if crash is None:
            merge_replicas(into, other)
            return
        replica_module.CHUNK = 3
        with suppress(Crash):
            merge_replicas(into, _Breaking(other, crash))
            crash = None
        self.seen["merges broken off"] += crash is not None
        replica_module.CHUNK = 2_000
        self.laptops[at].database.close()
        self.laptops[at].open()


class _Breaking(Replica):
    """Another laptop whose connection breaks after so many steps."""

    def __init__(self, other: Replica, steps: int) -> None:
        super().__init__(other.database)
        self._steps = steps

    def export(self, have: Mapping[str, int]) -> Generator[Transaction, None, None]:
        """What the other gives, up to the break."""
        for count, each in enumerate(super().export(have)):
            if count == self._steps:
                raise Crash
            yield each


def _insert_interaction(work: UnitOfWork, key: str, customer: str) -> None:
    values = {"kind_id": KIND, "happened_at": 0, "happened_on": "2026-11-22", "subject": "Called"}
    work.insert_row(Interaction, {"id": key, "customer_id": customer, **values})


def _set(work: UnitOfWork, row: str, **values: object) -> None:
    columns = ", ".join(f"{name} = ?" for name in values)
    work.connection.exec_driver_sql(f"UPDATE customer SET {columns} WHERE id = ?", (*values.values(), row))


def _tag(work: UnitOfWork, row: str, name: str, is_on: bool) -> None:
    tag_records(work, "customer", [row], *(([name], []) if is_on else ([], [name])))
