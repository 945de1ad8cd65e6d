"""`claim`, `release` and `rules run` on the command line."""

from pathlib import Path

import pytest

from tests.builders import a_customer, a_user
from tests.cli.running import Shell
from tests.company import Company


@pytest.fixture
def shell(company: Company, capsys: pytest.CaptureFixture[str]) -> Shell:
    """The command line on a company with a salesperson and a customer in the public pool."""
    with company.write() as work:
        a_user(work, "Grace Lin", login="grace")
        a_customer(work, "Haverton", pooled=True)
    return Shell(Path(company.database.path), capsys)


def test_a_customer_is_claimed_and_released_by_number_or_name(shell: Shell) -> None:
    assert shell("claim", "Haverton", "--as", "grace", "--json").data["customers"][0]["number"] == "C-00001"
    assert shell.value("SELECT login FROM customer JOIN app_user u ON u.id = owner_id") == "grace"
    said = shell("claim", "C-00001")
    assert (said.status, "belongs to Grace Lin" in said.err) == (1, True)
    said = shell("release", "C-00001", "--reason", "Moved away", "--as", "grace")
    assert (said.status, said.out) == (0, "C-00001 Haverton: in the public pool\n")
    assert shell.rows("SELECT kind, note FROM claim ORDER BY at") == [("claim", None), ("release", "Moved away")]
    assert "There is no record" in shell("claim", "Nobody").err


def test_the_rules_say_what_they_did(shell: Shell) -> None:
    assert set(shell("rules", "run", "--json").data["rules"].values()) == {0}
    assert "Customers given back to the public pool: 0" in shell("rules", "run").out


def test_a_record_is_shared_until_a_day(shell: Shell) -> None:
    shell("claim", "Haverton")
    assert shell("share-record", "customer", "C-00001", "grace", "--write", "--until", "2126-12-31").status == 0
    assert shell.rows("SELECT may_write, until_on FROM record_share WHERE deleted = 0") == [(1, "2126-12-31")]
    assert "Write the day as" in shell("share-record", "customer", "C-00001", "grace", "--until", "31.12.").err
    assert "a later day" in shell("share-record", "customer", "C-00001", "grace", "--until", "2000-01-01").err
    assert shell("share-record", "customer", "Haverton", "grace", "--end", "--json").data["shared"] is False
    assert shell.rows("SELECT 1 FROM record_share WHERE deleted = 0") == []


def test_everything_of_a_person_is_handed_over(shell: Shell, tmp_path: Path) -> None:
    shell("claim", "Haverton", "--as", "grace")
    assert shell("handover", "grace", "ada", "--preview", "--json").data["counts"]["customer"] == 1
    refused = shell("handover", "grace", "ada", "--pdf", tmp_path / "nowhere" / "protocol.pdf")
    assert (refused.status, "There is no folder" in refused.err) == (1, True)
    assert shell("handover", "grace", "ada", "--preview", "--json").data["counts"]["customer"] == 1
    pdf = tmp_path / "protocol.pdf"
    assert shell("handover", "grace", "ada", "--reason", "Leaves", "--pdf", pdf).status == 0
    assert pdf.read_bytes().startswith(b"%PDF")
    assert shell.value("SELECT login FROM customer JOIN app_user u ON u.id = owner_id") == "ada"
    assert "nothing to hand over" in shell("handover", "grace", "ada").err
    assert "There is no kind" in shell("handover", "grace", "ada", "--kinds", "boats").err
