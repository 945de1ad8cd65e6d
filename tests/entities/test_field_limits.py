"""Whoever a field is hidden from never meets its value in whatever is read, nor writes what he may only read."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import BigInteger

from crm_desktop.core.errors import Invalid, NotAllowed
from crm_desktop.core.listing import Filter, Grouping, ListSpec, Sort
from crm_desktop.core.text import masked
from crm_desktop.core.viewer import ALL, HIDDEN, IN_POOL, MASKED, READ_ONLY, SYSTEM, Viewer
from crm_desktop.models import ENTITY_OF, ContactPoint, Customer, CustomField, CustomValue, PersonProfile
from crm_desktop.models.base import Day, Flag
from crm_desktop.models.limited_fields import KINDS, PHONES, limited_fields
from crm_desktop.operations.contact import contact_draft, update_contact
from crm_desktop.operations.customer import CustomerDraft, create_customer, customer_draft, update_customer
from crm_desktop.operations.lead import lead_draft
from crm_desktop.operations.opportunity import opportunity_draft
from crm_desktop.operations.order import order_draft
from crm_desktop.operations.product import product_draft
from crm_desktop.operations.role import FieldLimit, role_draft, update_role
from crm_desktop.operations.service_case import service_case_draft
from crm_desktop.operations.service_steps import give_feedback, handle_case, reopen_case
from crm_desktop.operations.sharing import share
from crm_desktop.queries.contact import contact_details
from crm_desktop.queries.customer_details import customer_details
from crm_desktop.queries.lead import lead_details
from crm_desktop.queries.list_query import ListQuery
from crm_desktop.queries.opportunity import opportunity_details
from crm_desktop.queries.opt_out import EVERY_WAY, FLAGS
from crm_desktop.queries.order import order_details
from crm_desktop.queries.product_card import product_card
from crm_desktop.queries.record_history import record_history
from crm_desktop.queries.search import search, search_ids
from crm_desktop.queries.search_scope import search_within
from crm_desktop.queries.service_case import service_case_details
from crm_desktop.queries.timeline import timeline
from tests.builders import a_case, a_contact, a_customer, a_user, an_opportunity, role
from tests.company import Company
from tests.entities.samples import a_row
from tests.entities.test_lists import LISTS

DETAILS: dict[str, Any] = {
    "customer": customer_details,
    "contact": contact_details,
    "opportunity": opportunity_details,
    "lead": lead_details,
    "sales_order": order_details,
    "service_case": service_case_details,
    "product": product_card,
}
DRAFTS: dict[str, Any] = {
    "customer": customer_draft,
    "contact": contact_draft,
    "opportunity": opportunity_draft,
    "lead": lead_draft,
    "sales_order": order_draft,
    "service_case": service_case_draft,
    "product": product_draft,
}
every_kind = pytest.mark.parametrize("kind", KINDS)


def seen_by(company: Company, viewer: Viewer, *limits: tuple[str, str]) -> Company:
    return replace(company, viewer=replace(viewer, limits=frozenset(limits)))


def everybody_sees_all(*limits: tuple[str, str]) -> Viewer:
    return Viewer("nobody", "nobody", "Nobody", "own", ALL, ALL, SYSTEM.rights, limits=frozenset(limits))


def marked(company: Company, kind: str) -> tuple[str, dict[str, str]]:
    """A record whose every limited field has a value found nowhere else; its id, and the values as text."""
    marks: dict[str, str] = {}
    with company.write() as work:
        record_id = a_row(work, ENTITY_OF[kind])
        rows: dict[str, Any] = {kind: work.session.get(ENTITY_OF[kind], record_id)}
        if kind == "customer":
            rows[kind].kind = "consumer"
            rows["person_profile"] = PersonProfile(id=PersonProfile.id_of(record_id), customer_id=record_id)
            work.session.add(rows["person_profile"])
        for number, field in enumerate(limited_fields().values()):
            if field.kind != kind or field.point:
                continue
            column = ENTITY_OF[field.table].__table__.c[field.column]
            if isinstance(column.type, Flag) or column.foreign_keys:
                continue
            value: Any = f"{field.column}q{number}zz"
            if isinstance(column.type, Day):
                value = date(1931, 1, 1) + timedelta(days=number)
            elif isinstance(column.type, BigInteger):
                value = 770_000_000 + number
            elif field.key in PHONES:
                value = f"1397{number:03}7654"
            setattr(rows[field.table], field.column, value)
            marks[field.key] = str(value)
        if kind == "contact":
            for place, (point, value) in enumerate((("phone", "13970017654"), ("email", "secret@hidden.example"))):
                given = {"contact_id": record_id, "kind": point, "value": value, "position": place}
                work.session.add(ContactPoint(id=work.new_id(), is_opted_out=False, **given))
                marks[f"contact.{point}"] = value
    return record_id, marks


def all_told(reading: Any, query: ListQuery[Any], kind: str) -> Iterator[Any]:
    """All a list tells of its records."""
    yield query.first(reading, ListSpec(), 20)
    if query.kind != kind:
        return
    yield list(query.stream(reading, ListSpec()))
    yield query.sums(reading, ListSpec())
    for field in query.fields:
        if field.is_groupable:
            yield query.groups(reading, ListSpec().grouped_by(Grouping(field.key)))
        if field.has_values:
            yield query.values(reading, ListSpec(), field.key, 20)


@every_kind
def test_a_hidden_field_is_met_nowhere(company: Company, kind: str) -> None:
    record_id, marks = marked(company, kind)
    limits = tuple((key, HIDDEN) for key in limited_fields() if key.startswith(f"{kind}."))
    everyone, nobody = seen_by(company, everybody_sees_all()), seen_by(company, everybody_sees_all(), *limits)
    told, kept = (told_of(each, kind, record_id, marks) for each in (everyone, nobody))
    # What is told without limits shows that the values would be met.
    assert sum(value in told for value in marks.values()) > len(marks) // 2
    assert [key for key, value in marks.items() if value in kept] == []


def told_of(company: Company, kind: str, record_id: str, marks: dict[str, str]) -> str:
    """Everything that readings say of a record, in one text."""
    with company.read() as reading:
        told: list[Any] = [part for query in LISTS for part in all_told(reading, query, kind)]
        told += [DETAILS[kind](reading, record_id), DRAFTS[kind](reading, record_id)]
        told += [record_history(reading, kind, record_id)]
        if kind == "customer":
            told.append(timeline(reading, customer_id=record_id))
        told += [repr(hit) for value in marks.values() for hit in search(reading, value).hits]
        return repr(told)


def test_what_was_done_about_a_case_and_how_it_was_liked_is_told_by_no_round_or_step(company: Company) -> None:
    said: dict[str, tuple[str | int, str | int]] = {
        "handling": ("Lamp wqx", "Fuse wqx"),
        "result": ("Dark zvk", "Bright zvk"),
        "satisfaction": (1, 5),
    }
    with company.write() as work:
        customer = a_customer(work)
        case = a_case(work, customer_id=customer, owner_id=work.viewer.user_id)
        for handling, result, stars in zip(*said.values(), strict=True):
            handle_case(work, case, str(handling))
            give_feedback(work, case, str(result), int(stars))
        reopen_case(work, case, "Flickers again")
        deal = an_opportunity(work, "Probes", customer_id=customer)
    hidden = {name: seen_by(company, company.viewer, (f"service_case.{name}", HIDDEN)) for name in said}
    hidden["all"] = seen_by(company, company.viewer, *((f"service_case.{name}", HIDDEN) for name in said))
    told = {name: _told_of_case(each, case, customer) for name, each in {**hidden, "none": company}.items()}
    for name, values in said.items():
        marks = [f"satisfaction={each}" if isinstance(each, int) else str(each) for each in values]
        for mark in marks:
            assert mark in told["none"], mark
            assert (mark in told[name], mark in told["all"]) == (False, False), mark
            assert all(mark in told[other] for other in said if other != name), mark
    # Nothing else goes with it: notes of other steps and of other records are told.
    assert "Flickers again" in told["handling"]
    with hidden["all"].read() as reading, company.read() as everything:
        entries = [record_history(each, "opportunity", deal) for each in (reading, everything)]
    assert entries[0] == entries[1]


def _told_of_case(company: Company, case: str, customer: str) -> str:
    with company.read() as reading:
        told = (service_case_details(reading, case), record_history(reading, "service_case", case))
        return repr((*told, timeline(reading, customer_id=customer)))


@every_kind
def test_a_hidden_field_finds_sorts_and_filters_nothing(company: Company, kind: str) -> None:
    record_id, marks = marked(company, kind)
    query = next(each for each in LISTS if each.kind == kind)
    for key, value in marks.items():
        with seen_by(company, everybody_sees_all(), (key, HIDDEN)).read() as reading:
            assert record_id not in {hit.id for hit in search(reading, value).hits}, key
            if query.entity.__search__:
                assert query.count(reading, ListSpec(search=value)) == 0, key
                assert not list(reading.session.scalars(search_ids(value, kind, reading.viewer))), key
            own = next((each for each in query.fields if key == f"{kind}.{each.key}"), None)
            if own is not None and own.is_filterable and own.type == "text":
                assert query.count(reading, ListSpec((Filter(own.key, "contains", value),))) == 0, key
            if own is not None and own.is_sortable:
                assert value not in repr(query.first(reading, ListSpec(sorts=(Sort(own.key),)), 5))


def test_telephone_numbers_have_stars_unless_the_customer_is_ones_own(company: Company) -> None:
    mine, others, shared = people(company)
    limits = tuple((key, MASKED) for key in PHONES)
    grace = replace(company.seen_by("grace").viewer, read_scope=ALL, write_scope=ALL, limits=frozenset(limits))
    company = replace(company, viewer=grace)
    query = next(each for each in LISTS if each.kind == "customer")
    with company.read() as reading:
        phones = {row.id: row.phone for row in query.first(reading, ListSpec(), 10)}
        assert phones == {mine: "13812345678", others: "139****5678", shared: "13712345678"}
        found = {hit.id for hit in search(reading, "12345").hits if hit.kind == "customer"}
        assert found == {mine, shared}
        assert query.count(reading, ListSpec(search="13912345678")) == 0
        assert [hit.id for hit in search(reading, "Other").hits if hit.kind == "customer"] == [others]
        assert not search_within(reading, others, "1391111", ("contact",), 5).hits
        contact = next(row for row in next(q for q in LISTS if q.kind == "contact").first(reading, ListSpec(), 5))
        assert contact.phone == "139****2222"
        assert "13911112222" not in repr(record_history(reading, "contact", contact.id))
        assert "13912345678" not in repr(record_history(reading, "customer", others))
        assert "13812345678" in repr(record_history(reading, "customer", mine))


def test_contacts_of_one_s_own_customers_are_found_by_all_their_numbers(company: Company) -> None:
    mine, _others, _shared = people(company)
    with company.write() as work:
        contact = a_contact(work, "Erin Vale", mine, phone="13911113333")
    limits = tuple((key, MASKED) for key in PHONES)
    grace = replace(company.seen_by("grace").viewer, read_scope=ALL, write_scope=ALL, limits=frozenset(limits))
    with replace(company, viewer=grace).read() as reading:
        assert [hit.id for hit in search(reading, "1391111").hits if hit.kind == "contact"] == [contact]


def people(company: Company) -> tuple[str, str, str]:
    with company.write() as work:
        grace = a_user(work, "Grace Lin", login="grace")
        mine = a_customer(work, "Mine", phone="13812345678", owner_id=grace)
        others = a_customer(work, "Other", phone="13912345678")
        shared = a_customer(work, "Shared", phone="13712345678")
        a_contact(work, "Dana Holt", others, phone="13911112222")
        work.session.flush()
        share(work, "customer", [shared], [grace])
    return mine, others, shared


def test_a_masked_number_that_a_form_brings_back_stays_as_it_was(company: Company) -> None:
    _, others, _ = people(company)
    limits = tuple((key, MASKED) for key in PHONES)
    all_rights = replace(company.viewer, limits=frozenset(limits), user_id="someone else")
    acting = replace(company, viewer=all_rights)
    with acting.read() as reading:
        loaded = customer_draft(reading, others)
        contact_id = contact_details_of(reading)
        contact = contact_draft(reading, contact_id)
    assert (loaded.phone, contact.points[0].value) == ("139****5678", "139****2222")
    with acting.write() as work:
        update_customer(work, others, replace(loaded, city="Hangzhou"), loaded)
        update_contact(work, contact_id, replace(contact, job_title="Buyer"), contact)
    with company.read() as reading:
        assert (customer_draft(reading, others).phone, customer_draft(reading, others).city) == (
            "13912345678",
            "Hangzhou",
        )
        assert contact_draft(reading, contact_id).points[0].value == "13911112222"
    with pytest.raises(Invalid) as refused, acting.write() as work:
        update_customer(work, others, replace(loaded, phone="13900000000"), loaded)
    assert "phone" in refused.value.fields
    points = (replace(contact.points[0], value="13900000000"),)
    with pytest.raises(NotAllowed), acting.write() as work:
        update_contact(work, contact_id, replace(contact, points=points), contact)


def contact_details_of(reading: Any) -> str:
    return str(next(q for q in LISTS if q.kind == "contact").first(reading, ListSpec(), 1)[0].id)


def test_what_may_only_be_read_is_refused_however_it_is_written(company: Company) -> None:
    with company.write() as work:
        customer = a_customer(work, "Haverton", credit=3)
    limited = seen_by(company, company.viewer, ("customer.credit", READ_ONLY), ("customer.note", HIDDEN))
    with limited.read() as reading:
        loaded = customer_draft(reading, customer)
    assert loaded.credit == 3
    with pytest.raises(Invalid) as refused, limited.write() as work:
        update_customer(work, customer, replace(loaded, credit=5), loaded)
    assert set(refused.value.fields) == {"credit"}
    with pytest.raises(NotAllowed), limited.write() as work:
        # As a bulk edit or an import would, past every draft.
        work.session.get_one(Customer, customer).credit = 5
    with pytest.raises(Invalid), limited.write() as work:
        create_customer(work, CustomerDraft("New", note="Secret"))
    with limited.write() as work:
        update_customer(work, customer, replace(loaded, city="Hangzhou"), loaded)


def test_fields_of_customers_in_the_pool_are_shown_when_claimed(company: Company) -> None:
    with company.write() as work:
        pooled = a_customer(work, "Open to all", phone="13812345678", pooled=True)
        owned = a_customer(work, "Mine", phone="13912345678")
    limited = seen_by(company, company.viewer, ("customer.phone", IN_POOL))
    with limited.read() as reading:
        assert customer_details(reading, pooled).phone is None
        assert customer_details(reading, owned).phone == "13912345678"
        assert not search(reading, "13812345678").hits
        assert search(reading, "13912345678").hits


def test_an_own_field_can_be_hidden_too(company: Company) -> None:
    with company.write() as work:
        customer = a_customer(work)
        field = CustomField(
            id=work.new_id(), record_kind="customer", code="code", name_en="Code", name_zh="", type="text"
        )
        work.session.add(field)
        work.session.flush()
        value_id = CustomValue.id_of(customer, field.id)
        given = {"record_kind": "customer", "record_id": customer, "field_id": field.id, "text_value": "hush-hush"}
        work.session.add(CustomValue(id=value_id, **given))
        field_id = field.id
    with seen_by(company, company.viewer, (f"customer.own:{field_id}", HIDDEN)).read() as reading:
        assert reading.plain("SELECT 1 FROM custom_value UNION SELECT 1 FROM custom_field") == []
        assert "hush-hush" not in repr(record_history(reading, "customer", customer))
        assert not search(reading, "hush-hush").hits
        assert search(reading, "Haverton").hits
    with company.read() as reading:
        assert search(reading, "hush-hush").hits
        assert "hush-hush" in repr(record_history(reading, "customer", customer))
        assert [hit.id for hit in search(reading, "hush").hits] == [customer]


def test_what_people_refuse_is_kept_from_nobody() -> None:
    columns = {each.column for each in limited_fields().values()}
    assert columns.isdisjoint({EVERY_WAY, *FLAGS.values()})


def test_whoever_has_no_limits_reads_the_tables_themselves(company: Company) -> None:
    plan = "SELECT count(*) FROM temp.sqlite_master"
    with seen_by(company, company.viewer, ("customer.phone", HIDDEN)).read() as reading:
        assert reading.plain(plan)[0][0] == 3
    with company.read() as reading:
        assert reading.plain(plan)[0][0] == 0


@pytest.mark.parametrize(
    ("phone", "shown"),
    [
        ("13812345678", "138****5678"),
        ("+86 138 1234 5678", "+86 138 **** 5678"),
        ("010-62345678", "010-****5678"),
        ("12345", "***45"),
        ("", ""),
        (None, None),
    ],
)
def test_a_masked_number_keeps_its_form(phone: str | None, shown: str | None) -> None:
    assert masked(phone) == shown


def test_a_role_of_the_company_limits_its_people(company: Company) -> None:
    with company.write() as work:
        a_user(work, "Grace Lin", login="grace")
        draft = role_draft(work, role("salesperson"))
        hidden = (FieldLimit("customer.note", HIDDEN),)
        update_role(work, role("salesperson"), replace(draft, masks_phones=True, limits=hidden))
    limits = company.seen_by("grace").viewer.limits
    assert limits == {("customer.note", HIDDEN), *((key, MASKED) for key in PHONES)}
    assert company.viewer.limits == frozenset()
