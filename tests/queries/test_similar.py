"""Customers that may be entered twice."""

import pytest

from crm_desktop.operations.contact import PointDraft, RoleDraft
from crm_desktop.operations.customer import delete_customers
from crm_desktop.queries.similar import EMAIL, NAME, PHONE, similar_contacts, similar_customers
from tests.builders import a_contact, a_customer, a_user
from tests.company import Company


@pytest.mark.parametrize(
    ("known", "typed"),
    [
        ("Haverton Medical Ltd.", "haverton medical"),
        ("Haverton Medical", "HAVERTON MEDICAL GmbH"),
        ("海维康医疗器械有限公司", "海维康医疗器械"),
        ("华为技术（深圳）有限公司", "华为技术(深圳)"),
    ],
)
def test_the_same_name_is_found_whatever_its_legal_form(company: Company, known: str, typed: str) -> None:
    with company.write() as work:
        made = a_customer(work, known)
        a_customer(work, "Haverton Logistics")
    with company.read() as reading:
        assert [(each.id, each.reason) for each in similar_customers(reading, typed)] == [(made, NAME)]
        assert similar_customers(reading, typed, but=made) == []
        assert similar_customers(reading, "Yarrow") == []
        assert similar_customers(reading, " ") == []


def test_the_same_phone_is_found_however_it_is_written(company: Company) -> None:
    with company.write() as work:
        made = a_customer(work, "Haverton", phone="+86 571 8888-2046")
    with company.read() as reading:
        (found,) = similar_customers(reading, "Another", "571 88882046")
        assert (found.id, found.reason, found.owner) == (made, PHONE, "Ada Lin")
        assert similar_customers(reading, "Another", "2046") == []


def test_deleted_and_hidden_customers_are_not_mentioned(company: Company) -> None:
    with company.write() as work:
        a_user(work, "Ian", login="ian")
        gone = a_customer(work, "Haverton")
        a_customer(work, "Yarrow")
    with company.write() as work:
        delete_customers(work, [gone])
    with company.read() as reading:
        assert similar_customers(reading, "Haverton") == []
    with company.seen_by("ian").read() as reading:
        assert similar_customers(reading, "Yarrow") == []


def test_contacts_are_known_by_phone_mail_and_by_name_at_one_customer(company: Company) -> None:
    with company.write() as work:
        place, elsewhere = a_customer(work, "Haverton"), a_customer(work, "Coldbrook")
        points = (PointDraft("phone", "0571 2041 7777"), PointDraft("email", "Dana@haverton.example"))
        dana = a_contact(work, "Dana Holt", customers=(RoleDraft(place),), points=points)
    with company.read() as reading:

        def found(name: str, *customers: str, points: tuple[tuple[str, str], ...] = (), but: str = "") -> list[str]:
            return [each.reason for each in similar_contacts(reading, name, customers, points, but)]

        assert found("D. H.", points=(("phone", "0571-20417777"),)) == [PHONE]
        assert found("D. H.", points=(("email", "dana@haverton.example"),)) == [EMAIL]
        assert found("dana  holt", place) == [NAME]
        assert found("Dana Holt", elsewhere) == []
        assert found("Dana Holt") == []
        assert found("Dana Holt", place, but=dana) == []
        assert found("D. H.", points=(("phone", ""), ("phone", "7777"), ("messenger", "dana"))) == []
