"""The commands that every page has: open, import, settings, search, keys; what each opens is loaded when it is wanted.

At the start it would be most of the waiting.
"""

import importlib
from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from PySide6.QtWidgets import QDialog, QWidget

from crm_desktop.app.backups import CompanyBackups
from crm_desktop.core.i18n import N_, Message
from crm_desktop.core.preferences import Preferences
from crm_desktop.core.viewer import IMPORT
from crm_desktop.models.customising import OWN_RECORD
from crm_desktop.ui.actions import FILE, HELP, VIEW, Action, ActionSet
from crm_desktop.ui.background import Background, Ticket
from crm_desktop.ui.dialogs.panel import open_panel_of
from crm_desktop.ui.main_window import MainWindow
from crm_desktop.ui.navigation import WindowNavigator
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.pages import REPORTS, list_pages
from crm_desktop.ui.palette_recent import RecentRecords
from crm_desktop.ui.record_page import RecordPage
from crm_desktop.ui.record_window import RecordWindow
from crm_desktop.ui.rights import against
from crm_desktop.ui.theme import Theme

_IMPORT = "crm_desktop.ui.dialogs.import_wizard"


class Desk(Protocol):
    """What the commands of a window need of the program around it."""

    theme: Theme
    preferences: Preferences

    def choose_file(self) -> None:
        """Ask for a company file and open it."""

    def make_company(self, then: Callable[[], None] | None = None) -> None:
        """Ask for a new company, make its file and open it."""

    def join_team(self) -> None:
        """Ask for the shared file of a team, take a copy of it and open that."""

    def show_welcome(self) -> None:
        """Show the first page."""

    def choose_language(self, code: str) -> None:
        """Speak another language from now on."""

    def choose_text_size(self, scale: float) -> None:
        """Show everything in another size from now on."""

    def quit(self) -> None:
        """End the program."""


class WindowCommands:
    """What the menus of one window offer besides the records of its pages."""

    window: MainWindow
    context: PageContext
    recent: RecentRecords
    backups: CompanyBackups

    def __init__(
        self, desk: Desk, background: Background, navigator: WindowNavigator, today: Callable[[], date], path: Path
    ) -> None:
        self._desk, self._background, self._navigator = desk, background, navigator
        self._today, self._path = today, path
        self.settings: QDialog | None = None
        self._loading: Ticket | None = None
        # Choices that others add to the settings of this device: a heading and how its control is made.
        self.more_settings: list[tuple[str, Callable[[], QWidget | None]]] = []

    def file_actions(self) -> list[Action]:
        """What begins with a file."""
        desk = self._desk
        return [
            Action("file.open", N_("Open…"), desk.choose_file, N_("Open another company file"), "Ctrl+O", menu=FILE),
            Action("file.new", N_("New company file…"), desk.make_company, N_("Begin another company"), menu=FILE),
            Action(
                "file.join",
                N_("Join a team…"),
                desk.join_team,
                N_("Take a copy of a company that others share"),
                icon="users",
                menu=FILE,
            ),
            Action("file.welcome", N_("Welcome page"), desk.show_welcome, N_("Go back to the first page"), menu=FILE),
            Action(
                "file.import",
                N_("Import spreadsheets…"),
                self.open_import,
                N_("Bring customers, deals and more from Excel or CSV"),
                "Ctrl+I",
                "upload",
                menu=FILE,
                starts_group=True,
                reason=lambda: against(self._background, IMPORT),
                writes=True,
            ),
            Action(
                "file.backups",
                N_("Backups…"),
                self.open_backups,
                N_("When the file was backed up, and a way back to any of it"),
                "Ctrl+Shift+B",
                "archive-restore",
                menu=FILE,
                starts_group=True,
            ),
            Action("file.quit", N_("Quit"), self.quit, N_("Close the program"), "Ctrl+Q", menu=FILE, starts_group=True),
        ]

    def view_actions(self) -> list[Action]:
        """What changes or finds what is shown."""
        return [
            Action("view.settings", N_("Settings…"), self.open_settings, N_("Language, colours"), "Ctrl+,", menu=VIEW),
            Action(
                "view.company_settings",
                N_("Company settings…"),
                self.open_company_settings,
                N_("Business rules, lists of choices and own fields"),
                "Ctrl+Shift+,",
                "sliders-horizontal",
                menu=VIEW,
            ),
            Action(
                "view.search",
                N_("Find anything…"),
                self.open_palette,
                N_("Find any record or command"),
                "Ctrl+K",
                "search",
                menu=VIEW,
            ),
            Action(
                "view.log",
                N_("Company log…"),
                self.open_log,
                N_("What everybody did, step by step, with a way to undo any of it"),
                "Ctrl+Shift+J",
                "history",
                menu=VIEW,
            ),
            Action(
                "view.pipelines",
                N_("Pipelines and stages…"),
                self.open_pipelines,
                N_("The stages of deals, what they need to enter one, and their checklists"),
                icon="square-kanban",
                menu=VIEW,
            ),
            Action("help.keys", N_("Keyboard shortcuts"), self.open_shortcuts, N_("All keys"), "?", menu=HELP),
            Action(
                "help.check",
                N_("Check this file…"),
                self.open_check,
                N_("Whether the company file is whole, and a repair of what can be repaired"),
                icon="shield-check",
                menu=HELP,
            ),
            Action(
                "help.about",
                N_("About and licences"),
                self.open_about,
                N_("Version, system, and whose work the program is made with"),
                icon="info",
                menu=HELP,
            ),
        ]

    def open_import(self, kind: str | None = None, file: Path | None = None) -> None:
        """Open the import wizard, for a kind and a file when they are known.

        At first it is loaded by a thread: the window would be held for a quarter of a second.
        """
        if self._loading is not None and not self._loading.is_done:
            return

        def opened(wizard: Any) -> None:
            wizard.open_import_wizard(
                self.window,
                self._desk.theme,
                self._background,
                self._desk.preferences,
                self._path,
                self._navigator,
                self._today(),
                kind=kind,
                file=file,
            )

        self._loading = self._background.call(self.window, partial(importlib.import_module, _IMPORT), opened)

    def open_backups(self) -> None:
        """Show the backups of the company file."""
        from crm_desktop.ui.dialogs.backups import open_backups

        open_backups(self.context, self.window, self.backups)

    def open_check(self) -> None:
        """Check the company file."""
        from crm_desktop.ui.dialogs.check_file import open_check

        open_check(self.window, self._desk.theme, self._background, self._path)

    def open_log(self) -> None:
        """Show what happened in the whole company."""
        from crm_desktop.ui.dialogs.company_log import open_company_log

        open_company_log(self.context, self.window)

    def open_settings(self, *, at_text_size: bool = False) -> None:
        """Open the settings of this device, on request where the text size is chosen."""
        from crm_desktop.ui.dialogs.settings import open_settings

        desk = self._desk
        self.settings = open_settings(
            self.window,
            desk.theme,
            desk.preferences,
            desk.choose_language,
            desk.choose_text_size,
            at_text_size=at_text_size,
            more=[(heading, made) for heading, make in self.more_settings if (made := make()) is not None],
        )

    def open_company_settings(self, section: str = "") -> None:
        """Open what holds for everybody who works with the file."""
        from crm_desktop.ui.dialogs.company_settings import open_company_settings

        open_company_settings(self.context, self.window, section)

    def open_pipelines(self) -> None:
        """Show the pipelines and their stages."""
        self.open_company_settings("pipelines")

    def of_record_window(self, window: RecordWindow) -> list[Action]:
        """What finds and explains in the window of a record as it does in the main one."""

        def open_palette() -> None:
            self.open_palette(window)

        def open_shortcuts() -> None:
            from crm_desktop.ui.dialogs.shortcuts import open_shortcuts

            open_shortcuts(window, self._desk.theme, window.actions_set.actions, window)

        return [
            Action(
                "view.search", N_("Find anything…"), open_palette, N_("Find any record or command"), "Ctrl+K", "search"
            ),
            Action("help.keys", N_("Keyboard shortcuts"), open_shortcuts, N_("All keys"), "?"),
        ]

    def open_shortcuts(self) -> None:
        """Show every key."""
        from crm_desktop.ui.dialogs.shortcuts import open_shortcuts

        window = self.window
        open_shortcuts(window, self._desk.theme, window.actions_set.actions, window.page(window.current_page))

    def open_about(self) -> None:
        """Show the version and the licences."""
        from crm_desktop.ui.dialogs.about import open_about

        open_about(self.window, self._desk.theme, self._background)

    def open_palette(self, over: RecordWindow | None = None) -> None:
        """Find any record or command by typing, in the main window or over that of a record."""
        from crm_desktop.ui.dialogs.palette import open_palette
        from crm_desktop.ui.palette_commands import PaletteCommands

        if open_panel_of(over or self.window) is not None:
            return
        page = over or self.window.page(self.window.current_page)
        own, shared = getattr(page, "actions_set", None), self.window.actions_set
        sets = [own, shared] if isinstance(own, ActionSet) else [shared]
        actions = [each for one in sets for each in one.actions if each.id != "view.search"]
        if over is not None:
            actions = list({each.id: each for each in reversed(actions)}.values())[::-1]
        commands = PaletteCommands(
            self.context,
            PalettePlaces(self.window, self._desk, self.open_company_settings),
            actions,
            list_pages(self.context),
        )
        open_palette(over or self.window, self.context, commands, self.recent, current=_current(page))

    def quit(self) -> None:
        """End the program, wherever its window is."""
        if self.window.end():
            self._desk.quit()


def _current(page: QWidget) -> tuple[str, str] | None:
    """Kind and id of the record that a page or a window shows."""
    if isinstance(page, RecordWindow):
        return page.source.kind, page.record_id
    return (page.kind, page.current_id) if isinstance(page, RecordPage) and page.current_id else None


class PalettePlaces:
    """Where the commands of the palette lead, and what they change."""

    def __init__(self, window: MainWindow, desk: Desk, open_company_settings: Callable[[str], None]) -> None:
        self._window, self._desk = window, desk
        self.open_company_settings = open_company_settings

    def show_view(self, page: str, key: str) -> None:
        """Show a view of a page."""
        self._window.show_page(page)
        self._window.page(page).show_view(key)

    def show_page(self, page: str) -> None:
        """Show a page as it was left."""
        self._window.show_page(page)

    def carry_out(self, page: str, action: str) -> None:
        """Show a page and carry out a command of its."""
        self._window.show_page(page)
        self._window.page(page).actions_set.trigger(action)

    def show_saved_view(self, page: str, view_id: str) -> None:
        """Show a view of a page that somebody saved."""
        self._window.show_page(page)
        self._window.page(page).saved_views.show(view_id)

    def show_report(self, first: date, last: date) -> None:
        """Show the report of these days."""
        self._window.show_page(REPORTS)
        self._window.page(REPORTS).show_days(first, last)

    def choose_language(self, code: str) -> None:
        """Speak another language."""
        self._desk.choose_language(code)

    def choose_theme(self, mode: str) -> None:
        """Show other colours."""
        from crm_desktop.ui.dialogs.settings import choose_mode

        choose_mode(self._desk.theme, self._desk.preferences, mode)

    def choose_text_size(self, scale: float) -> None:
        """Show everything in another size."""
        self._desk.choose_text_size(scale)


class Activities:
    """Opens the form of an activity, new or logged earlier, over the window."""

    def __init__(self, context: PageContext, window: MainWindow) -> None:
        self._context, self._window = context, window

    def log(self, about: Mapping[str, Any]) -> None:
        """Open the form for an activity about some record, such as `customer_id`."""
        from crm_desktop.ui.activity_form import activity_logger

        activity_logger(self._context, self._window)(about)

    def open(self, interaction_id: str) -> None:
        """Open the form of an activity logged earlier."""
        from crm_desktop.ui.activity_form import activity_opener

        activity_opener(self._context, self._window)(interaction_id)


def opener_of_steps(context: PageContext, window: MainWindow) -> Callable[[str], None]:
    """What opens a step of a lead's plan, loaded when the first one is opened."""

    def open_step(item_id: str) -> None:
        from crm_desktop.ui.forms.lead_plan import step_opener

        step_opener(context, window)(item_id)

    return open_step


class Files:
    """Shows a file where it lies: among those of its record."""

    def __init__(self, context: PageContext, window: MainWindow) -> None:
        self._context, self._window = context, window

    def open(self, file_id: str) -> None:
        """Go to the record of a file and to its files."""
        from crm_desktop.queries.attachment import record_of_file
        from crm_desktop.queries.own_kind import kind_of_record
        from crm_desktop.ui.detail_view import FILES
        from crm_desktop.ui.pages import page_of_kind

        def read(reading: Any) -> tuple[str, str]:
            kind, record_id = record_of_file(reading, file_id)
            return (kind_of_record(reading, record_id) if kind == OWN_RECORD else kind), record_id

        def show(record: tuple[str, str]) -> None:
            self._context.navigator.open(*record)
            if (page := page_of_kind(record[0])) in self._window.page_keys:
                self._window.page(page).detail.show_tab(FILES)

        def refuse(error: Exception) -> None:
            self._context.navigator.refuse(getattr(error, "message", Message("This could not be done.")))

        self._context.background.read(self._window, read, show, refuse)


def opener_of_checklists(context: PageContext, window: MainWindow) -> Callable[[str], None]:
    """What opens the checklist of a deal, loaded when the first one is opened."""

    def open_checklist(deal_id: str) -> None:
        from crm_desktop.ui.forms.checklist import checklist_opener

        checklist_opener(context, window)(deal_id)

    return open_checklist


def opener_of_versions(context: PageContext, window: MainWindow) -> Callable[[str], None]:
    """What shows a version of an article, loaded when the first one is looked at."""

    def open_version(version_id: str) -> None:
        from crm_desktop.ui.dialogs.article_versions import version_opener

        version_opener(context, window)(version_id)

    return open_version


def opener_of_responses(context: PageContext, window: MainWindow) -> Callable[[str], None]:
    """What opens what somebody answered to a survey, loaded when the first one is opened."""

    def open_response(response_id: str) -> None:
        from crm_desktop.ui.forms.survey_response import response_opener

        response_opener(context, window)(response_id)

    return open_response


def opener_of_channel_reports(context: PageContext, window: MainWindow) -> Callable[[str], None]:
    """What opens a report of the channel, loaded when the first one is opened."""

    def open_one(record_id: str) -> None:
        from crm_desktop.ui.forms.channel import REPORT, opener

        opener(REPORT, context, window)(record_id)

    return open_one


def opener_of_product_part(kind: str, context: PageContext, window: MainWindow) -> Callable[[str], None]:
    """What opens a price or a count of stock, loaded when the first one is opened."""

    def open_one(record_id: str) -> None:
        from crm_desktop.ui.forms.product_parts import opener

        opener(kind, context, window)(record_id)

    return open_one


def opener_of_work(context: PageContext, window: MainWindow) -> Callable[[str], None]:
    """What opens time spent on a case, loaded when the first one is opened."""

    def open_one(record_id: str) -> None:
        from crm_desktop.ui.forms.service_work import opener

        opener(context, window)(record_id)

    return open_one


def opener_of_own_records(context: PageContext, window: MainWindow) -> Callable[[str], None]:
    """What shows a record of an own kind on the page of its kind."""

    def open_record(record_id: str) -> None:
        from crm_desktop.queries.own_kind import kind_of_record

        def show(kind: str) -> None:
            if kind:
                context.navigator.open(kind, record_id)

        context.background.read(window, lambda reading: kind_of_record(reading, record_id), show)

    return open_record
