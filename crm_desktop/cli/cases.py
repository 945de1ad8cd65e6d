"""`cases`: what customers asked for, as a list, and how well it was met, as figures or as JSON."""

import argparse
from collections.abc import Sequence
from datetime import date
from typing import Any

from crm_desktop.cli.customers import found
from crm_desktop.cli.parser import add_json, whole_number
from crm_desktop.cli.report import day
from crm_desktop.cli.session import Output, Verb, opened
from crm_desktop.core.errors import UserError
from crm_desktop.core.i18n import N_, Message, language, tr, trn
from crm_desktop.core.i18n import listed as parted
from crm_desktop.core.listing import Filter, ListSpec
from crm_desktop.core.money import from_minor
from crm_desktop.insight.periods import named
from crm_desktop.insight.sales import Period
from crm_desktop.insight.service import GROUPS, METRICS
from crm_desktop.models.service_case import PRIORITIES, STATUSES
from crm_desktop.queries.choices import Choices, choices
from crm_desktop.queries.people import owner_ids_named, team_id_named
from crm_desktop.queries.ready_views import views
from crm_desktop.queries.service_case import SERVICE_CASES, ServiceCaseRow
from crm_desktop.queries.service_work import Spent, hour_cost, spent_on, summed, time_cost
from crm_desktop.storage.database import Reading

_LIST, _REPORT = "list", "report"
_FIELDS = ("id", "number", "subject", "customer", "kind_id", "priority", "status", "owner", "is_overdue")
_MORE = ("satisfaction", "rework_count", "solve_by", "waits_for")


def _configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=(_LIST, _REPORT), help=tr("the cases, or the figures of a period"))
    names = [each.key for each in views("service_case")]
    cases = parser.add_argument_group(tr("Which cases are listed"))
    cases.add_argument("--view", choices=names, help=tr("which of them: open ones (default), overdue, all and so on"))
    cases.add_argument("--status", choices=STATUSES, help=tr("only those that stand so"))
    cases.add_argument("--priority", choices=PRIORITIES, help=tr("only those of this priority"))
    cases.add_argument("--kind", metavar="NAME", help=tr("only those of this kind"))
    cases.add_argument("--customer", metavar="NUMBER", help=tr("only those with this customer"))
    cases.add_argument("--limit", type=whole_number, metavar="N", help=tr("at most so many"))
    report = parser.add_argument_group(tr("What the report is on"))
    report.add_argument("--period", metavar="P", help=tr("such as 2026, 2026-Q3 or 2026-11 (default: this year)"))
    report.add_argument("--from", dest="first", type=day, metavar="D", help=tr("first day, as 2026-01-31"))
    report.add_argument("--to", dest="last", type=day, metavar="D", help=tr("last day, included"))
    report.add_argument("--team", metavar="NAME", help=tr("only what this team handles"))
    report.add_argument("--by", choices=GROUPS, help=tr("show the figures by this too"))
    parser.add_argument("--owner", action="append", default=[], metavar="LOGIN", help=tr("only those of this user"))
    add_json(parser)


def _run(arguments: argparse.Namespace, output: Output) -> int:
    _refuse_others(arguments)
    with opened(arguments, read_only=True) as (database, viewer), database.read(viewer) as reading:
        if arguments.what == _REPORT:
            _tell_report(reading, arguments, output)
        else:
            _tell_list(reading, arguments, output)
    return 0


def _refuse_others(arguments: argparse.Namespace) -> None:
    """What belongs to the other of the two would do nothing here, and somebody would rely on it."""
    of_list, of_report = ("view", "status", "priority", "kind", "customer", "limit"), ("period", "first", "last")
    other = of_list if arguments.what == _REPORT else (*of_report, "team", "by")
    for name in other:
        if getattr(arguments, name) is not None:
            option = {"first": "from", "last": "to"}.get(name, name)
            raise UserError(Message("--{option} belongs to “{other}”.", option=option, other=_other(arguments.what)))


def _other(what: str) -> str:
    return _LIST if what == _REPORT else _REPORT


# --- the list


def _tell_list(reading: Reading, arguments: argparse.Namespace, output: Output) -> None:
    limit = 100 if arguments.limit is None else arguments.limit
    if limit < 1:
        raise UserError(Message("Ask for at least one case."))
    known = choices(reading)
    spec = _listed(reading, arguments, known)
    rows, count = SERVICE_CASES.first(reading, spec, limit), SERVICE_CASES.count(reading, spec)
    if output.as_json:
        output.data(_told_all(reading, count, rows, known))
    for row in rows:
        status = known.state("case_status", row.status, language())
        parts = (row.number, row.opened_on.isoformat(), row.subject, row.customer, status, row.owner)
        output.line("  ".join(part for part in (*parts, tr("overdue") if row.is_overdue else "") if part))
    if not rows:
        output.line(tr("Nothing found."))
    elif count > len(rows):
        output.line(tr("… and {count} more", count=count - len(rows)))


def _listed(reading: Reading, arguments: argparse.Namespace, known: Choices) -> ListSpec:
    view = arguments.view or ("all" if arguments.status else "open")
    filters = list(next(each.spec for each in views("service_case") if each.key == view).filters)
    for name in ("status", "priority"):
        if getattr(arguments, name):
            filters.append(Filter(name, "is", getattr(arguments, name)))
    if arguments.kind is not None:
        kind_id = known.named("case_kind", arguments.kind)
        if kind_id is None:
            offered = parted(name for _, name in known.options("case_kind", language()))
            raise UserError(
                Message("There is no kind “{name}”. There are: {known}.", name=arguments.kind, known=offered)
            )
        filters.append(Filter("kind", "is", kind_id))
    if arguments.owner:
        filters.append(Filter("owner", "in", owner_ids_named(reading, arguments.owner)))
    if arguments.customer is not None:
        filters.append(Filter("customer", "is", found(reading, arguments.customer).id))
    return ListSpec(tuple(filters))


def _told_all(reading: Reading, count: int, rows: Sequence[ServiceCaseRow], known: Choices) -> dict[str, Any]:
    """The cases, what was spent on each, and on all that are listed."""
    taken = spent_on(reading, [row.id for row in rows])
    hour, whole = hour_cost(reading), summed(taken.values())
    cases = [_told(row, known) | _spent(taken.get(row.id, Spent())) for row in rows]
    time = from_minor(time_cost(whole.minutes, hour), reading.currency)
    worth = {"hour_cost": str(from_minor(hour, reading.currency)), "time_cost": str(time)}
    return {"count": count, "spent": _spent(whole) | worth | {"currency": reading.currency}, "cases": cases}


def _spent(whole: Spent) -> dict[str, Any]:
    return {"minutes": whole.minutes, "costs": {code: str(from_minor(cost, code)) for code, cost in whole.costs}}


def _told(row: ServiceCaseRow, known: Choices) -> dict[str, Any]:
    told: dict[str, Any] = {name: getattr(row, name) for name in (*_FIELDS, *_MORE)}
    due_on = row.due_on.isoformat() if row.due_on else None
    return told | {
        "kind": known.name(row.kind_id, language()),
        "opened_on": row.opened_on.isoformat(),
        "due_on": due_on,
    }


# --- the report


def _tell_report(reading: Reading, arguments: argparse.Namespace, output: Output) -> None:
    from crm_desktop.reports.scope import ReportRequest
    from crm_desktop.reports.service import build_service, service_data, shown

    period = _period(arguments, reading.today)
    people = owner_ids_named(reading, arguments.owner), team_id_named(reading, arguments.team)
    report = build_service(reading, ReportRequest(period.first, period.last, arguments.lang, *people))
    if output.as_json:
        output.data(service_data(report))
    rows = [report.total, *(report.table(arguments.by).rows if arguments.by else ())]
    output.line(f"{period.first.isoformat()} – {period.last.isoformat()}")
    for row in rows:
        output.line(row.label)
        for metric in METRICS:
            measure = row.figures[metric.name]
            cases = "" if measure.is_count else trn("1 case", "{count} cases", measure.count)
            parts = (tr(metric.title), shown(metric, measure, arguments.lang), f"({cases})" if cases else "")
            output.line("  " + "  ".join(filter(None, parts)))


def _period(arguments: argparse.Namespace, today: date) -> Period:
    if arguments.period is not None and (arguments.first or arguments.last):
        raise UserError(Message("Give either --period, or --from and --to."))
    if arguments.period is not None:
        return named(arguments.period)
    if not arguments.first and not arguments.last:
        return named(str(today.year))
    if not arguments.first or not arguments.last:
        raise UserError(Message("Give both the first and the last day, by --from and --to."))
    if arguments.first > arguments.last:
        raise UserError(Message("The first day lies behind the last. Exchange --from and --to."))
    return Period(arguments.first, arguments.last)


VERB = Verb("cases", N_("List service cases, or tell how well they were handled"), _configure, _run)
