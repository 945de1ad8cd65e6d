"""Colleagues have shares of a deal in percent; the rest is its owner's, and who has a share may look at the deal."""

from dataclasses import replace

import pytest

from crm_desktop.core.errors import Invalid, NotAllowed, NotFound
from crm_desktop.operations.deal_shares import ShareDraft
from crm_desktop.operations.opportunity import opportunity_draft, set_next_step, update_opportunity
from crm_desktop.queries.opportunity import opportunity_details
from tests.builders import a_user, an_opportunity, role
from tests.company import Company


@pytest.fixture
def mei(company: Company) -> str:
    """A salesperson who owns nothing yet."""
    with company.write() as work:
        return a_user(work, "Mei", login="mei", role_id=role("salesperson"))


def give(company: Company, deal: str, *shares: ShareDraft) -> None:
    with company.write() as work:
        before = opportunity_draft(work, deal)
        update_opportunity(work, deal, replace(before, shares=shares), before)


def test_a_share_is_given_changed_and_taken_away(company: Company, mei: str) -> None:
    with company.write() as work:
        deal = an_opportunity(work, owner_id=work.viewer.user_id)
    give(company, deal, ShareDraft(mei, 300_000, "Demo"))
    give(company, deal, ShareDraft(mei, 250_000, "Demo"))
    with company.read() as reading:
        assert [(each.name, each.share_e6, each.part) for each in opportunity_details(reading, deal).team] == [
            ("Mei", 250_000, "Demo")
        ]
    give(company, deal)
    with company.read() as reading:
        assert opportunity_details(reading, deal).team == ()
    give(company, deal, ShareDraft(mei, 100_000))
    with company.read() as reading:
        assert len(opportunity_details(reading, deal).team) == 1


def test_shares_are_no_more_than_the_whole_and_nobodys_twice(company: Company, mei: str) -> None:
    with company.write() as work:
        tom = a_user(work, "Tom", login="tom", role_id=role("salesperson"))
        deal = an_opportunity(work, owner_id=work.viewer.user_id)
        owner = work.viewer.user_id
    for shares in (
        (ShareDraft(mei, 600_000), ShareDraft(tom, 500_000)),
        (ShareDraft(mei, 100_000), ShareDraft(mei, 100_000)),
        (ShareDraft(owner, 100_000),),
        (ShareDraft(mei, 0),),
        (ShareDraft(None, 100_000),),
    ):
        with pytest.raises(Invalid) as refused:
            give(company, deal, *shares)
        assert set(refused.value.fields) == {"shares"}


def test_who_has_a_share_sees_the_deal_and_cannot_change_it(company: Company, mei: str) -> None:
    with company.write() as work:
        deal = an_opportunity(work, owner_id=work.viewer.user_id)
    as_mei = company.seen_by("mei")
    with as_mei.read() as reading, pytest.raises(NotFound):
        opportunity_details(reading, deal)
    give(company, deal, ShareDraft(mei, 300_000))
    with as_mei.read() as reading:
        assert opportunity_details(reading, deal).id == deal
    with as_mei.write() as work, pytest.raises(NotAllowed):
        set_next_step(work, deal, "Call")
