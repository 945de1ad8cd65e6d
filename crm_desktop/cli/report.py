"""`report`: print a report to PDF, and its figures to JSON."""

import argparse
import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crm_desktop.cli.session import Output, Verb, opened
from crm_desktop.core import formats
from crm_desktop.core.errors import UserError
from crm_desktop.core.i18n import N_, Message, Translator, tr
from crm_desktop.exchange.writer import write_bytes
from crm_desktop.insight.periods import named
from crm_desktop.queries.binder import frozen_binders, sees_whole
from crm_desktop.queries.people import owner_ids_named, team_id_named
from crm_desktop.reports.binder_request import ISO, PAPERS
from crm_desktop.reports.statistic_names import STATISTICS
from crm_desktop.storage.database import Reading

if TYPE_CHECKING:
    from crm_desktop.reports.scope import ReportRequest

_OWN = ("management", "service", "work", "visits", "binder")
LIST = "list"


def _configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("report", choices=(LIST, *_OWN, *STATISTICS), help=tr("which report; list names them all"))
    parser.add_argument("--period", metavar="P", help=tr("a year, quarter or month: 2026, 2026-Q3, 2026-11"))
    parser.add_argument("--from", dest="first", type=day, metavar="D", help=tr("first day, as 2026-01-31"))
    parser.add_argument("--to", dest="last", type=day, metavar="D", help=tr("last day, included"))
    parser.add_argument("--team", metavar="NAME", help=tr("only deals of this team"))
    parser.add_argument("--owner", action="append", default=[], metavar="LOGIN", help=tr("only deals of this user"))
    parser.add_argument("--out", type=Path, metavar="R.pdf", help=tr("the PDF to write"))
    parser.add_argument("--data", type=Path, metavar="R.json", help=tr("write every figure as JSON"))
    parser.add_argument("--paper", choices=PAPERS, default=ISO, help=tr("the paper of the binder"))
    parser.add_argument(
        "--without", action="append", default=[], metavar="NAME", help=tr("leave this out of the binder")
    )
    parser.add_argument("--freeze", action="store_true", help=tr("keep the binder of this period for good"))
    parser.add_argument("--json", action="store_true", help=tr("print the figures as JSON"))


def _run(arguments: argparse.Namespace, output: Output) -> int:
    if arguments.report == LIST:
        return _list(arguments, output)
    arguments.first, arguments.last = _days(arguments)
    if arguments.out is None:
        raise UserError(Message("Say by --out which PDF is to be written."))
    if arguments.report == "binder":
        from crm_desktop.cli.binder import write_binder

        return _told(arguments, output, write_binder(arguments))
    if arguments.report == "service":
        return _service(arguments, output)
    if arguments.report in STATISTICS:
        return _statistic(arguments, output)
    if arguments.report != "management":
        return _field_work(arguments, output)
    return _management(arguments, output)


def _days(arguments: argparse.Namespace) -> tuple[date, date]:
    """The days asked for, by name or one by one."""
    if arguments.period and (arguments.first or arguments.last):
        raise UserError(Message("Give either --period, or --from and --to."))
    if arguments.period:
        period = named(arguments.period)
        return period.first, period.last
    if arguments.first is None or arguments.last is None:
        raise UserError(Message("Say which days: by --period, or by --from and --to."))
    if arguments.first > arguments.last:
        raise UserError(Message("The first day lies behind the last. Exchange --from and --to."))
    return arguments.first, arguments.last


def _list(arguments: argparse.Namespace, output: Output) -> int:
    """Every report there is, and which periods are frozen."""
    names = (*_OWN, *STATISTICS)
    with opened(arguments, read_only=True) as (database, viewer), database.read(viewer) as reading:
        frozen = frozen_binders(reading) if sees_whole(viewer) else []
    if output.as_json:
        told = [{"from": str(each.first), "to": str(each.last), "at": str(each.at), "by": each.by} for each in frozen]
        output.data({"reports": names, "frozen": told})
    for name in names:
        output.line(name)
    for each in frozen:
        days = formats.period(each.first, each.last, arguments.lang)
        output.line(tr("{period}: frozen by {name}", period=days, name=each.by or formats.MISSING))
    return 0


def _request(reading: Reading, arguments: argparse.Namespace) -> "ReportRequest":
    """What a report is asked for."""
    from crm_desktop.reports.scope import ReportRequest

    people = owner_ids_named(reading, arguments.owner), team_id_named(reading, arguments.team)
    return ReportRequest(arguments.first, arguments.last, arguments.lang, *people)


def _management(arguments: argparse.Namespace, output: Output) -> int:
    """The report on sales."""
    from crm_desktop.reports.build import build_report
    from crm_desktop.reports.caveats import caveats
    from crm_desktop.reports.data import report_data, to_json
    from crm_desktop.reports.fonts import keep_font_list
    from crm_desktop.reports.management import render_management_pdf
    from crm_desktop.reports.service import with_service

    keep_font_list()
    with opened(arguments, read_only=True) as (database, viewer), database.read(viewer) as reading:
        request = _request(reading, arguments)
        report = with_service(reading, build_report(reading, request), request)
    write_bytes(arguments.out, render_management_pdf(report))
    if arguments.data:
        write_bytes(arguments.data, to_json(report).encode())
    if output.as_json:
        output.data(report_data(report))
    for sentence in caveats(report, Translator(arguments.lang)):
        output.note(sentence)
    output.line(tr("Written: {file}", file=arguments.out))
    return 0


def _service(arguments: argparse.Namespace, output: Output) -> int:
    """How the cases of the days were handled."""
    from crm_desktop.reports.fonts import keep_font_list
    from crm_desktop.reports.service import build_service, service_data
    from crm_desktop.reports.service_paper import render_service_pdf

    keep_font_list()
    with opened(arguments, read_only=True) as (database, viewer), database.read(viewer) as reading:
        report = build_service(reading, _request(reading, arguments))
    write_bytes(arguments.out, render_service_pdf(report))
    return _told(arguments, output, service_data(report))


def _statistic(arguments: argparse.Namespace, output: Output) -> int:
    """A statistic on paper, with its figures."""
    from crm_desktop.reports.fonts import keep_font_list
    from crm_desktop.reports.statistic import as_data
    from crm_desktop.reports.statistic_jobs import StatisticRequest, build
    from crm_desktop.reports.statistic_paper import render_statistic

    keep_font_list()
    with opened(arguments, read_only=True) as (database, viewer), database.read(viewer) as reading:
        found = build(reading, StatisticRequest(arguments.report, _request(reading, arguments)))
    write_bytes(arguments.out, render_statistic(found))
    return _told(arguments, output, as_data(found))


def _told(arguments: argparse.Namespace, output: Output, data: dict[str, Any]) -> int:
    if arguments.data:
        write_bytes(arguments.data, json.dumps(data, ensure_ascii=False, indent=2).encode())
    if output.as_json:
        output.data(data)
    output.line(tr("Written: {file}", file=arguments.out))
    return 0


def _field_work(arguments: argparse.Namespace, output: Output) -> int:
    """What people did in the days, or the visit folder of the first of them."""
    from crm_desktop.queries.choices import choices
    from crm_desktop.queries.visit_folder import FolderRequest, visit_folder
    from crm_desktop.queries.work_report import WorkRequest, work_data, work_report
    from crm_desktop.reports.visit_folder import set_folder
    from crm_desktop.reports.work_report import set_work

    data: dict[str, Any]
    with opened(arguments, read_only=True) as (database, viewer), database.read(viewer) as reading:
        people = owner_ids_named(reading, arguments.owner)
        if arguments.report == "visits":
            if arguments.first != arguments.last:
                raise UserError(Message("The visits are those of one day: give the same day as first and last."))
            wanted = FolderRequest(arguments.first, people[0] if people else viewer.user_id)
            folder = set_folder(reading, visit_folder(reading, wanted), arguments.lang)
            pdf, data = folder.pdf, {"sheets": [{"name": name, "code": code} for name, code in folder.codes]}
        else:
            report = work_report(reading, WorkRequest(arguments.first, arguments.last, people))
            kinds = {each.id: each.code for each in choices(reading).lists["interaction_kind"]}
            pdf, data = set_work(reading, report, arguments.lang), work_data(report, kinds)
    write_bytes(arguments.out, pdf)
    return _told(arguments, output, data)


def day(text: str) -> date:
    """A day as it is written on the command line."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(tr("write the day as 2026-01-31, not “{text}”", text=text)) from None


VERB = Verb("report", N_("Print a report as PDF, with its figures as JSON"), _configure, _run)
