"""`demo`: the sample company in a new file, of any size."""

import argparse
import sys
from pathlib import Path

from crm_desktop.cli.parser import add_json
from crm_desktop.cli.session import Output, Verb
from crm_desktop.core.i18n import N_, Message, tr, tr_message, trn
from crm_desktop.models import ENTITY_OF
from crm_desktop.operations.sample import Progress, SampleDraft, create_sample_file

_SHOWN = ("customer", "contact", "interaction", "opportunity", "sales_order", "service_case", "lead", "product")


def _configure(parser: argparse.ArgumentParser) -> None:
    draft = SampleDraft()
    parser.add_argument(
        "--customers",
        type=int,
        default=draft.customers,
        metavar="N",
        help=tr("how many customers (default: {count})", count=draft.customers),
    )
    parser.add_argument(
        "--seed",
        type=int,
        default=draft.seed,
        metavar="S",
        help=tr("another number makes another company (default: {seed})", seed=draft.seed),
    )
    add_json(parser)


def _run(arguments: argparse.Namespace, output: Output) -> int:
    path = Path(arguments.file)
    counts = create_sample_file(path, SampleDraft(arguments.customers, arguments.seed), _progress(output))
    if output.as_json:
        output.data({"file": arguments.file, "seed": arguments.seed, "records": counts})
    for table in _SHOWN:
        output.line(f"{counts.get(table, 0):>9,}  {tr(ENTITY_OF[table].__title__)}")
    output.line(trn("{file}: one record", "{file}: {count} records", sum(counts.values()), file=path.name))
    return 0


def _progress(output: Output) -> Progress:
    """On a terminal one line that counts; in a log a line for every tenth."""
    told = 0

    def tell(fraction: float, message: Message) -> None:
        nonlocal told
        if sys.stderr.isatty():
            print(tr_message(message), end="\n" if fraction == 1 else "\r", file=sys.stderr, flush=True)
        elif int(fraction * 10) > told:
            told = int(fraction * 10)
            output.note(tr_message(message))

    return tell


VERB = Verb("demo", N_("Make the sample company, of any size, in a new file"), _configure, _run, has_user=False)
