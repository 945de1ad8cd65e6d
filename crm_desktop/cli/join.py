"""`join`: make a company file from a team's shared file."""

import argparse
from pathlib import Path

from crm_desktop.cli import hubs
from crm_desktop.cli.parser import add_json
from crm_desktop.cli.session import Output, Verb
from crm_desktop.core.errors import UserError
from crm_desktop.core.i18n import N_, Message, tr, tr_message
from crm_desktop.sync.hubs.places import without_password
from crm_desktop.sync.join import join


def _configure(parser: argparse.ArgumentParser) -> None:
    hubs.add_passphrase(parser)
    add_json(parser)


def _run(arguments: argparse.Namespace, output: Output) -> int:
    path = join(
        arguments.hub,
        _company_file(Path(arguments.file)),
        hubs.passphrase_of(arguments),
        hubs.tell,
        lambda message: output.note(tr_message(message)),
    )
    if output.as_json:
        output.data({"file": str(path), "hub": without_password(arguments.hub)})
    output.line(tr("Joined. “{file}” is this laptop's copy of the company.", file=path.name))
    return 0


def _company_file(path: Path) -> Path:
    """The path with the ending by which window and system know a company file; another one is a slip."""
    if not path.suffix:
        return path.with_name(f"{path.name}.crm")
    if path.suffix.lower() != ".crm":
        raise UserError(Message("A company file ends with .crm. Call it “{file}”.", file=f"{path.stem}.crm"))
    return path


VERB = Verb(
    "join", N_("Join a team: make a company file from its shared file"), _configure, _run, hubs.add_hub, has_user=False
)
