"""A list on paper: what is shown is what stands on the pages."""

import re

import pytest
from pypdfium2 import PdfDocument

from crm_desktop.core.errors import NotAllowed
from crm_desktop.core.listing import Filter, Grouping, ListSpec, Sort
from crm_desktop.reports import list_print
from crm_desktop.reports.list_print import set_list
from crm_desktop.reports.list_request import ListPrint, PrintedList
from crm_desktop.reports.preview import page_sizes
from tests.builders import a_customer, an_opportunity
from tests.company import Company

FEW = (("name", "Name"), ("city", "City"), ("open_amount", "Open deals"))
EXTRA = (("phone", "Phone"), ("next_step", "Next step"), ("owner", "Owner"), ("industry", "Industry"))
MANY = (*FEW, *EXTRA, ("source", "Source"), ("level", "Level"), ("last_contact", "Last contact"), ("number", "Number"))
LEEDS = ListSpec((Filter("city", "is", "Leeds"),), (Sort("name", True),))


@pytest.fixture
def filled(company: Company) -> Company:
    with company.write() as work:
        for number in range(90):
            a_customer(work, name=f"海维 Company {number:02}", city="Leeds", phone="+44 113 496 0000")
        a_customer(work, name="Elsewhere", city="York")
    return company


def printed(
    company: Company,
    columns: tuple[tuple[str, str], ...] = FEW,
    spec: ListSpec = LEEDS,
    language: str = "en",
    folded: frozenset[str] = frozenset(),
) -> PrintedList:
    with company.read() as reading:
        return set_list(reading, ListPrint("customer", "Customers", columns, spec, "City is Leeds", language, folded))


def pages(made: PrintedList) -> list[str]:
    document = PdfDocument(made.pdf)
    try:
        return [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()


def test_the_pages_have_the_rows_of_the_list_in_its_order(filled: Company) -> None:
    text = "\n".join(pages(printed(filled)))
    names = re.findall(r"海维 Company (\d\d)", text)
    assert names == [f"{number:02}" for number in range(89, -1, -1)]
    assert "Elsewhere" not in text


def test_groups_stand_on_paper_with_their_counts_and_totals(filled: Company) -> None:
    with filled.write() as work:
        an_opportunity(work, customer_id=a_customer(work, name="Minster", city="York"), amount_minor=120_000)
    found = pages(printed(filled, spec=ListSpec(sorts=(Sort("name"),), grouping=Grouping("city"))))
    text = "\n".join(found)
    assert text.index("Leeds · 90") < text.index("海维 Company 00") < text.index("York · 2") < text.index("Elsewhere")
    assert re.search(r"York · 2\s+1,200\s", text)
    assert not any(re.search(r"York · 2[\s\d,]*$", page.split(" / ")[0]) for page in found[:-1])


def test_of_a_folded_group_only_its_heading_is_printed(filled: Company) -> None:
    with filled.write() as work:
        an_opportunity(work, customer_id=a_customer(work, name="Minster", city="York"), amount_minor=120_000)
    spec = ListSpec(sorts=(Sort("name"),), grouping=Grouping("city"))
    made = printed(filled, spec=spec, folded=frozenset({"Leeds"}))
    text = "\n".join(pages(made))
    assert "Leeds · 90" in text
    assert "海维 Company 00" not in text
    assert re.search(r"York · 2\s+1,200\s", text)
    assert "Minster" in text
    assert "Elsewhere" in text
    assert "92 records" in text
    assert (made.total, made.printed) == (2, 2)
    assert "Minster" not in "\n".join(pages(printed(filled, spec=spec, folded=frozenset({"Leeds", "York"}))))


def test_every_page_has_its_header_and_number_and_the_first_says_what_is_shown(filled: Company) -> None:
    found = pages(printed(filled))
    assert len(found) > 1
    for number, text in enumerate(found, 1):
        assert "Open deals" in text
        assert f"{number} / {len(found)}" in text
    assert "90 records · City is Leeds" in found[0]
    assert "Customers, continued" in found[1]
    assert "Total" in found[-1]


def test_few_columns_stand_upright_and_many_lie_across(filled: Company) -> None:
    assert page_sizes(printed(filled).pdf)[0] == (595, 842)
    assert page_sizes(printed(filled, MANY).pdf)[0] == (842, 595)


def test_a_list_in_chinese_says_so(filled: Company) -> None:
    assert "90 条记录" in pages(printed(filled, language="zh_CN"))[0]


def test_a_list_too_long_for_paper_says_what_is_left_out(filled: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(list_print, "MOST_ROWS", 10)
    made = printed(filled)
    assert (made.total, made.printed) == (90, 10)
    text = "\n".join(pages(made))
    assert "only the first 10 are printed" in text
    assert "Total" not in text


def test_the_same_list_printed_twice_is_the_same_file(filled: Company) -> None:
    assert printed(filled).pdf == printed(filled).pdf


def test_an_empty_list_is_one_page(filled: Company) -> None:
    made = printed(filled, spec=ListSpec((Filter("city", "is", "Nowhere"),)))
    assert len(pages(made)) == 1


def test_who_may_not_export_may_not_print(filled: Company) -> None:
    guest = filled.viewer.__class__("x", "x", "X", "guest")
    with filled.database.read(guest) as reading, pytest.raises(NotAllowed):
        set_list(reading, ListPrint("customer", "Customers", FEW, ListSpec(), "", "en"))
