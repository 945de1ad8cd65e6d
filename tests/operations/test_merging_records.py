"""Two records of one customer, contact or lead become one, and an undo makes them two again."""

from dataclasses import replace
from datetime import timedelta

import pytest

from crm_desktop.core.errors import UserError
from crm_desktop.models import CampaignMember, Claim, Comment, ContactRole, Customer
from crm_desktop.operations import claims
from crm_desktop.operations.campaign import create_campaign, new_campaign
from crm_desktop.operations.campaign_member import Answer, add_members, answer_members
from crm_desktop.operations.contact import RoleDraft
from crm_desktop.operations.interaction import interaction_draft, update_interaction
from crm_desktop.operations.merging_records import merge_records
from crm_desktop.operations.sharing import share
from crm_desktop.operations.star import toggle_stars
from crm_desktop.operations.undo_step import undo
from crm_desktop.queries.sharing import shares
from crm_desktop.queries.star import is_starred
from tests.builders import a_contact, a_customer, a_user, an_interaction, an_opportunity, entry
from tests.company import Company


def customer(company: Company, record_id: str) -> Customer:
    with company.read() as reading:
        return reading.session.get_one(Customer, record_id)


def test_the_chosen_values_come_from_the_other_and_what_is_empty_is_filled(company: Company) -> None:
    with company.write() as work:
        kept = a_customer(work, "Haverton Ltd", city="Wuxi", phone="0571 2041 7777")
        level = entry("level", "A")
        other = a_customer(work, "Haverton Limited", city="Suzhou", email="x@haverton.example", level_id=level)
        an_opportunity(work, "Beds", customer_id=other)
    with company.write("Merge") as work:
        merge_records(work, "customer", kept, other, ("name", "country", "city", "number", "owner_id"))
    one = customer(company, kept)
    assert (one.name, one.city, one.phone, one.email) == (
        "Haverton Limited",
        "Suzhou",
        "0571 2041 7777",
        "x@haverton.example",
    )
    assert one.number != customer(company, other).number
    assert customer(company, other).deleted
    with company.write() as work:
        undo(work)
    assert customer(company, kept).name == "Haverton Ltd"
    assert not customer(company, other).deleted


def test_a_refusal_of_either_holds(company: Company) -> None:
    with company.write() as work:
        kept, other = a_customer(work, "Haverton"), a_customer(work, "Haverton")
        work.session.get_one(Customer, other).is_opted_out = True
        work.session.get_one(Customer, kept).is_opted_out = False
    with company.write() as work:
        merge_records(work, "customer", kept, other)
    assert customer(company, kept).is_opted_out


def test_the_owner_of_the_kept_one_stays_whoever_had_the_other_first(company: Company) -> None:
    with company.write() as work:
        kept = a_customer(work, "Haverton")
    with company.write() as work:
        grace = a_user(work)
        other, me, now = a_customer(work, "Haverton", owner_id=grace), work.viewer.user_id, work.now_ms
        for name, record, user, at in (("mine", kept, me, now), ("hers", other, grace, now - 9)):
            claim = Claim(id=name, customer_id=record, kind="claim", user_id=user, at=at, on_day=work.today)
            work.session.add(claim)
    owner = customer(company, kept).owner_id
    company.clock.instant += timedelta(minutes=1)
    with company.write() as work:
        merge_records(work, "customer", kept, other)
        claims.settle(work)
    assert customer(company, kept).owner_id == owner


def test_shares_stars_and_comments_go_over_and_a_person_stands_once(company: Company) -> None:
    with company.write() as work:
        kept, other = a_customer(work, "Haverton"), a_customer(work, "Haverton")
        person = a_contact(work, "Dana Holt", customers=(RoleDraft(kept), RoleDraft(other)))
        grace = a_user(work)
    with company.write() as work:
        share(work, "customer", [other], [grace])
        toggle_stars(work, "customer", [other])
        said = {"record_kind": "customer", "record_id": other, "body": "Pays late", "written_at": work.now_ms}
        work.session.add(Comment(id=work.new_id(), **said))
    with company.write() as work:
        merge_records(work, "customer", kept, other)
    with company.read() as reading:
        assert len(shares(reading, kept)) == 1
        assert is_starred(reading, kept)
        roles = reading.session.query(ContactRole).filter_by(contact_id=person, deleted=False).all()
        assert [each.customer_id for each in roles] == [kept]
        assert reading.session.query(Comment).filter_by(record_id=kept, deleted=False).count() == 1


def test_nobody_stands_twice_in_a_campaign_or_a_visit_and_can_still_be_taken_out(company: Company) -> None:
    with company.write() as work:
        place, kept, other = a_customer(work, "Haverton"), a_contact(work, "Dana Holt"), a_contact(work, "Dana Holt")
        campaign = create_campaign(work, new_campaign(work, name="Fair", status="running"))
        visit, alone = (an_interaction(work, customer_id=place, contacts=of) for of in ((kept, other), (other,)))
        work.session.flush()
        add_members(work, campaign, "contact", [kept, other])
        work.session.flush()
        member = CampaignMember.id_of(campaign, other)
        answer_members(work, [member], Answer(entry("campaign_answer", "interested")))
    with company.write() as work:
        merge_records(work, "contact", kept, other)
    with company.write() as work:
        living = work.session.query(CampaignMember).filter_by(campaign_id=campaign, deleted=False).all()
        assert [each.id for each in living] == [member]
        assert interaction_draft(work, visit).contacts == interaction_draft(work, alone).contacts == (kept,)
        loaded = interaction_draft(work, alone)
        update_interaction(work, alone, replace(loaded, contacts=()), loaded)
        work.session.flush()
        assert interaction_draft(work, alone).contacts == ()


def test_a_record_is_not_merged_with_itself_nor_a_deal_with_another(company: Company) -> None:
    with company.write() as work:
        one = a_customer(work, "Haverton")
        deals = [an_opportunity(work, "Beds", customer_id=one) for _ in range(2)]
        with pytest.raises(UserError):
            merge_records(work, "customer", one, one)
        with pytest.raises(UserError):
            merge_records(work, "opportunity", *deals)
