"""The form of a product: what it is, what it costs, and the prices that hold for some customers, levels and days."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from PySide6.QtWidgets import QWidget

from crm_desktop.core.i18n import N_, Message
from crm_desktop.core.kept_texts import KeepAs
from crm_desktop.operations.product import ProductDraft, create_product, product_draft, update_product
from crm_desktop.operations.product_price import PriceDraft
from crm_desktop.queries.people import customer_names
from crm_desktop.ui.company_fields import choice, lookup
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.record_form import FormSection, FormTexts, Opened, RecordForm, preset
from crm_desktop.ui.texts import Plain, Text
from crm_desktop.ui.widgets.fields import (
    CheckField,
    DateField,
    DecimalField,
    LineField,
    NoteField,
    PercentField,
    RowColumn,
    RowsField,
)

_WIDTH = 900
# A day with its button.
_DAY = 136


@dataclass(frozen=True)
class Loaded:
    """What the form starts from: the draft, names of the customers in it, and the journal's place."""

    draft: ProductDraft
    names: Mapping[str, str] = field(default_factory=dict)
    position: int = 0


def load_new(reading: Any, values: Mapping[str, Any] | None) -> Loaded:
    """An empty product, perhaps with some values."""
    return Loaded(preset(ProductDraft(), values), position=reading.position)


def load_known(reading: Any, product_id: str) -> Loaded:
    """A product as it is now."""
    draft = product_draft(reading, product_id)
    names = customer_names(reading, [each.customer_id for each in draft.prices if each.customer_id])
    return Loaded(draft, names, reading.position)


def open_product_form(
    context: PageContext, window: QWidget, product_id: str | None, loaded: Loaded, saved: Callable[[str], None]
) -> Any:
    """Open the form of a new product, or of the one with this id."""
    opened = Opened(loaded.draft, loaded.position, lambda reading: product_draft(reading, product_id or ""))

    def save(work: Any, draft: ProductDraft) -> str:
        if product_id is None:
            return create_product(work, draft)
        update_product(work, product_id, draft, opened.draft, opened.position)
        return product_id

    return RecordForm(
        context,
        window,
        _texts(product_id, loaded.draft),
        shipped_sections(context, loaded),
        loaded.draft,
        save,
        saved,
        width=_WIDTH,
        opened=opened if product_id else None,
        keep_as=KeepAs("product", product_id),
    ).open()


def _texts(product_id: str | None, draft: ProductDraft) -> FormTexts:
    if product_id is None:
        told = N_("Offered in the lines of deals, quotations, contracts and orders")
        return FormTexts(
            N_("New product"), told, Message("New product"), lambda name: Message("“{name}” added", name=name)
        )
    return FormTexts(
        N_("Product"),
        Plain(" · ".join(part for part in (draft.code, draft.name) if part)),
        Message("Edit product"),
        lambda name: Message("“{name}” saved", name=name),
    )


def shipped_sections(context: PageContext, loaded: Loaded) -> list[FormSection]:
    """The sections of the form as they are shipped: what it is, and what it costs."""
    theme = context.theme

    def line(title: Text, **options: Any) -> LineField:
        return LineField(theme, title, max_length=200, **options)

    def price(title: Text) -> DecimalField:
        return DecimalField(theme, title, least=0)

    what = FormSection(
        N_("Product"),
        (
            (
                ("name", line(N_("Name"), required=True)),
                ("code", line(N_("Code"), help_text=N_("Left empty, it is the next one."))),
            ),
            (("category_id", choice(context, N_("Category"), "categories")), ("unit", line(N_("Unit")))),
            (("model", line(N_("Model"))), ("grade", line(N_("Grade or batch")))),
            (("is_active", CheckField(theme, N_("Offered"))), ("external_key", line(N_("Key in the other system")))),
            (("note", NoteField(theme, N_("Note"), lines=2, max_length=4000)),),
        ),
    )
    own = N_("Left empty, it is that of the company.")
    costs = FormSection(
        N_("What it costs"),
        (
            (
                ("list_price_e6", price(N_("List price"))),
                ("floor_price_e6", price(N_("Floor price"))),
                ("unit_cost_e6", price(N_("Unit cost"))),
            ),
            (
                ("currency", LineField(theme, N_("Currency"), max_length=3, help_text=own)),
                ("tax_rate_e6", PercentField(theme, N_("Tax rate"))),
            ),
            (("prices", _prices_field(context, loaded.names)),),
        ),
    )
    return [what, costs]


def _prices_field(context: PageContext, names: Mapping[str, str]) -> RowsField:
    theme = context.theme

    def made(old: PriceDraft | None, **values: Any) -> PriceDraft:
        return replace(old or PriceDraft(), **{**values, "currency": values["currency"] or None})

    def number(name: str, title: Text, stretch: int) -> RowColumn:
        return RowColumn(name, title, lambda: DecimalField(theme, title, least=0), stretch, is_number=True)

    def day(name: str, title: Text) -> RowColumn:
        return RowColumn(name, title, lambda: DateField(theme, title, today=context.today), 3, least=_DAY)

    return RowsField(
        theme,
        N_("Other prices: for a customer, for a level, or for everybody"),
        (
            RowColumn("customer_id", N_("Customer"), lambda: lookup(context, N_("Customer"), "customer", names), 4),
            RowColumn("level_id", N_("Level"), lambda: choice(context, N_("Level"), "level"), 3),
            number("from_quantity_e6", N_("From quantity"), 2),
            number("price_e6", N_("Unit price"), 3),
            RowColumn("currency", N_("Currency"), lambda: LineField(theme, N_("Currency"), max_length=3), 2),
            day("from_on", N_("From")),
            day("to_on", N_("To")),
        ),
        made,
        add=N_("Add a price"),
    )
