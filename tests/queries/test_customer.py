"""The list of customers and one customer with the facts around it."""

from datetime import date, timedelta

import pytest

from crm_desktop.core.errors import NotFound
from crm_desktop.core.listing import ME, Filter, ListSpec, Sort
from crm_desktop.models import Tag
from crm_desktop.models.customer import CONSUMER
from crm_desktop.operations.contact import PointDraft, RoleDraft
from crm_desktop.operations.customer import delete_customers
from crm_desktop.operations.stage_moves import close_won
from crm_desktop.queries.customer import CUSTOMERS, CustomerRow
from crm_desktop.queries.customer_details import customer_details
from crm_desktop.storage.database import Reading
from tests.builders import (
    a_case,
    a_contact,
    a_customer,
    a_user,
    an_interaction,
    an_opportunity,
    an_order,
    an_order_line,
    days_ago,
    entry,
    role,
)
from tests.company import Company


def _row(reading: Reading, customer: str) -> CustomerRow:
    (row,) = CUSTOMERS.rows(reading, [customer])
    return row


def _names(reading: Reading, *filters: Filter, sort: Sort | None = None) -> list[str]:
    spec = ListSpec(filters, (sort,) if sort else ())
    return [row.name for row in CUSTOMERS.first(reading, spec, 100)]


def test_a_line_shows_deals_last_contact_and_tags(company: Company) -> None:
    with company.write() as work:
        made = a_customer(work, tags=("VIP", "Expo"))
        an_opportunity(work, customer_id=made, amount_minor=50_000)
        won = an_opportunity(work, customer_id=made, amount_minor=70_000)
        close_won(work, won)
        an_interaction(work, customer_id=made, happened_at=days_ago(work, 3))
        an_interaction(work, customer_id=made, happened_at=days_ago(work, 9))
        last = days_ago(work, 3)
    with company.read() as reading:
        row = _row(reading, made)
        assert (row.open_deals, row.open_minor, row.won_minor) == (1, 50_000, 70_000)
        assert (row.last_contact_at, row.tags, row.owner) == (last, "Expo, VIP", "Ada Lin")
        assert CUSTOMERS.sums(reading, ListSpec()) == {"open_minor": 50_000, "won_minor": 70_000}


def test_the_next_step_is_the_earliest_of_open_deals_and_of_the_last_talk(company: Company) -> None:
    with company.write() as work:
        made = a_customer(work)
        an_opportunity(work, customer_id=made, next_step="Send the offer", next_step_on=date(2026, 12, 9))
        closed = an_opportunity(work, customer_id=made, next_step="Long past", next_step_on=date(2026, 11, 22))
        close_won(work, closed)
        assert (_row(work, made).next_step, _row(work, made).next_step_on) == ("Send the offer", date(2026, 12, 9))
        an_interaction(work, customer_id=made, next_step="Call back", next_step_on=date(2026, 12, 1))
        assert (_row(work, made).next_step, _row(work, made).next_step_on) == ("Call back", date(2026, 12, 1))


def test_an_announced_step_is_done_once_someone_talks_on_its_day_or_later(company: Company) -> None:
    with company.write() as work:
        made = a_customer(work)
        in_two_days = work.today - timedelta(days=8)
        an_interaction(
            work, customer_id=made, happened_at=days_ago(work, 10), next_step="Call back", next_step_on=in_two_days
        )
        an_interaction(work, customer_id=made, happened_at=days_ago(work, 9))
        assert _row(work, made).next_step == "Call back"
        an_interaction(work, customer_id=made, happened_at=days_ago(work, 8))
        assert (_row(work, made).next_step, _row(work, made).next_step_on) == (None, None)
        an_interaction(work, customer_id=made, next_step="Some day")
        assert (_row(work, made).next_step, _row(work, made).next_step_on) == ("Some day", None)


def test_customers_are_sorted_by_the_place_of_their_level_and_the_name_of_their_owner(company: Company) -> None:
    with company.write() as work:
        for level, owner in (("C", "Zoe"), ("A", "Yves"), ("B", "Xu")):
            a_customer(work, level, level_id=entry("level", level), owner_id=a_user(work, owner))
    with company.read() as reading:
        assert _names(reading, sort=Sort("level")) == ["A", "B", "C"]
        assert _names(reading, sort=Sort("owner")) == ["B", "A", "C"]
        assert _names(reading, sort=Sort("level", descending=True)) == ["C", "B", "A"]


def test_customers_are_found_by_number_name_region_manager_and_level_at_once(company: Company) -> None:
    with company.write() as work:
        mei, region = a_user(work, "Mei", login="mei"), entry("region", "east")
        wanted = a_customer(work, "Haverton Medical", owner_id=mei, region_id=region, level_id=entry("level", "A"))
        for name, values in (
            ("Northgate", {"owner_id": mei, "region_id": region, "level_id": entry("level", "A")}),
            ("Haverton South", {"owner_id": mei, "level_id": entry("level", "A")}),
            ("Haverton East", {"owner_id": mei, "region_id": region}),
            ("Haverton Own", {"region_id": region, "level_id": entry("level", "A")}),
        ):
            a_customer(work, name, **values)
        number = str(work.plain("SELECT number FROM customer WHERE id = ?", (wanted,))[0][0])
    chosen = {"region": region, "owner": mei, "level": entry("level", "A")}
    filters = tuple(Filter(name, "is", value) for name, value in chosen.items())
    with company.read() as reading:
        assert [row.id for row in CUSTOMERS.first(reading, ListSpec(filters, search="haver"), 9)] == [wanted]
        assert [row.id for row in CUSTOMERS.first(reading, ListSpec(filters, search=number), 9)] == [wanted]


def test_customers_are_found_by_tag_owner_and_days_without_contact(company: Company) -> None:
    with company.write() as work:
        ian = a_user(work, "Ian Zhao")
        a_customer(work, "Mine", tags=("VIP",))
        a_customer(work, "His", owner_id=ian)
        a_customer(work, "Nobody's", pooled=True)
        quiet = a_customer(work, "Quiet", tags=("Expo",))
        an_interaction(work, customer_id=quiet, happened_at=days_ago(work, 60))
    with company.read() as reading:
        vip = Tag.id_of("VIP")
        assert _names(reading, Filter("tags", "is", vip)) == ["Mine"]
        assert _names(reading, Filter("tags", "is_not", vip)) == ["His", "Nobody's", "Quiet"]
        assert _names(reading, Filter("tags", "is_empty")) == ["His", "Nobody's"]
        assert _names(reading, Filter("owner", "is", ME)) == ["Mine", "Quiet"]
        assert _names(reading, Filter("owner", "is_empty")) == ["Nobody's"]
        assert _names(reading, Filter("quiet_for", "at_least", 60)) == ["Quiet"]
        assert _names(reading, Filter("quiet_for", "at_least", 61)) == []


@pytest.mark.parametrize(
    ("operator", "value", "found"),
    [
        ("is", "2026-11-18", True),
        ("is", "2026-11-17", False),
        ("between", ("2026-11-18", "2026-11-18"), True),
        ("between", (None, "2026-11-17"), False),
        ("at_least", "2026-11-19", False),
        ("at_most", "2026-11-18", True),
        ("within", 3, True),
        ("within", 2, False),
        ("is_empty", None, False),
        ("not_empty", None, True),
    ],
)
def test_an_instant_is_filtered_by_the_company_s_days(
    company: Company, operator: str, value: object, found: bool
) -> None:
    with company.write() as work:
        # 00:30 of the 18th in Shanghai is still the 17th in UTC.
        an_interaction(work, happened_at=days_ago(work, 3, hour=0) + 30 * 60_000)
    with company.read() as reading:
        assert bool(_names(reading, Filter("last_contact", operator, value))) is found


def test_rows_keep_the_order_asked_for_and_leave_out_what_is_gone_or_hidden(company: Company) -> None:
    with company.write() as work:
        ian = a_user(work, "Ian Zhao", login="ian")
        made = [a_customer(work, name, owner_id=ian) for name in ("A", "B", "C")]
        hidden = a_customer(work, "Hers")
        delete_customers(work, [made[1]])
    with company.seen_by("ian").read() as reading:
        assert [row.name for row in CUSTOMERS.rows(reading, [made[2], hidden, made[1], made[0]])] == ["C", "A"]
        assert CUSTOMERS.count(reading, ListSpec()) == 2


def test_a_customer_comes_with_its_people_open_business_and_orders(company: Company) -> None:
    with company.write() as work:
        group = a_customer(work, "Group")
        made = a_customer(work, "Haverton", parent_id=group, tags=("VIP",))
        a_customer(work, "Plant", parent_id=made)
        main = RoleDraft(made, "Purchasing", entry("buying_role", "decides"), is_main=True)
        phones = (PointDraft(value="0571 1111", is_opted_out=True), PointDraft(value="0571 2046"))
        a_contact(work, "Abe", made)
        a_contact(work, "Dana", customers=(main,), points=phones)
        an_opportunity(work, "Framework", customer_id=made)
        close_won(work, an_opportunity(work, "Upgrade", customer_id=made))
        a_case(work, "Drift", customer_id=made)
        an_order(work, customer_id=made)
        an_order(work, customer_id=group)
    with company.read() as reading:
        details = customer_details(reading, made)
    assert (details.parent, details.tags) == ("Group", ("VIP",))
    assert [(each.name, each.job_title, each.phone) for each in details.contacts] == [
        ("Dana", "Purchasing", "0571 2046"),
        ("Abe", None, None),
    ]
    assert [each.name for each in details.open_deals] == ["Framework"]
    assert [each.subject for each in details.open_cases] == ["Drift"]
    assert [each.net_minor for each in details.orders] == [10_000]
    assert [each.name for each in details.subsidiaries] == ["Plant"]
    assert (details.counts.contacts, details.counts.deals, details.counts.orders, details.counts.cases) == (2, 2, 1, 1)


def test_the_facts_tell_what_was_won_what_is_open_and_what_is_owed(company: Company) -> None:
    with company.write() as work:
        made = a_customer(work)
        for opened, closed, amount in ((400, 366, 1), (400, 365, 2), (300, 0, 4), (800, 731, 8)):
            deal = an_opportunity(
                work, customer_id=made, amount_minor=amount, opened_on=work.today - timedelta(days=opened)
            )
            close_won(work, deal, work.today - timedelta(days=closed))
        an_opportunity(work, customer_id=made, amount_minor=1_000, probability_e6=250_000)
        due = date(2026, 11, 1)
        an_order(work, customer_id=made, due_on=due, ordered_on=date(2026, 10, 1), lines=(an_order_line("10"),))
        an_order(work, customer_id=made, due_on=date(2026, 12, 1), lines=(an_order_line("5"),))
        facts = customer_details(work, made).facts
    # A year ago to the day belongs to the year before.
    assert (facts.won_minor, facts.won_before_minor) == (4, 3)
    assert (facts.open_deals, facts.open_minor, facts.weighted_minor) == (1, 1_000, 250)
    assert (facts.due_minor, facts.overdue_since) == (1_500, due)
    assert facts.since == date(2026, 11, 21) - timedelta(days=731)


def test_a_private_person_comes_with_a_profile(company: Company) -> None:
    with company.write() as work:
        made = a_customer(work, "Mei Wu", kind=CONSUMER, born_on=date(1990, 5, 1))
        profile = customer_details(work, made).profile
    assert profile is not None
    assert profile.born_on == date(1990, 5, 1)


def test_another_s_customer_is_not_shown(company: Company) -> None:
    with company.write() as work:
        a_user(work, "Ian Zhao", login="ian", role_id=role("salesperson"))
        made = a_customer(work)
    with company.seen_by("ian").read() as reading, pytest.raises(NotFound):
        customer_details(reading, made)


def test_days_without_contact_are_counted_in_the_zone_of_the_company(company: Company) -> None:
    # Half past midnight in Shanghai, still the day before in UTC.
    company.clock.instant = company.clock.instant.replace(day=20, hour=16, minute=30)
    with company.write() as work:
        a_customer(work, "New")
    company.clock.instant += timedelta(days=3)
    with company.read() as reading:
        assert _names(reading, Filter("quiet_for", "at_least", 3)) == ["New"]
        assert _names(reading, Filter("quiet_for", "at_least", 4)) == []
        for operator, value, found in (
            ("is", 3, ["New"]),
            ("is", 2, []),
            ("is_not", 3, []),
            ("at_most", 3, ["New"]),
            ("at_most", 2, []),
            ("between", (1, 3), ["New"]),
            ("between", (4, None), []),
        ):
            assert _names(reading, Filter("quiet_for", operator, value)) == found, operator
