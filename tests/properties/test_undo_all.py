"""Whatever people do, undoing all of it leads back to the beginning, and redoing all of it to the end."""

import shutil
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from crm_desktop.core.clock import FixedClock
from crm_desktop.core.errors import Problem
from crm_desktop.core.i18n import Message
from crm_desktop.core.viewer import SYSTEM
from crm_desktop.models import ENTITIES, Contact, Customer, Interaction, Opportunity, Order, ServiceCase, Stage
from crm_desktop.operations.contact import PointDraft, RoleDraft, contact_draft, delete_contacts, update_contact
from crm_desktop.operations.customer import assign_customers, customer_draft, delete_customers, update_customer
from crm_desktop.operations.dictionary import ensure_choice
from crm_desktop.operations.interaction import delete_interactions
from crm_desktop.operations.opportunity import opportunity_draft, update_opportunity
from crm_desktop.operations.payment import ReceiptDraft, record_receipt
from crm_desktop.operations.restore import restore_records
from crm_desktop.operations.service_steps import assign_case
from crm_desktop.operations.stage_moves import move_stage
from crm_desktop.operations.tag import tag_records
from crm_desktop.operations.undo_step import next_steps, redo, undo
from crm_desktop.operations.user import ensure_user_by_name
from crm_desktop.queries.integrity import findings
from crm_desktop.queries.viewer import viewer_of
from crm_desktop.storage.database import Database, UnitOfWork
from tests.builders import a_case, a_contact, a_customer, a_line, an_interaction, an_opportunity, an_order
from tests.company import NOW, Company

NAMES = st.sampled_from(["Haverton", "海维康", "Yarrow & Sons", " padded "])
TEXTS = st.sampled_from([None, "Wuxi", "苏州", "0510 1234"])
TAGS = st.lists(st.sampled_from(["VIP", "vip", "Expo"]), max_size=2).map(tuple)
NTH = st.integers(0, 2)
STAGES = st.sampled_from(["prospecting", "proposal", "won", "lost"])
Snapshot = dict[str, dict[str, tuple[Any, ...]]]


class People(RuleBasedStateMachine):
    """Random work of one person, some of it undone and redone on the way."""

    founded: Path
    folder: Path
    runs = 0

    @initialize()
    def open(self) -> None:
        People.runs += 1
        path = self.folder / f"{People.runs}.crm"
        shutil.copyfile(self.founded, path)
        database = Database.open(path, FixedClock.at(NOW))
        with database.write(Message("What was there before"), SYSTEM) as work:
            customers = [a_customer(work, name, tags=("VIP",)) for name in ("Haverton", "海维康")]
            for each in customers:
                a_contact(work, "Dana", each, phone="0571 2046")
                an_opportunity(work, customer_id=each, lines=(a_line(), a_line("5")))
        with database.read(SYSTEM) as reading:
            self.company = Company(database, FixedClock.at(NOW), viewer_of(reading))
        self.path = path
        self.first = self._snapshot()

    def teardown(self) -> None:
        if not hasattr(self, "company"):
            return
        try:
            self._undo_all_and_redo_all()
        finally:
            self.company.database.close()
            self.path.unlink()

    # --- what people do

    @rule(name=NAMES, city=TEXTS, tags=TAGS)
    def add_customer(self, name: str, city: str | None, tags: tuple[str, ...]) -> None:
        self._do(lambda work: a_customer(work, name, city=city, tags=tags))

    @rule(nth=NTH, name=NAMES, city=TEXTS, tags=TAGS)
    def edit_customer(self, nth: int, name: str, city: str | None, tags: tuple[str, ...]) -> None:
        def edit(work: UnitOfWork, customer: str) -> None:
            draft = replace(customer_draft(work, customer), name=name, city=city, tags=tags, satisfaction=nth + 1)
            update_customer(work, customer, draft)

        self._to_one(Customer, nth, edit)

    @rule(nth=NTH)
    def hand_a_customer_over_to_somebody_new(self, nth: int) -> None:
        self._to_one(
            Customer, nth, lambda work, each: assign_customers(work, [each], ensure_user_by_name(work, f"Owner {nth}"))
        )

    @rule(add=TAGS, remove=TAGS)
    def tag_every_customer(self, add: tuple[str, ...], remove: tuple[str, ...]) -> None:
        self._do(lambda work: tag_records(work, "customer", self._ids(work, Customer), add, remove))

    @rule(nth=NTH)
    def delete_a_customer(self, nth: int) -> None:
        self._to_one(Customer, nth, lambda work, each: delete_customers(work, [each]))

    @rule(nth=NTH)
    def restore_a_customer(self, nth: int) -> None:
        def restore(work: UnitOfWork) -> None:
            deleted = self._ids(work, Customer, deleted=True)
            restore_records(work, "customer", deleted[nth : nth + 1])

        self._do(restore)

    @rule(nth=NTH, phones=st.lists(TEXTS.filter(bool), max_size=3))
    def add_contact(self, nth: int, phones: Sequence[str]) -> None:
        points = tuple(PointDraft("messenger", each) for each in phones)
        self._to_one(
            Customer,
            nth,
            lambda work, each: a_contact(work, "Dana", points=points, customers=(RoleDraft(each, is_main=True),)),
        )

    @rule(nth=NTH, value=TEXTS.filter(bool))
    def edit_contact(self, nth: int, value: str) -> None:
        def edit(work: UnitOfWork, contact: str) -> None:
            draft = contact_draft(work, contact)
            points = (PointDraft("messenger", value), *draft.points[1:], *draft.points[:1])
            update_contact(work, contact, replace(draft, points=points, job_title=value))

        self._to_one(Contact, nth, edit)

    @rule(nth=NTH)
    def delete_a_contact_and_everything_said(self, nth: int) -> None:
        def delete(work: UnitOfWork, contact: str) -> None:
            delete_contacts(work, [contact])
            delete_interactions(work, self._ids(work, Interaction))

        self._to_one(Contact, nth, delete)

    @rule(nth=NTH)
    def log_interaction(self, nth: int) -> None:
        self._to_one(Customer, nth, lambda work, each: an_interaction(work, customer_id=each, next_step="Call"))

    @rule(nth=NTH, prices=st.lists(st.sampled_from(["1", "99.99"]), max_size=2))
    def add_deal(self, nth: int, prices: Sequence[str]) -> None:
        lines = tuple(a_line(price) for price in prices)
        self._to_one(Customer, nth, lambda work, each: an_opportunity(work, customer_id=each, lines=lines))

    @rule(nth=NTH, prices=st.lists(st.sampled_from(["1", "99.99"]), max_size=2))
    def edit_deal(self, nth: int, prices: Sequence[str]) -> None:
        def edit(work: UnitOfWork, deal: str) -> None:
            draft = opportunity_draft(work, deal)
            lines = (*draft.lines[1:], *(a_line(price) for price in prices))
            update_opportunity(work, deal, replace(draft, lines=lines, next_step="Offer"))

        self._to_one(Opportunity, nth, edit)

    @rule(nth=NTH, stage=STAGES)
    def move_deal(self, nth: int, stage: str) -> None:
        def move(work: UnitOfWork, deal: str) -> None:
            reason = ensure_choice(work, "lost_reason", "Too dear") if stage == "lost" else None
            move_stage(work, deal, Stage.id_of("sales", stage), reason_id=reason)

        self._to_one(Opportunity, nth, move)

    @rule(nth=NTH)
    def order_and_pay(self, nth: int) -> None:
        self._to_one(Customer, nth, lambda work, each: an_order(work, customer_id=each))
        self._to_one(
            Order, nth, lambda work, each: record_receipt(work, ReceiptDraft(order_id=each, amount_minor=5_000))
        )

    @rule(nth=NTH)
    def open_case(self, nth: int) -> None:
        self._to_one(Customer, nth, lambda work, each: a_case(work, customer_id=each))
        self._to_one(ServiceCase, nth, lambda work, each: assign_case(work, each, self.company.viewer.user_id))

    @rule(times=st.integers(1, 3))
    def undo_some(self, times: int) -> None:
        for _ in range(times):
            self._step_back()

    @rule(times=st.integers(1, 3))
    def redo_some(self, times: int) -> None:
        for _ in range(times):
            self._step_forth()

    # --- what must hold in the end

    def _undo_all_and_redo_all(self) -> None:
        last = self._snapshot()
        undone = 0
        while self._step_back():
            undone += 1
        assert self._snapshot() == self.first
        for _ in range(undone):
            assert self._step_forth()
        assert self._snapshot() == last
        with self.company.read() as reading:
            assert findings(reading) == []

    def _do(self, operation: Callable[[UnitOfWork], object]) -> None:
        """A step of the person; one that is refused leaves nothing behind."""
        before = self._recorded()
        try:
            with self.company.write() as work:
                operation(work)
        except Problem:
            assert self._recorded() == before

    def _to_one(self, entity: type[Any], nth: int, operation: Callable[[UnitOfWork, str], object]) -> None:
        def step(work: UnitOfWork) -> None:
            for each in self._ids(work, entity)[nth : nth + 1]:
                operation(work, each)

        self._do(step)

    @staticmethod
    def _ids(work: UnitOfWork, entity: type[Any], *, deleted: bool = False) -> list[str]:
        rows = work.connection.exec_driver_sql(
            f"SELECT id FROM {entity.__tablename__} WHERE deleted = ? ORDER BY id", (int(deleted),)
        )
        return list(rows.scalars())

    def _step_back(self) -> bool:
        with self.company.write("Undo") as work:
            if next_steps(work).undo is None:
                return False
            assert undo(work).left == ()
        return True

    def _step_forth(self) -> bool:
        with self.company.write("Redo") as work:
            if next_steps(work).redo is None:
                return False
            assert redo(work).left == ()
        return True

    def _recorded(self) -> int:
        with self.company.read() as reading:
            return reading.position

    def _snapshot(self) -> Snapshot:
        """Every living row of every table, as it is stored; number blocks are taken for good."""
        with self.company.read() as reading:
            return {
                entity.__tablename__: {
                    row[0]: tuple(row)
                    for row in reading.connection.exec_driver_sql(
                        f"SELECT * FROM {entity.__tablename__} WHERE deleted = 0"
                    )
                }
                for entity in ENTITIES
                if entity.__undoable__
            }


@pytest.mark.slow
def test_all_steps_can_be_undone_and_redone(founded: Path, tmp_path: Path) -> None:
    People.founded, People.folder = founded, tmp_path
    run_state_machine_as_test(People, settings=settings(max_examples=15, stateful_step_count=15))
