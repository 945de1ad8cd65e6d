"""Who has what part of the commission of a contract, from day to day; what nobody else has is its owner's."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import select

from crm_desktop.core.i18n import Message
from crm_desktop.core.money import E6
from crm_desktop.models import Contract, ContractShare, User
from crm_desktop.models.contract import share_at_start
from crm_desktop.operations import deal_shares, records
from crm_desktop.operations.references import lives
from crm_desktop.operations.validation import Problems
from crm_desktop.storage.database import Reading, UnitOfWork

_FIRST, _LAST = date.min, date.max


@dataclass(frozen=True)
class ContractShareDraft:
    """A colleague with a share in millionths, from and to a day (or always), and what the share is for."""

    id: str | None = None
    user_id: str | None = None
    share_e6: int | None = None
    from_on: date | None = None
    to_on: date | None = None
    part: str | None = None

    def covers(self, day: date) -> bool:
        """Whether it holds on a day."""
        return (self.from_on or _FIRST) <= day <= (self.to_on or _LAST)


class _Piece(NamedTuple):
    """A share from a day to another."""

    first: date
    last: date
    share_e6: int
    part: str | None


def read_shares(reading: Reading, contract_id: str) -> tuple[ContractShareDraft, ...]:
    """The shares of a contract as a form edits them, the earliest first."""
    names = ("id", "user_id", "share_e6", "from_on", "to_on", "part")
    return tuple(
        ContractShareDraft(**{name: getattr(each, name) for name in names})
        for each in living_shares(reading, contract_id)
    )


def shares_of_deal(reading: Reading, opportunity_id: str) -> tuple[ContractShareDraft, ...]:
    """What the team of a deal has of it, for the contract that it led to."""
    found = deal_shares.read_shares(reading, opportunity_id)
    return tuple(ContractShareDraft(user_id=each.user_id, share_e6=each.share_e6, part=each.part) for each in found)


def check_shares(work: UnitOfWork, problems: Problems, shares: Sequence[ContractShareDraft]) -> None:
    """Each share has its colleague and a sensible span, and on no day are they more than the whole."""
    for number, each in enumerate(shares, 1):
        if not each.user_id or not lives(work, User, each.user_id):
            problems.add("shares", Message("Share {number}: choose a colleague.", number=number))
        if not each.share_e6 or not 0 < each.share_e6 <= E6:
            problems.add("shares", Message("Share {number}: give a figure between 0 and 100 %.", number=number))
        for day in (each.from_on, each.to_on):
            problems.year_meant("shares", day)
        if each.from_on and each.to_on and each.to_on < each.from_on:
            problems.add("shares", Message("Share {number}: it would end before it begins.", number=number))
    # The sum only ever rises on a day on which one begins.
    for day in sorted({each.from_on or _FIRST for each in shares}):
        holding = [each for each in shares if each.covers(day)]
        people = [each.user_id for each in holding]
        if sum(each.share_e6 or 0 for each in holding) > E6:
            problems.add("shares", _too_much(day))
        if len(set(people)) < len(people):
            problems.add("shares", Message("A colleague has two shares on the same days. Make one of them."))


def write_shares(
    work: UnitOfWork,
    contract_id: str,
    shares: Sequence[ContractShareDraft],
    loaded: Sequence[ContractShareDraft] = (),
    position: int | None = None,
) -> None:
    """Make these the shares of a contract; what somebody else added meanwhile stays."""
    known = {each.id: each for each in living_shares(work, contract_id)}
    before = {each.id: each for each in loaded if each.id}
    for draft in shares:
        values = {name: value for name, value in records.values_of(draft).items() if name != "id"}
        if (share := known.get(draft.id or "")) is not None:
            was = before.get(share.id)
            records.apply(work, share, values, records.values_of(was) if was else None, position)
        else:
            _add(work, contract_id, values)
    for gone in before.keys() - {each.id for each in shares}:
        if gone in known:
            known[gone or ""].deleted = True


def pass_on(work: UnitOfWork, contract_id: str, from_id: str | None, to_id: str | None, on: date) -> bool:
    """From a day on somebody has what another had of a contract: the share ends the day before, and begins anew.

    Whoever becomes its owner needs no share, so that ending the old one is enough when nobody takes it.
    """
    changed = False
    for share in living_shares(work, contract_id):
        if share.user_id != from_id or (share.to_on is not None and share.to_on < on):
            continue
        changed = True
        begins = max(on, share.from_on or on)
        if to_id is not None:
            _give(work, contract_id, to_id, _Piece(begins, share.to_on or _LAST, share.share_e6, share.part))
        if share.from_on is not None and share.from_on >= on:
            share.deleted = True
        else:
            share.to_on = on - timedelta(days=1)
    return changed


def _give(work: UnitOfWork, contract_id: str, user_id: str, given: _Piece) -> None:
    """Give a colleague a share for some days; on those on which there is one already, that grows."""
    pieces = [given]
    for held in living_shares(work, contract_id):
        piece = _Piece(max(held.from_on or _FIRST, given.first), held.to_on or _LAST, held.share_e6, held.part)
        if held.user_id != user_id or piece.first > min(piece.last, given.last):
            continue
        pieces.append(piece)
        if held.from_on is not None and held.from_on >= given.first:
            held.deleted = True
        else:
            held.to_on = given.first - timedelta(days=1)
    work.session.flush()
    starts = {each.first for each in pieces}
    starts |= {each.last + timedelta(days=1) for each in pieces if each.last < _LAST}
    days = sorted(starts)
    for first, after in zip(days, [*days[1:], None], strict=True):
        holding = [each for each in pieces if each.first <= first <= each.last]
        if holding:
            part = next((each.part for each in holding if each.part), None)
            span = {"from_on": first, "to_on": after - timedelta(days=1) if after else None}
            sum_e6 = sum(each.share_e6 for each in holding)
            _add(work, contract_id, {"user_id": user_id, "share_e6": sum_e6, "part": part, **span})


def living_shares(reading: Reading, contract_id: str) -> list[ContractShare]:
    """The shares of a contract, the earliest first."""
    share = ContractShare
    statement = select(share).where(share.contract_id == contract_id, share.deleted.is_(False))
    found = reading.session.scalars(statement.order_by(share.share_e6.desc(), share.id))
    return sorted(found, key=lambda each: each.from_on or _FIRST)


def add_first_shares(work: UnitOfWork, contract: Contract, shares: Sequence[ContractShareDraft]) -> None:
    """Write the shares of a new contract."""
    for draft in shares:
        _add(work, contract.id, {name: value for name, value in records.values_of(draft).items() if name != "id"})


def _add(work: UnitOfWork, contract_id: str, values: dict[str, object]) -> None:
    """A share under the id that two laptops would give it alike, as long as that is free."""
    share_id = share_at_start(contract_id, str(values["user_id"]))
    if work.session.get(ContractShare, share_id) is not None:
        share_id = work.new_id()
    work.session.add(ContractShare(id=share_id, contract_id=contract_id, **values))


def _too_much(day: date) -> Message:
    if day == _FIRST:
        return Message("The shares are more than 100 % together. Make one of them smaller.")
    return Message("From {day} on the shares are more than 100 % together. Make one smaller.", day=day.isoformat())
