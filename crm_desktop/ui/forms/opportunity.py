"""The forms of a deal: all of it, and the few questions when it closes."""

from dataclasses import replace
from typing import Any

from crm_desktop.core.i18n import N_
from crm_desktop.core.money import E6
from crm_desktop.operations.product_lines import LineDraft
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.record_form import FormSection, choice, lookup
from crm_desktop.ui.widgets.fields import (
    DateField,
    DecimalField,
    LineField,
    MoneyField,
    NoteField,
    PercentField,
    RowColumn,
    RowsField,
)


def opportunity_sections(context: PageContext, names: dict[str, str], currency: str) -> list[FormSection]:
    """The sections of the form; `names` has the names of the records the deal refers to."""
    theme = context.theme
    deal = FormSection(
        N_("Deal"),
        (
            (("name", LineField(theme, N_("Name"), required=True, max_length=200)),),
            (
                ("customer_id", lookup(context, N_("Customer"), "customer", names)),
                ("contact_id", lookup(context, N_("Contact"), "contact", names)),
            ),
            (
                ("owner_id", choice(context, N_("Owner"), "users")),
                ("stage_id", choice(context, N_("Stage"), "stages", empty=False)),
            ),
            (
                ("expected_close_on", DateField(theme, N_("Expected close"), today=context.today)),
                ("probability_e6", PercentField(theme, N_("Probability"), help_text=N_("Empty: as the stage says"))),
            ),
        ),
    )
    lines = RowsField(
        theme,
        N_("Products"),
        (
            RowColumn("product_id", N_("Product"), lambda: choice(context, N_("Product"), "products"), 4),
            RowColumn("quantity_e6", N_("Quantity"), lambda: DecimalField(theme, N_("Quantity")), 2),
            RowColumn("unit_price_e6", N_("Unit price"), lambda: DecimalField(theme, N_("Unit price")), 2),
            RowColumn("discount_e6", N_("Discount"), lambda: PercentField(theme, N_("Discount")), 2),
        ),
        _line,
        add=N_("Add a product"),
        help_text=N_("Without a price of its own a line takes the list price."),
    )
    amount = MoneyField(theme, N_("Amount"), currency=currency, help_text=N_("Empty: the sum of the products"))
    worth = FormSection(N_("Worth"), ((("lines", lines),), (("amount_minor", amount),)))
    nxt = FormSection(
        N_("Next step"),
        (
            (
                ("next_step", LineField(theme, N_("Next step"))),
                ("next_step_on", DateField(theme, N_("On"), today=context.today)),
            ),
            (
                ("source_id", choice(context, N_("Source"), "source")),
                ("competitor", LineField(theme, N_("Competitor"))),
            ),
            (("note", NoteField(theme, N_("Note"))),),
        ),
    )
    return [deal, worth, nxt]


def closing_sections(context: PageContext, *, won: bool) -> list[FormSection]:
    """What is asked when a deal is won or lost."""
    theme = context.theme
    reasons = "won_reason" if won else "lost_reason"
    title = N_("Why it was won") if won else N_("Why it was lost")
    return [
        FormSection(
            title,
            (
                (
                    ("closed_on", DateField(theme, N_("Closed on"), today=context.today, required=True)),
                    ("reason_id", choice(context, N_("Reason"), reasons, required=not won)),
                ),
                (("reason_note", NoteField(theme, N_("In words"))),),
            ),
        )
    ]


def _line(old: LineDraft | None, **values: Any) -> LineDraft:
    return replace(
        old or LineDraft(),
        **{
            **values,
            "quantity_e6": values.get("quantity_e6") or E6,
            "discount_e6": values.get("discount_e6") or 0,
        },
    )
