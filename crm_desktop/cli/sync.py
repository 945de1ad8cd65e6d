"""`sync`: bring a company file and its shared file in step, once."""

import argparse

from crm_desktop.cli import hubs
from crm_desktop.cli.session import Output, Verb, opened
from crm_desktop.core.i18n import N_
from crm_desktop.sync.exchange import open_team


def _configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true")


def _run(arguments: argparse.Namespace, output: Output) -> int:
    with opened(arguments) as (database, _viewer):
        synced = open_team(database).sync(lambda fraction: hubs.tell(fraction, None))
    if output.as_json:
        output.data({"file": arguments.file, **hubs.as_data(synced)})
    hubs.say(synced, output)
    return 0


VERB = Verb("sync", N_("Bring a company file and the team's shared file in step"), _configure, _run)
