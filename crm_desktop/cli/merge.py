"""`merge`: take in what another copy of the company has: a laptop's, a backup, a conflicted copy."""

import argparse
from pathlib import Path

from crm_desktop.cli.parser import add_json
from crm_desktop.cli.session import Output, Verb, opened
from crm_desktop.core.i18n import N_, tr, trn
from crm_desktop.sync.pairwise import merge_files


def _configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("other", metavar="OTHER", help=tr("the other file; it is not changed"))
    add_json(parser)


def _run(arguments: argparse.Namespace, output: Output) -> int:
    with opened(arguments) as (database, _viewer):
        merged = merge_files(database, Path(arguments.other))
    if output.as_json:
        output.data({"file": arguments.file, "brought": merged.count, "changes": merged.changes, "held": merged.held})
    output.line(trn("{count} step brought.", "{count} steps brought.", merged.count))
    return 0


VERB = Verb("merge", N_("Take in what another copy of the company has"), _configure, _run)
