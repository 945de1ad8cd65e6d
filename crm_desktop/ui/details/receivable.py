"""What the detail side says of an amount that falls due: how much is open since when, and what else is."""

from crm_desktop.core import formats
from crm_desktop.core.i18n import N_, language, tr, trn
from crm_desktop.queries.receivable import ReceivableDetails, ReceivableRow
from crm_desktop.ui.detail_content import Chip, DetailContent, Fact, Group, Line, Section, TabContent
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.texts import Plain
from crm_desktop.ui.theme import Tone
from crm_desktop.ui.widgets.blocks import Figure


def age_words(row: ReceivableRow) -> str:
    """The band of days it is overdue by."""
    return tr("{days} days", days=row.age) if row.age else tr("Not due yet")


def named(row: ReceivableRow) -> str:
    """What falls due, by the number of its contract or order."""
    return " · ".join(part for part in (row.number, row.title) if part) or tr("Beside contracts and orders")


def belongs_to(row: ReceivableRow) -> tuple[str, str]:
    """The kind and the id of the record that it is owed for."""
    if row.contract_id:
        return "contract", row.contract_id
    if row.order_id:
        return "sales_order", row.order_id
    return "customer", row.customer_id or ""


def describe(details: ReceivableDetails, context: PageContext) -> DetailContent:
    """The content of the detail side."""
    row = details.row
    chip = Chip(age_words(row), Tone.BAD if row.age else Tone.NEUTRAL, "circle-alert" if row.age else "calendar-clock")
    return DetailContent(
        record_id=row.id,
        title=named(row),
        line=row.customer or "",
        owner=row.owner or "",
        chips=(chip,),
        figures=_figures(row, context),
        tabs=(
            TabContent(
                "others",
                N_("Also open"),
                groups=_others(details, context),
                nothing=N_("This customer owes nothing else."),
            ),
            TabContent("details", N_("Details"), sections=(_facts(row),)),
        ),
        foot=_foot(row),
    )


def _figures(row: ReceivableRow, context: PageContext) -> tuple[Figure, ...]:
    still, amount = (formats.money(each, row.currency, symbol=True) for each in (row.open_minor, row.amount_minor))
    tone = Tone.BAD if row.age else Tone.NEUTRAL
    late = trn("1 day overdue", "{count} days overdue", row.overdue_days) if row.overdue_days else ""
    day = formats.day(row.due_on, language(), context.today())
    return (
        Figure(N_("Outstanding"), Plain(still), "", tone),
        Figure(N_("Amount"), Plain(amount)),
        Figure(N_("Due date"), Plain(day), Plain(late), tone),
    )


def _others(details: ReceivableDetails, context: PageContext) -> tuple[Group, ...]:
    lines = tuple(_line(each, context) for each in details.others)
    return (Group(tr("Also open with this customer"), lines),) if lines else ()


def _line(row: ReceivableRow, context: PageContext) -> Line:
    kind, key = belongs_to(row)
    day = formats.day(row.due_on, language(), context.today())
    said = " · ".join((day, age_words(row))) if row.age else day
    amount = formats.money(row.open_minor, row.currency, symbol=True)
    return Line(kind, key, named(row), said, amount, Tone.BAD if row.age else Tone.NEUTRAL)


def _facts(row: ReceivableRow) -> Section:
    received = formats.money(row.amount_minor - row.open_minor, row.currency, symbol=True)
    return Section(
        N_("Receivable"),
        (
            Fact(N_("Customer"), row.customer or ""),
            Fact(N_("Number"), row.number or ""),
            Fact(N_("What for"), row.title or ""),
            Fact(N_("Due date"), formats.day_far(row.due_on, language())),
            Fact(N_("Received"), received),
            Fact(N_("Owner"), row.owner or ""),
        ),
    )


def _foot(row: ReceivableRow) -> tuple[Line, ...]:
    """What it is owed for and by whom; each leads there."""
    of = (
        ("contract", row.contract_id, row.number, tr("Contract")),
        ("sales_order", row.order_id, row.number, tr("Order")),
        ("customer", row.customer_id, row.customer, tr("Customer")),
    )
    return tuple(Line(kind, key, name or "", said) for kind, key, name, said in of if key)
