"""Reports of real incidents, brought in by the command line, beside an independent computation with pandas."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from crm_desktop.core.viewer import SYSTEM
from crm_desktop.insight import service
from crm_desktop.insight.sales import Period
from crm_desktop.insight.service import ServiceFigures, service_figures
from crm_desktop.storage.database import Database
from tests.cli.running import Shell

pandas: Any = pytest.importorskip("pandas")

PRIORITIES = {"1 - Critical": "urgent", "2 - High": "high", "3 - Moderate": "normal", "4 - Low": "low"}
DONE = ("Resolved", "Closed")


@pytest.fixture
def log(test_data: Path) -> Path:
    return test_data / "incidents" / "incident_event_log_first5998_original_labels.csv"


def people_of(events: Any, folder: Path) -> Path:
    named = {*events.assigned_to, *events.resolved_by, *events.opened_by} - {"?"}
    pandas.DataFrame({"name": sorted(named)}).to_csv(folder / "people.csv", index=False)
    return folder / "people.csv"


def rounds_of(states: Any) -> int:
    """One, and another each time a case was not done any more."""
    is_done = states.isin(DONE)
    return 1 + int((is_done.shift(fill_value=False) & ~is_done).sum())


def test_the_reports_of_the_incidents_are_what_pandas_works_out(shell: Shell, tmp_path: Path, log: Path) -> None:
    events = pandas.read_csv(log, dtype=str)
    assert shell("import", "users", people_of(events, tmp_path), "--time-zone", "Asia/Shanghai").status == 0
    said = shell("import", "case_events", log, "--unknown", "create", "--json")
    assert (said.status, said.data["created"], said.data["rejected"]) == (0, 5998, 0)
    again = shell("import", "case_events", log, "--unknown", "create", "--json")
    assert (again.data["created"], again.data["updated"], again.data["unchanged"]) == (0, 0, 5998)
    assert shell.value("SELECT count(*) FROM sync_txn WHERE label LIKE '%events of service%'") == 1
    assert_equal(_figures(shell.path), events, shell)


def _figures(path: Path) -> ServiceFigures:
    database = Database.open(path, read_only=True)
    try:
        with database.read(SYSTEM) as reading:
            return service_figures(reading, Period(date(2016, 1, 1), date(2017, 12, 31)))
    finally:
        database.close()


def assert_equal(found: ServiceFigures, events: Any, shell: Shell) -> None:
    when = {"format": "%d-%m-%Y %H:%M", "errors": "coerce"}
    events = events.assign(at=pandas.to_datetime(events.sys_updated_at, **when), line=events.index)
    events = events.assign(step=events.sys_mod_count.astype(int)).sort_values(["number", "at", "step", "line"])
    last = events.groupby("number").tail(1).set_index("number")
    took = pandas.to_datetime(last.resolved_at, **when) - pandas.to_datetime(last.opened_at, **when)
    hours = (took.dt.total_seconds() / 3600).dropna()
    total = {name: measure.value for name, measure in found.total.items()}
    assert found.total[service.CASES].count == len(last)
    assert found.total[service.HANDLED_CASES].count == len(hours)
    assert float(total[service.ELAPSED_MEAN] or 0) == pytest.approx(hours.mean())
    assert float(total[service.ELAPSED_MEDIAN] or 0) == pytest.approx(hours.median())
    assert float(total[service.ELAPSED_P90] or 0) == pytest.approx(hours.quantile(0.9))
    assert float(total[service.LIMITS_KEPT] or 0) == pytest.approx((last.made_sla == "TRUE").mean())
    by_priority = {each.key: each.cases for each in found.groups[service.PRIORITY]}
    assert by_priority == {PRIORITIES[name]: count for name, count in last.priority.value_counts().items()}
    by_month = {each.key: each.cases for each in found.groups[service.MONTH]}
    opened = pandas.to_datetime(last.opened_at, **when).dt.strftime("%Y-%m")
    assert by_month == opened.value_counts().to_dict()
    kinds = dict(shell.rows("SELECT id, code FROM dictionary_entry WHERE kind = 'case_kind'"))
    by_kind = {kinds.get(each.key, "?"): each.cases for each in found.groups[service.KIND]}
    categories = events[events.category != "?"].groupby("number").category.last().reindex(last.index, fill_value="?")
    assert by_kind == categories.str.casefold().value_counts().to_dict()
    rounds = events.groupby("number").incident_state.agg(rounds_of)
    assert dict(shell.rows("SELECT number, rework_count + 1 FROM service_case")) == rounds.to_dict()
    sent_back = (rounds[hours.index] > 1).mean()
    assert float(total[service.REWORK] or 0) == pytest.approx(sent_back)
    assert float(total[service.FIRST_TIME_RIGHT] or 0) == pytest.approx(1 - sent_back)
    handlers = {each.key: each.cases for each in found.groups[service.HANDLED_BY]}
    names = dict(shell.rows("SELECT name, id FROM app_user"))
    solved = last[last.resolved_by != "?"].resolved_by.value_counts()
    assert all(handlers[names[name]] >= count for name, count in solved.items())
