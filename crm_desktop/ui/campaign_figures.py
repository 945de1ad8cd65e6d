"""The figures of a campaign that lead to the list of what they count."""

from crm_desktop.core.listing import Filter, ListSpec
from crm_desktop.models.dictionary import OPEN, WON
from crm_desktop.models.lead import WON as DEVELOPED
from crm_desktop.ui.navigator import Navigator

# The kind that a line names to open such a list; its record is what `figure` gives.
FIGURE = "campaign_figure"
_BETWEEN = ":"
# What a figure counts: the kind of record, and what is asked of it besides its campaign.
_LISTS: dict[str, tuple[str, tuple[Filter, ...]]] = {
    "members": ("campaign_member", ()),
    "reached": ("campaign_member", (Filter("is_reached", "is", True),)),
    "answered": ("campaign_member", (Filter("is_answered", "is", True),)),
    "opted_out": ("campaign_member", (Filter("is_refused", "is", True),)),
    "silent": ("campaign_member", (Filter("answer", "is_empty"),)),
    "leads": ("lead", ()),
    "leads_won": ("lead", (Filter("status", "is", DEVELOPED),)),
    "deals_open": ("opportunity", (Filter("outcome", "is", OPEN),)),
    "deals_won": ("opportunity", (Filter("outcome", "is", WON),)),
}


def figure(campaign_id: str, counts: str) -> str:
    """What a line of `FIGURE` leads to: a key of the lists above, or the id of an answer."""
    return f"{campaign_id}{_BETWEEN}{counts}"


def open_figure(navigator: Navigator, named: str) -> None:
    """Show the list of what a figure counts."""
    campaign_id, _, counts = named.partition(_BETWEEN)
    kind, more = _LISTS.get(counts, ("campaign_member", (Filter("answer", "is", counts),)))
    navigator.show_list(kind, ListSpec((Filter("campaign", "is", campaign_id), *more)))
