"""`contracts`: what was agreed and what is paid of it, for people and for programs."""

from dataclasses import replace

from crm_desktop.core.i18n import Message
from crm_desktop.core.viewer import SYSTEM
from crm_desktop.operations.contract import create_contract
from crm_desktop.operations.contract_making import new_contract
from crm_desktop.operations.contract_steps import sign_contract
from crm_desktop.queries.viewer import viewer_of
from crm_desktop.storage.database import Database
from tests.builders import a_customer
from tests.cli.running import Shell


def test_contracts_are_listed_for_people_and_for_programs(shell: Shell) -> None:
    assert shell("demo").status == 0
    database = Database.open(shell.path)
    with database.read(SYSTEM) as reading:
        viewer = viewer_of(reading, None)
    with database.write(Message("Agree"), viewer) as work:
        draft = replace(new_contract(work, a_customer(work, "Wexham Clinic")), name="Frame", amount_minor=1000_00)
        sign_contract(work, create_contract(work, draft))
        create_contract(work, replace(draft, name="Only a draft"))
    database.close()
    said = shell("contracts", "--stage", "signed", "--customer", "Wexham Clinic", "--json")
    (told,) = said.data["contracts"]
    assert (told["name"], told["customer"], told["stage"], told["open_minor"]) == (
        "Frame",
        "Wexham Clinic",
        "signed",
        1000_00,
    )
    assert "Only a draft" in shell("contracts", "--view", "drafts", "--limit", "1000").out
    assert shell("contracts", "--owner", "nobody").status == 1
    assert shell("contracts", "--limit", "0").status == 1
