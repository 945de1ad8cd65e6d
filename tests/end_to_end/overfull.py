"""A company whose records hold more than one expects: endless names, a hundred tags, huge and tiny amounts, nothing."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from crm_desktop.core.clock import Clock
from crm_desktop.core.i18n import Message
from crm_desktop.core.viewer import SYSTEM
from crm_desktop.operations.article import ArticleDraft, article_draft, create_article, publish_article, update_article
from crm_desktop.operations.contact import PointDraft
from crm_desktop.operations.reply_template import NAME_AT_MOST, ReplyTemplateDraft, create_reply_template
from crm_desktop.queries.viewer import viewer_of
from crm_desktop.storage.database import UnitOfWork
from tests.builders import a_case, a_contact, a_customer, a_line, a_user, an_interaction, an_opportunity, days_ago
from tests.company import found_company
from tests.end_to_end.overfull_trade import Words, fill_trade

LONG = "Gesellschaft für Präzisionsmesstechnik und Automatisierungslösungen Ostwestfalen-Lippe mbH & Co. KG"
UNBROKEN = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft" * 2
CHINESE = "新疆维吾尔自治区巴音郭楞蒙古自治州库尔勒市经济技术开发区医疗器械与精密仪器进出口贸易有限责任公司第一分公司"
PARAGRAPH = f"{LONG}\n{CHINESE}\n\n{UNBROKEN}\n" * 8
_MOST = "9999999.99"


def found_overfull_company(path: Path, clock: Clock) -> None:
    """Write the file of such a company."""
    database = found_company(path, clock)
    with database.read(SYSTEM) as reading:
        viewer = viewer_of(reading)
    with database.write(Message("Records that hold too much"), viewer) as work:
        _fill(work)
    database.close()


def _fill(work: UnitOfWork) -> None:
    owner = a_user(work, LONG, login="long")
    customers = []
    for number, name in enumerate((LONG, UNBROKEN, CHINESE, "1", "⁠李", "Ölmühle & Söhne <b>fett</b> %s {name}")):
        customer = a_customer(work, name, owner_id=owner, **_everything(number))
        _around(work, customer, name)
        customers.append(customer)
    a_customer(work, "Nothing but a name", pooled=True)
    _answer(work, owner)
    colleagues = [a_user(work, f"{CHINESE} {each}", login=f"colleague{each}") for each in range(8)]
    fill_trade(work, customers[:3], [owner, *colleagues], Words((LONG, UNBROKEN, CHINESE), PARAGRAPH))


def _answer(work: UnitOfWork, owner: str) -> None:
    """Articles with every version as long as can be, and templates for whatever is asked."""
    for title in (f"{UNBROKEN} 0", LONG, CHINESE):
        article = create_article(work, ArticleDraft(title, None, PARAGRAPH * 4, CHINESE, owner_id=owner))
        for number in range(3):
            loaded = article_draft(work, article)
            update_article(work, article, replace(loaded, body=f"{loaded.body}\n{number} {LONG}"), loaded)
            publish_article(work, article, LONG)
    for name in (LONG, UNBROKEN[:NAME_AT_MOST], CHINESE):
        create_reply_template(work, ReplyTemplateDraft(name, LONG, f"{{contact}}\n{PARAGRAPH}{{request}}"))


def _everything(number: int) -> dict[str, object]:
    if number == 3:
        return {}
    return {
        "short_name": LONG,
        "city": CHINESE,
        "address": PARAGRAPH,
        "phone": "+86 (0)998 1234 5678 / 1234 5679 ext. 90210",
        "email": f"{'very.' * 12}long@{'sub.' * 10}example.com",
        "website": f"https://example.com/{'path/' * 40}",
        "annual_turnover_minor": 9 * 10**12,
        "annual_turnover_currency": "CNY",
        "note": PARAGRAPH,
        "tags": tuple(f"{CHINESE[:12]} {tag}" for tag in range(40)),
    }


def _around(work: UnitOfWork, customer: str, name: str) -> None:
    numbers = tuple(PointDraft(value=f"+86 138 1234 {number:04}") for number in range(9))
    contacts = [a_contact(work, f"{LONG} {each}", customer, points=numbers) for each in range(12)]
    for each in range(12):
        deal = an_opportunity(
            work,
            f"{name} {each} {LONG}",
            customer_id=customer,
            contact_id=contacts[0],
            next_step=PARAGRAPH[:200],
            next_step_on=work.today - timedelta(days=each),
            lines=tuple(a_line(_MOST if each % 2 else "0.01", description=LONG) for _ in range(8)),
        )
        about: dict[str, Any] = {"customer_id": customer, "opportunity_id": deal, "happened_at": days_ago(work, each)}
        an_interaction(work, LONG, detail=PARAGRAPH, **about)
        a_case(work, subject=f"{UNBROKEN} {each}", customer_id=customer, request=PARAGRAPH)
