"""`claim`: take customers from the public pool."""

import argparse

from crm_desktop.cli.customers import found, tell
from crm_desktop.cli.parser import add_json
from crm_desktop.cli.session import Output, Verb, opened
from crm_desktop.core.i18n import N_, Message, tr
from crm_desktop.operations import pool


def _configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("customer", nargs="+", metavar="CUSTOMER", help=tr("number or name of a customer"))
    parser.add_argument("--reason", metavar="TEXT", help=tr("why, for the history of owners"))
    add_json(parser)


def _run(arguments: argparse.Namespace, output: Output) -> int:
    with opened(arguments) as (database, viewer), database.write(Message("Claim customers"), viewer) as work:
        customers = [found(work, each) for each in arguments.customer]
        pool.claim(work, [each.id for each in customers], arguments.reason)
    tell(output, customers, tr("yours now"), viewer.login)
    return 0


VERB = Verb("claim", N_("Take customers from the public pool"), _configure, _run)
