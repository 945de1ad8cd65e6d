"""`bin`: what was deleted, by whom, when and why; bring it back, or take away for good what has lain there long."""

import argparse
from collections.abc import Sequence

from crm_desktop.cli.parser import add_json, whole_number
from crm_desktop.cli.session import Output, Verb, opened
from crm_desktop.core import formats
from crm_desktop.core.clock import moment_of
from crm_desktop.core.errors import UserError
from crm_desktop.core.i18n import N_, Message, tr, tr_message, trn
from crm_desktop.core.viewer import Viewer
from crm_desktop.operations import parameter
from crm_desktop.operations.recycle import empty_bin
from crm_desktop.operations.restore import restore_mixed
from crm_desktop.queries.recycle import BinFilter, RecycledRow, bin_kinds, recycled, recycled_count
from crm_desktop.queries.recycle_links import Missing, missing
from crm_desktop.storage.database import Database, Reading

_OF_RETENTION = object()


def _configure(parser: argparse.ArgumentParser) -> None:
    what = parser.add_mutually_exclusive_group()
    what.add_argument(
        "--restore", nargs="+", metavar="ID", help=tr("bring these records back with what belongs to them")
    )
    what.add_argument(
        "--empty",
        nargs="?",
        type=whole_number,
        const=_OF_RETENTION,
        metavar="DAYS",
        help=tr("erase for good what was deleted longer ago than so many days (default: the company's setting)"),
    )
    parser.add_argument("--kind", choices=bin_kinds(), help=tr("only this kind of record"))
    parser.add_argument("--text", default="", metavar="WORDS", help=tr("only records whose name holds these words"))
    parser.add_argument(
        "--limit", type=whole_number, default=50, metavar="N", help=tr("at most so many records (default: 50)")
    )
    add_json(parser)


def _run(arguments: argparse.Namespace, output: Output) -> int:
    if arguments.limit < 1:
        raise UserError(Message("Ask for at least one record."))
    with opened(arguments) as (database, viewer):
        if arguments.restore:
            with database.read(viewer) as reading:
                chosen = [(_kind_of(reading, each), each) for each in arguments.restore]
                away = [one for kind, row_id in chosen for one in missing(reading, kind, [row_id])]
            with database.write(Message("Restore from the recycle bin"), viewer) as work:
                count = restore_mixed(work, chosen)
            return _say_restored(output, count, [each for each in away if (each.kind, each.id) not in chosen])
        if arguments.empty is not None:
            if arguments.empty is not _OF_RETENTION and arguments.empty < 0:
                raise UserError(Message("Days are counted from 0: --empty 0 erases all that lies in the recycle bin."))
            with database.write(Message("Empty the recycle bin"), viewer) as work:
                days = arguments.empty
                days = parameter.integer(work, parameter.BIN_DAYS) if days is _OF_RETENTION else days
                count = empty_bin(work, days)
            output.line(trn("{count} record erased", "{count} records erased", count))
            if output.as_json:
                output.data({"erased": count})
            return 0
        _list(database, viewer, arguments, output)
    return 0


def _kind_of(reading: Reading, record_id: str) -> str:
    for kind in bin_kinds():
        if reading.plain(f"SELECT 1 FROM {kind} WHERE id = ? AND deleted = 1", (record_id,)):
            return kind
    raise UserError(Message("“{id}” is not in the recycle bin. `bin` without --restore lists what is.", id=record_id))


def _say_restored(output: Output, count: int, away: Sequence[Missing]) -> int:
    if output.as_json:
        output.data({"restored": count, "still_deleted": [vars(each) for each in away]})
    output.line(trn("{count} record restored", "{count} records restored", count))
    for each in away:
        kind = tr(each.called)
        output.line(tr("Still deleted, though it belongs to it: {kind} {name}", kind=kind, name=each.title))
    return 0


def _list(database: Database, viewer: Viewer, arguments: argparse.Namespace, output: Output) -> None:
    wanted = BinFilter(arguments.kind, None, arguments.text)
    with database.read(viewer) as reading:
        rows = recycled(reading, limit=arguments.limit, wanted=wanted, language=arguments.lang)
        total, zone = recycled_count(reading, wanted), reading.zone
    if output.as_json:
        output.data({"count": total, "records": [_data(row) for row in rows]})
    for row in rows:
        when = formats.moment(moment_of(row.deleted_at, zone), arguments.lang)
        parts = (row.id, tr(row.called), row.title, when, row.by or "", row.reason)
        output.line("  ".join(filter(None, parts)))
    output.line(trn("{count} record in the recycle bin", "{count} records in the recycle bin", total))


def _data(row: RecycledRow) -> dict[str, object]:
    return {
        "id": row.id,
        "kind": row.kind,
        "title": row.title,
        "deleted_at_ms": row.deleted_at,
        "by": row.by,
        "laptop": row.laptop,
        "reason": row.reason or None,
        "step": tr_message(row.label),
        "together": row.together,
    }


VERB = Verb("bin", N_("Look into the recycle bin, and bring records back"), _configure, _run)
