"""Fields that a company adds, on two laptops: their values never meet, and views made of them hold for the team."""

from collections.abc import Callable
from pathlib import Path

import pytest

from crm_desktop.core.listing import AnyOf, Filter, Grouping, ListSpec, Sort
from crm_desktop.operations.custom_field import CustomFieldDraft, create_custom_field, set_custom_value
from crm_desktop.operations.saved_view import SavedViewDraft, save_view
from crm_desktop.queries.custom_field import OWN, custom_values
from crm_desktop.queries.own_list import with_own
from crm_desktop.queries.own_worked_out import list_of
from crm_desktop.queries.saved_view import saved_views
from crm_desktop.queries.search import search
from tests.builders import a_contract, a_user, an_interaction, role
from tests.company import Company
from tests.sync.conftest import Laptop
from tests.sync.meeting import meet_at
from tests.sync.states import assert_alike

MAKERS: dict[str, Callable[..., str]] = {"contract": a_contract, "interaction": an_interaction}


@pytest.mark.parametrize("kind", MAKERS)
def test_own_values_and_a_shared_view_of_them_meet(company: Company, laptop: Laptop, tmp_path: Path, kind: str) -> None:
    with company.write() as work:
        dock = create_custom_field(work, CustomFieldDraft(kind, "Dock"))
        tide = create_custom_field(work, CustomFieldDraft(kind, "Tide", type="choice", options="low\nhigh"))
        record, other_record = MAKERS[kind](work), MAKERS[kind](work, "Another")
        a_user(work, "Grace Lin", login="grace", role_id=role("executive"))
    other, address = laptop("other"), str(tmp_path / "hub")
    for each, field, value in ((company, dock, "Winkelmann"), (other, tide, "high")):
        with each.write() as work:
            set_custom_value(work, kind, record, field, value)
    with other.write() as work:
        set_custom_value(work, kind, other_record, dock, "South")
        either = AnyOf((Filter(OWN + dock, "contains", "winkel"), Filter(OWN + tide, "is", "low")))
        spec = ListSpec((either,), (Sort(OWN + dock), Sort(OWN + tide, True)), grouping=Grouping(OWN + tide))
        save_view(work, kind, SavedViewDraft("At the dock", is_shared=True), spec)
    for each in (company, other, company):
        meet_at(address, each)
    assert_alike(company, other)
    for each in (company, other):
        with each.seen_by("grace").read() as reading:
            assert [said.value for said in custom_values(reading, kind, record)] == ["Winkelmann", "high"]
            assert [hit.id for hit in search(reading, "winkelm").hits] == [record]
            query = with_own(reading, list_of(kind))
            (view,) = saved_views(reading, kind, query)
            assert (view.name, view.is_mine, view.is_understood) == ("At the dock", False, True)
            assert query.count(reading, view.spec) == 1
            assert [(group.value, group.count) for group in query.groups(reading, view.spec)] == [("high", 1)]
