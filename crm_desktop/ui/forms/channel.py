"""The forms of the channel: who supplies whom, and what a member reported of its own sales."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from PySide6.QtWidgets import QWidget

from crm_desktop.core.i18n import N_, Message
from crm_desktop.operations.channel import (
    ReportDraft,
    SupplyDraft,
    create_report,
    create_supply,
    delete_reports,
    delete_supplies,
    report_draft,
    supply_draft,
    update_report,
    update_supply,
)
from crm_desktop.queries.people import customer_names, product_names
from crm_desktop.ui.company_fields import lookup
from crm_desktop.ui.detail_source import Forms
from crm_desktop.ui.forms.part_form import (
    Loaded,
    PartForm,
    load_known_part,
    load_new_part,
    open_known_part,
    open_new_part,
    open_part,
)
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.record_form import FormSection
from crm_desktop.ui.widgets.fields import DateField, DecimalField, MoneyField, NoteField, PercentField

LINK, REPORT = "supply_link", "channel_report"


def new_link(context: PageContext, window: QWidget, **about: Any) -> None:
    """The form for a new link; `about` are values of the draft, such as the supplier."""
    open_new_part(_LINKS, context, window, about)


def new_report(context: PageContext, window: QWidget, **about: Any) -> None:
    """The form for what a member reported."""
    open_new_part(_REPORTS, context, window, about)


def opener(
    kind: str, context: PageContext, window: QWidget, failed: Callable[[Exception], None] | None = None
) -> Callable[[str], None]:
    """What opens a link or a report by its id; `failed` is told when it is not there any more."""
    return open_known_part(_LINKS if kind == LINK else _REPORTS, context, window, failed)


def link_forms() -> Forms:
    """The form of links for the page and the windows that show them."""

    def show(
        context: PageContext, window: QWidget, link_id: str | None, loaded: Loaded, saved: Callable[[str], None]
    ) -> None:
        open_part(_LINKS, context, window, link_id, loaded, saved)

    return Forms(partial(load_new_part, _LINKS), partial(load_known_part, _LINKS), show)


def _names(reading: Any, draft: Any) -> Mapping[str, str]:
    ids = [getattr(draft, name, None) for name in ("supplier_id", "buyer_id", "reporter_id")]
    known = customer_names(reading, [each for each in ids if each])
    return known | product_names(reading, [getattr(draft, "product_id", None)])


def _link_sections(context: PageContext, names: Mapping[str, str], _draft: SupplyDraft) -> list[FormSection]:
    theme = context.theme
    supplier = lookup(context, N_("Supplier"), "customer", names, required=True)
    buyer = lookup(context, N_("Buyer"), "customer", names, required=True)
    help_text = N_("Of what the buyer needs, as far as it is known.")
    return [
        FormSection(
            "",
            (
                (("supplier_id", supplier), ("buyer_id", buyer)),
                (
                    ("from_on", DateField(theme, N_("Supplies from"), today=context.today)),
                    ("to_on", DateField(theme, N_("Supplies until"), today=context.today)),
                ),
                (("share_e6", PercentField(theme, N_("Share"), help_text=help_text)),),
                (("note", NoteField(theme, N_("Note"), lines=2, max_length=4000)),),
            ),
        )
    ]


def _report_sections(context: PageContext, names: Mapping[str, str], draft: ReportDraft) -> list[FormSection]:
    theme = context.theme
    reporter = lookup(context, N_("Reported by"), "customer", names, required=True)
    buyer = lookup(context, N_("Sold to"), "customer", names, help_text=N_("Empty: to consumers, or to nobody known."))
    return [
        FormSection(
            "",
            (
                (("reporter_id", reporter), ("buyer_id", buyer)),
                (
                    ("from_on", DateField(theme, N_("From"), today=context.today, required=True)),
                    ("to_on", DateField(theme, N_("To"), today=context.today, required=True)),
                ),
                (("product_id", lookup(context, N_("Product"), "product", names)),),
                (
                    ("quantity_e6", DecimalField(theme, N_("Quantity sold"), least=0)),
                    (
                        "amount_minor",
                        MoneyField(theme, N_("Amount"), currency=draft.currency or context.currency, least=0),
                    ),
                ),
                (("stock_e6", DecimalField(theme, N_("Stock left"), least=0)),),
                (("note", NoteField(theme, N_("Note"), lines=2, max_length=4000)),),
            ),
        )
    ]


_LINKS = PartForm(
    LINK,
    N_("Supply link"),
    Message("New supply link"),
    Message("Edit supply link"),
    Message("Supply link saved"),
    Message("Supply link deleted"),
    SupplyDraft(),
    supply_draft,
    create_supply,
    update_supply,
    delete_supplies,
    _link_sections,
    _names,
)
_REPORTS = PartForm(
    REPORT,
    N_("Channel report"),
    Message("New channel report"),
    Message("Edit channel report"),
    Message("Channel report saved"),
    Message("Channel report deleted"),
    ReportDraft(),
    report_draft,
    create_report,
    update_report,
    delete_reports,
    _report_sections,
    _names,
)
