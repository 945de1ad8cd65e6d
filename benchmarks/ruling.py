"""What the company does by itself: a night with nothing to do, and one in which very many customers go back."""

from collections.abc import Iterator

from sqlalchemy import select

from benchmarks.measure import Measured, timed
from crm_desktop.core.i18n import Message
from crm_desktop.core.viewer import SYSTEM
from crm_desktop.models import LevelRule
from crm_desktop.operations.rules import STEP, has_work, run_rules
from crm_desktop.storage.database import Database

# So short that more than half of the sample's customers are idle.
_DAYS = 60


def measure(database: Database) -> Iterator[Measured]:
    """Set a rule that many customers break, let the rules run until nothing is left, and once more."""
    with database.write(Message("Protection for the benchmark"), SYSTEM) as work:
        rules = {each.id: each for each in work.session.scalars(select(LevelRule))}
        general = LevelRule.id_of(None)
        if general not in rules:
            rules[general] = LevelRule(id=general, level_id=None)
            work.session.add(rules[general])
        for rule in rules.values():
            rule.deleted, rule.contact_days, rule.keeps_with_deals = False, _DAYS, False
    done = [0]
    yield Measured(
        "rules: very many go back to the pool, a step", timed(_run, database, done), None, "≤ 5 s", _said(done)
    )
    while done[-1]:
        _run(database, done)
    yield Measured(
        "rules: a night with nothing to do", timed(_run, database, done), None, "≤ 5 s", "a step all the same"
    )
    yield Measured("rules: whether anything is due", timed(_look, database), None, "", "every 15 minutes, by a reader")


def _run(database: Database, done: list[int]) -> None:
    with database.write(STEP, SYSTEM) as work:
        done.append(run_rules(work).done["pool"])


def _look(database: Database) -> None:
    with database.read(SYSTEM) as reading:
        has_work(reading)


def _said(done: list[int]) -> str:
    return f"{done[-1]:,} customers"
