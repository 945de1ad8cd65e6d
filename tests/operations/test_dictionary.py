"""The company's own choices."""

from dataclasses import replace

import pytest

from crm_desktop.core.errors import Invalid, NotAllowed, UserError
from crm_desktop.models import Customer, DictionaryEntry
from crm_desktop.operations.dictionary import (
    EntryDraft,
    add_entry,
    choice_named,
    delete_entries,
    ensure_choice,
    entry_draft,
    merge_entries,
    order_entries,
    update_entry,
)
from tests.builders import a_customer, entry
from tests.company import Company


def test_an_import_finds_choices_by_code_or_by_either_name(company: Company) -> None:
    with company.write() as work:
        east = entry("region", "east")
        assert {ensure_choice(work, "region", name) for name in ("east", "EAST ", "华东")} == {east}
        assert choice_named(work, "region", "Atlantis") is None
        assert choice_named(work, "region", "") is None


def test_an_unknown_choice_of_a_file_is_added_once(company: Company) -> None:
    with company.write() as work:
        western = ensure_choice(work, "region", "Western  Europe")
        assert ensure_choice(work, "region", "western europe") == western == entry("region", "western europe")
        hainan = ensure_choice(work, "region", "海南")
        assert entry_draft(work, hainan) == EntryDraft(name_en="", name_zh="海南")
        assert entry_draft(work, western) == EntryDraft(name_en="Western Europe", name_zh="")
        places = [work.session.get_one(DictionaryEntry, each).position for each in (western, hainan)]
    assert places == [8, 9]


def test_a_choice_is_added_renamed_withdrawn_and_moved(company: Company) -> None:
    with company.write() as work:
        fair = add_entry(work, "source", EntryDraft("Trade fair", "展览会"))
        update_entry(work, fair, EntryDraft("Fair", "展会现场", is_active=False))
        assert entry_draft(work, fair) == EntryDraft("Fair", "展会现场", is_active=False)
        order_entries(work, [fair, entry("source", "referral")])
        assert work.session.get_one(DictionaryEntry, fair).position == 0


def test_two_choices_of_a_list_cannot_have_one_name(company: Company) -> None:
    with company.write() as work:
        with pytest.raises(Invalid) as refused:
            add_entry(work, "region", EntryDraft("North ", "华东"))
        assert refused.value.fields.keys() == {"name_en", "name_zh"}
        with pytest.raises(Invalid):
            add_entry(work, "region", EntryDraft())
        north = entry("region", "north")
        update_entry(work, north, replace(entry_draft(work, north), name_en="NORTH"))


def test_a_choice_the_program_relies_on_keeps_its_name(company: Company) -> None:
    with pytest.raises(NotAllowed), company.write() as work:
        update_entry(work, entry("interaction_kind", "visit"), EntryDraft("Party"))


def test_a_choice_that_records_have_is_merged_into_another_before_it_goes(company: Company) -> None:
    with company.write() as work:
        fair, show = (add_entry(work, "source", EntryDraft(name)) for name in ("Fair", "Show"))
        customers = [a_customer(work, name, source_id=fair) for name in ("Haverton", "Ostrava")]
        unused = add_entry(work, "source", EntryDraft("Hearsay"))
    with company.write() as work:
        work.session.get_one(Customer, customers[1]).deleted = True
    with pytest.raises(UserError, match="in use"), company.write() as work:
        delete_entries(work, [unused, fair])
    with pytest.raises(UserError, match="same list"), company.write() as work:
        merge_entries(work, fair, entry("region", "east"))
    with company.write() as work:
        # What lies in the recycle bin may come back, and would name what is gone.
        assert merge_entries(work, fair, show) == len(customers)
        assert delete_entries(work, [unused]) == 1
    with company.read() as reading:
        assert {reading.session.get_one(Customer, each).source_id for each in customers} == {show}
        gone = [reading.session.get_one(DictionaryEntry, each).deleted for each in (fair, unused, show)]
    assert gone == [True, True, False]
