"""`targets`: set and told for people and for programs."""

from tests.cli.running import Shell

MONTH = ("--month", "2031-02")


def test_targets_are_set_told_and_taken_away_and_wrong_ones_refused_as_a_whole(shell: Shell) -> None:
    assert shell("demo").status == 0
    login = shell.value("SELECT login FROM app_user WHERE deleted = 0 ORDER BY id LIMIT 1")
    said = shell("targets", *MONTH, "--set", login, "sales", "120000.50", "--json")
    (told,) = said.data["targets"]
    assert (said.data["month"], said.data["currency"], said.data["is_frozen"]) == ("2031-02", "CNY", False)
    assert (told["metric"], told["target"], told["reached"], told["ratio"]) == ("sales", "120000.50", "0.00", "0")
    assert "of ¥120,000.50" in shell("targets", *MONTH, "--owner", login).out
    assert shell("targets", *MONTH, "--set", login, "sales", "none").out == "Nothing found.\n"
    good = ("--set", login, "sales", "5")
    for wrong in (
        ("--month", "2031-13"),
        (*MONTH, *good, "--set", login, "visits", "5"),
        (*MONTH, *good, "--set", login, "sales", "much"),
        (*MONTH, *good, "--set", login, "sales", "NaN"),
        (*MONTH, *good, "--set", login, "sales", "1.005"),
        (*MONTH, *good, "--set", login, "sales", "-5"),
        (*MONTH, *good, "--set", "nobody", "sales", "5"),
    ):
        said = shell("targets", *wrong)
        assert said.status == 1
        assert said.err
    assert shell.value("SELECT count(*) FROM target WHERE deleted = 0 AND month = '2031-02'") == 0
