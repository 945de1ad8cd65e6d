"""Files are found by their names, by whoever may see their record."""

from crm_desktop.operations.attachment import add_content
from crm_desktop.queries.attachment import record_of_file
from crm_desktop.queries.search import search
from crm_desktop.queries.search_facts import facts_of
from crm_desktop.queries.search_scope import search_within
from crm_desktop.storage.database import UnitOfWork
from tests.builders import a_customer, a_user, an_opportunity, role
from tests.company import Company


def _file(work: UnitOfWork, kind: str, record_id: str, name: str) -> str:
    return add_content(work, kind, record_id, name, b"offer")


def test_a_file_is_found_by_its_name_and_tells_whose_it_is(company: Company) -> None:
    with company.write() as work:
        deal = an_opportunity(work, "Screens for the new wing", customer_id=a_customer(work, "Haverton"))
        offer = _file(work, "opportunity", deal, "Offer 报价单 2026.pdf")
    with company.read() as reading:
        for typed in ("offer", "报价", "bjd", "2026"):
            (hit,) = search(reading, typed, ["attachment"]).hits
            assert (hit.id, hit.title) == (offer, "Offer 报价单 2026.pdf")
        assert facts_of(reading, [hit])["attachment", offer].words == "Screens for the new wing"
        assert record_of_file(reading, offer) == ("opportunity", deal)


def test_files_of_a_customer_s_deals_are_found_within_it(company: Company) -> None:
    with company.write() as work:
        mine, other = a_customer(work, "Haverton"), a_customer(work, "Yarrow")
        deal = an_opportunity(work, customer_id=mine)
        wanted = {_file(work, "customer", mine, "Offer.pdf"), _file(work, "opportunity", deal, "Offer of the deal.pdf")}
        _file(work, "customer", other, "Offer to others.pdf")
    with company.read() as reading:
        found = search_within(reading, mine, "offer", ["attachment"], 10)
    assert {hit.id for hit in found.hits} == wanted


def test_files_of_records_out_of_sight_are_not_found(company: Company) -> None:
    with company.write() as work:
        ian = a_user(work, "Ian", login="ian", role_id=role("salesperson"))
        _file(work, "customer", a_customer(work, "Hidden"), "Offer.pdf")
        seen = _file(work, "customer", a_customer(work, "Mine", owner_id=ian), "Offer too.pdf")
    with company.seen_by("ian").read() as reading:
        assert [hit.id for hit in search(reading, "offer", ["attachment"]).hits] == [seen]
