"""`export`: a list as CSV or XLSX, filtered and sorted as in the window."""

import argparse
from pathlib import Path

from crm_desktop.cli.own_kinds import add_kind, settle_kind
from crm_desktop.cli.parser import add_json
from crm_desktop.cli.session import Output, Verb, opened
from crm_desktop.core.i18n import N_, tr, trn
from crm_desktop.exchange.export_kinds import NAMES, export_kind, query_of
from crm_desktop.exchange.export_run import spec_from


def _configure(parser: argparse.ArgumentParser) -> None:
    add_kind(parser, tr("what to export: {kinds}, or the code of an own kind", kinds=", ".join(NAMES)))
    parser.add_argument("target", metavar="OUT", help=tr("a file that ends in .csv or .xlsx"))
    parser.add_argument(
        "--filter",
        metavar="FIELD=VALUE",
        action="append",
        default=[],
        help=tr("only records that meet this; also != >= <= and ~ for “contains”"),
    )
    parser.add_argument("--sort", metavar="FIELD[:desc]", action="append", default=[], help=tr("in this order"))
    parser.add_argument("--search", metavar="TEXT", default="", help=tr("only records in which this is found"))
    add_json(parser)


def _run(arguments: argparse.Namespace, output: Output) -> int:
    path = Path(arguments.target)
    settle_kind(arguments, NAMES)
    with opened(arguments, read_only=True) as (database, viewer), database.read(viewer) as reading:
        query = query_of(arguments.kind)
        spec = spec_from(reading, query, arguments.filter, arguments.sort, arguments.search)
        count = export_kind(reading, arguments.kind, path, spec, arguments.lang)
    if output.as_json:
        output.data({"file": arguments.file, "kind": arguments.kind, "target": str(path), "rows": count})
    output.line(trn("Wrote one row to {name}.", "Wrote {count} rows to {name}.", count, name=path.name))
    return 0


VERB = Verb("export", N_("Export a list as CSV or XLSX"), _configure, _run)
