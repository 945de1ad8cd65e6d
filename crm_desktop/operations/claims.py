"""Who owns a customer, step by step: each change of owner is a row that stays, within the limits of the company.

Two laptops may claim one customer in ignorance of each other. `holder` is the published rule that settles it: the
earlier registered contact holds, then the earlier claim, then the lower id; whoever is assigned by a manager holds
against every claim. It looks at the rows alone, so that every laptop comes to the same.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import inspect

from crm_desktop.core.errors import UserError
from crm_desktop.core.i18n import N_, Message
from crm_desktop.core.ids import derived_id
from crm_desktop.core.viewer import ASSIGN as MAY_ASSIGN
from crm_desktop.models import Claim, Customer, HistoryEntry
from crm_desktop.models.ownership import ASSIGN, CLAIM, RELEASE, RETURN
from crm_desktop.operations import parameter
from crm_desktop.storage import journal
from crm_desktop.storage.database import Reading, UnitOfWork

SETTLED = N_("Claimed on two laptops: the earlier contact holds, then the earlier claim")
DECIDED = N_("Decided in the review")
_CONTESTED = (
    "SELECT c.customer_id, c.id, c.kind, c.user_id, c.previous_id, c.at, c.contacted_at FROM claim c"
    " WHERE c.deleted = 0 AND c.customer_id IN (SELECT customer_id FROM claim WHERE deleted = 0 AND user_id"
    " IS NOT NULL GROUP BY customer_id HAVING count(DISTINCT user_id) > 1 AND sum(kind = 'claim') > 0)"
)
_NEVER = 1 << 62


# A reason stands in the history of owners, in one line.
WHY_AT_MOST = 500


@dataclass(frozen=True)
class Why:
    """Why a record changes hands; `kind` is one of `CLAIM_KINDS`, found out when it is not said."""

    note: str | None = None
    reason_id: str | None = None
    kind: str | None = None


class Step(NamedTuple):
    """A claim as the rule looks at it."""

    id: str
    kind: str
    user_id: str | None
    previous_id: str | None
    at: int
    contacted_at: int | None

    @property
    def rank(self) -> tuple[int, int, str]:
        """Of claims that did not know of each other the one with the lowest holds."""
        return (_NEVER if self.contacted_at is None else self.contacted_at, self.at, self.id)


@dataclass(frozen=True)
class Holder:
    """Whose the customer is by its claims, and which claims had to give way to the one that holds."""

    owner_id: str | None
    holds: Step | None = None
    gave_way: tuple[Step, ...] = ()


def holder(steps: Iterable[Step]) -> Holder:
    """Whose a customer is by all steps about it. A claim of what somebody has was made in ignorance of that."""
    owner: str | None = None
    claims: list[Step] = []
    lost: list[Step] = []
    assigned: Step | None = None
    for step in sorted(steps, key=lambda each: (each.at, each.id)):
        if step.kind == CLAIM and assigned is not None:
            lost.append(step)
        elif step.kind == CLAIM:
            claims.append(step)
        elif step.kind == ASSIGN:
            claims, lost, assigned, owner = [], [], step, step.user_id
        elif any(each.user_id == step.previous_id for each in claims):
            claims = [each for each in claims if each.user_id != step.previous_id]
        elif not claims and (assigned is None or owner == step.previous_id):
            lost, assigned, owner = [], None, None
    if claims:
        holds, *others = sorted(claims, key=lambda each: each.rank)
        return Holder(holds.user_id, holds, tuple(each for each in others if each.user_id != holds.user_id))
    return Holder(owner, assigned, tuple(each for each in lost if each.user_id != owner))


def kind_of(work: UnitOfWork, old: str | None, new: str | None) -> str:
    """What a change of owner is, when nobody says it."""
    me = work.viewer.user_id
    if new is None:
        return RELEASE if old == me else RETURN
    return CLAIM if old is None and new == me and not work.viewer.may(MAY_ASSIGN) else ASSIGN


def check(work: UnitOfWork, customer: Customer, owner_id: str | None, kind: str) -> None:
    """Refuse what goes beyond the limits of the company, saying what to do instead."""
    if owner_id is None:
        return
    if kind == CLAIM:
        _check_day(work, owner_id)
        _check_cool_down(work, customer, owner_id)
    check_room(work, owner_id)


def check_room(work: UnitOfWork, owner_id: str) -> None:
    """Refuse a further customer for who has as many as anybody may have."""
    most = parameter.integer(work, parameter.OWNED_MOST)
    if most and owned(work, owner_id) >= most:
        if owner_id == work.viewer.user_id:
            raise UserError(
                Message("You have {most} customers, which is the limit. Release one of them first.", most=most)
            )
        name = work.plain("SELECT name FROM app_user WHERE id = ?", (owner_id,))
        raise UserError(
            Message(
                "{name} has {most} customers, which is the limit. Choose someone else, or raise it in the settings.",
                name=name[0][0] if name else "",
                most=most,
            )
        )


def owned(work: Reading, owner_id: str) -> int:
    """How many customers that count somebody has, with what this step changed so far."""
    lives = "owner_id = ? AND deleted = 0"
    if not parameter.flag(work, parameter.OWNED_COUNTS_BUYERS):
        lives += " AND NOT EXISTS (SELECT 1 FROM opportunity o WHERE o.customer_id = customer.id"
        lives += " AND o.deleted = 0 AND o.outcome = 'won')"
    ((count,),) = work.plain(f"SELECT count(*) FROM customer WHERE {lives}", (owner_id,))
    return int(count) + sum(_comes(each, owner_id) for each in work.session.dirty if isinstance(each, Customer))


def note(work: UnitOfWork, customer: Customer, previous_id: str | None, kind: str, why: Why, on: date | None) -> None:
    """Add the row of a change of owner that was just made."""
    work.session.add(
        Claim(
            id=work.new_id(),
            customer_id=customer.id,
            kind=kind,
            user_id=customer.owner_id,
            previous_id=previous_id,
            at=_after_all_known(work, customer.id),
            on_day=on or work.today,
            contacted_at=_first_contact(work, customer.id, customer.owner_id),
            reason_id=why.reason_id,
            note=why.note,
            by_id=work.viewer.user_id or None,
        )
    )


def settle(work: UnitOfWork) -> int:
    """Give every customer that was claimed twice to whom the rule says; returns how many changed hands.

    Every laptop may do it: what it writes follows from the claims alone.
    """
    steps: dict[str, list[Step]] = {}
    work.session.flush()
    for customer_id, *values in work.plain(_CONTESTED):
        steps.setdefault(customer_id, []).append(Step(*values))
    return sum(_settle_one(work, customer_id, holder(steps[customer_id])) for customer_id in sorted(steps))


def is_contested(reading: Reading) -> bool:
    """Whether there may be something to settle: customers that several people had."""
    return bool(reading.plain(f"{_CONTESTED} LIMIT 1"))


def _settle_one(work: UnitOfWork, customer_id: str, found: Holder) -> bool:
    if found.holds is None or not found.gave_way:
        return False
    customer = work.session.get(Customer, customer_id)
    # Whoever else has it by now got it in another way, which is not for this rule to take back.
    if customer is None or customer.owner_id not in {found.owner_id, *(each.user_id for each in found.gave_way)}:
        return False
    is_open = work.plain(
        "SELECT 1 FROM sync_conflict WHERE tbl = 'customer' AND row_id = ? AND reg = 'owner_id'", (customer_id,)
    )
    if customer.owner_id == found.owner_id and not is_open:
        return False
    customer.owner_id = found.owner_id
    work.session.flush()
    # The two owners are no open question any more: what happened is told beside the claim that gave way.
    journal.decide(work.connection, "customer", customer_id, ("owner_id",))
    _note_settled(work, customer_id, found.holds, found.gave_way)
    return True


def _note_settled(work: UnitOfWork, customer_id: str, holds: Step, gave_way: Sequence[Step]) -> None:
    """The owner's history ends with who holds, under an id and in values that are the same on every laptop."""
    latest = max((holds, *gave_way), key=lambda each: each.at)
    entry_id = derived_id("claims settled", *sorted(each.id for each in (holds, *gave_way)))
    if work.session.get(HistoryEntry, entry_id) is not None:
        return
    ((on_day,),) = work.plain("SELECT on_day FROM claim WHERE id = ?", (latest.id,))
    work.session.add(
        HistoryEntry(
            id=entry_id,
            record_kind="customer",
            record_id=customer_id,
            field="owner",
            value=holds.user_id,
            from_on=date.fromisoformat(on_day),
            changed_at=latest.at + 1,
            note=SETTLED,
        )
    )


def _check_day(work: UnitOfWork, user_id: str) -> None:
    most = parameter.integer(work, parameter.CLAIMS_A_DAY)
    if not most:
        return
    asked = "SELECT count(*) FROM claim WHERE user_id = ? AND kind = 'claim' AND on_day = ? AND deleted = 0"
    ((count,),) = work.plain(asked, (user_id, work.today.isoformat()))
    count += sum(isinstance(each, Claim) and each.kind == CLAIM for each in work.session.new)
    if count >= most:
        raise UserError(
            Message(
                "You claimed {most} customers today, which is the limit. Go on tomorrow, or ask a manager.", most=most
            )
        )


def _check_cool_down(work: UnitOfWork, customer: Customer, user_id: str) -> None:
    days = parameter.integer(work, parameter.COOL_DOWN_DAYS)
    if not days:
        return
    asked = (
        "SELECT max(on_day) FROM claim WHERE customer_id = ? AND previous_id = ? AND user_id IS NULL AND deleted = 0"
    )
    ((left,),) = work.plain(asked, (customer.id, user_id))
    again = left and date.fromisoformat(left) + timedelta(days=days)
    if again and work.today < again:
        raise UserError(
            Message(
                "You had “{name}” until {day}. It is open to others first; you may claim it again on {again}.",
                name=customer.name,
                day=date.fromisoformat(left),
                again=again,
            )
        )


def _comes(customer: Customer, owner_id: str) -> int:
    """1 for who just got this customer, -1 for who just lost it."""
    history = inspect(customer).attrs.owner_id.history
    before = history.deleted[0] if history.deleted else customer.owner_id
    return (customer.owner_id == owner_id) - (before == owner_id)


def _after_all_known(work: UnitOfWork, customer_id: str) -> int:
    """Now, but later than every step known of this customer, also when another laptop's clock is ahead."""
    ((latest,),) = work.plain("SELECT max(at) FROM claim WHERE customer_id = ?", (customer_id,))
    return max(work.now_ms, (latest or 0) + 1)


def _first_contact(work: UnitOfWork, customer_id: str, user_id: str | None) -> int | None:
    if user_id is None:
        return None
    asked = "SELECT min(happened_at) FROM interaction WHERE customer_id = ? AND owner_id = ? AND deleted = 0"
    found: int | None = work.plain(asked, (customer_id, user_id))[0][0]
    return found
