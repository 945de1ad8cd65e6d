"""What the pages of all kinds of records share: what their commands do, and filters in the company's words."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QMenu, QWidget

from crm_desktop.core import formats
from crm_desktop.core.clock import day_of
from crm_desktop.core.i18n import N_, Message, language, tr, trn
from crm_desktop.queries.list_query import ListQuery
from crm_desktop.ui.detail_actions import MENU as DETAIL_MENU
from crm_desktop.ui.detail_actions import MiddleClick
from crm_desktop.ui.detail_view import DetailView
from crm_desktop.ui.grid_edit import GridEdit
from crm_desktop.ui.list_declaration import ListDeclaration
from crm_desktop.ui.list_page import ListPage
from crm_desktop.ui.own_lists import OwnLists, filter_field
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.rights import against
from crm_desktop.ui.saved_views import VIEW_MENU, SavedViews
from crm_desktop.ui.widgets.drop_hint import DropHint
from crm_desktop.ui.widgets.filter_field import FilterField
from crm_desktop.ui.widgets.record_table_cells import Cell


class RecordPage(ListPage):
    """A list page whose records can be made, edited and deleted; subclasses declare it and open their form."""

    kind = ""
    imported_as = ""
    detail: DetailView

    def __init__(self, context: PageContext, declaration: ListDeclaration, detail: DetailView) -> None:
        self.context = context
        self.own_lists = OwnLists(context, self.kind, declaration)
        declaration = self.own_lists.declared()
        super().__init__(
            context.theme,
            context.background,
            context.feed,
            context.preferences,
            declaration,
            context.today,
            detail,
            str(context.path),
        )
        self.own_lists.follow(self)
        context.choices_changed.connect(self.retranslate)
        context.viewer_changed.connect(self.act_for_viewer)
        self.missed.connect(self._on_missed)
        self.saved_views = SavedViews(self, context, self.kind)
        self.grid = GridEdit(self, context, self.kind)
        self.setAcceptDrops(True)
        self._drop_hint = DropHint(context.theme, self.list_side)
        detail.menu_wanted.connect(self._open_detail_menu)
        detail.shown.connect(self.actions_set.refresh)
        self.actions_set.refused.connect(self._refuse)
        MiddleClick(self.table, lambda record_id: context.navigator.open_window(self.kind, record_id))

    def new(self, values: Mapping[str, Any] | None = None) -> None:
        """Open the form of a new record, perhaps with some values."""
        self.detail.source.new(self.context, self, values, self.show_record)

    def edit(self) -> None:
        """Open the form of the current record."""
        if (record_id := self.current_id) is not None:
            self.detail.source.edit(self.context, self.window(), record_id, self.stay_at)

    def log_activity(self) -> None:
        """Open the form of a new interaction with the current record."""
        if self.current_id:
            self.context.navigator.log_activity(self.about_current())

    def about_current(self) -> Mapping[str, Any]:
        """What an activity or a task begun here is about: the current record, if there is one."""
        return {_ABOUT[self.kind]: self.current_id} if self.current_id and self.kind in _ABOUT else {}

    def delete_chosen(self, operation: Callable[[Any, Sequence[str]], int], step: Message) -> None:
        """Delete the record at once, several after saying what goes with them; the toast offers to undo it."""
        ids = self.selected_or_current
        if not ids:
            return
        if len(ids) > 1:
            self._delete_many(ids)
            return

        def done(count: int) -> None:
            self.table.records.select_everything(False)
            said = trn("{count} record deleted", "{count} records deleted", count)
            self.context.navigator.did(Message("{text}", text=said))

        self.context.background.write(step, lambda work: operation(work, ids), done, self.refuse, owner=self)

    def delete_with_reason(self) -> None:
        """Say what goes with the chosen records, and ask why they are deleted."""
        if ids := self.selected_or_current:
            self._delete_many(ids)

    def _delete_many(self, ids: Sequence[str]) -> None:
        from crm_desktop.ui.dialogs.bulk_delete import BulkDeleteDialog

        BulkDeleteDialog(self.context, self.window(), self.kind, ids, self.choose_nothing).open_panel()

    def change_chosen(self, field: str = "") -> None:
        """Ask what to change on the chosen records; `field` is settled already."""
        from crm_desktop.ui.dialogs.bulk_edit import open_bulk_edit

        if ids := self.selected_or_current:
            open_bulk_edit(self.context, self.window(), self.kind, ids, self.choose_nothing, field)

    def copy_chosen(self) -> None:
        """Put the chosen records on the clipboard, for a spreadsheet."""
        from crm_desktop.ui.clipboard_copy import copy_rows

        copy_rows(self, self.context, self.kind, self.selected_or_current)

    def copy_cell(self) -> None:
        """Put what the current cell shows on the clipboard."""
        from crm_desktop.ui.clipboard_copy import copy_text

        copy_text(self.context, self.grid.cell_text())

    def paste(self) -> None:
        """Write what a spreadsheet put on the clipboard into the cells from the current one on, or import it."""
        from crm_desktop.ui.clipboard_paste import read_clipboard

        read_clipboard(self.context, self, self._paste_rows)

    def _paste_rows(self, rows: list[list[str]]) -> None:
        from crm_desktop.ui.clipboard_paste import MOST_ROWS, has_header, offer_as_new, paste_into

        def as_new() -> None:
            offer_as_new(self.context, self.window(), self.imported_as, rows)

        if not self.grid.is_on or has_header(rows, [each.heading() for each in self.declaration.columns]):
            as_new()
            return
        ids, fields = self.grid.paste_target(min(len(rows), MOST_ROWS))
        if len(rows) == len(rows[0]) == 1 and self.table.records.selected_count() > 1:
            ids = self.table.records.selected_ids()
        paste_into(self.context, self.window(), self.kind, rows, ids, fields, self.table.setFocus, as_new)

    def fill_views_menu(self, menu: QMenu) -> None:
        """Append all views, and what can be done with the one shown."""
        super().fill_views_menu(menu)
        menu.addSeparator()
        self.actions_set.fill_menu(menu, VIEW_MENU)

    def open_view_menu(self, place: QPoint) -> None:
        """Offer what can be done with the view shown."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.actions_set.fill_menu(menu, VIEW_MENU)
        menu.popup(place)

    def choose_nothing(self) -> None:
        """Let go of all chosen records."""
        self.table.records.select_everything(False)

    def carry_out(
        self, step: Message, operation: Callable[[Any], Any], said: Message | Callable[[Any], Message]
    ) -> None:
        """Write one step and say what was done, which may depend on its result, or why it cannot be."""

        def done(result: Any) -> None:
            self.context.navigator.did(said if isinstance(said, Message) else said(result))

        self.context.background.write(step, operation, done, self.refuse, owner=self)

    def walk(self, step: int) -> None:
        """Make the record before or after current, wherever the keyboard is."""
        records, row = self.table.records, self.table.currentIndex().row() + step
        while 0 <= row < records.rowCount():
            if (record_id := records.id_at(row)) is not None:
                self.table.set_current(record_id)
                return
            row += step

    def open_window(self) -> None:
        """Show the current record in a window of its own."""
        if (record_id := self.current_id) is not None:
            self.context.navigator.open_window(self.kind, record_id)

    def settle(self) -> bool:
        """Keep what is being typed in list and detail side; False when something must be mended first."""
        return self.grid.settle() and self.detail.settle()

    def _open_detail_menu(self, button: QWidget) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.actions_set.fill_menu(menu, (*self.declaration.menu, *DETAIL_MENU))
        menu.popup(button.mapToGlobal(button.rect().bottomLeft()))

    def has_current(self) -> bool:
        """Whether there is a record to act on."""
        return self.current_id is not None

    def has_selected(self) -> bool:
        """Whether records are chosen, not only the current one."""
        return bool(self.table.records.selected_count())

    def against_editing(self) -> str:
        """Why the current record cannot be changed, in a marked text; nothing when it can or is not read yet."""
        return self.detail.against_editing() if self.detail.record_id == self.current_id else ""

    def against(self, right: str) -> Callable[[], str]:
        """Why the acting user may not do something, in a marked text; nothing when he may."""
        return lambda: against(self.context.background, right)

    def _refuse(self, reason: str) -> None:
        self.context.navigator.refuse(Message(reason))

    def export_chosen(self) -> None:
        """Ask where to, then write the chosen records."""
        self.export(self.table.records.selected_ids())

    def export(self, only: Sequence[str] = ()) -> None:
        """Ask where to, then write what the list shows, or some of it."""
        # With it come all modules of import and export: 0.3 s of the start.
        from crm_desktop.ui.dialogs.export_list import export_list

        context = self.context
        export_list(
            self,
            self.kind,
            context.theme,
            context.background,
            context.preferences,
            context.path,
            context.navigator,
            only,
        )

    def import_file(self, file: Path | None = None) -> None:
        """Open the import wizard for records of this kind."""
        self.context.open_import(self.imported_as, file)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _dropped_file(event) is not None:
            event.acceptProposedAction()
            self._drop_hint.say(N_("Import into this list"))

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._drop_hint.hide()

    def dropEvent(self, event: QDropEvent) -> None:
        """Import the spreadsheet that was dropped on the page."""
        self._drop_hint.hide()
        if (file := _dropped_file(event)) is not None:
            event.acceptProposedAction()
            self.import_file(file)

    def print_shown(self) -> None:
        """Set what the list shows on paper and show its pages."""
        from crm_desktop.ui.dialogs.print_list import print_list

        context = self.context
        print_list(
            self, self.kind, context.theme, context.background, context.preferences, context.path, context.navigator
        )

    def _on_missed(self) -> None:
        self.context.navigator.refuse(Message("This record was deleted, or your role does not show it."))

    def refuse(self, error: Exception) -> None:
        """Say why something could not be done."""
        self.context.navigator.refuse(getattr(error, "message", Message("This could not be done.")))


_ABOUT = {
    "customer": "customer_id",
    "contact": "contact_id",
    "opportunity": "opportunity_id",
    "service_case": "case_id",
    "task": "task_id",
    "lead": "lead_id",
    "campaign": "campaign_id",
}


DROP_HINT = N_("Or drop an .xlsx or .csv file anywhere here")


def _dropped_file(event: QDropEvent) -> Path | None:
    files = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
    return files[0] if files else None


def filter_fields(context: PageContext, query: ListQuery[Any]) -> list[FilterField]:
    """The filters of a list, with the company's own choices."""
    return [filter_field(context, each) for each in query.fields]


def relative_moment(context: PageContext, instant_ms: int | None) -> Cell:
    """How long ago something was, with the full date as tool tip."""
    if instant_ms is None:
        return Cell(formats.MISSING)
    day = day_of(instant_ms, context.zone)
    return Cell(formats.relative(day, language(), context.today()), tooltip=formats.day_far(day, language()))


def total_text(context: PageContext, label: str, amount: int | None) -> str:
    """A sum for the bottom bar."""
    return tr(label, amount=formats.money(amount or 0, context.currency, symbol=True))
