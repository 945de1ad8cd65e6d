"""Members of campaigns stand in the order of names that come from customers, leads and contacts."""

import random

import pytest

from crm_desktop.core.ids import new_id, unpack
from crm_desktop.core.listing import ListSpec, Sort
from crm_desktop.models import Campaign, CampaignMember, Customer
from crm_desktop.queries.campaign_member import MEMBERS
from crm_desktop.storage.database import UnitOfWork
from tests.builders import a_contact, a_customer, a_lead
from tests.company import Company

_DEFAULT, _UP, _DOWN = ListSpec(), ListSpec(sorts=(Sort("name"),)), ListSpec(sorts=(Sort("name", descending=True),))


def _some_members(work: UnitOfWork, dice: random.Random) -> None:
    """Members of all kinds, some with the same name, some of deleted customers, some deleted themselves."""
    names = [f"Name {number:02}" for number in range(12)]
    customers = [a_customer(work, dice.choice(names)) for _ in range(12)]
    leads = [a_lead(work, dice.choice(names)) for _ in range(6)]
    contacts = [a_contact(work, dice.choice(names)) for _ in range(4)]
    for each in customers[:2]:
        work.session.get_one(Customer, each).deleted = True
    for title in ("Spring", "Autumn"):
        campaign = Campaign(id=new_id(), name=title, created_at=0)
        work.session.add(campaign)
        work.session.flush()
        subjects = [("customer_id", each) for each in customers] + [("lead_id", each) for each in leads]
        for column, subject in [*subjects, *(("contact_id", each) for each in contacts)]:
            member = CampaignMember.id_of(campaign.id, subject)
            is_gone = dice.random() < 0.2
            work.session.add(
                CampaignMember(id=member, campaign_id=campaign.id, deleted=is_gone, added_at=0, **{column: subject})
            )


@pytest.mark.parametrize("spec", [_DEFAULT, _UP, _DOWN])
def test_the_first_members_are_those_that_all_of_them_begin_with(company: Company, spec: ListSpec) -> None:
    with company.write() as work:
        _some_members(work, random.Random(3))
    with company.read() as reading:
        everyone = list(unpack(MEMBERS.ids(reading, spec)))
        names = [row.name or "" for row in MEMBERS.rows(reading, everyone)]
        assert 25 < len(everyone) < 44
        assert names == sorted(names, reverse=spec is _DOWN)
        for window in (1, 5, 20, len(everyone), 100):
            assert [row.id for row in MEMBERS.first(reading, spec, window)] == everyone[:window]
