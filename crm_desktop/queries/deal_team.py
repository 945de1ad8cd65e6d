"""Who shares a deal with its owner, and with which part."""

from dataclasses import dataclass

from sqlalchemy import select

from crm_desktop.models import OpportunityShare
from crm_desktop.queries.asked import RECORD
from crm_desktop.queries.names import user_name
from crm_desktop.storage.database import Reading


@dataclass(frozen=True)
class ShareView:
    """A colleague's share of a deal in millionths."""

    user_id: str
    name: str | None
    share_e6: int
    part: str | None


_share = OpportunityShare
_TEAM = (
    select(_share.user_id, user_name(_share.user_id), _share.share_e6, _share.part)
    .where(_share.opportunity_id == RECORD, _share.deleted.is_(False))
    .order_by(_share.share_e6.desc(), _share.id)
)


def deal_team(reading: Reading, opportunity_id: str) -> tuple[ShareView, ...]:
    """Everyone who has a share, the largest first; the rest is the owner's."""
    return tuple(ShareView(*row) for row in reading.fetch(_TEAM, {"record": opportunity_id}))
