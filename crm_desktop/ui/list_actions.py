"""The commands that every list has, whatever its records are."""

from typing import TYPE_CHECKING

from crm_desktop.core.i18n import N_
from crm_desktop.ui.actions import Action

if TYPE_CHECKING:
    from crm_desktop.ui.list_page import ListPage


def list_actions(page: "ListPage") -> list[Action]:
    """To narrow it, to choose another view of it, and to look at one of its records."""
    return [
        Action(
            "list.filter",
            N_("Add filter"),
            page.filter_bar.choose_field,
            N_("Narrow the list"),
            "F",
            "funnel",
            lambda: not page.is_blank,
        ),
        Action("list.search", N_("Search this list"), page.go_to_search, N_("Find in this list"), "Ctrl+F", "search"),
        Action("list.clear", N_("Clear filters"), page.clear_filters, N_("Show the whole list"), "Ctrl+Shift+F"),
        Action(
            "list.detail",
            N_("Detail side"),
            page.toggle_detail,
            N_("Show or hide the details beside the list"),
            "Ctrl+Shift+D",
            "panel-right",
        ),
        Action("list.views", N_("Views"), page.choose_view, N_("Choose another view of this list"), "V", "list"),
        Action("list.open", N_("Show details"), page.open_current, N_("Open the detail side"), "Ctrl+Return"),
    ]
