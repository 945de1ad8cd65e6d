"""The page of the ten Cs of the firm: a panel each, with the figures of the one that is chosen below."""

from functools import partial

from crm_desktop.core.i18n import N_
from crm_desktop.core.listing import ListSpec
from crm_desktop.insight.ten.titles import GRIDS, TITLES
from crm_desktop.reports.statistic_jobs import StatisticRequest
from crm_desktop.reports.statistic_names import TEN_C
from crm_desktop.ui.figures_page import FiguresOf, FiguresPage
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.statistic_board import StatisticBoard

PICTURES = ("value", "acquisition", "profitability", "curve")
SUBJECT = FiguresOf(
    TEN_C,
    N_("The ten Cs"),
    "crm_desktop.reports.statistic_jobs",
    frozenset(
        {
            *(
                "customer",
                "sales_order",
                "order_line",
                "contract",
                "opportunity",
                "lead",
                "campaign",
                "campaign_member",
            ),
            *("interaction", "rating", "service_case", "service_work", "customer_demand", "refusal", "app_user"),
            *("exchange_rate", "parameter", "product"),
        }
    ),
    "customer",
    (N_("No customers yet"), N_("The ten Cs tell what your records mean as soon as there are some.")),
    asks=partial(StatisticRequest, TEN_C),
)


class TenCPage(FiguresPage):
    """The ten Cs of all customers in sight."""

    board: StatisticBoard

    def __init__(self, context: PageContext) -> None:
        super().__init__(
            context, SUBJECT, StatisticBoard(context.theme, tuple(TITLES), PICTURES, (*TITLES.items(), *GRIDS.items()))
        )
        self.board.led_elsewhere.connect(self._lead)

    def _lead(self, kind: str, spec: ListSpec) -> None:
        self._context.navigator.show_list(kind, spec)
