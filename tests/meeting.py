"""Laptops that meet: each takes in what the other has."""

from crm_desktop.sync.pairwise import merge_replicas
from crm_desktop.sync.replica import Replica
from tests.company import Company


def meet(one: Company, other: Company) -> None:
    """Both have what each wrote afterwards."""
    for into, source in ((one, other), (other, one)):
        merge_replicas(Replica(into.database), Replica(source.database))
