"""The ten Cs of a customer, as pages, and what it does not want."""

from datetime import timedelta

from crm_desktop.core.i18n import N_, Message, language
from crm_desktop.operations.refusal import refuse_category
from crm_desktop.operations.suggestion import take_up
from crm_desktop.queries.customer_facts import year_before
from crm_desktop.ui.actions import Action
from crm_desktop.ui.choice_menu import Option, choose_for_row
from crm_desktop.ui.record_page import RecordPage
from crm_desktop.ui.texts import Plain

KEY = "Ctrl+Shift+0"


def ten_c_action(page: RecordPage) -> Action:
    """Show what the records of the last twelve months say of the current customer: ten panels, to read or print."""

    def show() -> None:
        from crm_desktop.reports.scope import ReportRequest
        from crm_desktop.reports.statistic_jobs import StatisticRequest
        from crm_desktop.reports.statistic_names import TEN_C
        from crm_desktop.ui.paper_prints import print_paper

        row = page.table.records.row_of(page.current_id) if page.current_id else None
        if row is None:
            return
        today = page.context.today()
        request = ReportRequest(year_before(today) + timedelta(days=1), today, language())
        asked = StatisticRequest(TEN_C, request, row.id)
        job = "crm_desktop.reports.statistic_jobs.print_pages"
        print_paper(page.context, page, page.window(), job, (asked, f"10C {row.name}"), request.language)

    told = N_("What the records of twelve months say of this customer, from profile to profit, as pages")
    return Action("customer.ten_c", N_("The ten Cs"), show, told, KEY, "layers", page.has_current)


def offer_action(page: RecordPage) -> Action:
    """Make a deal of what customers like the current one buy besides."""

    def ask() -> None:
        context, customer_id = page.context, page.current_id
        if customer_id is not None:
            arguments = (str(context.path), context.background.viewer, customer_id)
            job, title = "crm_desktop.reports.ten_c_jobs.suggested", Message("Look for suggestions")
            context.background.run(page, job, arguments, lambda found: offer(customer_id, found), title=title)

    def offer(customer_id: str, found: list[str]) -> None:
        if page.current_id != customer_id:
            return
        names = dict(page.context.choices.options("categories", language()))
        options: list[Option] = [(key, Plain(names[key])) for key in found if key in names]
        if not options:
            page.context.navigator.refuse(Message("Too few customers buy the same things to suggest anything"))
            return

        def make(category_id: str | None) -> None:
            said = Message("Make a deal of a suggestion")
            page.context.background.write(said, lambda work: take_up(work, customer_id, category_id))

        choose_for_row(page.context.theme, page.table, N_("Could buy"), options, None, make)

    told = N_("Open a deal about a category that customers who buy the same things buy too, the most worth first")
    return Action("customer.offer", N_("Could buy…"), ask, told, "", "target", page.has_current, writes=True)


def refuse_action(page: RecordPage) -> Action:
    """Note what the current customer does not want, so that it is not suggested for a year."""

    def choose() -> None:
        customer_id = page.current_id
        offered = page.context.choices.options("categories", language())
        options: list[Option] = [(key, Plain(name)) for key, name in offered]
        if customer_id is None:
            return
        if not options:
            page.context.navigator.refuse(Message("There are no categories of products yet. Add one first."))
            return

        def note(category_id: str | None) -> None:
            said = Message("Note a refusal")
            page.context.background.write(said, lambda work: refuse_category(work, customer_id, category_id))

        choose_for_row(page.context.theme, page.table, N_("Does not want"), options, None, note)

    told = N_("Note a category that this customer refused: it is not suggested for twelve months")
    return Action("customer.refuse", N_("Does not want…"), choose, told, "", "circle-x", page.has_current, writes=True)
