"""`check`: integrity of the file, its journal and its indexes."""

import argparse
import sys

from crm_desktop.cli.session import Output, Verb, opened
from crm_desktop.core.i18n import N_, Message, tr, tr_message
from crm_desktop.queries.integrity import findings

_LINE = 72


def _configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true")


def _run(arguments: argparse.Namespace, output: Output) -> int:
    with opened(arguments, read_only=True) as (database, viewer), database.read(viewer) as reading:
        found = findings(reading, _tell if sys.stderr.isatty() else None)
    if sys.stderr.isatty():
        _show("")
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


def _tell(fraction: float, message: Message) -> None:
    _show(f"{fraction:4.0%}  {tr_message(message)}")


def _show(text: str) -> None:
    """One line that is written over and over."""
    print(text.ljust(_LINE), end="\r", file=sys.stderr, flush=True)


VERB = Verb("check", N_("Check the integrity of file, journal and indexes"), _configure, _run)
