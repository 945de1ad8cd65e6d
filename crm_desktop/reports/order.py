"""An order on paper: what was ordered at which price, where it goes, when it is due; run by the worker process."""

from collections.abc import Callable

from crm_desktop.core import formats
from crm_desktop.core.i18n import N_
from crm_desktop.core.postal_address import PostalAddress
from crm_desktop.core.viewer import Viewer
from crm_desktop.queries.order import OrderDetails, order_details
from crm_desktop.reports.business_paper import (
    BusinessPaper,
    amount,
    paragraph,
    print_from,
    set_paper,
    signatures,
    unheard,
)
from crm_desktop.reports.sender import Sender
from crm_desktop.reports.sold_lines import lines_table, to_pay
from crm_desktop.reports.speech import Speech
from crm_desktop.storage.database import Reading


def print_order(
    path: str, viewer: Viewer, order_id: str, language: str, progress: Callable[..., None] = unheard
) -> bytes:
    """Set an order as PDF."""

    def printed(reading: Reading, sender: Sender) -> bytes:
        return set_order(order_details(reading, order_id), sender, language)

    return print_from(path, viewer, printed, progress)


def set_order(order: OrderDetails, sender: Sender, language: str) -> bytes:
    """The pages of an order."""
    speak = Speech(language)
    name = speak.t(N_("Order {number}"), number=order.number)
    ordered = speak.t(N_("What is ordered"))
    added = [
        (speak.t(title), amount(minor, order.currency))
        for title, minor in ((N_("Freight"), order.freight_minor), (N_("Tax"), order.tax_minor))
        if minor
    ]
    paper = BusinessPaper(
        kind=speak.t(N_("Order")),
        name=name,
        subject=order.opportunity or "",
        sender=sender,
        recipient=_recipient(order),
        facts=_facts(order, sender, speak),
        made_on=order.ordered_on,
        blocks=(
            lines_table(order.lines, order.net_minor, order.currency, ordered, name, speak),
            to_pay(added, order.total_minor, order.currency, speak),
            paragraph(speak.t(N_("Deliver to")), _delivery(order, language)),
            paragraph(speak.t(N_("Note")), order.note),
            signatures((sender.name, order.customer or ""), speak),
        ),
    )
    return set_paper(paper, speak)


def _recipient(order: OrderDetails) -> list[str]:
    return [order.customer] if order.customer else []


def _delivery(order: OrderDetails, language: str) -> str:
    place = PostalAddress(
        street=order.delivery_address,
        city=order.delivery_city,
        province=order.delivery_province,
        postcode=order.delivery_postcode,
        country=order.delivery_country,
    )
    return "\n".join(filter(None, (order.delivery_name, place.written(language))))


def _facts(order: OrderDetails, sender: Sender, speak: Speech) -> list[tuple[str, str]]:
    code = speak.language
    days = (
        (N_("Date"), order.ordered_on),
        (N_("Required"), order.required_on),
        (N_("Shipped"), order.shipped_on),
        (N_("Due date"), order.due_on),
    )
    told = [(speak.t(title), formats.day_far(on, code) if on else "") for title, on in days]
    reached = [("", each) for each in sender.reached.split(" · ")]
    return [*told, (speak.t(N_("Your contact")), order.owner or ""), *reached]
