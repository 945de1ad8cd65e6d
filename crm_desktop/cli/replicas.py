"""`replicas`: the laptops that hold a copy of the company."""

import argparse
from dataclasses import asdict

from crm_desktop.cli.parser import add_json
from crm_desktop.cli.session import Output, Verb, opened
from crm_desktop.core import formats
from crm_desktop.core.clock import moment_of
from crm_desktop.core.i18n import N_, tr, trn
from crm_desktop.queries.replica import Laptop, laptops


def _configure(parser: argparse.ArgumentParser) -> None:
    add_json(parser)


def _run(arguments: argparse.Namespace, output: Output) -> int:
    with opened(arguments, read_only=True) as (database, viewer), database.read(viewer) as reading:
        found, zone = laptops(reading, arguments.lang), reading.zone
    if output.as_json:
        output.data({"file": arguments.file, "replicas": [asdict(each) for each in found]})
    for each in found:
        last = formats.moment(moment_of(each.last_ms, zone), arguments.lang) if each.last_ms else formats.MISSING
        steps = trn("{count} step", "{count} steps", each.steps)
        output.line("  ".join((each.id, each.label, each.user or formats.MISSING, steps, last, *_marks(each))))
    return 0


def _marks(laptop: Laptop) -> list[str]:
    marks = [tr("this laptop")] if laptop.is_this else []
    return [*marks, tr("retired")] if laptop.is_retired else marks


VERB = Verb("replicas", N_("List the laptops that hold a copy of the company"), _configure, _run)
