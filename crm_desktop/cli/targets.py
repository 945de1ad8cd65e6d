"""`targets`: what each person is to reach in a month and what was reached, or targets set for some months."""

import argparse
from typing import Any

from crm_desktop.cli.parser import add_json
from crm_desktop.cli.receipts import read_amount
from crm_desktop.cli.session import Output, Verb, opened
from crm_desktop.core import formats
from crm_desktop.core.errors import UserError
from crm_desktop.core.i18n import N_, Message, tr
from crm_desktop.core.money import E6, from_e6, from_minor
from crm_desktop.core.months import is_month, month_of
from crm_desktop.models.commission import METRICS
from crm_desktop.operations.target import TargetDraft, set_targets
from crm_desktop.queries.people import owner_ids_named
from crm_desktop.queries.target import Attainment, MonthOfTargets, month_of_targets
from crm_desktop.storage.database import Reading, UnitOfWork


def _configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--month", metavar="YYYY-MM", help=tr("which month; the current one unless said"))
    parser.add_argument("--owner", metavar="LOGIN", help=tr("only those of this user"))
    parser.add_argument(
        "--set",
        nargs=3,
        action="append",
        default=[],
        metavar=("LOGIN", "METRIC", "AMOUNT"),
        help=tr("set a target first: sales or receipts of a user; an amount of none takes it away"),
    )
    add_json(parser)


def _run(arguments: argparse.Namespace, output: Output) -> int:
    if arguments.month is not None and not is_month(arguments.month):
        raise UserError(Message("Write the month as in 2026-11."))
    with opened(arguments, read_only=not arguments.set) as (database, viewer):
        if arguments.set:
            with database.write(Message("Set targets"), viewer) as work:
                set_targets(work, [_draft(work, arguments.month, *each) for each in arguments.set])
        with database.read(viewer) as reading:
            told = month_of_targets(reading, arguments.month or month_of(reading.today))
            only = owner_ids_named(reading, [arguments.owner]) if arguments.owner else None
            currency = reading.currency
    rows = [row for row in told.rows if only is None or row.user_id in only]
    if output.as_json:
        output.data(_data(told, rows, currency))
    for row in rows:
        output.line(_line(row, currency))
    if not rows:
        output.line(tr("Nothing found."))
    return 0


def _draft(work: UnitOfWork, month: str | None, login: str, metric: str, amount: str) -> TargetDraft:
    (user_id,) = owner_ids_named(work, [login])
    if metric not in METRICS:
        raise UserError(Message("Targets are of these: {known}.", known=tuple(METRICS)))
    return TargetDraft(user_id, month or month_of(work.today), metric, _amount(work, amount))


def _amount(reading: Reading, text: str) -> int | None:
    return None if text == "none" else read_amount(text, reading.currency)


def _data(told: MonthOfTargets, rows: list[Attainment], currency: str) -> dict[str, Any]:
    def plain(row: Attainment) -> dict[str, Any]:
        target = None if row.target_minor is None else str(from_minor(row.target_minor, currency))
        ratio = None if row.ratio_e6 is None else str(from_e6(row.ratio_e6))
        reached = str(from_minor(row.actual_minor, currency))
        return {
            "user": row.person,
            "metric": row.metric,
            "target": target,
            "reached": reached,
            "ratio": ratio,
            "records": row.count,
        }

    frozen = told.frozen_at is not None
    return {"month": told.month, "currency": currency, "is_frozen": frozen, "targets": [plain(row) for row in rows]}


def _line(row: Attainment, currency: str) -> str:
    target = ""
    if row.target_minor is not None:
        target = tr("of {target}", target=formats.money(row.target_minor, currency, symbol=True))
    reached = formats.money(row.actual_minor, currency, symbol=True)
    ratio = "" if row.ratio_e6 is None else formats.percent(from_e6(row.ratio_e6), 1 if row.ratio_e6 < E6 else 0)
    metric = tr("sales") if row.metric == METRICS[0] else tr("receipts")
    return "  ".join(part for part in (row.person, metric, reached, target, ratio) if part)


VERB = Verb("targets", N_("Tell or set the targets of a month"), _configure, _run)
