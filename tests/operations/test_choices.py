"""Choices that came with a later version reach a company founded before, once."""

import pytest

from crm_desktop.models import DictionaryEntry
from crm_desktop.operations.rules import has_work, run_rules
from crm_desktop.operations.shipped import DICTIONARY
from tests.builders import entry
from tests.company import Company

RIDE = ("ride", "Test ride", "试乘")


def test_a_missing_choice_is_added_once_and_one_taken_away_stays_away(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed = DICTIONARY["interaction_kind"]
    monkeypatch.setitem(DICTIONARY, "interaction_kind", (*listed, RIDE))
    with company.write() as work:
        work.session.get_one(DictionaryEntry, entry("interaction_kind", "other")).deleted = True
        assert has_work(work)
        assert run_rules(work).done["choices"] == 1
        made = work.session.get_one(DictionaryEntry, entry("interaction_kind", "ride"))
        assert (made.name_en, made.name_zh, made.is_editable) == ("Test ride", "试乘", False)
        assert run_rules(work).done["choices"] == 0
        assert not has_work(work)


def test_a_list_that_a_company_never_had_is_brought_whole_and_can_be_edited(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(DICTIONARY, "vehicle", (RIDE, ("van", "Van", "面包车")))
    with company.write() as work:
        assert run_rules(work).done["choices"] == 2
        van = work.session.get_one(DictionaryEntry, entry("vehicle", "van"))
        assert van.is_editable
        van.deleted = True
        work.session.flush()
        assert not has_work(work)
