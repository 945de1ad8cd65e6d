"""Answers brought back from whoever called: known members are answered, others join, who refuses stays out."""

from dataclasses import replace
from pathlib import Path

import pytest

from crm_desktop.core.listing import Filter, ListSpec
from crm_desktop.core.viewer import IMPORT
from crm_desktop.exchange.export_run import export
from crm_desktop.models import CampaignMember, Customer
from crm_desktop.models.insight import BY_PHONE, RUNNING
from crm_desktop.operations.campaign import create_campaign, new_campaign
from crm_desktop.operations.campaign_member import add_members, delete_members
from crm_desktop.operations.opt_out import opt_out
from crm_desktop.queries.campaign_member import MEMBERS, MemberRow
from tests.builders import a_contact, a_customer, a_user, entry, role
from tests.company import Company
from tests.exchange.test_import_run import imported


@pytest.fixture
def campaign(company: Company) -> str:
    """A round of calls with one member, Amber; Birch is none yet, Cedar wants no calls."""
    with company.write() as work:
        made = create_campaign(work, new_campaign(work, name="Spring offer", channel=BY_PHONE, status=RUNNING))
        amber = a_customer(work, "Amber", phone="021 5555 0101")
        a_contact(work, "Dana Holt", amber, phone="138 0000 1111")
        a_customer(work, "Birch", phone="021 5555 0102")
        opt_out(work, Customer, a_customer(work, "Cedar", phone="021 5555 0103"))
        work.session.flush()
        add_members(work, made, "customer", [amber])
    return made


def members(company: Company, campaign: str) -> list[MemberRow]:
    with company.read() as reading:
        return MEMBERS.first(reading, ListSpec((Filter("campaign", "is", campaign),)), 9)


def a_file(folder: Path, *lines: str) -> Path:
    path = folder / "answers.csv"
    path.write_text("\n".join(("Campaign,Customer,Contact,Answer,Answered,Note", *lines)) + "\n", encoding="utf-8")
    return path


def test_answers_come_back_and_others_join(company: Company, campaign: str, tmp_path: Path) -> None:
    file = a_file(
        tmp_path,
        "Spring offer,Amber,,Interested,2026-11-20,wants a visit",
        "Spring offer,Birch,,Declined,2026-11-19,",
        "Spring offer,Cedar,,Interested,2026-11-19,",
        "Autumn offer,Amber,,Interested,2026-11-19,",
    )
    result = imported(company, file, "campaign_members")
    assert (result.updated, result.created, result.rejected) == (1, 1, 2)
    amber, birch = members(company, campaign)
    assert (amber.answer_id, str(amber.answered_on), amber.note) == (
        entry("campaign_answer", "interested"),
        "2026-11-20",
        "wants a visit",
    )
    assert (birch.answer_id, str(birch.reached_on)) == (entry("campaign_answer", "declined"), "2026-11-19")
    assert imported(company, file, "campaign_members").counts["unchanged"] == 2


@pytest.mark.usefixtures("campaign")
def test_a_member_is_known_by_its_contact(company: Company, tmp_path: Path) -> None:
    file = a_file(tmp_path, "Spring offer,Amber,Dana Holt,Interested,2026-11-20,")
    assert imported(company, file, "campaign_members").updated == 1


@pytest.mark.usefixtures("campaign")
def test_an_answer_of_tomorrow_is_refused(company: Company, tmp_path: Path) -> None:
    file = a_file(tmp_path, "Spring offer,Amber,,Interested,2026-11-22,")
    assert imported(company, file, "campaign_members").rejected == 1


def test_who_opted_out_leaves_in_no_file(company: Company, campaign: str, tmp_path: Path) -> None:
    with company.write() as work:
        opt_out(work, Customer, members(company, campaign)[0].customer_id or "", BY_PHONE)
    with company.read() as reading:
        assert export(reading, "campaign_members", tmp_path / "members.csv") == 0


def test_who_joins_by_a_file_is_the_member_that_another_laptop_would_add(
    company: Company, campaign: str, tmp_path: Path
) -> None:
    file = a_file(tmp_path, "Spring offer,Birch,,Interested,2026-11-20,", "Spring offer,Birch,,Declined,2026-11-21,")
    result = imported(company, file, "campaign_members")
    assert (result.created, result.updated) == (1, 1)
    birch = members(company, campaign)[1]
    assert birch.id == CampaignMember.id_of(campaign, birch.customer_id or "")
    with company.write() as work:
        delete_members(work, [birch.id])
    assert imported(company, file, "campaign_members").created == 1
    assert [each.id for each in members(company, campaign)][1] == birch.id


def test_nobody_adds_members_to_the_campaign_of_somebody_else(company: Company, campaign: str, tmp_path: Path) -> None:
    with company.write() as work:
        mei = a_user(work, "Mei", login="mei", role_id=role("salesperson"))
        a_customer(work, "Dogwood", phone="021 5555 0104", owner_id=mei)
    file = a_file(tmp_path, "Spring offer,Dogwood,,Interested,2026-11-20,")
    mei_s = company.seen_by("mei")
    may_import = replace(mei_s, viewer=replace(mei_s.viewer, rights=mei_s.viewer.rights | {IMPORT}))
    assert imported(may_import, file, "campaign_members").rejected == 1
    assert len(members(company, campaign)) == 1
