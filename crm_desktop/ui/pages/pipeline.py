"""The page of what became of the pipeline: what came, moved, slipped and went, from sum to sum and by owner."""

from functools import partial

from crm_desktop.core.i18n import N_
from crm_desktop.reports.pipeline_statistic import BY_CHANGE, BY_OWNER, TILES, WAY
from crm_desktop.reports.statistic_jobs import StatisticRequest
from crm_desktop.reports.statistic_names import PIPELINE
from crm_desktop.ui.figures_page import FiguresOf, FiguresPage
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.statistic_board import StatisticBoard

SUBJECT = FiguresOf(
    PIPELINE,
    N_("Pipeline changes"),
    "crm_desktop.reports.statistic_jobs",
    frozenset({"opportunity", "history_entry", "stage", "app_user", "exchange_rate"}),
    "opportunity",
    (N_("No open deals in this period"), N_("Choose another period above, or everyone instead of a team.")),
    asks=partial(StatisticRequest, PIPELINE),
)
_TABLES = ((BY_CHANGE, N_("Change")), (BY_OWNER, N_("Owner")))


class PipelinePage(FiguresPage):
    """What became of the pipeline in a period."""

    board: StatisticBoard

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, SUBJECT, StatisticBoard(context.theme, TILES, (WAY,), _TABLES))
