"""The statistics there are, by name, and the module that builds each by `build`."""

PIPELINE = "pipeline"
STATISTICS = {PIPELINE: "crm_desktop.reports.pipeline_statistic"}
