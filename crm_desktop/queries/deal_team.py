"""Who shares a deal with its owner, and with which part."""

from dataclasses import dataclass

from sqlalchemy import select

from crm_desktop.models import OpportunityShare
from crm_desktop.queries.names import user_name
from crm_desktop.storage.database import Reading


@dataclass(frozen=True)
class ShareView:
    """A colleague's share of a deal in millionths."""

    user_id: str
    name: str | None
    share_e6: int
    part: str | None


def deal_team(reading: Reading, opportunity_id: str) -> tuple[ShareView, ...]:
    """Everyone who has a share, the largest first; the rest is the owner's."""
    share = OpportunityShare
    statement = (
        select(share.user_id, user_name(share.user_id), share.share_e6, share.part)
        .where(share.opportunity_id == opportunity_id, share.deleted.is_(False))
        .order_by(share.share_e6.desc(), share.id)
    )
    return tuple(ShareView(*row) for row in reading.session.execute(statement))
