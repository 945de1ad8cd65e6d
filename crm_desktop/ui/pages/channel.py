"""The channel of the firm: who supplies whom, what went over each link, and what its ends report."""

from collections.abc import Callable, Mapping
from typing import Any

from crm_desktop.core import formats
from crm_desktop.core.i18n import N_, Message, language, trn
from crm_desktop.core.money import from_e6
from crm_desktop.models.channel import SUPPLIES
from crm_desktop.operations.channel import delete_supplies, end_supplies, supply_draft, update_supply
from crm_desktop.queries.channel_list import (
    SUPPLY_LINKS,
    SupplyDetails,
    SupplyRow,
    chain_of_link,
    supply_details,
    with_chain,
)
from crm_desktop.queries.timeline import timeline
from crm_desktop.queries.timeline_items import Timeline
from crm_desktop.ui.actions import Action
from crm_desktop.ui.detail_content import DetailAction, edit_button
from crm_desktop.ui.detail_source import DetailSource, Editable, Forms, Later
from crm_desktop.ui.detail_view import DetailView
from crm_desktop.ui.details.channel import count_words
from crm_desktop.ui.details.channel_link import describe, state_chip
from crm_desktop.ui.list_declaration import ListDeclaration
from crm_desktop.ui.offered_views import offered_views
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.record_commands import common_actions
from crm_desktop.ui.record_page import RecordPage, filter_fields, total_text
from crm_desktop.ui.widgets.record_table_cells import Cell, Column, Kind

READS = frozenset({"supply_link", "channel_report", "sales_order", "order_line", "customer", "exchange_rate"})
_NOT_HERE = frozenset(f"supply_link.{name}" for name in ("import", "paste", "bulk", "edit_cell", "star"))


class ChannelPage(RecordPage):
    """Who supplies whom."""

    kind = "supply_link"

    def __init__(self, context: PageContext) -> None:
        detail = DetailView(
            context,
            SOURCE,
            (
                DetailAction(N_("Report…"), "clipboard-list", "R", lambda: self.report(), adds=True),
                DetailAction(N_("End today"), "circle-x", "X", lambda: self.end(), _holds),
                edit_button(lambda: self.edit()),
            ),
        )
        super().__init__(context, _declaration(self, context), detail)
        self.setAcceptDrops(False)

    def about_current(self) -> Mapping[str, Any]:
        """Activities and tasks begun here are about the buyer."""
        row = self.row()
        return {"customer_id": row.buyer_id} if row is not None else {}

    def row(self) -> SupplyRow | None:
        """The current link as the list shows it."""
        current = self.table.current_id
        found: SupplyRow | None = self.table.records.row_of(current) if current else None
        return found

    def report(self) -> None:
        """Write down what the buyer of the current link reported."""
        if (row := self.row()) is not None:
            self._report(reporter_id=row.buyer_id)

    def report_passed(self) -> None:
        """Write down what the supplier of the current link reported as sold to the buyer."""
        if (row := self.row()) is not None:
            self._report(reporter_id=row.supplier_id, buyer_id=row.buyer_id)

    def _report(self, **about: Any) -> None:
        from crm_desktop.ui.forms.channel import new_report

        new_report(self.context, self.window(), **about)

    def end(self) -> None:
        """Make today the last day of the chosen links."""
        if ids := self.selected_or_current:

            def said(count: int) -> Message:
                return Message("{text}", text=trn("{count} link ended", "{count} links ended", count))

            self.carry_out(Message("End supply links"), lambda work: end_supplies(work, ids, work.today), said)

    def may_end(self) -> bool:
        """Whether the current link holds."""
        return (row := self.row()) is not None and row.state == SUPPLIES

    def open_end(self, name: str) -> None:
        """Go to the customer at one end."""
        if (row := self.row()) is not None:
            self.context.navigator.open("customer", getattr(row, name))


def _holds(details: SupplyDetails) -> bool:
    return details.row.state == SUPPLIES and details.row.to_on is None


def _forms() -> Forms:
    from crm_desktop.ui.forms.channel import link_forms

    return link_forms()


def _about(reading: Any, link_id: str) -> dict[str, Any]:
    return {"customer_id": supply_draft(reading, link_id).buyer_id}


def _read_timeline(reading: Any, link_id: str, before: Any, only: str | None) -> Timeline:
    """What happened with the buyer."""
    return timeline(reading, **_about(reading, link_id), before=before, only=only)


SOURCE = DetailSource(
    kind="supply_link",
    about="customer_id",
    read=supply_details,
    describe=describe,
    reads=READS | {"interaction", "task", "product"},
    timeline=_read_timeline,
    editable=Editable(supply_draft, update_supply, Message("Edit supply link")),
    forms=_forms,
    others=_about,
    later=Later(chain_of_link, with_chain),
)


def _declaration(page: ChannelPage, context: PageContext) -> ListDeclaration:
    def delete() -> None:
        page.delete_chosen(delete_supplies, Message("Delete supply links"))

    common = [each for each in common_actions(page, N_("New supply link"), delete) if each.id not in _NOT_HERE]
    return ListDeclaration(
        name="channel",
        title=N_("Channel"),
        query=SUPPLY_LINKS,
        columns=_columns(context),
        filters=filter_fields(context, SUPPLY_LINKS),
        views=offered_views(context, "supply_link"),
        reads=READS,
        counted=lambda count: trn("{count} supply link", "{count} supply links", count),
        totals=lambda sums: total_text(context, N_("Passed on {amount} in 12 months"), sums.get("passed_minor")),
        empty_title=N_("No supply links yet"),
        empty_body=N_("Note which distributor supplies which retailer; what they report of their sales is added up."),
        actions=[*common, *_steps(page)],
        primary="supply_link.new",
        tools=("supply_link.export", "supply_link.print"),
        selection_actions=("supply_link.end", "supply_link.export_chosen", "supply_link.delete"),
        menu=(
            "supply_link.edit",
            "supply_link.report",
            "supply_link.report_passed",
            "supply_link.end",
            None,
            "supply_link.buyer",
            "supply_link.supplier",
            "supply_link.log",
            None,
            "supply_link.copy",
            "supply_link.copy_cell",
            None,
            "supply_link.delete",
            "supply_link.delete_why",
        ),
    )


def _steps(page: ChannelPage) -> list[Action]:
    def step(
        name: str, text: str, do: Callable[[], None], told: str, key: str, icon: str, *, writes: bool = True
    ) -> Action:
        enabled = page.may_end if name == "end" else page.has_current
        return Action(f"supply_link.{name}", text, do, told, key, icon, enabled, writes=writes)

    return [
        step(
            "report",
            N_("Report of the buyer…"),
            page.report,
            N_("What the buyer sold on, and what it has left"),
            "R",
            "clipboard-list",
        ),
        step(
            "report_passed",
            N_("Report of the supplier…"),
            page.report_passed,
            N_("What the supplier sold to this buyer"),
            "Shift+R",
            "clipboard-list",
        ),
        step("end", N_("End today"), page.end, N_("The supplier supplies this buyer until today"), "X", "circle-x"),
        step(
            "buyer",
            N_("Go to the buyer"),
            lambda: page.open_end("buyer_id"),
            N_("Show the customer who is supplied"),
            "O",
            "external-link",
            writes=False,
        ),
        step(
            "supplier",
            N_("Go to the supplier"),
            lambda: page.open_end("supplier_id"),
            N_("Show the customer who supplies"),
            "Shift+O",
            "external-link",
            writes=False,
        ),
    ]


def _columns(context: PageContext) -> tuple[Column, ...]:
    unit = formats.currency_symbol(context.currency).strip()

    def day(name: str) -> Callable[[SupplyRow], str]:
        return lambda row: formats.day(getattr(row, name), language(), context.today())

    def money(key: str, title: str, *, gives_way: int = 0, is_hidden: bool = False) -> Column:
        attribute = f"{key}_minor"

        def shown(row: SupplyRow) -> str:
            amount = getattr(row, attribute)
            return formats.money(amount, context.currency, cents=False) if amount else formats.MISSING

        return Column(
            key,
            title,
            100,
            Kind.MONEY,
            shown,
            unit=unit,
            gives_way=gives_way,
            is_hidden=is_hidden,
            reads=(attribute,),
            comes_late=True,
        )

    def share(row: SupplyRow) -> str:
        return formats.MISSING if row.share_e6 is None else formats.percent_in_full(from_e6(row.share_e6))

    return (
        Column("supplier", N_("Supplier"), 150, weight=500, min_width=110),
        Column("buyer", N_("Buyer"), 150, weight=500, stretches=True, min_width=110),
        Column("state", N_("State"), 110, Kind.STATUS, lambda row: _state(row, context)),
        Column("from_on", N_("Supplies from"), 112, Kind.DATE, day("from_on"), gives_way=5),
        Column("to_on", N_("Supplies until"), 112, Kind.DATE, day("to_on"), gives_way=4),
        Column("share_e6", N_("Share"), 76, Kind.NUMBER, share, gives_way=6),
        money("sold_in", N_("Sold in by us"), gives_way=2),
        money("passed", N_("Passed on")),
        money("sold_on", N_("Sold on")),
        Column(
            "stock_e6",
            N_("Stock left"),
            88,
            Kind.NUMBER,
            lambda row: count_words(row.stock_e6),
            gives_way=1,
            reads=("stock_e6",),
            comes_late=True,
        ),
        Column(
            "reported_on",
            N_("Last report"),
            104,
            Kind.DATE,
            day("reported_on"),
            gives_way=3,
            reads=("reported_on",),
            comes_late=True,
        ),
        Column("owner", N_("Owner of the buyer"), 120, is_quiet=True, is_hidden=True),
        Column("note", N_("Note"), 160, is_quiet=True, is_hidden=True),
    )


def _state(row: SupplyRow, context: PageContext) -> Cell:
    chip = state_chip(row.state, context)
    return Cell(chip.text, chip.tone, str(chip.sign))
