"""The command line: the same operations and queries as the window, for scripts and scheduled work.

Exit status: 0 done, 1 not or not wholly done (said on standard error), 2 the command line itself was wrong.
"""

import argparse
import importlib
import io
import logging
import sys
from collections.abc import Sequence

from crm_desktop.cli.parser import Parser
from crm_desktop.cli.session import Output, Verb
from crm_desktop.core.errors import Problem
from crm_desktop.core.i18n import CHINESE, ENGLISH, set_language, tr, tr_message

# Verb → its module. Only the module of the verb asked for is loaded, because several need heavy libraries.
MODULES = {
    "demo": "demo",
    "import": "import_",
    "export": "export",
    "report": "report",
    "insight": "insight",
    "segments": "segments",
    "search": "search",
    "tasks": "tasks",
    "cases": "cases",
    "churn": "churn",
    "contracts": "contracts",
    "receipts": "receipts",
    "invoices": "invoices",
    "surveys": "surveys",
    "targets": "targets",
    "check": "check",
    "history": "history",
    "share": "share",
    "join": "join",
    "sync": "sync",
    "merge": "merge",
    "replicas": "replicas",
    "conflicts": "conflicts",
    "resolve": "resolve",
    "undo": "undo",
    "bin": "bin",
    "backup": "backup",
    "restore": "restore",
    "rescue": "rescue",
    "claim": "claim",
    "release": "release",
    "share-record": "share_record",
    "handover": "handover",
    "rules": "rules",
    "commission": "commission",
}

DONE, FAILED, WRONG = 0, 1, 2


def main(arguments: Sequence[str]) -> int:
    """Run one verb; returns the exit status."""
    # A program built for a window has neither; the last exchange after closing is run by it all the same.
    sys.stdout, sys.stderr = sys.stdout or io.StringIO(), sys.stderr or io.StringIO()
    logging.basicConfig(level=logging.ERROR, format="%(message)s")
    _speak(arguments)
    parsed = _parser(_asked(arguments)).parse_args(arguments)
    output = Output(as_json=getattr(parsed, "json", False))
    try:
        status = _carried_out(parsed, output)
        # Here, because what cannot be written when the program ends is told as a fault of it.
        sys.stdout.flush()
        return status
    except BrokenPipeError:
        # Whoever read, such as `head`, has enough.
        sys.stdout = sys.stderr = io.StringIO()
        return FAILED


def _carried_out(parsed: argparse.Namespace, output: Output) -> int:
    try:
        return int(parsed.verb.run(parsed, output))
    except Problem as problem:
        output.fail(tr_message(problem.message))
        return FAILED
    except KeyboardInterrupt:
        output.fail(tr("Stopped. What was finished stays, and nothing is half done."))
        return FAILED


def _speak(arguments: Sequence[str]) -> None:
    """The language of the messages: `--lang`, before anything is parsed, else English."""
    looking = argparse.ArgumentParser(add_help=False, allow_abbrev=False, exit_on_error=False)
    looking.add_argument("--lang", nargs="?", default=ENGLISH)
    set_language(looking.parse_known_args(arguments)[0].lang or ENGLISH)


def _asked(arguments: Sequence[str]) -> list[Verb]:
    """The verb asked for, or all of them when the help should list them."""
    names = [arguments[0]] if arguments and arguments[0] in MODULES else list(MODULES)
    verbs = [importlib.import_module(f"{__name__}.{MODULES[name]}").VERB for name in names]
    return [verb for verb in verbs if isinstance(verb, Verb)]


def _parser(offered: Sequence[Verb]) -> Parser:
    parser = Parser(
        prog="crm_desktop",
        description=tr("CRM Desktop. Without a verb, or with a company file alone, the window opens."),
    )
    verbs = parser.add_subparsers(title=tr("Verbs"), metavar="VERB", required=True)
    for verb in offered:
        sub = verbs.add_parser(verb.name, help=tr(verb.help), description=tr(verb.help))
        verb.lead(sub)
        sub.add_argument("file", metavar="F.crm", help=tr("the company file"))
        verb.configure(sub)
        if verb.has_user:
            sub.add_argument(
                "--as", dest="login", metavar="LOGIN", help=tr("act as this user (default: the administrator)")
            )
        sub.add_argument("--lang", choices=(ENGLISH, CHINESE), default=ENGLISH, help=tr("language of the output"))
        sub.set_defaults(verb=verb)
    return parser
