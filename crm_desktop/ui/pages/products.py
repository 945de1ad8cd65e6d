"""The products: what is offered at which prices, and how much of it there is."""

from collections.abc import Callable
from dataclasses import replace

from crm_desktop.core import formats
from crm_desktop.core.i18n import N_, Message, tr, trn
from crm_desktop.core.money import from_e6
from crm_desktop.core.viewer import PRODUCTS as LOOKS_AFTER
from crm_desktop.operations.product import delete_products, product_draft, update_product
from crm_desktop.queries.product import PRODUCTS, ProductRow
from crm_desktop.queries.product_card import product_card, sales_of, with_sales
from crm_desktop.queries.timeline_items import Timeline
from crm_desktop.ui.actions import Action
from crm_desktop.ui.detail_content import DetailAction, edit_button
from crm_desktop.ui.detail_source import DetailSource, Editable, Forms, Later
from crm_desktop.ui.detail_view import DetailView
from crm_desktop.ui.details.product import describe
from crm_desktop.ui.details.product_prices import count_text
from crm_desktop.ui.list_declaration import ListDeclaration
from crm_desktop.ui.offered_views import offered_views
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.record_commands import common_actions
from crm_desktop.ui.record_page import DROP_HINT, RecordPage, filter_fields
from crm_desktop.ui.theme import Tone
from crm_desktop.ui.widgets.record_table_cells import Cell, Column, Kind

READS = frozenset({"product", "product_category", "stock_level"})
_NOT_HERE = frozenset({"product.log"})
_CHANGING = frozenset(f"product.{name}" for name in ("new", "paste", "bulk", "delete", "delete_why", "import"))


class ProductsPage(RecordPage):
    """What is offered."""

    kind = "product"
    imported_as = "products"

    def __init__(self, context: PageContext) -> None:
        detail = DetailView(
            context,
            SOURCE,
            (
                DetailAction(N_("Add a price"), "tag", "P", lambda: self.add_price()),
                DetailAction(N_("Count stock"), "warehouse", "C", lambda: self.count_stock()),
                edit_button(lambda: self.edit()),
            ),
        )
        super().__init__(context, _declaration(self, context), detail)
        # What a product costs is asked more often than who changed it.
        detail.show_tab("prices")

    def add_price(self) -> None:
        """Open the form of a new price of the current product."""
        if (product_id := self.current_id) is not None:
            from crm_desktop.ui.forms.product_parts import new_price

            new_price(self.context, self.window(), product_id=product_id)

    def count_stock(self) -> None:
        """Open the form for what was counted of the current product."""
        if (product_id := self.current_id) is not None:
            from crm_desktop.ui.forms.product_parts import new_count

            new_count(self.context, self.window(), product_id=product_id)


def _forms() -> Forms:
    from crm_desktop.ui.forms.product import load_known, load_new, open_product_form

    return Forms(load_new, load_known, open_product_form)


SOURCE = DetailSource(
    kind="product",
    about="",
    read=product_card,
    describe=describe,
    reads=READS | {"attachment", "product_price", "customer", "sales_order", "order_line", "dictionary_entry"},
    # No activity is about a product: who bought it stands in a tab of its own.
    timeline=lambda _reading, _key, _before, _only: Timeline((), 0),
    editable=Editable(product_draft, update_product, Message("Edit product")),
    forms=_forms,
    needs=LOOKS_AFTER,
    later=Later(sales_of, with_sales),
)


def _declaration(page: ProductsPage, context: PageContext) -> ListDeclaration:
    def delete() -> None:
        page.delete_chosen(delete_products, Message("Delete products"))

    common = [_with_right(page, each) for each in common_actions(page, N_("New product"), delete)]
    return ListDeclaration(
        name="products",
        title=N_("Products"),
        query=PRODUCTS,
        columns=_columns(context),
        filters=filter_fields(context, PRODUCTS),
        views=offered_views(context, "product"),
        reads=READS,
        counted=lambda count: trn("{count} product", "{count} products", count),
        totals=lambda _sums: "",
        empty_title=N_("No products yet"),
        empty_body=N_("Add one by hand, or bring a price list: columns are recognised by their names."),
        actions=[*(each for each in common if each.id not in _NOT_HERE), *_own_actions(page)],
        primary="product.new",
        secondary="product.import",
        drop_hint=DROP_HINT,
        tools=("product.export", "product.print"),
        selection_actions=("product.bulk", "product.export_chosen", "product.delete"),
        menu=(
            "product.edit",
            "product.edit_cell",
            None,
            "product.price",
            "product.count",
            None,
            "product.copy",
            "product.copy_cell",
            "product.paste",
            None,
            "product.bulk",
            "product.delete",
            "product.delete_why",
        ),
    )


def _with_right(page: ProductsPage, action: Action) -> Action:
    """Whatever changes products takes the right to look after them, besides its own."""
    if action.id not in _CHANGING:
        return action
    before, looks_after = action.reason, page.against(LOOKS_AFTER)
    return replace(action, reason=lambda: looks_after() or before())


def _own_actions(page: ProductsPage) -> list[Action]:
    def make(name: str, text: str, do: Callable[[], None], told: str, key: str, icon: str) -> Action:
        return Action(
            f"product.{name}",
            text,
            do,
            told,
            key,
            icon,
            page.has_current,
            reason=page.against(LOOKS_AFTER),
            writes=True,
        )

    return [
        make(
            "price",
            N_("Add a price…"),
            page.add_price,
            N_("What a customer, a level or everybody pays, from a quantity on and on some days"),
            "P",
            "tag",
        ),
        make(
            "count",
            N_("Count stock…"),
            page.count_stock,
            N_("Note how much of the current product lies at a place"),
            "C",
            "warehouse",
        ),
    ]


def _columns(context: PageContext) -> tuple[Column, ...]:
    def price(key: str, title: str, *, is_hidden: bool = False, gives_way: int = 0) -> Column:
        def shown(row: ProductRow) -> str:
            return _price(getattr(row, key), row.currency, context)

        return Column(key, title, 110, Kind.MONEY, shown, unit=unit, is_hidden=is_hidden, gives_way=gives_way)

    def tax(row: ProductRow) -> str:
        return formats.MISSING if row.tax_rate_e6 is None else formats.percent_in_full(from_e6(row.tax_rate_e6))

    unit = formats.currency_symbol(context.currency).strip()
    return (
        Column("code", N_("Code"), 96, is_quiet=True, min_width=84),
        Column("name", N_("Name"), 200, format=_name, weight=500, stretches=True, min_width=150),
        Column("category", N_("Category"), 120, is_quiet=True, min_width=90, gives_way=2),
        Column("model", N_("Model"), 110, is_quiet=True, min_width=84, gives_way=5),
        Column("grade", N_("Grade or batch"), 100, is_quiet=True, is_hidden=True),
        Column("unit", N_("Unit"), 70, is_quiet=True, gives_way=4),
        price("list_price_e6", N_("List price")),
        price("floor_price_e6", N_("Floor price"), gives_way=1),
        price("unit_cost_e6", N_("Unit cost"), gives_way=3),
        Column("tax_rate_e6", N_("Tax rate"), 76, Kind.NUMBER, tax, is_hidden=True),
        Column("stock_e6", N_("In stock"), 96, Kind.NUMBER, _stock),
        Column("currency", N_("Currency"), 70, is_quiet=True, is_hidden=True),
        Column("is_active", N_("Offered"), 80, format=_offered, is_quiet=True, is_hidden=True),
    )


def _price(price_e6: int | None, currency: str | None, context: PageContext) -> str:
    """A price a unit; one in the company's currency stands without its sign, another must say what it is."""
    if price_e6 is None:
        return formats.MISSING
    is_other = currency not in (None, context.currency)
    return formats.unit_price(price_e6, currency or context.currency, symbol=is_other)


def _name(row: ProductRow) -> Cell:
    return Cell(row.name, is_strong=row.is_active)


def _stock(row: ProductRow) -> Cell:
    """What there is; nothing left of what is offered is bad news."""
    is_out = row.is_active and row.stock_e6 is not None and row.stock_e6 <= 0
    return Cell(count_text(row.stock_e6), Tone.BAD if is_out else Tone.NEUTRAL)


def _offered(row: ProductRow) -> str:
    return tr("Yes") if row.is_active else tr("No")
