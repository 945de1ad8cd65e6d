"""The parser of the command line: argparse, speaking the language that was asked for."""

import argparse
import re
import sys
from collections.abc import Iterable
from typing import Any, NoReturn

from crm_desktop.core.i18n import N_, tr

# How argparse says the mistakes people make, and how it is said here.
_MISTAKES = (
    (re.compile("the following arguments are required: (?P<what>.*)"), N_("missing: {what}")),
    (re.compile("unrecognized arguments: (?P<what>.*)"), N_("not understood: {what}")),
    (
        re.compile(r"argument (?P<name>.+?): invalid choice: (?P<given>.+) \(choose from (?P<known>.+)\)", re.DOTALL),
        N_("{name}: there is no “{given}”; there are {known}"),
    ),
    (re.compile("argument (?P<name>.+?): expected .*"), N_("{name}: its value is missing")),
    (re.compile("argument (?P<name>.+?): (?P<what>.*)", re.DOTALL), N_("{name}: {what}")),
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
        self.print_usage(sys.stderr)
        self.exit(2, f"{self.prog}: {self._said(message)}\n")

    def _said(self, message: str) -> str:
        for mistake, text in _MISTAKES:
            if found := mistake.fullmatch(message):
                told = found.groupdict()
                if "known" in told:
                    # Some versions of argparse put them between quotes.
                    told = {key: value.replace("'", "") for key, value in told.items()}
                    told |= {"name": self._asked(told["name"])}
                elif set(told) == {"what"}:
                    told |= {"what": ", ".join(map(self._asked, told["what"].split(", ")))}
                return tr(text, **told)
        return message

    def _asked(self, name: str) -> str:
        """What is to be given where a place of the line has a name that nobody knows: one of its choices."""
        places = (each for each in self._actions if each.dest == name and each.choices and not each.option_strings)
        return next(("/".join(map(str, each.choices or ())) for each in places if each.metavar is None), name)


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
