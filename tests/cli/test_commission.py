"""`commission`: months and statements for people and programs, and a month locked once."""

from tests.cli.running import Shell


def test_months_are_told_locked_and_explained(shell: Shell) -> None:
    assert shell("demo", "--customers", "40").status == 0
    months = shell("commission", "run", "--json").data["months"]
    assert sum(each["is_locked"] for each in months) == 2
    lockable = min(each["period"] for each in months if not each["is_locked"])
    told = shell("commission", "statement", "--month", lockable, "--json").data["statements"]
    for each in told:
        assert each["amount"] == sum(line["amount"] for line in each["lines"])
    people = shell("commission", "run", "--month", lockable, "--json").data["people"]
    locked = shell("commission", "lock", "--month", lockable, "--json")
    assert locked.status == 0
    assert locked.data["locked"]["amount"] == sum(each["amount"] for each in people)
    assert shell("commission", "run", "--month", lockable, "--json").data["people"] == people
    assert "already" in shell("commission", "lock", "--month", lockable).err
    assert shell("commission", "lock").status == 1
    assert shell("commission", "statement", "--person", "nobody").status == 1
