"""The same word is the same tag, on whichever record, in whatever case."""

import pytest

from crm_desktop.core.errors import Invalid, NotAllowed
from crm_desktop.operations.tag import delete_tag, ensure_tag, rename_tag, set_tags, tag_records
from crm_desktop.queries.tag import TagCount, tags, tags_of
from tests.builders import a_contact, a_customer, a_user, role
from tests.company import Company


def test_a_word_is_one_tag_in_any_case(company: Company) -> None:
    with company.write() as work:
        first, second = a_customer(work, tags=("Key account",)), a_customer(work, tags=("KEY  account",))
        assert tags_of(work, first) == tags_of(work, second) == ("Key account",)


def test_tags_are_counted_on_records_of_a_kind(company: Company) -> None:
    with company.write() as work:
        customers = [a_customer(work, tags=("VIP",)), a_customer(work, tags=("VIP", "Expo"))]
        a_contact(work, tags=("Expo",))
        assert [(each.name, each.count) for each in tags(work, "customer")] == [("VIP", 2), ("Expo", 1)]
        assert [(each.name, each.count) for each in tags(work)] == [("Expo", 2), ("VIP", 2)]
        assert tag_records(work, "customer", customers, add=("Gold",), remove=("vip",)) == 2
        assert [tags_of(work, each) for each in customers] == [("Gold",), ("Expo", "Gold")]


def test_a_tag_taken_off_and_put_on_again_is_there_again(company: Company) -> None:
    with company.write() as work:
        customer = a_customer(work, tags=("VIP",))
        set_tags(work, "customer", customer, ())
        assert tags_of(work, customer) == ()
        set_tags(work, "customer", customer, ("vip",))
        assert tags_of(work, customer) == ("VIP",)


def test_a_renamed_tag_takes_its_records_along_into_an_existing_one(company: Company) -> None:
    with company.write() as work:
        first, second = a_customer(work, tags=("VIP",)), a_customer(work, tags=("Gold",))
        gold = rename_tag(work, ensure_tag(work, "VIP"), "Gold")
        assert tags_of(work, first) == tags_of(work, second) == ("Gold",)
        assert rename_tag(work, gold, "GOLD") == gold
        assert tags(work) == [TagCount(gold, "GOLD", 2)]


def test_a_deleted_tag_is_off_every_record_and_may_come_back(company: Company) -> None:
    with company.write() as work:
        customer = a_customer(work, tags=("VIP",))
        delete_tag(work, ensure_tag(work, "VIP"))
        assert (tags_of(work, customer), tags(work)) == ((), [])
        set_tags(work, "customer", customer, ("Vip",))
        assert tags_of(work, customer) == ("Vip",)


def test_a_tag_is_a_short_word(company: Company) -> None:
    with company.write() as work:
        for name in ("", "  ", "x" * 41):
            with pytest.raises(Invalid):
                ensure_tag(work, name)


def test_someone_else_s_record_is_not_tagged(company: Company) -> None:
    with company.write() as work:
        a_user(work, "Ian Zhao", login="ian", role_id=role("service"))
        customer = a_customer(work)
    with pytest.raises(NotAllowed), company.seen_by("ian").write() as work:
        tag_records(work, "customer", [customer], add=("VIP",))
