"""`share`: put a company into a shared file that the team's other laptops join."""

import argparse
import shlex
import subprocess
import sys

from crm_desktop.cli import hubs
from crm_desktop.cli.parser import add_json
from crm_desktop.cli.session import Output, Verb, opened
from crm_desktop.core.i18n import N_, tr
from crm_desktop.core.viewer import ADMINISTER
from crm_desktop.queries import rights
from crm_desktop.sync import settings
from crm_desktop.sync.hubs.places import Form, without_password
from crm_desktop.sync.share import share


def _configure(parser: argparse.ArgumentParser) -> None:
    hubs.add_hub(parser)
    parser.add_argument(
        "--form",
        choices=[each.value for each in Form],
        help=tr("one file (a share, a stick), a folder (a cloud), or PostgreSQL (default: what suits the place)"),
    )
    hubs.add_passphrase(parser)
    add_json(parser)


def _run(arguments: argparse.Namespace, output: Output) -> int:
    with opened(arguments) as (database, viewer):
        rights.require(viewer, ADMINISTER)
        before = settings.hub_of(database)
        known = share(database, arguments.hub, arguments.form, hubs.passphrase_of(arguments), hubs.tell)
    hub = without_password(known.address)
    if output.as_json:
        output.data({"file": arguments.file, "hub": hub, "form": known.form, "encrypted": bool(known.key)})
    if before and before.address != known.address:
        output.note(
            tr(
                "Until now this laptop met the team in {hub}. Whoever goes on meeting there gets nothing from this one"
                " any more.",
                hub=without_password(before.address),
            )
        )
    output.line(tr("Shared. Others join by: crm_desktop join {hub} F.crm", hub=_as_typed(hub)))
    return 0


def _as_typed(word: str) -> str:
    """A word as it is typed on this computer's command line, in quotes where it needs them."""
    return subprocess.list2cmdline([word]) if sys.platform == "win32" else shlex.quote(word)


VERB = Verb("share", N_("Share a company with a team: make its shared file"), _configure, _run)
