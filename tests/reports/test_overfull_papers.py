"""Papers of what holds more than one expects: sixty lines, endless names, huge amounts and those below nothing."""

from collections.abc import Callable, Iterator
from datetime import date
from io import BytesIO
from itertools import combinations
from pathlib import Path

import pypdfium2
import pytest
from sqlalchemy import func, select

from crm_desktop.core.clock import FixedClock
from crm_desktop.core.i18n import Message
from crm_desktop.core.viewer import SYSTEM, Viewer
from crm_desktop.models import Contract, Customer, Order, OrderLine, Quotation, User
from crm_desktop.operations.service_steps import give_feedback, handle_case
from crm_desktop.operations.service_work import WorkDraft, note_work
from crm_desktop.queries.viewer import viewer_of
from crm_desktop.reports.account import print_account
from crm_desktop.reports.case_sheet import print_case
from crm_desktop.reports.commission import print_commission
from crm_desktop.reports.contract import print_contract
from crm_desktop.reports.order import print_order
from crm_desktop.reports.quotation import print_quotation
from crm_desktop.storage.database import Database, Reading, UnitOfWork
from tests.builders import a_case, a_customer, a_user
from tests.company import NOW, found_company
from tests.end_to_end.overfull import CHINESE, LONG, PARAGRAPH, UNBROKEN
from tests.end_to_end.overfull_trade import Words, fill_trade
from tests.reports.pages import pages

_LINES = 60
Box = tuple[float, float, float, float]


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[tuple[str, str], bytes]]:
    """Each paper of a customer who bought too much, in both languages."""
    path = tmp_path_factory.mktemp("overfull") / "overfull.crm"
    database = found_company(path, FixedClock.at(NOW))
    with database.read(SYSTEM) as reading:
        viewer = viewer_of(reading)
    with database.write(Message("Too much"), viewer) as work:
        owner = a_user(work, LONG, login="long")
        fill_trade(work, [a_customer(work, LONG)], [owner], Words((LONG, UNBROKEN, CHINESE), PARAGRAPH))
        case = _a_case(work, owner)
    yield _printed(path, database, viewer) | {
        ("case", language): print_case(str(path), viewer, case, language) for language in ("en", "zh_CN")
    }
    database.close()


def _a_case(work: UnitOfWork, owner: str) -> str:
    """A case that went through several rounds, of which there was much to say."""
    case = a_case(work, LONG, customer_id=_only(work, Customer), request=PARAGRAPH * 9, owner_id=work.viewer.user_id)
    for number in range(3):
        note_work(work, WorkDraft(case, user_id=owner, minutes=1_400 + number, note=UNBROKEN))
        handle_case(work, case, PARAGRAPH * 5, 90)
        give_feedback(work, case, f"{CHINESE} {LONG}", 1)
    return case


def _printed(path: Path, database: Database, viewer: Viewer) -> dict[tuple[str, str], bytes]:
    with database.read(viewer) as reading:
        month = f"{reading.today:%Y-%m}"
        account = (_only(reading, Customer), date(reading.today.year - 1, 1, 1), reading.today)
        sheet = (month, str(reading.session.scalar(select(User.id).where(User.login == "long"))))
        quotation, contract = _only(reading, Quotation), _only(reading, Contract)
        long, short = _orders(reading)
    where = (str(path), viewer)
    kinds: dict[str, tuple[Callable[..., bytes], object]] = {
        "quotation": (print_quotation, quotation),
        "contract": (print_contract, contract),
        "order": (print_order, long),
        "given back": (print_order, short),
        "account": (print_account, account),
        "commission": (print_commission, sheet),
    }
    languages = ("en", "zh_CN")
    return {(name, each): make(*where, of, each) for name, (make, of) in kinds.items() for each in languages}


def _only(reading: Reading, entity: type[Customer | Quotation | Contract]) -> str:
    return reading.session.scalars(select(entity.id)).one()


def _orders(reading: Reading) -> tuple[str, str]:
    """The long order, and the one that is worth less than nothing."""
    statement = select(Order.id).join(OrderLine, OrderLine.order_id == Order.id).group_by(Order.id)
    long, short = reading.session.scalars(statement.order_by(func.count().desc()))
    return long, short


def test_no_words_of_a_paper_lie_over_others_or_beside_the_sheet(papers: dict[tuple[str, str], bytes]) -> None:
    found = {f"{name} {language}: {fault}" for (name, language), pdf in papers.items() for fault in faults(pdf)}
    assert sorted(found) == []


@pytest.mark.parametrize("name", ["quotation", "contract", "order"])
def test_sixty_lines_stand_under_their_titles_on_every_page(papers: dict[tuple[str, str], bytes], name: str) -> None:
    told = pages(papers[name, "zh_CN"])
    with_lines = [page for page in told if any(f"\n{number}\r" in page for number in range(1, _LINES + 1))]
    assert len(told) > 5
    assert all("单价" in page and "净额" in page for page in with_lines)
    # Lines are not squeezed so that the whole becomes a book.
    assert len(told) < 18


def test_what_is_to_be_paid_is_told_in_full(papers: dict[tuple[str, str], bytes]) -> None:
    given_back = " ".join(pages(papers["given back", "zh_CN"]))
    assert "−¥974,814,814.83" in given_back
    assert "负玖亿柒仟肆佰捌拾壹万肆仟捌佰壹拾肆元捌角叁分" in given_back
    assert "−9.87" in given_back
    assert "12.345%" in " ".join(pages(papers["quotation", "en"]))


def faults(pdf: bytes) -> Iterator[str]:
    for number, page in enumerate(pypdfium2.PdfDocument(BytesIO(pdf)), 1):
        width, texts = page.get_width(), page.get_textpage()
        boxes = [texts.get_rect(at) for at in range(texts.count_rects())]
        for box in boxes:
            if box[0] < 0 or box[2] > width:
                yield f"page {number}: {texts.get_text_bounded(*box)!r} stands beside the sheet"
        for one, other in combinations(boxes, 2):
            if _lies_over(one, other):
                yield f"page {number}: {texts.get_text_bounded(*one)!r} over {texts.get_text_bounded(*other)!r}"


def _lies_over(one: Box, other: Box) -> bool:
    """Whether two lines of text share more than the edge of their letters."""
    across = min(one[2], other[2]) - max(one[0], other[0])
    down = min(one[3], other[3]) - max(one[1], other[1])
    return across > 1 and down > 2
