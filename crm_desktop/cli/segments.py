"""`segments`: groups of customers by a rule, their runs, and who moved from one group to another."""

import argparse
from datetime import date
from typing import Any

from crm_desktop.cli.parser import add_json
from crm_desktop.cli.report import day
from crm_desktop.cli.session import Output, Verb, opened
from crm_desktop.core import formats
from crm_desktop.core.errors import UserError
from crm_desktop.core.i18n import N_, Message, listed, tr
from crm_desktop.core.money import from_minor
from crm_desktop.core.text import fold
from crm_desktop.insight.segments import ABC, MEMBER, RFM, VIEW, Move, Rule, Run, members, migration, runs, segments
from crm_desktop.insight.ten.segmentation import GROUP_TITLES
from crm_desktop.models import Segment
from crm_desktop.operations.segment import create_segment, delete_segment, keep_run
from crm_desktop.queries.saved_view import saved_views
from crm_desktop.storage.database import Reading

LIST, ADD, RUN, MIGRATION, DELETE = "list", "add", "run", "migration", "delete"


def _configure(parser: argparse.ArgumentParser) -> None:
    actions = (LIST, ADD, RUN, MIGRATION, DELETE)
    parser.add_argument("action", nargs="?", default=LIST, choices=actions, help=tr("what to do"))
    parser.add_argument("name", nargs="?", help=tr("the name of the segment"))
    parser.add_argument("--by", choices=(ABC, RFM), default=ABC, help=tr("how a new segment parts customers"))
    parser.add_argument("--view", metavar="NAME", help=tr("a new segment holds the customers of this saved view"))
    parser.add_argument("--as-of", type=day, metavar="D", help=tr("as on this day (default: today)"))
    add_json(parser)


def _run(arguments: argparse.Namespace, output: Output) -> int:
    if arguments.action != LIST and not arguments.name:
        raise UserError(Message("Name the segment."))
    with opened(arguments, read_only=arguments.action in (LIST, MIGRATION)) as (database, viewer):
        if arguments.action == ADD:
            with database.read(viewer) as reading:
                rule = _rule(reading, arguments)
            with database.write(Message("Add segment"), viewer) as work:
                create_segment(work, arguments.name, rule.to_json())
        elif arguments.action == RUN:
            with database.read(viewer) as reading:
                segment = _named(reading, arguments.name)
                rule, on = Rule.from_json(segment.rule), _day(reading, arguments.as_of)
                found, segment_id = members(reading, rule, on), segment.id
            with database.write(Message("Run segment"), viewer) as work:
                keep_run(work, segment_id, on, rule.version, found)
        elif arguments.action == DELETE:
            with database.read(viewer) as reading:
                segment_id = _named(reading, arguments.name).id
            with database.write(Message("Delete segment"), viewer) as work:
                delete_segment(work, segment_id)
        with database.read(viewer) as reading:
            if arguments.action == MIGRATION:
                _tell_moves(reading, _named(reading, arguments.name), output)
            else:
                _tell(reading, output)
    return 0


def _day(reading: Reading, wanted: date | None) -> date:
    if wanted is not None and wanted > reading.today:
        raise UserError(Message("This day is still to come. Choose today or an earlier one."))
    return wanted or reading.today


def _rule(reading: Reading, arguments: argparse.Namespace) -> Rule:
    if not arguments.view:
        return Rule(arguments.by)
    views = [each for each in saved_views(reading, "customer") if fold(each.name) == fold(arguments.view)]
    if not views:
        raise UserError(Message("There is no view of customers called “{name}”.", name=arguments.view))
    return Rule(VIEW, views[0].spec)


def _named(reading: Reading, name: str) -> Segment:
    found = next((each for each in segments(reading) if fold(each.name) == fold(name)), None)
    if found is None:
        raise UserError(Message("There is no segment called “{name}”.", name=name))
    return found


def _tell(reading: Reading, output: Output) -> None:
    told = [(segment, runs(reading, segment.id)) for segment in segments(reading)]
    if output.as_json:
        output.data([{"name": segment.name, "runs": [_plain(run) for run in kept]} for segment, kept in told])
    for segment, kept in told:
        output.line(segment.name)
        for run in kept:
            groups = listed(f"{_group(name)}: {count}" for name, count in sorted(run.groups.items()))
            output.line(f"  {run.run_on.isoformat()}  {formats.integer(len(run.members))}  {groups}")
    if not told:
        output.line(tr("Nothing found."))


def _plain(run: Run) -> dict[str, Any]:
    return {"on": run.run_on.isoformat(), "rule": run.rule_version, "members": len(run.members), "groups": run.groups}


def _tell_moves(reading: Reading, segment: Segment, output: Output) -> None:
    kept = runs(reading, segment.id)
    if len(kept) < 2:
        raise UserError(Message("Run the segment on two days first: a migration leads from one run to the next."))
    after, before = kept[0], kept[1]
    moves = migration(reading, before, after)
    if output.as_json:
        days = {"before": before.run_on.isoformat(), "after": after.run_on.isoformat()}
        output.data({**days, "moves": [_move(each, reading.currency) for each in moves]})
    for each in moves:
        change = formats.MISSING if each.sales_change is None else formats.money(each.sales_change, reading.currency)
        way = f"{_group(each.before)} → {_group(each.after)}"
        output.line(f"{way}  {formats.integer(len(each.customers))}  {change}")


def _group(name: str) -> str:
    """A group in words: a class is its letter, and who is in none is outside."""
    if name == MEMBER:
        return tr("members")
    return tr(GROUP_TITLES[name]) if name in GROUP_TITLES else name or tr("outside")


def _move(each: Move, currency: str) -> dict[str, Any]:
    change = None if each.sales_change is None else str(from_minor(each.sales_change, currency))
    return {"before": each.before, "after": each.after, "customers": len(each.customers), "sales_change": change}


VERB = Verb("segments", N_("Groups of customers by a rule, and who moved between them"), _configure, _run)
