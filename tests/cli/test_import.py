"""`import` as a script sees it: exit status, JSON, rejects, corrections, and what a hostile file gets."""

import json
from pathlib import Path

import pytest

from tests.cli.running import Shell, table, text_file

CUSTOMERS = ("name,number,city,employees,parent", "Haverton,H-1,Harborough,120,", "Kestrel,H-2,Selby,40,Haverton")


def test_the_company_file_is_made_when_it_is_absent(shell: Shell, tmp_path: Path) -> None:
    said = shell("import", "customers", text_file(tmp_path / "a.csv", *CUSTOMERS), "--json", "--currency", "EUR")
    assert said.status == 0
    assert (said.data["created"], said.data["rejected"]) == (2, 0)
    assert said.data["mapping"]["columns"]["city"]["field"] == "city"
    assert (said.data["encoding"], said.data["delimiter"]) == ("UTF-8", ",")
    assert shell.value("SELECT value FROM parameter WHERE name = 'company.currency'") == "EUR"
    assert shell("check").status == 0


def test_a_rejected_row_gives_status_1_and_the_rest_comes_in(shell: Shell, tmp_path: Path) -> None:
    source = text_file(tmp_path / "a.csv", *CUSTOMERS, "Lowfield,H-3,Selby,many,", ",H-4,York,3,")
    rejects = tmp_path / "rejects.csv"
    said = shell("import", "customers", source, "--rejects", rejects, "--json")
    assert (said.status, said.data["created"], said.data["rejected"]) == (1, 2, 2)
    assert [(p["line"], p["column"], p["value"]) for p in said.data["problems"]] == [
        (4, "employees", "many"),
        (5, "name", ""),
    ]
    written = table(rejects)
    assert [row["import_line"] for row in written] == ["4", "5"]
    assert written[0]["import_reason"] == "“many” is not a number."

    corrected = rejects.read_text(encoding="utf-8-sig").replace("many", "12").replace("\n,H-4", "\nYarrow,H-4")
    rejects.write_text(corrected, encoding="utf-8")
    again = shell("import", "customers", rejects, "--json")
    assert (again.status, again.data["created"]) == (0, 2)
    assert shell.value("SELECT count(*) FROM customer WHERE deleted = 0") == 4


def test_a_dry_run_writes_nothing(shell: Shell, tmp_path: Path) -> None:
    source = text_file(tmp_path / "a.csv", *CUSTOMERS)
    said = shell("import", "customers", source, "--dry-run", "--json")
    assert (said.status, said.data["created"], said.data["dry_run"]) == (0, 2, True)
    assert not shell.path.exists()

    shell("import", "customers", source)
    before = shell.path.read_bytes()
    said = shell("import", "customers", source, "--dry-run", "--json")
    assert (said.data["updated"], said.data["unchanged"]) == (0, 2)
    assert shell.path.read_bytes() == before


def test_known_records_are_updated_skipped_or_made_again(shell: Shell, tmp_path: Path) -> None:
    shell("import", "customers", text_file(tmp_path / "a.csv", *CUSTOMERS))
    moved = text_file(tmp_path / "b.csv", "name,number,city", "Haverton,H-1,York", "Newly,H-9,York")
    skipped = shell("import", "customers", moved, "--key", "number", "--on-match", "skip", "--json").data
    assert (skipped["skipped"], skipped["created"]) == (1, 1)
    assert shell.value("SELECT city FROM customer WHERE number = 'H-1'") == "Harborough"

    updated = shell("import", "customers", moved, "--key", "number", "--json").data
    assert (updated["updated"], updated["unchanged"]) == (1, 1)
    assert shell.rows("SELECT city, employees FROM customer WHERE number = 'H-1'") == [("York", 120)]

    named = text_file(tmp_path / "c.csv", "name,city", "Haverton,Leeds")
    assert shell("import", "customers", named, "--on-match", "create", "--json").data["created"] == 1
    twice = shell("import", "customers", named, "--key", "name", "--json")
    assert twice.status == 1
    assert "Several records" in twice.data["problems"][0]["reason"]


def test_near_misses_are_offered_and_applied(shell: Shell, tmp_path: Path) -> None:
    shell("import", "products", text_file(tmp_path / "p.csv", "product,sales_price", "GTX Pro,4821"))
    deals = text_file(
        tmp_path / "d.csv", "opportunity_id,product,deal_stage", "A1,GTXPro,Prospecting", "A2,Gizmo,Prospecting"
    )
    first = shell("import", "opportunities", deals, "--json")
    assert first.data["rejected"] == 2
    assert [(c["old"], c["new"]) for c in first.data["corrections"]] == [("GTXPro", "GTX Pro")]
    assert [p["reason"] for p in first.data["problems"]] == [
        "There is no product “GTXPro”. Did you mean “GTX Pro”?",
        "There is no product “Gizmo”.",
    ]
    assert shell("import", "opportunities", deals, "--accept", "--json").data["created"] == 1
    assert shell("import", "opportunities", deals, "--fix", "Gizmo=GTX Pro", "--json").data["created"] == 1
    assert shell.value("SELECT sum(amount_minor) FROM opportunity") == 2 * 482100


def test_unknown_names_are_refused_left_out_or_made(shell: Shell, tmp_path: Path) -> None:
    people = text_file(
        tmp_path / "c.csv", "full_name,company,owner", "Dana Holt,Haverton,admin", "Ida Fry,,Nobody Known"
    )
    refused = shell("import", "contacts", people, "--json").data
    assert [p["value"] for p in refused["problems"]] == ["Haverton", "Nobody Known"]
    left = shell("import", "contacts", people, "--unknown", "leave", "--json")
    assert (left.status, left.data["created"], len(left.data["warnings"])) == (0, 2, 2)
    made = shell("import", "contacts", people, "--unknown", "create", "--on-match", "create", "--json").data
    assert (made["created"], made["rejected"]) == (1, 1)
    assert shell.rows("SELECT name FROM customer") == [("Haverton",)]


def test_a_mapping_is_written_and_read(shell: Shell, tmp_path: Path) -> None:
    source = text_file(tmp_path / "a.csv", "who,where", "Haverton,York")
    mapping = tmp_path / "map.json"
    mapping.write_text(json.dumps({"kind": "customers", "columns": {"who": "name", "where": "city"}}), encoding="utf-8")
    saved = tmp_path / "saved.json"
    assert shell("import", "customers", source, "--map", mapping, "--save-map", saved).status == 0
    assert shell.rows("SELECT name, city FROM customer") == [("Haverton", "York")]
    assert json.loads(saved.read_text(encoding="utf-8"))["columns"]["who"]["field"] == "name"
    wrong = shell("import", "products", source, "--map", mapping)
    assert (wrong.status, wrong.err) == (1, "This mapping is for customers.\n")


def test_messages_come_in_chinese(shell: Shell, tmp_path: Path) -> None:
    source = text_file(tmp_path / "客户.csv", "客户名称,负责人", "海维康医疗,不存在")
    said = shell("import", "customers", source, "--lang", "zh_CN")
    assert said.status == 1
    assert "新建 0 行" in said.out
    assert "没有用户“不存在”" in said.err
    assert not shell.path.exists()


def test_whoever_may_not_import_is_refused(shell: Shell, tmp_path: Path) -> None:
    shell("import", "users", text_file(tmp_path / "u.csv", "name,login,role", "Ida Fry,ida,Service"))
    said = shell("import", "customers", text_file(tmp_path / "a.csv", *CUSTOMERS), "--as", "ida")
    assert said.status == 1
    assert "Your role does not allow this" in said.err


def test_a_wrong_command_line_gives_status_2(shell: Shell, tmp_path: Path) -> None:
    assert shell("import", "dragons", tmp_path / "a.csv").status == 2
    assert shell("import", "customers", tmp_path / "a.csv", "--on-match", "burn").status == 2
    assert "--rejects" in shell("import", "--help").out


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x89PNG\r\n\x1a\n" + bytes(2000),
        bytes(range(256)) * 50,
        b"PK\x03\x04" + bytes(500),
        b"SQLite format 3\x00" + bytes(500),
        b'name,city\n"Haverton,York\n' + b"x," * 50_000,
        b"<html><body>no</body></html>",
        b"colour,shape\nred,round\n",
    ],
)
def test_a_hostile_file_gets_one_sentence(shell: Shell, tmp_path: Path, content: bytes) -> None:
    source = tmp_path / "hostile.csv"
    source.write_bytes(content)
    said = shell("import", "customers", source)
    assert said.status == 1
    assert said.err.strip()
    assert not shell.path.exists()


def test_a_file_that_is_not_there_gets_one_sentence(shell: Shell, tmp_path: Path) -> None:
    said = shell("import", "customers", tmp_path / "nowhere.csv")
    assert (said.status, said.err.count("\n")) == (1, 1)
    assert not shell.path.exists()


@pytest.mark.parametrize("wrong", [("--currency", "euro"), ("--time-zone", "Mars/Olympus")])
def test_a_company_that_cannot_be_made_leaves_no_file(shell: Shell, tmp_path: Path, wrong: tuple[str, str]) -> None:
    source = text_file(tmp_path / "a.csv", *CUSTOMERS)
    said = shell("import", "customers", source, *wrong)
    assert (said.status, shell.path.exists()) == (1, False)
    assert shell("import", "customers", source).status == 0


def test_a_zone_of_the_environment_that_is_none_of_ours_is_utc(
    shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", ":/etc/localtime")
    assert shell("import", "customers", text_file(tmp_path / "a.csv", *CUSTOMERS)).status == 0
    assert shell.value("SELECT value FROM parameter WHERE name = 'company.time_zone'") == "UTC"


def test_a_number_too_large_to_keep_is_a_rejected_row(shell: Shell, tmp_path: Path) -> None:
    source = text_file(tmp_path / "a.csv", "name,annual revenue", "Haverton,1e30", "Kestrel,5000")
    said = shell("import", "customers", source, "--json")
    assert (said.data["created"], [each["reason"] for each in said.data["problems"]]) == (
        1,
        ["This amount is too large."],
    )


def test_the_language_may_follow_an_equals_sign(shell: Shell, tmp_path: Path) -> None:
    said = shell("import", "customers", text_file(tmp_path / "a.csv", *CUSTOMERS), "--lang=zh_CN")
    assert "新建 2 行" in said.out


def test_files_that_could_not_be_written_are_refused_before_anything_is_imported(shell: Shell, tmp_path: Path) -> None:
    source = text_file(tmp_path / "a.csv", *CUSTOMERS)
    for option in ("--rejects", "--save-map"):
        for target, reason in (
            (tmp_path, "is a folder"),
            (tmp_path / "no" / "r.csv", "There is no folder"),
            (source, "is the file that is read"),
        ):
            said = shell("import", "customers", source, option, target)
            assert (said.status, said.out) == (1, "")
            assert reason in said.err
            assert not shell.path.exists()


def test_what_is_not_clear_in_a_file_is_said(shell: Shell, tmp_path: Path) -> None:
    said = shell("import", "customers", text_file(tmp_path / "a.csv", "name,created", "A,01/02/2026", "B,03/04/2026"))
    assert "created: The order of day and month is not clear" in said.err
    said = shell("import", "customers", text_file(tmp_path / "b.csv", "name,city"))
    assert said.status == 0
    assert "no row below them" in said.err
    deep = text_file(tmp_path / "m.json", "[" * 100_000)
    said = shell("import", "customers", text_file(tmp_path / "c.csv", *CUSTOMERS), "--map", deep)
    assert (said.status, said.err.startswith("This is not a mapping file.")) == (1, True)


def test_that_a_company_was_not_made_is_said(shell: Shell, tmp_path: Path) -> None:
    source = text_file(tmp_path / "a.csv", "name,owner", "Haverton,Nobody")
    said = shell("import", "customers", source, "--currency", "CNY")
    assert not shell.path.exists()
    assert f"{shell.path} was not made, because nothing came in." in said.err
    shell("import", "customers", text_file(tmp_path / "b.csv", "name", "Kestrel"))
    assert "was not made" not in shell("import", "customers", source).err


def test_columns_that_become_nothing_are_named(shell: Shell, tmp_path: Path) -> None:
    source = text_file(tmp_path / "a.csv", "name,zodiac,city,import_reason", "Haverton,Leo,York,wrong")
    said = shell("import", "customers", source)
    assert "Left out, because no field is known for them: zodiac." in said.err
    assert shell("import", "customers", source, "--json").data["left_out"] == ["zodiac"]


def test_an_export_without_rows_can_be_imported(shell: Shell, tmp_path: Path) -> None:
    shell("import", "customers", text_file(tmp_path / "a.csv", "name", "Kestrel"))
    assert shell("export", "orders", tmp_path / "orders.csv").status == 0
    said = shell("import", "orders", tmp_path / "orders.csv", "--json")
    assert (said.status, said.data["rows"]) == (0, 0)
    shell.path.unlink()
    assert shell("import", "orders", tmp_path / "orders.csv").status == 1
