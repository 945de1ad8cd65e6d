"""`demo` makes the sample company, and nothing else."""

import json

import pytest

from tests.cli.running import Shell


def test_it_makes_a_company_that_is_whole(shell: Shell) -> None:
    said = shell("demo", "--customers", 8)

    assert said.status == 0
    assert "8  Customer" in said.out
    assert "Customers made: 8 of 8" in said.err
    assert shell("check").status == 0
    assert shell.value("SELECT count(*) FROM customer WHERE deleted = 0") == 8


def test_it_counts_for_machines(shell: Shell) -> None:
    said = shell("demo", "--customers", 8, "--seed", 3, "--json")

    assert said.data["seed"] == 3
    assert said.data["records"]["customer"] == 8
    assert said.data["records"]["interaction"] == shell.value("SELECT count(*) FROM interaction WHERE deleted = 0")


def test_it_never_overwrites(shell: Shell) -> None:
    shell.path.write_text("mine")

    said = shell("demo")

    assert said.status == 1
    assert "exists already. Choose another name or open it." in said.err
    assert shell.path.read_text() == "mine"


@pytest.mark.parametrize("customers", ["0", "-5", "2000000"])
def test_it_refuses_sizes_out_of_reason(shell: Shell, customers: str) -> None:
    said = shell("demo", f"--customers={customers}", "--json")

    assert said.status == 1
    assert "from 1 to 1,000,000" in json.loads(said.out)["error"]
    assert not shell.path.exists()


def test_what_is_not_a_number_is_a_wrong_command(shell: Shell) -> None:
    assert shell("demo", "--customers", "many").status == 2


def test_it_speaks_chinese(shell: Shell) -> None:
    said = shell("demo", "--customers", 3, "--lang", "zh_CN")

    assert "已生成客户：3／3" in said.err
    assert "条记录" in said.out
