"""`churn`: the warnings, for people and for programs, and the steps of one."""

from tests.cli.running import Shell


def test_a_loss_is_put_off_confirmed_and_taken_back(shell: Shell) -> None:
    assert shell("demo").status == 0
    assert shell("rules", "run", "--json").data["rules"]["churn"] >= 0
    found = shell("churn", "list", "--state", "warned", "--json").data["warnings"]
    number = found[0]["number"]
    assert shell("churn", "postpone", "--customer", number, "--check", "2100-01-31").status == 1
    held = shell(
        "churn", "postpone", "--customer", number, "--measure", "Visit", "--check", "2100-01-31", "--json"
    ).data
    assert (held["state"], held["measures"], held["next_check_on"]) == ("held", found[0]["measures"] + 1, "2100-01-31")
    assert shell("churn", "confirm", "--customer", number, "--reason", "Weather").status == 1
    lost = shell("churn", "confirm", "--customer", number, "--reason", "price", "--json").data
    assert (lost["state"], lost["reason"]) == ("lost", "Price")
    assert number in shell("churn", "list", "--state", "lost").out
    assert shell("churn", "take-back", "--customer", number, "--json").data["state"] == "held"
    assert shell("churn", "confirm").status == 1
