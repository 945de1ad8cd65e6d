"""What the verbs about the shared file have in common: its address, the passphrase, and saying what a sync did."""

import argparse
import os
import sys
from dataclasses import asdict, replace
from typing import Any

from crm_desktop.cli.session import Output
from crm_desktop.core.i18n import Message, tr, tr_message, trn
from crm_desktop.sync.exchange import Synced

# So that a passphrase needs not stand on the command line, where every other program can read it.
PASSPHRASE_VARIABLE = "CRM_PASSPHRASE"
_LINE = 72


def add_hub(parser: argparse.ArgumentParser) -> None:
    """The address of a shared file."""
    parser.add_argument(
        "hub", metavar="HUB", help=tr("the shared file: a path, or postgresql+psycopg://USER@SERVER/DATABASE")
    )


def add_passphrase(parser: argparse.ArgumentParser) -> None:
    """The team's passphrase."""
    parser.add_argument(
        "--passphrase",
        metavar="TEXT",
        help=tr("the team's passphrase (default: the variable {name})", name=PASSPHRASE_VARIABLE),
    )


def passphrase_of(arguments: argparse.Namespace) -> str | None:
    """The passphrase given, however it was."""
    return arguments.passphrase or os.environ.get(PASSPHRASE_VARIABLE) or None


def tell(fraction: float, message: Message | None) -> None:
    """On a terminal, one line that is written over and over."""
    if sys.stderr.isatty():
        said = f"{fraction:4.0%}  {tr_message(message)}" if message else ""
        print(said.ljust(_LINE), end="\r", file=sys.stderr, flush=True)


def say(synced: Synced, output: Output) -> None:
    """What a sync did."""
    output.line(trn("{count} step brought.", "{count} steps brought.", synced.brought))
    output.line(trn("{count} step sent.", "{count} steps sent.", synced.sent))
    if synced.put_back:
        output.line(
            trn(
                "The shared file had lost {count} step, which was put back.",
                "The shared file had lost {count} steps, which were put back.",
                synced.put_back,
            )
        )
    if synced.held:
        output.line(
            trn(
                "{count} step waits for something that has not arrived yet.",
                "{count} steps wait for something that has not arrived yet.",
                synced.held,
            )
        )
    if synced.damaged:
        output.line(
            trn(
                "{count} part of the shared file was damaged, or not for this laptop, and was left out.",
                "{count} parts of the shared file were damaged, or not for this laptop, and were left out.",
                synced.damaged,
            )
        )
    if synced.files_missing:
        output.line(
            trn("{count} file is not downloaded yet.", "{count} files are not downloaded yet.", synced.files_missing)
        )
    if synced.clock:
        output.line(tr_message(synced.clock))


def as_data(synced: Synced) -> dict[str, Any]:
    """What a sync did, for machines."""
    return {**asdict(replace(synced, clock=None)), "clock": tr_message(synced.clock) if synced.clock else None}
