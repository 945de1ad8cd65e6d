"""`claim`, `release` and `rules run` on the command line."""

from pathlib import Path

import pytest

from tests.builders import a_customer, a_user, role
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
    assert "is no day" in shell("share-record", "customer", "C-00001", "grace", "--until", "31.12.").err
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


def test_what_is_wrong_about_a_share_is_said_and_nothing_changes(shell: Shell, company: Company) -> None:
    shell("claim", "Haverton")
    with company.write() as work:
        a_user(work, "Tom", login="tom", is_active=False)
    for given, said in (
        (("grace", "--until", "2126-02-30"), "“2126-02-30” is no day"),
        (("grace", "--until", ""), "“” is no day"),
        (("grace", "--until", "3126-01-01"), "year"),
        (("grace", "--end"), "is not shared with grace"),
        (("grace", "--end", "--write"), "--end alone"),
        (("tom",), "no longer active"),
        (("nobody",), "There is no user"),
    ):
        refused = shell("share-record", "customer", "C-00001", *given, "--json")
        assert (refused.status, said in refused.data["error"]) == (1, True), given
    assert "that you see" in shell("share-record", "customer", "C-00001", "ada", "--as", "grace").err
    assert shell.rows("SELECT 1 FROM record_share") == []


def test_a_hand_over_that_cannot_be_is_refused_before_and_in_its_preview(shell: Shell, company: Company) -> None:
    shell("claim", "Haverton", "--as", "grace")
    with company.write() as work:
        a_user(work, "Mei", login="mei", role_id=role("salesperson"))
        a_user(work, "Tom", login="tom", is_active=False)
    known = shell.path.with_name("signed.pdf")
    known.write_bytes(b"of last year")
    for given, said in (
        (("grace", "grace"), "somebody else"),
        (("grace", "tom"), "no longer active"),
        (("grace", "ada", "--as", "mei"), "belongs to someone else"),
        (("grace", "ada", "--kinds", ""), "There is no kind"),
        (("grace", "ada", "--reason", "x" * 501), "500 characters at most"),
    ):
        for preview in ((), ("--preview",)):
            refused = shell("handover", *given, *preview)
            assert (refused.status, said in refused.err, refused.out) == (1, True, ""), given
    assert "Leave out" in shell("handover", "grace", "ada", "--preview", "--pdf", known).err
    assert "is the file that is read" in shell("handover", "grace", "ada", "--pdf", shell.path).err
    assert shell.rows("SELECT 1 FROM hand_over") == []
    assert shell("handover", "grace", "ada", "--pdf", known).status == 0
    assert known.read_bytes().startswith(b"%PDF")


def test_customers_are_claimed_all_or_none(shell: Shell, company: Company) -> None:
    with company.write() as work:
        a_customer(work, "Yarrow", pooled=True)
    for verb in ("claim", "release"):
        for wrong in ("C-99999", "", "Haverton Ltd"):
            refused = shell(verb, "Haverton", wrong, "--json")
            assert (refused.status, "that you see" in refused.data["error"]) == (1, True)
    assert "500 characters at most" in shell("claim", "Haverton", "--reason", "x" * 501).err
    assert shell.rows("SELECT 1 FROM claim") == []
    assert shell("claim", "Haverton", "Haverton", "--as", "grace").status == 0
    assert shell("claim", "Yarrow").status == 0
    assert shell("release", "Haverton", "Yarrow", "--as", "grace").status == 1
    assert shell.rows("SELECT kind FROM claim") == [("claim",), ("claim",)]
    assert (shell("rules", "walk").status, shell("rules", "run", "--as", "nobody").status) == (2, 1)
