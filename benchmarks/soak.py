"""Lets laptops work for a long time: random schedules, and processes that are killed; says what they went through.

`python3 dev.py soak [--schedules N] [--seconds S] [--seed N]`; docs/reliability.md keeps the result of a full run.
"""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.sync import killing, postgresql_server, soak
from tests.sync.hub_machine import Teams
from tests.sync.machine import Laptops


def main() -> None:
    """Run what was asked for; stops at the first schedule that fails."""
    asked = _asked()
    _say("laptops that meet in pairs", soak.run(Laptops, asked.schedules, asked.seed))
    with _server() as Teams.server:
        _say("laptops that meet at shared files", soak.run(Teams, asked.schedules // 3, asked.seed))
    with TemporaryDirectory(prefix="crm-killing-") as folder:
        seen = killing.run(asked.seconds, asked.seed, Path(folder))
    _say("laptops that are killed", {name.replace("_", " "): count for name, count in asdict(seen).items()})


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
