"""Laptops and the shared file they meet at, for tests."""

import random
from contextlib import closing
from pathlib import Path

from crm_desktop.sync.about import About
from crm_desktop.sync.envelope import Envelope
from crm_desktop.sync.exchange import Synced, sync
from crm_desktop.sync.hubs.opening import Hub, open_known
from crm_desktop.sync.hubs.store import Store
from crm_desktop.sync.replica import Replica
from tests.builders import a_customer
from tests.company import Company


def about_of(company: Company) -> About:
    """What the shared file of a company says of itself."""
    return About(Replica(company.database).workspace, "hub")


def meet_at(address: str, company: Company, *, form: str = "folder", thorough: bool = False, seed: int = 1) -> Synced:
    """One sync of a laptop with the shared file at an address."""
    with closing(open_known(address, form, about_of(company), None)) as hub:
        return sync(Replica(company.database), hub, thorough=thorough, dice=random.Random(seed))


def hub_over(store: Store, company: Company) -> Hub:
    """A store as the shared file of a company."""
    about = about_of(company)
    return Hub(store, about, Envelope(about.workspace_id))


def add_customer(company: Company, name: str) -> str:
    """One step on a laptop."""
    with company.write(f"New {name}") as work:
        return a_customer(work, name)


def names_on(company: Company) -> set[str]:
    """The customers a laptop knows."""
    with company.read() as reading:
        return {name for (name,) in reading.plain("SELECT name FROM customer WHERE deleted = 0")}


def segments_in(folder: Path) -> list[Path]:
    """The segments of a folder."""
    return sorted(folder.glob("*/*.seg"))
