"""What a search within a scope offers."""

from crm_desktop.operations.customer import delete_customers
from crm_desktop.queries.search_scope import newest_of
from tests.builders import a_customer, a_user, role
from tests.company import Company


def test_before_anything_is_typed_the_newest_of_a_kind_that_one_may_see_are_offered(company: Company) -> None:
    with company.write() as work:
        sam = a_user(work, "Sam", login="sam", role_id=role("salesperson"))
        for number in range(14):
            a_customer(work, f"Yarrow {number:02}")
        gone, his = a_customer(work, "Gone"), a_customer(work, "His", owner_id=sam)
        delete_customers(work, [gone])
    with company.read() as reading:
        offered = [hit.title for hit in newest_of(reading, "customer")]
        assert offered == ["His", *(f"Yarrow {number:02}" for number in range(13, 2, -1))]
    with company.seen_by("sam").read() as reading:
        assert [hit.id for hit in newest_of(reading, "customer")] == [his]
