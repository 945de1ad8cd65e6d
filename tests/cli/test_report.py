"""`report`: pages and figures of a period, filtered, in the language asked for; a wrong request gets one sentence."""

import json
from pathlib import Path

import pypdfium2
import pytest

from tests.cli.running import Shell, text_file

DEALS = (
    "opportunity_id,deal,sales_agent,deal_stage,engage_date,close_date,close_value",
    "D1,First,林悦,Won,2025-01-02,2025-03-31,4500",
    "D2,Second,Dana Holt,Won,2025-02-02,2025-04-01,1000",
    "D3,Third,Dana Holt,Lost,2025-02-02,2025-02-09,0",
)
YEAR = ("--from", "2025-01-01", "--to", "2025-12-31")


@pytest.fixture
def team(shell: Shell, tmp_path: Path) -> Shell:
    """A company with two sellers and three closed deals."""
    users = text_file(tmp_path / "users.csv", "name,login", "林悦,lin", "Dana Holt,dana")
    assert shell("import", "users", users).status == 0
    assert shell("import", "opportunities", text_file(tmp_path / "deals.csv", *DEALS)).status == 0
    return shell


def figures(data: dict[str, object]) -> dict[str, object]:
    listed = data["figures"]
    assert isinstance(listed, list)
    return {each["name"]: each["value"] for each in listed}


def pages(path: Path) -> str:
    document = pypdfium2.PdfDocument(path)
    try:
        return "".join(page.get_textpage().get_text_bounded() for page in document)
    finally:
        document.close()


def first_page(path: Path) -> str:
    document = pypdfium2.PdfDocument(path)
    try:
        return str(document[0].get_textpage().get_text_bounded())
    finally:
        document.close()


def test_pages_and_figures_of_a_period_are_written(team: Shell, tmp_path: Path) -> None:
    out, data = tmp_path / "r.pdf", tmp_path / "r.json"
    said = team("report", "management", *YEAR, "--out", out, "--data", data, "--json")
    assert (said.status, said.err) == (0, "")
    assert said.data == json.loads(data.read_text(encoding="utf-8"))
    assert figures(said.data)["won_revenue"] == 5500
    assert "5,500" in pages(out)


def test_both_days_are_included(team: Shell, tmp_path: Path) -> None:
    def won(first: str, last: str) -> object:
        out = tmp_path / "r.pdf"
        said = team("report", "management", "--from", first, "--to", last, "--out", out, "--json")
        return figures(said.data)["won_revenue"]

    assert won("2025-03-31", "2025-03-31") == 4500
    assert won("2025-03-31", "2025-04-01") == 5500
    assert won("2025-04-02", "2025-12-31") == 0


def test_only_the_deals_of_an_owner(team: Shell, tmp_path: Path) -> None:
    out = tmp_path / "r.pdf"
    said = team("report", "management", *YEAR, "--owner", "lin", "--out", out, "--json")
    assert figures(said.data)["won_revenue"] == 4500
    assert "林悦" in pages(out)
    assert "Dana Holt" not in pages(out)


def test_the_pages_speak_the_language_asked_for(team: Shell, tmp_path: Path) -> None:
    out = tmp_path / "r.pdf"
    assert team("report", "management", *YEAR, "--out", out, "--lang", "zh_CN").status == 0
    assert "赢单率" in pages(out)
    assert team("report", "management", *YEAR, "--out", out).status == 0
    assert "Win rate" in pages(out)


def test_deals_without_an_exchange_rate_are_told_at_once_on_the_first_page_and_in_the_figures(
    team: Shell, tmp_path: Path
) -> None:
    foreign = text_file(
        tmp_path / "foreign.csv",
        "opportunity_id,deal,deal_stage,engage_date,close_date,close_value,currency",
        "D8,Abroad,Won,2025-01-02,2025-03-31,700,JPY",
        "D9,Farther,Won,2025-01-02,2025-03-31,800,JPY",
    )
    assert team("import", "opportunities", foreign).status == 0
    out, sentence = tmp_path / "r.pdf", "2 deals in JPY have no exchange rate and are not in the amounts."
    said = team("report", "management", *YEAR, "--out", out, "--json")
    assert (said.status, said.err.strip()) == (0, sentence)
    assert said.data["notes"] == [{"text": sentence, "currency": "JPY", "deals": 2, "amount": 1500}]
    assert (figures(said.data)["average_deal"], figures(said.data)["deals_won"]) == (2750, 4)
    assert sentence in first_page(out)
    said = team("report", "management", *YEAR, "--out", out, "--lang", "zh_CN")
    assert said.err.strip() == "2 个 JPY 商机没有汇率，未计入金额。"
    assert said.err.strip() in first_page(out)


@pytest.mark.parametrize(
    ("asked", "status", "reason"),
    [
        (("--from", "2025-12-31", "--to", "2025-01-01"), 1, "first day"),
        (("--from", "0001-01-01", "--to", "9999-12-31"), 1, "at most 50 years"),
        (("--from", "31.12.2025", "--to", "2025-01-01"), 2, "2026-01-31"),
        ((*YEAR, "--owner", "nobody"), 1, "nobody"),
        ((*YEAR, "--team", "Mars"), 1, "Mars"),
        ((*YEAR, "--as", "nobody"), 1, "nobody"),
    ],
)
def test_a_wrong_request_gets_one_sentence_and_no_file(
    team: Shell, tmp_path: Path, asked: tuple[str, ...], status: int, reason: str
) -> None:
    out = tmp_path / "r.pdf"
    said = team("report", "management", *asked, "--out", out)
    assert (said.status, said.out) == (status, "")
    assert reason in said.err.splitlines()[-1]
    assert not out.exists()


def test_a_place_that_cannot_be_written_leaves_nothing(team: Shell, tmp_path: Path) -> None:
    said = team("report", "management", *YEAR, "--out", tmp_path / "nowhere" / "r.pdf")
    assert (said.status, said.err.count("\n")) == (1, 1)
    assert "r.pdf" in said.err
    (tmp_path / "r.pdf").mkdir()
    assert team("report", "management", *YEAR, "--out", tmp_path / "r.pdf").status == 1
    assert not list(tmp_path.glob("*.tmp"))


def test_the_work_of_people_is_printed_with_its_figures(team: Shell, tmp_path: Path) -> None:
    out, data = tmp_path / "work.pdf", tmp_path / "work.json"
    said = team("report", "work", *YEAR, "--owner", "lin", "--out", out, "--data", data, "--json")
    assert said.status == 0
    assert len(said.data["people"]) == 1
    assert said.data == json.loads(data.read_text(encoding="utf-8"))
    assert "Work report" in pages(out)


def test_how_cases_were_handled_is_printed_with_its_figures(team: Shell, tmp_path: Path) -> None:
    cases = text_file(
        tmp_path / "events.csv",
        "ticket,state,updated at,category",
        *(
            f"T-{number},{state},2025-03-0{day} 10:00,Repair"
            for number in range(6)
            for day, state in enumerate(("New", "Resolved"), 3)
        ),
    )
    assert team("import", "case_events", cases).status == 0
    out, data = tmp_path / "service.pdf", tmp_path / "service.json"
    said = team("report", "service", *YEAR, "--out", out, "--data", data, "--json")
    assert said.status == 0
    assert said.data == json.loads(data.read_text(encoding="utf-8"))
    assert said.data["figures"]["elapsed_median"] == {"value": 24, "records": 6, "too_few": False}
    assert "24.0 h" in pages(out)
    assert (
        team("report", "management", *YEAR, "--out", out, "--json").data["service"]["figures"] == said.data["figures"]
    )
    assert "Service by kind" in pages(out)


def test_a_day_without_visits_has_no_folder(team: Shell, tmp_path: Path) -> None:
    out = tmp_path / "visits.pdf"
    said = team("report", "visits", *YEAR, "--out", out)
    assert said.status == 1
    assert said.err.startswith("The visits are those of one day")
    said = team("report", "visits", "--from", "2026-11-24", "--to", "2026-11-24", "--out", out)
    assert said.status == 1
    assert said.err.startswith("No visits are planned for this day.")
    assert not out.exists()


def test_the_binder_is_frozen_and_prints_the_same_later(team: Shell, tmp_path: Path) -> None:
    first, later, data = tmp_path / "a.pdf", tmp_path / "b.pdf", tmp_path / "b.json"
    quarter = ("binder", "--period", "2025-Q1", "--paper", "letter")
    assert team("report", *quarter, "--freeze", "--out", first).status == 0
    more = text_file(tmp_path / "more.csv", *DEALS[:1], "D7,Late,林悦,Won,2025-01-02,2025-03-30,9999")
    assert team("import", "opportunities", more).status == 0
    said = team("report", *quarter, "--out", later, "--data", data)
    assert (said.status, first.read_bytes()) == (0, later.read_bytes())
    told = json.loads(data.read_text(encoding="utf-8"))
    assert figures(told)["won_revenue"] == 4500
    assert told["frozen_at"]
    assert "4,500" in pages(later)
    again = team("report", *quarter, "--freeze", "--out", later)
    assert (again.status, again.err.strip()) == (1, "Q1 2025 is frozen already, and stays as it is.")
    listed = team("report", "list", "--json").data
    assert {"binder", "management"} < set(listed["reports"])
    assert [(each["from"], each["to"]) for each in listed["frozen"]] == [("2025-01-01", "2025-03-31")]


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        ((), "Say which days"),
        (("--period", "2025-Q5"), "2025-Q5"),
        (("--period", "2025", "--from", "2025-01-01"), "either --period"),
        (("--period", "2025", "--without", "weather"), "weather"),
        (("--period", "2025", "--freeze", "--owner", "lin"), "whole firm"),
        (("--period", "2035", "--freeze"), "Only a period that is over"),
    ],
)
def test_a_wrong_binder_gets_one_sentence(team: Shell, tmp_path: Path, asked: tuple[str, ...], reason: str) -> None:
    said = team("report", "binder", *asked, "--out", tmp_path / "r.pdf")
    assert (said.status, said.err.count("\n")) == (1, 1)
    assert reason in said.err
    assert not (tmp_path / "r.pdf").exists()
