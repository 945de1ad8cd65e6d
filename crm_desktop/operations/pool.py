"""The public pool: claim what nobody has, release, assign and take back, protect by hand, and the automatic return."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from crm_desktop.core.clock import instant_of
from crm_desktop.core.errors import NotAllowed, UserError
from crm_desktop.core.i18n import N_, Message
from crm_desktop.core.ids import derived_id
from crm_desktop.core.viewer import ASSIGN as MAY_ASSIGN
from crm_desktop.models import Claim, Customer, HistoryEntry, User
from crm_desktop.models.ownership import ASSIGN, CLAIM, RETURN
from crm_desktop.operations import claims, ownership, parameter, records
from crm_desktop.operations.claims import WHY_AT_MOST, Why
from crm_desktop.operations.validation import Problems
from crm_desktop.queries import protection
from crm_desktop.queries.protection import CONTACT, DEAL, ORDER, Standing
from crm_desktop.storage.database import Reading, UnitOfWork

# So many customers go back in one step: whoever saves meanwhile waits for some seconds, not for all of them.
AT_ONCE = 20_000
# Why a rule returned a customer; kept in the history in these words and translated when it is shown.
RETURNED = {
    CONTACT: N_("Nobody spoke with them for too long"),
    DEAL: N_("No deal was opened for too long"),
    ORDER: N_("No deal was won and no order placed for too long"),
}


@dataclass(frozen=True)
class ClaimRoom:
    """How far somebody is from the limits of claiming; a limit of 0 is none."""

    owned: int
    owned_most: int
    today: int
    a_day: int

    @property
    def is_limited(self) -> bool:
        """Whether there is anything to be said before claiming."""
        return bool(self.owned_most or self.a_day)

    def refusal(self, wanted: int) -> Message | None:
        """Why so many cannot be claimed now."""
        if self.owned_most and self.owned + wanted > self.owned_most:
            return Message("Customers you may still take: {count}.", count=max(0, self.owned_most - self.owned))
        if self.a_day and self.today + wanted > self.a_day:
            return Message("Customers you may still claim today: {count}.", count=max(0, self.a_day - self.today))
        return None


def claim_room(reading: Reading) -> ClaimRoom:
    """What the viewer may still claim."""
    me, most, a_day = (
        reading.viewer.user_id,
        parameter.integer(reading, parameter.OWNED_MOST),
        parameter.integer(reading, parameter.CLAIMS_A_DAY),
    )
    asked = "SELECT count(*) FROM claim WHERE user_id = ? AND kind = 'claim' AND on_day = ? AND deleted = 0"
    ((today,),) = reading.plain(asked, (me, reading.today.isoformat())) if a_day else ((0,),)
    return ClaimRoom(claims.owned(reading, me) if most else 0, most, today, a_day)


def claim(work: UnitOfWork, ids: Iterable[str], note: str | None = None) -> int:
    """Take customers from the public pool; returns how many."""
    me = work.viewer.user_id
    found = records.find_all_to_change(work, Customer, ids)
    for customer in found:
        if customer.owner_id is not None and customer.owner_id != me:
            raise UserError(
                Message(
                    "“{name}” belongs to {owner}. Ask them or a manager to hand it over.",
                    name=customer.name,
                    owner=_name(work, customer.owner_id),
                )
            )
    return sum(ownership.hand_over(work, each, me, why=Why(_words(note), kind=CLAIM)) for each in found)


def release(work: UnitOfWork, ids: Iterable[str], note: str | None = None) -> int:
    """Give customers to the public pool: one's own, or as a manager those of others; returns how many."""
    found = records.find_all_to_change(work, Customer, ids)
    return sum(ownership.hand_over(work, each, None, why=Why(_words(note))) for each in found)


def assign(work: UnitOfWork, ids: Iterable[str], owner_id: str, note: str | None = None) -> int:
    """Give customers to a person; returns how many changed hands."""
    found = records.find_all_to_change(work, Customer, ids)
    return sum(ownership.hand_over(work, each, owner_id, why=Why(_words(note), kind=ASSIGN)) for each in found)


def protect(work: UnitOfWork, ids: Iterable[str], until: date) -> int:
    """Keep customers from going back to the pool through a day; returns how many."""
    longest = work.today + timedelta(days=parameter.integer(work, parameter.LOCK_DAYS))
    if not work.today <= until <= longest:
        raise UserError(Message("Choose a day from today to {day}.", day=longest))
    found = records.find_all_to_change(work, Customer, ids)
    for customer in found:
        _must_be_mine(work, customer)
        if customer.locked_until is None or customer.locked_until < work.today:
            _check_locked(work, customer.owner_id or "")
        records.apply(work, customer, {"locked_until": until, "locked_by_id": work.viewer.user_id or None})
        work.session.flush()
    return len(found)


def unprotect(work: UnitOfWork, ids: Iterable[str]) -> int:
    """Let customers follow the rules of their level again; returns how many."""
    found = records.find_all_to_change(work, Customer, ids)
    for customer in found:
        _must_be_mine(work, customer)
        records.apply(work, customer, {"locked_until": None, "locked_by_id": None})
    return len(found)


def return_idle(work: UnitOfWork, most: int = AT_ONCE) -> int:
    """Give customers whose protection ran out back to the pool, so many at most; returns how many.

    A rule, not a person: ids and values follow from the data alone, so that laptops that both find a customer idle
    write the same. A return that was undone stays undone until the clock that ran out begins anew.
    """
    due = {_claim_id(each): each for each in protection.overdue(work)}
    for known in _known_claims(work, due):
        del due[known]
    due = dict(sorted(due.items(), key=lambda each: each[1].customer_id)[:most])
    if not due:
        return 0
    emptied = {"owner_id": None, "locked_until": None, "locked_by_id": None}
    work.update_alike(Customer, [each.customer_id for each in due.values()], emptied)
    moments = {day: _moment(work, day) for day in {each.until for each in due.values()}}
    work.insert_rows(Claim, [_claim(key, each, *moments[each.until]) for key, each in due.items()])
    work.insert_rows(HistoryEntry, [_entry(key, each, *moments[each.until]) for key, each in due.items()])
    return len(due)


def _claim(claim_id: str, of: Standing, on_day: date, at: int) -> dict[str, Any]:
    return {
        "id": claim_id,
        "customer_id": of.customer_id,
        "kind": RETURN,
        "user_id": None,
        "previous_id": of.owner_id,
        "at": at,
        "on_day": on_day,
        "note": RETURNED[of.clock or CONTACT],
    }


def _entry(claim_id: str, of: Standing, on_day: date, at: int) -> dict[str, Any]:
    return {
        "id": derived_id("history_entry", claim_id),
        "record_kind": "customer",
        "record_id": of.customer_id,
        "field": "owner",
        "value": None,
        "from_on": on_day,
        "changed_at": at,
        "note": RETURNED[of.clock or CONTACT],
    }


def _moment(work: UnitOfWork, until: date | None) -> tuple[date, int]:
    """The first day without protection, and its beginning."""
    assert until is not None
    on_day = until + timedelta(days=1)
    return on_day, instant_of(on_day, work.zone, hour=0)


def _claim_id(of: Standing) -> str:
    assert of.since is not None
    return Claim.returned(of.customer_id, of.owner_id, of.since)


def _known_claims(work: UnitOfWork, ids: Iterable[str]) -> set[str]:
    asked = "SELECT id FROM claim WHERE id IN (SELECT value FROM json_each(?))"
    return {each for (each,) in work.plain(asked, (json.dumps(list(ids)),))}


def _must_be_mine(work: UnitOfWork, customer: Customer) -> None:
    if customer.owner_id is None:
        raise UserError(Message("“{name}” is in the public pool. Claim it first.", name=customer.name))
    if customer.owner_id != work.viewer.user_id and not work.viewer.may(MAY_ASSIGN):
        raise NotAllowed(Message("Only its owner or a manager protects a customer."))


def _check_locked(work: UnitOfWork, owner_id: str) -> None:
    most = parameter.integer(work, parameter.LOCKED_MOST)
    asked = "SELECT count(*) FROM customer WHERE owner_id = ? AND deleted = 0 AND locked_until >= ?"
    if most and work.plain(asked, (owner_id, work.today.isoformat()))[0][0] >= most:
        raise UserError(
            Message("{most} customers are protected already, which is the limit. End one protection first.", most=most)
        )


def _words(note: str | None) -> str | None:
    problems = Problems()
    problems.at_most("note", note, WHY_AT_MOST)
    problems.refuse()
    return (note or "").strip() or None


def _name(work: UnitOfWork, user_id: str) -> str:
    user = work.session.get(User, user_id)
    return user.name if user else ""
