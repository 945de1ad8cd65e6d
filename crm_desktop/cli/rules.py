"""`rules run`: what the company does by itself, now."""

import argparse
from collections import Counter

from crm_desktop.cli.parser import add_json
from crm_desktop.cli.session import Output, Verb, opened
from crm_desktop.core import formats
from crm_desktop.core.i18n import N_, tr
from crm_desktop.core.viewer import SYSTEM
from crm_desktop.operations.forecast import keep_forecast
from crm_desktop.operations.rules import RULES, STEP, run_rules
from crm_desktop.operations.scores import keep_scores
from crm_desktop.queries.churn_watch import scored_as_of
from crm_desktop.queries.forecast import is_due
from crm_desktop.storage.database import Database


def _configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=("run",), metavar="run", help=tr("carry out every rule that is due"))
    add_json(parser)


def _run(arguments: argparse.Namespace, output: Output) -> int:
    done: Counter[str] = Counter()
    with opened(arguments) as (database, _viewer):
        is_partial = True
        while is_partial:
            with database.write(STEP, SYSTEM) as work:
                run = run_rules(work)
            # An update keeps what is 0, which is told as well.
            done.update(run.done)
            is_partial = run.is_partial
        scored, is_kept = _score(database), _keep_forecast(database)
    if output.as_json:
        output.data({"rules": dict(done), "scored": scored, "forecast_kept": is_kept})
    for name, count in done.items():
        output.line(f"{tr(RULES[name][0])}: {formats.integer(count)}")
    output.line(tr("Customers scored: {count}", count=formats.integer(scored)))
    if is_kept:
        output.line(tr("Forecast of this month kept"))
    return 0


def _score(database: Database) -> int:
    """Score every customer, when that was not done today; warnings by the scores follow with the next run."""
    from crm_desktop.insight.score_jobs import of_all

    with database.read(SYSTEM) as reading:
        if scored_as_of(reading) == reading.today:
            return 0
        found = of_all(reading, reading.today)
    with database.write(STEP, SYSTEM) as work:
        keep_scores(work, found.rows, found.state)
    return len(found.rows)


def _keep_forecast(database: Database) -> bool:
    """Keep what this month is forecast to bring, once a month."""
    from crm_desktop.insight.forecast_jobs import payload

    with database.read(SYSTEM) as reading:
        if not is_due(reading):
            return False
        found = payload(reading)
    with database.write(STEP, SYSTEM) as work:
        return keep_forecast(work, found)


VERB = Verb("rules", N_("Carry out the rules of the company: the public pool and what repeats"), _configure, _run)
