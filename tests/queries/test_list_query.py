"""What lists of every kind share: statements are kept, yet always answer for whoever asks, today."""

from dataclasses import replace
from datetime import timedelta

from crm_desktop.core.ids import unpack
from crm_desktop.core.listing import ME, Filter, ListSpec
from crm_desktop.core.viewer import OWN
from crm_desktop.queries.customer import CUSTOMERS
from crm_desktop.storage.database import Reading
from tests.builders import a_customer, a_user, an_interaction, days_ago
from tests.company import Company


def _listed(reading: Reading, *filters: Filter) -> list[str]:
    spec = ListSpec(filters)
    rows = CUSTOMERS.first(reading, spec, 10)
    assert list(unpack(CUSTOMERS.ids(reading, spec))) == [row.id for row in rows]
    assert CUSTOMERS.count(reading, spec) == len(rows)
    return [row.name for row in rows]


def test_the_same_list_is_another_one_for_another_viewer(company: Company) -> None:
    with company.write() as work:
        grace = a_user(work, "Grace Lin", login="grace")
        a_customer(work, "Hers", owner_id=grace)
        a_customer(work, "Mine")
    mine = Filter("owner", "is", ME)
    own = replace(company.seen_by("grace").viewer, read_scope=OWN, readable=frozenset({grace}))
    with company.database.read(own) as reading:
        assert (_listed(reading), _listed(reading, mine)) == (["Hers"], ["Hers"])
    with company.read() as reading:
        assert (_listed(reading), _listed(reading, mine)) == (["Hers", "Mine"], ["Mine"])


def test_days_are_counted_from_the_day_of_the_question(company: Company) -> None:
    recent = Filter("last_contact", "within", 7)
    with company.write() as work:
        an_interaction(work, customer_id=a_customer(work, "Met"), happened_at=days_ago(work, 6))
    with company.read() as reading:
        assert _listed(reading, recent) == ["Met"]
        assert _listed(replace(reading, today=reading.today + timedelta(days=3)), recent) == []


def test_a_list_of_nothing_has_no_ids(company: Company) -> None:
    with company.read() as reading:
        assert (CUSTOMERS.ids(reading, ListSpec()), CUSTOMERS.rows(reading, [])) == (b"", [])
