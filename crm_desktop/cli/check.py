"""`check`: integrity of the file, its journal and its indexes."""

import argparse
import sys

from crm_desktop.cli.parser import add_json
from crm_desktop.cli.session import Output, Verb, opened
from crm_desktop.core.i18n import N_, Message, tr, tr_message
from crm_desktop.queries.integrity import findings, mend

_LINE = 72


def _configure(parser: argparse.ArgumentParser) -> None:
    add_json(parser)
    parser.add_argument(
        "--repair", action="store_true", help=tr("mend what follows from other data, and say what cannot be mended")
    )


def _run(arguments: argparse.Namespace, output: Output) -> int:
    if arguments.repair:
        return _repair(arguments, output)
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


def _repair(arguments: argparse.Namespace, output: Output) -> int:
    with opened(arguments) as (database, _viewer):
        done = mend(database, _tell if sys.stderr.isatty() else None)
    if sys.stderr.isatty():
        _show("")
    if output.as_json:
        output.data(
            {
                "file": arguments.file,
                "whole": not done.left,
                "mended": [tr_message(each) for each in done.mended],
                "findings": [{"area": each.area, "message": tr_message(each.message)} for each in done.left],
            }
        )
    for said in done.mended:
        output.line(tr_message(said))
    for each in done.left:
        output.line(tr("Still wrong: {what}", what=tr_message(each.message)))
    if done.left:
        output.line(tr("Restore a backup, or rescue what can be read."))
    else:
        output.line(tr("The file, its journal and its indexes are whole."))
    return 1 if done.left else 0


def _tell(fraction: float, message: Message) -> None:
    _show(f"{fraction:4.0%}  {tr_message(message)}")


def _show(text: str) -> None:
    """One line that is written over and over."""
    print(text.ljust(_LINE), end="\r", file=sys.stderr, flush=True)


VERB = Verb("check", N_("Check the integrity of file, journal and indexes, or mend them"), _configure, _run)
