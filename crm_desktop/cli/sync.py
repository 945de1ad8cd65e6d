"""`sync`: bring a company file and its shared file in step, once."""

import argparse
import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from crm_desktop.cli import hubs
from crm_desktop.cli.parser import add_json
from crm_desktop.cli.session import Output, Verb, opened
from crm_desktop.core.i18n import N_, tr
from crm_desktop.storage.database import Database
from crm_desktop.sync.exchange import Synced, open_team
from crm_desktop.sync.share import give_passphrase
from crm_desktop.sync.trouble import WrongPassphrase


def _configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--within",
        type=_seconds,
        metavar="SECONDS",
        help=tr("give up after so long; what is left goes with the next exchange (default: no limit)"),
    )
    hubs.add_passphrase(parser)
    add_json(parser)


def _run(arguments: argparse.Namespace, output: Output) -> int:
    with _limited(arguments.within, output), opened(arguments) as (database, _viewer):
        synced = _sync(database, hubs.passphrase_of(arguments))
    if output.as_json:
        output.data({"file": arguments.file, **hubs.as_data(synced)})
    hubs.say(synced, output)
    return 0


def _sync(database: Database, passphrase: str | None) -> Synced:
    try:
        return open_team(database).sync(_tell)
    except WrongPassphrase:
        if passphrase is None:
            raise
        give_passphrase(database, passphrase)
        return open_team(database).sync(_tell)


def _tell(fraction: float) -> None:
    hubs.tell(fraction, None)


def _seconds(text: str) -> float:
    with suppress(ValueError):
        if 0 < (value := float(text)) <= threading.TIMEOUT_MAX:
            return value
    raise argparse.ArgumentTypeError(tr("“{text}” is no number of seconds", text=text))


@contextmanager
def _limited(seconds: float | None, output: Output) -> Iterator[None]:
    """End this program when it takes longer: a shared file that hangs answers to nothing else."""
    if seconds is None:
        yield
        return

    def give_up() -> None:
        try:
            output.fail(
                tr(
                    "Given up after {seconds} seconds. What is left goes with the next exchange.",
                    seconds=f"{seconds:g}",
                )
            )
            sys.stdout.flush()
        finally:
            # Like a kill, of which both files are known to take no harm; also when nobody listens any more.
            os._exit(1)

    timer = threading.Timer(seconds, give_up)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


VERB = Verb("sync", N_("Bring a company file and the team's shared file in step"), _configure, _run)
