"""`check`: integrity of the file, its journal and its indexes."""

import argparse

from crm_desktop.cli.session import Output, Verb, opened
from crm_desktop.core.i18n import N_, tr, tr_message
from crm_desktop.queries.integrity import findings


def _configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true")


def _run(arguments: argparse.Namespace, output: Output) -> int:
    with opened(arguments, read_only=True) as (database, viewer), database.read(viewer) as reading:
        found = findings(reading)
    if output.as_json:
        output.data(
            {
                "file": arguments.file,
                "whole": not found,
                "findings": [{"area": each.area, "message": tr_message(each.message)} for each in found],
            }
        )
    for each in found:
        output.line(tr_message(each.message))
    if not found:
        output.line(tr("The file, its journal and its indexes are whole."))
    return 1 if found else 0


VERB = Verb("check", N_("Check the integrity of file, journal and indexes"), _configure, _run)
