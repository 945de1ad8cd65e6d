"""The list of all that happened."""

from crm_desktop.core.listing import ME, Filter, ListSpec
from crm_desktop.queries.interaction import INTERACTIONS, interaction_details
from tests.builders import a_case, a_contact, a_customer, an_interaction, an_opportunity, days_ago, entry
from tests.company import Company


def test_the_newest_comes_first_with_names(company: Company) -> None:
    with company.write() as work:
        customer = a_customer(work, "Haverton")
        contact = a_contact(work, "Dana", customer)
        deal = an_opportunity(work, "Framework", customer_id=customer)
        an_interaction(work, "Older", customer_id=customer, happened_at=days_ago(work, 3), minutes=30)
        an_interaction(work, "Newer", "call", contact_id=contact, opportunity_id=deal, minutes=14)
    with company.read() as reading:
        newer, older = INTERACTIONS.first(reading, ListSpec(), 10)
        assert (newer.subject, newer.customer, newer.contact, newer.opportunity) == (
            "Newer",
            "Haverton",
            "Dana",
            "Framework",
        )
        assert (older.subject, older.owner, older.contact) == ("Older", "Ada Lin", None)
        assert INTERACTIONS.sums(reading, ListSpec()) == {"minutes": 44}
        calls = ListSpec((Filter("kind", "is", entry("interaction_kind", "call")), Filter("owner", "is", ME)))
        assert [row.subject for row in INTERACTIONS.first(reading, calls, 10)] == ["Newer"]


def test_one_interaction_names_everything_it_is_about(company: Company) -> None:
    with company.write() as work:
        case = a_case(work, "Drift", customer_id=a_customer(work, "Haverton"))
        made = an_interaction(work, "Asked again", case_id=case, cost_minor=1_200)
    with company.read() as reading:
        details = interaction_details(reading, made)
    assert (details.case, details.customer, details.owner) == ("Drift", "Haverton", "Ada Lin")
    assert (details.cost_minor, details.cost_currency) == (1_200, "CNY")
