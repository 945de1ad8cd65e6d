"""The forms of what belongs to a product: a price for somebody, and what was counted at a place."""

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtWidgets import QWidget

from crm_desktop.core.i18n import N_, Message
from crm_desktop.core.viewer import PRODUCTS
from crm_desktop.operations.product_price import PriceDraft, create_price, delete_prices, price_draft, update_price
from crm_desktop.operations.stock import StockDraft, correct_stock, count_stock, delete_stock, stock_draft
from crm_desktop.queries.people import referred_names
from crm_desktop.ui.company_fields import choice, lookup
from crm_desktop.ui.forms.part_form import PartForm, open_known_part, open_new_part
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.record_form import FormSection
from crm_desktop.ui.widgets.fields import DateField, DecimalField, LineField, NoteField

PRICE, STOCK = "product_price", "stock_level"


def new_price(context: PageContext, window: QWidget, **about: Any) -> None:
    """The form for a new price; `about` are values of the draft, such as the product or the customer."""
    open_new_part(_PRICES, context, window, about)


def new_count(context: PageContext, window: QWidget, **about: Any) -> None:
    """The form for what was counted at a place."""
    open_new_part(_COUNTS, context, window, {"counted_on": context.today(), **about})


def opener(
    kind: str, context: PageContext, window: QWidget, failed: Callable[[Exception], None] | None = None
) -> Callable[[str], None]:
    """What opens a price or a count by its id; `failed` is told when it is not there any more."""
    return open_known_part(_PRICES if kind == PRICE else _COUNTS, context, window, failed)


def _price_sections(context: PageContext, names: Mapping[str, str], _draft: PriceDraft) -> list[FormSection]:
    theme = context.theme
    whose = N_("Neither a customer nor a level: for everybody.")
    own = N_("Left empty, it is that of the product.")
    return [
        FormSection(
            "",
            (
                (("product_id", lookup(context, N_("Product"), "product", names, required=True)),),
                (
                    ("customer_id", lookup(context, N_("Customer"), "customer", names, help_text=whose)),
                    ("level_id", choice(context, N_("Level"), "level")),
                ),
                (
                    ("price_e6", DecimalField(theme, N_("Unit price"), required=True, least=0)),
                    ("currency", LineField(theme, N_("Currency"), max_length=3, help_text=own)),
                ),
                (("from_quantity_e6", DecimalField(theme, N_("From quantity"), least=0)),),
                (
                    ("from_on", DateField(theme, N_("From"), today=context.today)),
                    ("to_on", DateField(theme, N_("To"), today=context.today)),
                ),
                (("note", NoteField(theme, N_("Note"), lines=2, max_length=4000)),),
            ),
        )
    ]


def _count_sections(context: PageContext, names: Mapping[str, str], _draft: StockDraft) -> list[FormSection]:
    theme = context.theme
    return [
        FormSection(
            "",
            (
                (("product_id", lookup(context, N_("Product"), "product", names, required=True)),),
                (
                    ("warehouse", LineField(theme, N_("Warehouse"), required=True, max_length=100)),
                    ("bin", LineField(theme, N_("Bin"), max_length=100)),
                ),
                (
                    ("quantity_e6", DecimalField(theme, N_("Quantity"), required=True, least=0)),
                    ("counted_on", DateField(theme, N_("Counted"), today=context.today)),
                ),
                (("note", NoteField(theme, N_("Note"), lines=2, max_length=4000)),),
            ),
        )
    ]


_PRICES = PartForm(
    PRICE,
    N_("Price"),
    Message("New price"),
    Message("Edit price"),
    Message("Price saved"),
    Message("Price deleted"),
    PriceDraft(),
    price_draft,
    create_price,
    update_price,
    delete_prices,
    _price_sections,
    referred_names,
    needs=PRODUCTS,
)
_COUNTS = PartForm(
    STOCK,
    N_("Stock count"),
    Message("Count stock"),
    Message("Correct stock count"),
    Message("Stock count saved"),
    Message("Stock count deleted"),
    StockDraft(),
    stock_draft,
    count_stock,
    correct_stock,
    delete_stock,
    _count_sections,
    referred_names,
    needs=PRODUCTS,
)
