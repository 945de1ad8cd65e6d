"""The team of a deal: who else has a share of it, in percent; what nobody else has is its owner's."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from crm_desktop.core.i18n import Message
from crm_desktop.core.money import E6
from crm_desktop.models import Opportunity, OpportunityShare, User
from crm_desktop.operations.references import lives
from crm_desktop.operations.validation import Problems
from crm_desktop.storage.database import Reading, UnitOfWork


@dataclass(frozen=True)
class ShareDraft:
    """A colleague, the share in millionths, and what this person does for the deal."""

    user_id: str | None = None
    share_e6: int | None = None
    part: str | None = None


def read_shares(reading: Reading, opportunity_id: str) -> tuple[ShareDraft, ...]:
    """The shares of a deal as a form edits them."""
    return tuple(ShareDraft(each.user_id, each.share_e6, each.part) for each in _living(reading, opportunity_id))


def check_shares(work: UnitOfWork, problems: Problems, shares: Sequence[ShareDraft], owner_id: str | None) -> None:
    """Each colleague once, each with a share, together no more than the whole."""
    people = [each.user_id for each in shares]
    for number, each in enumerate(shares, 1):
        if not each.user_id or not lives(work, User, each.user_id):
            problems.add("shares", Message("Share {number}: choose a colleague.", number=number))
        elif each.user_id == owner_id:
            problems.add("shares", Message("Share {number}: the owner has what others do not.", number=number))
        elif people.index(each.user_id) != number - 1:
            problems.add("shares", Message("Share {number}: this colleague has one already.", number=number))
        if not each.share_e6 or not 0 < each.share_e6 <= E6:
            problems.add("shares", Message("Share {number}: give a figure between 0 and 100 %.", number=number))
    if sum(each.share_e6 or 0 for each in shares) > E6:
        problems.add("shares", Message("The shares are more than 100 % together. Make one of them smaller."))


def write_shares(
    work: UnitOfWork, deal: Opportunity, shares: Sequence[ShareDraft], before: Sequence[ShareDraft] = ()
) -> None:
    """Make these the shares of a deal; those of colleagues that somebody else added meanwhile stay."""
    known = {each.user_id: each for each in _living(work, deal.id)}
    for draft in shares:
        user_id = draft.user_id or ""
        values = {"share_e6": draft.share_e6, "part": (draft.part or "").strip() or None}
        share = known.get(user_id) or work.session.get(OpportunityShare, OpportunityShare.id_of(deal.id, user_id))
        if share is None:
            share_id = OpportunityShare.id_of(deal.id, user_id)
            work.session.add(OpportunityShare(id=share_id, opportunity_id=deal.id, user_id=user_id, **values))
            continue
        for name, value in {**values, "deleted": False}.items():
            if getattr(share, name) != value:
                setattr(share, name, value)
    for gone in {each.user_id for each in before} - {each.user_id for each in shares}:
        if (share := known.get(gone or "")) is not None:
            share.deleted = True


def _living(reading: Reading, opportunity_id: str) -> list[OpportunityShare]:
    share = OpportunityShare
    statement = select(share).where(share.opportunity_id == opportunity_id, share.deleted.is_(False))
    return list(reading.session.scalars(statement.order_by(share.share_e6.desc(), share.id)))
