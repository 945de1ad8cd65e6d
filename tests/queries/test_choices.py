"""The choices of list fields in both languages."""

from crm_desktop.core.i18n import CHINESE, ENGLISH
from crm_desktop.operations.dictionary import EntryDraft, add_entry, update_entry
from crm_desktop.operations.user import deactivate_users
from crm_desktop.queries.choices import CHOICE_TABLES, choices
from tests.builders import a_product, a_user, entry
from tests.company import Company


def test_every_choice_has_a_name_in_both_languages(company: Company) -> None:
    with company.read() as reading:
        found = choices(reading)
    for name, listed in found.lists.items():
        for choice in listed:
            assert choice.name(ENGLISH), (name, choice)
            assert choice.name(CHINESE), (name, choice)
    assert found.name(entry("region", "east"), CHINESE) == "华东"
    assert found.name(entry("region", "east"), ENGLISH) == "East"
    assert found.name("unknown", ENGLISH) is None


def test_states_are_named_within_their_list(company: Company) -> None:
    with company.read() as reading:
        found = choices(reading)
    assert found.state("priority", "normal", ENGLISH) == "Normal"
    assert found.state("customer_status", "normal", ENGLISH) == "Regular"
    assert found.state("priority", "whatever", ENGLISH) == "whatever"


def test_what_is_withdrawn_keeps_its_name_but_is_not_offered(company: Company) -> None:
    with company.write() as work:
        fair = add_entry(work, "source", EntryDraft("Fair", "展会现场"))
        update_entry(work, fair, EntryDraft("Fair", "展会现场", is_active=False))
        ian = a_user(work, "Ian Zhao")
        deactivate_users(work, [ian])
        sold_out = a_product(work, "GTX Basic", is_active=False)
        found = choices(work)
    for name, record_id in (("source", fair), ("users", ian), ("products", sold_out)):
        assert record_id not in {each.id for each in found.offered(name)}
        assert record_id in {each.id for each in found.offered(name, keep=[record_id])}
        assert found.name(record_id, ENGLISH)


def test_choices_are_found_by_code_or_name(company: Company) -> None:
    with company.read() as reading:
        found = choices(reading)
    assert found.named("level", "a") == found.named("level", "A · 战略合作伙伴") == entry("level", "A")
    assert found.named("users", "ADA") == company.viewer.user_id
    assert found.named("level", "") is None


def test_stages_come_in_their_order_and_reasons_of_both_outcomes_together(company: Company) -> None:
    with company.read() as reading:
        found = choices(reading)
    assert [name for _, name in found.options("stages", ENGLISH)][-2:] == ["Won", "Lost"]
    assert len(found.lists["deal_reason"]) == len(found.lists["won_reason"]) + len(found.lists["lost_reason"])


def test_a_new_choice_is_announced_by_a_table_one_listens_to(company: Company) -> None:
    with company.write() as work:
        add_entry(work, "source", EntryDraft("Fair"))
    assert work.changes.touches(CHOICE_TABLES)
