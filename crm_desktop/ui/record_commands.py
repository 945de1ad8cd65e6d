"""The commands that every kind of record has, in the order in which menus and palette tell them."""

from collections.abc import Callable

from crm_desktop.core.i18n import N_
from crm_desktop.core.viewer import DELETE, EXPORT, IMPORT
from crm_desktop.ui.actions import Action
from crm_desktop.ui.detail_actions import detail_actions, walking_actions, window_action
from crm_desktop.ui.record_page import RecordPage
from crm_desktop.ui.saved_views import view_actions
from crm_desktop.ui.star_actions import star_action


def common_actions(page: RecordPage, new_text: str, delete: Callable[[], None]) -> list[Action]:
    """All of them: what is made and changed, copied, deleted, brought and taken away, and where one goes from here."""
    return [
        *_making(page, new_text),
        *_copying(page),
        *_changing_many(page, delete),
        *_files(page),
        star_action(page),
        *view_actions(lambda: getattr(page, "saved_views", None)),
        *detail_actions(lambda: page.detail),
        *walking_actions(page.walk, page.has_current),
        window_action(page.open_window, page.has_current),
    ]


def _making(page: RecordPage, new_text: str) -> list[Action]:
    kind = page.kind
    return [
        Action(f"{kind}.new", new_text, page.new, N_("Open an empty form"), "N", "plus", writes=True),
        Action(
            f"{kind}.edit",
            N_("Edit"),
            page.edit,
            N_("Change the current record"),
            "E",
            "pencil",
            page.has_current,
            reason=page.against_editing,
            writes=True,
        ),
        Action(
            f"{kind}.log",
            N_("Log activity"),
            page.log_activity,
            N_("Write down a visit, call or message"),
            "L",
            "plus",
            page.has_current,
            writes=True,
        ),
        Action(
            f"{kind}.edit_cell",
            N_("Edit in the list"),
            lambda: page.grid.begin(),
            N_("Change values where they stand; Tab and Enter go on"),
            "F2",
            "table-2",
            page.has_current,
            reason=page.against_editing,
            writes=True,
        ),
    ]


def _copying(page: RecordPage) -> list[Action]:
    kind = page.kind
    return [
        Action(
            f"{kind}.copy",
            N_("Copy"),
            page.copy_chosen,
            N_("Put the chosen records on the clipboard, for Excel"),
            "Ctrl+C",
            "copy",
            lambda: page.has_chosen,
        ),
        Action(
            f"{kind}.copy_cell",
            N_("Copy cell"),
            page.copy_cell,
            N_("Put what the cell shows on the clipboard"),
            "Ctrl+Shift+C",
            "copy",
            page.has_current,
        ),
        Action(
            f"{kind}.paste",
            N_("Paste"),
            page.paste,
            N_("Write a table copied from Excel into the cells from here on, or import it"),
            "Ctrl+V",
            "clipboard",
            writes=True,
        ),
    ]


def _changing_many(page: RecordPage, delete: Callable[[], None]) -> list[Action]:
    kind = page.kind
    return [
        Action(
            f"{kind}.bulk",
            N_("Change…"),
            page.change_chosen,
            N_("Give the chosen records the same value in a field"),
            "Ctrl+B",
            "list-checks",
            lambda: page.has_chosen,
            writes=True,
        ),
        Action(
            f"{kind}.delete",
            N_("Delete"),
            delete,
            N_("Delete the chosen records; it can be undone"),
            "Del",
            "trash-2",
            lambda: page.has_chosen,
            reason=page.against(DELETE),
            writes=True,
        ),
        Action(
            f"{kind}.delete_why",
            N_("Delete with a reason…"),
            page.delete_with_reason,
            N_("Delete the chosen records and say why; the recycle bin shows it"),
            "Shift+Del",
            "trash-2",
            lambda: page.has_chosen,
            reason=page.against(DELETE),
            writes=True,
        ),
    ]


def _files(page: RecordPage) -> list[Action]:
    kind = page.kind
    return [
        Action(
            f"{kind}.import",
            N_("Import"),
            page.import_file,
            N_("Bring records from Excel or CSV"),
            "Ctrl+Shift+I",
            "upload",
            reason=page.against(IMPORT),
            writes=True,
        ),
        Action(
            f"{kind}.export",
            N_("Export this list"),
            page.export,
            N_("Write what the list shows to Excel or CSV"),
            "Ctrl+Shift+E",
            "download",
            reason=page.against(EXPORT),
        ),
        Action(
            f"{kind}.export_chosen",
            N_("Export"),
            page.export_chosen,
            N_("Write the chosen records to Excel or CSV"),
            "Ctrl+E",
            "download",
            page.has_selected,
            reason=page.against(EXPORT),
        ),
        Action(
            f"{kind}.print",
            N_("Print this list"),
            page.print_shown,
            N_("See what the list shows on pages, to print or keep as PDF"),
            "Ctrl+P",
            "printer",
            reason=page.against(EXPORT),
        ),
    ]
