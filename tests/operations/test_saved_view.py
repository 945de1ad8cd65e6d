"""Saved views: one's own under names of their own, offered to the team, never showing more than rights allow."""

import pytest

from crm_desktop.core.errors import Invalid, NotAllowed, NotFound
from crm_desktop.core.ids import unpack
from crm_desktop.core.listing import AnyOf, Filter, Grouping, ListSpec, Sort
from crm_desktop.operations.saved_view import (
    SavedViewDraft,
    delete_view,
    move_view,
    rename_view,
    save_view,
    share_view,
    update_view,
)
from crm_desktop.operations.undo_step import undo
from crm_desktop.queries.customer import CUSTOMERS
from crm_desktop.queries.saved_view import SavedViewRow, saved_views
from tests.builders import a_customer, a_user
from tests.company import Company

SPEC = ListSpec(
    (AnyOf((Filter("city", "contains", "York"), Filter("open_deals", "at_least", 1))),),
    (Sort("won_amount", True),),
    "x",
    Grouping("region"),
)


def views(company: Company) -> list[SavedViewRow]:
    with company.read() as reading:
        return saved_views(reading, "customer")


def save(company: Company, name: str, *, is_shared: bool = False, spec: ListSpec = SPEC) -> str:
    with company.write() as work:
        return save_view(work, "customer", SavedViewDraft(name, is_shared), spec)


@pytest.fixture
def grace(company: Company) -> Company:
    with company.write() as work:
        a_user(work, "Grace Lin", login="grace")
    return company.seen_by("grace")


def test_a_view_keeps_filters_order_search_and_columns(company: Company) -> None:
    with company.write() as work:
        save_view(work, "customer", SavedViewDraft(" Near  York "), SPEC, {"order": ["name", "city"]})
    (view,) = views(company)
    assert (view.name, view.spec, view.columns) == ("Near York", SPEC, {"order": ["name", "city"]})
    assert (view.is_mine, view.is_shared, view.owner) == (True, False, "Ada Lin")


def test_a_name_is_there_once_a_user_and_kind(company: Company, grace: Company) -> None:
    save(company, "Near York")
    with pytest.raises(Invalid, match="You have a view “near york” already"):
        save(company, "near york")
    with pytest.raises(Invalid, match="Give the view a name"):
        save(company, "  ")
    with company.write() as work:
        save_view(work, "contact", SavedViewDraft("Near York"), ListSpec())
    save(grace, "Near York")


def test_the_team_sees_what_is_shared_and_changes_nothing_of_it(company: Company, grace: Company) -> None:
    mine, shared = save(company, "Mine"), save(company, "Ours", is_shared=True)
    assert [(row.name, row.is_mine, row.owner) for row in views(grace)] == [("Ours", False, "Ada Lin")]
    with pytest.raises(NotAllowed, match="This view belongs to Ada Lin"), grace.write() as work:
        update_view(work, shared, ListSpec())
    with pytest.raises(NotFound), grace.write() as work:
        delete_view(work, mine)
    with company.write() as work:
        share_view(work, shared, False)
    assert views(grace) == []


def test_a_shared_view_shows_no_more_than_rights_allow(company: Company, grace: Company) -> None:
    with company.write() as work:
        a_customer(work, "Ada's firm")
    save(company, "All", is_shared=True, spec=ListSpec())
    (view,) = views(grace)
    with grace.read() as reading:
        assert list(unpack(CUSTOMERS.ids(reading, view.spec))) == []


def test_own_views_come_first_in_their_own_order(company: Company, grace: Company) -> None:
    save(grace, "A of Grace", is_shared=True)
    first, second, third = (save(company, name) for name in ("C", "B", "A"))
    assert [row.name for row in views(company)] == ["C", "B", "A", "A of Grace"]
    with company.write() as work:
        move_view(work, third, -2)
    with company.write() as work:
        move_view(work, first, 9)
    assert [row.id for row in views(company)][:3] == [third, second, first]


def test_every_step_can_be_undone(company: Company) -> None:
    view = save(company, "Near York")
    with company.write() as work:
        rename_view(work, view, SavedViewDraft("York", True))
    with company.write() as work:
        update_view(work, view, ListSpec())
    with company.write() as work:
        delete_view(work, view)
    assert views(company) == []
    for _ in range(3):
        with company.write() as work:
            undo(work)
    assert [(row.name, row.is_shared, row.spec) for row in views(company)] == [("Near York", False, SPEC)]


def test_what_cannot_be_read_shows_the_whole_list(company: Company) -> None:
    view = save(company, "Odd")
    with company.write() as work:
        from crm_desktop.models import SavedView

        work.session.get_one(SavedView, view).specification = '{"filters": [["a"]]}'
    assert views(company)[0].spec == ListSpec()
