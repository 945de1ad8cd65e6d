"""The statistics there are, by name: the module that builds each by `build`, and what it is called."""

from crm_desktop.core.i18n import N_

PIPELINE = "pipeline"
TEN_C = "ten_c"
HELD_BACK = "held_back"
FORECAST = "forecast"
STATISTICS = {
    FORECAST: "crm_desktop.reports.forecast_statistic",
    PIPELINE: "crm_desktop.reports.pipeline_statistic",
    TEN_C: "crm_desktop.reports.ten_c_statistic",
    HELD_BACK: "crm_desktop.reports.held_back_statistic",
}
TITLES = {
    FORECAST: N_("Sales forecast"),
    PIPELINE: N_("Pipeline changes"),
    TEN_C: N_("The ten Cs"),
    HELD_BACK: N_("Warnings put to the test"),
}
