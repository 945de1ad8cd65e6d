"""Interactions have no key in most files: they are known again by day, kind and subject, and whom they were with."""

from pathlib import Path

import pytest

from crm_desktop.exchange.import_result import ImportResult
from crm_desktop.exchange.mapping import CREATE, SKIP
from crm_desktop.models import Interaction
from tests.builders import a_contact, a_customer, a_user
from tests.company import Company
from tests.exchange.test_import_run import imported, living, revert, written

TITLES = "Date,Type,Account,Contact,Subject,Notes,User"
VISITS = (
    TITLES,
    "2026-11-02,Visit,Haverton,Dana Holt,Showed the probe,They like it,Ida Fry",
    "2026-11-02,Call,Haverton,,Follow up,,Ida Fry",
    "2026-11-03,Call,Kestrel,,Follow up,,Ida Fry",
)


@pytest.fixture
def firm(company: Company) -> Company:
    """Two customers, a contact of one and a salesperson."""
    with company.write() as work:
        a_contact(work, "Dana Holt", a_customer(work, "Haverton"))
        a_customer(work, "Kestrel")
        a_user(work, "Ida Fry")
    return company


def outcome(result: ImportResult) -> tuple[int, int, int]:
    return result.created, result.updated, result.counts["unchanged"]


def test_the_same_file_again_doubles_nothing(firm: Company, tmp_path: Path) -> None:
    source = written(tmp_path, *VISITS)
    assert outcome(imported(firm, source, "interactions")) == (3, 0, 0)
    assert outcome(imported(firm, source, "interactions")) == (0, 0, 3)
    assert imported(firm, source, "interactions", on_match=SKIP).counts["skipped"] == 3
    assert len(living(firm, Interaction, "id")) == 3


def test_a_corrected_row_comes_in_beside_those_that_are_known(firm: Company, tmp_path: Path) -> None:
    wrong = [VISITS[0], VISITS[1], VISITS[2].replace("2026-11-02", "soon"), VISITS[3]]
    assert imported(firm, written(tmp_path, *wrong), "interactions").rejected == 1
    assert outcome(imported(firm, written(tmp_path, *VISITS), "interactions")) == (1, 0, 2)


def test_what_the_file_says_anew_is_changed(firm: Company, tmp_path: Path) -> None:
    imported(firm, written(tmp_path, *VISITS), "interactions")
    changed = [line.replace("They like it", "They bought it") for line in VISITS]
    assert outcome(imported(firm, written(tmp_path, *changed), "interactions")) == (0, 1, 2)
    assert ("They bought it",) in living(firm, Interaction, "detail")


def test_two_that_are_alike_stay_two(firm: Company, tmp_path: Path) -> None:
    source = written(tmp_path, *VISITS, VISITS[2])
    assert outcome(imported(firm, source, "interactions")) == (4, 0, 0)
    assert outcome(imported(firm, source, "interactions")) == (0, 0, 4)
    third = written(tmp_path, *VISITS, VISITS[2], VISITS[2])
    assert outcome(imported(firm, third, "interactions")) == (1, 0, 4)


@pytest.mark.parametrize(
    "other",
    [
        "2026-11-04,Visit,Haverton,Dana Holt,Showed the probe,They like it,Ida Fry",
        "2026-11-02,Call,Haverton,Dana Holt,Showed the probe,They like it,Ida Fry",
        "2026-11-02,Visit,Kestrel,,Showed the probe,They like it,Ida Fry",
        "2026-11-02,Visit,Haverton,Dana Holt,Brought the offer,They like it,Ida Fry",
        "2026-11-02,Visit,Haverton,Dana Holt,Showed the probe,They like it,Ada Lin",
    ],
)
def test_another_day_kind_customer_subject_or_person_is_another(firm: Company, tmp_path: Path, other: str) -> None:
    imported(firm, written(tmp_path, *VISITS), "interactions")
    assert outcome(imported(firm, written(tmp_path, TITLES, other), "interactions")) == (1, 0, 0)


def test_of_one_day_the_one_at_that_time_is_meant(firm: Company, tmp_path: Path) -> None:
    titles = "time,kind,customer,subject,notes"
    morning, evening = "2026-11-02 09:00,call,Haverton,Follow up,a", "2026-11-02 18:30,call,Haverton,Follow up,b"
    imported(firm, written(tmp_path, titles, morning), "interactions")
    assert outcome(imported(firm, written(tmp_path, titles, evening), "interactions")) == (1, 0, 0)
    assert outcome(imported(firm, written(tmp_path, titles, evening, morning), "interactions")) == (0, 0, 2)
    before = living(firm, Interaction, "happened_at")
    day = written(tmp_path, titles, "2026-11-02,call,Haverton,Follow up,a")
    assert imported(firm, day, "interactions").created == 0
    assert living(firm, Interaction, "happened_at") == before


def test_the_one_most_like_a_row_is_meant(firm: Company, tmp_path: Path) -> None:
    alike = (TITLES, "2026-11-02,Call,Haverton,Dana Holt,Hello,a,", "2026-11-02,Call,Haverton,,Hello,b,")
    imported(firm, written(tmp_path, *alike), "interactions")
    backwards = written(tmp_path, alike[0], alike[2], alike[1])
    assert outcome(imported(firm, backwards, "interactions")) == (0, 0, 2)


def test_a_row_that_names_nobody_is_no_news_of_somebody(firm: Company, tmp_path: Path) -> None:
    imported(firm, written(tmp_path, *VISITS), "interactions")
    stranger = written(tmp_path, TITLES, "2026-11-02,Call,Nobody Known,,Follow up,,Ida Fry")
    assert outcome(imported(firm, stranger, "interactions", unknown="leave")) == (1, 0, 0)
    assert outcome(imported(firm, stranger, "interactions", unknown="leave")) == (0, 0, 1)


def test_rows_are_made_again_where_that_was_chosen_and_after_an_undo(firm: Company, tmp_path: Path) -> None:
    source = written(tmp_path, *VISITS)
    imported(firm, source, "interactions")
    assert outcome(imported(firm, source, "interactions", on_match=CREATE)) == (3, 0, 0)
    revert(firm, 0)
    revert(firm, 0)
    assert outcome(imported(firm, source, "interactions")) == (3, 0, 0)


def test_a_key_speaks_for_itself(firm: Company, tmp_path: Path) -> None:
    titles, row = "activity id,date,subject,customer", "2026-11-02,Follow up,Haverton"
    imported(firm, written(tmp_path, titles, f"A1,{row}"), "interactions")
    both = written(tmp_path, titles, f"A1,{row}", f"A2,{row}")
    assert outcome(imported(firm, both, "interactions")) == (1, 0, 1)


def test_a_day_beyond_all_calendars_is_a_refused_row(firm: Company, tmp_path: Path) -> None:
    for moment in ("9999-12-31T23:59:59Z", "0001-01-01T00:00:00+14:00"):
        row = written(tmp_path, TITLES, f"{moment},Call,Haverton,,Follow up,,")
        assert imported(firm, row, "interactions").rejected == 1
