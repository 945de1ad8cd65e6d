"""Real spreadsheets through the command line: every figure known of them from elsewhere stands in the company file."""

from pathlib import Path

import pytest

from tests.cli.running import Shell

WON = "FROM opportunity o WHERE o.deleted = 0 AND o.outcome = 'won'"


@pytest.fixture
def sales(test_data: Path) -> Path:
    return test_data / "crm_sales_opportunities"


def assert_the_pipeline_is_whole(shell: Shell) -> None:
    assert shell.rows(
        "SELECT s.code, count(*) FROM opportunity o JOIN stage s ON s.id = o.stage_id GROUP BY 1 ORDER BY 1"
    ) == [("engaging", 1589), ("lost", 2473), ("prospecting", 500), ("won", 4238)]
    assert shell.value(f"SELECT sum(amount_minor) {WON}") == 10_005_534_00
    assert shell.value("SELECT sum(amount_minor) FROM opportunity WHERE outcome = 'lost'") == 0
    assert shell.value("SELECT count(*) FROM opportunity WHERE customer_id IS NULL") == 1425
    assert shell.value("SELECT count(*) FROM opportunity WHERE opened_on IS NULL") == 500
    assert shell.value("SELECT count(*) FROM opportunity WHERE closed_on IS NULL") == 2089
    assert shell.rows(
        "SELECT s.code, sum(o.amount_minor) FROM opportunity o JOIN stage s ON s.id = o.stage_id"
        " WHERE o.outcome = 'open' GROUP BY 1 ORDER BY 1"
    ) == [("engaging", 3_892_229_00), ("prospecting", 1_073_986_00)]
    quarter = "'Q' || ((substr(closed_on, 6, 2) + 2) / 3)"
    assert shell.rows(f"SELECT {quarter}, sum(amount_minor), count(*) {WON} GROUP BY 1 ORDER BY 1") == [
        ("Q1", 1_134_672_00, 531),
        ("Q2", 3_086_111_00, 1254),
        ("Q3", 2_982_255_00, 1257),
        ("Q4", 2_802_496_00, 1196),
    ]
    assert shell.rows(
        f"SELECT u.name, sum(o.amount_minor) {WON.replace('o WHERE', 'o JOIN app_user u ON u.id = o.owner_id WHERE')}"
        " GROUP BY 1 ORDER BY 2 DESC LIMIT 3"
    ) == [
        ("Darcel Schlecht", 1_153_214_00),
        ("Vicki Laflamme", 478_396_00),
        ("Kary Hendrixson", 454_298_00),
    ]
    assert shell.rows(
        "SELECT d.name_en, sum(o.amount_minor) FROM opportunity o JOIN app_user u ON u.id = o.owner_id"
        " JOIN dictionary_entry d ON d.id = u.region_id WHERE o.outcome = 'won' GROUP BY 1 ORDER BY 2 DESC"
    ) == [("West", 3_568_647_00), ("Central", 3_346_293_00), ("East", 3_090_594_00)]
    assert shell.rows(
        "SELECT c.name, sum(o.amount_minor) FROM opportunity o JOIN customer c ON c.id = o.customer_id"
        " WHERE o.outcome = 'won' GROUP BY 1 ORDER BY 2 DESC LIMIT 3"
    ) == [("Kan-code", 341_455_00), ("Konex", 269_245_00), ("Condax", 206_410_00)]
    assert (
        shell.value(
            "SELECT count(*) FROM opportunity_line l JOIN product p ON p.id = l.product_id WHERE p.name = 'GTX Pro'"
        )
        == 1480
    )
    cycle = "sum(julianday(closed_on) - julianday(opened_on)) / count(*)"
    assert round(shell.value(f"SELECT {cycle} {WON}"), 4) == 51.7820
    assert (
        shell.value("SELECT count(*) FROM history_entry WHERE field = 'stage' AND record_kind = 'opportunity'")
        == 8800 + 4238 + 2473
    )


def test_a_sales_pipeline_arrives_by_four_commands(shell: Shell, sales: Path) -> None:
    users = shell("import", "users", sales / "sales_teams.csv", "--json").data
    assert (users["created"], [m["name"] for m in users["made"] if m["list"] == "region"]) == (35, ["West"])
    assert shell.rows("SELECT r.code, count(*) FROM app_user u JOIN role r ON r.id = u.role_id GROUP BY 1") == [
        ("administrator", 1),
        ("manager", 6),
        ("salesperson", 35),
    ]
    assert shell("import", "products", sales / "products.csv", "--json").data["created"] == 7

    looked = shell("import", "customers", sales / "accounts.csv", "--dry-run", "--json").data
    fixes = [f"--fix={each['old']}={each['new']}" for each in looked["corrections"]]
    assert sorted(fixes) == ["--fix=Philipines=Philippines", "--fix=technolgy=Technology"]
    assert shell("import", "customers", sales / "accounts.csv", *fixes, "--json").data["created"] == 85
    assert shell.value("SELECT count(*) FROM customer WHERE parent_id IS NOT NULL") == 15
    assert shell.value("SELECT count(*) FROM dictionary_entry WHERE name_en = 'technolgy'") == 0
    assert shell.value("SELECT count(*) FROM customer WHERE country = 'Philippines'") == 1

    fix = "GTXPro=GTX Pro"
    deals = shell("import", "opportunities", sales / "sales_pipeline.csv", "--fix", fix, "--json")
    assert (deals.status, deals.data["created"]) == (0, 8800)
    assert_the_pipeline_is_whole(shell)
    assert shell("check").status == 0

    again = shell("import", "opportunities", sales / "sales_pipeline.csv", "--fix", fix, "--on-match", "skip", "--json")
    assert again.data["skipped"] == 8800


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_other_dates_and_a_workbook_give_the_same(shell: Shell, sales: Path, form: str) -> None:
    variant = sales / "variant_ddmmyy"
    kinds = {"users": "sales_teams", "products": "products", "customers": "accounts", "opportunities": "sales_pipeline"}
    for kind, name in kinds.items():
        source = [variant / f"{name}.csv"] if form == "csv" else [variant / "data_model.xlsx", "--sheet", name]
        assert shell("import", kind, *source, "--accept").status == 0
    assert_the_pipeline_is_whole(shell)


def test_northwind_arrives_with_orders_and_lines_in_two_files(shell: Shell, test_data: Path) -> None:
    folder = test_data / "northwind"
    for kind, name in (
        ("users", "employees"),
        ("products", "products"),
        ("customers", "customers"),
        ("orders", "orders"),
        ("orders", "order_details"),
    ):
        said = shell("import", kind, folder / f"{name}.csv", "--json")
        assert said.status == 0, said.data["problems"][:3]
    assert shell.rows("SELECT count(*), sum(net_minor) FROM order_line") == [(2155, 1_265_793_29)]
    assert shell.rows(
        "SELECT count(*), sum(freight_minor), count(DISTINCT customer_id), min(ordered_on), max(ordered_on)"
        " FROM sales_order"
    ) == [(830, 64_942_69, 89, "1996-07-04", "1998-05-06")]
    lines = "FROM order_line l JOIN sales_order o ON o.id = l.order_id"
    top = shell.rows(
        f"SELECT c.name, sum(l.net_minor) {lines} JOIN customer c ON c.id = o.customer_id"
        " GROUP BY 1 ORDER BY 2 DESC LIMIT 3"
    )
    assert [name for name, _ in top] == ["QUICK-Stop", "Ernst Handel", "Save-a-lot Markets"]
    # The figures known are those before rounding each line.
    assert [abs(minor - known) < 50 for (_, minor), known in zip(top, (11027731, 10487498, 10436195), strict=True)] == [
        True
    ] * 3
    assert shell.rows(
        f"SELECT u.name, count(DISTINCT o.id) {lines} JOIN app_user u ON u.id = o.owner_id"
        " GROUP BY 1 ORDER BY sum(l.net_minor) DESC LIMIT 1"
    ) == [("Margaret Peacock", 156)]
    assert shell.rows(
        "SELECT u.name, m.name FROM app_user u JOIN app_user m ON m.id = u.manager_id WHERE u.employee_no IN ('1', '9')"
        " ORDER BY u.employee_no"
    ) == [("Nancy Davolio", "Andrew Fuller"), ("Anne Dodsworth", "Steven Buchanan")]
    again = shell("import", "orders", folder / "order_details.csv", "--json").data
    assert (again["unchanged"], again["created"]) == (2155, 0)


def test_a_salesforce_export_arrives(shell: Shell, test_data: Path) -> None:
    folder = test_data / "exports" / "salesforce-dataloader" / "samples" / "data"
    accounts = shell("import", "customers", folder / "accountData.csv", "--unknown", "leave", "--json").data
    assert (accounts["created"], accounts["rejected"]) == (423, 0)
    assert shell.value("SELECT count(DISTINCT name) FROM customer") == 422
    assert shell.value("SELECT count(*) FROM customer WHERE postcode LIKE '0%'") == 39
    fixes = (
        "Value Proposition=Proposal",
        "Negotiation/Review=Negotiation",
        "Id. Decision Makers=Engaging",
        "Proposal/Price Quote=Proposal",
        "Needs Analysis=Qualification",
    )
    source = folder / "opportunityData.csv"
    unknown = shell("import", "opportunities", source, "--unknown", "leave", "--dry-run", "--json").data
    assert "There are: " in unknown["problems"][0]["reason"]
    named = [f"--fix={fix}" for fix in fixes]
    deals = shell("import", "opportunities", source, "--unknown", "leave", *named, "--json").data
    assert (deals["created"], deals["rejected"]) == (38, 0)
    assert shell.value("SELECT sum(amount_minor) FROM opportunity") == 6_270_000_00
    assert shell.rows("SELECT count(*), sum(amount_minor) FROM opportunity WHERE outcome = 'won'") == [
        (8, 2_200_000_00)
    ]


@pytest.mark.parametrize("name", ["date_1904.xlsx", "merge_cells.xls"])
def test_a_workbook_that_is_no_list_gets_a_clear_message(shell: Shell, test_data: Path, name: str) -> None:
    said = shell("import", "customers", test_data / "xlsx" / name)
    assert said.status == 1
    assert said.err.strip()
    assert not shell.path.exists()


def test_a_small_workbook_that_unpacks_to_gigabytes_is_read_as_the_row_it_holds(shell: Shell, test_data: Path) -> None:
    said = shell("import", "customers", test_data / "xlsx" / "issue_174.xlsx", "--json")
    assert (said.status, said.data["rows"]) == (0, 1)
