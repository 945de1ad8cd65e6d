"""`bin`: what was deleted, and a way back."""

from pathlib import Path

import pytest

from crm_desktop.core.i18n import Message
from crm_desktop.core.viewer import SYSTEM
from crm_desktop.operations.customer import delete_customers
from crm_desktop.storage.database import Database
from tests.cli.running import Shell, text_file


@pytest.fixture
def company(shell: Shell, tmp_path: Path) -> Shell:
    """A company with two deleted customers."""
    customers = text_file(tmp_path / "c.csv", "name,number", "Haverton,H-1", "Yarrow,H-2")
    assert shell("import", "customers", customers).status == 0
    ids = [row_id for (row_id,) in shell.rows("SELECT id FROM customer")]
    database = Database.open(shell.path)
    with database.write(Message("Delete customers"), SYSTEM) as work:
        delete_customers(work, ids)
    database.close()
    return shell


def test_the_bin_lists_restores_and_empties(company: Shell) -> None:
    found = company("bin", "--json").data
    assert (found["count"], {row["title"] for row in found["records"]}) == (2, {"Haverton", "Yarrow"})
    assert company("bin", "--text", "yarr", "--json").data["count"] == 1
    wanted = next(row["id"] for row in found["records"] if row["title"] == "Haverton")
    assert company("bin", "--restore", wanted, "--json").data == {"restored": 1, "still_deleted": []}
    again = company("bin", "--restore", wanted)
    assert again.status == 1
    assert "is not in the recycle bin" in again.err
    refused = company("bin", "--empty", "-1")
    assert (refused.status, "Days are counted from 0" in refused.err) == (1, True)
    assert company("bin", "--empty", "--json").data == {"erased": 0}
    assert company("bin", "--empty", "0").out == "1 record erased\n"
    assert company("bin").out.strip() == "0 records in the recycle bin"


def test_what_is_asked_wrongly_of_the_bin_is_said_and_nothing_is_erased(company: Shell) -> None:
    for given, status, said in (
        (("--limit", "0"), 1, "at least one record"),
        (("--limit", "-1"), 1, "at least one record"),
        (("--limit", "some"), 2, "“some” is no whole number"),
        (("--empty", "2126-02-30"), 2, "is no whole number"),
        (("--restore", ""), 1, "is not in the recycle bin"),
        (("--kind", "boat"), 2, "boat"),
        (("--as", "nobody"), 1, "There is no user"),
    ):
        refused = company("bin", *given)
        assert (refused.status, said in refused.err) == (status, True), given
    assert company("bin", "--empty", str(10**30), "--json").data == {"erased": 0}
    assert company("bin", "--limit", str(10**30), "--json").data["count"] == 2
