"""`search`: find records of every kind."""

import argparse

from crm_desktop.cli.parser import add_json, whole_number
from crm_desktop.cli.session import Output, Verb, opened
from crm_desktop.core.i18n import N_, tr
from crm_desktop.models import ENTITY_OF
from crm_desktop.queries.search import search


def _configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("text", metavar="TEXT")
    parser.add_argument("--limit", type=whole_number, default=50, metavar="N", help=tr("at most so many of each kind"))
    add_json(parser)


def _run(arguments: argparse.Namespace, output: Output) -> int:
    with opened(arguments, read_only=True) as (database, viewer), database.read(viewer) as reading:
        found = search(reading, arguments.text, limit=max(1, arguments.limit))
    if output.as_json:
        output.data(
            {
                "text": arguments.text,
                "hits": [{"kind": h.kind, "id": h.id, "title": h.title, "subtitle": h.subtitle} for h in found.hits],
                "more": sorted(found.more),
            }
        )
    for hit in found.hits:
        table = "app_user" if hit.kind == "user" else hit.kind
        kind = tr(ENTITY_OF[table].__title__)
        output.line("  ".join(part for part in (f"{kind}: {hit.title}", hit.subtitle, hit.excerpt) if part))
    if not found.hits:
        output.line(tr("Nothing found."))
    return 0


VERB = Verb("search", N_("Find customers, contacts, opportunities and everything else"), _configure, _run)
