"""Records of own kinds on the command line: written, changed in a spreadsheet, and brought back."""

import csv
from pathlib import Path

from crm_desktop.core.i18n import Message
from crm_desktop.core.viewer import SYSTEM
from crm_desktop.models.customising import own_kind
from crm_desktop.operations.custom_field import CustomFieldDraft, create_custom_field
from crm_desktop.operations.own_kind import OwnKindDraft, create_own_kind
from crm_desktop.storage.database import Database
from tests.cli.running import Shell, table, text_file


def with_machines(shell: Shell) -> str:
    """A company with two customers and machines, which have a serial number and a day; gives their kind."""
    source = text_file(shell.path.with_name("accounts.csv"), "account,account number", "Haverton,H-1", "Brook,H-2")
    assert shell("import", "customers", source).status == 0
    database = Database.open(shell.path)
    with database.write(Message("Kinds"), SYSTEM) as work:
        kind_id = create_own_kind(work, OwnKindDraft("Machine", "设备", "Machines", "machines", pattern="M-####"))
        create_own_kind(work, OwnKindDraft("Licence", code="licences"))
        work.session.flush()
        create_custom_field(work, CustomFieldDraft(own_kind(kind_id), "Serial number", "序列号"))
        create_custom_field(work, CustomFieldDraft(own_kind(kind_id), "Warranty until", "保修至", type="date"))
    database.close()
    return own_kind(kind_id)


def test_machines_go_out_and_come_back(shell: Shell, tmp_path: Path) -> None:
    with_machines(shell)
    source = text_file(
        tmp_path / "machines.csv",
        "name,customer,serial number,warranty until",
        "Press 7,Haverton,SN-1,2027-03-01",
        "Lathe 2,H-2,SN-2,",
        "Lathe 3,Nobody,SN-3,",
    )
    said = shell("import", "machines", source, "--json")
    assert (said.status, said.data["created"], said.data["rejected"]) == (1, 2, 1)
    target = tmp_path / "out.csv"
    assert shell("export", "machines", target, "--sort", "name").status == 0
    rows = table(target)
    assert [(row["Number"], row["Name"], row["Customer"], row["Serial number"]) for row in rows] == [
        ("M-0002", "Lathe 2", "Brook", "SN-2"),
        ("M-0001", "Press 7", "Haverton", "SN-1"),
    ]
    rows[0]["Warranty until"] = "2028-01-01"
    with target.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    said = shell("import", "machines", target, "--json")
    assert (said.status, said.data["updated"], said.data["unchanged"]) == (0, 1, 1)
    assert shell("export", "machines", target, "--filter", "Warranty until>=2028-01-01", "--json").data["rows"] == 1
    assert shell("export", "licences", target, "--json").data["rows"] == 0


def test_a_kind_that_is_not_there_is_named_with_those_that_are(shell: Shell, tmp_path: Path) -> None:
    with_machines(shell)
    said = shell("export", "cars", tmp_path / "out.csv")
    assert said.status == 2
    assert "“cars”" in said.err
    assert "machines" in said.err
    assert shell("search", "machines").status == 0
