"""What the detail side says of a record of an own kind."""

from collections.abc import Sequence

from crm_desktop.core import formats
from crm_desktop.core.i18n import N_, language, tr
from crm_desktop.models.customising import own_kind
from crm_desktop.queries.own_record import OfCustomer, OwnRecordDetails
from crm_desktop.ui.detail_content import DetailContent, Edit, Fact, Group, Kind, Line, Section, TabContent
from crm_desktop.ui.new_own_record import NEW, new_at
from crm_desktop.ui.page_context import PageContext


def describe(details: OwnRecordDetails, context: PageContext) -> DetailContent:
    """The content of the detail side."""
    kind = context.choices.own_kind(own_kind(details.kind_id))
    number = tr("No. {number}", number=details.number) if details.number else None
    parts = (tr(kind.one) if kind else None, details.customer, number)
    customer = (Line("customer", details.customer_id, details.customer or ""),) if details.customer_id else ()
    return DetailContent(
        record_id=details.id,
        title=details.name,
        line=" · ".join(part for part in parts if part),
        owner=details.owner or "",
        foot=customer,
        foot_title=tr("Customer") if customer else "",
        tabs=(TabContent("details", N_("Details"), sections=(_facts(details, context),)),),
        owner_edit="owner_id",
    )


def own_groups(customer_id: str, found: Sequence[OfCustomer], context: PageContext) -> tuple[Group, ...]:
    """What a customer has of each kind that the company added, and a way to add to it."""
    return tuple(
        Group(
            kind.title,
            (
                *(Line(kind.kind, each.id, each.name, each.number or "") for each in found if each.kind == kind.kind),
                Line(NEW, new_at(kind.kind, customer_id), tr("New: {kind}", kind=tr(kind.one))),
            ),
        )
        for kind in context.choices.own_kinds
    )


def _facts(details: OwnRecordDetails, context: PageContext) -> Section:
    return Section(
        N_("Record"),
        (
            Fact(N_("Name"), details.name, Edit("name", required=True)),
            Fact(N_("Number"), details.number or "", Edit("number", most=60)),
            Fact(N_("Customer"), details.customer or "", Edit("customer_id", Kind.LOOKUP, "customer")),
            Fact(N_("Owner"), details.owner or "", Edit("owner_id", Kind.CHOICE, "users")),
            Fact(N_("Created"), formats.day(details.created_on, language(), context.today())),
            Fact(N_("Note"), details.note or "", Edit("note", Kind.NOTE)),
        ),
    )
