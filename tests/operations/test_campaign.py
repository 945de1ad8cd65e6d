"""Campaigns: planned and ended, filled from lists, answered, and what comes of them."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from crm_desktop.core.errors import Invalid, NotAllowed, Stale, UserError
from crm_desktop.core.listing import Filter, ListSpec
from crm_desktop.core.viewer import ALL, HIDDEN
from crm_desktop.models import Campaign, Customer, Lead
from crm_desktop.models.insight import BY_MAIL, BY_PHONE, BY_POST, DROPPED, ENDED, PLANNED, RUNNING
from crm_desktop.operations.campaign import (
    CampaignDraft,
    campaign_draft,
    create_campaign,
    delete_campaigns,
    new_campaign,
    set_status,
    update_campaign,
    write_letter,
)
from crm_desktop.operations.campaign_member import (
    REFUSAL,
    SILENCE,
    Answer,
    add_matching,
    add_members,
    answer_members,
    delete_members,
    mark_reached,
    member_draft,
    update_member,
)
from crm_desktop.operations.contact import PointDraft
from crm_desktop.operations.custom_field import CustomFieldDraft, create_custom_field, set_custom_value
from crm_desktop.operations.opt_out import opt_out
from crm_desktop.operations.role import FieldLimit, role_draft, update_role
from crm_desktop.operations.saved_view import SavedViewDraft, save_view
from crm_desktop.operations.undo_step import undo
from crm_desktop.queries.campaign import (
    CAMPAIGNS,
    CampaignDetails,
    campaign_details,
    campaign_rest,
    waiting,
    with_rest,
)
from crm_desktop.queries.campaign_member import MEMBERS, MemberRow
from crm_desktop.queries.campaign_recipient import recipients
from crm_desktop.queries.campaign_target import ids_of_list
from crm_desktop.queries.custom_field import OWN
from crm_desktop.queries.opt_out import opt_outs
from tests.builders import a_contact, a_customer, a_lead, a_user, an_opportunity, an_order, an_order_line, entry, role
from tests.company import Company

TODAY = date(2026, 11, 21)
INTERESTED = entry("campaign_answer", "interested")
LINES = (an_order_line("250"),)


def a_campaign(company: Company, **values: object) -> str:
    """A running campaign by telephone, unless said otherwise."""
    given = {"name": "Spring offer", "channel": BY_PHONE, "status": RUNNING, **values}
    with company.write() as work:
        return create_campaign(work, new_campaign(work, **given))


def members(company: Company, campaign: str) -> list[MemberRow]:
    """Its members by name."""
    with company.read() as reading:
        return MEMBERS.first(reading, ListSpec((Filter("campaign", "is", campaign),)), 50)


def details(company: Company, campaign: str) -> CampaignDetails:
    """All that is known of it."""
    with company.read() as reading:
        return campaign_details(reading, campaign)


def test_a_new_campaign_is_one_s_own_and_costs_in_the_company_s_currency(company: Company) -> None:
    campaign = a_campaign(company, planned_cost_minor=90_000, status=PLANNED)
    known = details(company, campaign)
    assert (known.owner, known.currency, known.planned_minor, known.spent_minor) == ("Ada Lin", "CNY", 90_000, None)
    assert (known.status, known.starts_on, known.led.members) == (PLANNED, TODAY, 0)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"starts_on": TODAY, "ends_on": TODAY - timedelta(days=1)}, "ends_on"),
        ({"cost_minor": -1}, "cost_minor"),
        ({"currency": "Yuan"}, "currency"),
        ({"channel": "pigeon"}, "channel"),
        ({"status": "gone"}, "status"),
        ({"kind_id": INTERESTED}, "kind_id"),
        ({"view_id": "0" * 32}, "view_id"),
        ({"owner_id": "0" * 32}, "owner_id"),
    ],
)
def test_impossible_values_are_refused_where_they_stand(
    company: Company, values: dict[str, object], field: str
) -> None:
    with pytest.raises(Invalid) as refused, company.write() as work:
        create_campaign(work, CampaignDraft(**{"name": "Fair", **values}))  # type: ignore[arg-type]  # wrong on purpose
    assert set(refused.value.fields) == {field}


def test_a_campaign_begins_and_ends_on_the_day_that_is_said(company: Company) -> None:
    campaign = a_campaign(company, status=PLANNED, starts_on=TODAY + timedelta(days=9))
    with company.write() as work:
        assert set_status(work, [campaign], RUNNING) == 1
    assert details(company, campaign).starts_on == TODAY
    with company.write() as work:
        assert set_status(work, [campaign], ENDED) == 1
        assert set_status(work, [campaign], ENDED) == 0
    assert (details(company, campaign).status, details(company, campaign).ends_on) == (ENDED, TODAY)


def test_one_without_a_status_is_as_far_as_its_days_say(company: Company) -> None:
    campaign = a_campaign(company, starts_on=TODAY - timedelta(days=9), ends_on=TODAY - timedelta(days=1))
    with company.write() as work:
        work.session.get_one(Campaign, campaign).status = None
    assert details(company, campaign).status == ENDED


def test_customers_join_with_whom_to_ask_and_nobody_joins_twice(company: Company) -> None:
    campaign = a_campaign(company)
    with company.write() as work:
        first = a_customer(work, "Amber", phone="021 5555 0101")
        second = a_customer(work, "Birch")
        dana = a_contact(work, "Dana Holt", second, phone="138 0000 1111")
        found = add_members(work, campaign, "customer", [first, second])
    assert (len(found.new), found.members, found.refused) == (2, 0, 0)
    with company.write() as work:
        again = add_members(work, campaign, "customer", [first, second])
    assert (len(again.new), again.members) == (0, 2)
    amber, birch = members(company, campaign)
    assert (amber.phone, amber.contact, amber.owner) == ("021 5555 0101", None, "Ada Lin")
    assert (birch.phone, birch.contact_id) == ("138 0000 1111", dana)


def test_who_refuses_the_channel_is_left_out_and_who_has_no_number_unless_wanted(company: Company) -> None:
    campaign = a_campaign(company)
    with company.write() as work:
        silent = a_customer(work, "Amber", phone="021 5555 0101")
        opt_out(work, Customer, silent)
        unreachable = a_customer(work, "Birch")
        closed = a_contact(work, "Dana", points=(PointDraft(value="138 0000 1111", is_opted_out=True),))
    with company.write() as work:
        found = add_members(work, campaign, "customer", [silent, unreachable])
        assert (len(found.new), found.refused, len(found.unreachable)) == (0, 1, 1)
        assert add_members(work, campaign, "contact", [closed]).refused == 1
    assert members(company, campaign) == []
    with company.write() as work:
        add_members(work, campaign, "customer", [silent, unreachable], with_unreachable=True)
    assert [each.name for each in members(company, campaign)] == ["Birch"]


def test_a_contact_stays_out_when_the_customer_refuses(company: Company) -> None:
    campaign = a_campaign(company)
    with company.write() as work:
        customer = a_customer(work, "Amber")
        contact = a_contact(work, "Dana", customer, phone="138 0000 1111")
        opt_out(work, Customer, customer)
        assert add_members(work, campaign, "contact", [contact]).refused == 1


def test_a_member_who_refuses_later_is_marked(company: Company) -> None:
    campaign = a_campaign(company)
    with company.write() as work:
        customer = a_customer(work, "Amber", phone="021 5555 0101")
        add_members(work, campaign, "customer", [customer])
    assert not members(company, campaign)[0].is_refused
    with company.write() as work:
        opt_out(work, Customer, customer, BY_PHONE)
    assert members(company, campaign)[0].is_refused
    known = details(company, campaign)
    assert known.led.opted_out == 1
    with company.read() as reading:
        at_once = campaign_details(reading, campaign, at_once=True)
        assert at_once.led.opted_out is None
        assert with_rest(at_once, campaign_rest(reading, campaign)) == known


def test_a_lead_that_refuses_later_is_marked_and_left_out_of_what_is_printed(company: Company) -> None:
    campaign = a_campaign(company)
    with company.write() as work:
        lead = a_lead(work, phone="021 5555 0101")
        add_members(work, campaign, "lead", [lead])
    with company.write() as work:
        opt_out(work, Lead, lead)
    assert members(company, campaign)[0].is_refused
    with company.read() as reading:
        assert list(recipients(reading, ListSpec(), campaign)) == []


def test_a_lead_joins_by_its_own_number_and_has_no_address(company: Company) -> None:
    with company.write() as work:
        lead = a_lead(work, phone="021 5555 0101")
    with company.write() as work:
        assert len(add_members(work, a_campaign_in(work, BY_PHONE), "lead", [lead]).new) == 1
        assert len(add_members(work, a_campaign_in(work, BY_POST), "lead", [lead]).unreachable) == 1
        assert len(add_members(work, a_campaign_in(work, BY_MAIL), "lead", [lead]).unreachable) == 1


def a_campaign_in(work: object, channel: str) -> str:
    """A campaign of a channel."""
    return create_campaign(work, CampaignDraft(name=channel, channel=channel, status=RUNNING))  # type: ignore[arg-type]  # given by the test


def test_an_answer_is_of_today_means_reached_and_can_be_taken_back(company: Company) -> None:
    campaign = a_campaign(company)
    with company.write() as work:
        ids = [a_customer(work, name, phone="021 5555 0101") for name in ("Amber", "Birch", "Cedar")]
        add_members(work, campaign, "customer", ids)
    amber, birch, cedar = members(company, campaign)
    with company.write() as work:
        assert answer_members(work, [amber.id, birch.id], Answer(INTERESTED, note="wants a visit")) == 2
        assert mark_reached(work, [cedar.id, amber.id]) == 1
    amber, birch, cedar = members(company, campaign)
    assert (amber.answered_on, amber.reached_on, amber.note) == (TODAY, TODAY, "wants a visit")
    assert (cedar.answer_id, cedar.reached_on) == (None, TODAY)
    led = details(company, campaign).led
    assert (led.members, led.reached, led.answered) == (3, 3, 2)
    assert led.answers == ((INTERESTED, 2), (None, 1))
    with company.write() as work:
        before = member_draft(work, birch.id)
        update_member(work, birch.id, replace(before, answer_id=SILENCE), before)
    assert members(company, campaign)[1].answered_on is None
    assert details(company, campaign).led.answered == 1


def test_a_refusal_can_close_the_channel_and_says_who_noted_it(company: Company) -> None:
    campaign = a_campaign(company)
    with company.write() as work:
        contact = a_contact(work, "Dana", a_customer(work, "Amber"), phone="138 0000 1111")
        add_members(work, campaign, "contact", [contact])
    (member,) = members(company, campaign)
    with company.write() as work:
        answer_members(work, [member.id], Answer(REFUSAL, opts_out=True))
    with company.read() as reading:
        (noted,) = opt_outs(reading, "contact", contact)
    assert (noted.by, noted.channel) == ("Ada Lin", BY_PHONE)
    assert members(company, campaign)[0].is_refused
    assert details(company, campaign).led.refused == 1


def test_answers_need_a_choice_and_no_day_that_lies_ahead(company: Company) -> None:
    campaign = a_campaign(company)
    with company.write() as work:
        add_members(work, campaign, "customer", [a_customer(work, "Amber", phone="021 5555 0101")])
    ids = [each.id for each in members(company, campaign)]
    for answer, field in (
        (Answer(), "answer_id"),
        (Answer(entry("level", "A")), "answer_id"),
        (Answer(INTERESTED, answered_on=TODAY + timedelta(days=1)), "answered_on"),
        (Answer(INTERESTED, note="x" * 2_001), "note"),
    ):
        with pytest.raises(Invalid) as refused, company.write() as work:
            answer_members(work, ids, answer)
        assert set(refused.value.fields) == {field}
    with pytest.raises(Invalid), company.write() as work:
        mark_reached(work, ids, TODAY + timedelta(days=1))


def test_a_campaign_remembers_its_view_and_tells_how_many_match_by_now(company: Company) -> None:
    with company.write() as work:
        a_customer(work, "Amber", city="上海", phone="021 5555 0101")
        view = save_view(work, "customer", SavedViewDraft("Shanghai"), ListSpec((Filter("city", "is", "上海"),)))
    campaign = a_campaign(company, view_id=view)
    with company.write() as work:
        assert add_matching(work, campaign) == 1
    with company.read() as reading:
        assert waiting(reading, campaign) == 0
    with company.write() as work:
        a_customer(work, "Birch", city="上海", phone="021 5555 0102")
        opt_out(work, Customer, a_customer(work, "Cedar", city="上海", phone="021 5555 0103"))
    with company.read() as reading:
        assert (details(company, campaign).view, waiting(reading, campaign)) == ("Shanghai", 1)
    with company.write() as work:
        assert add_matching(work, campaign) == 1
        assert add_matching(work, campaign) == 0


def test_a_list_narrowed_by_a_field_of_the_company_brings_nobody_else(company: Company) -> None:
    with company.write() as work:
        field = create_custom_field(work, CustomFieldDraft("customer", "Machine"))
        amber, _birch = (a_customer(work, name) for name in ("Amber", "Birch"))
        set_custom_value(work, "customer", amber, field, "press")
    with company.read() as reading:
        narrowed = ListSpec((Filter(f"{OWN}{field}", "is", "press"),))
        assert ids_of_list(reading, "customer", narrowed) == [amber]


def test_who_was_taken_out_comes_back_as_the_same_member(company: Company) -> None:
    campaign = a_campaign(company)
    with company.write() as work:
        customer = a_customer(work, "Amber", phone="021 5555 0101")
        add_members(work, campaign, "customer", [customer])
    (member,) = members(company, campaign)
    with company.write() as work:
        assert delete_members(work, [member.id]) == 1
    with company.write() as work:
        add_members(work, campaign, "customer", [customer])
    assert [each.id for each in members(company, campaign)] == [member.id]


def test_nobody_joins_a_campaign_that_is_over(company: Company) -> None:
    campaign = a_campaign(company)
    with company.write() as work:
        customer = a_customer(work, "Amber")
        set_status(work, [campaign], DROPPED)
    with pytest.raises(UserError), company.write() as work:
        add_members(work, campaign, "customer", [customer])


def test_adding_is_one_step_that_can_be_undone(company: Company) -> None:
    campaign = a_campaign(company)
    with company.write() as work:
        ids = [a_customer(work, name, phone="021 5555 0101") for name in ("Amber", "Birch")]
    with company.write("Add members") as work:
        add_members(work, campaign, "customer", ids)
    with company.write("Undo") as work:
        undo(work)
    assert members(company, campaign) == []


def test_what_a_campaign_led_to_is_counted_and_summed(company: Company) -> None:
    campaign = a_campaign(company, cost_minor=50_000)
    with company.write() as work:
        customer = a_customer(work, "Amber")
        a_lead(work, campaign_id=campaign)
        deal = an_opportunity(work, customer_id=customer, campaign_id=campaign, amount_minor=80_000)
        an_order(work, customer_id=customer, opportunity_id=deal, lines=LINES)
        an_order(work, customer_id=customer, campaign_id=campaign, lines=LINES)
        an_order(work, customer_id=customer, lines=LINES)
    known = details(company, campaign)
    assert (known.led.leads, known.led.deals_open, known.led.open_minor, known.led.orders) == (1, 1, 80_000, 2)
    assert known.led.revenue_minor == sum(each.net_minor for each in known.orders) > 0
    other = a_campaign(company, name="Another")
    with company.read() as reading:
        revenue = {row.id: row.revenue_minor for row in CAMPAIGNS.first(reading, ListSpec(), 9)}
    assert revenue == {campaign: known.led.revenue_minor, other: 0}


def test_totals_sum_what_the_viewer_sees(company: Company) -> None:
    campaign = a_campaign(company)
    with company.write() as work:
        a_user(work, "Mei", login="mei", role_id=role("salesperson"))
        an_order(work, customer_id=a_customer(work, "Amber"), campaign_id=campaign, lines=LINES)
    revenues = []
    for each in (company, company.seen_by("mei")):
        with each.read() as reading:
            (row,) = CAMPAIGNS.first(reading, ListSpec(), 5)
            assert CAMPAIGNS.sums(reading, ListSpec())["revenue_minor"] == row.revenue_minor
            revenues.append(row.revenue_minor)
    assert revenues[0] > 0 == revenues[1]


def test_a_letter_knows_its_fields(company: Company) -> None:
    campaign = a_campaign(company, channel=BY_POST)
    with company.write() as work:
        write_letter(work, campaign, "Dear {name},\n\nplease visit us.")
    assert details(company, campaign).letter == "Dear {name},\n\nplease visit us."
    with company.read() as reading:
        opened = reading.position
    with company.write() as work:
        write_letter(work, campaign, "Dear {name}")
    with pytest.raises(Stale), company.write() as work:
        write_letter(work, campaign, "Hello", "Dear {name},\n\nplease visit us.", opened)
    for wrong in ("Dear {nmae}", "Dear {name", "Dear name}", "x" * 12_001):
        with pytest.raises(Invalid) as refused, company.write() as work:
            write_letter(work, campaign, wrong)
        assert set(refused.value.fields) == {"letter"}


def test_everybody_sees_campaigns_and_their_owner_changes_them(company: Company) -> None:
    campaign = a_campaign(company)
    with company.write() as work:
        a_user(work, "Mei", login="mei", role_id=role("salesperson"))
    mei = company.seen_by("mei")
    assert details(mei, campaign).name == "Spring offer"
    with mei.read() as reading:
        before = campaign_draft(reading, campaign)
    with pytest.raises(NotAllowed), mei.write() as work:
        update_campaign(work, campaign, replace(before, name="Mine"), before)


def test_a_deleted_campaign_takes_its_members_along(company: Company) -> None:
    campaign = a_campaign(company)
    with company.write() as work:
        customer = a_customer(work, "Amber", phone="021 5555 0101")
        add_members(work, campaign, "customer", [customer])
    with company.write() as work:
        assert delete_campaigns(work, [campaign]) == 1
    assert members(company, campaign) == []


def test_a_view_adds_nobody_by_what_is_kept_from_who_asks(company: Company) -> None:
    with company.write() as work:
        a_user(work, "Grace Lin", login="grace")
        a_customer(work, "Haverton", phone="+86 138 0001 0007")
        a_customer(work, "Northlight")
        spec = ListSpec((Filter("phone", "contains", "0001 0007"),))
        by_phone = save_view(work, "customer", SavedViewDraft("By number", is_shared=True), spec)
        secret = create_custom_field(work, CustomFieldDraft("customer", "Secret"))
        spec = ListSpec((Filter(OWN + secret, "contains", "gold"),))
        by_own = save_view(work, "customer", SavedViewDraft("Gold", is_shared=True), spec)
        loaded = role_draft(work, role("salesperson"))
        limits = (FieldLimit(f"customer.own:{secret}", HIDDEN),)
        update_role(
            work, role("salesperson"), replace(loaded, read_scope=ALL, masks_phones=True, limits=limits), loaded
        )
    grace = company.seen_by("grace")
    campaigns = [a_campaign(grace, view_id=each) for each in (by_phone, by_own)]
    with grace.write() as work:
        assert add_matching(work, campaigns[0]) == 0
    with pytest.raises(UserError, match="no view that you see"), grace.write() as work:
        add_matching(work, campaigns[1])
    with company.write() as work:
        assert add_matching(work, campaigns[0]) == 1


def test_a_lead_made_of_a_member_tells_no_number_that_is_kept_from_its_maker(company: Company) -> None:
    with company.write() as work:
        a_user(work, "Grace Lin", login="grace")
        customer = a_customer(work, "Haverton", phone="+86 138 0001 0007", email="desk@haverton.com")
        loaded = role_draft(work, role("salesperson"))
        limits = (FieldLimit("customer.email", HIDDEN),)
        update_role(
            work,
            role("salesperson"),
            replace(loaded, read_scope=ALL, write_scope=ALL, masks_phones=True, limits=limits),
            loaded,
        )
    grace = company.seen_by("grace")
    campaign = a_campaign(grace)
    with grace.write() as work:
        add_members(work, campaign, "customer", [customer])
    (member,) = members(grace, campaign)
    with grace.write() as work:
        answer_members(work, [member.id], Answer(INTERESTED, makes_lead=True))
    with company.read() as reading:
        assert reading.plain("SELECT customer_name, phone, email FROM lead") == [("Haverton", None, None)]
