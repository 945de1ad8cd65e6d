"""`handover`: give everything of one person to others, with a protocol to sign."""

import argparse
from pathlib import Path

from crm_desktop.cli.parser import add_json
from crm_desktop.cli.session import Output, Verb, opened
from crm_desktop.core import formats
from crm_desktop.core.errors import UserError
from crm_desktop.core.i18n import N_, Message, tr
from crm_desktop.exchange.writer import refuse_target, write_bytes
from crm_desktop.operations.hand_over import KINDS, TITLES, HandOverDraft, checked, counts, hand_everything_over
from crm_desktop.queries.people import owner_ids_named


def _configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("giver", metavar="FROM", help=tr("whose records: a login or a name"))
    parser.add_argument("takers", metavar="TO", nargs="+", help=tr("who takes them over, in turn when several"))
    parser.add_argument("--kinds", metavar="KIND,…", help=tr("only these: {kinds}", kinds=", ".join(KINDS)))
    parser.add_argument("--reason", metavar="TEXT", help=tr("why, for the history of owners"))
    parser.add_argument("--preview", action="store_true", help=tr("only say how much would go along"))
    parser.add_argument("--pdf", type=Path, metavar="FILE", help=tr("write the protocol with room for both signatures"))
    add_json(parser)


def _run(arguments: argparse.Namespace, output: Output) -> int:
    kinds = _kinds(arguments.kinds)
    if arguments.pdf and arguments.preview:
        raise UserError(Message("A protocol tells what was handed over. Leave out --preview or --pdf."))
    if arguments.pdf:
        refuse_target(arguments.pdf, Path(arguments.file))  # once handed over, it would be too late
    made = ""
    with opened(arguments, read_only=arguments.preview) as (database, viewer):
        with database.read(viewer) as reading:
            giver, *takers = owner_ids_named(reading, [arguments.giver, *arguments.takers])
            draft = HandOverDraft(giver, tuple(takers), kinds, arguments.reason)
            checked(reading, draft)
            found = {kind: count for kind, count in counts(reading, giver).items() if kind in kinds}
        if not arguments.preview:
            with database.write(Message("Hand over everything"), viewer) as work:
                made = hand_everything_over(work, draft)
            if arguments.pdf:
                from crm_desktop.reports.hand_over import hand_over_pdf

                with database.read(viewer) as reading:
                    write_bytes(arguments.pdf, hand_over_pdf(reading, made, arguments.lang))
    if output.as_json:
        output.data({"id": made or None, "counts": found})
    for kind, count in found.items():
        output.line(f"{tr(TITLES[kind])}: {formats.integer(count)}")
    return 0


def _kinds(given: str | None) -> tuple[str, ...]:
    wanted = tuple(each.strip() for each in given.split(",")) if given is not None else KINDS
    if unknown := [each for each in wanted if each not in KINDS]:
        raise UserError(Message("There is no kind “{kind}” to hand over.", kind=unknown[0]))
    return wanted


VERB = Verb("handover", N_("Give everything of one person to others"), _configure, _run)
