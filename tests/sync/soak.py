"""Runs random schedules of laptops in any number, and gives what they went through."""

import os
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from crm_desktop.core.paths import HOME_VARIABLE
from tests.sync.laptop import make_template
from tests.sync.machine import Laptops

# In memory where there is such a place: what is tried are schedules, not disks.
FOLDER = "/dev/shm" if Path("/dev/shm").is_dir() else None
STEPS = 40


def run(machine: type[Laptops], schedules: int, first: int) -> dict[str, float]:
    """Run so many schedules from a seed on; stops at the first that fails."""
    started = time.process_time()
    machine.seen.clear()
    with TemporaryDirectory(dir=FOLDER) as folder:
        os.environ[HOME_VARIABLE] = folder
        machine.template, machine.folder = Path(folder) / "template.crm", Path(folder)
        make_template(machine.template)
        run_state_machine_as_test(
            seed(first)(machine),
            settings=settings(
                max_examples=schedules,
                stateful_step_count=STEPS,
                deadline=None,
                database=None,
                derandomize=False,
                suppress_health_check=list(HealthCheck),
                phases=(Phase.generate, Phase.shrink),
            ),
        )
    return {**dict(sorted(machine.seen.items())), "seconds of processor time": time.process_time() - started}
