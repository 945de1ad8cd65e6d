"""`export`: a list as CSV or XLSX, filtered and sorted as in the window."""

import argparse
from pathlib import Path

from crm_desktop.cli.own_kinds import add_kind, settle_kind
from crm_desktop.cli.parser import add_json
from crm_desktop.cli.session import Output, Verb, opened
from crm_desktop.core.i18n import N_, tr, trn
from crm_desktop.exchange import export_run


def _configure(parser: argparse.ArgumentParser) -> None:
    add_kind(parser, tr("what to export: {kinds}, or the code of an own kind", kinds=", ".join(export_run.EXPORTS)))
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
    settle_kind(arguments, export_run.EXPORTS)
    with opened(arguments, read_only=True) as (database, viewer), database.read(viewer) as reading:
        spec = export_run.spec_from(reading, arguments.kind, arguments.filter, arguments.sort, arguments.search)
        count = export_run.export(reading, arguments.kind, path, spec, arguments.lang)
    if output.as_json:
        output.data({"file": arguments.file, "kind": arguments.kind, "target": str(path), "rows": count})
    output.line(trn("Wrote one row to {name}.", "Wrote {count} rows to {name}.", count, name=path.name))
    return 0


VERB = Verb("export", N_("Export a list as CSV or XLSX"), _configure, _run)
