"""The page on which the manager sees how good the warnings were: what each detector would have said a year ago."""

from functools import partial

from crm_desktop.core.i18n import N_
from crm_desktop.reports.held_back_names import AGAIN, CHANCES, EVERYONE, RANKING, TILES
from crm_desktop.reports.statistic_jobs import StatisticRequest
from crm_desktop.reports.statistic_names import HELD_BACK
from crm_desktop.ui.figures_page import FiguresOf, FiguresPage
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.statistic_board import StatisticBoard

SUBJECT = FiguresOf(
    HELD_BACK,
    N_("Warnings put to the test"),
    "crm_desktop.reports.statistic_jobs",
    frozenset({"sales_order", "order_line", "customer", "exchange_rate", "parameter"}),
    "customer",
    (N_("No orders of more than a year ago"), N_("Warnings are judged by who bought a year ago, and whether again.")),
    asks=partial(StatisticRequest, HELD_BACK),
)
_TABLES = ((EVERYONE, N_("All customers")), (AGAIN, N_("Bought more than once")), (CHANCES, N_("Chances")))


class HeldBackPage(FiguresPage):
    """How good the warnings of the year before were."""

    board: StatisticBoard

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, SUBJECT, StatisticBoard(context.theme, TILES, (RANKING,), _TABLES))
