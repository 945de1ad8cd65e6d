"""`report F.crm binder`: everything in one PDF, perhaps frozen with its period."""

import argparse
from typing import Any

from crm_desktop.cli.session import opened
from crm_desktop.core.errors import UserError
from crm_desktop.core.i18n import Message
from crm_desktop.exchange.writer import write_bytes
from crm_desktop.operations.binder import freeze_binder
from crm_desktop.queries.people import owner_ids_named, team_id_named
from crm_desktop.reports.binder import Binder
from crm_desktop.reports.binder_findings import binder_findings
from crm_desktop.reports.binder_jobs import binder_of, texts_to_freeze
from crm_desktop.reports.binder_paper import render_binder
from crm_desktop.reports.binder_request import CHAPTERS, BinderRequest
from crm_desktop.reports.data import report_data
from crm_desktop.reports.fonts import keep_font_list
from crm_desktop.reports.scope import ReportRequest
from crm_desktop.reports.statistic import as_data

_STEP = Message("Freeze the binder")


def write_binder(arguments: argparse.Namespace) -> dict[str, Any]:
    """Print the binder, frozen before where that is asked for; returns its figures."""
    chapters = _chapters(arguments.without)
    if arguments.freeze and (arguments.owner or arguments.team):
        raise UserError(Message("A frozen binder is of the whole firm. Leave --team and --owner out."))
    keep_font_list()
    with opened(arguments, read_only=not arguments.freeze) as (database, viewer):
        with database.read(viewer) as reading:
            people = owner_ids_named(reading, arguments.owner), team_id_named(reading, arguments.team)
            request = ReportRequest(arguments.first, arguments.last, arguments.lang, *people)
            texts = texts_to_freeze(reading, request) if arguments.freeze else None
        if texts is not None:
            with database.write(_STEP, viewer) as work:
                freeze_binder(work, request.period_from, request.period_to, texts)
        with database.read(viewer) as reading:
            binder = binder_of(reading, BinderRequest(request, chapters, arguments.paper))
    write_bytes(arguments.out, render_binder(binder, arguments.paper))
    return _data(binder)


def _chapters(without: list[str]) -> tuple[str, ...]:
    if unknown := [each for each in without if each not in CHAPTERS]:
        known = ", ".join(CHAPTERS)
        raise UserError(
            Message("The binder has no chapter “{name}”. It can be without: {known}.", name=unknown[0], known=known)
        )
    return tuple(each for each in CHAPTERS if each not in without)


def _data(binder: Binder) -> dict[str, Any]:
    return {
        **report_data(binder.report),
        "frozen_at": binder.frozen_at.isoformat() if binder.frozen_at else None,
        "findings": [f"{each.finding.head} {each.finding.body}" for each in binder_findings(binder)],
        "statistics": [as_data(each) for each in binder.statistics],
    }
