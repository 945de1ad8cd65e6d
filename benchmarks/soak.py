"""Lets laptops work for a long time: random schedules, and processes that are killed; says what they went through.

`python3 dev.py soak [--schedules N] [--seconds S] [--seed N]`; docs/reliability.md keeps the result of a full run.
"""

import argparse
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from crm_desktop.core.paths import HOME_VARIABLE
from tests.sync import killing, postgresql_server
from tests.sync.hub_machine import Teams
from tests.sync.machine import Laptops, make_template

# In memory where there is such a place: what is tried are schedules, not disks.
FOLDER = "/dev/shm" if Path("/dev/shm").is_dir() else None
STEPS = 40


def main() -> None:
    """Run what was asked for; stops at the first schedule that fails."""
    asked = _asked()
    _schedules("laptops that meet in pairs", Laptops, asked.schedules, asked.seed)
    with _server() as Teams.server:
        _schedules("laptops that meet at shared files", Teams, asked.schedules // 3, asked.seed)
    with TemporaryDirectory(prefix="crm-killing-") as folder:
        seen = killing.run(asked.seconds, asked.seed, Path(folder))
    _say("laptops that are killed", {name.replace("_", " "): count for name, count in asdict(seen).items()})


def _schedules(what: str, machine: type[Laptops], count: int, first: int) -> None:
    started = time.process_time()
    machine.seen.clear()
    with TemporaryDirectory(dir=FOLDER) as folder:
        os.environ[HOME_VARIABLE] = folder
        machine.template, machine.folder = Path(folder) / "template.crm", Path(folder)
        make_template(machine.template)
        run_state_machine_as_test(
            seed(first)(machine),
            settings=settings(
                max_examples=count,
                stateful_step_count=STEPS,
                deadline=None,
                database=None,
                suppress_health_check=list(HealthCheck),
                phases=(Phase.generate, Phase.shrink),
            ),
        )
    _say(what, {**dict(sorted(machine.seen.items())), "seconds of processor time": time.process_time() - started})


@contextmanager
def _server() -> Iterator[str | None]:
    """A PostgreSQL server where one can be had."""
    try:
        with postgresql_server.server() as address:
            yield address
    except postgresql_server.Missing as reason:
        print(f"without PostgreSQL: {reason}")
        yield None


def _say(what: str, counts: dict[str, float]) -> None:
    print(f"\n{what}")
    for name, count in counts.items():
        print(f"{count:>12,.0f} {name}", flush=True)


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--schedules", type=int, default=3_000)
    parser.add_argument("--seconds", type=float, default=120, help="how long laptops are killed")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


if __name__ == "__main__":
    main()
