"""`search`: every kind, for people and for programs, within the acting user's rights."""

from pathlib import Path

import pytest

from tests.cli.running import Shell, text_file


@pytest.fixture
def known(shell: Shell, tmp_path: Path) -> Shell:
    """Two customers of two sellers, and a contact."""
    users = text_file(tmp_path / "users.csv", "name,login", "林悦,lin", "Dana Holt,dana")
    customers = text_file(
        tmp_path / "customers.csv",
        "name,number,owner,phone",
        "重庆海维康医疗,H-1,林悦,0571 2046 8888",
        "Haverton,H-2,Dana Holt,",
    )
    contacts = text_file(tmp_path / "contacts.csv", "full name,account", "何文凯,重庆海维康医疗")
    for kind, source in (("users", users), ("customers", customers), ("contacts", contacts)):
        assert shell("import", kind, source).status == 0
    return shell


@pytest.mark.parametrize("text", ["海维", "cqhwk", "chongqing", "2046", "H-1"])
def test_a_customer_is_found_by_any_part_of_it(known: Shell, text: str) -> None:
    said = known("search", text, "--json")
    assert said.status == 0
    assert ("customer", "重庆海维康医疗") in [(hit["kind"], hit["title"]) for hit in said.data["hits"]]


def test_people_read_the_kind_and_the_name(known: Shell) -> None:
    assert any(line.startswith("Contact: 何文凯") for line in known("search", "何文").out.splitlines())
    assert any(
        line.startswith("联系人: 何文凯") for line in known("search", "何文", "--lang", "zh_CN").out.splitlines()
    )


def test_only_what_the_acting_user_may_see_is_found(known: Shell) -> None:
    assert known("search", "haverton", "--as", "dana", "--json").data["hits"]
    assert known("search", "haverton", "--as", "lin", "--json").data["hits"] == []


@pytest.mark.parametrize("text", ["dragon", "", '"', "a* OR NOT (", "😀"])
def test_nothing_found_is_no_failure(known: Shell, text: str) -> None:
    said = known("search", text, "--json")
    assert (said.status, said.err, said.data["hits"]) == (0, "", [])
    assert known("search", text).out == "Nothing found.\n"
