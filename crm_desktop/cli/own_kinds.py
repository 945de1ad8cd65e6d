"""Kinds of records on the command line: those of the program by their names, those of the company by their codes."""

import argparse
from collections.abc import Iterable
from pathlib import Path

from crm_desktop.cli.session import opened
from crm_desktop.core.i18n import tr
from crm_desktop.queries.own_kind import own_kinds


def add_kind(parser: argparse.ArgumentParser, help_text: str) -> None:
    """Ask for a kind; which there are is only known once the company file is open."""
    parser.add_argument("kind", metavar="KIND", help=help_text)
    parser.set_defaults(wrong_kind=parser.error)


def settle_kind(arguments: argparse.Namespace, known: Iterable[str]) -> None:
    """Put what the program calls the kind in the place of what was written; none such is a mistake like any other."""
    names, code = list(known), arguments.kind.strip().casefold()
    if arguments.kind in names:
        return
    if Path(arguments.file).exists():
        with opened(arguments, read_only=True) as (database, viewer), database.read(viewer) as reading:
            own = {each.code: each.kind for each in own_kinds(reading)}
        if code in own:
            arguments.kind = own[code]
            return
        names += own
    arguments.wrong_kind(
        tr("“{text}” is no kind of record; there are {kinds}", text=arguments.kind, kinds=", ".join(names))
    )
