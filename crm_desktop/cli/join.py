"""`join`: make a company file from a team's shared file."""

import argparse
from pathlib import Path

from crm_desktop.cli import hubs
from crm_desktop.cli.parser import add_json
from crm_desktop.cli.session import Output, Verb
from crm_desktop.core.i18n import N_, tr, tr_message
from crm_desktop.sync.hubs.places import without_password
from crm_desktop.sync.join import join


def _configure(parser: argparse.ArgumentParser) -> None:
    hubs.add_passphrase(parser)
    add_json(parser)


def _run(arguments: argparse.Namespace, output: Output) -> int:
    path = join(
        arguments.hub,
        Path(arguments.file),
        hubs.passphrase_of(arguments),
        hubs.tell,
        lambda message: output.note(tr_message(message)),
    )
    if output.as_json:
        output.data({"file": str(path), "hub": without_password(arguments.hub)})
    output.line(tr("Joined. “{file}” is this laptop's copy of the company.", file=path.name))
    return 0


VERB = Verb(
    "join", N_("Join a team: make a company file from its shared file"), _configure, _run, hubs.add_hub, has_user=False
)
