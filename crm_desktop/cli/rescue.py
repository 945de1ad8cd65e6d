"""`rescue`: what can still be read of a damaged company file, as a new one or as CSV files."""

import argparse
from pathlib import Path

from crm_desktop.cli.parser import add_json
from crm_desktop.cli.session import Output, Verb
from crm_desktop.core import formats
from crm_desktop.core.i18n import N_, tr, tr_message
from crm_desktop.models import ENTITY_OF
from crm_desktop.sync.rescuing import rescue


def _configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("out", metavar="OUT", help=tr("a new company file (.crm), or a folder for CSV files"))
    add_json(parser)


def _run(arguments: argparse.Namespace, output: Output) -> int:
    done = rescue(Path(arguments.file), Path(arguments.out))
    if output.as_json:
        output.data(
            {
                "file": arguments.file,
                "out": arguments.out,
                "records": done.records,
                "steps": done.steps,
                "lost": [tr_message(each) for each in done.lost],
            }
        )
    for table, count in done.records.items():
        output.line(f"{tr(ENTITY_OF[table].__title__)}: {formats.integer(count)}")
    output.line(tr("Steps of the history: {number}", number=formats.integer(done.steps)))
    for each in done.lost:
        output.line(tr_message(each))
    if done.is_whole:
        output.line(tr("Nothing is known to be lost."))
    return 0


VERB = Verb("rescue", N_("Save what can be read of a damaged company file"), _configure, _run, has_user=False)
