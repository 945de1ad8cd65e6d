"""The management report from the data: every figure with its definition and the list of the records behind it."""

from sqlalchemy import select

from crm_desktop.core.clock import moment_of
from crm_desktop.core.viewer import REPORT
from crm_desktop.insight.left_out import left_out
from crm_desktop.insight.sales import closed_deals, open_deals
from crm_desktop.models import DictionaryEntry
from crm_desktop.models.dictionary import name_in
from crm_desktop.operations import field_limits
from crm_desktop.queries import rights
from crm_desktop.queries.company import company_name
from crm_desktop.reports.figures import DataState, LeftOut, Report
from crm_desktop.reports.key_figures import average_figures, closed_figures, pipeline_figures
from crm_desktop.reports.pipeline_rows import by_stage, lost_reasons, won_reasons
from crm_desktop.reports.revenue_rows import revenue_breakdowns
from crm_desktop.reports.scope import ReportRequest, scope_of
from crm_desktop.storage import journal
from crm_desktop.storage.database import Reading


def build_report(reading: Reading, request: ReportRequest) -> Report:
    """The whole report as plain data, for whoever may see reports."""
    rights.require(reading.viewer, REPORT)
    field_limits.require_amounts(reading)
    state = data_state(reading)
    scope = scope_of(reading, request, state.at.date() if state.at else None)
    before = scope.before
    closed = closed_deals(reading, scope.period, before, scope.owners)
    open_now = open_deals(reading, scope.open_on, scope.owners)
    open_before = open_deals(reading, before.last, scope.owners) if before else {}
    entries = _entries(reading, request.language)
    return Report(
        company=company_name(reading),
        period_from=request.period_from,
        period_to=request.period_to,
        previous_from=before.first if before else None,
        previous_to=before.last if before else None,
        open_on=scope.open_on,
        currency=reading.currency,
        language=request.language,
        figures=(
            *closed_figures(scope, closed),
            *pipeline_figures(scope, open_now, open_before),
            *average_figures(scope, closed),
        ),
        breakdowns=(
            *revenue_breakdowns(reading, scope, closed, entries),
            by_stage(reading, scope, open_now, request.language),
            won_reasons(scope, closed, entries),
            lost_reasons(scope, closed, entries),
        ),
        filters=scope.words,
        prepared_by=reading.viewer.name,
        data_state=state,
        left_out=tuple(LeftOut(*each) for each in left_out(reading, scope.period, scope.open_on, scope.owners)),
    )


def _entries(reading: Reading, language: str) -> dict[str, str]:
    entry = DictionaryEntry
    rows = reading.session.execute(select(entry.id, entry.name_en, entry.name_zh))
    return {key: name_in(language, name_en, name_zh) for key, name_en, name_zh in rows}


def data_state(reading: Reading) -> DataState:
    """The newest transaction a reading sees."""
    newest = journal.newest(reading.connection)
    if newest is None:
        return DataState()
    at = moment_of(newest.wall_ms, reading.zone).replace(tzinfo=None, microsecond=0)
    return DataState(at, f"{newest.replica}:{newest.seq}")
