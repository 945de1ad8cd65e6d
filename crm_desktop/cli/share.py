"""`share`: put a company into a shared file that the team's other laptops join."""

import argparse

from crm_desktop.cli import hubs
from crm_desktop.cli.session import Output, Verb, opened
from crm_desktop.core.i18n import N_, tr
from crm_desktop.sync.hubs.places import Form
from crm_desktop.sync.share import share


def _configure(parser: argparse.ArgumentParser) -> None:
    hubs.add_hub(parser)
    parser.add_argument(
        "--form",
        choices=[each.value for each in Form],
        help=tr("one file (a share, a stick), a folder (a cloud), or PostgreSQL (default: what suits the place)"),
    )
    hubs.add_passphrase(parser)
    parser.add_argument("--json", action="store_true")


def _run(arguments: argparse.Namespace, output: Output) -> int:
    with opened(arguments) as (database, _viewer):
        known = share(database, arguments.hub, arguments.form, hubs.passphrase_of(arguments), hubs.tell)
    if output.as_json:
        output.data({"file": arguments.file, "hub": known.address, "form": known.form, "encrypted": bool(known.key)})
    output.line(tr("Shared. Others join by: crm_desktop join {hub} F.crm", hub=known.address))
    return 0


VERB = Verb("share", N_("Share a company with a team: make its shared file"), _configure, _run)
