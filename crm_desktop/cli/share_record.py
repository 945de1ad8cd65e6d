"""`share-record`: let another person see or change one record."""

import argparse

from crm_desktop.cli.parser import add_json
from crm_desktop.cli.receipts import read_day
from crm_desktop.cli.session import Output, Verb, opened
from crm_desktop.core.errors import UserError
from crm_desktop.core.i18n import N_, Message, tr
from crm_desktop.models import ENTITY_OF
from crm_desktop.operations import sharing
from crm_desktop.queries.people import owner_ids_named
from crm_desktop.queries.rights import SHARED_KINDS, record_numbered


def _configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("kind", choices=SHARED_KINDS, metavar="KIND", help=", ".join(SHARED_KINDS))
    parser.add_argument("number", metavar="NUMBER", help=tr("number or name of the record"))
    parser.add_argument("person", metavar="LOGIN", help=tr("with whom: a login or a name"))
    parser.add_argument("--write", action="store_true", help=tr("this person may also change it"))
    parser.add_argument("--until", metavar="DAY", help=tr("the last day, such as 2026-12-31"))
    parser.add_argument("--end", action="store_true", help=tr("share it no longer"))
    add_json(parser)


def _run(arguments: argparse.Namespace, output: Output) -> int:
    until = read_day(arguments.until)
    if arguments.end and (arguments.until is not None or arguments.write):
        raise UserError(Message("Either share the record, or end that with --end alone."))
    with opened(arguments) as (database, viewer), database.write(Message("Share records"), viewer) as work:
        record = record_numbered(work, ENTITY_OF[arguments.kind], arguments.number)
        people = owner_ids_named(work, [arguments.person])
        if arguments.end:
            if not sharing.unshare(work, arguments.kind, [record], people):
                raise UserError(Message("This record is not shared with {name}.", name=arguments.person))
        else:
            sharing.share(work, arguments.kind, [record], people, may_write=arguments.write, until=until)
    if output.as_json:
        output.data({"kind": arguments.kind, "id": record, "with": people[0], "shared": not arguments.end})
    output.line(tr("Shared no longer.") if arguments.end else tr("Shared."))
    return 0


VERB = Verb("share-record", N_("Let another person see or change one record"), _configure, _run)
