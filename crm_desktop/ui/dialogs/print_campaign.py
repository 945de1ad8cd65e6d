"""Printing of a campaign: a bar with a way to stop while its pages are set, then the preview."""

from typing import Any

from crm_desktop.core.formats import integer
from crm_desktop.core.i18n import N_, Message, language, tr, trn
from crm_desktop.core.listing import ListSpec
from crm_desktop.reports.campaign_request import CALL_LIST, LABELS, LETTERS, CampaignPrint, PrintedCampaign
from crm_desktop.ui.dialogs.print_list import PrintPanel
from crm_desktop.ui.record_page import RecordPage
from crm_desktop.ui.texts import shown

_JOB = "crm_desktop.reports.campaign.print_campaign"
_TITLES = {CALL_LIST: N_("Call list"), LETTERS: N_("Letters"), LABELS: N_("Labels")}
_MEMBERS = "campaign_member"


def print_campaign(page: RecordPage, campaign_id: str, what: str) -> "CampaignPanel":
    """Set the pages for the members that the page shows, or that are chosen there; of a campaign, for all."""
    context = page.context
    is_members = page.kind == _MEMBERS
    only = tuple(page.table.records.selected_ids()) if is_members and page.has_selected() else ()
    spec = page.spec if is_members else ListSpec()
    wanted = CampaignPrint(campaign_id, what, language(), context.today(), spec, only)
    panel = CampaignPanel(
        page, context.theme, context.background, context.preferences, context.navigator, shown(_TITLES[what])
    )
    panel.open_panel()
    panel.begin(context.path, wanted)
    return panel


class CampaignPanel(PrintPanel):
    """Says afterwards who was left out, and why."""

    job = _JOB

    def say_of(self, made: Any) -> None:
        """For how many it is, and who is missing."""
        printed: PrintedCampaign = made
        said = [trn("For {count} member", "For {count} members", printed.printed)]
        if printed.refused:
            said.append(tr("{count} left out: they do not want it", count=integer(printed.refused)))
        if printed.without_address:
            said.append(tr("{count} left out: no address", count=integer(printed.without_address)))
        self.navigator.say(Message("{text}", text=" · ".join(said)))
