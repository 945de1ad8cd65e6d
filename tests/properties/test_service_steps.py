"""Random people take random steps with random cases: nothing forbidden is let through, nothing is lost, time adds up.

A model of a few lines says which step is allowed, and minutes are counted one by one.
"""

import shutil
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import select

from crm_desktop.core.clock import FixedClock, moment_of
from crm_desktop.core.errors import UserError
from crm_desktop.core.i18n import Message
from crm_desktop.core.viewer import SYSTEM
from crm_desktop.models import ServiceCase, ServiceRound, ServiceWait
from crm_desktop.models.service_case import (
    ARCHIVED,
    ASSIGNED,
    CUSTOMER,
    HANDLED,
    IN_PROGRESS,
    NEW,
    SUPPLIER,
    UNDER_WAY,
    WAITING,
)
from crm_desktop.operations import parameter
from crm_desktop.operations.service_limit import ServiceLimitDraft, set_service_limit
from crm_desktop.operations.service_steps import (
    assign_case,
    give_feedback,
    go_on_with_case,
    handle_case,
    reopen_case,
    take_up_case,
    wait_with_case,
)
from crm_desktop.operations.undo_step import undo
from crm_desktop.queries.integrity import findings
from crm_desktop.queries.viewer import viewer_of
from crm_desktop.storage.database import Database, UnitOfWork
from tests.builders import a_case, a_customer, a_user, role
from tests.company import NOW, Company

MINUTE_MS = 60_000
CASES, PEOPLE = st.integers(0, 1), st.sampled_from(["ada", "mei", "tom"])


@dataclass
class Told:
    """What the model knows of a case: minutes in which it waited or was with the customer count for nothing."""

    opened: int
    status: str = NEW
    owner: str | None = None
    rounds: int = 1
    answered: int | None = None
    paused: int | None = None
    pauses: list[tuple[int, int]] = field(default_factory=list)
    solved: int | None = None


class Desk(RuleBasedStateMachine):
    """Three people of one office and two cases; Ada assigns, Mei and Tom take up what waits and handle it."""

    founded: Path
    folder: Path
    runs = 0

    @initialize()
    def open(self) -> None:
        Desk.runs += 1
        self.path = self.folder / f"{Desk.runs}.crm"
        shutil.copyfile(self.founded, self.path)
        self.clock = FixedClock.at(NOW)
        self.database = Database.open(self.path, self.clock)
        with self.database.write(Message("People and cases"), SYSTEM) as work:
            # A zone that changes its clocks within the weeks the machine runs through.
            parameter.set_parameters(work, {parameter.COMPANY_ZONE: "Europe/Berlin", parameter.SERVICE_WEEK: "7"})
            parameter.set_parameter(work, parameter.SERVICE_HOURS, "00:30-02:30, 08:00-12:00")
            sales = {"role_id": role("salesperson")}
            self.ids = {name: a_user(work, name.title(), login=name, **sales) for name in ("mei", "tom")}
        self.clock.instant = FixedClock.at("2026-03-27T06:00").instant
        with self.database.write(Message("Cases"), SYSTEM) as work:
            set_service_limit(work, ServiceLimitDraft(respond_minutes=60, solve_minutes=600))
            customer = a_customer(work, pooled=True)
            self.cases = [a_case(work, customer_id=customer) for _ in range(2)]
        with self.database.read(SYSTEM) as reading:
            self.people = {
                name: Company(self.database, self.clock, viewer_of(reading, name)) for name in ("ada", "mei", "tom")
            }
        self.ids["ada"] = self.people["ada"].viewer.user_id
        self.told = [Told(self.now) for _ in self.cases]
        self.last: tuple[str, int, Told] | None = None

    def teardown(self) -> None:
        if hasattr(self, "database"):
            try:
                self._time_adds_up()
                with self.database.read(SYSTEM) as reading:
                    assert not list(findings(reading))
            finally:
                self.database.close()
                self.path.unlink()

    @property
    def now(self) -> int:
        return self.clock.now_ms()

    # --- what people try

    @rule(minutes=st.integers(1, 2000))
    def time_passes(self, minutes: int) -> None:
        self.clock.instant += timedelta(minutes=minutes)

    @rule(nth=CASES, who=PEOPLE, to=st.sampled_from([None, "ada", "mei", "tom"]))
    def assign(self, nth: int, who: str, to: str | None) -> None:
        case = self.told[nth]
        is_free = case.owner == to or who == "ada" or case.owner == who or (case.owner is None and to == who)
        allowed = case.status in (NEW, *UNDER_WAY) and is_free
        last = self.last
        done = self._try(nth, who, allowed, lambda work, key: assign_case(work, key, to and self.ids[to]))
        if done and case.owner == to:
            # Nothing was written, so that the step before is the last one.
            self.last = last
        elif done:
            self._end_pause(case)
            case.status, case.owner = ASSIGNED if to else NEW, to

    @rule(nth=CASES, who=PEOPLE)
    def take_up(self, nth: int, who: str) -> None:
        case = self.told[nth]
        if self._try(nth, who, case.status == ASSIGNED and case.owner == who, take_up_case):
            self._answer(case)
            case.status = IN_PROGRESS

    @rule(nth=CASES, who=PEOPLE, of=st.sampled_from([CUSTOMER, SUPPLIER]))
    def wait(self, nth: int, who: str, of: str) -> None:
        case = self.told[nth]
        allowed = case.status == IN_PROGRESS and case.owner == who
        if self._try(nth, who, allowed, lambda work, key: wait_with_case(work, key, of)):
            case.status, case.paused = WAITING, self.now

    @rule(nth=CASES, who=PEOPLE)
    def go_on(self, nth: int, who: str) -> None:
        case = self.told[nth]
        if self._try(nth, who, case.status == WAITING and case.owner == who, go_on_with_case):
            self._end_pause(case)
            case.status = IN_PROGRESS

    @rule(nth=CASES, who=PEOPLE)
    def handle(self, nth: int, who: str) -> None:
        case = self.told[nth]
        allowed = case.status in (ASSIGNED, IN_PROGRESS) and case.owner == who
        if self._try(nth, who, allowed, lambda work, key: handle_case(work, key, "Did it", 10)):
            self._answer(case)
            case.status, case.paused, case.solved = HANDLED, self.now, self._counted(case)

    @rule(nth=CASES, who=PEOPLE, stars=st.integers(1, 5))
    def feed_back(self, nth: int, who: str, stars: int) -> None:
        case = self.told[nth]
        allowed = case.status == HANDLED
        if self._try(nth, who, allowed, lambda work, key: give_feedback(work, key, "Said so", stars)):
            case.status = ARCHIVED
            if stars < 3:
                self._begin_again(case)

    @rule(nth=CASES, who=PEOPLE)
    def reopen(self, nth: int, who: str) -> None:
        case = self.told[nth]
        archived = self._stored(nth).closed_on
        with self.people[who].read() as reading:
            in_time = archived is not None and (reading.today - archived).days <= 14
        allowed = case.status == ARCHIVED and in_time
        if self._try(nth, who, allowed, lambda work, key: reopen_case(work, key, "Dark again")):
            self._begin_again(case)

    @rule()
    def take_back(self) -> None:
        """Whoever took the last step undoes it: all is as it was before, and any step may be taken anew."""
        if self.last is not None:
            who, nth, before = self.last
            with self.people[who].write() as work:
                undo(work)
            self.told[nth], self.last = before, None

    # --- what must hold

    @invariant()
    def nothing_is_lost(self) -> None:
        if not hasattr(self, "told"):
            return
        for nth, case in enumerate(self.told):
            stored = self._stored(nth)
            owner = case.owner and self.ids[case.owner]
            assert (stored.status, stored.owner_id, stored.deleted) == (case.status, owner, False)
            assert (stored.waits_for is not None) == (case.status == WAITING)
            assert min(stored.waited_minutes or 0, stored.solution_minutes or 0, stored.response_minutes or 0) >= 0
            assert stored.solution_minutes == case.solved

    def _time_adds_up(self) -> None:
        for nth, case in enumerate(self.told):
            stored = self._stored(nth)
            if case.answered is not None:
                assert stored.response_minutes == self._minutes(case.opened, case.answered)
            with self.database.read(SYSTEM) as reading:
                of_rounds = (ServiceRound.case_id == stored.id, ServiceRound.deleted.is_(False))
                of_waits = (ServiceWait.case_id == stored.id, ServiceWait.deleted.is_(False))
                rounds = reading.session.scalars(select(ServiceRound.number).where(*of_rounds))
                waits = reading.session.scalars(select(ServiceWait.to_at).where(*of_waits))
                numbers, ends = sorted(rounds), list(waits)
            if case.rounds > 1 or case.solved is not None:
                assert numbers == list(range(1, case.rounds + 1))
            assert ends.count(None) == (case.status == WAITING)

    # --- the model

    def _try(self, nth: int, who: str, allowed: bool, step: Callable[[UnitOfWork, str], Any]) -> bool:
        try:
            with self.people[who].write() as work:
                step(work, self.cases[nth])
        except UserError:
            assert not allowed
            return False
        assert allowed
        self.last = who, nth, deepcopy(self.told[nth])
        return True

    def _answer(self, case: Told) -> None:
        case.answered = self.now if case.answered is None else case.answered

    def _end_pause(self, case: Told) -> None:
        if case.paused is not None:
            case.pauses.append((case.paused, self.now))
            case.paused = None

    def _begin_again(self, case: Told) -> None:
        self._end_pause(case)
        case.rounds += 1
        case.status = ASSIGNED if case.owner else NEW

    def _counted(self, case: Told) -> int:
        return self._minutes(case.opened, self.now) - sum(self._minutes(*each) for each in case.pauses)

    def _minutes(self, start: int, end: int) -> int:
        with self.database.read(SYSTEM) as reading:
            zone = reading.zone
        worked = 0
        for instant in range(start, end, MINUTE_MS):
            shown = moment_of(instant, zone)
            minute = shown.hour * 60 + shown.minute
            worked += 30 <= minute < 150 or 480 <= minute < 720
        return worked

    def _stored(self, nth: int) -> ServiceCase:
        with self.database.read(SYSTEM) as reading:
            case = reading.session.get(ServiceCase, self.cases[nth])
            assert case is not None
            reading.session.expunge(case)
            return case


def test_random_steps(founded: Path, tmp_path: Path) -> None:
    Desk.founded, Desk.folder = founded, tmp_path
    run_state_machine_as_test(Desk, settings=settings(max_examples=10, stateful_step_count=40, deadline=None))
