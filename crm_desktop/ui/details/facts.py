"""Values that several kinds of records show in the same way: ways to reach someone, and who a record is about."""

from collections.abc import Iterable
from typing import Any

from crm_desktop.core import formats
from crm_desktop.core.clock import moment_of
from crm_desktop.core.i18n import N_, language, tr
from crm_desktop.models.limited_fields import AMOUNT
from crm_desktop.queries.quotation import QuotationRow
from crm_desktop.ui.detail_content import Edit, Fact, Group, Kind, Line
from crm_desktop.ui.links import mailto, tel, web
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.theme import Tone


def phone_fact(label: str, number: str | None, name: str, *, calls: bool = True, refused: str = "") -> Fact:
    """A telephone number, to be called unless it is a fax; `refused` says that they do not want it."""
    number = number or ""
    url = tel(number) if calls else ""
    return Fact(label, number, Edit(name, Kind.PHONE), url, "phone", number, refused=refused)


def email_fact(label: str, address: str | None, name: str, *, refused: str = "") -> Fact:
    """An e-mail address to write to; `refused` says that they do not want it."""
    address = address or ""
    url = mailto(address) if address else ""
    return Fact(label, address, Edit(name, Kind.EMAIL), url, "mail", address, refused=refused)


def web_fact(label: str, page: str | None, name: str) -> Fact:
    """A page of the web to look at."""
    page = page or ""
    return Fact(label, page, Edit(name, Kind.WEB), web(page) if page else "", "globe", page)


def parties(details: Any) -> tuple[Line, ...]:
    """The customer and the contact that a deal or a case is about."""
    found = []
    if details.customer_id:
        found.append(Line("customer", details.customer_id, details.customer or "", tr("Customer")))
    if details.contact_id:
        found.append(Line("contact", details.contact_id, details.contact or "", tr("Contact")))
    return tuple(found)


def party_facts(details: Any, edits: bool = True) -> tuple[Fact, ...]:
    """The same two as values."""
    customer = Edit("customer_id", Kind.LOOKUP, "customer") if edits else None
    contact = Edit("contact_id", Kind.LOOKUP, "contact") if edits else None
    return (
        Fact(N_("Customer"), details.customer or "", customer),
        Fact(N_("Contact"), details.contact or "", contact),
    )


def quotation_group(listed: Iterable[QuotationRow], context: PageContext) -> tuple[Group, ...]:
    """The quotations of a deal or a customer, each leading to its form."""
    code = language()
    lines = []
    for each in listed:
        state = context.choices.state("quotation_status", each.status, code) or ""
        if each.is_expired:
            state = tr("Expired")
        said = " · ".join(part for part in (state, formats.day(each.quoted_on, code, context.today())) if part)
        is_kept = context.background.viewer.hides(AMOUNT)
        total = "" if is_kept else formats.money(each.total_minor, each.currency, symbol=True)
        tone = Tone.WARNING if each.is_expired else Tone.NEUTRAL
        lines.append(Line("quotation", each.id, f"{each.name} · {each.title}", said, total, tone))
    return (Group(N_("Quotations"), tuple(lines)),) if lines else ()


def when(instant_ms: int | None, context: PageContext) -> str:
    """A moment in the company's time."""
    return formats.moment(moment_of(instant_ms, context.zone), language()) if instant_ms else ""
