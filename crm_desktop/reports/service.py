"""The report on service as plain data: every figure with its number of cases, and the list of the cases behind it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from typing import Any

from sqlalchemy import select

from crm_desktop.core import formats
from crm_desktop.core.i18n import N_, Message, Translator
from crm_desktop.core.listing import Filter, ListSpec, Sort
from crm_desktop.core.viewer import REPORT
from crm_desktop.insight import periods, service
from crm_desktop.insight.sales import Period
from crm_desktop.insight.service import METRIC, METRICS, Figures, Grouped, Measure, Metric, service_figures
from crm_desktop.models import Customer
from crm_desktop.queries import rights
from crm_desktop.queries.choices import Choices, choices
from crm_desktop.queries.company import company_name
from crm_desktop.reports.build import data_state
from crm_desktop.reports.figures import DataState, Report
from crm_desktop.reports.scope import ReportRequest, people_of, period_of
from crm_desktop.storage.database import Reading

TITLES = {
    service.KIND: N_("Kind"),
    service.MONTH: N_("Month"),
    service.PRIORITY: N_("Priority"),
    service.CHANNEL: N_("Channel"),
    service.HANDLED_BY: N_("Handler"),
    service.PRODUCT: N_("Product"),
    service.CUSTOMER: N_("Customer"),
}
_NOTHING = {
    service.KIND: N_("No kind"),
    service.CHANNEL: N_("No channel"),
    service.HANDLED_BY: N_("Nobody yet"),
    service.PRODUCT: N_("No product"),
    service.CUSTOMER: N_("No customer"),
}
TOO_FEW_SAID = N_("too few")
_NEWEST_FIRST = (Sort("opened_on", descending=True),)
_DIGITS = 6
_OPENED = "opened_on"


@dataclass(frozen=True)
class ServiceRow:
    """The figures of one kind, month, person and so on; `key` is "" for the cases that have none."""

    key: str
    label: str
    figures: Figures
    spec: ListSpec

    def behind(self, metric: Metric) -> ListSpec:
        """The cases that one of its figures was made of."""
        return self.spec.where(*metric.behind)

    def within(self, months: Sequence[str]) -> ListSpec:
        """Its cases that were opened in some months that follow each other."""
        days = periods.bounds(months[0]).first.isoformat(), periods.bounds(months[-1]).last.isoformat()
        opened = next(each for each in self.spec.filters if each.field == _OPENED)
        low, high = opened.value or days
        within = Filter(_OPENED, "between", (max(low, days[0]), min(high, days[1])))
        return replace(self.spec, filters=tuple(within if each is opened else each for each in self.spec.filters))


@dataclass(frozen=True)
class ServiceTable:
    """All cases by something; `further` says how many smaller ones are not named."""

    name: str
    rows: tuple[ServiceRow, ...]
    further: int = 0


@dataclass(frozen=True)
class ServiceReport:
    """What was asked of service in a period and how it was met; dates are inclusive.

    `months` are those of the period as "2026-11"; `kinds` say for each kind how many cases each of them brought.
    """

    company: str
    first: date
    last: date
    language: str
    total: ServiceRow
    tables: tuple[ServiceTable, ...]
    months: tuple[str, ...]
    kinds: tuple[tuple[ServiceRow, tuple[int, ...]], ...]
    filters: tuple[Message, ...] = ()
    prepared_by: str = ""
    data_state: DataState = field(default_factory=DataState)

    def table(self, name: str) -> ServiceTable:
        """The cases by one of `service.GROUPS`."""
        return next(each for each in self.tables if each.name == name)

    @property
    def data_on(self) -> date:
        """The day of the newest data; without any, everything counts as over."""
        return self.data_state.at.date() if self.data_state.at else self.last

    @property
    def has_cases(self) -> bool:
        """Whether any case was opened."""
        return self.total.figures[service.CASES].count > 0

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to show."""
        return not self.has_cases


def build_service(reading: Reading, request: ReportRequest) -> ServiceReport:
    """The whole report, for whoever may see reports, of the cases they may see."""
    rights.require(reading.viewer, REPORT)
    period = period_of(request)
    handlers, _, words = people_of(reading, request)
    found = service_figures(reading, period, handlers)
    filters: tuple[Filter, ...] = (Filter("is_merged", "is", False),)
    if handlers is not None:
        filters += (Filter("handler", "in", tuple(sorted(handlers))),)
    make = _Making(reading, request.language, period, filters)
    months = tuple(month for month, _ in periods.months(period))
    tables = tuple(make.table(name, found.groups[name], found.further[name]) for name in service.GROUPS)
    kinds = next(table for table in tables if table.name == service.KIND)
    return ServiceReport(
        company=company_name(reading),
        first=period.first,
        last=period.last,
        language=request.language,
        total=ServiceRow("", make.speak.t(N_("All cases")), found.total, make.spec()),
        tables=tables,
        months=months,
        kinds=tuple(
            (row, tuple(found.by_kind_and_month.get((row.key, month), 0) for month in months)) for row in kinds.rows
        ),
        filters=words,
        prepared_by=reading.viewer.name,
        data_state=data_state(reading),
    )


def with_service(reading: Reading, report: Report, request: ReportRequest) -> Report:
    """A management report with its section on service, where any case was opened in the period."""
    found = build_service(reading, request)
    return replace(report, service=found) if found.has_cases else report


class _Making:
    """Names the groups and says which list holds the cases of each."""

    def __init__(self, reading: Reading, language: str, period: Period, filters: tuple[Filter, ...]) -> None:
        self._reading, self._period, self._filters = reading, period, filters
        self.speak = Translator(language)
        self._choices: Choices = choices(reading)

    def spec(self, *more: Filter, within: Period | None = None) -> ListSpec:
        """The list of the cases of the period, or a part of it."""
        days = within or self._period
        opened = Filter(_OPENED, "between", (days.first.isoformat(), days.last.isoformat()))
        return ListSpec((opened, *self._filters, *more), _NEWEST_FIRST)

    def table(self, name: str, groups: tuple[Grouped, ...], further: int) -> ServiceTable:
        """The groups of one sort."""
        names = self._customers(groups) if name == service.CUSTOMER else {}
        rows = (
            ServiceRow(each.key, self._label(name, each.key, names), each.figures, self._spec_of(name, each.key))
            for each in groups
        )
        return ServiceTable(name, tuple(rows), further)

    def _spec_of(self, name: str, key: str) -> ListSpec:
        if name == service.MONTH:
            whole = periods.bounds(key)
            return self.spec(within=Period(max(whole.first, self._period.first), min(whole.last, self._period.last)))
        return self.spec(Filter(name, "is", key) if key else Filter(name, "is_empty"))

    def _label(self, name: str, key: str, customers: Mapping[str, str]) -> str:
        language = self.speak.language
        if not key:
            return self.speak.t(_NOTHING.get(name, formats.MISSING))
        if name == service.MONTH:
            return _month_name(key, language)
        if name == service.PRIORITY:
            return self._choices.state("priority", key, language) or key
        found = customers.get(key) if name == service.CUSTOMER else self._choices.name(key, language)
        return " ".join((found or "").split()) or formats.MISSING

    def _customers(self, groups: tuple[Grouped, ...]) -> dict[str, str]:
        ids = [each.key for each in groups if each.key]
        rows = self._reading.session.execute(select(Customer.id, Customer.name).where(Customer.id.in_(ids)))
        return {row[0]: row[1] for row in rows}


def shown(metric: Metric, measure: Measure, language: str) -> str:
    """A figure as people read it; of very few cases nothing but that."""
    if measure.is_too_few:
        return Translator(language).t(TOO_FEW_SAID)
    if metric.unit == service.COUNT:
        return formats.integer(int(measure.value or 0))
    if metric.unit == service.HOURS:
        return formats.hours(measure.value, language)
    return formats.percent(measure.value) if metric.unit == service.RATIO else formats.decimal(measure.value, 1)


def cell(row: ServiceRow, name: str, language: str) -> str:
    """A figure of a row; with its number of cases where these are not all that were handled."""
    metric, measure = METRIC[name], row.figures[name]
    said = shown(metric, measure, language)
    if measure.is_count or not measure.count or measure.is_too_few:
        return said
    is_all = measure.count == row.figures[service.HANDLED_CASES].count
    return said if is_all else f"{said} ({formats.integer(measure.count)})"


def steps(report: ServiceReport, most: int) -> list[tuple[str, tuple[str, ...]]]:
    """Months, quarters or years of the period, as many as there is room for: (name, the months it stands for)."""
    for name_of in (_month_name, _quarter_name, _year_name):
        found: dict[str, list[str]] = {}
        for month in report.months:
            found.setdefault(name_of(month, report.language), []).append(month)
        if len(found) <= most:
            break
    return [(name, tuple(months)) for name, months in found.items()]


def _month_name(month: str, language: str) -> str:
    return formats.month_of_year(int(month[:4]), int(month[5:]), language)


def _quarter_name(month: str, language: str) -> str:
    quarter = periods.quarter_of(month)
    return formats.quarter_of_year(int(quarter[:4]), int(quarter[6:]), language)


def _year_name(month: str, _language: str) -> str:
    return month[:4]


def service_data(report: ServiceReport) -> dict[str, Any]:
    """The report as JSON-able data; a figure of very few cases is there and marked `too_few`."""
    speak = Translator(report.language)
    metrics = [
        {"name": each.name, "title": speak.t(each.title), "unit": each.unit, "definition": speak.t(each.definition)}
        for each in METRICS
    ]
    state = report.data_state
    return {
        "report": {
            "kind": "service",
            "company": report.company,
            "language": report.language,
            "period": {"from": report.first.isoformat(), "to": report.last.isoformat()},
            "filters": [speak.message(each) for each in report.filters],
            "data_state": {"at": state.at.isoformat(sep=" ") if state.at else None, "transaction": state.transaction},
        },
        "metrics": metrics,
        "figures": _figures(report.total),
        "filter": report.total.spec.to_json(),
        "groups": {
            table.name: {"further": table.further, "rows": [_row(row) for row in table.rows]} for table in report.tables
        },
        "kinds_by_month": {
            "months": list(report.months),
            "rows": [{"key": row.key, "label": row.label, "cases": list(counts)} for row, counts in report.kinds],
        },
    }


def _row(row: ServiceRow) -> dict[str, Any]:
    return {"key": row.key, "label": row.label, "figures": _figures(row), "filter": row.spec.to_json()}


def _figures(row: ServiceRow) -> dict[str, Any]:
    return {
        name: {"value": _number(each.value), "records": each.count, "too_few": each.is_too_few}
        for name, each in row.figures.items()
        if name in METRIC
    }


def _number(value: Fraction | None) -> int | float | None:
    if value is None:
        return None
    return int(value) if value.denominator == 1 else round(float(value), _DIGITS)
