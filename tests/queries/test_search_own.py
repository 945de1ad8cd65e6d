"""Search finds records by the texts in fields that their company added."""

from crm_desktop.core.ids import unpack
from crm_desktop.core.listing import ListSpec
from crm_desktop.models import CustomValue
from crm_desktop.operations.custom_field import CustomFieldDraft, create_custom_field, set_custom_value
from crm_desktop.queries.contact import CONTACTS
from crm_desktop.queries.customer import CUSTOMERS
from crm_desktop.queries.search import search
from crm_desktop.storage import search_index
from tests.builders import a_contact, a_customer
from tests.company import Company


def found(company: Company, words: str) -> list[str]:
    with company.read() as reading:
        return [hit.title for hit in search(reading, words, limit=5).hits]


def test_a_record_is_found_by_what_stands_in_its_own_fields(company: Company) -> None:
    with company.write() as work:
        machine = create_custom_field(work, CustomFieldDraft("customer", "Machine"))
        rhythm = create_custom_field(work, CustomFieldDraft("contact", "Rhythm", type="choice", options="fortnightly"))
        line = create_custom_field(work, CustomFieldDraft("customer", "Line", type="phone"))
        agent = create_custom_field(work, CustomFieldDraft("customer", "Agent", type="user"))
        customer, contact = a_customer(work, "Haverton"), a_contact(work, "Dana Holt")
        set_custom_value(work, "customer", customer, machine, "Winkelmann press 高压泵")
        set_custom_value(work, "customer", customer, line, "0351 77 88 991")
        set_custom_value(work, "customer", customer, agent, work.viewer.user_id)
        set_custom_value(work, "contact", contact, rhythm, "fortnightly")
    assert found(company, "winkelm") == ["Haverton"]
    assert found(company, "高压") == ["Haverton"]
    assert found(company, "88991") == ["Haverton"]
    assert found(company, "fortnight") == ["Dana Holt"]
    assert found(company, company.viewer.user_id) == []
    with company.read() as reading:
        assert list(unpack(CUSTOMERS.ids(reading, ListSpec(search="winkelmann")))) == [customer]
        assert list(unpack(CONTACTS.ids(reading, ListSpec(search="winkelmann")))) == []
    with company.write() as work:
        set_custom_value(work, "customer", customer, machine, None)
    assert found(company, "winkelm") == []
    with company.write() as work:
        row = work.session.get(CustomValue, CustomValue.id_of(contact, rhythm))
        assert row is not None
        row.deleted = True
    assert found(company, "fortnight") == []


def test_the_index_kept_in_step_is_the_index_made_anew(company: Company) -> None:
    with company.write() as work:
        fields = [create_custom_field(work, CustomFieldDraft(kind, "Note")) for kind in ("customer", "contact")]
        set_custom_value(work, "customer", a_customer(work, "Haverton"), fields[0], "one")
        set_custom_value(work, "contact", a_contact(work, "Dana Holt"), fields[1], "two")
    with company.write() as work:
        assert search_index.compare(work.connection).is_sound
        search_index.rebuild(work.connection)
        assert search_index.compare(work.connection).is_sound
    assert (found(company, "one"), found(company, "two")) == (["Haverton"], ["Dana Holt"])
