"""`restore`: a backup in the place of the company file, which is kept aside."""

import argparse
from pathlib import Path

from crm_desktop.cli.parser import add_json
from crm_desktop.cli.session import Output, Verb, opened
from crm_desktop.core.clock import SystemClock
from crm_desktop.core.errors import NotFound, Problem
from crm_desktop.core.i18n import N_, tr
from crm_desktop.core.viewer import ADMINISTER
from crm_desktop.queries import rights
from crm_desktop.storage.connection import driver_errors
from crm_desktop.sync.restoring import restore_file


def _configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("backup", metavar="BACKUP", help=tr("the backup to restore"))
    parser.add_argument(
        "--merge", action="store_true", help=tr("bring in again what the present file has and the backup lacks")
    )
    add_json(parser)


def _run(arguments: argparse.Namespace, output: Output) -> int:
    target = Path(arguments.file)
    _must_be_allowed(arguments)
    done = restore_file(target, Path(arguments.backup), SystemClock().now_ms(), merge=arguments.merge)
    if output.as_json:
        output.data(
            {
                "file": arguments.file,
                "backup": arguments.backup,
                "kept_aside": str(done.aside) if done.aside else None,
                "merged": done.merged,
            }
        )
    output.line(tr("“{file}” is restored from “{backup}”.", file=target.name, backup=Path(arguments.backup).name))
    if done.aside:
        output.line(tr("The file that was there is kept as “{file}”.", file=done.aside.name))
    if done.merged is not None:
        output.line(tr("Steps brought in again: {number}.", number=done.merged))
    return 0


def _must_be_allowed(arguments: argparse.Namespace) -> None:
    """Who looks after the company puts a backup in its place; a file that cannot be read asks nobody."""
    try:
        with opened(arguments, read_only=True) as (_database, viewer):
            pass
    except NotFound:
        raise
    except Problem:
        return
    except driver_errors():
        return
    rights.require(viewer, ADMINISTER)


VERB = Verb("restore", N_("Put a backup in the place of the company file"), _configure, _run)
