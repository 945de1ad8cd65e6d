"""Who does not want to be reached leaves a campaign in no way: neither as a file nor on paper nor by the clipboard."""

from pathlib import Path

from crm_desktop.core.listing import ListSpec
from crm_desktop.exchange.clipboard import copied
from crm_desktop.exchange.list_export import ListExport, write_list
from crm_desktop.models import Customer
from crm_desktop.models.insight import BY_PHONE
from crm_desktop.operations.campaign import CampaignDraft, create_campaign
from crm_desktop.operations.campaign_member import add_members
from crm_desktop.operations.opt_out import opt_out
from crm_desktop.queries.campaign_member import MEMBERS
from crm_desktop.reports.list_print import set_list
from crm_desktop.reports.list_request import ListPrint
from tests.builders import a_customer
from tests.company import Company

COLUMNS = (("name", "Name"),)


def test_members_who_refuse_leave_in_no_way(company: Company, tmp_path: Path) -> None:
    with company.write() as work:
        campaign = create_campaign(work, CampaignDraft("Calls", channel=BY_PHONE))
        amber, birch = (a_customer(work, name, phone="021 5555 0101") for name in ("Amber", "Birch"))
        add_members(work, campaign, "customer", [amber, birch])
        opt_out(work, Customer, birch, BY_PHONE)
    with company.read() as reading:
        ids = tuple(row.id for row in MEMBERS.first(reading, ListSpec(), 9))
        wanted = ListExport("campaign_member", COLUMNS, ListSpec(), str(tmp_path / "all.csv"), "en", ids)
        assert len(ids) == 2
        assert copied(reading, wanted).text.split() == ["Name", "Amber"]
        assert write_list(reading, wanted) == 1
        printed = set_list(reading, ListPrint("campaign_member", "Members", COLUMNS, ListSpec(), "", "en"))
    assert (printed.total, printed.printed) == (1, 1)
