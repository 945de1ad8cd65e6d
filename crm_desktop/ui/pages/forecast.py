"""The page of the forecast: what open deals are expected to bring, by month, owner and deal, and how good it was."""

from functools import partial

from crm_desktop.core.i18n import N_
from crm_desktop.reports.forecast_names import BY_MONTH, DEALS, DECIDES, KEPT, MONTHS, OWNERS, PEOPLE, TILES
from crm_desktop.reports.statistic_jobs import StatisticRequest
from crm_desktop.reports.statistic_names import FORECAST
from crm_desktop.ui.figures_page import FiguresOf, FiguresPage
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.statistic_board import StatisticBoard

SUBJECT = FiguresOf(
    FORECAST,
    N_("Sales forecast"),
    "crm_desktop.reports.statistic_jobs",
    frozenset(
        {
            *("opportunity", "opportunity_line", "history_entry", "stage", "app_user", "customer"),
            *("exchange_rate", "period_snapshot"),
        }
    ),
    "opportunity",
    (N_("No open deals to forecast"), N_("A forecast needs open deals with an amount and an expected closing.")),
    asks=partial(StatisticRequest, FORECAST),
)
_TABLES = (
    (MONTHS, N_("Month")),
    (OWNERS, N_("Owner")),
    (DEALS, N_("Deal")),
    (DECIDES, N_("What decides")),
    (KEPT, N_("Kept forecasts")),
    (PEOPLE, N_("Error by owner")),
)


class ForecastPage(FiguresPage):
    """What open deals are expected to bring."""

    board: StatisticBoard

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, SUBJECT, StatisticBoard(context.theme, TILES, (BY_MONTH,), _TABLES))
