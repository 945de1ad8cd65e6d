"""The laptops of a company, by what this file has heard of them."""

import platform

from crm_desktop.core.i18n import CHINESE
from crm_desktop.models import ReplicaInfo
from crm_desktop.queries.replica import laptop_names, laptops
from tests.company import Company

_OTHER = "00000000000000aa"


def _meet(company: Company, *, steps: int) -> None:
    """Another laptop whose steps were brought here."""
    with company.write() as work:
        work.session.add(ReplicaInfo(id=ReplicaInfo.id_of(_OTHER), label="Anna's laptop", retired_at=None))
        work.plain("INSERT INTO sync_replica(n, id) VALUES (2, ?)", (_OTHER,))
        for seq in range(1, steps + 1):
            work.plain(
                "INSERT INTO sync_txn SELECT 2, ?, hlc, ctx, actor, label, ?, schema_ver, app_ver, undo_of, hash"
                " FROM sync_txn WHERE origin = 1 AND seq = 1",
                (seq, 1_000 * seq),
            )


def test_this_laptop_comes_first_even_without_a_name(company: Company) -> None:
    with company.read() as reading:
        (only,) = laptops(reading)
    assert only.is_this
    assert only.steps > 0
    assert only.label == (platform.node() or "This laptop")


def test_a_laptop_that_told_nobody_its_name_is_not_called_by_its_id(company: Company) -> None:
    _meet(company, steps=1)
    with company.write() as work:
        work.session.get_one(ReplicaInfo, ReplicaInfo.id_of(_OTHER)).deleted = True
    with company.read() as reading:
        assert laptop_names(reading)[_OTHER] == "Another laptop"
        assert laptop_names(reading, CHINESE)[_OTHER] == "另一台电脑"


def test_another_laptop_is_told_by_its_name_and_its_last_step(company: Company) -> None:
    _meet(company, steps=2)
    with company.read() as reading:
        this, other = laptops(reading)
        names = laptop_names(reading)
    assert (this.is_this, other.is_this) == (True, False)
    assert (other.id, other.label, other.steps, other.last_ms) == (_OTHER, "Anna's laptop", 2, 2_000)
    assert names[_OTHER] == "Anna's laptop"


def test_a_laptop_that_never_wrote_is_not_listed(company: Company) -> None:
    _meet(company, steps=0)
    with company.read() as reading:
        assert [each.is_this for each in laptops(reading)] == [True]
