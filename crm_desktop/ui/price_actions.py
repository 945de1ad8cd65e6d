"""The command by which a price is agreed with the current customer."""

from crm_desktop.core.i18n import N_
from crm_desktop.core.viewer import PRODUCTS
from crm_desktop.ui.actions import Action
from crm_desktop.ui.record_page import RecordPage


def price_action(page: RecordPage) -> Action:
    """Agree what the current customer pays for a product."""

    def agree() -> None:
        from crm_desktop.ui.forms.product_parts import new_price

        new_price(page.context, page.window(), customer_id=page.current_id)

    told = N_("What the current customer pays for a product, from a quantity on and on some days")
    return Action(
        "customer.price",
        N_("Agreed price…"),
        agree,
        told,
        "",
        "tag",
        page.has_current,
        reason=page.against(PRODUCTS),
        writes=True,
    )
