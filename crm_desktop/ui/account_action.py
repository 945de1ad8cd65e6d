"""The statement of account of the current customer, as pages."""

from datetime import timedelta

from crm_desktop.core.i18n import N_, language
from crm_desktop.ui.actions import Action
from crm_desktop.ui.record_page import RecordPage

_DAYS = 365


def account_action(page: RecordPage) -> Action:
    """Show what fell due and came in within twelve months, to be signed by both sides."""

    def show() -> None:
        from crm_desktop.ui.paper_prints import PRINT_ACCOUNT, print_paper

        customer_id = page.current_id
        row = page.table.records.row_of(customer_id) if customer_id else None
        if row is not None:
            today = page.context.today()
            of = (row.id, today - timedelta(days=_DAYS), today)
            print_paper(page.context, page, page.window(), PRINT_ACCOUNT, (of, row.name), language())

    told = N_("What fell due and came in within twelve months, what is left and since when, as pages to sign")
    return Action("customer.account", N_("Statement of account"), show, told, "", "receipt", page.has_current)
