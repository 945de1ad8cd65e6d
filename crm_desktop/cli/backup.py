"""`backup`: a checked copy of the company file, among the backups of this device or where somebody wants it."""

import argparse
from pathlib import Path

from crm_desktop.cli.parser import add_json
from crm_desktop.cli.session import Output, Verb
from crm_desktop.core import formats
from crm_desktop.core.clock import SystemClock
from crm_desktop.core.i18n import N_, tr
from crm_desktop.storage import backup


def _configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "out", nargs="?", metavar="OUT", help=tr("where to (default: beside the other backups of this computer)")
    )
    add_json(parser)


def _run(arguments: argparse.Namespace, output: Output) -> int:
    source = Path(arguments.file)
    if arguments.out:
        target = Path(arguments.out)
        target = target / source.name if target.is_dir() else target
        backup.copy(source, target)
    else:
        made = backup.make(source, backup.default_place(), SystemClock().now_ms(), is_automatic=False).generation
        assert made is not None
        target = made.path
    identity = backup.verify(target)
    if output.as_json:
        output.data({"file": arguments.file, "backup": str(target), "bytes": target.stat().st_size, "verified": True})
    output.line(tr("Backup made and checked: {file}", file=str(target)))
    size, steps = formats.file_size(target.stat().st_size), formats.integer(identity.steps)
    output.line(tr("{size}, {steps} steps in its history.", size=size, steps=steps))
    return 0


VERB = Verb("backup", N_("Make a checked backup of the company file"), _configure, _run, has_user=False)
