"""The statement of account of a customer, as pages."""

from datetime import timedelta

from crm_desktop.core.i18n import N_, language
from crm_desktop.ui.actions import Action
from crm_desktop.ui.record_page import RecordPage

_DAYS = 365


def account_action(page: RecordPage) -> Action:
    """Show what fell due and came in within twelve months, to be signed by both sides.

    It is that of the current customer, or of the customer whom the current record names.
    """

    def show() -> None:
        from crm_desktop.ui.paper_prints import PRINT_ACCOUNT, print_paper

        row = page.table.records.row_of(page.current_id) if page.current_id else None
        if row is None:
            return
        customer_id, name = (row.id, row.name) if page.kind == "customer" else (row.customer_id, row.customer)
        if customer_id:
            today = page.context.today()
            of = (customer_id, today - timedelta(days=_DAYS), today)
            print_paper(page.context, page, page.window(), PRINT_ACCOUNT, (of, name or ""), language())

    told = N_("What fell due and came in within twelve months, what is left and since when, as pages to sign")
    return Action(f"{page.kind}.account", N_("Statement of account"), show, told, "", "receipt", page.has_current)
