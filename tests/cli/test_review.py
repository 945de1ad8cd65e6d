"""What is to be reviewed is listed and decided by commands."""

from dataclasses import replace
from pathlib import Path

import pytest

from crm_desktop.operations.customer import customer_draft, delete_customers, update_customer
from tests.builders import a_customer, an_opportunity, entry
from tests.cli.running import Shell
from tests.company import Company
from tests.meeting import meet
from tests.sync.conftest import Laptop
from tests.sync.conftest import laptop as laptop


@pytest.fixture
def met(company: Company, laptop: Laptop, capsys: pytest.CaptureFixture[str]) -> Shell:
    """Commands on the file of one of two laptops that met: they disagree about a customer."""
    with company.write() as work:
        made = a_customer(work, "Haverton", city="Harborough")
        gone = a_customer(work, "Coldbrook")
    anna = laptop("anna")
    for each, name, level in ((company, "Haverton Medical", "A"), (anna, "Haverton Care", "B")):
        with each.write("Change customer") as work:
            loaded = customer_draft(work, made)
            limit = {"A": 500_000, "B": 800_000}[level]
            changed = replace(loaded, name=name, level_id=entry("level", level), credit_limit_minor=limit)
            update_customer(work, made, changed, loaded)
    with company.write() as work:
        an_opportunity(work, "New wing", customer_id=gone)
    with anna.write() as work:
        delete_customers(work, [gone])
    meet(company, anna)
    return Shell(Path(company.database.path), capsys)


def test_what_is_to_be_reviewed_is_listed_for_people_and_programs(met: Shell) -> None:
    said = met("conflicts")
    assert "Before: Haverton\n" in said.out
    assert "Ada Lin, this laptop" in said.out
    assert "New wing: belongs to “Coldbrook”, which was deleted meanwhile" in said.out
    assert said.err == "2 records to review\n"
    listed = met("conflicts", "--json").data
    assert listed["records"] == 2
    name = next(each for each in listed["conflicts"] if each.get("field") == "Name")
    assert {(each["value"], each["mine"]) for each in name["versions"]} == {
        ("Haverton Medical", True),
        ("Haverton Care", False),
    }


def test_every_kind_of_answer_decides(met: Shell) -> None:
    items = {each.get("field") or each["kind"]: each["id"] for each in met("conflicts", "--json").data["conflicts"]}
    answers = {"Name": "Haverton Group", "Level": "theirs", "Credit limit": "6500.50", "orphan": "restore"}
    for field, answer in answers.items():
        assert met("resolve", items[field], "--take", answer).out == "Decided, for all laptops.\n"
    assert met("conflicts", "--json").data["conflicts"] == []
    row = met.rows("SELECT name, level_id, credit_limit_minor FROM customer WHERE name LIKE 'Haverton%'")
    assert row == [("Haverton Group", entry("level", "B"), 650_050)]
    assert met.value("SELECT deleted FROM customer WHERE name = 'Coldbrook'") == 0


def test_what_cannot_be_understood_is_said_and_nothing_changes(met: Shell) -> None:
    items = {each.get("field") or each["kind"]: each["id"] for each in met("conflicts", "--json").data["conflicts"]}
    assert "There is nothing to review called" in met("resolve", "00000000", "--take", "mine").err
    assert "is no value for this field" in met("resolve", items["Credit limit"], "--take", "lots").err
    assert "Answer this with restore | delete | detach." in met("resolve", items["orphan"], "--take", "mine").err
    assert len(met("conflicts", "--json").data["conflicts"]) == 4
