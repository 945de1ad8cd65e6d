"""How complete the profile of a customer is, by its kind and level, and what to ask for next."""

from crm_desktop.core.listing import Filter, ListSpec, Sort
from crm_desktop.operations.parameter import set_parameters
from crm_desktop.queries.completeness import EXPECTED, completeness
from crm_desktop.queries.customer import CUSTOMERS
from tests.builders import a_contact, a_customer, entry
from tests.company import Company

OF_ALL = sum(each.weight for each in EXPECTED if not each.of_firms and not each.of_the_best)
OF_FIRMS = sum(each.weight for each in EXPECTED if not each.of_the_best)
OF_THE_BEST = sum(each.weight for each in EXPECTED)


def test_what_is_expected_depends_on_kind_and_level(company: Company) -> None:
    with company.write() as work:
        firm = a_customer(work, "Firm", phone="010 5551234")
        person = a_customer(work, "Person", kind="consumer", phone="010 5551235")
        best = a_customer(work, "Best", phone="010 5551236", level_id=entry("level", "A"))
        a_contact(work, "Dana Holt", firm)
    with company.read() as reading:
        shares = {row.name: row.completeness for row in CUSTOMERS.first(reading, ListSpec(), 5)}
        told = completeness(reading, person)
        assert completeness(reading, firm).percent == shares["Firm"]
        assert completeness(reading, best).percent == shares["Best"]
    assert shares == {
        "Firm": round(100 * (3 + 4) / OF_FIRMS),
        "Person": round(100 * 3 / OF_ALL),
        "Best": round(100 * (3 + 2) / OF_THE_BEST),
    }
    assert (told.percent, told.ask_next) == (shares["Person"], ("Contact", "E-mail", "Address"))


def test_weights_are_parameters_and_lists_are_sorted_and_filtered_by_it(company: Company) -> None:
    with company.write() as work:
        set_parameters(work, {f"profile.{each.name}": 0 for each in EXPECTED if each.name not in ("phone", "email")})
        set_parameters(work, {"profile.phone": 3, "profile.email": 1})
        a_customer(work, "Phone", phone="010 5551234")
        a_customer(work, "Mail", email="a@b.cn")
        both = a_customer(work, "Both", phone="010 5551234", email="a@b.cn")
    with company.read() as reading:
        rows = CUSTOMERS.first(reading, ListSpec(sorts=(Sort("completeness"),)), 5)
        assert [(row.name, row.completeness) for row in rows] == [("Mail", 25), ("Phone", 75), ("Both", 100)]
        assert CUSTOMERS.count(reading, ListSpec((Filter("completeness", "at_most", 75),))) == 2
        assert completeness(reading, both).ask_next == ()
    with company.write() as work:
        set_parameters(work, {"profile.phone": 0, "profile.email": 0})
    with company.read() as reading:
        assert completeness(reading, both).percent is None
