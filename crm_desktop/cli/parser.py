"""The parser of the command line: argparse, speaking the language that was asked for."""

import argparse
import sys
from collections.abc import Iterable
from typing import Any, NoReturn

from crm_desktop.core.i18n import N_, tr

# How argparse begins what it says of the mistakes people make most.
_MISTAKES = (
    ("the following arguments are required: ", N_("missing: {what}")),
    ("unrecognized arguments: ", N_("not understood: {what}")),
)


class _Formatter(argparse.HelpFormatter):
    def add_usage(
        self, usage: str | None, actions: Iterable[argparse.Action], groups: Any, prefix: str | None = None
    ) -> None:
        super().add_usage(usage, actions, groups, tr("Usage:") + " " if prefix is None else prefix)


class Parser(argparse.ArgumentParser):
    """Explains itself, and mistakes, in the current language."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options, formatter_class=_Formatter, add_help=False)
        self._positionals.title = tr("What is given")
        self._optionals.title = tr("Options")
        self.add_argument("-h", "--help", action="help", help=tr("show this help and end"))

    def error(self, message: str) -> NoReturn:
        """Say what is wrong and how it is written, and leave."""
        for begin, text in _MISTAKES:
            if message.startswith(begin):
                message = tr(text, what=message.removeprefix(begin))
        self.print_usage(sys.stderr)
        self.exit(2, f"{self.prog}: {message}\n")


# More than anybody has, and still a number that SQLite counts with, also as milliseconds of so many days.
_MOST = 1_000_000_000


def whole_number(text: str) -> int:
    """How many of something are meant; what is beyond counting means all of them."""
    try:
        return min(int(text), _MOST)
    except ValueError:
        raise argparse.ArgumentTypeError(tr("“{text}” is no whole number", text=text)) from None


def add_json(parser: argparse.ArgumentParser) -> None:
    """The result for machines."""
    parser.add_argument("--json", action="store_true", help=tr("give the result as JSON"))
