"""The commands of people on the road: the folder they take along, what they enter from it, and what they did."""

from collections.abc import Callable

from crm_desktop.core.i18n import N_
from crm_desktop.core.viewer import EXPORT
from crm_desktop.ui.actions import EDIT, VIEW, Action
from crm_desktop.ui.main_window import MainWindow
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.rights import against


def field_work_actions(window: Callable[[], MainWindow], context: PageContext) -> list[Action]:
    """Print the visit folder, enter one of its sheets, tell what was done."""

    def print_folder() -> None:
        # Loaded when somebody wants it: it is no part of the start.
        from crm_desktop.ui.dialogs.visit_folder import open_visit_folder

        open_visit_folder(context, window(), _chosen_customers(window()))

    def enter_sheet() -> None:
        from crm_desktop.ui.dialogs.visit_folder import open_sheet_entry

        open_sheet_entry(context, window())

    def show_report() -> None:
        from crm_desktop.ui.dialogs.work_report import open_work_report

        open_work_report(context, window())

    return [
        Action(
            "work.report",
            N_("Work report…"),
            show_report,
            N_("What you, or the people you look after, did today or this week"),
            "Ctrl+Shift+W",
            "list-checks",
            menu=VIEW,
        ),
        Action(
            "work.folder",
            N_("Visit folder…"),
            print_folder,
            N_("A printed sheet for each visit of a day, or for the customers chosen"),
            "Ctrl+Shift+R",
            "clipboard-list",
            menu=EDIT,
            starts_group=True,
            reason=lambda: against(context.background, EXPORT),
        ),
        Action(
            "work.sheet",
            N_("Enter a sheet…"),
            enter_sheet,
            N_("Write down what stands on a sheet of the visit folder, by its code"),
            "Ctrl+J",
            "hash",
            menu=EDIT,
            writes=True,
        ),
    ]


def _chosen_customers(window: MainWindow) -> list[str]:
    """The customers ticked on their page, if that is shown."""
    page = window.page(window.current_page)
    return list(page.table.records.selected_ids()) if getattr(page, "kind", "") == "customer" else []
