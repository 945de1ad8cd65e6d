"""Segments: who belongs to which group by a rule, and who moved from one group to another between two runs.

A rule is JSON: {"kind": "abc"} or {"kind": "rfm"} parts customers by what they bought in the twelve months up to a day,
{"kind": "view", "spec": …} holds those a list of customers would show. Every run keeps its day, the version of its rule
and its members with their groups, so that runs can be compared however the rule is changed later.
"""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from crm_desktop.core.errors import UserError
from crm_desktop.core.i18n import Message
from crm_desktop.core.ids import derived_id, unpack
from crm_desktop.core.listing import ListSpec
from crm_desktop.insight.ranking import abc, rfm
from crm_desktop.insight.sales import Period
from crm_desktop.insight.ten.bought import bought
from crm_desktop.insight.ten.groups import margins, measured
from crm_desktop.insight.ten.panel import Asked
from crm_desktop.models import Customer, Segment, SegmentRun
from crm_desktop.models.limited_fields import AMOUNT
from crm_desktop.queries import rights
from crm_desktop.queries.customer import CUSTOMERS
from crm_desktop.queries.customer_facts import year_before
from crm_desktop.storage.database import Reading

ABC, RFM, VIEW = "abc", "rfm", "view"
RULES = (ABC, RFM, VIEW)
MEMBER = "member"
"""The group of all members of a segment that does not part them."""


@dataclass(frozen=True)
class Rule:
    """How customers come to belong to a segment."""

    kind: str
    spec: ListSpec = field(default_factory=ListSpec)

    def to_json(self) -> str:
        """The rule as it is kept."""
        said: dict[str, Any] = {"kind": self.kind}
        if self.kind == VIEW:
            said["spec"] = self.spec.to_json()
        return json.dumps(said, sort_keys=True, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> "Rule":
        """A rule that was kept; a newer program may have kept one that this one does not understand."""
        try:
            said = json.loads(text)
            rule = cls(said["kind"], ListSpec.from_json(said.get("spec") or {}))
        except (ValueError, KeyError, TypeError, AttributeError):
            rule = cls("")
        if rule.kind not in RULES:
            raise UserError(Message("The rule of this segment is of a newer program. Update this one to use it."))
        return rule

    @property
    def version(self) -> str:
        """Another text for every other rule."""
        return derived_id("segment_rule", self.to_json())


@dataclass(frozen=True)
class Run:
    """The members of a segment on a day, each with its group."""

    id: str
    run_on: date
    rule_version: str
    members: Mapping[str, str]

    @property
    def groups(self) -> Counter[str]:
        """How many belong to each group."""
        return Counter(self.members.values())


@dataclass(frozen=True)
class Move:
    """Customers that went from one group to another ("" is outside), and how their sales of a year changed."""

    before: str
    after: str
    customers: tuple[str, ...]
    sales_change: int | None


def members(reading: Reading, rule: Rule, as_of: date) -> dict[str, str]:
    """Who of the customers in sight belongs to which group on a day. A view knows today's customers alone."""
    if rule.kind == VIEW:
        if as_of != reading.today:
            raise UserError(Message("A view shows the customers of today only. Run this segment as of today."))
        return dict.fromkeys(unpack(CUSTOMERS.ids(reading, rule.spec)), MEMBER)
    rights.require_amounts(reading.viewer)
    asked = Asked(reading, year_to(as_of))
    seen: Any = rights.seen(Customer, reading.viewer, select(Customer.id).where(Customer.deleted.is_(False)))
    living = set(reading.session.scalars(seen))
    if rule.kind == ABC:
        return {key: group for key, group in abc(margins(asked)).items() if key in living}
    return {key: each.group for key, each in rfm(measured(asked)).items() if key in living}


def year_to(day: date) -> Period:
    """The twelve months up to a day."""
    return Period(year_before(day) + timedelta(days=1), day)


def segments(reading: Reading) -> list[Segment]:
    """Every segment, by name."""
    statement = select(Segment).where(Segment.deleted.is_(False)).order_by(Segment.name, Segment.id)
    return list(reading.session.scalars(statement))


def runs(reading: Reading, segment_id: str) -> list[Run]:
    """The runs of a segment, the newest first; of members, those the viewer may see."""
    statement = (
        select(SegmentRun)
        .where(SegmentRun.segment_id == segment_id, SegmentRun.deleted.is_(False))
        .order_by(SegmentRun.run_on.desc())
    )
    seen: Any = rights.seen(Customer, reading.viewer, select(Customer.id).where(Customer.deleted.is_(False)))
    known = set(reading.session.scalars(seen))
    return [
        Run(each.id, each.run_on, each.rule_version, {key: group for key, group in _kept(each) if key in known})
        for each in reading.session.scalars(statement)
    ]


def _kept(run: SegmentRun) -> list[tuple[str, str]]:
    try:
        said = json.loads(run.members)
    except ValueError:
        return []
    return [(str(key), str(group)) for key, group in said.items()] if isinstance(said, dict) else []


def migration(reading: Reading, before: Run, after: Run) -> list[Move]:
    """Who went from which group to which, most customers first; the change of sales for whoever may know amounts."""
    found: dict[tuple[str, str], list[str]] = {}
    for customer in sorted(before.members.keys() | after.members.keys()):
        move = before.members.get(customer, ""), after.members.get(customer, "")
        found.setdefault(move, []).append(customer)
    then: Mapping[str, int] = {}
    now: Mapping[str, int] = {}
    if not reading.viewer.hides(AMOUNT):
        purchases = bought(reading, after.run_on)
        then, now = purchases.sales(year_to(before.run_on)), purchases.sales(year_to(after.run_on))

    def change(customers: list[str]) -> int | None:
        if reading.viewer.hides(AMOUNT):
            return None
        return sum(now.get(each, 0) - then.get(each, 0) for each in customers)

    moves = [Move(*move, tuple(customers), change(customers)) for move, customers in found.items()]
    return sorted(moves, key=lambda each: (-len(each.customers), each.before, each.after))
