"""Records that may be one are found by name, telephone, e-mail and numbers, and asked about once."""

from crm_desktop.core.viewer import Viewer
from crm_desktop.operations.contact import PointDraft, RoleDraft
from crm_desktop.operations.review import tell_apart
from crm_desktop.operations.undo_step import undo
from crm_desktop.queries.duplicates import Pair, compare, duplicates, duplicates_in_file
from tests.builders import a_contact, a_customer, a_lead, a_user, an_opportunity
from tests.company import Company


def pairs(company: Company, kind: str) -> list[tuple[str, str, tuple[str, ...]]]:
    with company.read() as reading:
        return [(each.one.name, each.other.name, each.reasons) for each in duplicates(reading, kind).pairs]


def only(company: Company, kind: str) -> Pair:
    with company.read() as reading:
        (pair,) = duplicates(reading, kind).pairs
    return pair


def test_customers_are_known_again_by_name_telephone_mail_and_numbers(company: Company) -> None:
    with company.write() as work:
        a_customer(work, "华为技术（深圳）有限公司", phone="+86 755 2878 0808")
        a_customer(work, "华为技术深圳", phone="0755-28780808", tax_number="9144 0300-X")
        a_customer(work, "Coldbrook", email="Info@coldbrook.example", phone="1234")
        a_customer(work, "Cold Brook Dairy", email="info@coldbrook.example", phone="1234")
        a_customer(work, "Somebody else", tax_number="91440300X")
    assert pairs(company, "customer") == [
        ("华为技术（深圳）有限公司", "华为技术深圳", ("name", "phone")),
        ("Coldbrook", "Cold Brook Dairy", ("email",)),
        ("华为技术深圳", "Somebody else", ("tax_number",)),
    ]


def test_private_persons_of_one_name_are_the_same_only_in_one_place(company: Company) -> None:
    with company.write() as work:
        for city in ("Wuxi", "Suzhou", None, "Wuxi"):
            a_customer(work, "张伟", kind="consumer", city=city)
    assert len(pairs(company, "customer")) == 1


def test_a_branch_is_known_to_be_another_than_its_parent_company(company: Company) -> None:
    with company.write() as work:
        parent = a_customer(work, "Haverton")
        a_customer(work, "Haverton", parent_id=parent)
    assert pairs(company, "customer") == []


def test_a_telephone_that_many_share_tells_nobody_apart(company: Company) -> None:
    with company.write() as work:
        for number in range(13):
            a_customer(work, f"Department {number}", phone="0571 2041 7777")
    assert pairs(company, "customer") == []


def test_contacts_and_leads_are_known_again_too(company: Company) -> None:
    with company.write() as work:
        place = a_customer(work, "Haverton")
        a_contact(work, "Dana Holt", phone="0571 2041 7777", customers=(RoleDraft(place),))
        a_contact(work, "dana holt", customers=(RoleDraft(place),))
        a_contact(work, "D. Holt", points=(PointDraft(value="+86 571 20417777"),))
        a_lead(work, "Larkfield Ltd", phone="0571 9999 1111")
        a_lead(work, "Larkfield", phone="0571 9999 2222")
    assert pairs(company, "contact") == [
        ("Dana Holt", "dana holt", ("name",)),
        ("Dana Holt", "D. Holt", ("phone",)),
    ]
    assert pairs(company, "lead") == [("Larkfield Ltd", "Larkfield", ("name",))]


def test_two_kept_separate_are_not_asked_about_again_until_that_is_undone(company: Company) -> None:
    with company.write() as work:
        a_customer(work, "Haverton")
        a_customer(work, "Haverton")
    pair = only(company, "customer")
    with company.write() as work:
        tell_apart(work, pair.find)
    assert pairs(company, "customer") == []
    with company.write() as work:
        undo(work)
    assert len(pairs(company, "customer")) == 1


def test_nobody_is_told_of_customers_out_of_sight(company: Company) -> None:
    with company.write() as work:
        a_user(work, "Grace Lin", login="grace")
        a_customer(work, "Haverton")
        a_customer(work, "Haverton")
    grace = company.seen_by("grace")
    assert pairs(grace, "customer") == []


def test_two_are_laid_side_by_side_with_what_belongs_to_them(company: Company) -> None:
    with company.write() as work:
        one = a_customer(work, "Haverton", city="Wuxi", credit_limit_minor=500_00)
        other = a_customer(work, "Haverton", city="Suzhou")
        an_opportunity(work, "Beds", customer_id=other)
    with company.read() as reading:
        told = {each.title: each for each in compare(reading, "customer", one, other, "en")}
    assert (told["Address"].one, told["Address"].other) == ("Wuxi", "Suzhou")
    assert not told["Name"].differs
    assert told["Credit limit"].one == "¥500"
    assert (told["Deals"].columns, told["Deals"].one, told["Deals"].other) == ((), "", "1")


def test_the_worker_process_reads_the_file_itself(company: Company) -> None:
    with company.write() as work:
        a_customer(work, "Haverton")
        a_customer(work, "Haverton")
    viewer: Viewer = company.viewer
    assert duplicates_in_file(str(company.database.path), viewer, "customer").count == 1
