"""Runs thousands of random schedules of laptops, or for as long as given, and says what they went through.

`python -m tests.sync.soak [SCHEDULES] [SEED]`; the result of a full run is kept in docs/reliability.md.
"""

import os
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from crm_desktop.core.paths import HOME_VARIABLE
from tests.sync.machine import Laptops, make_template

# In memory where there is such a place: what is tried are schedules, not disks.
FOLDER = "/dev/shm" if Path("/dev/shm").is_dir() else None


def main(schedules: int = 3_000, first: int = 0) -> None:
    """Run so many schedules, each of 40 steps; stops at the first that fails."""
    started = time.process_time()
    with TemporaryDirectory(dir=FOLDER) as folder:
        os.environ[HOME_VARIABLE] = folder
        Laptops.template, Laptops.folder = Path(folder) / "template.crm", Path(folder)
        make_template(Laptops.template)
        run_state_machine_as_test(
            seed(first)(Laptops),
            settings=settings(
                max_examples=schedules,
                stateful_step_count=40,
                deadline=None,
                database=None,
                derandomize=False,
                suppress_health_check=list(HealthCheck),
                phases=(Phase.generate, Phase.shrink),
            ),
        )
    print(f"{time.process_time() - started:.0f} s of processor time")
    for name, count in sorted(Laptops.seen.items()):
        print(f"{count:>8,} {name}")


if __name__ == "__main__":
    main(*(int(each) for each in sys.argv[1:]))
