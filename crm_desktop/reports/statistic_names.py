"""The statistics there are, by name, and the module that builds each by `build`."""

PIPELINE = "pipeline"
TEN_C = "ten_c"
STATISTICS = {PIPELINE: "crm_desktop.reports.pipeline_statistic", TEN_C: "crm_desktop.reports.ten_c_statistic"}
