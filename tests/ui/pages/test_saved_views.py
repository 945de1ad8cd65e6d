"""Saved views as people use them: kept under a name, found in the side bar, shared, changed and taken back."""

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication

from crm_desktop.core.listing import AnyOf, Filter, Grouping, ListSpec, Sort
from crm_desktop.operations.saved_view import SavedViewDraft, save_view
from crm_desktop.ui.pages.customers import CustomersPage
from crm_desktop.ui.widgets.buttons import Button
from crm_desktop.ui.widgets.fields import CheckField
from tests.builders import a_customer, a_user
from tests.ui.pages.office import CONTROL, SHIFT, Key, Office

YORK = Filter("city", "contains", "York")


@pytest.fixture
def page(office: Office) -> CustomersPage:
    """A list of two, narrowed to one."""
    with office.company.write() as work:
        a_customer(work, "York Screens", city="York")
        a_customer(work, "Leeds Lamps", city="Leeds")
    page = office.open_page(CustomersPage)
    page.show_spec(ListSpec((YORK,), (Sort("city", True),)))
    return page


def save(office: Office, name: str, *, shared: bool = False) -> None:
    office.press(Key.Key_S, CONTROL | SHIFT)
    office.type("name", name)
    if shared:
        field = office.field("is_shared")
        assert isinstance(field, CheckField)
        field.box.click()
    office.save()


def names(page: CustomersPage) -> list[str]:
    return [str(each.title) for each in page.views() if each.key.startswith("saved:")]


def shown(office: Office, page: CustomersPage) -> list[str]:
    return [row.name for row in office.rows(page)]


def test_a_view_is_saved_by_keyboard_and_counted_in_the_side_bar(office: Office, page: CustomersPage) -> None:
    save(office, "Near York")
    assert office.notebook.said == ["View “Near York” saved"]
    (entry,) = [each for each in page.views() if each.key.startswith("saved:")]
    assert (entry.title, entry.count, entry.sign) == ("Near York", 1, "bookmark")
    assert page.current_view == entry.key
    page.show_view("all")
    assert shown(office, page) == ["Leeds Lamps", "York Screens"]
    page.show_view(entry.key)
    assert shown(office, page) == ["York Screens"]
    assert page.spec == ListSpec((YORK,), (Sort("city", True),))


def test_a_view_keeps_its_alternatives_and_its_groups(office: Office, page: CustomersPage) -> None:
    spec = ListSpec((AnyOf((YORK, Filter("city", "is", "Leeds"))),), (Sort("name"),), grouping=Grouping("city"))
    page.show_spec(spec)
    save(office, "Two towns")
    (entry,) = [each for each in page.views() if each.key.startswith("saved:")]
    page.show_view("all")
    assert page.spec.grouping is None
    page.show_view(entry.key)
    # Two headings and what stands below them.
    assert (page.spec, page.table.records.rowCount(), entry.count) == (spec, 4, 2)
    assert page.filter_bar.describe() == "City contains York or City is Leeds"


def test_a_view_found_elsewhere_is_shown_as_soon_as_it_is_known(office: Office) -> None:
    with office.company.write() as work:
        a_customer(work, "York Screens", city="York")
        a_customer(work, "Leeds Lamps", city="Leeds")
    page = office.open_page(CustomersPage)
    with office.company.write() as work:
        view = save_view(work, "customer", SavedViewDraft("Near York"), ListSpec((YORK,)), None)
    page.saved_views.show(view)
    assert (page.current_view, shown(office, page)) == (f"saved:{view}", ["York Screens"])
    page.show_view("all")
    page.saved_views.show(view)
    assert page.current_view == f"saved:{view}"


def test_a_name_taken_is_said_beside_it_and_nothing_is_lost(office: Office, page: CustomersPage) -> None:
    save(office, "Near York")
    save(office, "near york")
    assert office.has_dialog
    assert "You have a view “near york” already" in str(office.field("name").error())
    assert names(page) == ["Near York"]


def test_the_view_shown_takes_up_what_the_list_shows_now(office: Office, page: CustomersPage) -> None:
    save(office, "Near York")
    page.filter_bar.set_filters((AnyOf((YORK, Filter("city", "contains", "Leeds"))),))
    page.filter_bar.changed.emit()
    page.actions_set.trigger("list.update_view")
    page.show_view("all")
    page.show_view(next(each.key for each in page.views() if each.title == "Near York"))
    assert shown(office, page) == ["York Screens", "Leeds Lamps"]
    office.undo.undo()
    assert next(each.count for each in page.views() if each.title == "Near York") == 1


def test_the_menu_of_a_view_renames_shares_and_deletes_it(office: Office, page: CustomersPage) -> None:
    save(office, "Near York")
    page.open_view_menu(QPoint(5, 5))
    office.choose("Rename view…")
    office.type("name", "York")
    office.save()
    assert names(page) == ["York"]
    page.open_view_menu(QPoint(5, 5))
    office.choose("Share view with the team")
    assert [each.sign for each in page.views() if each.title == "York"] == ["users"]
    page.open_view_menu(QPoint(5, 5))
    assert "Share view with the team" in office.ticked()
    office.choose("Delete view")
    assert names(page) == []
    assert page.current_view == "all"
    office.undo.undo()
    assert names(page) == ["York"]


def test_own_views_stand_in_the_order_chosen(office: Office, page: CustomersPage) -> None:
    for name in ("One", "Two"):
        save(office, name)
    page.actions_set.trigger("list.view_up")
    assert names(page) == ["Two", "One"]


def test_views_of_others_can_be_shown_and_not_changed(office: Office, page: CustomersPage) -> None:
    with office.company.write() as work:
        a_user(work, "Grace Lin", login="grace")
    grace = office.company.seen_by("grace")
    with grace.write() as work:
        theirs = save_view(work, "customer", SavedViewDraft("Of Grace", True), ListSpec((YORK,)))
        save_view(work, "customer", SavedViewDraft("Secret"), ListSpec())
    page.saved_views.read()
    assert names(page) == ["Of Grace"]
    page.show_view(f"saved:{theirs}")
    assert shown(office, page) == ["York Screens"]
    assert not page.actions_set.record("list.delete_view").enabled()
    # Whoever wants it otherwise saves it under a name of their own.
    save(office, "Of Grace")
    assert names(page) == ["Of Grace", "Of Grace"]


def test_the_view_where_one_left_is_shown_at_the_next_start(office: Office, page: CustomersPage) -> None:
    save(office, "Near York")
    again = CustomersPage(office.context)
    QApplication.sendPostedEvents()
    assert again.current_view == page.current_view
    assert again.spec.filters == (YORK,)


def test_the_records_behind_a_figure_stay_when_views_change(office: Office, page: CustomersPage) -> None:
    save(office, "Near York")
    leeds = ListSpec((Filter("city", "contains", "Leeds"),))
    page.show_spec(leeds)
    with office.company.write() as work:
        save_view(work, "customer", SavedViewDraft("Another"), ListSpec())
    page.saved_views.read()
    assert names(page) == ["Near York", "Another"]
    assert page.spec == leeds
    assert shown(office, page) == ["Leeds Lamps"]


@pytest.mark.parametrize(
    "condition",
    [
        Filter("city", "sounds_like", "York"),
        Filter("last_contact", "during", "next_decade"),
        Filter("open_amount", "between", "abc"),
        Filter("mood", "is", "good"),
        AnyOf((YORK, Filter("mood", "is", "good"))),
    ],
)
def test_a_view_of_a_newer_program_says_so_and_spoils_nothing(
    office: Office, page: CustomersPage, condition: Filter | AnyOf
) -> None:
    with office.company.write() as work:
        key = "saved:" + save_view(work, "customer", SavedViewDraft("From tomorrow"), ListSpec((condition,)))
    page.saved_views.read()
    entry = next(each for each in page.views() if each.key == key)
    assert "newer version" in entry.problem
    assert next(each.count for each in page.views() if each.key == "all") == 2
    page.show_view(key)
    assert page.current_view == "all"


def test_without_room_in_the_side_bar_the_title_offers_the_views(office: Office, page: CustomersPage) -> None:
    save(office, "Near York")
    page.show_view("all")
    office.press(Key.Key_V)
    office.choose("Near York")
    assert shown(office, page) == ["York Screens"]
    page.window().resize(940, 700)
    QApplication.sendPostedEvents()
    (button,) = [each for each in page.findChildren(Button) if "Near York" in each.accessibleName()]
    assert button.isVisible()
    button.click()
    assert "Near York\t1" in office.ticked()
    office.choose("All customers")
    assert shown(office, page) == ["Leeds Lamps", "York Screens"]
    page.window().resize(1300, 700)
    QApplication.sendPostedEvents()
    assert not button.isVisible()
